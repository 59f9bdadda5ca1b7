"""Money and books, compared both ways: nothing where all is well, and exactly what was planted."""

import json
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from msgspec.structs import replace
from pymongo.database import Database

from services.contracts.message import Message
from services.contracts.order_messages import (
    OrderCancelled,
    OrderPlaced,
    OrderRefunded,
    OrderShipped,
)
from services.contracts.orders import Order, Refund, State
from services.contracts.payments import (
    Mismatch,
    MoneyDiffers,
    PaymentEvent,
    Reconcile,
    ReconcileIntents,
    ReconcileMonth,
    ReconcileNow,
    ReconcileOrders,
)
from services.manifest import AGGREGATOR, ORDER, PAYMENT
from services.order.domain.payments import apply_payment_update
from services.order.repository import Orders
from services.payment.gateways.provider.webhooks import DISPUTES, REFUNDS
from services.runtime.mongo import Document
from tests.claims import proves
from tests.integration.payment.harness import PaymentHarness, pay
from tests.logs import LogRecords
from tests.shop import FELIX, RED_ROSE, an_order

SHIPPED = replace(an_order(), state=State.SHIPPED)
REFUNDED = replace(
    an_order(customer=FELIX, key="key-0002"),
    state=State.DELIVERED,
    refunds=(Refund("refund-1", 700, "wilted"),),
)
CANCELLED = replace(an_order(key="key-0003"), state=State.CANCELLED)


@pytest.fixture
def books(harness: PaymentHarness, mongodb: Database[Document]) -> Orders:
    """A shop in which all is well: one order shipped, one refunded in part, one cancelled."""
    orders = Orders(mongodb, lambda: datetime.now(UTC))
    for order in (SHIPPED, REFUNDED, CANCELLED):
        orders.add(order)
        harness.deliver(OrderPlaced(order), pay(order))
    harness.deliver(OrderShipped(SHIPPED), OrderShipped(REFUNDED), OrderRefunded(REFUNDED))
    harness.deliver(OrderCancelled(CANCELLED))
    return orders


def found(harness: PaymentHarness) -> list[Mismatch]:
    """What a reconciliation finds."""
    harness.told(AGGREGATOR)
    harness.clock.now = harness.now_at_the_provider()
    assert harness.settle(Reconcile(settled_for=0)) == 0
    return [m.mismatch for m in harness.told(AGGREGATOR) if isinstance(m, MoneyDiffers)]


@proves("U5", "FM-PSP-08:detection")
def test_where_all_is_well_nothing_is_found(harness: PaymentHarness, books: Orders) -> None:
    assert found(harness) == []


def test_a_comparison_is_one_message_at_a_time_and_leaves_the_instances_to_customers(
    harness: PaymentHarness, books: Orders
) -> None:
    harness.aws_server.messages(PAYMENT)
    harness.clock.now = harness.now_at_the_provider()
    pages: list[type[Message]] = []
    under_way: list[Message] = [Reconcile(settled_for=0)]
    while under_way:
        assert len(under_way) == 1
        pages.append(type(under_way[0]))
        assert harness.deliver(*under_way) == 0
        under_way = harness.aws_server.messages(PAYMENT)
    assert pages == [Reconcile, ReconcileOrders, ReconcileOrders, ReconcileIntents]


@pytest.mark.parametrize("days", [0, 2])
def test_each_hour_one_day_is_compared_and_each_night_the_last_35(
    harness: PaymentHarness, books: Orders, days: int
) -> None:
    planted(harness, SHIPPED)
    now = harness.now_at_the_provider() + timedelta(days=days)
    asked: dict[type[Reconcile], int] = {}
    for command in (Reconcile, ReconcileMonth, ReconcileNow):
        harness.told(AGGREGATOR)
        harness.clock.now = now
        assert harness.settle(command(settled_for=0)) == 0
        found = [m for m in harness.told(AGGREGATOR) if isinstance(m, MoneyDiffers)]
        asked[command] = len(found)
    assert asked == {Reconcile: int(days == 0), ReconcileMonth: 1, ReconcileNow: 1}


