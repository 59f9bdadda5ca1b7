"""The views of the catalogue, the zones, the delivery days and the audit log."""

from datetime import date, datetime
from typing import Any

from services.aggregator.domain.write import Write, fresh, mark_list_complete, not_newer
from services.contracts.inventory import DeliveryDay, Item, Level, StockAuditEntry, Zone
from services.contracts.values import document_of
from services.contracts.views import CATALOGUE, ZONES, audit_entry_view, audit_log_view, day_view


def show_catalogue(items: tuple[Item, ...], version: int, now: datetime) -> Write:
    """Everything that is sold."""
    return Write(
        view=CATALOGUE,
        condition={"version": {"$lte": version}},
        update={
            "$set": {
                "kind": "catalogue",
                "version": version,
                "items": document_of(items),
                **fresh(now),
            }
        },
    )


def show_zones(zones: tuple[Zone, ...], version: int, now: datetime) -> Write:
    """Where the shop delivers."""
    return Write(
        view=ZONES,
        condition={"version": {"$lte": version}},
        update={
            "$set": {
                "kind": "zones",
                "version": version,
                "zones": document_of(zones),
                **fresh(now),
            }
        },
    )


def show_day(day: DeliveryDay, now: datetime) -> Write:
    """A delivery day of one zone."""
    path = f"zones.{day.zone}"
    shown = {
        "cutoff": day.cutoff,
        "closed": day.closed,
        "places": day.places,
        "free": day.free,
        "version": day.version,
        "setting": day.setting,
    }
    return _show_in_day(day.day, path, shown, now)


def show_level(level: Level, now: datetime) -> Write:
    """How much is free of one supply of a delivery day."""
    shown = {
        "free": level.free,
        "held": level.held,
        "counts": level.counts,
        "version": level.version,
    }
    return _show_in_day(level.day, f"levels.{level.sku}", shown, now)


def mark_day_whole(day: date, now: datetime) -> Write:
    """All that there is of this day is shown, be it nothing."""
    marks = {"kind": "day", "day": day.isoformat(), "whole": True}
    return Write(view=day_view(day), condition={}, update={"$set": {**marks, **fresh(now)}})


def _show_in_day(day: date, path: str, shown: dict[str, Any], now: datetime) -> Write:
    return Write(
        view=day_view(day),
        condition=not_newer(f"{path}.version", shown["version"]),
        update={"$set": {"kind": "day", "day": day.isoformat(), path: shown, **fresh(now)}},
    )


def show_audit_entry(entry: StockAuditEntry, now: datetime) -> Write:
    """What a florist did about stems or days; an entry never changes."""
    return Write(
        view=audit_entry_view(entry.id),
        condition={},
        update={
            "$set": {
                "kind": "audit_entry",
                "at": entry.at,
                "entry": document_of(entry),
                **fresh(now),
            }
        },
    )


def mark_audit_log_complete(day: date, now: datetime) -> Write:
    """All audit entries of this day (UTC) are shown."""
    return mark_list_complete("audit_log", audit_log_view(day), now, {"day": day.isoformat()})
