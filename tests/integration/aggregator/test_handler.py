"""Aggregator: the views only ever move forward, and vanish when they are old."""

from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
from msgspec.structs import replace
from pymongo.database import Database

from services.aggregator import handler as aggregator
from services.shared.messages import (
    CatalogueChanged,
    InvoiceIssued,
    Message,
    OrderConfirmed,
    OrderMissing,
    OrderPlaced,
    OrderShipped,
    OrdersListed,
    ProfileChanged,
    StockChanged,
    StockReserved,
)
from services.shared.model import DeliveryDay, Invoice, Level, Profile, State
from services.shared.mongo import Document
from services.shared.views import CATALOGUE, HARD, MISSING, PLACES, day_view, order_view
from tests.claims import proves
from tests.integration.conftest import Employ, Worker
from tests.shop import CUTOFF, FLORA, NOW, RED_ROSE, TOMORROW, VASE, an_order

PLACED = an_order()
CONFIRMED = replace(PLACED, state=State.CONFIRMED, version=3)
SHIPPED = replace(PLACED, state=State.SHIPPED, version=4)
INVOICE = Invoice("2027-000042", "invoices/2027/2027-000042.pdf", NOW)
STORY: tuple[Message, ...] = (
    OrderPlaced(PLACED),
    OrderConfirmed(CONFIRMED),
    OrderShipped(SHIPPED),
    InvoiceIssued(PLACED.id, FLORA.id, INVOICE),
)


@pytest.fixture
def worker(employ: Employ) -> Worker:
    """Aggregator."""
    return employ(aggregator)


def view(mongodb: Database[Document], key: str) -> dict[str, Any]:
    row = mongodb["views"].find_one({"_id": key})
    assert row is not None
    return row


@proves("T20", "T46", "X22", "K15", "K16")
@pytest.mark.parametrize("story", list(permutations(STORY)))
def test_in_whatever_order_and_however_often_it_is_told_the_view_ends_the_same(
    worker: Worker, mongodb: Database[Document], story: tuple[Message, ...]
) -> None:
    assert worker.deliver(*story, *story[:2]) == 0
    shown = view(mongodb, order_view(PLACED.id))
    assert (shown["version"], shown["order"]["state"]) == (4, "shipped")
    assert shown["invoice"]["number"] == INVOICE.number
    assert (shown["customer"], shown["kind"]) == (FLORA.id, "order")


@proves("T35")
def test_every_view_ends_at_a_known_time(worker: Worker, mongodb: Database[Document]) -> None:
    before = datetime.now(UTC)
    worker.deliver(*STORY, CatalogueChanged((RED_ROSE,), 1), ProfileChanged(Profile(FLORA.id)))
    worker.deliver(StockChanged(levels=(Level("rose-red", TOMORROW, 5, 1),)))
    worker.deliver(OrderMissing("a" * 26))
    for shown in mongodb["views"].find():
        most = MISSING if "missing" in shown else HARD
        assert timedelta() < shown["expires_at"] - before <= most + timedelta(minutes=1)
    indexes = mongodb["views"].index_information()
    assert indexes["expiry"]["expireAfterSeconds"] == 0


def test_a_later_catalogue_replaces_an_earlier_one_but_not_the_other_way_round(
    worker: Worker, mongodb: Database[Document]
) -> None:
    worker.deliver(CatalogueChanged((RED_ROSE, VASE), 2), CatalogueChanged((RED_ROSE,), 1))
    assert [i["sku"] for i in view(mongodb, CATALOGUE)["items"]] == ["rose-red", "vase-glass"]


@proves("T20", "T46")
def test_what_is_free_follows_each_supplys_own_count(
    worker: Worker, mongodb: Database[Document]
) -> None:
    day = DeliveryDay(TOMORROW, CUTOFF, closed=False, places=40, version=7)
    roses_left, places_left = Level("rose-red", TOMORROW, 10, 5), Level(PLACES, TOMORROW, 3, 8)
    news = [
        StockReserved(PLACED.id, (roses_left, places_left)),
        StockChanged(levels=(Level("rose-red", TOMORROW, 50, 4),), days=(day,)),
        StockChanged(levels=(Level("eucalyptus", TOMORROW, 7, 1),)),
    ]  # fmt: skip
    worker.deliver(*news, *reversed(news))
    shown = view(mongodb, day_view(TOMORROW))
    assert {sku: level["free"] for sku, level in shown["levels"].items()} == {
        "rose-red": 10,
        "eucalyptus": 7,
        PLACES: 3,
    }
    assert (shown["places"], shown["version"]) == (40, 7)


def test_an_order_that_is_there_cannot_go_missing(
    worker: Worker, mongodb: Database[Document]
) -> None:
    worker.deliver(OrderMissing(PLACED.id), OrderPlaced(PLACED), OrderMissing(PLACED.id))
    shown = view(mongodb, order_view(PLACED.id))
    assert "missing" not in shown
    assert shown["order"]["state"] == "placed"


def test_a_list_is_vouched_for_when_its_last_part_has_come(
    worker: Worker, mongodb: Database[Document]
) -> None:
    worker.deliver(OrdersListed(FLORA.id, (PLACED,), last=False))
    assert mongodb["views"].find_one({"kind": "orders"}) is None
    worker.deliver(OrdersListed(FLORA.id, (), last=True))
    assert mongodb["views"].find_one({"kind": "orders"}) is not None
