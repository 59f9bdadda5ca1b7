"""Which event leads to which writes of views. Aggregator publishes nothing."""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial

from services.aggregator.dependencies import Dependencies, inbox
from services.aggregator.domain import enquiries, orders, payments, profiles, stock
from services.aggregator.domain.write import Write
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
    DeliveryChangeAnswered,
    DeliveryChangeRequested,
    MoneyContested,
    OrderCancelled,
    OrderConfirmed,
    OrderDelivered,
    OrderEvent,
    OrderMissing,
    OrderPlaced,
    OrderRefreshed,
    OrderRefunded,
    OrdersFound,
    OrderShipped,
    OrdersListed,
    OrderSubstituted,
    PaymentRequested,
)
from services.contracts.orders import Order
from services.contracts.payments import CardsChanged, ClientSecretIssued, MoneyDiffers
from services.contracts.profiles import ProfileChanged


def _show_orders(listed: Iterable[Order], now: datetime) -> list[Write]:
    """Each order, without the secrets that its customer's browser needs no more."""
    shown = ((orders.show_order(o, now), *orders.forget_client_secrets(o)) for o in listed)
    return [write for writes in shown for write in writes]


def _show_part(
    part: OrdersListed | DayListed | OrdersFound,
    deps: Dependencies,
    complete: Callable[[datetime], Write],
) -> Iterable[Event]:
    """A part of a list of orders; after the last one `complete` says what the list has."""
    now = deps.clock()
    writes = _show_orders(part.orders, now)
    if part.last:
        writes.append(complete(now))
    deps.views.apply(*writes)
    return ()


@inbox.on(
    OrderPlaced,
    OrderConfirmed,
    OrderShipped,
    OrderDelivered,
    OrderCancelled,
    OrderRefunded,
    DeliveryChangeRequested,
    DeliveryChangeAnswered,
    OrderSubstituted,
    PaymentRequested,
    MoneyContested,
    OrderRefreshed,
)
def show_order(event: OrderEvent, deps: Dependencies) -> Iterable[Event]:
    """An order has changed, or is published again."""
    deps.views.apply(*_show_orders((event.order,), deps.clock()))
    return ()


@inbox.on(ClientSecretIssued)
def show_client_secret(event: ClientSecretIssued, deps: Dependencies) -> Iterable[Event]:
    """What the customer's browser answers the card's bank with."""
    deps.views.apply(orders.show_client_secret(event, deps.clock()))
    return ()


@inbox.on(OrdersListed)
def show_list(event: OrdersListed, deps: Dependencies) -> Iterable[Event]:
    """A customer's orders; the last part marks the list complete."""
    return _show_part(event, deps, partial(orders.mark_orders_complete, event.customer))


@inbox.on(DayListed)
def show_day_orders(event: DayListed, deps: Dependencies) -> Iterable[Event]:
    """The orders for a day; the last part marks the list complete."""
    return _show_part(event, deps, partial(orders.mark_day_orders_complete, event.day))


@inbox.on(OrdersFound)
def show_search(event: OrdersFound, deps: Dependencies) -> Iterable[Event]:
    """The orders that a florist looked for; the last part says which they are."""
    return _show_part(event, deps, partial(orders.show_search, event))


@inbox.on(OrderMissing)
def show_order_not_found(event: OrderMissing, deps: Dependencies) -> Iterable[Event]:
    """There is no such order."""
    deps.views.apply(orders.show_order_not_found(event.order_id, deps.clock()))
    return ()


@inbox.on(EnquiryChanged, EnquiryRefreshed)
def show_enquiry(event: EnquiryEvent, deps: Dependencies) -> Iterable[Event]:
    """An enquiry has changed, or is published again."""
    deps.views.apply(enquiries.show_enquiry(event.enquiry, deps.clock()))
    return ()


