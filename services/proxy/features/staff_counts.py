"""A day's stems as florists see them, counted and brought all at once; days opened in all zones."""

from datetime import date
from typing import Annotated

from msgspec import Meta

from services.contracts.common import Name, Sku, Text
from services.contracts.inventory import (
    CountedStems,
    CountStock,
    ItemKind,
    OpenDeliveryDays,
    RefreshCatalogue,
    RefreshStock,
)
from services.contracts.requests import key_of
from services.contracts.values import Body, Value
from services.proxy.dependencies import Dependencies
from services.proxy.operation import CONFLICT, Operation
from services.proxy.problems import conflict, invalid, later
from services.proxy.reading import expected, refresh_stale, request_refresh
from services.proxy.request import PRIVATE, Reply, Request, day_of
from services.proxy.writing import accepted, cached, refuse_unplanned, staff_fields

Count = Annotated[int, Meta(ge=0, le=100_000)]


class Seen(Body):
    """What a florist saw of a supply when they counted."""

    free: Count
    counts: Annotated[int, Meta(ge=0)]


class StemsRequest(Body):
    """So many stems of a SKU were `counted` beside what is reserved, or `more` were brought.

    Either of them. A count names what was `seen`: it is not made after somebody else's.
    """

    sku: Sku
    counted: Count | None = None
    seen: Seen | None = None
    more: Annotated[int, Meta(ge=-100_000, le=100_000)] | None = None


class CountRequest(Body):
    """The stems of a day. `reason` may be empty unless some are taken away."""

    day: date
    stems: Annotated[tuple[StemsRequest, ...], Meta(min_length=1, max_length=100)]
    reason: Text = ""


class DaysRequest(Body):
    """Days to open in every zone, with the places and the cut-off that each zone has."""

    days: Annotated[tuple[date, ...], Meta(min_length=1, max_length=31)]
    reason: Text = ""


class ShownSupply(Value):
    """What is free of an item on the day, and reserved for orders beside that.

    `counts` is how often florists have counted, brought or taken some.
    """

    sku: Sku
    name: Name
    kind: ItemKind
    free: int
    held: int
    counts: int


class ShownStock(Value):
    """Every stem and add-on of the catalogue on a day, which need not be a delivery day yet."""

    day: date
    is_delivery_day: bool
    supplies: tuple[ShownSupply, ...]


def read_stock(request: Request, deps: Dependencies) -> Reply:
    """What is free and reserved of each item on a day."""
    day = day_of("day", request.query.get("day", ""))
    catalogue, view = deps.cache.stock(day)
    items = expected(catalogue, request, deps, RefreshCatalogue()).items
    if view is None or not view.content.get("whole"):
        request_refresh(request, deps, RefreshStock(day))
        raise later("The stock of that day is being collected. Try again in a moment.")
    if view.is_stale:
        refresh_stale(request, deps, RefreshStock(day))
    levels = view.content.get("levels", {})
    supplies = tuple(
        ShownSupply(
            sku=item.sku,
            name=item.name,
            kind=item.kind,
            **{name: levels.get(item.sku, {}).get(name, 0) for name in ("free", "held", "counts")},
        )
        for item in items
        if item.kind is not ItemKind.BOUQUET
    )
    return Reply(ShownStock(day, bool(view.days), supplies), headers=PRIVATE)


def count_stock(request: Request, deps: Dependencies) -> Reply:
    """Count, or bring, stems of a day; the audit log says what became of each."""
    wanted = request.body(CountRequest)
    refuse_unplanned("day", wanted.day, deps)
    stems = tuple(_counted(f"stems[{at}]", each) for at, each in enumerate(wanted.stems))
    if len({each.sku for each in stems}) < len(stems):
        raise invalid("stems", "each SKU once")
    is_taken = any(each.more < 0 and each.counted is None for each in stems)
    if is_taken and not wanted.reason.strip():
        raise invalid("reason", "say why stems are taken away")
    _refuse_unsold(stems, deps)
    command = CountStock(
        change=key_of(request.mark),
        day=wanted.day,
        stems=stems,
        reason=wanted.reason,
        **staff_fields(request, deps),
    )
    path = f"/staff/audit-log?date={command.requested_at.date()}"
    return accepted(request, deps, command, path=path)


def _counted(field: str, wanted: StemsRequest) -> CountedStems:
    if (wanted.counted is None) == (wanted.more is None):
        raise invalid(field, "either `counted` or `more`")
    if wanted.more is not None:
        return CountedStems(wanted.sku, wanted.more)
    if wanted.seen is None or wanted.counted is None:
        raise invalid(f"{field}.seen", "what was free when it was counted. See /staff/stock")
    more = wanted.counted - wanted.seen.free
    return CountedStems(wanted.sku, more, wanted.counted, wanted.seen.counts)


def _refuse_unsold(stems: tuple[CountedStems, ...], deps: Dependencies) -> None:
    view = cached(deps.cache.catalogue)
    sold = {item.sku: item.kind for item in view.items} if view else None
    for at, each in enumerate(stems):
        if sold is not None and sold.get(each.sku, ItemKind.BOUQUET) is ItemKind.BOUQUET:
            raise conflict(f"stems[{at}].sku", f"{each.sku} is no stem or add-on of the catalogue.")


def open_days(request: Request, deps: Dependencies) -> Reply:
    """Open days in every zone at once; what is open, or was closed, stays as it is."""
    wanted = request.body(DaysRequest)
    for at, day in enumerate(wanted.days):
        refuse_unplanned(f"days[{at}]", day, deps)
    command = OpenDeliveryDays(
        change=key_of(request.mark),
        days=tuple(sorted(set(wanted.days))),
        reason=wanted.reason,
        **staff_fields(request, deps),
    )
    return accepted(request, deps, command, path="/delivery-days")


OPERATIONS = (
    Operation(read_stock, response=ShownStock),
    Operation(count_stock, request=CountRequest, errors=CONFLICT),
    Operation(open_days, request=DaysRequest, errors=CONFLICT),
)
