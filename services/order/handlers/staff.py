"""What florists do about orders: ship, deliver, refund, substitute stems."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from services.contracts.common import AuditEntry, OrderId
from services.contracts.message import Event
from services.contracts.order_messages import (
    DeliverOrders,
    RefundOrder,
    SettleRefunds,
    ShipOrders,
    SubstituteStems,
)
from services.contracts.orders import Order
from services.order.dependencies import Dependencies, inbox
from services.order.domain import announcements, changes
from services.order.domain.order import delivered, shipped, with_audit_entry
from services.order.handlers.refusals import events_or_refusal
from services.order.repository import Transition
from services.runtime.logs import service_logger
from services.runtime.repository import UnknownError

logger = service_logger()


@inbox.on(ShipOrders)
def ship_orders(command: ShipOrders, deps: Dependencies) -> Iterator[Event]:
    """Mark orders as handed to the courier."""
    entry = AuditEntry("shipped", command.by, command.requested_at)
    for transition in _transitions(deps, command.order_ids, shipped, entry):
        yield from events_or_refusal(entry.what, transition, announcements.shipped)


@inbox.on(DeliverOrders)
def deliver_orders(command: DeliverOrders, deps: Dependencies) -> Iterator[Event]:
    """Mark orders as handed to their recipients."""
    entry = AuditEntry("delivered", command.by, command.requested_at)
    for transition in _transitions(deps, command.order_ids, delivered, entry):
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
    rule = partial(changes.substituted, command=command)
    transition = deps.orders.transition(command.order_id, rule)
    on_repeat = partial(announcements.substituted, substitution=command.substitution)
    return events_or_refusal("substitution", transition, on_repeat)


def _transitions(
    deps: Dependencies,
    order_ids: Iterable[OrderId],
    rule: Callable[[Order], Order],
    entry: AuditEntry,
) -> Iterator[Transition]:
    """Apply a rule to several orders; one that is unknown must not hold up the others."""
    for order_id in order_ids:
        try:
            yield deps.orders.transition(
                order_id, lambda order: with_audit_entry(order, rule(order), entry)
            )
        except UnknownError:
            logger.warning("refused: no such order", asked=entry.what, order_id=order_id)