def planted(harness: PaymentHarness, order: Order) -> None:
    """Somebody pays for an order that our books know, behind their back."""
    harness.provider.charge(order.id, 999)


@proves("U5", "FM-PSP-08:detection", "FM-PAY-10:detection")
def test_what_was_shipped_and_not_captured_is_found(harness: PaymentHarness, books: Orders) -> None:
    unpaid = replace(an_order((RED_ROSE, 5), key="key-0009"), state=State.SHIPPED)
    books.add(unpaid)
    harness.deliver(OrderPlaced(unpaid), pay(unpaid))
    (intent, *_) = harness.provider.intents()
    assert found(harness) == [
        Mismatch(unpaid.id, "too_little", 1600, 0, "EUR"),
        Mismatch(unpaid.id, "still_held", 0, 1600, "EUR", intent["id"]),
    ]


@proves("U5", "FM-PSP-08:detection", "FM-PAY-10:detection")
def test_money_that_the_books_do_not_know_is_found(harness: PaymentHarness, books: Orders) -> None:
    planted(harness, SHIPPED)
    (difference,) = found(harness)
    (intent, *_) = harness.provider.intents()
    assert difference == Mismatch(SHIPPED.id, "not_in_the_books", 0, 999, "EUR", intent["id"])


@proves("U5")
def test_a_refund_that_was_made_behind_our_back_is_found(
    harness: PaymentHarness, books: Orders
) -> None:
    taken = next(i for i in harness.provider.intents() if i["metadata"]["order_id"] == SHIPPED.id)
    harness.provider.give_back(taken["id"], 100)
    assert found(harness) == [Mismatch(SHIPPED.id, "too_little", 4200, 4100, "EUR")]


@proves("U5")
def test_less_that_was_captured_by_hand_is_found(harness: PaymentHarness, books: Orders) -> None:
    short = replace(an_order((RED_ROSE, 5), key="key-0009"), state=State.SHIPPED)
    books.add(short)
    harness.deliver(OrderPlaced(short), pay(short))
    harness.provider.capture(harness.provider.intents()[0]["id"], 1500)
    assert harness.deliver(OrderShipped(short)) == 1, "a human must look"
    assert found(harness) == [Mismatch(short.id, "too_little", 1600, 1500, "EUR")]


@proves("U5", "FM-PSP-08:detection")
def test_a_refund_that_is_owed_and_was_never_made_is_found(
    harness: PaymentHarness, books: Orders
) -> None:
    owed = (Refund("refund-2", 300, "late"),)
    books.change(SHIPPED.id, lambda order: replace(order, refunds=owed))
    assert found(harness) == [Mismatch(SHIPPED.id, "too_much", 3900, 4200, "EUR")]


@proves("U5")
def test_a_charge_by_hand_in_another_currency_is_found(
    harness: PaymentHarness, books: Orders
) -> None:
    harness.provider.charge(SHIPPED.id, 999, currency="chf")
    (intent, *_) = harness.provider.intents()
    assert found(harness) == [Mismatch(SHIPPED.id, "not_in_the_books", 0, 999, "CHF", intent["id"])]


@proves("U5", "FM-PSP-08:detection")
def test_another_currency_is_found(
    harness: PaymentHarness, books: Orders, mongodb: Database[Document]
) -> None:
    books.change(SHIPPED.id, lambda order: replace(order, currency="CHF"))
    (difference,) = found(harness)
    assert (difference.kind, difference.expected, difference.found) == ("currency", 4200, 4200)


@proves("U5", "T44", "FM-PSP-08:detection", "FM-PAY-07:detection", "FM-PAY-10:detection")
def test_a_difference_is_counted_for_the_alarm_and_written_for_people(
    harness: PaymentHarness,
    books: Orders,
    log_records: LogRecords,
    capsys: pytest.CaptureFixture[str],
) -> None:
    planted(harness, CANCELLED)
    found(harness)
    (written,) = [r for r in log_records() if r["message"] == "money differs"]
    assert (written["order_id"], written["kind"], written["found"]) == (
        CANCELLED.id,
        "not_in_the_books",
        999,
    )
    metrics = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert sum(sum(each.get("MoneyMismatches", [])) for each in metrics) == 1


