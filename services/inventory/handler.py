"""Lambda entry of inventory: its inbox in, its announcements out."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from services.contracts.common import ZoneId
from services.contracts.inventory import (
    AdjustStock,
    AuditLogListed,
    CatalogueChanged,
    OpenDays,
    PutItems,
    PutZones,
    RefreshAuditLog,
    RefreshCatalogue,
    SetDeliveryDay,
    StockChanged,
    StockReserved,
    StockShort,
    ZonesChanged,
)
from services.contracts.message import Event
from services.contracts.order_messages import (
    DeliveryChangeRequested,
    OrderCancelled,
    OrderPlaced,
    OrderShipped,
    OrderSubstituted,
)
from services.contracts.orders import Delivery
from services.inventory import domain
from services.inventory.domain import Asked, Decision
from services.inventory.store import AuditLog, Catalogue, Stock, Zones
from services.manifest import INVENTORY
from services.policy.delivery import shop_day, zone_of
from services.runtime import mongo
from services.runtime.aws import Aws
from services.runtime.bus import AgainSoonError, Bus, Queues
from services.runtime.clock import utc_now
from services.runtime.inbox import Inbox
from services.runtime.logs import service_logger

ACTS_PER_MESSAGE = 100
"""Of 2 kB at the most, below the 256 kB that a message may have."""

logger = service_logger()


@dataclass(frozen=True)
class Dependencies:
    """What inventory is made of. `clock` tells the time in UTC."""

    bus: Bus
    stock: Stock
    catalogue: Catalogue
    zones: Zones
    audit_log: AuditLog
    clock: Callable[[], datetime] = utc_now

    @classmethod
    def from_environment(cls) -> "Dependencies":
        """Put together once per cold start."""
        aws = Aws.from_environment()
        database = mongo.database(aws)
        stock, audit_log = Stock(database), AuditLog(database)
        stock.ensure_indexes()
        audit_log.ensure_indexes()
        bus = Queues.from_environment(aws)
        return cls(bus, stock, Catalogue(database), Zones(database), audit_log)


inbox: Inbox[Dependencies] = Inbox(INVENTORY)


# ---- orders ------------------------------------------------------------------------------------


@inbox.on(OrderPlaced)
def reserve(event: OrderPlaced, deps: Dependencies) -> Iterator[Event]:
    """All of the order's stems and its delivery day, or nothing."""
    order = event.order
    return _reserved(domain.placed(order, _zone(order.delivery, deps)), deps)


@inbox.on(DeliveryChangeRequested)
def move(event: DeliveryChangeRequested, deps: Dependencies) -> Iterator[Event]:
    """All that the wished delivery needs, or nothing; what was held before is kept until then."""
    order = event.order
    wish = order.requested_delivery or order.delivery
    return _reserved(domain.wished(order, wish.day, _zone(wish, deps)), deps)


def _reserved(asked: Asked, deps: Dependencies) -> Iterator[Event]:
    """What an order, or a wish, comes to. Nothing is said about one that was overtaken."""
    reservation = deps.stock.reserve(asked)
    claim = reservation.claim(asked.revision)
    if claim is None or claim.decision is Decision.OPEN:
        return
    if claim.decision is Decision.SHORT:
        yield StockShort(asked.order_id, claim.missing, claim.revision)
    elif claim == reservation.kept:
        left = deps.stock.left_of(reservation)
        yield StockReserved(asked.order_id, left.levels, left.days, claim.revision, claim.cutoff)


def _zone(delivery: Delivery, deps: Dependencies) -> ZoneId | None:
    zones, _ = deps.zones.read()
    zone = zone_of(delivery.recipient, zones)
    return zone.id if zone else None


@inbox.on(OrderCancelled)
def release(event: OrderCancelled, deps: Dependencies) -> Iterator[Event]:
    """What the order held is free again; also when this arrives before the order itself."""
    asked = domain.placed(event.order, zone=None)
    reservation = deps.stock.release(asked.order_id, asked.needs)
    left = deps.stock.left_of(reservation)
    yield StockChanged(left.levels, left.days)


