"""Every message of the store, with its sender and its receivers.

This is the one table of the topology: the stacks create queues, grants and environment from it, and
the analysis derives its links from it. A queue hands each message to one consumer, so an event is
sent to the inbox of each of its receivers (X21).
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Any, ClassVar, dataclass_transform

from msgspec import Meta, Struct, field

from services.shared.model import (
    Address,
    CustomerId,
    DeliveryDay,
    Invoice,
    Item,
    Level,
    Minor,
    Name,
    OpenDay,
    Order,
    OrderId,
    OrderRequest,
    Profile,
    Reason,
    Shortage,
    Sku,
    Text,
)
from services.shared.participants import (
    AGGREGATOR,
    CLOCK,
    INVENTORY,
    INVOICING,
    OPERATOR,
    ORDER,
    PAYMENT,
    PROFILES,
    PROXY,
    Participant,
)
from services.shared.values import Value, ValueMeta


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
class MessageMeta(ValueMeta):
    """Lets a message say `sender=` and `to=` where its fields stand, and keeps the list of all."""

    _routes: ClassVar[dict[str, tuple[Participant, tuple[Participant, ...]]]] = {}
    _types: ClassVar[dict[str, "type[Message]"]] = {}

    def __new__(
        mcls,
        name: str,
        bases: tuple[type, ...],
        namespace: dict[str, Any],
        sender: Participant | None = None,
        to: tuple[Participant, ...] = (),
        **config: Any,
    ) -> Any:
        message = super().__new__(mcls, name, bases, namespace, **config)
        if sender is not None:
            mcls._routes[name] = (sender, to)
            mcls._types[name] = message
        return message

    @property
    def sender(self) -> Participant:
        """Who alone sends this message."""
        return self._routes[self.__name__][0]

    @property
    def to(self) -> tuple[Participant, ...]:
        """Whose inboxes it goes to."""
        return self._routes[self.__name__][1]


class Message(Struct, metaclass=MessageMeta):
    """Something said over the bus. Bodies change by adding optional fields only."""


class Command(Message):
    """Somebody asks the one receiver to do something."""


class Event(Message):
    """Something has happened; whoever has work to do starts now."""


def message_types() -> dict[str, type[Message]]:
    """Every message that can be sent, by name."""
    return dict(MessageMeta._types)


def sent_by(sender: Participant) -> tuple[type[Message], ...]:
    """The messages that `sender` may send."""
    return tuple(m for m in message_types().values() if m.sender is sender)


def received_by(receiver: Participant) -> tuple[type[Message], ...]:
    """The messages that arrive in the inbox of `receiver`."""
    return tuple(m for m in message_types().values() if receiver in m.to)


def receivers_of(messages: Iterable[type[Message]]) -> tuple[Participant, ...]:
    """The inboxes that these messages go to, each once, in a stable order."""
    return tuple(sorted({to for m in messages for to in m.to}))


class Customer(Value):
    """The signed-in person as the access token names them."""

    id: CustomerId
    username: Annotated[str, Meta(max_length=128)]


# ---- what people ask for -----------------------------------------------------------------------


class PlaceOrder(Command, sender=PROXY, to=(ORDER,)):
    """A customer orders. `digest` is the SHA-256 of the request's body."""

    order_id: OrderId
    customer: Customer
    request: OrderRequest
    digest: str
    placed_at: datetime


class CancelOrder(Command, sender=PROXY, to=(ORDER,)):
    """The customer, or a florist, gives the order up before it ships."""

    order_id: OrderId
    by: CustomerId
    reason: Reason


class ShipOrder(Command, sender=PROXY, to=(ORDER,)):
    """A florist hands the order to the courier."""

    order_id: OrderId
    by: CustomerId


class DeliverOrder(Command, sender=PROXY, to=(ORDER,)):
    """A florist records that the flowers have arrived."""

    order_id: OrderId
    by: CustomerId


class AuthorizePayment(Command, sender=PROXY, to=(PAYMENT,)):
    """A customer pays with a card that the provider keeps: its token, never a number.

    `attempt` names this try: the same attempt twice is one authorisation at the most.
    """

    order_id: OrderId
    customer: CustomerId
    payment_method: Annotated[str, Meta(pattern=r"^pm_[A-Za-z0-9_]{3,80}$")]
    attempt: str


class UpdateProfile(Command, sender=PROXY, to=(PROFILES,)):
    """A customer says who they are."""

    customer: Customer
    name: Name
    address: Address | None
    requested_at: datetime


class AdjustStock(Command, sender=PROXY, to=(INVENTORY,)):
    """A florist counts stems for a delivery day: `quantity` more (or fewer) are free.

    The same `adjustment` twice counts once.
    """

    adjustment: str
    sku: Sku
    day: date
    quantity: Annotated[int, Meta(ge=-100_000, le=100_000)]
    reason: Text
    by: CustomerId


class SetDeliveryDay(Command, sender=PROXY, to=(INVENTORY,)):
    """A florist opens, limits or closes a delivery day.

    `places` is the number of orders that the shop can deliver on that day; `cutoff` is UTC.
    Of two settings the one with the later `requested_at` stands.
    """

    day: date
    places: Annotated[int, Meta(ge=0, le=10_000)]
    cutoff: datetime
    closed: bool
    requested_at: datetime
    by: CustomerId


class PutItems(Command, sender=OPERATOR, to=(INVENTORY,)):
    """The catalogue: these items are sold at these prices. Items not named stay as they are."""

    items: tuple[Item, ...]


