"""What an order announces: a function of its state before and after, not of the message's type.

Each event of the table says which change of an order it announces. A change that nobody has to act
upon concerns the readers alone: they get `OrderRefreshed`.

A message may come again because an event could not be sent. Then it changes nothing, and its
handler names the events that it may have led to. The functions at the end of this module return
them, from the order as it is now: so each event is sent in the end, whatever happened since.
Receivers know a repeat by the order's version, or by an id of the refund, substitute or document.
"""

from collections.abc import Callable, Iterable
from datetime import datetime

from msgspec.structs import replace

from services.contracts.common import Reason
from services.contracts.order_messages import (
    DeliveryChangeAnswered,
    DeliveryChangeRequested,
    MoneyContested,
    OrderCancelled,
    OrderConfirmed,
    OrderDelivered,
    OrderEvent,
    OrderPlaced,
    OrderRefreshed,
    OrderRefunded,
    OrderShipped,
    OrderSubstituted,
    PaymentRequested,
)
from services.contracts.orders import (
    LEFT_THE_SHOP,
    SHIPMENT_UNDONE,
    Order,
    Payment,
    PaymentState,
    State,
    Stock,
)
from services.contracts.payments import Part

SOLD = (State.CONFIRMED, State.SHIPPED, State.DELIVERED)
"""The states of an order that was confirmed and not cancelled."""
QUESTIONS = (PaymentState.ACTION_REQUIRED, PaymentState.EXPIRED)
"""The states of a payment that its customer learns of by e-mail."""

OnRepeat = Callable[[Order], Iterable[OrderEvent]]
"""What a message may have led to, from the order as it is when the message comes again."""


def announced(before: Order, after: Order, on_repeat: OnRepeat) -> Iterable[OrderEvent]:
    """Return what to announce of an order after a message.

    When the message changed nothing, that is what it may have led to when it came first. A request
    for a new order announces `placed`, whether it was written now or before.
    """
    return on_repeat(after) if before == after else changed(before, after)


def changed(before: Order, after: Order) -> list[OrderEvent]:
    """Return what to announce of a change."""
    events = [event(after) for event, has_happened in CHANGES if has_happened(before, after)]
    if not events and as_shown(before) != as_shown(after):
        return [OrderRefreshed(after)]
    return events


# ---- which change each event announces ---------------------------------------------------------


def _is_cancelled(before: Order, after: Order) -> bool:
    """It was cancelled; or stems, or money, came to it after it was cancelled."""
    if after.state is not State.CANCELLED:
        return False
    new_money = any(p.is_secured for p in _new_payments(before, after))
    return new_money or before.state is not after.state or before.stock is not after.stock


def _is_confirmed(before: Order, after: Order) -> bool:
    """It was confirmed; or payment has to check whether to take the money now.

    It has to when money is newly held, and when the delivery has another day: the hold may have
    expired by then.
    """
    if after.state not in SOLD:
        return False
    held = any(p.state is PaymentState.AUTHORISED for p in _new_payments(before, after))
    return held or before.state is State.PLACED or before.delivery.day != after.delivery.day


def _is_shipped(before: Order, after: Order) -> bool:
    return after.state in LEFT_THE_SHOP and before.state not in LEFT_THE_SHOP


def _is_delivered(before: Order, after: Order) -> bool:
    return after.state is State.DELIVERED and before.state is not State.DELIVERED


def _is_refunded(before: Order, after: Order) -> bool:
    return len(after.refunds) > len(before.refunds)


def _is_substituted(before: Order, after: Order) -> bool:
    return len(after.substitutes) > len(before.substitutes)


def _is_delivery_change_requested(before: Order, after: Order) -> bool:
    return after.requested_delivery is not None and after.revision > before.revision


def _is_delivery_change_answered(before: Order, after: Order) -> bool:
    """A request was granted or refused; a cancellation drops it without an answer."""
    was_open = before.requested_delivery is not None and after.requested_delivery is None
    return (was_open and after.state is not State.CANCELLED) or _is_card_changed(before, after)


def _is_card_changed(before: Order, after: Order) -> bool:
    """The card's text is another one, and no delivery that was asked for with it waits."""
    is_new = before.card_changed_at != after.card_changed_at
    return is_new and after.requested_delivery is None


def _is_payment_requested(before: Order, after: Order) -> bool:
    """Something new happened to a payment, and its customer has to act."""
    return any(
        before.payment_of(part) != after.payment_of(part) and needs_customer(after, part)
        for part in Part
    )


def _is_money_contested(before: Order, after: Order) -> bool:
    """A dispute began or changed, or a refund failed."""
    has_news = before.disputes != after.disputes or before.failed_refunds != after.failed_refunds
    return has_news and _has_troubles(after)


def _has_troubles(order: Order) -> bool:
    return bool(order.disputes or order.failed_refunds)


CHANGES: tuple[tuple[type[OrderEvent], Callable[[Order, Order], bool]], ...] = (
    (OrderCancelled, _is_cancelled),
    (OrderConfirmed, _is_confirmed),
    (OrderShipped, _is_shipped),
    (OrderDelivered, _is_delivered),
    (OrderRefunded, _is_refunded),
    (OrderSubstituted, _is_substituted),
    (DeliveryChangeRequested, _is_delivery_change_requested),
    (DeliveryChangeAnswered, _is_delivery_change_answered),
    (PaymentRequested, _is_payment_requested),
    (MoneyContested, _is_money_contested),
)
"""Each event, and whether a change is what it announces."""


def as_shown(order: Order) -> Order:
    """Remove what the readers learn otherwise, or do not need.

    Invoicing announces invoices and credit notes to them itself. That stems are reserved for an
    order that is not paid for changes nothing for its customer.
    """
    refunds = tuple(replace(refund, credit_note=None) for refund in order.refunds)
    return replace(
        order,
        stock=Stock.UNKNOWN,
        changeable_until=None,
        invoice=None,
        credit_note=None,
        refunds=refunds,
        version=0,
    )


