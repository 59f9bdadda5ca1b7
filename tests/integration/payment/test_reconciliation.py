"""Money and books, compared both ways: nothing where all is well, and exactly what was planted."""

import json
from datetime import UTC, datetime

import pytest
from msgspec.structs import replace
from pymongo.database import Database

from services.contracts.order_messages import (
    OrderCancelled,
    OrderPlaced,
    OrderRefunded,
    OrderShipped,
)
from services.contracts.orders import Order, Refund, State
from services.contracts.payments import Mismatch, MoneyDiffers, Reconcile
from services.manifest import AGGREGATOR
from services.order.repository import Orders
from services.runtime.mongo import Document
from tests.claims import proves
from tests.integration.payment.till import Till, pay
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
def books(till: Till, mongodb: Database[Document]) -> Orders:
    """A shop in which all is well: one order shipped, one refunded in part, one cancelled."""
    orders = Orders(mongodb, lambda: datetime.now(UTC))
    for order in (SHIPPED, REFUNDED, CANCELLED):
        orders.add(order)
        till.deliver(OrderPlaced(order), pay(order))
    till.deliver(OrderShipped(SHIPPED), OrderShipped(REFUNDED), OrderRefunded(REFUNDED))
    till.deliver(OrderCancelled(CANCELLED))
    return orders


def found(till: Till) -> list[Mismatch]:
    """What a reconciliation finds."""
    till.told(AGGREGATOR)
    till.clock.now = till.now_at_the_provider()
    assert till.settle(Reconcile(settled_for=0)) == 0
    return [m.mismatch for m in till.told(AGGREGATOR) if isinstance(m, MoneyDiffers)]


@proves("U5", "FM-PSP-08:detection")
def test_where_all_is_well_nothing_is_found(till: Till, books: Orders) -> None:
    assert found(till) == []


def planted(till: Till, order: Order) -> None:
    """Somebody pays for an order that our books know, behind their back."""
    till.provider.charge(order.id, 999)


@proves("U5", "FM-PSP-08:detection", "FM-PAY-10:detection")
def test_what_was_shipped_and_not_captured_is_found(till: Till, books: Orders) -> None:
    unpaid = replace(an_order((RED_ROSE, 5), key="key-0009"), state=State.SHIPPED)
    books.add(unpaid)
    till.deliver(OrderPlaced(unpaid), pay(unpaid))
    (intent, *_) = till.provider.intents()
    assert found(till) == [
        Mismatch(unpaid.id, "too_little", 1600, 0, "EUR"),
        Mismatch(unpaid.id, "still_held", 0, 1600, "EUR", intent["id"]),
    ]


@proves("U5", "FM-PSP-08:detection", "FM-PAY-10:detection")
def test_money_that_the_books_do_not_know_is_found(till: Till, books: Orders) -> None:
    planted(till, SHIPPED)
    (difference,) = found(till)
    (intent, *_) = till.provider.intents()
    assert difference == Mismatch(SHIPPED.id, "not_in_the_books", 0, 999, "EUR", intent["id"])


@proves("U5")
def test_a_refund_that_was_made_behind_our_back_is_found(till: Till, books: Orders) -> None:
    taken = next(i for i in till.provider.intents() if i["metadata"]["order_id"] == SHIPPED.id)
    till.provider.give_back(taken["id"], 100)
    assert found(till) == [Mismatch(SHIPPED.id, "too_little", 4200, 4100, "EUR")]


@proves("U5")
def test_less_that_was_captured_by_hand_is_found(till: Till, books: Orders) -> None:
    short = replace(an_order((RED_ROSE, 5), key="key-0009"), state=State.SHIPPED)
    books.add(short)
    till.deliver(OrderPlaced(short), pay(short))
    till.provider.capture(till.provider.intents()[0]["id"], 1500)
    assert till.deliver(OrderShipped(short)) == 1, "a human must look"
    assert found(till) == [Mismatch(short.id, "too_little", 1600, 1500, "EUR")]


@proves("U5", "FM-PSP-08:detection")
def test_a_refund_that_is_owed_and_was_never_made_is_found(till: Till, books: Orders) -> None:
    owed = (Refund("refund-2", 300, "late"),)
    books.change(SHIPPED.id, lambda order: replace(order, refunds=owed))
    assert found(till) == [Mismatch(SHIPPED.id, "too_much", 3900, 4200, "EUR")]


@proves("U5")
def test_a_charge_by_hand_in_another_currency_is_found(till: Till, books: Orders) -> None:
    till.provider.charge(SHIPPED.id, 999, currency="chf")
    (intent, *_) = till.provider.intents()
    assert found(till) == [Mismatch(SHIPPED.id, "not_in_the_books", 0, 999, "CHF", intent["id"])]


@proves("U5", "FM-PSP-08:detection")
def test_another_currency_is_found(till: Till, books: Orders, mongodb: Database[Document]) -> None:
    books.change(SHIPPED.id, lambda order: replace(order, currency="CHF"))
    (difference,) = found(till)
    assert (difference.kind, difference.expected, difference.found) == ("currency", 4200, 4200)


@proves("U5", "T44", "FM-PSP-08:detection", "FM-PAY-07:detection", "FM-PAY-10:detection")
def test_a_difference_is_counted_for_the_alarm_and_written_for_people(
    till: Till, books: Orders, log_records: LogRecords, capsys: pytest.CaptureFixture[str]
) -> None:
    planted(till, CANCELLED)
    found(till)
    (written,) = [r for r in log_records() if r["message"] == "money differs"]
    assert (written["order_id"], written["kind"], written["found"]) == (
        CANCELLED.id,
        "not_in_the_books",
        999,
    )
    metrics = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert sum(sum(each.get("MoneyMismatches", [])) for each in metrics) == 1


def test_what_has_just_changed_is_left_for_the_next_time(till: Till, books: Orders) -> None:
    planted(till, SHIPPED)
    till.clock.now = till.now_at_the_provider()
    assert till.settle(Reconcile()) == 0
    assert [m for m in till.told(AGGREGATOR) if isinstance(m, MoneyDiffers)] == []
