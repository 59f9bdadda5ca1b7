"""Florists count stems, or take other stems in place of those that an order needs."""

from collections.abc import Iterator

from services.contracts.inventory import AdjustStock, StockChanged
from services.contracts.message import Event
from services.contracts.order_messages import OrderSubstituted
from services.inventory.dependencies import Dependencies, inbox
from services.inventory.domain.audit_entries import (
    counts_for_substitutes,
    other_body_entry,
    stock_entry,
)
from services.runtime.logs import service_logger

logger = service_logger()


@inbox.on(AdjustStock)
def adjust_stock(command: AdjustStock, deps: Dependencies) -> Iterator[Event]:
    """Count stems."""
    if not deps.audit_log.claims.claim(command.mark):
        refused = other_body_entry(stock_entry(command, is_done=False))
        yield StockChanged(entries=(deps.audit_log.enter(refused),))
        return
    yield _counted(command, deps)


@inbox.on(OrderSubstituted)
def substitute(event: OrderSubstituted, deps: Dependencies) -> Iterator[Event]:
    """Take the substitutes from the stems that are free."""
    for count in counts_for_substitutes(event.order):
        yield _counted(count, deps)


def _counted(count: AdjustStock, deps: Dependencies) -> Event:
    """Apply a count; one that the audit log already has an entry for is not decided again."""
    entry = deps.audit_log.find(count.adjustment)
    if entry is None:
        is_done = deps.catalogue.sells(count.sku) and deps.stock.adjust(count)
        entry = deps.audit_log.enter(stock_entry(count, is_done=is_done))
        logger.info(
            "stock counted", what=entry.what, sku=entry.subject, by=entry.by, reason=entry.reason
        )
    left = deps.stock.left_of_supply(count.sku, count.day)
    return StockChanged(left.levels, left.days, (entry,))