def _payments(order: Order) -> list[Payment]:
    return [payment for part in Part if (payment := order.payment_of(part)) is not None]


def _new_payments(before: Order, after: Order) -> list[Payment]:
    """Return the payments that have changed, as they are now."""
    both = [(before.payment_of(part), after.payment_of(part)) for part in Part]
    return [new for old, new in both if new is not None and new != old]


def needs_customer(order: Order, part: Part) -> bool:
    """Return whether the customer must act on a payment and does not know that yet.

    A customer whose card is refused while they pay for a new order sees that at once.
    """
    payment = order.payment_of(part)
    if payment is None or not order.is_awaiting(part):
        return False
    is_refused = payment.state is PaymentState.DECLINED
    is_known = part is Part.FIRST and order.state is State.PLACED
    return payment.state in QUESTIONS or (is_refused and not is_known)


# ---- what a message may have led to, for when it comes again -----------------------------------


def placed(order: Order) -> OrderEvent:
    """What the request for an order leads to."""
    return OrderCancelled(order) if order.state is State.CANCELLED else OrderPlaced(order)


def cancelled(order: Order) -> Iterable[OrderEvent]:
    """What a request to cancel may have led to."""
    return [OrderCancelled(order)] if order.state is State.CANCELLED else []


def expired(order: Order) -> Iterable[OrderEvent]:
    """What the end of the time to pay may have led to."""
    return [OrderCancelled(order)] if order.reason is Reason.UNPAID else []


def decided(order: Order) -> Iterable[OrderEvent]:
    """What inventory's decision about the stems and the day may have led to.

    Meanwhile the order may have been shipped; it was confirmed all the same. A cancellation is
    announced again, so that inventory gives back what it reserved in the meantime.
    """
    if order.state is State.PLACED:
        return []
    return [OrderConfirmed(order)] if order.state in SOLD else [OrderCancelled(order)]


def delivery_change_answered(order: Order) -> Iterable[OrderEvent]:
    """What inventory's decision about another delivery may have led to."""
    if order.state is State.CANCELLED or order.requested_delivery is not None:
        return decided(order) or [OrderRefreshed(order)]
    return [*decided(order), DeliveryChangeAnswered(order)]


def delivery_change_requested(
    order: Order, requested_at: datetime | None = None
) -> Iterable[OrderEvent]:
    """What a request for another delivery leads to: it is sent again until it has an answer.

    Where it changed the card alone, that is its answer. `requested_at` is when it was asked (UTC).
    """
    if order.requested_delivery is not None:
        return [DeliveryChangeRequested(order)]
    is_card = requested_at is not None and order.card_changed_at == requested_at
    return [DeliveryChangeAnswered(order) if is_card else OrderRefreshed(order)]


def payment_secured(order: Order) -> Iterable[OrderEvent]:
    """What money that is held, or was taken, may have led to: it may have confirmed the order.

    Payment has to check again while money is only held, and invoicing while no invoice is known. A
    cancellation is announced again while there is money to give back.
    """
    return [*_secured(order), *_contested(order)]


def _secured(order: Order) -> Iterable[OrderEvent]:
    has_money = any(payment.is_secured for payment in _payments(order))
    is_held = any(payment.state is PaymentState.AUTHORISED for payment in _payments(order))
    if order.state is State.CANCELLED and has_money:
        return [OrderCancelled(order)]
    if order.state in SOLD and (is_held or order.invoice is None):
        return [OrderConfirmed(order)]
    return [OrderRefreshed(order)]


def payment_not_secured(order: Order, part: Part) -> Iterable[OrderEvent]:
    """What money that is not held (any longer) may have led to: the customer may have to act."""
    event = PaymentRequested(order) if needs_customer(order, part) else OrderRefreshed(order)
    return [event, *_contested(order)]


def _contested(order: Order) -> Iterable[OrderEvent]:
    """The staff are told again; they get one e-mail for it."""
    return [MoneyContested(order)] if _has_troubles(order) else []


def shipped(order: Order) -> Iterable[OrderEvent]:
    """What shipping it leads to: it is leaving, or has left since."""
    return departed(order) or ([OrderRefreshed(order)] if order.leaves_at else [])


def shipment_undone(order: Order) -> Iterable[OrderEvent]:
    """What taking its shipment back leads to."""
    is_last = bool(order.history) and order.history[-1].what == SHIPMENT_UNDONE
    return [OrderRefreshed(order)] if is_last else []


def departed(order: Order) -> Iterable[OrderEvent]:
    """What its leaving the shop leads to."""
    return [OrderShipped(order)] if order.state in LEFT_THE_SHOP else []


def delivered(order: Order) -> Iterable[OrderEvent]:
    """What its delivery leads to."""
    return [OrderDelivered(order)] if order.state is State.DELIVERED else []


def refunded(order: Order, refund: str) -> Iterable[OrderEvent]:
    """What a request to give a part of the price back leads to."""
    return [OrderRefunded(order)] if any(r.id == refund for r in order.refunds) else []


def substituted(order: Order, substitution: str) -> Iterable[OrderEvent]:
    """What a request to take other stems leads to."""
    known = any(each.id == substitution for each in order.substitutes)
    return [OrderSubstituted(order)] if known else []


def refreshed(order: Order) -> Iterable[OrderEvent]:
    """What a change that concerns the readers alone leads to."""
    return [OrderRefreshed(order)]


def nothing(_: Order) -> Iterable[OrderEvent]:
    """Nothing: another service announces it to the readers."""
    return []
