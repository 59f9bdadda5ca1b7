"""The words of the shop: what messages, stores and the API speak of.

Money is an integer in minor units (cents) of the order's one currency. Prices include tax, as a
consumer sees them. Times are UTC; a delivery day is a calendar day of the shop.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, field

from services.shared.policy.pricing import line_total, total
from services.shared.values import Body, Value

Sku = Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$(?!\n)", min_length=2, max_length=40)]
OrderId = Annotated[str, Meta(pattern=r"^[a-z2-7]{26}$(?!\n)")]
CustomerId = Annotated[str, Meta(min_length=1, max_length=128)]
"""The `sub` of the customer's Cognito token."""
Minor = Annotated[int, Meta(ge=0, le=100_000_000)]
"""An amount in minor units of the order's currency."""
Quantity = Annotated[int, Meta(ge=1, le=500)]
Name = Annotated[
    str, Meta(pattern=r"^(?=.*\S)[^\x00-\x1f\x7f-\x9f]+$(?!\n)", min_length=1, max_length=120)
]
"""One line with something in it."""
Text = Annotated[str, Meta(pattern=r"^[^\x00-\x09\x0b-\x1f\x7f-\x9f]*$(?!\n)", max_length=500)]
"""Lines, perhaps none."""
Postcode = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9 -]{1,11}$(?!\n)")]
Country = Annotated[str, Meta(pattern=r"^[A-Z]{2}$(?!\n)")]
"""ISO 3166-1 alpha-2; the API takes none that does not exist."""
Phone = Annotated[str, Meta(pattern=r"^\+?[0-9 ()/-]{5,25}$(?!\n)")]
Email = Annotated[str, Meta(pattern=r"^[^@\s\x00-\x1f]{1,64}@[^@\s\x00-\x1f]{1,189}$(?!\n)")]
ZoneId = Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$(?!\n)", max_length=40)]
CARD_ID = r"^pm_[A-Za-z0-9_]{3,80}$(?!\n)"
CardId = Annotated[str, Meta(pattern=CARD_ID)]
"""A payment method as the provider names it: a token, never a number."""
EnquiryId = Annotated[str, Meta(pattern=r"^[a-z2-7]{26}$(?!\n)")]

CURRENCY = "EUR"
"""The shop trades in one currency (ISO 4217)."""


class Address(Body):
    """A postal address."""

    name: Name
    street: Name
    postcode: Postcode
    city: Name
    country: Country


class Place(StrEnum):
    """What kind of place the flowers go to: the courier asks differently at each."""

    HOME = "home"
    WORK = "work"
    HOSPITAL = "hospital"
    SCHOOL = "school"
    FUNERAL = "funeral"
    OTHER = "other"


class IfAbsent(StrEnum):
    """What the courier does when nobody opens."""

    NEIGHBOUR = "neighbour"
    SAFE_PLACE = "safe_place"
    """As the instructions say."""
    CALL = "call"
    RETURN = "return"
    """Back to the shop, to be fetched."""


class Delivery(Body):
    """When, to whom and where the flowers go."""

    day: date
    recipient: Address
    phone: Phone
    instructions: Text = ""
    place: Place = Place.HOME
    if_absent: IfAbsent = IfAbsent.NEIGHBOUR


class RequestedLine(Body):
    """What a customer asks for: so many of one item of the catalogue."""

    sku: Sku
    quantity: Quantity


class SubstitutionPolicy(StrEnum):
    """What shall happen when a flower cannot be had on the day."""

    FLORIST = "florist"
    """The florist chooses something like it."""
    NONE = "none"
    """Nothing is replaced: what cannot be had is given back in money."""


class OrderRequest(Body):
    """The body of POST /orders.

    `expected_total` is what the customer's screen showed; a difference is never charged silently.
    `buyer` is the invoice's address; without it the customer's profile is used.
    """

    lines: Annotated[tuple[RequestedLine, ...], Meta(min_length=1, max_length=80)]
    delivery: Delivery
    expected_total: Minor
    buyer: Address | None = None
    card_message: Text = ""
    substitution: SubstitutionPolicy = SubstitutionPolicy.FLORIST
    occasion: Name | None = None
    """What the flowers are for, such as a birthday."""


class ItemKind(StrEnum):
    """What an item of the catalogue is."""

    STEM = "stem"
    BOUQUET = "bouquet"
    ADDON = "addon"


