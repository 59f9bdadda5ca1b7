"""Lambda entry of inventory: its inbox in, its announcements out."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from services.inventory.domain import ReservationState, wanted
from services.inventory.store import Catalogue, Stock
from services.shared import mongo
from services.shared.aws import Aws
from services.shared.bus import Bus, Queues
from services.shared.inbox import Inbox
from services.shared.logs import service_logger
from services.shared.messages import (
    AdjustStock,
    CatalogueChanged,
    Event,
    OpenDays,
    OrderCancelled,
    OrderPlaced,
    OrderShipped,
    PutItems,
    RefreshCatalogue,
    SetDeliveryDay,
    StockChanged,
    StockReserved,
    StockShort,
)
from services.shared.model import DeliveryDay
from services.shared.participants import INVENTORY

logger = service_logger()


@dataclass(frozen=True)
class Shop:
    """What inventory is made of. `clock` tells the time in UTC."""

    bus: Bus
    stock: Stock
    catalogue: Catalogue
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    @classmethod
    def from_environment(cls) -> "Shop":
        """Put together once per cold start."""
        aws = Aws.from_environment()
        database = mongo.database(aws)
        stock = Stock(database)
        stock.ensure_indexes()
        return cls(Queues.from_environment(aws), stock, Catalogue(database))


inbox: Inbox[Shop] = Inbox(INVENTORY)


@inbox.on(OrderPlaced)
def reserve(event: OrderPlaced, shop: Shop) -> Iterator[Event]:
    """All of the order's stems and its delivery day, or nothing."""
    reservation = shop.stock.reserve(wanted(event.order), event.order.placed_at)
    if reservation.state is ReservationState.SHORT:
        yield StockShort(event.order.id, reservation.missing)
    elif reservation.state is not ReservationState.RELEASED:
        yield StockReserved(event.order.id, shop.stock.left_of(reservation))


@inbox.on(OrderCancelled)
def release(event: OrderCancelled, shop: Shop) -> Iterator[Event]:
    """What the order held is free again; also when this arrives before the order itself."""
    reservation = shop.stock.release(wanted(event.order))
    yield StockChanged(shop.stock.left_of(reservation))


@inbox.on(OrderShipped)
def consume(event: OrderShipped, shop: Shop) -> Iterator[Event]:
    """The stems are gone. What is free does not change, so nothing is announced."""
    shop.stock.consume(wanted(event.order))
    yield from ()


@inbox.on(PutItems)
def put_items(command: PutItems, shop: Shop) -> Iterator[Event]:
    """The shop sells these."""
    shop.catalogue.put(command.items)
    yield CatalogueChanged(*shop.catalogue.read())


@inbox.on(OpenDays)
def open_days(command: OpenDays, shop: Shop) -> Iterator[Event]:
    """The shop delivers on these days."""
    for day in command.days:
        shop.stock.open_day(day)
        yield _all_of(day.day, shop)


@inbox.on(SetDeliveryDay)
def set_delivery_day(command: SetDeliveryDay, shop: Shop) -> Iterator[Event]:
    """A florist changes a day."""
    day = DeliveryDay(command.day, command.cutoff, command.closed, command.places, version=0)
    shop.stock.set_day(day, command.requested_at)
    yield _all_of(command.day, shop)


@inbox.on(AdjustStock)
def adjust_stock(command: AdjustStock, shop: Shop) -> Iterator[Event]:
    """A florist counts stems."""
    if not shop.catalogue.sells(command.sku):
        logger.warning("stock not adjusted: the shop sells no such item", sku=command.sku)
    elif shop.stock.adjust(command.adjustment, command.sku, command.day, command.quantity):
        logger.info("stock adjusted", sku=command.sku, by=command.by, reason=command.reason)
        yield StockChanged(shop.stock.level(command.sku, command.day))
    else:
        logger.warning("stock not adjusted: fewer stems are free", sku=command.sku)


@inbox.on(RefreshCatalogue)
def refresh(_: RefreshCatalogue, shop: Shop) -> Iterator[Event]:
    """Everything that the views of the catalogue and of the days are made of."""
    yield CatalogueChanged(*shop.catalogue.read())
    for day in shop.stock.days_from(shop.clock().date()):
        yield _all_of(day, shop)


def _all_of(day: date, shop: Shop) -> StockChanged:
    available = shop.stock.day_with_stock(day)
    return StockChanged(available.levels, available.days)


handler = inbox.lambda_handler(compose=Shop.from_environment)