@inbox.on(EnquiriesListed)
def show_enquiries(event: EnquiriesListed, deps: Dependencies) -> Iterable[Event]:
    """A customer's enquiries, or all open ones; the last part marks the list complete."""
    now = deps.clock()
    writes = [enquiries.show_enquiry(enquiry, now) for enquiry in event.enquiries]
    if event.last:
        writes.append(enquiries.mark_enquiries_complete(event.customer, now))
    deps.views.apply(*writes)
    return ()


@inbox.on(EnquiryMissing)
def show_enquiry_not_found(event: EnquiryMissing, deps: Dependencies) -> Iterable[Event]:
    """There is no such enquiry."""
    deps.views.apply(enquiries.show_enquiry_not_found(event.enquiry_id, deps.clock()))
    return ()


@inbox.on(CardsChanged)
def show_cards(event: CardsChanged, deps: Dependencies) -> Iterable[Event]:
    """A customer's cards."""
    deps.views.apply(payments.show_wallet(event.wallet, deps.clock()))
    return ()


@inbox.on(MoneyDiffers)
def show_mismatch(event: MoneyDiffers, deps: Dependencies) -> Iterable[Event]:
    """A payment does not match its order."""
    deps.views.apply(payments.show_mismatch(event.mismatch, deps.clock()))
    return ()


@inbox.on(InvoiceIssued)
def show_invoice(event: InvoiceIssued, deps: Dependencies) -> Iterable[Event]:
    """An order has its invoice."""
    now = deps.clock()
    deps.views.apply(
        orders.show_document("invoice", event.order_id, event.customer, event.invoice, now)
    )
    return ()


@inbox.on(CreditNoteIssued)
def show_credit_note(event: CreditNoteIssued, deps: Dependencies) -> Iterable[Event]:
    """An order's invoice was taken back, or a part of it."""
    now, order, customer, note = deps.clock(), event.order_id, event.customer, event.credit_note
    deps.views.apply(
        orders.show_refund_note(order, customer, event.refund, note, now)
        if event.refund
        else orders.show_document("credit_note", order, customer, note, now)
    )
    return ()


@inbox.on(StockReserved)
def show_what_is_left(event: StockReserved, deps: Dependencies) -> Iterable[Event]:
    """Some stems are reserved."""
    now = deps.clock()
    days = [stock.show_day(day, now) for day in event.days]
    deps.views.apply(*days, *[stock.show_level(level, now) for level in event.levels])
    return ()


@inbox.on(StockChanged)
def show_stock(event: StockChanged, deps: Dependencies) -> Iterable[Event]:
    """Stems and delivery days have changed; the audit entries name who changed them."""
    now = deps.clock()
    days = [stock.show_day(day, now) for day in event.days]
    levels = [stock.show_level(level, now) for level in event.levels]
    entries = [stock.show_audit_entry(entry, now) for entry in event.entries]
    whole = [stock.mark_day_whole(event.whole, now)] if event.whole else []
    deps.views.apply(*days, *levels, *entries, *whole)
    return ()


@inbox.on(AuditLogListed)
def show_audit_log(event: AuditLogListed, deps: Dependencies) -> Iterable[Event]:
    """All that florists did on a day."""
    now = deps.clock()
    entries = [stock.show_audit_entry(entry, now) for entry in event.entries]
    deps.views.apply(*entries, stock.mark_audit_log_complete(event.day, now))
    return ()


@inbox.on(ZonesChanged)
def show_zones(event: ZonesChanged, deps: Dependencies) -> Iterable[Event]:
    """Where the shop delivers."""
    deps.views.apply(stock.show_zones(event.zones, event.version, deps.clock()))
    return ()


@inbox.on(CatalogueChanged)
def show_catalogue(event: CatalogueChanged, deps: Dependencies) -> Iterable[Event]:
    """Everything that is sold."""
    deps.views.apply(stock.show_catalogue(event.items, event.version, deps.clock()))
    return ()


@inbox.on(ProfileChanged)
def show_profile(event: ProfileChanged, deps: Dependencies) -> Iterable[Event]:
    """A customer's profile."""
    deps.views.apply(profiles.show_profile(event.profile, deps.clock()))
    return ()