class Item(Value):
    """Something the shop sells. A bouquet's `recipe` counts the stems of one; a stem is itself."""

    sku: Sku
    name: Name
    kind: ItemKind
    price: Minor
    tax_rate: Annotated[int, Meta(ge=0, le=100)]
    """Per cent, included in the price."""
    recipe: dict[Sku, Quantity] = field(default_factory=dict)


class Line(Value):
    """A line of an order as it was priced when it was placed."""

    sku: Sku
    name: Name
    quantity: Quantity
    unit_price: Minor
    tax_rate: int
    recipe: dict[Sku, Quantity]
    """The stems of one."""

    @property
    def total(self) -> int:
        """Minor units, tax included."""
        return line_total(self)


class State(StrEnum):
    """Where an order stands."""

    PLACED = "placed"
    CONFIRMED = "confirmed"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"


OPEN = (State.PLACED, State.CONFIRMED)
"""The states that an order can still be cancelled from."""
LEFT_THE_SHOP = (State.SHIPPED, State.DELIVERED)
"""From these nobody calls them back."""


class Stock(StrEnum):
    """What is known of the order's stems and delivery day."""

    UNKNOWN = "unknown"
    RESERVED = "reserved"
    SHORT = "short"


class PaymentState(StrEnum):
    """What is known of the order's payment."""

    NONE = "none"
    ACTION_REQUIRED = "action_required"
    """The card's bank wants to see its owner (3-D Secure)."""
    DECLINED = "declined"
    AUTHORISED = "authorised"
    EXPIRED = "expired"
    """What was authorised is held no longer, before it was taken."""
    CAPTURED = "captured"
    VOIDED = "voided"
    """Given back, but for what the shop keeps of an event that was cancelled late."""


class Reason(StrEnum):
    """Why an order was cancelled or a delivery day refused."""

    CUSTOMER = "customer"
    FLORIST = "florist"
    UNPAID = "unpaid"
    STOCK_SHORT = "stock_short"
    DAY_FULL = "day_full"
    DAY_CLOSED = "day_closed"
    DAY_PAST = "day_past"
    UNKNOWN_SKU = "unknown_sku"
    PRICE_CHANGED = "price_changed"
    BUYER_UNKNOWN = "buyer_unknown"
    NOT_DELIVERED_THERE = "not_delivered_there"
    LEAD_TIME = "lead_time"
    """An order of this size must be placed earlier."""


class Part(StrEnum):
    """Which payment of an order: an event has two."""

    FIRST = "first"
    """The whole price, or the deposit of an event."""
    BALANCE = "balance"
    """The rest of an event's price."""


class Payment(Value):
    """The payment as the order knows it. `amount` is in minor units of the order's currency."""

    state: PaymentState = PaymentState.NONE
    amount: Minor = 0
    attempt: str = ""
    """The attempt that this state speaks of."""
    decline_code: str = ""
    """The provider's word for a refusal, such as `insufficient_funds`."""
    version: int = 0
    """Counts what happened to this payment: older news changes nothing."""

    @property
    def is_promised(self) -> bool:
        """Whether the provider holds the money, or has taken it."""
        return self.state in (PaymentState.AUTHORISED, PaymentState.CAPTURED)

    def promises(self, amount: int) -> bool:
        """Whether the provider holds, or has taken, exactly so much."""
        return self.is_promised and self.amount == amount


class Balance(Value):
    """The rest of an event's price, and the day on which the stored card is charged with it."""

    amount: Minor
    due_on: date
    payment: Payment = Payment()


class Invoice(Value):
    """An issued invoice, or the credit note for one. `key` is its object in the invoice bucket."""

    number: str
    key: str
    issued_at: datetime


class Refund(Value):
    """A part of the price that the shop gives back (minor units), and the credit note for it."""

    id: str
    amount: Minor
    reason: Text
    credit_note: Invoice | None = None
    is_paid: bool = False


class Substitute(Value):
    """`quantity` stems of `sku` in place of as many of `instead_of`."""

    id: str
    instead_of: Sku
    sku: Sku
    quantity: Quantity


SUBSTITUTED = "substituted"
"""The act of taking stems in place of others: there is one for each substitute."""
MOST_ACTS = 50
"""After so many acts of the staff nothing is refunded or replaced: every message names them all."""


class Act(Value):
    """What a member of the staff did, and when (UTC)."""

    what: str
    by: CustomerId
    at: datetime
    note: Text = ""


class Occasion(Value):
    """What an event order is for, and the enquiry that it came from."""

    enquiry_id: EnquiryId
    name: Name


