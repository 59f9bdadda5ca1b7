"""Delivery days, and the change of an order's delivery."""

from datetime import date, datetime
from typing import Annotated

from msgspec import Meta

from services.contracts.common import HOME, Sku, Text, ZoneId
from services.contracts.inventory import (
    DeliveryDay,
    RefreshCatalogue,
    Zone,
)
from services.contracts.order_messages import (
    ChangeDelivery,
)
from services.contracts.order_requests import Delivery
from services.contracts.values import Value
from services.policy.countries import COUNTRIES
from services.policy.delivery import (
    LARGE,
    countries_of,
    in_shop_time,
    last_moment,
    shop_day,
    zone_for,
    zone_of,
)
from services.policy.orders import may_change_delivery
from services.policy.requests import seen_too_early
from services.proxy.addresses import checked_postcode
from services.proxy.cache import CacheDownError, OrderContext, View
from services.proxy.dependencies import Dependencies
from services.proxy.features.catalogue import SHARED
from services.proxy.operation import MISSING_OR_CONFLICT, Operation
from services.proxy.problems import conflict, invalid, later
from services.proxy.reading import refresh_stale, request_refresh
from services.proxy.request import Reply, Request
from services.proxy.writing import accepted, check, is_repeat, refuse_unplanned
from services.runtime.logs import service_logger

OTHER_DAYS = "See /delivery-days for the others."
logger = service_logger()


class LargeOrderCutoff(Value):
    """The cut-off of an order of more than so many stems, in UTC."""

    more_than: int
    until: datetime


class ShownDay(Value):
    """A delivery day. `stock` counts what is free of each SKU; `open` says if it can be chosen.

    Of its `capacity`, all deliveries of the zone on that day, `places` are free.
    Large orders must be placed earlier than `cutoff`: of `large_orders` the first that fits counts.
    """

    zone: ZoneId
    zone_name: str
    day: date
    open: bool
    closed: bool
    cutoff: datetime
    large_orders: tuple[LargeOrderCutoff, ...]
    places: int
    capacity: int
    version: int
    """Counts how often florists set it: say it when you change the day."""
    stock: dict[Sku, int]


class LeadTime(Value):
    """An order of more than so many stems must be placed so many days before the cut-off."""

    more_than: int
    days: int


class ShownDays(Value):
    """The days to come in the zone that a postcode belongs to, or else in every zone.

    Without `delivers` the shop does not deliver at that postcode at all. Of `lead_times` the first
    that fits counts.
    """

    delivers: bool
    days: tuple[ShownDay, ...]
    lead_times: tuple[LeadTime, ...]


class DeliveryRequest(Delivery):
    """Another delivery for an order, or another text on its card; without one that stays."""

    card_message: Text | None = None
    version: Annotated[int, Meta(ge=0)] | None = None
    """The order's `delivery_version` that you looked at. Without it the later request stands."""

    @property
    def delivery(self) -> Delivery:
        """The delivery alone."""
        return Delivery(**{name: getattr(self, name) for name in Delivery.__struct_fields__})


LEAD_TIMES = tuple(LeadTime(stems, days) for stems, days in LARGE)


def delivery_days(request: Request, deps: Dependencies) -> Reply:
    """The days to come, in the zone that a postcode belongs to, or in every zone."""
    country = _country(request)
    postcode = _postcode(request, country)
    now = deps.clock()
    views, zones = deps.cache.days(shop_day(now))
    if zones is None or not views:
        request_refresh(request, deps, RefreshCatalogue())
        raise later("The delivery days are being prepared. Try again in a moment.")
    if zones.is_stale or any(view.is_stale for view in views):
        refresh_stale(request, deps, RefreshCatalogue())
    asked = {zone.id: zone for zone in zones.zones}
    if postcode:
        zone = zone_for(postcode, country, zones.zones)
        asked = {zone.id: zone} if zone else {}
    days = [
        _shown_day(day, asked[day.zone], view, now)
        for view in views
        for day in view.days
        if day.zone in asked
    ]
    return Reply(ShownDays(bool(asked), tuple(days), LEAD_TIMES), headers=SHARED)


