"""What florists do about stems and delivery days, as entries of the audit log."""

from collections.abc import Iterator
from enum import StrEnum

from msgspec.structs import replace

from services.contracts.inventory import AdjustStock, SetDeliveryDay, StockAuditEntry
from services.contracts.orders import SUBSTITUTED, Order


class What(StrEnum):
    """What an entry of the audit log records."""

    STOCK_ADJUSTED = "stock_adjusted"
    STOCK_REFUSED = "stock_refused"
    """Requested, and not done: fewer stems are free, or the shop sells no such item."""
    DAY_SET = "day_set"
    DAY_CLOSED = "day_closed"
    DAY_REFUSED = "day_refused"
    """Requested, and not done: the shop has no such zone."""
    DAY_OUT_OF_DATE = "day_out_of_date"
    """Requested, and not done: another florist had set the day meanwhile."""
    KEY_REUSED = "key_reused"
    """Requested, and not done: the Idempotency-Key had been used with another body."""


def stock_entry(command: AdjustStock, *, is_done: bool) -> StockAuditEntry:
    """The audit entry of a count of stems."""
    return StockAuditEntry(
        id=command.adjustment,
        what=What.STOCK_ADJUSTED if is_done else What.STOCK_REFUSED,
        subject=command.sku,
        day=command.day,
        quantity=command.quantity,
        reason=command.reason,
        by=command.by,
        at=command.requested_at,
        mark=command.mark,
    )


def day_entry(command: SetDeliveryDay, *, refused: What | None) -> StockAuditEntry:
    """The audit entry of a change of a delivery day; `quantity` is its places."""
    done = What.DAY_CLOSED if command.closed else What.DAY_SET
    return StockAuditEntry(
        id=command.change,
        what=refused or done,
        subject=command.zone,
        day=command.day,
        quantity=command.places,
        reason=command.reason,
        by=command.by,
        at=command.requested_at,
        mark=command.mark,
    )


def other_body_entry(entry: StockAuditEntry) -> StockAuditEntry:
    """The audit entry of what was not done, because its key had come with another body."""
    return replace(entry, id=entry.mark, what=What.KEY_REUSED)


def counts_for_substitutes(order: Order) -> Iterator[AdjustStock]:
    """The stems that were taken in place of others, each as a count of the florist's.

    The order's history has an entry for each of them, in the same sequence.
    """
    entries = [entry for entry in order.history if entry.what == SUBSTITUTED]
    for substitute, entry in zip(order.substitutes, entries, strict=True):
        yield AdjustStock(
            adjustment=substitute.id,
            sku=substitute.sku,
            day=order.delivery.day,
            quantity=-substitute.quantity,
            reason=f"order {order.id}: instead of {substitute.instead_of}",
            by=entry.by,
            requested_at=entry.at,
        )
