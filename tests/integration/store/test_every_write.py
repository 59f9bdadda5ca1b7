"""A repeat of a request changes nothing, however late; its key takes no other body. Every write."""

import json
import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pymongo.database import Database

from services.contracts.message import Message
from services.contracts.requests import key_of
from services.invoicing.gateways.pdf import PdfRenderer
from services.manifest import OWNERS
from services.proxy.bodies import Accepted
from services.proxy.cache import Cache
from services.proxy.problems import ProblemError
from services.proxy.routes import ROUTES, Access
from services.runtime.clock import utc_now
from services.runtime.mongo import Document
from tests.aws import AwsServer
from tests.integration.people import People
from tests.integration.store.in_process_store import InProcessStore
from tests.integration.store.writes import FIRST, FLEUR, SECOND, WRITES, Scene
from tests.payments import Provider
from tests.shop import catalogue, tomorrow_open, zones

KEYED = [route.name for route in ROUTES if route.needs_key]
STAFF = [route.name for route in ROUTES if route.access is Access.FLORIST]
NOT_STATE = ("views", "notices", "order_requests", "stock_requests")
"""Copies for readers, e-mails, and the very notes of which requests came."""
OF_ITS_NOTES = ("version", "changed_at", "requests", "mark")
SEEN = [name for name in KEYED if name in WRITES and len(WRITES[name].bodies) > 1]
"""Those whose views show which body a key came with: one document, and more bodies than one."""

Begin = Callable[[int], Scene]


@pytest.fixture(scope="module")
def renderer() -> PdfRenderer:
    """One for all: its fonts are loaded once."""
    return PdfRenderer()


@pytest.fixture
def begin(
    mongodb: Database[Document],
    aws_server: AwsServer,
    people: People,
    provider: Provider,
    renderer: PdfRenderer,
) -> Begin:
    """A store that is open, and Flora, who has signed up."""

    def scene(seed: int) -> Scene:
        store = InProcessStore(mongodb, aws_server.aws(), people.pool, provider, renderer, seed)
        store.send(catalogue(), zones(), tomorrow_open())
        flora = people.sign_up("flora@example.com", "Flora Amaryllis")
        made = Scene(store, flora, Cache(mongodb, utc_now))
        made.settle()
        return made

    return scene


def plain(value: Any) -> Any:
    """A document without the notes of which requests came, and how often it was written."""
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items() if name not in OF_ITS_NOTES}
    return [plain(each) for each in value] if isinstance(value, list) else value


def state_of(mongodb: Database[Document]) -> dict[str, Any]:
    """All that the services keep."""
    return {
        name: [
            plain(row)
            for row in mongodb[name].find().sort("_id", 1)
            if row.get("what") not in ("key_reused", "day_out_of_date")
        ]
        for name in sorted(OWNERS)
        if name not in NOT_STATE
    }


def commands_of(scene: Scene, name: str) -> Iterator[tuple[Accepted, Message]]:
    """Each body under each of two keys, before anybody has handled one: all are taken on."""
    write = WRITES[name]
    about = write.about(scene)
    who = FLEUR if name in STAFF else scene.flora
    bodies = write.named(scene) if write.named else write.bodies
    for key in (FIRST, SECOND):
        for body in bodies:
            answer = scene.ask(name, who, about, body, key)
            (queued,) = scene.store.bus.under_way
            scene.store.bus.under_way.clear()
            yield answer, queued.message


def test_every_write_of_the_table_is_tried_here() -> None:
    assert set(WRITES) == set(KEYED)


@pytest.mark.finding("B02", "B03", "A9")
@pytest.mark.parametrize("name", KEYED)
def test_a_write_is_done_once_for_a_key_and_never_for_another_body(
    name: str, begin: Begin, mongodb: Database[Document]
) -> None:
    seed = KEYED.index(name)
    chance = random.Random(seed)  # noqa: S311 - the same story in every run
    scene = begin(seed)
    asked = list(commands_of(scene, name))
    sequence = [each for each in asked for _ in range(2)]
    chance.shuffle(sequence)
    done: dict[str, str] = {}
    state: dict[str, Any] = {}
    for answer, command in sequence:
        scene.store.send(command)
        scene.settle()
        is_first = key_of(answer.mark) not in done
        done.setdefault(key_of(answer.mark), answer.mark)
        now = state_of(mongodb)
        assert is_first or now == state, f"{answer.mark} was done twice"
        state = now
    shown = json.dumps(list(mongodb["views"].find()), default=str)
    for answer, _ in asked:
        if done[key_of(answer.mark)] != answer.mark:
            assert answer.mark in shown, f"nobody is told that {answer.mark} was refused"


@pytest.mark.finding("B03", "A9")
@pytest.mark.parametrize("name", SEEN)
def test_a_key_that_is_known_with_another_body_is_refused_at_once(name: str, begin: Begin) -> None:
    scene = begin(7)
    write = WRITES[name]
    about = write.about(scene)
    who = FLEUR if name in STAFF else scene.flora
    first, other = (write.bodies[at] for at in (0, 1))
    scene.ask(name, who, about, first, FIRST)
    scene.settle()
    with pytest.raises(ProblemError) as refused:
        scene.ask(name, who, about, other, FIRST)
    assert refused.value.status == 422
    assert [error.field for error in refused.value.errors] == ["Idempotency-Key"]
    assert scene.store.bus.under_way == []
    again = scene.ask(name, who, about, first, FIRST)
    assert isinstance(again, Accepted)