class OpenDays(Command, sender=OPERATOR, to=(INVENTORY,)):
    """Open these delivery days with this stock: how a shop begins, and how days are added.

    A day that is open already, or a supply that was counted already, stays as it is.
    """

    days: tuple[OpenDay, ...]


class CancelUnpaidOrders(Command, sender=CLOCK, to=(ORDER,)):
    """Time to look for orders that nobody paid for."""


class ExpireOrder(Command, sender=ORDER, to=(ORDER,)):
    """Order tells itself, one message per order, so that each can be repeated on its own."""

    order_id: OrderId


# ---- the "kick": a view is stale or absent, its owner shall announce again (E14, T11, T12) -----


class RefreshOrder(Command, sender=PROXY, to=(ORDER,)):
    """The view of this order is wanted."""

    order_id: OrderId


class RefreshOrders(Command, sender=PROXY, to=(ORDER,)):
    """The list of this customer's orders is wanted."""

    customer: CustomerId


class RefreshCatalogue(Command, sender=PROXY, to=(INVENTORY,)):
    """The views of the catalogue and of the delivery days are wanted."""


class RefreshProfile(Command, sender=PROXY, to=(PROFILES,)):
    """The view of this customer's profile is wanted; it is created at first sight."""

    customer: Customer


# ---- what order announces ----------------------------------------------------------------------


class OrderNews(Event):
    """An order as it now stands, whole."""

    order: Order


class OrderPlaced(OrderNews, sender=ORDER, to=(INVENTORY, PAYMENT, AGGREGATOR)):
    """A customer's order was accepted and priced (L147)."""


class OrderConfirmed(OrderNews, sender=ORDER, to=(PAYMENT, INVOICING, AGGREGATOR)):
    """Its stems are reserved and its payment is authorised: enough for an invoice (L143)."""


class OrderCancelled(OrderNews, sender=ORDER, to=(INVENTORY, PAYMENT, INVOICING, AGGREGATOR)):
    """It will not be delivered: give back the stems and the money."""


class OrderShipped(OrderNews, sender=ORDER, to=(INVENTORY, PAYMENT, AGGREGATOR)):
    """The flowers are on their way: the stems are gone and the money is ours."""


class OrderDelivered(OrderNews, sender=ORDER, to=(AGGREGATOR,)):
    """The flowers have arrived."""


class OrderRefreshed(OrderNews, sender=ORDER, to=(AGGREGATOR,)):
    """The order as it now stands: something smaller changed, or somebody asked."""


class OrdersListed(Event, sender=ORDER, to=(AGGREGATOR,)):
    """A part of a customer's orders, newest first; `last` says that the list is now whole."""

    customer: CustomerId
    orders: tuple[Order, ...]
    last: bool


class OrderMissing(Event, sender=ORDER, to=(AGGREGATOR,)):
    """No such order exists: a reader may be told 404 instead of 503 for ever (X24, X25)."""

    order_id: OrderId


# ---- what inventory announces ------------------------------------------------------------------


class StockReserved(Event, sender=INVENTORY, to=(ORDER, AGGREGATOR)):
    """Every stem and the delivery day are set aside. `levels` is what is left of them."""

    order_id: OrderId
    levels: tuple[Level, ...]


class StockShort(Event, sender=INVENTORY, to=(ORDER,)):
    """Nothing was reserved, because these stems or this delivery day cannot be had."""

    order_id: OrderId
    missing: tuple[Shortage, ...]


class StockChanged(Event, sender=INVENTORY, to=(AGGREGATOR,)):
    """What is left of these supplies and delivery days."""

    levels: tuple[Level, ...] = ()
    days: tuple[DeliveryDay, ...] = ()


class CatalogueChanged(Event, sender=INVENTORY, to=(AGGREGATOR,)):
    """Everything that is sold, whole. A later `version` replaces an earlier one."""

    items: tuple[Item, ...]
    version: int


# ---- what payment announces --------------------------------------------------------------------


class PaymentAuthorized(Event, sender=PAYMENT, to=(ORDER,)):
    """The receipt (T29): the provider holds `amount` minor units for us."""

    order_id: OrderId
    amount: Minor
    attempt: str


class PaymentDeclined(Event, sender=PAYMENT, to=(ORDER,)):
    """The provider refused this attempt; another card may be tried."""

    order_id: OrderId
    attempt: str
    decline_code: str


class PaymentCaptured(Event, sender=PAYMENT, to=(ORDER,)):
    """The money is ours: `amount` minor units."""

    order_id: OrderId
    amount: Minor


class PaymentVoided(Event, sender=PAYMENT, to=(ORDER,)):
    """Nothing is held any longer, and nothing was taken."""

    order_id: OrderId


# ---- what invoicing, profiles announce ---------------------------------------------------------


class InvoiceIssued(Event, sender=INVOICING, to=(ORDER, AGGREGATOR)):
    """The invoice is numbered, drawn and stored."""

    order_id: OrderId
    customer: CustomerId
    invoice: Invoice


class CreditNoteIssued(Event, sender=INVOICING, to=(ORDER, AGGREGATOR)):
    """The order was cancelled after its invoice was issued: this takes the invoice back."""

    order_id: OrderId
    customer: CustomerId
    credit_note: Invoice


class ProfileChanged(Event, sender=PROFILES, to=(AGGREGATOR,)):
    """A customer's profile as it now stands."""

    profile: Profile
