"""The words of the shop: what messages, stores and the API speak of.

Money is an integer in minor units (cents) of the order's one currency. Prices include tax, as a
consumer sees them. Times are UTC; a delivery day is a calendar day of the shop.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, field

from services.shared.values import Body, Value

Sku = Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", min_length=2, max_length=40)]
OrderId = Annotated[str, Meta(pattern=r"^[a-z2-7]{26}$")]
CustomerId = Annotated[str, Meta(min_length=1, max_length=128)]
"""The `sub` of the customer's Cognito token."""
Minor = Annotated[int, Meta(ge=0, le=100_000_000)]
"""An amount in minor units of the order's currency."""
Quantity = Annotated[int, Meta(ge=1, le=500)]
Name = Annotated[
    str, Meta(pattern=r"^(?=.*\S)[^\x00-\x1f\x7f-\x9f]+$", min_length=1, max_length=120)
]
"""One line with something in it."""
Text = Annotated[str, Meta(pattern=r"^[^\x00-\x09\x0b-\x1f\x7f-\x9f]*$", max_length=500)]
"""Lines, perhaps none."""
Postcode = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9 -]{1,11}$")]
Country = Annotated[str, Meta(pattern=r"^[A-Z]{2}$")]
"""ISO 3166-1 alpha-2."""

CURRENCY = "EUR"
"""The shop trades in one currency (ISO 4217)."""


class Address(Body):
    """A postal address."""

    name: Name
    street: Name
    postcode: Postcode
    city: Name
    country: Country


class Delivery(Body):
    """When, to whom and where the flowers go."""

    day: date
    recipient: Address
    phone: Annotated[str, Meta(pattern=r"^\+?[0-9 ()/-]{5,25}$")]
    instructions: Text = ""


class RequestedLine(Body):
    """What a customer asks for: so many of one item of the catalogue."""

    sku: Sku
    quantity: Quantity


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
        return self.quantity * self.unit_price


class State(StrEnum):
    """Where an order stands."""

    PLACED = "placed"
    CONFIRMED = "confirmed"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"


class Stock(StrEnum):
    """What is known of the order's stems and delivery day."""

    UNKNOWN = "unknown"
    RESERVED = "reserved"
    SHORT = "short"


class PaymentState(StrEnum):
    """What is known of the order's payment."""

    NONE = "none"
    DECLINED = "declined"
    AUTHORISED = "authorised"
    CAPTURED = "captured"
    VOIDED = "voided"


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


class Payment(Value):
    """The payment as the order knows it. `amount` is in minor units of the order's currency."""

    state: PaymentState = PaymentState.NONE
    amount: Minor = 0
    attempt: str = ""
    """The attempt that this state speaks of."""
    decline_code: str = ""
    """The provider's word for a refusal, such as `insufficient_funds`."""


class Invoice(Value):
    """An issued invoice, or the credit note for one. `key` is its object in the invoice bucket."""

    number: str
    key: str
    issued_at: datetime


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
    version: int = 1
    """Counts the changes; a reader keeps the highest it has seen."""

    def stems(self) -> dict[Sku, int]:
        """How many of each stem (or add-on) the florist needs."""
        needed: dict[Sku, int] = {}
        for line in self.lines:
            for sku, count in (line.recipe or {line.sku: 1}).items():
                needed[sku] = needed.get(sku, 0) + count * line.quantity
        return needed


class Level(Value):
    """How many of a SKU are free on a delivery day. `version` counts the changes of that supply."""

    sku: Sku
    day: date
    free: int
    version: int


class DeliveryDay(Value):
    """A delivery day: orders are taken until `cutoff` (UTC) while `places` last."""

    day: date
    cutoff: datetime
    closed: bool
    places: int
    version: int


class OpenDay(Value):
    """A delivery day to begin with: orders until `cutoff` (UTC), and how many stems are free."""

    day: date
    cutoff: datetime
    places: int
    stock: dict[Sku, int]


class Shortage(Value):
    """What could not be had. `sku` is empty when it is the delivery day itself."""

    reason: Reason
    sku: str = ""


class Profile(Value):
    """A customer, as profiles knows them."""

    customer: CustomerId
    email: Annotated[str, Meta(max_length=254)] = ""
    name: Annotated[str, Meta(max_length=120)] = ""
    address: Address | None = None
    version: int = 1
