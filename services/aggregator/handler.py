"""Lambda entry of aggregator: announcements in, views out. It says nothing to anybody."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from services.aggregator import domain
from services.aggregator.store import Views
from services.contracts.commissions import (
    EnquiriesListed,
    EnquiryChanged,
    EnquiryEvent,
    EnquiryMissing,
    EnquiryRefreshed,
)
from services.contracts.inventory import (
    AuditLogListed,
    CatalogueChanged,
    StockChanged,
    StockReserved,
    ZonesChanged,
)
from services.contracts.invoices import CreditNoteIssued, InvoiceIssued
from services.contracts.message import Event
from services.contracts.order_messages import (
    DayListed,
    DeliveryChangeRequested,
    OrderCancelled,
    OrderConfirmed,
    OrderDelivered,
    OrderEvent,
    OrderMissing,
    OrderPlaced,
    OrderRefreshed,
    OrderRefunded,
    OrderShipped,
    OrdersListed,
    OrderSubstituted,
    PaymentRequested,
)
from services.contracts.orders import Order
from services.contracts.payments import CardsChanged, ClientSecretIssued, MoneyDiffers
from services.contracts.profiles import ProfileChanged
from services.manifest import AGGREGATOR
from services.runtime import mongo
from services.runtime.aws import Aws
from services.runtime.bus import Bus, Queues
from services.runtime.clock import utc_now
from services.runtime.inbox import Inbox


@dataclass(frozen=True)
class Dependencies:
    """What aggregator is made of. `clock` tells the time in UTC."""

    bus: Bus
    views: Views
    clock: Callable[[], datetime] = utc_now

    @classmethod
    def from_environment(cls) -> "Dependencies":
        """Put together once per cold start."""
        aws = Aws.from_environment()
        views = Views(mongo.cache(aws))
        views.ensure_indexes()
        return cls(Queues.from_environment(aws), views)


inbox: Inbox[Dependencies] = Inbox(AGGREGATOR)


def _as_it_stands(orders: Iterable[Order], now: datetime) -> list[domain.Write]:
    """Each order, without the secrets that its customer's browser needs no more."""
    shown = ((domain.show_order(o, now), *domain.forget_client_secrets(o)) for o in orders)
    return [write for writes in shown for write in writes]


@inbox.on(
    OrderPlaced,
    OrderConfirmed,
    OrderShipped,
    OrderDelivered,
    OrderCancelled,
    OrderRefunded,
    DeliveryChangeRequested,
    OrderSubstituted,
    PaymentRequested,
    OrderRefreshed,
)
def show_order(event: OrderEvent, deps: Dependencies) -> Iterable[Event]:
    """An order as it now stands."""
    deps.views.apply(*_as_it_stands((event.order,), deps.clock()))
    return ()


@inbox.on(ClientSecretIssued)
def show_client_secret(event: ClientSecretIssued, deps: Dependencies) -> Iterable[Event]:
    """What the customer's browser answers the card's bank with."""
    deps.views.apply(domain.show_client_secret(event, deps.clock()))
    return ()


@inbox.on(OrdersListed)
def show_list(event: OrdersListed, deps: Dependencies) -> Iterable[Event]:
    """A customer's orders; with the last part the list is whole."""
    now = deps.clock()
    writes = _as_it_stands(event.orders, now)
    if event.last:
        writes.append(domain.vouch_for_list(event.customer, now))
    deps.views.apply(*writes)
    return ()


@inbox.on(DayListed)
def show_day_orders(event: DayListed, deps: Dependencies) -> Iterable[Event]:
    """The orders for a day; with the last part the list is whole."""
    now = deps.clock()
    writes = _as_it_stands(event.orders, now)
    if event.last:
        writes.append(domain.vouch_for_day(event.day, now))
    deps.views.apply(*writes)
    return ()


@inbox.on(OrderMissing)
def show_missing(event: OrderMissing, deps: Dependencies) -> Iterable[Event]:
    """There is no such order."""
    deps.views.apply(domain.show_missing(event.order_id, deps.clock()))
    return ()


@inbox.on(EnquiryChanged, EnquiryRefreshed)
def show_enquiry(event: EnquiryEvent, deps: Dependencies) -> Iterable[Event]:
    """An enquiry as it now stands."""
    deps.views.apply(domain.show_enquiry(event.enquiry, deps.clock()))
    return ()


