"""What florists do about stems and delivery days, as entries of the audit log."""

from collections.abc import Iterator
from enum import StrEnum

from msgspec.structs import replace

from services.contracts.inventory import (
    AdjustStock,
    CountStock,
    DeliveryDay,
    OpenDeliveryDays,
    SetDeliveryDay,
    StockAuditEntry,
)
from services.contracts.orders import SUBSTITUTED, Order


class What(StrEnum):
    """What an entry of the audit log records."""

    STOCK_ADJUSTED = "stock_adjusted"
    STOCK_REFUSED = "stock_refused"
    """Requested, and not done: fewer stems are free, or the shop sells no such item."""
    COUNT_OVERTAKEN = "count_overtaken"
    """Counted, and not done: somebody else had counted or brought some since that was seen."""
    DAY_SET = "day_set"
    DAY_CLOSED = "day_closed"
    DAY_REFUSED = "day_refused"
    """Requested, and not done: the shop has no such zone."""
    DAY_OUT_OF_DATE = "day_out_of_date"
    """Requested, and not done: another florist had set the day meanwhile."""
    KEY_REUSED = "key_reused"
    """Requested, and not done: the Idempotency-Key had been used with another body."""


def stock_entry(command: AdjustStock, what: What) -> StockAuditEntry:
    """The audit entry of a count of stems."""
    return StockAuditEntry(
        id=command.adjustment,
        what=what,
        subject=command.sku,
        day=command.day,
        quantity=command.quantity,
        reason=command.reason,
        by=command.by,
        at=command.requested_at,
        name=command.name,
        counted=command.counted,
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
        name=command.name,
        mark=command.mark,
    )


def other_body_entry(entry: StockAuditEntry) -> StockAuditEntry:
    """The audit entry of what was not done, because its key had come with another body."""
    return replace(entry, id=entry.mark, what=What.KEY_REUSED)


def counts_for_substitutes(order: Order) -> Iterator[AdjustStock]:
    """The stems that were taken in place of others, each as a count of the florist's.

    The order's history has an entry for each of them, in the same sequence, after those for what
    was given up when the delivery moved to another day.
    """
    entries = [entry for entry in order.history if entry.what == SUBSTITUTED]
    current = entries[len(entries) - len(order.substitutes) :]
    for substitute, entry in zip(order.substitutes, current, strict=True):
        yield AdjustStock(
            adjustment=substitute.id,
            sku=substitute.sku,
            day=order.delivery.day,
            quantity=-substitute.quantity,
            reason=f"order {order.id}: instead of {substitute.instead_of}",
            by=entry.by,
            requested_at=entry.at,
            name=entry.name,
        )


def counts_of(command: CountStock) -> Iterator[AdjustStock]:
    """Each SKU of a count as a count of its own, with an id of its own."""
    for stems in command.stems:
        yield AdjustStock(
            adjustment=f"{command.change}~{stems.sku}",
            sku=stems.sku,
            day=command.day,
            quantity=stems.more,
            reason=command.reason,
            by=command.by,
            requested_at=command.requested_at,
            name=command.name,
            counted=stems.counted,
            basis=stems.basis,
            mark=command.mark,
        )


def other_days_entry(command: OpenDeliveryDays) -> StockAuditEntry:
    """The audit entry of days that were not opened, because their key had come with others."""
    return StockAuditEntry(
        id=command.mark,
        what=What.KEY_REUSED,
        subject="every-zone",
        day=min(command.days),
        quantity=0,
        reason=command.reason,
        by=command.by,
        at=command.requested_at,
        name=command.name,
        mark=command.mark,
    )


def opened_entry(command: OpenDeliveryDays, day: DeliveryDay) -> StockAuditEntry:
    """The audit entry of a day that was opened with its zone's places."""
    return StockAuditEntry(
        id=f"{command.change}~{day.zone}~{day.day}",
        what=What.DAY_SET,
        subject=day.zone,
        day=day.day,
        quantity=day.places,
        reason=command.reason,
        by=command.by,
        at=command.requested_at,
        name=command.name,
    )