def test_what_has_just_changed_is_left_for_the_next_time(
    harness: PaymentHarness, books: Orders
) -> None:
    planted(harness, SHIPPED)
    harness.clock.now = harness.now_at_the_provider()
    assert harness.settle(Reconcile()) == 0
    assert [m for m in harness.told(AGGREGATOR) if isinstance(m, MoneyDiffers)] == []


def intent_of(harness: PaymentHarness, order: Order) -> str:
    """The provider's name for what an order's customer paid."""
    named = {i["metadata"]["order_id"]: i["id"] for i in harness.provider.intents()}
    return str(named[order.id])


@pytest.mark.finding("B10")
def test_a_dispute_that_the_books_do_not_know_is_found(
    harness: PaymentHarness, books: Orders
) -> None:
    dispute = harness.provider.dispute(intent_of(harness, SHIPPED))["id"]
    assert found(harness) == [
        Mismatch(SHIPPED.id, "disputed", 0, 4200, "EUR"),
        Mismatch(SHIPPED.id, "disputed", 0, 4200, "EUR", dispute),
    ]


@pytest.mark.finding("B10")
def test_a_dispute_about_a_payment_of_long_ago_is_found(
    harness: PaymentHarness, books: Orders, mongodb: Database[Document]
) -> None:
    dispute = harness.provider.dispute(intent_of(harness, SHIPPED))["id"]
    mongodb["orders"].delete_one({"_id": SHIPPED.id})
    assert Mismatch(SHIPPED.id, "disputed", 0, 4200, "EUR", dispute) in found(harness)


@proves("FM-PSP-12:detection")
@pytest.mark.finding("B11")
def test_a_refund_that_failed_and_that_the_books_do_not_know_is_found(
    harness: PaymentHarness, books: Orders
) -> None:
    harness.provider.fail_refund(harness.provider.refunds()[0]["id"])
    assert found(harness) == [Mismatch(REFUNDED.id, "too_much", 3500, 4200, "EUR")]


@pytest.mark.finding("B10", "B11")
def test_what_the_books_know_is_listed_for_staff_and_pages_nobody(
    harness: PaymentHarness,
    books: Orders,
    log_records: LogRecords,
    capsys: pytest.CaptureFixture[str],
) -> None:
    harness.provider.fail_refund(harness.provider.refunds()[0]["id"])
    dispute = harness.provider.dispute(intent_of(harness, SHIPPED))["id"]
    harness.told()
    harness.deliver(*harness.provider_says(*DISPUTES, *REFUNDS))
    for event in harness.aws_server.messages(ORDER):
        assert isinstance(event, PaymentEvent)
        books.change(event.order_id, partial(apply_payment_update, update=event))
    capsys.readouterr()
    assert sorted(found(harness), key=lambda each: each.kind) == [
        Mismatch(SHIPPED.id, "disputed", 4200, 0, "EUR", dispute),
        Mismatch(REFUNDED.id, "refund_failed", 0, 700, "EUR", "refund-1"),
    ]
    (orders, *_) = [
        r for r in log_records() if r["message"] == "reconciled" and r["what"] == "orders"
    ]
    assert (orders["differences"], orders["contested"]) == (0, 2)
    metrics = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert sum(sum(each.get("MoneyMismatches", [])) for each in metrics) == 0


@pytest.mark.finding("B11")
def test_a_refund_that_staff_paid_otherwise_is_listed_no_longer(
    harness: PaymentHarness, books: Orders
) -> None:
    harness.provider.fail_refund(harness.provider.refunds()[0]["id"])
    harness.told()
    harness.deliver(*harness.provider_says(*REFUNDS))
    for event in harness.aws_server.messages(ORDER):
        assert isinstance(event, PaymentEvent)
        books.change(event.order_id, partial(apply_payment_update, update=event))
    books.change(REFUNDED.id, lambda order: replace(order, settled_refunds=("refund-1",)))
    assert found(harness) == []
