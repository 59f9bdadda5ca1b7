"""Types that every service uses: identifiers, amounts, addresses, reasons.

Money is an integer in minor units (cents) of the order's one currency. Prices include tax, as a
consumer sees them. Times are UTC; a delivery day is a calendar day of the shop.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from services.contracts.values import Body, Value

Sku = Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$(?!\n)", min_length=2, max_length=40)]
OrderId = Annotated[str, Meta(pattern=r"^[a-z2-7]{26}$(?!\n)")]
CustomerId = Annotated[str, Meta(min_length=1, max_length=128)]
"""The `sub` of the customer's Cognito token."""
Price = Annotated[int, Meta(ge=0, le=100_000_000)]
"""What one thing costs, or what somebody says that it costs: minor units of the currency."""
Minor = Annotated[int, Meta(ge=0, le=10_000_000_000_000)]
"""An amount in minor units of the order's currency: more than any lines add up to, so that
whatever is summed up can be read again."""
Quantity = Annotated[int, Meta(ge=1, le=500)]
ONE_LINE = r"^(?=.*\S)[^\x00-\x1f\x7f-\x9f\ufffe\uffff]+$(?!\n)"
"""Without control characters, and without what SQS refuses."""
Name = Annotated[str, Meta(pattern=ONE_LINE, min_length=1, max_length=120)]
"""One line with something in it."""
LINES = r"^[^\x00-\x09\x0b-\x1f\x7f-\x9f\ufffe\uffff]*$(?!\n)"
Text = Annotated[str, Meta(pattern=LINES, max_length=500)]
"""Lines, perhaps none."""
Postcode = Annotated[str, Meta(pattern=r"^([A-Za-z0-9][A-Za-z0-9 -]{1,11})?$(?!\n)")]
"""As its country writes it, which the API sees to; empty where there is none."""
Country = Annotated[str, Meta(pattern=r"^[A-Z]{2}$(?!\n)")]
"""ISO 3166-1 alpha-2; the API takes none that does not exist."""
HOME: Country = "DE"
"""The shop's own: of an address that names no country."""
Part = Annotated[str, Meta(pattern=rf"^$|{ONE_LINE}", max_length=120)]
"""A part that an address may have; empty: it has none."""
VatId = Annotated[str, Meta(pattern=r"^([A-Z]{2}[A-Z0-9+*]{2,14})?$(?!\n)")]
"""For VAT in the EU, or a number like it elsewhere, after two letters of the country; or empty."""
Phone = Annotated[str, Meta(pattern=r"^\+?[0-9 ()/.-]{5,25}$(?!\n)")]
Email = Annotated[str, Meta(pattern=r"^[^@\s\x00-\x1f]{1,64}@[^@\s\x00-\x1f]{1,189}$(?!\n)")]
ZoneId = Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$(?!\n)", max_length=40)]
EnquiryId = Annotated[str, Meta(pattern=r"^[a-z2-7]{26}$(?!\n)")]
CURRENCY = "EUR"
"""The shop trades in one currency (ISO 4217)."""


class Address(Body):
    """A postal address."""

    name: Name
    street: Name
    postcode: Postcode
    city: Name
    country: Country = HOME


class Buyer(Body):
    """Whom an invoice is for. `region` is a state or the like, where addresses have one.

    It is no kind of `Address`: what takes an address refuses the fields that a buyer has more.
    """

    name: Name
    street: Name
    postcode: Postcode
    city: Name
    country: Country = HOME
    region: Part = ""
    company: Part = ""
    vat_id: VatId = ""


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
    NO_BOUQUET = "no_bouquet"
    """Stems, papers and gifts are sold with a bouquet alone."""
    LEAD_TIME = "lead_time"
    """An order of this size must be placed earlier."""
    TOO_MUCH_UNPAID = "too_much_unpaid"
    """Its customer has too many orders already that are not paid for."""


class AuditEntry(Value):
    """What a member of the staff did, and when (UTC)."""

    what: str
    by: CustomerId
    at: datetime
    note: Text = ""
    name: Annotated[str, Meta(max_length=120)] = ""
    """Theirs, as it was then."""


class Customer(Value):
    """The signed-in person as the access token names them."""

    id: CustomerId
    username: Annotated[str, Meta(max_length=128)]
