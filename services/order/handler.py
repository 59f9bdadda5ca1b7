"""Lambda entry of order: its inbox in, its announcements out."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

from services.order import domain
from services.order.store import Orders, UnknownOrderError
from services.shared import mongo
from services.shared.aws import Aws
from services.shared.bus import Bus, Queues
from services.shared.inbox import Inbox
from services.shared.logs import service_logger
from services.shared.messages import (
    CancelOrder,
    CancelUnpaidOrders,
    CreditNoteIssued,
    DeliverOrder,
    Event,
    ExpireOrder,
    InvoiceIssued,
    Message,
    OrderMissing,
    OrderPlaced,
    OrderRefreshed,
    OrdersListed,
    PaymentAuthorized,
    PaymentCaptured,
    PaymentDeclined,
    PaymentVoided,
    PlaceOrder,
    RefreshOrder,
    RefreshOrders,
    ShipOrder,
    StockReserved,
    StockShort,
)
from services.shared.model import Order, Reason, State
from services.shared.participants import ORDER
from services.shared.settings import optional

ORDERS_PER_MESSAGE = 25
"""Of some 4 kB each, well below the 256 kB that a message may have."""

logger = service_logger()


@dataclass(frozen=True)
class Shop:
    """What order is made of. `hold` is how long an unpaid order keeps its stems."""

    bus: Bus
    orders: Orders
    hold: timedelta = timedelta(minutes=30)
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    @classmethod
    def from_environment(cls) -> "Shop":
        """Put together once per cold start."""
        aws = Aws.from_environment()
        orders = Orders(mongo.database(aws))
        orders.ensure_indexes()
        hold = timedelta(minutes=int(optional("HOLD_MINUTES", "30")))
        return cls(Queues.from_environment(aws), orders, hold)


inbox: Inbox[Shop] = Inbox(ORDER)


@inbox.on(PlaceOrder)
def place(command: PlaceOrder, shop: Shop) -> Iterator[Event]:
    """Price it, write it, announce it; the same request again is the same order."""
    items = shop.orders.items([line.sku for line in command.request.lines])
    profile = None if command.request.buyer else shop.orders.profile(command.customer.id)
    order = shop.orders.add(domain.place(command, items, profile))
    if order.digest != command.digest:
        logger.warning("the same idempotency key came with another body; the first one stands")
    if order.state is State.CANCELLED:
        yield domain.announcement(order)
    else:
        yield OrderPlaced(order)


@inbox.on(CancelOrder)
def cancel(command: CancelOrder, shop: Shop) -> Iterator[Event]:
    """Give it up, if it is the customer's own or a florist asks, and it has not been shipped."""

    def by_whom(order: Order) -> Order:
        if command.reason is Reason.CUSTOMER and command.by != order.customer:
            return order
        return domain.cancelled(order, command.reason)

    order = shop.orders.change(command.order_id, by_whom)
    yield from _announced_if(order, State.CANCELLED, "cancellation")


@inbox.on(ShipOrder)
def ship(command: ShipOrder, shop: Shop) -> Iterator[Event]:
    """The courier has it."""
    order = shop.orders.change(command.order_id, domain.shipped)
    logger.info("shipment asked for", by=command.by)
    yield from _announced_if(order, State.SHIPPED, "shipment")


@inbox.on(DeliverOrder)
def deliver(command: DeliverOrder, shop: Shop) -> Iterator[Event]:
    """The recipient has it."""
    order = shop.orders.change(command.order_id, domain.delivered)
    logger.info("delivery recorded", by=command.by)
    yield from _announced_if(order, State.DELIVERED, "delivery")


@inbox.on(StockReserved)
def stock_reserved(event: StockReserved, shop: Shop) -> Iterable[Event]:
    """Inventory has set it aside."""
    order = shop.orders.change(event.order_id, domain.stock_reserved)
    return domain.news_of_stock(order)


