"""What people change about an order after it was placed, as far as the shop's policy allows it."""

from collections.abc import Mapping
from datetime import datetime

from msgspec.structs import replace

from services.contracts.bouquets import OWN_BOUQUET
from services.contracts.common import AuditEntry, Reason, Sku
from services.contracts.inventory import Item, Shortage
from services.contracts.order_messages import (
    CancelOrder,
    ChangeDelivery,
    DeliverOrders,
    RefundOrder,
    SettleRefunds,
    ShipOrders,
    SubstituteStems,
    UndoShipment,
)
from services.contracts.order_requests import Delivery
from services.contracts.orders import SUBSTITUTED, Order, Refund, Stock, Substitute
from services.contracts.requests import Mark
from services.order.domain.order import (
    NO_BUYER,
    NO_PHONE,
    NOBODY,
    audit_entry,
    cancelled,
    delivered,
    is_staff,
    leaving,
    reason_of,
    shipment_undone,
    with_audit_entry,
)
from services.policy.orders import (
    deposit_kept,
    is_under_way,
    may_cancel,
    may_cancel_as_florist,
    may_change_delivery,
    may_deliver,
    may_refund,
    may_ship,
    may_substitute,
    may_undo_shipment,
)
from services.policy.payments import may_settle
from services.policy.refusal import Refusal
from services.policy.requests import OTHER_BODY, is_repeat, once, other_body, out_of_date, refusing


def cancelled_by_request(order: Order, command: CancelOrder) -> Order:
    """Cancel the order for its customer, if it is theirs and not too late, or for a florist."""
    staff, at = command.reason is Reason.FLORIST, command.requested_at
    if not staff and is_staff(order, command.by):
        return order

    def refusal(order: Order) -> Refusal | None:
        return may_cancel_as_florist(order) if staff else may_cancel(order, at)

    def rule(order: Order) -> Order:
        after = cancelled(order, command.reason)
        if after == order:
            return order
        after = replace(after, kept=0 if staff else deposit_kept(order, at))
        if not staff:
            return after
        entry = audit_entry("cancelled", command, command.note)
        return with_audit_entry(order, after, entry)

    return once(order, command.mark, at, rule, refusal)


# ---- another delivery --------------------------------------------------------------------------


def delivery_change_requested(order: Order, command: ChangeDelivery) -> Order:
    """Add the delivery that the customer asks for, until inventory decides whether it is possible.

    The card needs no such decision: it gets its new text at once. The order stays as it is when the
    policy does not allow the change, and for a repeat.
    """
    if order.customer != command.by or delivery_change_must_wait(order, command):
        return order

    def refusal(order: Order) -> Refusal | None:
        return may_change_delivery(order, command.requested_at) or _is_outdated(order, command)

    def rule(order: Order) -> Order:
        order = _with_card(order, command)
        if not _can_be_decided(order) or order.delivery == command.delivery:
            return order
        return replace(
            order,
            requested_delivery=command.delivery,
            delivery_requested_at=command.requested_at,
            delivery_change_refused=None,
            revision=order.revision + 1,
        )

    return once(order, command.mark, command.requested_at, rule, refusal)


def delivery_change_must_wait(order: Order, command: ChangeDelivery) -> bool:
    """Return whether a request cannot be decided yet, for an earlier one has no answer.

    One at a time: else inventory could grant the earlier and refuse the later, and the order would
    not know where its stems are.
    """
    is_answered = order.stock is not Stock.UNKNOWN and order.requested_delivery is None
    mark, at = command.mark, command.requested_at
    is_known = is_repeat(order.requests, mark, at) or other_body(order.requests, mark)
    is_new = not is_known and not _is_outdated(order, command)
    return is_new and _may_change_delivery(order, command) and not is_answered


def _with_card(order: Order, command: ChangeDelivery) -> Order:
    """Return the order with the card's new text, if the customer wants one."""
    if command.card_message is None or command.card_message == order.card_message:
        return order
    return replace(order, card_message=command.card_message, card_changed_at=command.requested_at)


def _is_outdated(order: Order, command: ChangeDelivery) -> Refusal | None:
    """Refuse what builds on a delivery that is not the last one that was requested.

    What does not say what it builds on, or changes the card, is late when something else was asked
    for later.
    """
    if command.seen is not None and (refusal := out_of_date(command.seen, order.revision)):
        return refusal
    known = [order.delivery_requested_at] if command.seen is None else []
    if command.card_message is not None:
        known.append(order.card_changed_at)
    if all(at is None or at < command.requested_at for at in known):
        return None
    return Refusal("day", "another change, which was asked for later, stands. Look at the order.")


def _can_be_decided(order: Order) -> bool:
    """Return whether the order has its stems, and no other request has to be answered first."""
    return order.stock is Stock.RESERVED and order.requested_delivery is None


def _may_change_delivery(order: Order, command: ChangeDelivery) -> bool:
    """Return whether the policy allows another delivery to whoever asks."""
    return order.customer == command.by and not may_change_delivery(order, command.requested_at)


def delivery_change_granted(order: Order, revision: int, cutoff: datetime | None) -> Order:
    """Make the requested delivery the order's delivery: inventory has reserved it.

    What stood in for stems of one day does not on another: there, the stems themselves are held.
    """
    if order.requested_delivery is None or revision != order.revision:
        return order
    is_same_day = order.requested_delivery.day == order.delivery.day
    return replace(
        order,
        delivery=order.requested_delivery,
        requested_delivery=None,
        changeable_until=cutoff,
        substitutes=order.substitutes if is_same_day else (),
    )