class Order(Value):
    """An order: what was bought, and every fact known about it, whole in each announcement."""

    id: OrderId
    customer: CustomerId
    lines: tuple[Line, ...]
    delivery: Delivery
    buyer: Address
    total: Minor
    placed_at: datetime
    digest: str
    """SHA-256 of the request's body: tells a repeat from another body under the same key."""
    card_message: Text = ""
    currency: str = CURRENCY
    state: State = State.PLACED
    reason: Reason | None = None
    stock: Stock = Stock.UNKNOWN
    payment: Payment = Payment()
    invoice: Invoice | None = None
    credit_note: Invoice | None = None
    """What takes the invoice back, when the order was cancelled after it was issued."""
    pay_by: datetime | None = None
    """Until then (UTC) an order that nobody pays for keeps what is set aside for it."""
    changeable_until: datetime | None = None
    """The cut-off (UTC) of its delivery, once it is known: the customer's last chance."""
    revision: int = 0
    """Counts the deliveries that were wished for: each is set aside on its own."""
    wish: Delivery | None = None
    """The delivery that the customer would rather have, until it is known to be possible."""
    wished_at: datetime | None = None
    wish_refused: Reason | None = None
    """Why the last wish could not be had; the delivery stayed as it was."""
    substitution: SubstitutionPolicy = SubstitutionPolicy.FLORIST
    substitutes: tuple[Substitute, ...] = ()
    refunds: tuple[Refund, ...] = ()
    kept: Minor = 0
    """What the shop keeps of a cancelled event's deposit."""
    occasion: Occasion | None = None
    """Set for an event: its flowers are bought, and driven, for it alone."""
    gift_occasion: Name | None = None
    """What the flowers are for, as the customer says."""
    balance: Balance | None = None
    history: tuple[Act, ...] = ()
    """What the staff did about it, oldest first."""
    version: int = 1
    """Counts the changes; a reader keeps the highest it has seen."""

    def stems(self) -> dict[Sku, int]:
        """How many of each stem (or add-on) the florist needs."""
        needed: dict[Sku, int] = {}
        for line in self.lines:
            for sku, count in (line.recipe or {line.sku: 1}).items():
                needed[sku] = needed.get(sku, 0) + count * line.quantity
        return needed

    @property
    def refunded(self) -> int:
        """What the shop gives back of its price, minor units."""
        return sum(refund.amount for refund in self.refunds)

    @property
    def first_amount(self) -> int:
        """What is to be paid for it to be confirmed: the whole price, or the deposit."""
        return self.total - (self.balance.amount if self.balance else 0)

    @property
    def taken(self) -> int:
        """What was captured for it and not promised back yet, in minor units."""
        payments = [self.payment, *([self.balance.payment] if self.balance else [])]
        captured = sum(p.amount for p in payments if p.state is PaymentState.CAPTURED)
        return captured - self.refunded

    def payment_of(self, part: Part) -> Payment | None:
        """What is known of one of its payments."""
        if part is Part.FIRST:
            return self.payment
        return self.balance.payment if self.balance else None

    @property
    def is_confirmable(self) -> bool:
        """Whether the provider holds, or has taken, exactly what confirms it (T28)."""
        return self.payment.promises(self.first_amount)

    @property
    def is_paid_in_full(self) -> bool:
        """Whether the provider holds, or has taken, its whole price."""
        balance = self.balance
        rest_is_paid = balance is None or balance.payment.promises(balance.amount)
        return self.is_confirmable and rest_is_paid

    def is_awaiting(self, part: Part) -> bool:
        """Whether the customer can still pay this part."""
        payment = self.payment_of(part)
        waiting = (State.PLACED, State.CONFIRMED)
        return payment is not None and not payment.is_promised and self.state in waiting


class Level(Value):
    """How many of a SKU are free on a delivery day. `version` counts the changes of that supply."""

    sku: Sku
    day: date
    free: int
    version: int


