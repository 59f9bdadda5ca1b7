"""What inventory decides about an order's stems and day."""

from collections.abc import Iterable
from functools import partial

from services.contracts.inventory import StockReserved, StockShort
from services.contracts.message import Event
from services.order.dependencies import Dependencies, inbox
from services.order.domain import announcements, changes, order
from services.order.domain.announcements import announced


@inbox.on(StockReserved)
def apply_stock_reserved(event: StockReserved, deps: Dependencies) -> Iterable[Event]:
    """Stems and day are reserved: for the order, or for another delivery requested later."""
    if event.revision:
        granted = partial(
            changes.delivery_change_granted, revision=event.revision, cutoff=event.cutoff
        )
        transition = deps.orders.transition(event.order_id, granted)
        return announced(*transition, announcements.delivery_change_answered)
    rule = partial(order.stock_reserved, cutoff=event.cutoff)
    return announced(*deps.orders.transition(event.order_id, rule), announcements.decided)


@inbox.on(StockShort)
def apply_stock_short(event: StockShort, deps: Dependencies) -> Iterable[Event]:
    """Stems or day cannot be had: for the order, or for another delivery requested later."""
    if event.revision:
        refused = partial(
            changes.delivery_change_refused, revision=event.revision, missing=event.missing
        )
        transition = deps.orders.transition(event.order_id, refused)
        return announced(*transition, announcements.delivery_change_answered)
    rule = partial(order.stock_short, missing=event.missing)
    return announced(*deps.orders.transition(event.order_id, rule), announcements.decided)