def _country(request: Request) -> str:
    given = request.query.get("country", HOME)
    if given not in COUNTRIES:
        raise invalid("country", "an ISO 3166-1 code of a country, such as DE")
    return given


def _postcode(request: Request, country: str) -> str:
    if "postcode" not in request.query:
        return ""
    postcode = checked_postcode("postcode", request.query["postcode"], country)
    if not postcode:
        raise invalid("postcode", "a postcode, or leave the parameter out")
    return postcode


def _shown_day(day: DeliveryDay, zone: Zone, view: View, now: datetime) -> ShownDay:
    return ShownDay(
        zone=zone.id,
        zone_name=zone.name,
        day=day.day,
        open=not day.closed and day.cutoff > now and day.free > 0,
        closed=day.closed,
        cutoff=day.cutoff,
        large_orders=tuple(
            LargeOrderCutoff(stems, last_moment(day.cutoff, stems + 1)) for stems, _ in LARGE
        ),
        places=max(day.free, 0),
        capacity=day.places,
        version=day.setting,
        stock=view.levels,
    )


def change_delivery(request: Request, deps: Dependencies) -> Reply:
    """Request another day, recipient or address; the order shows whether it was granted.

    The card's text can be changed with it, or alone: then the delivery is the one that the order
    has, and is not checked again.
    """
    order_id = request.order_id
    body = request.body(DeliveryRequest)
    wanted = body.delivery
    try:
        context = deps.cache.context(order_id, wanted.day)
    except CacheDownError:
        refuse_unplanned("day", wanted.day, deps)
        logger.warning("cache unavailable: accepted without pre-validation")
    else:
        order = context.order.order if context.order else None
        if order is None:
            refuse_unplanned("day", wanted.day, deps)
        elif not is_repeat(request, deps, order.requests):
            check(seen_too_early(body.version, order.revision))
            check(may_change_delivery(order, deps.clock()))
            if wanted != order.delivery:
                refuse_unplanned("day", wanted.day, deps)
                refuse_delivery(wanted, sum(order.stems().values()), context, deps, inside="")
    customer = request.caller.customer.id
    command = ChangeDelivery(
        order_id, customer, wanted, deps.clock(), body.version, body.card_message
    )
    return accepted(request, deps, command, order=order_id)


def refuse_delivery(
    delivery: Delivery,
    stems: int,
    context: OrderContext,
    deps: Dependencies,
    inside: str = "delivery.",
) -> DeliveryDay | None:
    """Answer the delivery day if the cache has it; `inside` is the delivery's path in the body.

    Raises ProblemError 409 where the shop does not deliver, and for a day that is closed or too
    soon.
    """
    zones = context.zones.zones if context.zones else ()
    zone = zone_of(delivery.recipient, zones)
    served = countries_of(zones)
    if context.zones is not None and delivery.recipient.country not in served:
        raise conflict(
            f"{inside}recipient.country", f"the shop delivers in {', '.join(served)} only."
        )
    if context.zones is not None and zone is None:
        raise conflict(
            f"{inside}recipient.postcode",
            "the shop does not deliver there. See /delivery-days?postcode= for where it does.",
        )
    days = context.day.days if context.day else ()
    if zone is None or not days:
        return None
    field = f"{inside}day"
    day = next((day for day in days if day.zone == zone.id), None)
    if day is None or day.closed:
        raise conflict(field, f"the shop does not deliver there on that day. {OTHER_DAYS}")
    now = deps.clock()
    if now >= day.cutoff:
        until = in_shop_time(day.cutoff)
        raise conflict(field, f"orders for it were taken until {until}. {OTHER_DAYS}")
    latest = last_moment(day.cutoff, stems)
    if now >= latest:
        late = f"so many stems had to be ordered until {in_shop_time(latest)}."
        raise conflict(field, f"{late} {OTHER_DAYS}")
    return day


OPERATIONS = (
    Operation(delivery_days, response=ShownDays),
    Operation(change_delivery, request=DeliveryRequest, errors=MISSING_OR_CONFLICT),
)