def delivery_change_refused(order: Order, revision: int, missing: tuple[Shortage, ...]) -> Order:
    """Drop the requested delivery: inventory cannot have it."""
    if order.requested_delivery is None or revision != order.revision:
        return order
    return replace(order, requested_delivery=None, delivery_change_refused=reason_of(missing))


# ---- what florists do with the flowers ----------------------------------------------------------


def shipped_by_request(
    order: Order, command: ShipOrders, entry: AuditEntry, leaves_at: datetime
) -> Order:
    """Let the order leave at that moment (UTC), once for a request."""

    def rule(order: Order) -> Order:
        return with_audit_entry(order, leaving(order, leaves_at, command.requested_at), entry)

    return once(order, command.mark, command.requested_at, rule, may_ship)


def shipment_undone_by_request(order: Order, command: UndoShipment, entry: AuditEntry) -> Order:
    """Keep the order in the shop, if it has not left, once for a request."""

    def rule(order: Order) -> Order:
        return with_audit_entry(order, shipment_undone(order), entry)

    return once(order, command.mark, command.requested_at, rule, may_undo_shipment)


def delivered_by_request(order: Order, command: DeliverOrders, entry: AuditEntry) -> Order:
    """Mark the order as handed to its recipient, once for a request."""

    def rule(order: Order) -> Order:
        return with_audit_entry(order, delivered(order), entry)

    return once(order, command.mark, command.requested_at, rule, may_deliver)


def refused_for_other_body(order: Order, mark: Mark) -> Order:
    """Note that the key of a request was used with another body, perhaps about other orders."""
    return replace(order, requests=refusing(order.requests, mark, OTHER_BODY))


# ---- refunds and substitutes -------------------------------------------------------------------


def refunded(order: Order, command: RefundOrder) -> Order:
    """Promise a refund of what was captured and no more, once."""

    def refusal(order: Order) -> Refusal | None:
        return may_refund(order, command.refund, command.amount)

    def rule(order: Order) -> Order:
        if any(refund.id == command.refund for refund in order.refunds):
            return order
        refund = Refund(command.refund, command.amount, command.reason)
        entry = audit_entry("refunded", command, command.reason)
        return with_audit_entry(order, replace(order, refunds=(*order.refunds, refund)), entry)

    return once(order, command.mark, command.requested_at, rule, refusal)


def refunds_settled(order: Order, command: SettleRefunds) -> Order:
    """Note that what did not arrive on the customer's card was paid otherwise."""

    def refusal(order: Order) -> Refusal | None:
        return may_settle(order, command.amount)

    def rule(order: Order) -> Order:
        unpaid = [each for each in order.failed_refunds if each not in order.settled_refunds]
        entry = audit_entry("refund_settled", command, command.note)
        settled = (*order.settled_refunds, *unpaid)
        return with_audit_entry(order, replace(order, settled_refunds=settled), entry)

    return once(order, command.mark, command.requested_at, rule, refusal)


def substituted(order: Order, command: SubstituteStems, items: Mapping[Sku, Item]) -> Order:
    """Take other stems in place of some, if its customer leaves that to the florist.

    `items` are those that the command names, as far as they are sold.
    """
    substitute = Substitute(command.substitution, command.instead_of, command.sku, command.quantity)

    def refusal(order: Order) -> Refusal | None:
        return may_substitute(order, substitute, items)

    def rule(order: Order) -> Order:
        if any(each.id == substitute.id for each in order.substitutes):
            return order
        note = f"{command.quantity} {command.sku} instead of {command.instead_of}"
        entry = audit_entry(SUBSTITUTED, command, note)
        after = replace(order, substitutes=(*order.substitutes, substitute))
        return with_audit_entry(order, after, entry)

    return once(order, command.mark, command.requested_at, rule, refusal)


# ---- erasure -----------------------------------------------------------------------------------


def erasure_refused(order: Order, requested_at: datetime) -> Order:
    """Note that its customer asked to be forgotten, if it is under way: staff see it."""
    known = order.erasure_refused_at
    if not is_under_way(order) or (known is not None and known >= requested_at):
        return order
    return replace(order, erasure_refused_at=requested_at)


def erased(order: Order) -> Order:
    """Cancel the order and remove personal data. Bookkeeping needs lines, amounts and invoices.

    What florists wrote goes too, for it may name somebody: reasons, notes, and what they call the
    lines of a commission. The items of the catalogue keep their names.
    """
    nowhere = Delivery(day=order.delivery.day, recipient=NOBODY, phone=NO_PHONE)
    occasion = replace(order.occasion, name=NOBODY.name) if order.occasion else None
    lines = tuple(replace(e, name=OWN_BOUQUET) if e.is_own else e for e in order.lines)
    if order.occasion:
        lines = tuple(replace(line, name=NOBODY.name) for line in lines)
    return replace(
        cancelled(order, Reason.CUSTOMER),
        lines=lines,
        refunds=tuple(replace(refund, reason="") for refund in order.refunds),
        history=tuple(replace(entry, note="") for entry in order.history),
        delivery=nowhere,
        buyer=NO_BUYER,
        card_message="",
        gift_occasion=None,
        email="",
        requested_delivery=None,
        occasion=occasion,
    )
