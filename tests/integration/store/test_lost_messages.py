"""A message that never comes leaves nothing undone that those which came imply.

Every service applies its own rules; the facts about payments are made up, for payment itself would
not keep back what it has to say.
"""

import random

import pytest
from pymongo.database import Database

from services.contracts.identifiers import order_id
from services.contracts.order_messages import OrderConfirmed, RefundOrder, ShipOrders
from services.contracts.payments import (
    AuthorisePayment,
    PaymentActionRequired,
    PaymentAuthorised,
    PaymentCaptured,
    PaymentDeclined,
    PaymentEvent,
    PaymentExpired,
)
from services.invoicing.gateways.pdf import PdfRenderer
from services.manifest import INVENTORY, INVOICING, PAYMENT
from services.runtime.mongo import Document
from tests.aws import AwsServer
from tests.claims import proves
from tests.integration.people import People
from tests.integration.store.in_process_store import InProcessStore
from tests.payments import Provider
from tests.shop import DOZEN, FLORA, NOW, catalogue, place, request_for, tomorrow_open, zones

IN_ORDER, SHUFFLED = "key-0001", "key-0002"
ORDER, OTHER = order_id(FLORA.id, IN_ORDER), order_id(FLORA.id, SHUFFLED)
PRICE = DOZEN.price
CAPTURED = PaymentCaptured(ORDER, PRICE, version=9)
PLACED = place(request_for((DOZEN, 1)))
PAID = AuthorisePayment(ORDER, FLORA.id, "pm_card_visa", "attempt-1")
SHIPPED = ShipOrders((ORDER,), by="sub-fleur", requested_at=NOW)
SEEDS = range(6)


@pytest.fixture(scope="module")
def renderer() -> PdfRenderer:
    """One for all: its fonts are loaded once."""
    return PdfRenderer()


@pytest.fixture
def store(
    mongodb: Database[Document],
    aws_server: AwsServer,
    people: People,
    provider: Provider,
    renderer: PdfRenderer,
) -> InProcessStore:
    """An open shop with stems for a few orders."""
    made = InProcessStore(mongodb, aws_server.aws(), people.pool, provider, renderer, seed=1)
    made.send(catalogue(), zones(), tomorrow_open())
    assert made.settle() == []
    made.bus.sent.clear()
    return made


def order(mongodb: Database[Document], key: str = ORDER) -> Document:
    """The order as it is written."""
    row = mongodb["orders"].find_one({"_id": key})
    assert row is not None
    value: Document = row["value"]
    return value


def shown(mongodb: Database[Document], key: str = ORDER) -> Document:
    """What its customer sees of it."""
    view = mongodb["views"].find_one({"_id": f"order:{key}"})
    assert view is not None
    return view


@proves("T24", "X22", "FM-ORD-05:mitigation")
@pytest.mark.parametrize("last", ["money", "stock"])
def test_an_order_whose_authorisation_is_lost_is_confirmed_invoiced_and_shown_by_its_capture(
    store: InProcessStore, mongodb: Database[Document], last: str
) -> None:
    store.bus.lost = {PaymentAuthorised}
    store.down = {INVENTORY} if last == "stock" else set()
    store.send(PLACED, PAID)
    store.settle()
    assert order(mongodb)["state"] == "placed"
    store.send(CAPTURED)
    store.settle()
    store.down = set()
    assert store.settle() == []
    written, view = order(mongodb), shown(mongodb)
    assert (written["state"], bool(written["invoice"])) == ("confirmed", True)
    assert (view["order"]["state"], view["invoice"]) == ("confirmed", written["invoice"])


@proves("T46", "FM-ORD-05:mitigation")
def test_a_capture_that_is_told_again_while_invoicing_is_down_is_not_told_for_ever(
    store: InProcessStore,
) -> None:
    store.down = {INVOICING}
    store.send(PLACED, PAID)
    store.settle()
    store.send(SHIPPED)
    store.settle()
    captured = [m for m in store.bus.sent if isinstance(m.message, PaymentCaptured)]
    store.repeat(captured[-1])
    store.settle()
    store.down = set()
    assert store.settle() == []


@proves("X22", "FM-INVO-05:mitigation")
def test_an_order_whose_confirmation_is_lost_has_its_invoice_shown_when_a_part_goes_back(
    store: InProcessStore, mongodb: Database[Document]
) -> None:
    store.bus.lost = {OrderConfirmed}
    store.send(PLACED, PAID)
    store.settle()
    store.send(SHIPPED)
    store.settle()
    assert order(mongodb)["invoice"] is None
    store.send(RefundOrder(ORDER, "r1", 700, "two were wilted", by="sub-fleur", requested_at=NOW))
    assert store.settle() == []
    written = order(mongodb)
    (back,) = written["refunds"]
    assert (bool(written["invoice"]), bool(back["credit_note"]), back["is_paid"]) == (True,) * 3
    assert shown(mongodb)["invoice"] == written["invoice"]


# ---- any of them -------------------------------------------------------------------------------


def facts(key: str) -> list[PaymentEvent]:
    """What payment could say about an order, in the order in which it would happen."""
    return [
        PaymentActionRequired(key, "attempt-1", version=2),
        PaymentAuthorised(key, PRICE, "attempt-1", version=3),
        PaymentExpired(key, "attempt-1", version=4),
        PaymentDeclined(key, "attempt-2", "insufficient_funds", version=5),
        PaymentAuthorised(key, PRICE, "attempt-3", version=6),
        PaymentCaptured(key, PRICE, version=7),
    ]


@proves("T24", "T25", "X22", "FM-K24-01:mitigation", "FM-ORD-05:mitigation")
@pytest.mark.parametrize("seed", SEEDS)
def test_facts_in_any_order_lost_or_doubled_lead_where_those_that_came_lead_in_order(
    mongodb: Database[Document],
    aws_server: AwsServer,
    people: People,
    provider: Provider,
    renderer: PdfRenderer,
    seed: int,
) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same story in every run
    arrived = sorted(chance.sample(range(6), chance.randint(1, 5)))
    if arrived[-1] not in (1, 4, 5):
        arrived.append(5)
    store = InProcessStore(
        mongodb, aws_server.aws(), people.pool, provider, renderer, seed,
        doubled=0.3, trouble=0.15,
    )  # fmt: skip
    store.send(catalogue(), zones(), tomorrow_open())
    assert store.settle() == []
    store.down = {PAYMENT}
    store.send(PLACED)
    store.settle()
    for at in arrived:
        store.send(facts(ORDER)[at])
        store.settle()

    store.send(*(facts(OTHER)[at] for at in arrived), place(request_for((DOZEN, 1)), key=SHUFFLED))
    store.run(steps=80)
    store.settle()

    expected, actual = order(mongodb), order(mongodb, OTHER)
    assert (expected["state"], bool(expected["invoice"])) == ("confirmed", True)
    for field in ("state", "stock"):
        assert actual[field] == expected[field], arrived
    for field in ("state", "amount"):
        assert actual["payment"][field] == expected["payment"][field], arrived
    assert actual["invoice"]
    assert shown(mongodb, OTHER)["order"]["state"] == shown(mongodb)["order"]["state"]
    assert shown(mongodb, OTHER)["invoice"] == actual["invoice"]
    assert letters(mongodb, OTHER) <= letters(mongodb, ORDER)


def letters(mongodb: Database[Document], key: str) -> set[str]:
    """What its customer was written about it."""
    prefix = f"order:{key}:"
    occasions = [row["_id"] for row in mongodb["notices"].find()]
    return {each.removeprefix(prefix) for each in occasions if each.startswith(prefix)}
