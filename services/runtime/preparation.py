"""A step of each deployment: collections, indexes, and a user per service with its rights.

It alone logs in as a cluster's master. It runs again whenever the plan differs (`plan`).
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from services.manifest import CACHED, OWNERS, SERVICES, Participant
from services.runtime import mongo
from services.runtime.aws import Aws
from services.runtime.indexes import INDEXES, create_indexes
from services.runtime.mongo import Documents
from services.runtime.rights import Login, grant, privileges

DATABASE = tuple(name for name in OWNERS if name not in CACHED)
CACHE = tuple(name for name in OWNERS if name in CACHED)
BUILDING_MILLISECONDS = 840_000
"""How long an index of a large collection may take: a function ends after 15 minutes."""


def plan() -> str:
    """A digest of all rights and indexes."""
    rights = [privileges(service, "", OWNERS) for service in SERVICES]
    indexes = {name: [repr(index) for index in those] for name, those in INDEXES.items()}
    return hashlib.sha256(json.dumps([rights, indexes], sort_keys=True).encode()).hexdigest()


def prepare(
    database: Documents, collections: Iterable[str], logins: Mapping[Participant, Login] | None
) -> None:
    """Make what is missing of collections and indexes, and set users and rights.

    Without `logins` there are no users. Harmless to repeat. Raises as the driver does.
    """
    known = tuple(collections)
    if logins is not None:
        # A service may write a collection, but not make it.
        there = set(database.list_collection_names())
        for name in known:
            if name not in there:
                database.create_collection(name)
    for name in known:
        create_indexes(database, name)
    if logins is not None:
        grant(database, known, logins)


def handler(event: Mapping[str, Any], _: object) -> dict[str, str]:
    """Prepare both clusters, by the secrets in the properties of a CloudFormation resource.

    `Database` and `Cache` each have `Master`, a secret's ARN, and `Logins`, an ARN per service.
    """
    if event["RequestType"] != "Delete":
        aws = Aws.from_environment()
        given = event["ResourceProperties"]
        for name, database, collections in (
            ("Database", mongo.DATABASE, DATABASE),
            ("Cache", mongo.CACHE, CACHE),
        ):
            logins = {
                Participant(service): _login(aws, secret)
                for service, secret in given[name]["Logins"].items()
            }
            with mongo.connect_by_secret(
                aws, given[name]["Master"], socketTimeoutMS=BUILDING_MILLISECONDS
            ) as client:
                prepare(client[database], collections, logins)
    return {"PhysicalResourceId": "prepared"}


def _login(aws: Aws, secret: str) -> Login:
    content = mongo.secret_of(aws, secret)
    return Login(content["username"], content["password"])
