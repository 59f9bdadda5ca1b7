"""What florists do about stems and delivery days; each command carries who asked and when."""

from datetime import date, datetime, time, timedelta
from typing import Annotated

import msgspec
from msgspec import Meta

from services.contracts.common import Sku, ZoneId
from services.contracts.inventory import (
    AdjustStock,
    RefreshAuditLog,
    SetDeliveryDay,
    StockAuditEntry,
)
from services.contracts.requests import key_of
from services.contracts.values import Body, Value
from services.policy.delivery import SHOP_TIME
from services.proxy.bodies import Why
from services.proxy.dependencies import Dependencies
from services.proxy.operation import CONFLICT, Operation
from services.proxy.paging import cursor_in, cursor_text
from services.proxy.problems import invalid
from services.proxy.reading import check_complete
from services.proxy.request import PRIVATE, Reply, Request, day_of
from services.proxy.writing import (
    accepted,
    looked,
    refuse_other_body,
    refuse_unplanned,
    staff_fields,
)

ENTRIES_PAGE = 200
EARLIEST_CUTOFF = timedelta(days=60)


class StockRequest(Body):
    """How many stems more, or fewer, are free on a day."""

    day: date
    quantity: Annotated[int, Meta(ge=-100_000, le=100_000)]
    reason: Annotated[Why, Meta(max_length=500)]


class DayRequest(Body):
    """A day of a zone: `places` deliveries, orders until `cutoff` (with its UTC offset)."""

    zone: ZoneId
    places: Annotated[int, Meta(ge=0, le=10_000)]
    cutoff: Annotated[datetime, Meta(tz=True)]
    reason: Annotated[Why, Meta(max_length=500)]
    closed: bool = False
    version: Annotated[int, Meta(ge=0)] | None = None
    """The day's `version` that you looked at. Without it the later of two requests stands."""


class ShownAuditLog(Value):
    """What florists did, in the order in which they did it."""

    entries: tuple[StockAuditEntry, ...]
    next: str | None
    """The `cursor` of the next page."""


def adjust_stock(request: Request, deps: Dependencies) -> Reply:
    """Count stems of a day; the Idempotency-Key makes a repeat count once."""
    wanted = request.body(StockRequest)
    try:
        sku = msgspec.convert(request.parameters["sku"], Sku)
    except msgspec.ValidationError as error:
        raise invalid("sku", "not a SKU. See /catalogue.") from error
    _refuse_other_body(request, deps)
    refuse_unplanned("day", wanted.day, deps)
    command = AdjustStock(
        adjustment=key_of(request.mark),
        sku=sku,
        day=wanted.day,
        quantity=wanted.quantity,
        reason=wanted.reason,
        **staff_fields(request, deps),
    )
    path = f"/staff/audit-log?date={command.requested_at.date()}"
    return accepted(request, deps, command, path=path)


def set_delivery_day(request: Request, deps: Dependencies) -> Reply:
    """Open, limit or close a zone's day."""
    wanted = request.body(DayRequest)
    day = day_of("day", request.parameters["day"])
    _refuse_other_body(request, deps)
    refuse_unplanned("day", day, deps)
    midnight = datetime.combine(day, time(), SHOP_TIME)
    if not midnight - EARLIEST_CUTOFF <= wanted.cutoff < midnight + timedelta(days=1):
        raise invalid("cutoff", "on that day, or at most 60 days before it")
    command = SetDeliveryDay(
        change=key_of(request.mark),
        zone=wanted.zone,
        day=day,
        places=wanted.places,
        cutoff=wanted.cutoff,
        closed=wanted.closed,
        reason=wanted.reason,
        **staff_fields(request, deps),
        seen=wanted.version,
    )
    path = f"/staff/audit-log?date={command.requested_at.date()}"
    return accepted(request, deps, command, path=path)


def _refuse_other_body(request: Request, deps: Dependencies) -> None:
    view = looked(lambda: deps.cache.audit_entry(key_of(request.mark)))
    if view is not None:
        refuse_other_body(request, view.audit_entry.mark)


def read_audit_log(request: Request, deps: Dependencies) -> Reply:
    """What florists did about stems and delivery days on a day (UTC)."""
    day = day_of("date", request.query.get("date", ""))
    listing = deps.cache.audit_log(day, ENTRIES_PAGE, cursor_in(request, "cursor"))
    check_complete(listing, request, deps, RefreshAuditLog(day))
    entries = tuple(view.audit_entry for view in listing.views[:ENTRIES_PAGE])
    more = len(listing.views) > ENTRIES_PAGE
    cursor = cursor_text(entries[-1].at, entries[-1].id) if more else None
    return Reply(ShownAuditLog(entries, cursor), headers=PRIVATE)


OPERATIONS = (
    Operation(adjust_stock, request=StockRequest, errors=CONFLICT),
    Operation(set_delivery_day, request=DayRequest, errors=CONFLICT),
    Operation(read_audit_log, response=ShownAuditLog),
)
