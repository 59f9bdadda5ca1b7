"""What may be done about an order, by whom and until when.

Until the cut-off of the delivery a customer may change the order or cancel it; afterwards the
flowers are cut, and only a florist may. An unpaid order and a commission can be cancelled at any
time.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from services.contracts.common import Minor, Sku
from services.contracts.inventory import Item
from services.contracts.order_requests import SubstitutionPolicy
from services.contracts.orders import (
    LEFT_THE_SHOP,
    MOST_AUDIT_ENTRIES,
    OPEN,
    SHIPMENT_UNDONE,
    Order,
    PaymentState,
    State,
    Substitute,
)
from services.policy.catalogue import may_stand_in
from services.policy.delivery import in_shop_time, shop_day
from services.policy.refusal import Refusal

EVENT_NOTICE = timedelta(days=14)
"""A customer who cancels a commission later than this before its day loses the deposit."""


def may_ship(order: Order) -> Refusal | None:
    """Allow what is confirmed, that is reserved, and paid in full (T28); it may have shipped.

    An order does not ship while its customer waits to hear whether another delivery is possible.
    """
    if order.state in LEFT_THE_SHOP:
        return None
    if order.state is not State.CONFIRMED:
        return Refusal("state", f"the order is {order.state}. Ship what is confirmed.")
    if not order.is_paid_in_full:
        return Refusal("payment", "it is not paid for in full. Wait until it is.")
    if order.withdrawn:
        return Refusal(
            "payment",
            "its payment is disputed, and the bank has the money. Answer the dispute at the payment"
            " provider, or cancel the order.",
        )
    if order.requested_delivery is not None:
        return Refusal(
            "requested_delivery",
            "its customer asked for another delivery. Wait until that is answered.",
        )
    return None


def may_undo_shipment(order: Order) -> Refusal | None:
    """Allow it until the order has left; it may be undone already."""
    if order.leaves_at is not None:
        return _has_room_for_an_act(order)
    if order.state in LEFT_THE_SHOP:
        return Refusal("state", "it is too late: the order has left. Call the courier.")
    if order.history and order.history[-1].what == SHIPMENT_UNDONE:
        return None
    return Refusal("state", f"the order is {order.state}: there is no shipment to undo.")


def may_deliver(order: Order) -> Refusal | None:
    """Allow what has shipped; it may have arrived. No double click ships and delivers an order."""
    if order.state in LEFT_THE_SHOP:
        return None
    if order.leaves_at is not None:
        return Refusal("leaves_at", "the order leaves in a moment. Wait until it has left.")
    return Refusal("state", f"the order is {order.state}. Ship it first.")


def may_change_delivery(order: Order, now: datetime) -> Refusal | None:
    """Allow another delivery, or other words on the card, until the cut-off of what was ordered."""
    if order.occasion is not None:
        return Refusal(
            "occasion", "an event's delivery is arranged with the florist. Write to the shop."
        )
    if order.state is State.CANCELLED:
        return Refusal("state", "the order is cancelled: nothing is delivered. Order anew.")
    return _has_left(order) or _is_cut_off(order, now)


def may_cancel(order: Order, now: datetime) -> Refusal | None:
    """Allow its customer to cancel it until the cut-off; it may be cancelled already."""
    return _has_left(order) or _is_cut_off(order, now)


def may_cancel_as_florist(order: Order) -> Refusal | None:
    """Allow a florist to cancel it until it ships; it may be cancelled already."""
    return _has_left(order)


def deposit_kept(order: Order, now: datetime) -> Minor:
    """Answer what the shop keeps if the customer cancels the order now, in minor units."""
    deposit_is_taken = order.payment.state is PaymentState.CAPTURED
    if order.occasion is None or not deposit_is_taken:
        return 0
    is_late = order.delivery.day - shop_day(now) < EVENT_NOTICE
    return order.first_amount - min(order.refunded, order.first_amount) if is_late else 0


def is_under_way(order: Order) -> bool:
    """Whether flowers, or money, are still to come from it or to it: nobody is forgotten then."""
    return order.state not in (State.DELIVERED, State.CANCELLED)


def may_refund(order: Order, refund: str, amount: Minor) -> Refusal | None:
    """Allow a refund of what was captured and no more; the same refund may be promised already."""
    if any(each.id == refund for each in order.refunds):
        return None
    if order.state is State.CANCELLED:
        return Refusal("state", "the order is cancelled: what is owed goes back. Do nothing.")
    if order.withdrawn:
        return Refusal(
            "payment",
            "a payment of it is disputed: the customer's bank has the money, and it cannot go back"
            " twice. Answer the dispute at the payment provider; refund when it is won.",
        )
    if amount > order.taken:
        return Refusal("amount", f"at most {order.taken} were taken and not given back yet.")
    return _has_room_for_an_act(order)


def may_substitute(
    order: Order, wanted: Substitute, items: Mapping[Sku, Item] | None
) -> Refusal | None:
    """Allow other stems where the customer leaves that to the florist, until the order ships.

    The same substitute may be there already. `items` is the catalogue, or those of its items that
    are named; None where it is not known.
    """
    if any(each.id == wanted.id for each in order.substitutes):
        return None
    return (
        _is_substitutable(order)
        or _has_stems_left(order, wanted)
        or (may_stand_in(wanted, items) if items is not None else None)
        or _has_room_for_an_act(order)
    )


def may_substitute_some(order: Order) -> Refusal | None:
    """Allow a substitute of some of its stems."""
    return _is_substitutable(order) or _has_room_for_an_act(order)


def _is_substitutable(order: Order) -> Refusal | None:
    if order.state not in OPEN:
        return Refusal("state", f"the order is {order.state}. Substitute before it is shipped.")
    if order.leaves_at is not None:
        return _is_leaving()
    if order.occasion is not None:
        return Refusal("occasion", "an event's flowers are agreed upon. Write to its customer.")
    if order.substitution is SubstitutionPolicy.NONE:
        return Refusal(
            "substitution", "the customer wants nothing replaced. Refund what cannot be had."
        )
    return None


def _has_stems_left(order: Order, wanted: Substitute) -> Refusal | None:
    replaced = sum(s.quantity for s in order.substitutes if s.instead_of == wanted.instead_of)
    left = order.stems().get(wanted.instead_of, 0) - replaced
    if left <= 0:
        return Refusal("instead_of", "the order needs none of these. Look at its lines.")
    if wanted.quantity > left:
        return Refusal("quantity", f"the order needs {left} of these. Take no more.")
    return None


def _has_room_for_an_act(order: Order) -> Refusal | None:
    if len(order.history) < MOST_AUDIT_ENTRIES:
        return None
    return Refusal(
        "history",
        f"an order records at most {MOST_AUDIT_ENTRIES} staff actions. Write to its customer.",
    )


def _is_leaving() -> Refusal:
    return Refusal("leaves_at", "the order leaves in a moment. A florist can undo its shipment.")


def _has_left(order: Order) -> Refusal | None:
    if order.leaves_at is not None:
        return _is_leaving()
    if order.state not in LEFT_THE_SHOP:
        return None
    return Refusal("state", f"it is too late: the order is {order.state}. Write to the shop.")


def _is_cut_off(order: Order, now: datetime) -> Refusal | None:
    until = order.changeable_until
    if order.state is not State.CONFIRMED or until is None or now < until:
        return None
    last = in_shop_time(until)
    return Refusal(
        "changeable_until",
        f"this was possible until {last}: the flowers are being cut. Write to the shop.",
    )
