"""Lambda entry of aggregator: announcements in, views out. It says nothing to anybody."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from services.aggregator import domain
from services.aggregator.store import Views
from services.shared import mongo
from services.shared.aws import Aws
from services.shared.bus import Bus, Queues
from services.shared.inbox import Inbox
from services.shared.messages import (
    CatalogueChanged,
    CreditNoteIssued,
    Event,
    InvoiceIssued,
    OrderCancelled,
    OrderConfirmed,
    OrderDelivered,
    OrderMissing,
    OrderNews,
    OrderPlaced,
    OrderRefreshed,
    OrderShipped,
    OrdersListed,
    ProfileChanged,
    StockChanged,
    StockReserved,
)
from services.shared.participants import AGGREGATOR


@dataclass(frozen=True)
class Shop:
    """What aggregator is made of. `clock` tells the time in UTC."""

    bus: Bus
    views: Views
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    @classmethod
    def from_environment(cls) -> "Shop":
        """Put together once per cold start."""
        aws = Aws.from_environment()
        views = Views(mongo.cache(aws))
        views.ensure_indexes()
        return cls(Queues.from_environment(aws), views)


inbox: Inbox[Shop] = Inbox(AGGREGATOR)


@inbox.on(OrderPlaced, OrderConfirmed, OrderShipped, OrderDelivered, OrderCancelled, OrderRefreshed)
def show_order(event: OrderNews, shop: Shop) -> Iterable[Event]:
    """An order as it now stands."""
    shop.views.apply(domain.show_order(event.order, shop.clock()))
    return ()


@inbox.on(OrdersListed)
def show_list(event: OrdersListed, shop: Shop) -> Iterable[Event]:
    """A customer's orders; with the last part the list is whole."""
    now = shop.clock()
    writes = [domain.show_order(order, now) for order in event.orders]
    if event.last:
        writes.append(domain.vouch_for_list(event.customer, now))
    shop.views.apply(*writes)
    return ()


@inbox.on(OrderMissing)
def show_missing(event: OrderMissing, shop: Shop) -> Iterable[Event]:
    """There is no such order."""
    shop.views.apply(domain.show_missing(event.order_id, shop.clock()))
    return ()


@inbox.on(InvoiceIssued)
def show_invoice(event: InvoiceIssued, shop: Shop) -> Iterable[Event]:
    """An order has its invoice."""
    now = shop.clock()
    shop.views.apply(
        domain.show_paper("invoice", event.order_id, event.customer, event.invoice, now)
    )
    return ()


@inbox.on(CreditNoteIssued)
def show_credit_note(event: CreditNoteIssued, shop: Shop) -> Iterable[Event]:
    """An order's invoice was taken back."""
    now = shop.clock()
    shop.views.apply(
        domain.show_paper("credit_note", event.order_id, event.customer, event.credit_note, now)
    )
    return ()


@inbox.on(StockReserved)
def show_what_is_left(event: StockReserved, shop: Shop) -> Iterable[Event]:
    """Some stems are set aside."""
    now = shop.clock()
    shop.views.apply(*[domain.show_level(level, now) for level in event.levels])
    return ()


@inbox.on(StockChanged)
def show_stock(event: StockChanged, shop: Shop) -> Iterable[Event]:
    """Stems and delivery days as they now stand."""
    now = shop.clock()
    days = [domain.show_day(day, now) for day in event.days]
    shop.views.apply(*days, *[domain.show_level(level, now) for level in event.levels])
    return ()


@inbox.on(CatalogueChanged)
def show_catalogue(event: CatalogueChanged, shop: Shop) -> Iterable[Event]:
    """Everything that is sold."""
    shop.views.apply(domain.show_catalogue(event.items, event.version, shop.clock()))
    return ()


@inbox.on(ProfileChanged)
def show_profile(event: ProfileChanged, shop: Shop) -> Iterable[Event]:
    """A customer's profile."""
    shop.views.apply(domain.show_profile(event.profile, shop.clock()))
    return ()


handler = inbox.lambda_handler(compose=Shop.from_environment)
