"""The commands to order, and its events."""

from datetime import date, datetime
from typing import Annotated

from msgspec import Meta

from services.contracts.common import Customer, CustomerId, OrderId, Quantity, Reason, Sku, Text
from services.contracts.message import Command, Event
from services.contracts.order_requests import Delivery, OrderRequest
from services.contracts.orders import Order
from services.contracts.requests import Requested, StaffRequest
from services.manifest import (
    AGGREGATOR,
    CLOCK,
    INVENTORY,
    INVOICING,
    NOTICES,
    ORDER,
    PAYMENT,
    PROFILES,
    PROXY,
)


class PlaceOrder(Requested, sender=PROXY, to=(ORDER,)):
    """A customer orders. `digest` is the SHA-256 of the request's body."""

    order_id: OrderId
    customer: Customer
    request: OrderRequest
    digest: str
    placed_at: datetime


class CancelOrder(StaffRequest, sender=PROXY, to=(ORDER,)):
    """The customer, or a florist, gives the order up before it ships."""

    order_id: OrderId
    reason: Reason
    note: Text = ""


class ChangeDelivery(Requested, sender=PROXY, to=(ORDER,)):
    """A customer wants another day, recipient or address, or other words on the card.

    `delivery` is that of the order where it stays. Without a `card_message` the card stays.
    `seen` is the order's `revision` that they looked at: of two that looked at the same, the first
    stands. Without it, and for the card, the one with the later `requested_at` stands.
    """

    order_id: OrderId
    by: CustomerId
    delivery: Delivery
    requested_at: datetime
    seen: int | None = None
    card_message: Text | None = None


class ShipOrders(StaffRequest, sender=PROXY, to=(ORDER,)):
    """A florist hands orders to the courier."""

    order_ids: tuple[OrderId, ...]


class UndoShipment(StaffRequest, sender=PROXY, to=(ORDER,)):
    """A florist takes a shipment back, as long as the order has not left."""

    order_id: OrderId


class DepartOrder(Command, sender=ORDER, to=(ORDER,)):
    """The time to undo a shipment is over: the order that was to leave then has left."""

    order_id: OrderId
    leaves_at: datetime
    after_seconds: Annotated[int, Meta(ge=0, le=900)]

    @property
    def delay(self) -> int:
        """As long as the shipment may be undone."""
        return self.after_seconds


class DeliverOrders(StaffRequest, sender=PROXY, to=(ORDER,)):
    """A florist records that flowers have arrived."""

    order_ids: tuple[OrderId, ...]


class RefundOrder(StaffRequest, sender=PROXY, to=(ORDER,)):
    """A florist gives back a part of what was taken: `amount` minor units, once per `refund`."""

    order_id: OrderId
    refund: str
    amount: Annotated[int, Meta(ge=1, le=100_000_000)]
    reason: Text


class SettleRefunds(StaffRequest, sender=PROXY, to=(ORDER,)):
    """A florist has paid what did not arrive otherwise: `amount` minor units, as they saw it."""

    order_id: OrderId
    amount: Annotated[int, Meta(ge=1, le=100_000_000)]
    note: Text


class SubstituteStems(StaffRequest, sender=PROXY, to=(ORDER,)):
    """A florist takes stems of `sku` in place of others, once per `substitution`."""

    order_id: OrderId
    substitution: str
    instead_of: Sku
    sku: Sku
    quantity: Quantity


class EraseCustomer(Requested, sender=PROXY, to=(ORDER,)):
    """A customer wants to be forgotten (GDPR, article 17). What the books need stays."""

    customer: Customer
    requested_at: datetime


class LookForOverdue(Command, sender=CLOCK, to=(ORDER,)):
    """Time to look for orders that nobody paid for, and for quotes that nobody accepted."""


class ExpireOrder(Command, sender=ORDER, to=(ORDER,)):
    """This order may be overdue."""

    order_id: OrderId


class RefreshOrder(Command, sender=PROXY, to=(ORDER,)):
    """The view of this order is wanted."""

    order_id: OrderId


class RefreshOrders(Command, sender=PROXY, to=(ORDER,)):
    """The list of this customer's orders is wanted."""

    customer: CustomerId


class RefreshDay(Command, sender=PROXY, to=(ORDER,)):
    """A florist wants to see the orders for this day."""

    day: date


