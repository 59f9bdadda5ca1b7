"""Whatever the bus does, every order ends right, and everything about it has happened once."""

from collections import Counter
from collections.abc import Callable

import pytest
from pymongo.database import Database

from services.contracts.common import Reason
from services.contracts.identifiers import order_id
from services.contracts.message import Message
from services.contracts.order_messages import CancelOrder, PlaceOrder, ShipOrders
from services.contracts.payments import AuthorisePayment
from services.invoicing.gateways.pdf import PdfRenderer
from services.manifest import (
    AGGREGATOR,
    INVENTORY,
    INVOICING,
    NOTICES,
    ORDER,
    PAYMENT,
    PROFILES,
    Participant,
)
from services.runtime.mongo import Document
from tests.aws import INVOICE_BUCKET, AwsServer
from tests.claims import proves
from tests.integration.people import People
from tests.integration.store.in_process_store import InProcessStore
from tests.payments import Provider
from tests.shop import FLORA, NOW, RED_ROSE, catalogue, place, request_for, tomorrow_open, zones

VISA = "pm_card_visa"
MESSAGES_OF_AN_ORDER = 13 + 2
"""The order's own way to its invoice, to all of its receivers, and two that are for notices."""
SEEDS = range(8)
ORDERS = 6
STEMS_EACH = 12
STEMS = 50
"""Enough for four of the six orders."""

Build = Callable[..., InProcessStore]


@pytest.fixture(scope="module")
def renderer() -> PdfRenderer:
    """One for all: its fonts are loaded once."""
    return PdfRenderer()


@pytest.fixture
def build(
    mongodb: Database[Document],
    aws_server: AwsServer,
    people: People,
    provider: Provider,
    renderer: PdfRenderer,
) -> Build:
    """A store with fifty red roses for tomorrow."""

    def store(seed: int, **how: float) -> InProcessStore:
        made = InProcessStore(
            mongodb, aws_server.aws(), people.pool, provider, renderer, seed, **how
        )
        made.send(catalogue(), zones(), tomorrow_open(roses=STEMS))
        assert made.settle() == []
        made.bus.sent.clear()
        return made

    return store


def key(at: int) -> str:
    return f"key-{at:04}"


def ordered(at: int) -> PlaceOrder:
    return place(request_for((RED_ROSE, STEMS_EACH)), key=key(at))


def paid(at: int) -> AuthorisePayment:
    return AuthorisePayment(order_id(FLORA.id, key(at)), FLORA.id, VISA, f"attempt-{at}")


@proves("T23", "T24", "T30")
def test_a_whole_order_is_fifteen_messages_and_one_of_the_providers(
    build: Build, mongodb: Database[Document]
) -> None:
    store = build(seed=1)
    store.send(ordered(0))
    store.settle()
    store.send(paid(0))
    store.settle()
    assert order_of(mongodb)["invoice"]
    sent = Counter(type(queued.message).__name__ for queued in store.bus.sent)
    assert sent["ProviderEvent"] == 1
    assert sent.total() == MESSAGES_OF_AN_ORDER + 1, sent


def order_of(mongodb: Database[Document]) -> Document:
    (row,) = mongodb["orders"].find()
    order: Document = row["value"]
    return order


@proves("T27", "E25", "E26", "FM-PAY-01:effect", "FM-PAY-01:mitigation")
def test_an_order_is_taken_on_while_payment_is_down_and_paid_when_it_is_back(
    build: Build, mongodb: Database[Document]
) -> None:
    store = build(seed=2)
    store.down = {PAYMENT}
    store.send(ordered(0), paid(0))
    store.settle()
    assert (order_of(mongodb)["state"], order_of(mongodb)["stock"]) == ("placed", "reserved")
    store.down = set()
    store.settle()
    assert order_of(mongodb)["state"] == "confirmed"


@pytest.mark.parametrize(
    "service",
    [
        pytest.param(ORDER, marks=proves("T24", "E21", "FM-ORD-01:mitigation")),
        pytest.param(INVENTORY, marks=proves("T24", "E21", "FM-STK-01:mitigation")),
    ],
)
def test_an_order_waits_for_a_service_that_is_down_and_is_confirmed_when_it_is_back(
    build: Build, mongodb: Database[Document], service: Participant
) -> None:
    store = build(seed=6)
    store.down = {service}
    store.send(ordered(0), paid(0))
    store.settle()
    assert mongodb["orders"].find_one({"state": "confirmed"}) is None
    store.down = set()
    assert store.settle() == []
    order = order_of(mongodb)
    assert (order["state"], bool(order["invoice"])) == ("confirmed", True)


@proves("T37", "E19", "FM-NOT-01:mitigation")
def test_an_order_goes_its_way_while_notices_and_profiles_are_down(
    build: Build, mongodb: Database[Document]
) -> None:
    store = build(seed=7)
    store.down = {NOTICES, PROFILES}
    store.send(ordered(0), paid(0))
    store.settle()
    assert order_of(mongodb)["invoice"]
    waiting = {queued.to for queued in store.bus.under_way}
    assert waiting == {NOTICES}
    store.down = set()
    assert store.settle() == []


@proves("T38", "E13")
def test_an_order_goes_its_way_while_aggregator_is_down_and_is_seen_when_it_is_back(
    build: Build, mongodb: Database[Document]
) -> None:
    store = build(seed=3)
    store.down = {AGGREGATOR}
    store.send(ordered(0), paid(0))
    store.settle()
    order = order_of(mongodb)
    assert (order["state"], bool(order["invoice"])) == ("confirmed", True)
    assert mongodb["views"].find_one({"_id": f"order:{order['id']}"}) is None
    store.down = set()
    store.settle()
    shown = mongodb["views"].find_one({"_id": f"order:{order['id']}"})
    assert shown is not None
    assert shown["order"]["state"] == "confirmed"


