"""A test harness of order: its handler, its collections, a clock, and the events that it sends."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import msgspec
from pymongo.database import Database

from services.contracts.commissions import (
    AcceptQuote,
    Enquire,
    Enquiry,
    EnquiryRequest,
    QuotedLine,
    QuoteEnquiry,
    QuoteRequest,
)
from services.contracts.common import OrderId, Reason
from services.contracts.identifiers import enquiry_id, order_id
from services.contracts.inventory import Shortage, StockReserved, StockShort
from services.contracts.message import Message
from services.contracts.order_messages import (
    CancelOrder,
    ChangeDelivery,
    DeliverOrders,
    DepartOrder,
    RefundOrder,
    ShipOrders,
    UndoShipment,
)
from services.contracts.order_requests import Delivery
from services.contracts.orders import Order
from services.contracts.payments import Part, PaymentAuthorised, PaymentCaptured
from services.manifest import ORDER, Participant
from services.order import handler as order
from services.order.repository import Enquiries, Orders
from services.runtime import mongo
from services.runtime.aws import Aws
from services.runtime.bus import Queues
from services.runtime.mongo import Document
from tests.aws import AwsServer
from tests.integration.conftest import Worker
from tests.shop import CUTOFF, FLORA, FLORAS_ADDRESS, NOW, RECIPIENT, TOMORROW, a_dozen_roses

ORDER_ID = order_id(FLORA.id, "key-0001")
"""That of `a_dozen_roses()`."""
PRICE = 4200
FLEUR = "sub-fleur"
"""A florist."""
FRIDAY = TOMORROW + timedelta(days=3)

ENQUIRY_ID = enquiry_id(FLORA.id, "key-0001")
WEDDING = TOMORROW + timedelta(days=60)
QUOTE = QuoteRequest(
    lines=(QuotedLine(name="Tables", quantity=10, unit_price=15_000, tax_rate=7),),
    deposit=30_000,
    valid_until=NOW + timedelta(days=10),
    message="With peonies, dear Ida.",
)


@dataclass
class Clock:
    """The clock that order reads (UTC)."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        """Return the time."""
        return self.now

    def passes(self, **some: float) -> None:
        """Move on by an interval."""
        self.now += timedelta(**some)


def compose(database: Database[Document], clock: Callable[[], datetime]) -> order.Dependencies:
    """Compose order as it is deployed, but for the clock and its indexes."""
    bus = Queues.from_environment(Aws.from_environment())
    return order.Dependencies(
        bus, Orders(database, clock), Enquiries(database), clock=clock, undo=timedelta(0)
    )


def disconnected_worker() -> Worker:
    """Return an instance that was warm when its database went away."""
    return Worker(
        order.inbox.lambda_handler(lambda: compose(mongo.database(Aws.from_environment()), Clock()))
    )


@dataclass
class OrderHarness:
    """Order, and everything around it."""

    worker: Worker
    aws_server: AwsServer
    database: Database[Document]
    clock: Clock = field(default_factory=Clock)
    may_undo: bool = False
    """Whether what is shipped has not left yet when the next message comes."""
    own: list[Message] = field(default_factory=list)
    """What order has sent to itself, but for what has come back already."""

    def deliver(self, *messages: Message) -> int:
        """Deliver messages to order, each with what it leads order to tell itself.

        Return how many were not consumed.
        """
        return sum(self._deliver(message) for message in messages)

    def _deliver(self, message: Message) -> int:
        failed = self.worker.deliver(message)
        if self.may_undo or not isinstance(message, ShipOrders):
            return failed
        return failed + self.depart()

    def depart(self) -> int:
        """Let what was shipped leave. Return how many messages were not consumed."""
        self.own += self.aws_server.messages(ORDER)
        departing = [message for message in self.own if isinstance(message, DepartOrder)]
        self.own = [message for message in self.own if message not in departing]
        return self.worker.deliver(*departing)

    def after_sale(self, *messages: Message) -> Order:
        """Sell a dozen roses: ordered, reserved and paid for. Deliver these messages after that."""
        assert self.deliver(a_dozen_roses(), reserved(), authorised(), *messages) == 0
        self.discard_sent()
        return self.order()

    def order(self, key: OrderId = ORDER_ID) -> Order:
        """Return an order as it is written."""
        return msgspec.convert(self._row("orders", key)["value"], Order)

    def orders(self) -> list[Order]:
        """Return all orders that are written."""
        return [msgspec.convert(row["value"], Order) for row in self.database["orders"].find()]

    def enquiry(self, key: str = ENQUIRY_ID) -> Enquiry:
        """Return an enquiry as it is written."""
        return msgspec.convert(self._row("enquiries", key)["value"], Enquiry)

    def sent_to(self, receiver: Participant) -> list[Message]:
        """Return what order has sent to another service since the last call."""
        kept, self.own = (self.own, []) if receiver is ORDER else ([], self.own)
        return [*kept, *self.aws_server.messages(receiver)]

    def discard_sent(self) -> None:
        """Discard all that order has sent until now."""
        for receiver in self.aws_server.inboxes:
            self.sent_to(receiver)

    def _row(self, collection: str, key: str) -> Document:
        row = self.database[collection].find_one({"_id": key})
        assert row is not None
        return row


# ---- what others say ---------------------------------------------------------------------------


def reserved(
    key: OrderId = ORDER_ID, revision: int = 0, cutoff: datetime | None = CUTOFF
) -> StockReserved:
    """Inventory has reserved it."""
    return StockReserved(key, (), revision=revision, cutoff=cutoff)


def short(key: OrderId = ORDER_ID, revision: int = 0) -> StockShort:
    """Inventory has not enough stems."""
    return StockShort(key, (Shortage(Reason.STOCK_SHORT, "rose-red"),), revision)


def authorised(
    key: OrderId = ORDER_ID, amount: int = PRICE, version: int = 3, part: Part = Part.FIRST
) -> PaymentAuthorised:
    """The provider holds the money."""
    return PaymentAuthorised(key, amount, "attempt-1", part=part, version=version)


def captured(
    key: OrderId = ORDER_ID, amount: int = PRICE, version: int = 4, part: Part = Part.FIRST
) -> PaymentCaptured:
    """The provider has taken the money."""
    return PaymentCaptured(key, amount, part=part, version=version)


# ---- what people ask for -----------------------------------------------------------------------


def cancel(at: datetime = NOW, key: OrderId = ORDER_ID, by: str = FLORA.id) -> CancelOrder:
    """The customer cancels it."""
    return CancelOrder(key, by=by, reason=Reason.CUSTOMER, requested_at=at)


def cancel_by_florist(at: datetime = NOW, key: OrderId = ORDER_ID, note: str = "") -> CancelOrder:
    """A florist cancels it."""
    return CancelOrder(key, by=FLEUR, reason=Reason.FLORIST, requested_at=at, note=note)


def change_delivery(
    day: date = FRIDAY, at: datetime = NOW, by: str = FLORA.id, card: str | None = None
) -> ChangeDelivery:
    """The customer asks for another day, or for other words on the card."""
    delivery = Delivery(day, RECIPIENT, "+49 30 1234567")
    return ChangeDelivery(ORDER_ID, by, delivery, at, card_message=card)


def ship(*keys: OrderId, at: datetime = NOW) -> ShipOrders:
    """A florist hands orders to the courier."""
    return ShipOrders(keys or (ORDER_ID,), by=FLEUR, requested_at=at)


def undo(at: datetime = NOW, key: OrderId = ORDER_ID) -> UndoShipment:
    """A florist takes a shipment back."""
    return UndoShipment(key, by=FLEUR, requested_at=at)


def deliver(*keys: OrderId, at: datetime = NOW) -> DeliverOrders:
    """A florist marks orders as delivered."""
    return DeliverOrders(keys or (ORDER_ID,), by=FLEUR, requested_at=at)


def refund(amount: int, name: str = "r1", key: OrderId = ORDER_ID) -> RefundOrder:
    """A florist refunds a part of the price."""
    return RefundOrder(key, name, amount, "two were wilted", by=FLEUR, requested_at=NOW)


def enquire(key: str = "key-0001", day: date = WEDDING) -> Enquire:
    """Flora asks for the flowers of a wedding."""
    request = EnquiryRequest(
        occasion="Ida and Max",
        day=day,
        venue=RECIPIENT,
        phone="+49 30 1234567",
        wishes="Wild and white",
        guests=80,
    )
    return Enquire(enquiry_id(FLORA.id, key), FLORA, request, NOW)


def quote(wanted: QuoteRequest = QUOTE, at: datetime = NOW, key: str = ENQUIRY_ID) -> QuoteEnquiry:
    """A florist quotes a price."""
    return QuoteEnquiry(key, wanted, by=FLEUR, requested_at=at)


def accept(version: int = 2, at: datetime = NOW) -> AcceptQuote:
    """Flora accepts the quote of this version."""
    return AcceptQuote(ENQUIRY_ID, FLORA, FLORAS_ADDRESS, version, at)
