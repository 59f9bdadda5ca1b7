"""Florists count stems, or take other stems in place of those that an order needs."""

from collections.abc import Callable, Iterator
from functools import partial

from services.contracts.inventory import AdjustStock, CountStock, RefreshStock, StockChanged
from services.contracts.message import Event
from services.contracts.order_messages import OrderSubstituted
from services.inventory.dependencies import Dependencies, inbox
from services.inventory.domain.audit_entries import (
    What,
    counts_for_substitutes,
    counts_of,
    other_body_entry,
    stock_entry,
)
from services.inventory.domain.requests import known_revision, placed
from services.inventory.domain.reservations import SubstituteHold
from services.runtime.logs import service_logger

logger = service_logger()
COUNTS_PER_MESSAGE = 50
"""Each with its entry of 2 kB at the most, below the 256 kB that a message may have."""


@inbox.on(AdjustStock)
def adjust_stock(command: AdjustStock, deps: Dependencies) -> Iterator[Event]:
    """Count stems."""
    if not deps.audit_log.claims.claim(command.mark):
        refused = other_body_entry(stock_entry(command, What.STOCK_REFUSED))
        yield StockChanged(entries=(deps.audit_log.enter(refused),))
        return
    yield _counted(command, deps, partial(deps.stock.adjust, command))


@inbox.on(OrderSubstituted)
def substitute(event: OrderSubstituted, deps: Dependencies) -> Iterator[Event]:
    """Hold the substitutes for the order, of the stems that are free."""
    needs, revision = placed(event.order, zone=None).needs, known_revision(event.order)
    for count in counts_for_substitutes(event.order):
        key = f"{event.order.id}~{count.adjustment}"
        hold = SubstituteHold(count.sku, count.day, -count.quantity, key, revision)
        take = partial(deps.stock.substitute, event.order.id, needs, count.adjustment, hold)
        yield _counted(count, deps, take)


@inbox.on(CountStock)
def count_stock(command: CountStock, deps: Dependencies) -> Iterator[Event]:
    """Count, or bring, stems of many SKUs for a day, whether it is open for orders yet or not."""
    counts = list(counts_of(command))
    if not deps.audit_log.claims.claim(command.mark):
        for first in counts[:1]:
            refused = other_body_entry(stock_entry(first, What.STOCK_REFUSED))
            yield StockChanged(entries=(deps.audit_log.enter(refused),))
        return
    changed = [_counted(count, deps, partial(deps.stock.adjust, count)) for count in counts]
    for start in range(0, len(changed), COUNTS_PER_MESSAGE):
        some = changed[start : start + COUNTS_PER_MESSAGE]
        yield StockChanged(
            levels=tuple(level for each in some for level in each.levels),
            entries=tuple(entry for each in some for entry in each.entries),
        )


@inbox.on(RefreshStock)
def refresh_stock(command: RefreshStock, deps: Dependencies) -> Iterator[Event]:
    """Publish all that there is of a day."""
    left = deps.stock.left_of_day(command.day)
    yield StockChanged(left.levels, left.days, whole=command.day)


def _counted(count: AdjustStock, deps: Dependencies, apply: Callable[[], bool]) -> StockChanged:
    """Apply a count; one that the audit log already has an entry for is not decided again."""
    entry = deps.audit_log.find(count.adjustment)
    if entry is None:
        is_done = deps.catalogue.sells(count.sku) and apply()
        what = What.STOCK_ADJUSTED if is_done else _refusal(count, deps)
        entry = deps.audit_log.enter(stock_entry(count, what))
        logger.info("stock counted", what=entry.what, sku=entry.subject, by=entry.by)
    left = deps.stock.left_of_supply(count.sku, count.day)
    return StockChanged(left.levels, left.days, (entry,))


def _refusal(count: AdjustStock, deps: Dependencies) -> What:
    counts = {level.counts for level in deps.stock.left_of_supply(count.sku, count.day).levels}
    is_overtaken = count.basis is not None and counts != {count.basis}
    return What.COUNT_OVERTAKEN if is_overtaken and counts else What.STOCK_REFUSED