@proves("T37")
def test_a_purchase_and_its_invoice_do_without_profiles(
    build: Build, mongodb: Database[Document], aws_server: AwsServer
) -> None:
    store = build(seed=4)
    store.send(ordered(0), paid(0))
    store.settle()
    assert order_of(mongodb)["invoice"]
    assert aws_server.messages(PROFILES) == []
    assert mongodb["profiles"].find_one({}) is None


@proves("E27", "FM-INVO-01:effect", "FM-INVO-01:mitigation")
def test_an_order_goes_its_way_while_invoicing_is_down_and_is_invoiced_when_it_is_back(
    build: Build, mongodb: Database[Document]
) -> None:
    store = build(seed=8)
    store.down = {INVOICING}
    store.send(ordered(0), paid(0))
    store.settle()
    assert (order_of(mongodb)["state"], order_of(mongodb)["invoice"]) == ("confirmed", None)
    store.down = set()
    assert store.settle() == []
    assert order_of(mongodb)["invoice"]


@proves("T31", "E03", "E27", "FM-INVB-02:effect", "FM-INVB-02:mitigation")
def test_an_order_whose_invoice_cannot_be_stored_keeps_its_message_until_it_can(
    build: Build, mongodb: Database[Document], aws_server: AwsServer
) -> None:
    store = build(seed=5)
    s3 = aws_server.client("s3")
    s3.delete_bucket(Bucket=INVOICE_BUCKET)
    store.send(ordered(0), paid(0))
    store.run(steps=60)
    assert order_of(mongodb)["invoice"] is None
    s3.create_bucket(
        Bucket=INVOICE_BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"}
    )
    store.settle()
    assert order_of(mongodb)["invoice"]


@proves(
    "T24",
    "T25",
    "T28",
    "T46",
    "X22",
    "FM-SQS-02:mitigation",
    "FM-SQS-03:mitigation",
    "FM-K24-01:mitigation",
    "FM-K20-02:mitigation",
    "FM-K17-02:mitigation",
    "FM-ORD-04:mitigation",
)
@pytest.mark.parametrize("seed", SEEDS)
def test_messages_lost_half_way_doubled_and_shuffled_end_as_if_nothing_had_happened(
    build: Build,
    mongodb: Database[Document],
    provider: Provider,
    aws_server: AwsServer,
    seed: int,
) -> None:
    store = build(seed, doubled=0.3, trouble=0.15)
    requests: list[Message] = [
        request for at in range(ORDERS) for request in (ordered(at), paid(at))
    ]
    cancelled, shipped = order_id(FLORA.id, key(0)), order_id(FLORA.id, key(1))
    provider.fail("POST /v1/payment_intents", "after", times=2)
    store.send(*requests)
    store.run(steps=40)
    store.send(CancelOrder(cancelled, by=FLORA.id, reason=Reason.CUSTOMER, requested_at=NOW))
    store.send(ShipOrders((shipped,), by="sub-fleur", requested_at=NOW))
    store.run(steps=150)
    assert store.settle() == []

    orders = {row["_id"]: row["value"] for row in mongodb["orders"].find()}
    assert len(orders) == ORDERS
    supply = mongodb["supplies"].find_one({"sku": "rose-red"})
    assert supply is not None
    gone = supply["sold"] + sum(supply["held"].values())
    assert supply["free"] + gone == STEMS
    living = {key for key, order in orders.items() if order["state"] in ("confirmed", "shipped")}
    assert gone == STEMS_EACH * len(living)
    assert {order["state"] for order in orders.values()} <= {"confirmed", "shipped", "cancelled"}
    assert cancelled not in living
    _money_is_right(provider, orders, living)
    _invoices_are_right(mongodb, aws_server, living)
    for order_key, order in orders.items():
        shown = mongodb["views"].find_one({"_id": f"order:{order_key}"})
        assert shown is not None
        assert shown["order"]["state"] == order["state"]


def _money_is_right(provider: Provider, orders: dict[str, Document], living: set[str]) -> None:
    """Each living order is paid for exactly once; nothing is held for a cancelled one."""
    held: dict[str, int] = dict.fromkeys(orders, 0)
    for intent in provider.intents():
        amount = intent["amount_capturable"] + intent["amount_received"]
        held[intent["metadata"]["order_id"]] += amount
    for order_key, order in orders.items():
        assert held[order_key] == (order["total"] if order_key in living else 0), order["state"]
        assert order["payment"]["state"] in (
            ("authorised", "captured") if order_key in living else ("voided",)
        )


def _invoices_are_right(
    mongodb: Database[Document], aws_server: AwsServer, living: set[str]
) -> None:
    """Each living order has one invoice; every other invoice is taken back; no number is missing.

    Each PDF is in the bucket.
    """
    issued = list(mongodb["invoices"].find({"series": {"$exists": True}}))
    invoiced, credited = (
        {row["occasion"].split(":")[1] for row in issued if row["occasion"].startswith(kind)}
        for kind in ("invoice:", "credit_note:")
    )
    assert invoiced >= living
    assert credited == invoiced - living
    for series in {row["series"] for row in issued}:
        numbers = sorted(row["number"] for row in issued if row["series"] == series)
        assert numbers == list(range(1, len(numbers) + 1))
    stored = aws_server.client("s3").list_objects_v2(Bucket=INVOICE_BUCKET).get("Contents", [])
    names = {item["Key"].split("/")[-1].removesuffix(".pdf") for item in stored}
    assert names == {row["_id"] for row in issued}
