"""What people change about an order after it was placed, as far as the shop's policy allows it."""

from datetime import datetime

from msgspec.structs import replace

from services.contracts.common import AuditEntry, Reason
from services.contracts.inventory import Shortage
from services.contracts.order_messages import (
    CancelOrder,
    ChangeDelivery,
    RefundOrder,
    SubstituteStems,
)
from services.contracts.orders import (
    SUBSTITUTED,
    Delivery,
    Order,
    Refund,
    Stock,
    Substitute,
)
from services.order.domain import (
    NO_PHONE,
    NOBODY,
    cancelled,
    is_staff,
    noted,
    reason_of,
)
from services.policy.orders import (
    deposit_kept,
    may_cancel,
    may_cancel_as_florist,
    may_change_delivery,
    may_refund,
    may_substitute,
)


def given_up(order: Order, command: CancelOrder) -> Order:
    """Cancelled by its customer, if it is theirs and not too late, or by a florist."""
    staff = command.reason is Reason.FLORIST
    if not staff and is_staff(order, command.by):
        return order
    refusal = may_cancel_as_florist(order) if staff else may_cancel(order, command.requested_at)
    if refusal is not None:
        return order
    kept = 0 if staff else deposit_kept(order, command.requested_at)
    after = cancelled(order, command.reason)
    if after == order:
        return order
    after = replace(after, kept=kept)
    if not staff:
        return after
    return noted(
        order, after, AuditEntry("cancelled", command.by, command.requested_at, note=command.note)
    )


# ---- another delivery --------------------------------------------------------------------------


def wished(order: Order, command: ChangeDelivery) -> Order:
    """With the customer's wish for another delivery, to be granted when it can be had."""
    heard_already = (
        order.delivery_requested_at is not None
        and order.delivery_requested_at >= command.requested_at
    )
    possible = (
        order.stock is Stock.RESERVED
        and order.requested_delivery is None
        and _may_wish(order, command)
    )
    if heard_already or not possible or order.delivery == command.delivery:
        return order
    return replace(
        order,
        requested_delivery=command.delivery,
        delivery_requested_at=command.requested_at,
        delivery_change_refused=None,
        revision=order.revision + 1,
    )


def must_wait(order: Order, command: ChangeDelivery) -> bool:
    """Whether the wish cannot be judged yet: what was asked for before is not answered.

    One at a time: else inventory could grant the earlier and refuse the later, and the order would
    not know where its stems are.
    """
    heard_already = (
        order.delivery_requested_at is not None
        and order.delivery_requested_at >= command.requested_at
    )
    answered = order.stock is not Stock.UNKNOWN and order.requested_delivery is None
    return not heard_already and _may_wish(order, command) and not answered


def _may_wish(order: Order, command: ChangeDelivery) -> bool:
    """Whether whoever asks may have another delivery, if there is one."""
    return order.customer == command.by and not may_change_delivery(order, command.requested_at)


def granted(order: Order, revision: int, cutoff: datetime | None) -> Order:
    """The wish can be had: it is the delivery now."""
    if order.requested_delivery is None or revision != order.revision:
        return order
    return replace(
        order, delivery=order.requested_delivery, requested_delivery=None, changeable_until=cutoff
    )


def refused(order: Order, revision: int, missing: tuple[Shortage, ...]) -> Order:
    """The wish cannot be had: the delivery stays as it was."""
    if order.requested_delivery is None or revision != order.revision:
        return order
    return replace(order, requested_delivery=None, delivery_change_refused=reason_of(missing))


# ---- refunds and substitutes -------------------------------------------------------------------


def refunded(order: Order, command: RefundOrder) -> Order:
    """With a refund promised, of what was captured and no more than that, once."""
    known = any(refund.id == command.refund for refund in order.refunds)
    if known or may_refund(order, command.refund, command.amount):
        return order
    refund = Refund(command.refund, command.amount, command.reason)
    act = AuditEntry("refunded", command.by, command.requested_at, note=command.reason)
    return noted(order, replace(order, refunds=(*order.refunds, refund)), act)


def substituted(order: Order, command: SubstituteStems) -> Order:
    """With other stems in place of some, if its customer leaves that to the florist."""
    substitute = Substitute(command.substitution, command.instead_of, command.sku, command.quantity)
    known = any(each.id == substitute.id for each in order.substitutes)
    if known or may_substitute(order, substitute):
        return order
    note = f"{command.quantity} {command.sku} instead of {command.instead_of}"
    act = AuditEntry(SUBSTITUTED, command.by, command.requested_at, note=note)
    return noted(order, replace(order, substitutes=(*order.substitutes, substitute)), act)


# ---- forgetting --------------------------------------------------------------------------------


def forgotten(order: Order) -> Order:
    """Given up, and without the people in it; what the books need stays: lines, amounts, papers."""
    nowhere = Delivery(day=order.delivery.day, recipient=NOBODY, phone=NO_PHONE)
    occasion = replace(order.occasion, name=NOBODY.name) if order.occasion else None
    return replace(
        cancelled(order, Reason.CUSTOMER),
        delivery=nowhere,
        buyer=NOBODY,
        card_message="",
        gift_occasion=None,
        requested_delivery=None,
        occasion=occasion,
    )