@inbox.on(EnquiriesListed)
def show_enquiries(event: EnquiriesListed, deps: Dependencies) -> Iterable[Event]:
    """A customer's enquiries, or all that are open; with the last part the list is whole."""
    now = deps.clock()
    writes = [domain.show_enquiry(enquiry, now) for enquiry in event.enquiries]
    if event.last:
        writes.append(domain.vouch_for_enquiries(event.customer, now))
    deps.views.apply(*writes)
    return ()


@inbox.on(EnquiryMissing)
def show_enquiry_missing(event: EnquiryMissing, deps: Dependencies) -> Iterable[Event]:
    """There is no such enquiry."""
    deps.views.apply(domain.show_enquiry_missing(event.enquiry_id, deps.clock()))
    return ()


@inbox.on(CardsChanged)
def show_cards(event: CardsChanged, deps: Dependencies) -> Iterable[Event]:
    """A customer's cards."""
    deps.views.apply(domain.show_wallet(event.wallet, deps.clock()))
    return ()


@inbox.on(MoneyDiffers)
def show_mismatch(event: MoneyDiffers, deps: Dependencies) -> Iterable[Event]:
    """What was taken is not what was owed."""
    deps.views.apply(domain.show_mismatch(event.mismatch, deps.clock()))
    return ()


@inbox.on(InvoiceIssued)
def show_invoice(event: InvoiceIssued, deps: Dependencies) -> Iterable[Event]:
    """An order has its invoice."""
    now = deps.clock()
    deps.views.apply(
        domain.show_paper("invoice", event.order_id, event.customer, event.invoice, now)
    )
    return ()


@inbox.on(CreditNoteIssued)
def show_credit_note(event: CreditNoteIssued, deps: Dependencies) -> Iterable[Event]:
    """An order's invoice was taken back, or a part of it."""
    now, order, customer, note = deps.clock(), event.order_id, event.customer, event.credit_note
    deps.views.apply(
        domain.show_note_of_refund(order, customer, event.refund, note, now)
        if event.refund
        else domain.show_paper("credit_note", order, customer, note, now)
    )
    return ()


@inbox.on(StockReserved)
def show_what_is_left(event: StockReserved, deps: Dependencies) -> Iterable[Event]:
    """Some stems are set aside."""
    now = deps.clock()
    days = [domain.show_day(day, now) for day in event.days]
    deps.views.apply(*days, *[domain.show_level(level, now) for level in event.levels])
    return ()


@inbox.on(StockChanged)
def show_stock(event: StockChanged, deps: Dependencies) -> Iterable[Event]:
    """Stems and delivery days as they now stand, and which florist changed them."""
    now = deps.clock()
    days = [domain.show_day(day, now) for day in event.days]
    levels = [domain.show_level(level, now) for level in event.levels]
    deps.views.apply(*days, *levels, *[domain.show_act(act, now) for act in event.acts])
    return ()


@inbox.on(AuditLogListed)
def show_audit_log(event: AuditLogListed, deps: Dependencies) -> Iterable[Event]:
    """All that florists did on a day."""
    now = deps.clock()
    acts = [domain.show_act(act, now) for act in event.acts]
    deps.views.apply(*acts, domain.vouch_for_audit_log(event.day, now))
    return ()


@inbox.on(ZonesChanged)
def show_zones(event: ZonesChanged, deps: Dependencies) -> Iterable[Event]:
    """Where the shop delivers."""
    deps.views.apply(domain.show_zones(event.zones, event.version, deps.clock()))
    return ()


@inbox.on(CatalogueChanged)
def show_catalogue(event: CatalogueChanged, deps: Dependencies) -> Iterable[Event]:
    """Everything that is sold."""
    deps.views.apply(domain.show_catalogue(event.items, event.version, deps.clock()))
    return ()


@inbox.on(ProfileChanged)
def show_profile(event: ProfileChanged, deps: Dependencies) -> Iterable[Event]:
    """A customer's profile."""
    deps.views.apply(domain.show_profile(event.profile, deps.clock()))
    return ()


handler = inbox.lambda_handler(compose=Dependencies.from_environment)