@inbox.on(OrderShipped)
def consume(event: OrderShipped, deps: Dependencies) -> Iterator[Event]:
    """The stems are gone. What is free does not change, so nothing is announced."""
    deps.stock.consume(event.order.id)
    yield from ()


@inbox.on(OrderSubstituted)
def substitute(event: OrderSubstituted, deps: Dependencies) -> Iterator[Event]:
    """Other stems were taken from those that are free."""
    for count in domain.counts_for_substitutes(event.order):
        yield _counted(count, deps)


# ---- florists and operators --------------------------------------------------------------------


@inbox.on(PutItems)
def put_items(command: PutItems, deps: Dependencies) -> Iterator[Event]:
    """The shop sells these."""
    deps.catalogue.put(command.items)
    yield CatalogueChanged(*deps.catalogue.read())


@inbox.on(PutZones)
def put_zones(command: PutZones, deps: Dependencies) -> Iterator[Event]:
    """The shop delivers there."""
    deps.zones.put(command.zones)
    yield ZonesChanged(*deps.zones.read())


@inbox.on(OpenDays)
def open_days(command: OpenDays, deps: Dependencies) -> Iterator[Event]:
    """The shop delivers on these days, in every zone."""
    zones, _ = deps.zones.read()
    if not zones:
        raise AgainSoonError("nobody has said yet where the shop delivers")
    for day in command.days:
        deps.stock.stock_day(day)
        for zone in zones:
            deps.stock.open_day(day, zone)
        left = deps.stock.left_of_day(day.day)
        yield StockChanged(left.levels, left.days)


@inbox.on(SetDeliveryDay)
def set_delivery_day(command: SetDeliveryDay, deps: Dependencies) -> Iterator[Event]:
    """A florist changes a day of a zone."""
    zones, _ = deps.zones.read()
    known = any(zone.id == command.zone for zone in zones)
    if known:
        deps.stock.set_day(command)
    else:
        logger.warning("delivery day not set: there is no such zone", zone=command.zone)
    act = deps.audit_log.enter(domain.day_act(command, is_done=known))
    left = deps.stock.left_of_zone_day(command.day, command.zone)
    yield StockChanged(left.levels, left.days, (act,))


@inbox.on(AdjustStock)
def adjust_stock(command: AdjustStock, deps: Dependencies) -> Iterator[Event]:
    """A florist counts stems."""
    yield _counted(command, deps)


def _counted(count: AdjustStock, deps: Dependencies) -> Event:
    """What became of a count; what stands in the audit log is not decided again."""
    act = deps.audit_log.find(count.adjustment)
    if act is None:
        is_done = deps.catalogue.sells(count.sku) and deps.stock.adjust(count)
        act = deps.audit_log.enter(domain.stock_act(count, is_done=is_done))
        logger.info("stock counted", what=act.what, sku=act.subject, by=act.by, reason=act.reason)
    left = deps.stock.left_of_supply(count.sku, count.day)
    return StockChanged(left.levels, left.days, (act,))


# ---- kicks -------------------------------------------------------------------------------------


@inbox.on(RefreshCatalogue)
def refresh(_: RefreshCatalogue, deps: Dependencies) -> Iterator[Event]:
    """Everything that the views of the catalogue, the zones and the days are made of."""
    yield CatalogueChanged(*deps.catalogue.read())
    yield ZonesChanged(*deps.zones.read())
    for day in deps.stock.days_from(shop_day(deps.clock())):
        left = deps.stock.left_of_day(day)
        yield StockChanged(left.levels, left.days)


@inbox.on(RefreshAuditLog)
def refresh_audit_log(command: RefreshAuditLog, deps: Dependencies) -> Iterator[Event]:
    """What florists did on a day. A very long day comes in parts; the last one vouches for it."""
    acts = deps.audit_log.of(command.day)
    last = max(len(acts) - ACTS_PER_MESSAGE, 0)
    for start in range(0, last, ACTS_PER_MESSAGE):
        yield StockChanged(acts=acts[start : min(start + ACTS_PER_MESSAGE, last)])
    yield AuditLogListed(command.day, acts[last:])


handler = inbox.lambda_handler(compose=Dependencies.from_environment)
