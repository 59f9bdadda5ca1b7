"""What people change about an order after it was placed, as far as the shop's policy allows it."""

from datetime import datetime

from msgspec.structs import replace

from services.contracts.common import AuditEntry, Reason
from services.contracts.inventory import Shortage
from services.contracts.order_messages import (
    CancelOrder,
    ChangeDelivery,
    RefundOrder,
    SettleRefunds,
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
from services.order.domain.order import (
    NO_PHONE,
    NOBODY,
    cancelled,
    is_staff,
    reason_of,
    with_audit_entry,
)
from services.policy.orders import (
    deposit_kept,
    may_cancel,
    may_cancel_as_florist,
    may_change_delivery,
    may_refund,
    may_substitute,
)
from services.policy.payments import may_settle


def cancelled_by_request(order: Order, command: CancelOrder) -> Order:
    """Cancel the order for its customer, if it is theirs and not too late, or for a florist."""
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
    return with_audit_entry(
        order, after, AuditEntry("cancelled", command.by, command.requested_at, note=command.note)
    )


# ---- another delivery --------------------------------------------------------------------------


def delivery_change_requested(order: Order, command: ChangeDelivery) -> Order:
    """Add the delivery that the customer asks for, until inventory decides whether it is possible.

    The order stays as it is when the policy does not allow the change, and for a repeat.
    """
    is_allowed = _can_be_decided(order) and _may_change_delivery(order, command)
    if _is_repeat(order, command) or not is_allowed or order.delivery == command.delivery:
        return order
    return replace(
        order,
        requested_delivery=command.delivery,
        delivery_requested_at=command.requested_at,
        delivery_change_refused=None,
        revision=order.revision + 1,
    )


def delivery_change_must_wait(order: Order, command: ChangeDelivery) -> bool:
    """Return whether a request cannot be decided yet, for an earlier one has no answer.

    One at a time: else inventory could grant the earlier and refuse the later, and the order would
    not know where its stems are.
    """
    is_answered = order.stock is not Stock.UNKNOWN and order.requested_delivery is None
    is_new = not _is_repeat(order, command) and _may_change_delivery(order, command)
    return is_new and not is_answered


def _is_repeat(order: Order, command: ChangeDelivery) -> bool:
    """Return whether this request, or a later one, has been applied already."""
    known = order.delivery_requested_at
    return known is not None and known >= command.requested_at


def _can_be_decided(order: Order) -> bool:
    """Return whether the order has its stems, and no other request has to be answered first."""
    return order.stock is Stock.RESERVED and order.requested_delivery is None


def _may_change_delivery(order: Order, command: ChangeDelivery) -> bool:
    """Return whether the policy allows another delivery to whoever asks."""
    return order.customer == command.by and not may_change_delivery(order, command.requested_at)


def delivery_change_granted(order: Order, revision: int, cutoff: datetime | None) -> Order:
    """Make the requested delivery the order's delivery: inventory has reserved it."""
    if order.requested_delivery is None or revision != order.revision:
        return order
    return replace(
        order, delivery=order.requested_delivery, requested_delivery=None, changeable_until=cutoff
    )


def delivery_change_refused(order: Order, revision: int, missing: tuple[Shortage, ...]) -> Order:
    """Drop the requested delivery: inventory cannot have it."""
    if order.requested_delivery is None or revision != order.revision:
        return order
    return replace(order, requested_delivery=None, delivery_change_refused=reason_of(missing))


# ---- refunds and substitutes -------------------------------------------------------------------


def refunded(order: Order, command: RefundOrder) -> Order:
    """Promise a refund of what was captured and no more, once."""
    known = any(refund.id == command.refund for refund in order.refunds)
    if known or may_refund(order, command.refund, command.amount):
        return order
    refund = Refund(command.refund, command.amount, command.reason)
    entry = AuditEntry("refunded", command.by, command.requested_at, note=command.reason)
    return with_audit_entry(order, replace(order, refunds=(*order.refunds, refund)), entry)


def refunds_settled(order: Order, command: SettleRefunds) -> Order:
    """Note that what did not arrive on the customer's card was paid otherwise."""
    unpaid = [each for each in order.failed_refunds if each not in order.settled_refunds]
    if not unpaid or may_settle(order, command.amount):
        return order
    entry = AuditEntry("refund_settled", command.by, command.requested_at, note=command.note)
    settled = (*order.settled_refunds, *unpaid)
    return with_audit_entry(order, replace(order, settled_refunds=settled), entry)


def substituted(order: Order, command: SubstituteStems) -> Order:
    """Take other stems in place of some, if its customer leaves that to the florist."""
    substitute = Substitute(command.substitution, command.instead_of, command.sku, command.quantity)
    known = any(each.id == substitute.id for each in order.substitutes)
    if known or may_substitute(order, substitute):
        return order
    note = f"{command.quantity} {command.sku} instead of {command.instead_of}"
    entry = AuditEntry(SUBSTITUTED, command.by, command.requested_at, note=note)
    return with_audit_entry(
        order, replace(order, substitutes=(*order.substitutes, substitute)), entry
    )


# ---- erasure -----------------------------------------------------------------------------------


def erased(order: Order) -> Order:
    """Cancel the order and remove personal data. Bookkeeping needs lines, amounts and invoices."""
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