class FindOrders(Command, sender=PROXY, to=(ORDER,)):
    """A florist looks for the orders that have all of these terms (services/policy/search.py)."""

    terms: Annotated[tuple[str, ...], Meta(min_length=1, max_length=20)]


class OrderEvent(Event):
    """An order as it now stands, whole."""

    order: Order


class OrderPlaced(OrderEvent, sender=ORDER, to=(INVENTORY, PAYMENT, NOTICES, AGGREGATOR)):
    """A customer's order was accepted and priced (L147)."""


class OrderConfirmed(OrderEvent, sender=ORDER, to=(PAYMENT, INVOICING, AGGREGATOR)):
    """Its stems are reserved and its payment is authorised: enough for an invoice (L143)."""


class OrderCancelled(
    OrderEvent, sender=ORDER, to=(INVENTORY, PAYMENT, INVOICING, NOTICES, AGGREGATOR)
):
    """It will not be delivered: give back the stems and the money, but for what is kept."""


class OrderShipped(OrderEvent, sender=ORDER, to=(INVENTORY, PAYMENT, NOTICES, AGGREGATOR)):
    """The flowers are on their way: the stems are gone and the money is ours."""


class OrderDelivered(OrderEvent, sender=ORDER, to=(NOTICES, AGGREGATOR)):
    """The flowers have arrived."""


class OrderRefunded(OrderEvent, sender=ORDER, to=(PAYMENT, INVOICING, AGGREGATOR)):
    """A part of the price is given back: all of its refunds are owed and need credit notes."""


class DeliveryChangeRequested(OrderEvent, sender=ORDER, to=(INVENTORY, AGGREGATOR)):
    """The customer requests another delivery: is it possible?"""


class DeliveryChangeAnswered(OrderEvent, sender=ORDER, to=(NOTICES, AGGREGATOR)):
    """The customer's request for another delivery was granted, or refused with a reason."""


class OrderSubstituted(OrderEvent, sender=ORDER, to=(INVENTORY, AGGREGATOR)):
    """Stems were taken in place of others."""


class PaymentRequested(OrderEvent, sender=ORDER, to=(NOTICES, AGGREGATOR)):
    """The customer has to do something about the payment, or the order cannot be delivered.

    `is_unanswered`: their bank's question is minutes old. Until then they are in the shop, where
    they see it, and are told nothing by e-mail.
    """

    is_unanswered: bool = False


class MoneyContested(OrderEvent, sender=ORDER, to=(NOTICES, AGGREGATOR)):
    """A cardholder disputes a payment, or a refund did not arrive: staff must act."""


class OrderRefreshed(OrderEvent, sender=ORDER, to=(AGGREGATOR,)):
    """The order as it now stands: something smaller changed, or somebody asked."""


class OrdersListed(Event, sender=ORDER, to=(AGGREGATOR,)):
    """A part of a customer's orders, newest first; `last` says that the list is now whole."""

    customer: CustomerId
    orders: tuple[Order, ...]
    last: bool


class OrdersFound(Event, sender=ORDER, to=(AGGREGATOR,)):
    """A part of the orders that have all of these terms, newest first.

    The last part, and it alone, has the `ids` of all; there may be `more` than were looked for.
    """

    terms: tuple[str, ...]
    orders: tuple[Order, ...]
    ids: tuple[OrderId, ...] = ()
    last: bool = True
    more: bool = False


class DayListed(Event, sender=ORDER, to=(AGGREGATOR,)):
    """A part of the orders for a delivery day; `last` says that the list is now whole."""

    day: date
    orders: tuple[Order, ...]
    last: bool


class OrderMissing(Event, sender=ORDER, to=(AGGREGATOR,)):
    """No such order exists: a reader may be told 404 instead of 503 for ever (X24, X25)."""

    order_id: OrderId


class ErasureRefused(Event, sender=ORDER, to=(PROFILES, NOTICES)):
    """A customer asked to be forgotten, and is not: these orders of theirs are under way."""

    customer: Customer
    requested_at: datetime
    orders: tuple[OrderId, ...]


class CustomerErased(Event, sender=ORDER, to=(PROFILES, PAYMENT)):
    """A customer's orders name them no longer: whoever else knows them forgets them too.

    Each then announces what it has left, newer than all before, so that no view shows a person.
    """

    customer: Customer
