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
    CardId,
    CustomerId,
    Delivery,
    DeliveryDay,
    Email,
    Enquiry,
    EnquiryId,
    EnquiryRequest,
    Invoice,
    Item,
    Level,
    Minor,
    Mismatch,
    Name,
    OpenDay,
    Order,
    OrderId,
    OrderRequest,
    Part,
    Profile,
    Quantity,
    QuoteRequest,
    Reason,
    Reminder,
    Shortage,
    Sku,
    StockAct,
    Text,
    Wallet,
    Zone,
    ZoneId,
)
from services.shared.participants import (
    AGGREGATOR,
    CLOCK,
    INVENTORY,
    INVOICING,
    NOTICES,
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
    requested_at: datetime
    note: Text = ""


class ChangeDelivery(Command, sender=PROXY, to=(ORDER,)):
    """A customer wants another day, recipient or address, before the cut-off."""

    order_id: OrderId
    by: CustomerId
    delivery: Delivery
    requested_at: datetime


class ShipOrders(Command, sender=PROXY, to=(ORDER,)):
    """A florist hands orders to the courier."""

    order_ids: tuple[OrderId, ...]
    by: CustomerId
    requested_at: datetime


class DeliverOrders(Command, sender=PROXY, to=(ORDER,)):
    """A florist records that flowers have arrived."""

    order_ids: tuple[OrderId, ...]
    by: CustomerId
    requested_at: datetime


class RefundOrder(Command, sender=PROXY, to=(ORDER,)):
    """A florist gives back a part of what was taken: `amount` minor units, once per `refund`."""

    order_id: OrderId
    refund: str
    amount: Annotated[int, Meta(ge=1, le=100_000_000)]
    reason: Text
    by: CustomerId
    requested_at: datetime


class SubstituteStems(Command, sender=PROXY, to=(ORDER,)):
    """A florist takes stems of `sku` in place of others, once per `substitution`."""

    order_id: OrderId
    substitution: str
    instead_of: Sku
    sku: Sku
    quantity: Quantity
    by: CustomerId
    requested_at: datetime


class Enquire(Command, sender=PROXY, to=(ORDER,)):
    """A customer asks for the flowers of an event."""

    enquiry_id: EnquiryId
    customer: Customer
    request: EnquiryRequest
    asked_at: datetime


class QuoteEnquiry(Command, sender=PROXY, to=(ORDER,)):
    """A florist says what they would do and what it would cost; a later quote replaces it."""

    enquiry_id: EnquiryId
    quote: QuoteRequest
    by: CustomerId
    requested_at: datetime


class AcceptQuote(Command, sender=PROXY, to=(ORDER,)):
    """The customer wants what was quoted, as they saw it in `version` of the enquiry."""

    enquiry_id: EnquiryId
    customer: Customer
    buyer: Address
    version: int
    accepted_at: datetime


class DeclineQuote(Command, sender=PROXY, to=(ORDER,)):
    """The customer, or a florist, gives the enquiry up."""

    enquiry_id: EnquiryId
    by: CustomerId
    requested_at: datetime


class EraseCustomer(Command, sender=PROXY, to=(ORDER,)):
    """A customer wants to be forgotten (GDPR, article 17). What the books need stays."""

    customer: Customer
    requested_at: datetime


class AuthorizePayment(Command, sender=PROXY, to=(PAYMENT,)):
    """A customer pays with a card that the provider keeps: its token, never a number.

    `attempt` names this try: the same attempt twice is one authorisation at the most.
    """

    order_id: OrderId
    customer: CustomerId
    payment_method: CardId
    attempt: str
    part: Part = Part.FIRST


class SaveCard(Command, sender=PROXY, to=(PAYMENT,)):
    """A customer wants a card to be kept: the provider shall ask their browser for it."""

    customer: CustomerId
    attempt: str


class RemoveCard(Command, sender=PROXY, to=(PAYMENT,)):
    """A customer's card shall be kept no longer."""

    customer: CustomerId
    card: str


class ProviderEvent(Command, sender=PROXY, to=(PAYMENT,)):
    """What the payment provider says of its own accord, as it came: nobody has checked it yet."""

    payload: str
    signature: str
    received_at: datetime


class UpdateProfile(Command, sender=PROXY, to=(PROFILES,)):
    """A customer says who they are, whole."""

    customer: Customer
    name: Name
    address: Address | None
    requested_at: datetime
    recipients: tuple[Address, ...] = ()
    reminders: tuple[Reminder, ...] = ()


class ChangeEmail(Command, sender=PROXY, to=(PROFILES,)):
    """A customer wants to be written to at another address (K28)."""

    customer: Customer
    email: Email
    requested_at: datetime


class ConfirmEmail(Command, sender=PROXY, to=(PROFILES,)):
    """The customer has shown Cognito that the new address is theirs: see what it says now."""

    customer: Customer


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
    requested_at: datetime


class SetDeliveryDay(Command, sender=PROXY, to=(INVENTORY,)):
    """A florist opens, limits or closes a zone's delivery day.

    `places` is the number of orders that the shop can deliver there on that day; `cutoff` is UTC.
    Of two settings the one with the later `requested_at` stands.
    """

    change: str
    zone: ZoneId
    day: date
    places: Annotated[int, Meta(ge=0, le=10_000)]
    cutoff: datetime
    closed: bool
    reason: Text
    requested_at: datetime
    by: CustomerId


class PutItems(Command, sender=OPERATOR, to=(INVENTORY,)):
    """The catalogue: these items are sold at these prices. Items not named stay as they are."""

    items: tuple[Item, ...]


class PutZones(Command, sender=OPERATOR, to=(INVENTORY,)):
    """Where the shop delivers: these zones and no others."""

    zones: tuple[Zone, ...]


class OpenDays(Command, sender=OPERATOR, to=(INVENTORY,)):
    """Open these delivery days with this stock: how a shop begins, and how days are added.

    A day that is open already, or a supply that was counted already, stays as it is.
    """

    days: tuple[OpenDay, ...]


# ---- what the clock says, and what a service then tells itself, one message per thing to do ----


class LookForOverdue(Command, sender=CLOCK, to=(ORDER,)):
    """Time to look for orders that nobody paid for, and for quotes that nobody accepted."""


class ExpireOrder(Command, sender=ORDER, to=(ORDER,)):
    """This order may be overdue."""

    order_id: OrderId


class ExpireQuote(Command, sender=ORDER, to=(ORDER,)):
    """This quote may be overdue."""

    enquiry_id: EnquiryId


class CollectBalances(Command, sender=CLOCK, to=(PAYMENT,)):
    """Time to charge stored cards with what is due."""


class CollectBalance(Command, sender=PAYMENT, to=(PAYMENT,)):
    """This order's balance is due; `attempt` is one a day."""

    order_id: OrderId
    attempt: str


class Reconcile(Command, sender=CLOCK, to=(PAYMENT,)):
    """Time to compare what was shipped with what the provider took (U5).

    What changed in the last `settled_for` seconds may still be on its way and is left out.
    """

    settled_for: Annotated[int, Meta(ge=0, le=86_400)] = 900


class ReconcileNow(Reconcile, sender=OPERATOR, to=(PAYMENT,)):
    """The same, when a human wants to know before the clock does."""


class ReconcileOrders(Command, sender=PAYMENT, to=(PAYMENT,)):
    """The next of the orders that changed between `since` and `until` (UTC), after one of them."""

    since: datetime
    until: datetime
    after: str = ""


class ReconcileIntents(Command, sender=PAYMENT, to=(PAYMENT,)):
    """The next of the provider's payments made between `since` and `until` (UTC)."""

    since: datetime
    until: datetime
    after: str = ""


class LookForReminders(Command, sender=CLOCK, to=(PROFILES,)):
    """Time to look whose reminders are near."""


class RemindOthers(Command, sender=PROFILES, to=(PROFILES,)):
    """The next customers with a reminder of this day, after one of them."""

    day: date
    after: CustomerId


# ---- the "kick": a view is stale or absent, its owner shall announce again (E14, T11, T12) -----


class RefreshOrder(Command, sender=PROXY, to=(ORDER,)):
    """The view of this order is wanted."""

    order_id: OrderId


class RefreshClientSecret(Command, sender=PROXY, to=(PAYMENT,)):
    """The view of this order lacks what its customer's browser answers their bank with."""

    order_id: OrderId


class RefreshOrders(Command, sender=PROXY, to=(ORDER,)):
    """The list of this customer's orders is wanted."""

    customer: CustomerId


class RefreshDay(Command, sender=PROXY, to=(ORDER,)):
    """A florist wants to see the orders for this day."""

    day: date


class RefreshEnquiry(Command, sender=PROXY, to=(ORDER,)):
    """The view of this enquiry is wanted."""

    enquiry_id: EnquiryId


class RefreshEnquiries(Command, sender=PROXY, to=(ORDER,)):
    """The list of this customer's enquiries is wanted; without a customer, of all open ones."""

    customer: Annotated[str, Meta(max_length=128)] = ""


class RefreshCards(Command, sender=PROXY, to=(PAYMENT,)):
    """The view of this customer's cards is wanted."""

    customer: CustomerId


class RefreshJournal(Command, sender=PROXY, to=(INVENTORY,)):
    """What florists did about stems and days on this day (UTC) is wanted."""

    day: date


class RefreshCatalogue(Command, sender=PROXY, to=(INVENTORY,)):
    """The views of the catalogue and of the delivery days are wanted."""


class RefreshProfile(Command, sender=PROXY, to=(PROFILES,)):
    """The view of this customer's profile is wanted; it is created at first sight."""

    customer: Customer


# ---- what order announces ----------------------------------------------------------------------


class OrderNews(Event):
    """An order as it now stands, whole."""

    order: Order


class OrderPlaced(OrderNews, sender=ORDER, to=(INVENTORY, PAYMENT, NOTICES, AGGREGATOR)):
    """A customer's order was accepted and priced (L147)."""


class OrderConfirmed(OrderNews, sender=ORDER, to=(PAYMENT, INVOICING, AGGREGATOR)):
    """Its stems are reserved and its payment is authorised: enough for an invoice (L143)."""


class OrderCancelled(
    OrderNews, sender=ORDER, to=(INVENTORY, PAYMENT, INVOICING, NOTICES, AGGREGATOR)
):
    """It will not be delivered: give back the stems and the money, but for what is kept."""


class OrderShipped(OrderNews, sender=ORDER, to=(INVENTORY, PAYMENT, NOTICES, AGGREGATOR)):
    """The flowers are on their way: the stems are gone and the money is ours."""


class OrderDelivered(OrderNews, sender=ORDER, to=(NOTICES, AGGREGATOR)):
    """The flowers have arrived."""


class OrderRefunded(OrderNews, sender=ORDER, to=(PAYMENT, INVOICING, AGGREGATOR)):
    """A part of the price is given back: all of its refunds are owed and need credit notes."""


class OrderMoving(OrderNews, sender=ORDER, to=(INVENTORY, AGGREGATOR)):
    """The customer wishes for another delivery: can it be had?"""


class OrderSubstituted(OrderNews, sender=ORDER, to=(INVENTORY, AGGREGATOR)):
    """Stems were taken in place of others."""


class PaymentWanted(OrderNews, sender=ORDER, to=(NOTICES, AGGREGATOR)):
    """The customer has to do something about the payment, or the order cannot be delivered."""


class OrderRefreshed(OrderNews, sender=ORDER, to=(AGGREGATOR,)):
    """The order as it now stands: something smaller changed, or somebody asked."""


class OrdersListed(Event, sender=ORDER, to=(AGGREGATOR,)):
    """A part of a customer's orders, newest first; `last` says that the list is now whole."""

    customer: CustomerId
    orders: tuple[Order, ...]
    last: bool


class DayListed(Event, sender=ORDER, to=(AGGREGATOR,)):
    """A part of the orders for a delivery day; `last` says that the list is now whole."""

    day: date
    orders: tuple[Order, ...]
    last: bool


class OrderMissing(Event, sender=ORDER, to=(AGGREGATOR,)):
    """No such order exists: a reader may be told 404 instead of 503 for ever (X24, X25)."""

    order_id: OrderId


class EnquiryNews(Event):
    """An enquiry as it now stands."""

    enquiry: Enquiry


class EnquiryChanged(EnquiryNews, sender=ORDER, to=(NOTICES, AGGREGATOR)):
    """It was asked, quoted, accepted, given up or expired."""


class EnquiryRefreshed(EnquiryNews, sender=ORDER, to=(AGGREGATOR,)):
    """Somebody looked at it."""


class EnquiriesListed(Event, sender=ORDER, to=(AGGREGATOR,)):
    """A part of a customer's enquiries, or without a customer of all open ones, newest first.

    `last` says that the list is now whole.
    """

    customer: Annotated[str, Meta(max_length=128)]
    enquiries: tuple[Enquiry, ...]
    last: bool = True


class EnquiryMissing(Event, sender=ORDER, to=(AGGREGATOR,)):
    """No such enquiry exists."""

    enquiry_id: EnquiryId


class CustomerErased(Event, sender=ORDER, to=(PROFILES, PAYMENT)):
    """A customer's orders name them no longer: whoever else knows them forgets them too.

    Each then announces what it has left, newer than all before, so that no view shows a person.
    """

    customer: Customer


# ---- what inventory announces ------------------------------------------------------------------


class StockReserved(Event, sender=INVENTORY, to=(ORDER, AGGREGATOR)):
    """Every stem and the delivery day are set aside. `levels` and `days` say what is left.

    `revision` tells which of the order's deliveries it was asked for; `cutoff` (UTC) is that of the
    delivery, None for an event.
    """

    order_id: OrderId
    levels: tuple[Level, ...]
    days: tuple[DeliveryDay, ...] = ()
    revision: int = 0
    cutoff: datetime | None = None


class StockShort(Event, sender=INVENTORY, to=(ORDER,)):
    """Nothing was reserved, because these stems or this delivery day cannot be had."""

    order_id: OrderId
    missing: tuple[Shortage, ...]
    revision: int = 0


class StockChanged(Event, sender=INVENTORY, to=(AGGREGATOR,)):
    """What is left of these supplies and delivery days, and which florist changed them."""

    levels: tuple[Level, ...] = ()
    days: tuple[DeliveryDay, ...] = ()
    acts: tuple[StockAct, ...] = ()


class JournalListed(Event, sender=INVENTORY, to=(AGGREGATOR,)):
    """Everything that florists did about stems and days on a day (UTC)."""

    day: date
    acts: tuple[StockAct, ...]


class ZonesChanged(Event, sender=INVENTORY, to=(AGGREGATOR,)):
    """Where the shop delivers, whole. A later `version` replaces an earlier one."""

    zones: tuple[Zone, ...]
    version: int


class CatalogueChanged(Event, sender=INVENTORY, to=(AGGREGATOR,)):
    """Everything that is sold, whole. A later `version` replaces an earlier one."""

    items: tuple[Item, ...]
    version: int


# ---- what payment announces --------------------------------------------------------------------


class AboutPayment(Event):
    """Something that payment says about an order."""

    order_id: OrderId


class PaymentNews(AboutPayment, kw_only=True):
    """A payment of an order as it now stands. Of two, the one with the higher `version` counts."""

    part: Part = Part.FIRST
    version: int = 0


class PaymentAuthorized(PaymentNews, sender=PAYMENT, to=(ORDER,)):
    """The receipt (T29): the provider holds `amount` minor units for us."""

    amount: Minor
    attempt: str


class PaymentDeclined(PaymentNews, sender=PAYMENT, to=(ORDER,)):
    """The provider refused this attempt; another card may be tried."""

    attempt: str
    decline_code: str


class PaymentActionRequired(PaymentNews, sender=PAYMENT, to=(ORDER,)):
    """The card's bank wants to see its owner (3-D Secure)."""

    attempt: str


class ClientSecretIssued(PaymentNews, sender=PAYMENT, to=(AGGREGATOR,)):
    """The customer's browser answers the card's bank with `client_secret`.

    It is for the view of the order alone: whoever has it can confirm the payment.
    """

    attempt: str
    client_secret: str


class PaymentExpired(PaymentNews, sender=PAYMENT, to=(ORDER,)):
    """What this attempt held is held no longer, and nothing was taken."""

    attempt: str


class PaymentCaptured(PaymentNews, sender=PAYMENT, to=(ORDER,)):
    """The money is ours: `amount` minor units."""

    amount: Minor


class PaymentRefunded(AboutPayment, sender=PAYMENT, to=(ORDER, NOTICES)):
    """`amount` minor units went back to the customer: a refund that the shop owed."""

    customer: CustomerId
    refund: str
    amount: Minor
    currency: str


class PaymentVoided(PaymentNews, sender=PAYMENT, to=(ORDER,)):
    """Nothing is held any longer, and nothing was taken, or it was given back."""


class CardsChanged(Event, sender=PAYMENT, to=(AGGREGATOR,)):
    """The cards that the provider keeps for a customer."""

    wallet: Wallet


class MoneyDiffers(Event, sender=PAYMENT, to=(AGGREGATOR,)):
    """What the provider took for an order is not what the books say: a human must look (U5)."""

    mismatch: Mismatch


# ---- what invoicing, profiles announce ---------------------------------------------------------


class InvoiceIssued(Event, sender=INVOICING, to=(ORDER, NOTICES, AGGREGATOR)):
    """The invoice is numbered, drawn and stored."""

    order_id: OrderId
    customer: CustomerId
    invoice: Invoice


class CreditNoteIssued(Event, sender=INVOICING, to=(ORDER, AGGREGATOR)):
    """The order was cancelled after its invoice was issued, or a part of it is given back.

    `refund` names the part; without it the whole invoice is taken back.
    """

    order_id: OrderId
    customer: CustomerId
    credit_note: Invoice
    refund: str = ""


class ProfileChanged(Event, sender=PROFILES, to=(AGGREGATOR,)):
    """A customer's profile as it now stands."""

    profile: Profile


class ReminderDue(Event, sender=PROFILES, to=(NOTICES,)):
    """A day that the customer wanted to be reminded of is near."""

    customer: CustomerId
    reminder: Reminder
    day: date