@inbox.on(StockShort)
def stock_short(event: StockShort, shop: Shop) -> Iterable[Event]:
    """Inventory cannot have it."""
    rule = partial(domain.stock_short, missing=event.missing)
    return domain.news_of_stock(shop.orders.change(event.order_id, rule))


@inbox.on(PaymentAuthorized)
def authorised(event: PaymentAuthorized, shop: Shop) -> Iterable[Event]:
    """The provider holds the money."""
    rule = partial(domain.authorised, attempt=event.attempt, amount=event.amount)
    return domain.news_of_payment(shop.orders.change(event.order_id, rule))


@inbox.on(PaymentDeclined)
def declined(event: PaymentDeclined, shop: Shop) -> Iterable[Event]:
    """The provider refused."""
    rule = partial(domain.declined, attempt=event.attempt, decline_code=event.decline_code)
    yield OrderRefreshed(shop.orders.change(event.order_id, rule))


@inbox.on(PaymentCaptured)
def captured(event: PaymentCaptured, shop: Shop) -> Iterable[Event]:
    """The money is ours."""
    rule = partial(domain.captured, amount=event.amount)
    yield OrderRefreshed(shop.orders.change(event.order_id, rule))


@inbox.on(PaymentVoided)
def voided(event: PaymentVoided, shop: Shop) -> Iterable[Event]:
    """Nothing is held any longer."""
    yield OrderRefreshed(shop.orders.change(event.order_id, domain.voided))


@inbox.on(InvoiceIssued)
def invoiced(event: InvoiceIssued, shop: Shop) -> Iterable[Event]:
    """It has an invoice; readers have been told by invoicing itself."""
    shop.orders.change(event.order_id, partial(domain.invoiced, invoice=event.invoice))
    return ()


@inbox.on(CreditNoteIssued)
def credited(event: CreditNoteIssued, shop: Shop) -> Iterable[Event]:
    """Its invoice was taken back; readers have been told by invoicing itself."""
    rule = partial(domain.credited, credit_note=event.credit_note)
    shop.orders.change(event.order_id, rule)
    return ()


@inbox.on(CancelUnpaidOrders)
def look_for_unpaid(_: CancelUnpaidOrders, shop: Shop) -> Iterator[Message]:
    """Stems that nobody pays for are for others."""
    for order in shop.orders.placed_before(shop.clock() - shop.hold):
        yield ExpireOrder(order.id)


@inbox.on(ExpireOrder)
def expire(command: ExpireOrder, shop: Shop) -> Iterator[Event]:
    """Give an order up, unless it has been paid for by now."""
    now = shop.clock()

    def give_up(order: Order) -> Order:
        unpaid = domain.is_unpaid(order, now, shop.hold)
        return domain.cancelled(order, Reason.UNPAID) if unpaid else order

    order = shop.orders.change(command.order_id, give_up)
    if order.reason is Reason.UNPAID:
        yield domain.announcement(order)


@inbox.on(RefreshOrder)
def refresh(command: RefreshOrder, shop: Shop) -> Iterator[Event]:
    """Somebody looks at it."""
    try:
        yield OrderRefreshed(shop.orders.get(command.order_id))
    except UnknownOrderError:
        yield OrderMissing(command.order_id)


@inbox.on(RefreshOrders)
def refresh_list(command: RefreshOrders, shop: Shop) -> Iterator[Event]:
    """Somebody looks at all of theirs."""
    orders = shop.orders.of_customer(command.customer)
    starts = range(0, max(len(orders), 1), ORDERS_PER_MESSAGE)
    for start in starts:
        part = tuple(orders[start : start + ORDERS_PER_MESSAGE])
        yield OrdersListed(command.customer, part, last=start == starts[-1])


def _announced_if(order: Order, state: State, what: str) -> Iterator[Event]:
    """Announce the state that was asked for; a refused request changes nothing and is logged."""
    if order.state is state:
        yield domain.announcement(order)
    else:
        logger.warning("refused: the order is not in a state for it", asked=what, state=order.state)


handler = inbox.lambda_handler(compose=Shop.from_environment)
