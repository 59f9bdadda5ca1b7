"""Delivery days: operators open them, florists change them."""

from collections.abc import Iterator

from services.contracts.inventory import (
    OpenDay,
    OpenDays,
    OpenDeliveryDays,
    SetDeliveryDay,
    StockAuditEntry,
    StockChanged,
)
from services.contracts.message import Event
from services.inventory.dependencies import Dependencies, inbox
from services.inventory.domain.audit_entries import (
    What,
    day_entry,
    opened_entry,
    other_body_entry,
    other_days_entry,
)
from services.runtime.bus import AgainSoonError
from services.runtime.logs import service_logger

logger = service_logger()


@inbox.on(OpenDays)
def open_days(command: OpenDays, deps: Dependencies) -> Iterator[Event]:
    """Open these days in every zone."""
    zones, _ = deps.zones.read()
    if not zones:
        raise AgainSoonError("there are no delivery zones yet")
    for day in command.days:
        deps.stock.stock_day(day)
        for zone in zones:
            deps.stock.open_day(day, zone)
        left = deps.stock.left_of_day(day.day)
        yield StockChanged(left.levels, left.days, whole=day.day)


@inbox.on(OpenDeliveryDays)
def open_delivery_days(command: OpenDeliveryDays, deps: Dependencies) -> Iterator[Event]:
    """Open these days in every zone, for a florist."""
    if not deps.audit_log.claims.claim(command.mark):
        yield StockChanged(entries=(deps.audit_log.enter(other_days_entry(command)),))
        return
    zones, _ = deps.zones.read()
    for day in command.days:
        opened = [zone.id for zone in zones if deps.stock.open_day(OpenDay(day, {}), zone, command)]
        left = deps.stock.left_of_day(day)
        entries = tuple(
            deps.audit_log.enter(opened_entry(command, each))
            for each in left.days
            if each.zone in opened
        )
        yield StockChanged(left.levels, left.days, entries, whole=day)


@inbox.on(SetDeliveryDay)
def set_delivery_day(command: SetDeliveryDay, deps: Dependencies) -> Iterator[Event]:
    """Change a day of a zone."""
    refused = None
    if not deps.audit_log.claims.claim(command.mark):
        yield StockChanged(entries=(deps.audit_log.enter(_reused(command)),))
        return
    zones, _ = deps.zones.read()
    if not any(zone.id == command.zone for zone in zones):
        logger.warning("delivery day not set: there is no such zone", zone=command.zone)
        refused = What.DAY_REFUSED
    elif not deps.stock.set_day(command):
        logger.warning("delivery day not set: it was set meanwhile", zone=command.zone)
        refused = What.DAY_OUT_OF_DATE
    entry = deps.audit_log.enter(day_entry(command, refused=refused))
    left = deps.stock.left_of_zone_day(command.day, command.zone)
    yield StockChanged(left.levels, left.days, (entry,))


def _reused(command: SetDeliveryDay) -> StockAuditEntry:
    return other_body_entry(day_entry(command, refused=What.KEY_REUSED))
