"""Flowers for a wedding and the like: the enquiry, the quote, and their commands and events."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from services.contracts.common import (
    Address,
    AuditEntry,
    Buyer,
    Customer,
    CustomerId,
    EnquiryId,
    Name,
    OrderId,
    Phone,
    Price,
    Quantity,
    Text,
)
from services.contracts.message import Command, Event
from services.contracts.requests import Requested, Requests, StaffRequest
from services.contracts.values import Body, Value
from services.manifest import AGGREGATOR, NOTICES, ORDER, PROXY


class EnquiryRequest(Body):
    """The body of POST /enquiries: what a customer asks for. `budget` is in minor units."""

    occasion: Name
    day: date
    venue: Address
    phone: Phone
    wishes: Text
    guests: Annotated[int, Meta(ge=1, le=5000)] | None = None
    budget: Price | None = None


class QuotedLine(Body):
    """A line of a florist's quote; `unit_price` in minor units, tax of `tax_rate` % included."""

    name: Name
    quantity: Quantity
    unit_price: Price
    tax_rate: Annotated[int, Meta(ge=0, le=100)]


class QuoteRequest(Body):
    """The body of a florist's quote. The deposit confirms the order; the rest is due later."""

    lines: Annotated[tuple[QuotedLine, ...], Meta(min_length=1, max_length=80)]
    deposit: Annotated[int, Meta(ge=1, le=100_000_000)]
    valid_until: Annotated[datetime, Meta(tz=True)]
    message: Text = ""


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
    history: tuple[AuditEntry, ...] = ()
    requests: Requests = Requests()
    version: int = 1


class Enquire(Requested, sender=PROXY, to=(ORDER,)):
    """A customer asks for the flowers of a commission."""

    enquiry_id: EnquiryId
    customer: Customer
    request: EnquiryRequest
    asked_at: datetime


class QuoteEnquiry(StaffRequest, sender=PROXY, to=(ORDER,)):
    """A florist says what they would do and what it would cost; a later quote replaces it."""

    enquiry_id: EnquiryId
    quote: QuoteRequest
    seen: int | None = None
    """The `version` of the enquiry that the florist answered."""


class AcceptQuote(Requested, sender=PROXY, to=(ORDER,)):
    """The customer wants what was quoted, as they saw it in `version` of the enquiry."""

    enquiry_id: EnquiryId
    customer: Customer
    buyer: Buyer
    version: int
    accepted_at: datetime


class DeclineQuote(StaffRequest, sender=PROXY, to=(ORDER,)):
    """The customer, or a florist, gives the enquiry up."""

    enquiry_id: EnquiryId


class ExpireQuote(Command, sender=ORDER, to=(ORDER,)):
    """This quote may be overdue."""

    enquiry_id: EnquiryId


class RefreshEnquiry(Command, sender=PROXY, to=(ORDER,)):
    """The view of this enquiry is wanted."""

    enquiry_id: EnquiryId


class RefreshEnquiries(Command, sender=PROXY, to=(ORDER,)):
    """The list of this customer's enquiries is wanted; without a customer, of all open ones."""

    customer: Annotated[str, Meta(max_length=128)] = ""


class EnquiryEvent(Event):
    """An enquiry as it now stands."""

    enquiry: Enquiry


class EnquiryChanged(EnquiryEvent, sender=ORDER, to=(NOTICES, AGGREGATOR)):
    """It was asked, quoted, accepted, given up or expired."""


class EnquiryRefreshed(EnquiryEvent, sender=ORDER, to=(AGGREGATOR,)):
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
