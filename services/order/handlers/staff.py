"""What florists do about orders: ship, deliver, refund, substitute stems."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from services.contracts.message import Event, Message
from services.contracts.order_messages import (
    DeliverOrders,
    DepartOrder,
    RefundOrder,
    SettleRefunds,
    ShipOrders,
    SubstituteStems,
    UndoShipment,
)
from services.contracts.orders import SHIPMENT_UNDONE, Order
from services.order.dependencies import Dependencies, inbox
from services.order.domain import announcements, changes
from services.order.domain.announcements import announced
from services.order.domain.order import audit_entry, departed
from services.order.handlers.refusals import events_or_refusal
from services.order.repository import Transition
from services.runtime.logs import service_logger
from services.runtime.repository import UnknownError

logger = service_logger()


@inbox.on(ShipOrders)
def ship_orders(command: ShipOrders, deps: Dependencies) -> Iterator[Message]:
    """Let orders leave in a moment; until then nobody is told or pays, and it can be undone."""
    entry = audit_entry("shipped", command)
    leaves_at = deps.clock() + deps.undo
    rule = partial(changes.shipped_by_request, command=command, entry=entry, leaves_at=leaves_at)
    for transition in _transitions(deps, command, rule, entry.what):
        yield from events_or_refusal(entry.what, transition, announcements.shipped)
        _, after = transition
        if after.leaves_at is not None:
            yield DepartOrder(after.id, after.leaves_at, int(deps.undo.total_seconds()))


@inbox.on(UndoShipment)
def undo_shipment(command: UndoShipment, deps: Dependencies) -> Iterable[Event]:
    """Keep in the shop what has not left."""
    entry = audit_entry(SHIPMENT_UNDONE, command)
    rule = partial(changes.shipment_undone_by_request, command=command, entry=entry)
    transition = deps.orders.transition(command.order_id, rule)
    return events_or_refusal(entry.what, transition, announcements.shipment_undone)


@inbox.on(DepartOrder)
def depart_order(command: DepartOrder, deps: Dependencies) -> Iterable[Event]:
    """Mark as handed to the courier what was not undone in time."""
    rule = partial(departed, leaves_at=command.leaves_at)
    transition = deps.orders.transition(command.order_id, rule)
    return announced(*transition, announcements.departed)


@inbox.on(DeliverOrders)
def deliver_orders(command: DeliverOrders, deps: Dependencies) -> Iterator[Event]:
    """Mark orders as handed to their recipients."""
    entry = audit_entry("delivered", command)
    rule = partial(changes.delivered_by_request, command=command, entry=entry)
    for transition in _transitions(deps, command, rule, entry.what):
        yield from events_or_refusal(entry.what, transition, announcements.delivered)


@inbox.on(RefundOrder)
def refund_order(command: RefundOrder, deps: Dependencies) -> Iterable[Event]:
    """Promise a part of the price back; payment pays it, invoicing writes its credit note."""
    rule = partial(changes.refunded, command=command)
    transition = deps.orders.transition(command.order_id, rule)
    on_repeat = partial(announcements.refunded, refund=command.refund)
    return events_or_refusal("refund", transition, on_repeat)


@inbox.on(SettleRefunds)
def settle_refunds(command: SettleRefunds, deps: Dependencies) -> Iterable[Event]:
    """Note that what did not arrive on a card was paid otherwise."""
    rule = partial(changes.refunds_settled, command=command)
    transition = deps.orders.transition(command.order_id, rule)
    return events_or_refusal("settlement", transition, announcements.refreshed)


@inbox.on(SubstituteStems)
def substitute_stems(command: SubstituteStems, deps: Dependencies) -> Iterable[Event]:
    """Take other stems in place of some, if the customer leaves that to the florist."""
    items = deps.orders.items([command.sku, command.instead_of])
    rule = partial(changes.substituted, command=command, items=items)
    transition = deps.orders.transition(command.order_id, rule)
    on_repeat = partial(announcements.substituted, substitution=command.substitution)
    return events_or_refusal("substitution", transition, on_repeat)


def _transitions(
    deps: Dependencies,
    command: ShipOrders | DeliverOrders,
    rule: Callable[[Order], Order],
    asked: str,
) -> Iterator[Transition]:
    """Apply a rule to several orders; one that is unknown must not hold up the others.

    The key of the request is claimed for this body: the orders that it names differ with the body.
    """
    if not deps.orders.claims.claim(command.mark):
        rule = partial(changes.refused_for_other_body, mark=command.mark)
    for order_id in command.order_ids:
        try:
            yield deps.orders.transition(order_id, rule)
        except UnknownError:
            logger.warning("refused: no such order", asked=asked, order_id=order_id)