class Zone(Value):
    """Where the shop delivers, and until when it takes orders for that.

    A postcode belongs to the zone with the longest prefix that it begins with. Orders for a day are
    taken until `cutoff` (`HH:MM` in the shop) of the day that is `days_before` it.
    """

    id: ZoneId
    name: Name
    country: Country
    prefixes: tuple[Annotated[str, Meta(pattern=r"^[A-Z0-9]{1,12}$(?!\n)")], ...]
    cutoff: Annotated[str, Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$(?!\n)")]
    days_before: Annotated[int, Meta(ge=0, le=14)]
    places: Annotated[int, Meta(ge=0, le=10_000)]
    """Deliveries a day, where a florist does not say otherwise."""


class DeliveryDay(Value):
    """A day of a zone: orders are taken until `cutoff` (UTC) while some of `places` are free."""

    zone: ZoneId
    day: date
    cutoff: datetime
    closed: bool
    places: int
    free: int
    version: int


class OpenDay(Value):
    """A delivery day to begin with, in every zone, and how many stems are free on it."""

    day: date
    stock: dict[Sku, int]
    closed: bool = False


class StockAct(Value):
    """What a florist did about stems or delivery days, for the books: it is never changed.

    `subject` is a SKU or a zone; `quantity` counts stems (or places), fewer when negative.
    """

    id: str
    what: str
    subject: str
    day: date
    quantity: int
    reason: Text
    by: CustomerId
    at: datetime


class Shortage(Value):
    """What could not be had. `sku` is empty when it is the delivery day itself."""

    reason: Reason
    sku: str = ""


class Reminder(Body):
    """A day of each year to send flowers on; 29 February is the 28th in other years."""

    name: Name
    month: Annotated[int, Meta(ge=1, le=12)]
    day: Annotated[int, Meta(ge=1, le=31)]


class Profile(Value):
    """A customer, as profiles knows them. `address` is the invoice's."""

    customer: CustomerId
    email: Annotated[str, Meta(max_length=254)] = ""
    name: Annotated[str, Meta(max_length=120)] = ""
    address: Address | None = None
    recipients: tuple[Address, ...] = ()
    """Whom they send flowers to."""
    reminders: tuple[Reminder, ...] = ()
    new_email: Annotated[str, Meta(max_length=254)] = ""
    """The address that they want to have, until they have shown that it is theirs."""
    version: int = 1


class Card(Value):
    """A card that the provider keeps: what its owner knows it by, never its number."""

    id: CardId
    brand: str
    last4: str
    expires: Annotated[str, Meta(pattern=r"^[0-9]{4}-[0-9]{2}$(?!\n)")]


class Setup(Value):
    """A card that is being stored: the browser gives it to the provider with `client_secret`."""

    id: str
    client_secret: str


class Wallet(Value):
    """The cards of a customer, newest first, and the one that is being stored."""

    customer: CustomerId
    cards: tuple[Card, ...] = ()
    setup: Setup | None = None
    version: int = 1


# ---- events: weddings and the like -------------------------------------------------------------


class EnquiryRequest(Body):
    """The body of POST /enquiries: what somebody dreams of. `budget` is in minor units."""

    occasion: Name
    day: date
    venue: Address
    phone: Phone
    wishes: Text
    guests: Annotated[int, Meta(ge=1, le=5000)] | None = None
    budget: Minor | None = None


class QuotedLine(Body):
    """A line of a florist's quote; `unit_price` in minor units, tax of `tax_rate` % included."""

    name: Name
    quantity: Quantity
    unit_price: Minor
    tax_rate: Annotated[int, Meta(ge=0, le=100)]


class QuoteRequest(Body):
    """The body of a florist's quote. The deposit confirms the order; the rest is due later."""

    lines: Annotated[tuple[QuotedLine, ...], Meta(min_length=1, max_length=80)]
    deposit: Annotated[int, Meta(ge=1, le=100_000_000)]
    valid_until: Annotated[datetime, Meta(tz=True)]
    message: Text = ""

    @property
    def total(self) -> int:
        """Minor units, tax included."""
        return total(self.lines)


class EnquiryState(StrEnum):
    """Where an enquiry stands. From the last three nothing leads on."""

    ENQUIRED = "enquired"
    QUOTED = "quoted"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"


class Enquiry(Value):
    """An enquiry, the quote that answers it, and the order that became of it."""

    id: EnquiryId
    customer: CustomerId
    request: EnquiryRequest
    asked_at: datetime
    state: EnquiryState = EnquiryState.ENQUIRED
    quote: QuoteRequest | None = None
    order_id: OrderId | None = None
    history: tuple[Act, ...] = ()
    version: int = 1


class Mismatch(Value):
    """What the provider keeps for an order is not what the books say. Amounts are minor units."""

    order_id: str
    kind: str
    expected: int
    found: int
    currency: str
    intent: str = ""
    """The provider's name for the payment, where there is one."""
