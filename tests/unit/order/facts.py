"""The facts that an order learns, one of each kind, in the shape in which order applies them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from msgspec.structs import replace

from services.contracts.common import Reason
from services.contracts.inventory import Shortage
from services.contracts.invoices import Invoice
from services.contracts.message import Event
from services.contracts.order_messages import (
    CancelOrder,
    ChangeDelivery,
    RefundOrder,
)
from services.contracts.order_requests import Delivery
from services.contracts.orders import Balance, Occasion, Order, Payment, PaymentState, State, Stock
from services.contracts.payments import (
    Part,
    PaymentActionRequired,
    PaymentAuthorised,
    PaymentCaptured,
    PaymentDeclined,
    PaymentEvent,
    PaymentExpired,
    PaymentVoided,
)
from services.order.domain import announcements, changes, payments
from services.order.domain import order as domain
from services.order.domain.announcements import (
    OnRepeat,
)
from tests.shop import CUTOFF, FLORA, NOW, RECIPIENT, an_order

ORDER_ID = an_order().id
TOTAL = an_order().total
FLEUR = "sub-fleur"
FRIDAY = date(2026, 11, 27)
INVOICE = Invoice("2026-000001", "k", NOW)
EVENT = replace(
    an_order(),
    occasion=Occasion("e" * 26, "Ida and Max"),
    balance=Balance(TOTAL - 1200, date(2026, 12, 1)),
)
RESERVED = replace(an_order(), stock=Stock.RESERVED, changeable_until=CUTOFF)
HELD = Payment(PaymentState.AUTHORISED, TOTAL, "1", version=3)
CONFIRMED = replace(RESERVED, state=State.CONFIRMED, payment=HELD)
CANCELLED = domain.cancelled(an_order(), Reason.CUSTOMER)


@dataclass(frozen=True)
class Fact:
    """A message as order applies it: what it makes of an order, and what it says when repeated."""

    name: str
    rule: Callable[[Order], Order] = field(repr=False)
    on_repeat: OnRepeat = field(repr=False)


def payment(message: PaymentEvent) -> Fact:
    """Something that payment says."""
    promises = isinstance(message, PaymentAuthorised | PaymentCaptured)
    on_repeat: OnRepeat = (
        announcements.payment_secured
        if promises
        else partial(announcements.payment_not_secured, part=message.part)
    )
    name = f"{type(message).__name__} {message.version} {message.part}"
    return Fact(name, partial(payments.apply_payment_update, update=message), on_repeat)


def asked(day: date, minute: int) -> ChangeDelivery:
    at = NOW.replace(minute=minute)
    return ChangeDelivery(ORDER_ID, FLORA.id, Delivery(day, RECIPIENT, "+49 30 1234567"), at)


SHORTAGE = (Shortage(Reason.STOCK_SHORT, "rose-red"),)
STOCK = Fact("reserved", partial(domain.stock_reserved, cutoff=CUTOFF), announcements.decided)
SHORT = Fact("short", partial(domain.stock_short, missing=SHORTAGE), announcements.decided)
ACTION = payment(PaymentActionRequired(ORDER_ID, "1", version=2))
AUTHORISED = payment(PaymentAuthorised(ORDER_ID, TOTAL, "1", version=3))
EXPIRED = payment(PaymentExpired(ORDER_ID, "1", version=4))
DECLINED = payment(PaymentDeclined(ORDER_ID, "2", "insufficient_funds", version=5))
RENEWED = payment(PaymentAuthorised(ORDER_ID, TOTAL, "3", version=6))
CAPTURED = payment(PaymentCaptured(ORDER_ID, TOTAL, version=7))
VOIDED = payment(PaymentVoided(ORDER_ID, version=8))
DEPOSIT = payment(PaymentCaptured(ORDER_ID, 1200, version=4))
BALANCE = payment(PaymentAuthorised(ORDER_ID, TOTAL - 1200, "b", part=Part.BALANCE, version=3))
REFUSED = payment(PaymentDeclined(ORDER_ID, "b", "do_not_honor", part=Part.BALANCE, version=2))
INVOICED = Fact("invoiced", partial(domain.invoiced, invoice=INVOICE), announcements.nothing)
CANCELLED_BY_CUSTOMER = Fact(
    "given up",
    partial(
        changes.cancelled_by_request,
        command=CancelOrder(ORDER_ID, by=FLORA.id, reason=Reason.CUSTOMER, requested_at=NOW),
    ),
    announcements.cancelled,
)
SHIPPED = Fact("shipped", domain.shipped, announcements.shipped)
DELIVERED = Fact("delivered", domain.delivered, announcements.delivered)
REFUND = RefundOrder(ORDER_ID, "r1", 700, "wilted", by=FLEUR, requested_at=NOW)
REFUNDED = Fact(
    "refunded",
    partial(changes.refunded, command=REFUND),
    partial(announcements.refunded, refund="r1"),
)
PAID_BACK = Fact("paid back", partial(payments.refund_paid, refund="r1"), announcements.refreshed)
REQUESTED = Fact(
    "wished",
    partial(changes.delivery_change_requested, command=asked(FRIDAY, 1)),
    announcements.delivery_change_requested,
)
GRANTED = Fact(
    "granted",
    partial(changes.delivery_change_granted, revision=1, cutoff=CUTOFF),
    announcements.delivery_change_answered,
)
DENIED = Fact(
    "denied",
    partial(changes.delivery_change_refused, revision=1, missing=SHORTAGE),
    announcements.delivery_change_answered,
)

OF_PAYMENT = (ACTION, AUTHORISED, EXPIRED, DECLINED, RENEWED, CAPTURED)
"""In the order in which they happened."""
FACTS = (STOCK, *OF_PAYMENT, INVOICED, CANCELLED_BY_CUSTOMER, SHIPPED, DELIVERED, REFUNDED,
         PAID_BACK, REQUESTED, GRANTED, DENIED, SHORT, VOIDED)  # fmt: skip


def told(*facts: Fact, to: Order | None = None) -> Order:
    """The order after these facts."""
    order = to or an_order()
    for fact in facts:
        order = fact.rule(order)
    return order


def types(events: Iterable[Event]) -> list[type[Event]]:
    return [type(event) for event in events]


# ---- each change -------------------------------------------------------------------------------
