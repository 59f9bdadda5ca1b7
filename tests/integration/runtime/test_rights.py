"""The database itself refuses what the manifest does not let a service do."""

import json
import os
from collections.abc import Callable, Iterator

import pytest
from pymongo import MongoClient
from pymongo.errors import OperationFailure

from services.manifest import (
    MANIFEST,
    OWNERS,
    SERVICES,
    USES_CACHE,
    USES_DATABASE,
    Participant,
)
from services.runtime import mongo
from services.runtime.indexes import INDEXES
from services.runtime.mongo import AUTHENTICATION_FAILED, Document, Documents, connect
from services.runtime.preparation import CACHE, DATABASE, handler, prepare
from services.runtime.rights import Login
from tests.aws import AwsServer
from tests.claims import proves
from tests.needs import EMBEDDED_DATABASE

pytestmark = [
    pytest.mark.finding("W09"),
    *([EMBEDDED_DATABASE.mark()] if os.environ.get("MONGODB_URI") else []),
]
UNAUTHORIZED = 13
EVERYTHING = (*DATABASE, *CACHE)

Act = Callable[[Documents, str], object]
CHANGE = {"$set": {"occasion": "x"}}
WRITES: dict[str, Act] = {
    "insert": lambda database, name: database[name].insert_one({"occasion": "inserted"}),
    "update": lambda database, name: database[name].update_one({"_id": "x"}, CHANGE),
    "upsert": lambda database, name: database[name].update_one({"_id": "x"}, CHANGE, upsert=True),
    "find and update": lambda database, name: database[name].find_one_and_update(
        {"_id": "x"}, CHANGE
    ),
    "remove": lambda database, name: database[name].delete_one({"_id": "x"}),
}
ADMINISTRATION: dict[str, Act] = {
    "make an index": lambda database, name: database[name].create_index([("n", 1)], name="n"),
    "drop": lambda database, name: database[name].drop(),
    "make a user": lambda database, _: database.client["admin"].command(
        "createUser", "thief", pwd="thief", roles=[]
    ),
    "change a role": lambda database, _: database.client["admin"].command(
        "updateRole", f"{database.name}_order", privileges=[], roles=[]
    ),
}


def logins(password: str = "first") -> dict[Participant, Login]:  # noqa: S107
    return {service: Login(service.value, password) for service in SERVICES}


@pytest.fixture
def prepared(mongodb: Documents) -> Documents:
    prepare(mongodb, EVERYTHING, logins())
    return mongodb


@pytest.fixture
def as_service(
    prepared: Documents, mongodb_uri: str
) -> Iterator[Callable[[Participant, str], Documents]]:
    clients: list[MongoClient[Document]] = []

    def login(service: Participant, password: str = "first") -> Documents:  # noqa: S107
        clients.append(connect(mongodb_uri, username=service.value, password=password))
        return clients[-1][prepared.name]

    yield login
    for client in clients:
        client.close()


def refused(act: Act, database: Documents, collection: str) -> bool:
    try:
        act(database, collection)
    except OperationFailure as error:
        if error.code != UNAUTHORIZED:
            raise
        return True
    return False


@proves("FM-DB-07:mitigation")
@pytest.mark.parametrize("service", SERVICES)
def test_a_service_writes_its_own_collections_and_reads_the_declared_ones_alone(
    as_service: Callable[..., Documents], service: Participant
) -> None:
    row, database = MANIFEST[service], as_service(service)
    for name in OWNERS:
        may_write, may_read = name in row.owns, name in row.owns + row.reads
        assert refused(lambda d, c: d[c].find_one(), database, name) is not may_read, name
        for what, write in WRITES.items():
            assert refused(write, database, name) is not may_write, (what, name)


@pytest.mark.parametrize("service", SERVICES)
def test_no_service_makes_indexes_drops_collections_or_gives_rights(
    as_service: Callable[..., Documents], service: Participant
) -> None:
    database = as_service(service)
    for what, act in ADMINISTRATION.items():
        for name in OWNERS:
            assert refused(act, database, name), (what, name)


def test_a_wrong_password_is_refused(as_service: Callable[..., Documents]) -> None:
    with pytest.raises(OperationFailure) as error:
        as_service(Participant.ORDER, "guessed")["orders"].find_one()
    assert error.value.code == AUTHENTICATION_FAILED


def test_preparing_again_changes_passwords_and_takes_rights_away(
    as_service: Callable[..., Documents],
    prepared: Documents,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fewer = {**MANIFEST, Participant.PROFILES: MANIFEST[Participant.NOTICES]}
    monkeypatch.setattr("services.runtime.rights.MANIFEST", fewer)
    prepare(prepared, EVERYTHING, logins("second"))
    profiles = as_service(Participant.PROFILES, "second")
    assert refused(WRITES["insert"], profiles, "profiles")
    with pytest.raises(OperationFailure):
        as_service(Participant.ORDER, "first")["orders"].find_one()


def test_preparing_twice_leaves_every_index_once(prepared: Documents) -> None:
    prepare(prepared, EVERYTHING, logins())
    for name in OWNERS:
        known = prepared[name].index_information()
        assert set(known) - {"_id_"} == {index.name for index in INDEXES.get(name, ())}, name
    assert prepared["invoices"].index_information()["occasion"]["unique"]
    assert prepared["views"].index_information()["expiry"]["expireAfterSeconds"] == 0


@pytest.mark.finding("W15")
def test_the_step_of_a_deployment_takes_each_login_from_its_secret(
    mongodb: Documents, mongodb_uri: str, aws_server: AwsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = aws_server.client("secretsmanager")

    def secret(name: str) -> str:
        content = json.dumps({"username": f"{name}_clone", "password": "rotated"})
        made = client.create_secret(Name=f"{mongodb.name}/{name}", SecretString=content)
        return str(made["ARN"])

    def logins(services: frozenset[Participant]) -> dict[str, object]:
        return {"Master": "master", "Logins": {s.value: secret(s) for s in sorted(services)}}

    given = {"Database": logins(USES_DATABASE), "Cache": logins(USES_CACHE)}
    monkeypatch.setattr(mongo, "connect_by_secret", lambda *_, **__: connect(mongodb_uri))
    monkeypatch.setattr(mongo, "DATABASE", mongodb.name)
    monkeypatch.setattr(mongo, "CACHE", f"{mongodb.name}_cache")
    for kind in ("Create", "Update"):
        handler({"RequestType": kind, "ResourceProperties": given}, None)
    with connect(mongodb_uri, username="order_clone", password="rotated") as order:
        assert not refused(WRITES["insert"], order[mongodb.name], "orders")
        assert refused(WRITES["insert"], order[mongodb.name], "items")
    mongodb.client.drop_database(f"{mongodb.name}_cache")


def test_what_is_deleted_with_the_stack_deletes_no_data() -> None:
    handler({"RequestType": "Delete"}, None)


def test_every_index_is_of_a_collection_that_somebody_owns() -> None:
    assert set(INDEXES) <= set(OWNERS)
