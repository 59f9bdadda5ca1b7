"""Enquiries for events and the quotes that answer them."""

from datetime import date, datetime
from typing import Annotated

from msgspec import Meta

from services.contracts.commissions import (
    AcceptQuote,
    DeclineQuote,
    Enquire,
    Enquiry,
    EnquiryRequest,
    EnquiryState,
    QuoteEnquiry,
    RefreshEnquiries,
    RefreshEnquiry,
)
from services.contracts.commissions import QuoteRequest as Quote
from services.contracts.common import (
    AuditEntry,
    Buyer,
    EnquiryId,
    Minor,
    Name,
    OrderId,
    Quantity,
    Text,
)
from services.contracts.identifiers import enquiry_id, is_issued_to
from services.contracts.values import Body, Value
from services.policy.commissions import (
    acceptable_until,
    fault_of,
    first_event_day,
    may_accept,
    may_decline,
    may_enquire,
    may_quote,
)
from services.policy.pricing import line_total, total
from services.policy.refusal import Refusal
from services.policy.requests import seen_too_early
from services.proxy.bodies import Nothing, Refused, shown_refusals
from services.proxy.dependencies import Dependencies
from services.proxy.operation import CONFLICT, MISSING, MISSING_OR_CONFLICT, Operation
from services.proxy.paging import cursor_in, cursor_text
from services.proxy.problems import invalid, later
from services.proxy.reading import check_complete, expected, request_refresh
from services.proxy.request import ISSUED_ID, PRIVATE, Reply, Request
from services.proxy.writing import (
    PLANNED,
    accepted,
    cached_enquiry,
    check,
    is_repeat,
    looked,
    refuse_unplanned,
    staff_name,
)


class AcceptanceRequest(Body):
    """Yes to the quote as it stands in `version` of the enquiry; the invoice goes to `buyer`."""

    version: Annotated[int, Meta(ge=1)]
    buyer: Buyer


class QuoteRequest(Quote):
    """A quote that answers the enquiry as it stood in `version`.

    Without it the later of two quotes stands.
    """

    version: Annotated[int, Meta(ge=1)] | None = None

    @property
    def quote(self) -> Quote:
        """The quote alone."""
        return Quote(self.lines, self.deposit, self.valid_until, self.message)


class ShownQuotedLine(Value):
    """A line of a quote. Amounts are minor units, tax included."""

    name: Name
    quantity: Quantity
    unit_price: Minor
    total: Minor
    tax_rate: int


class ShownQuote(Value):
    """A florist's quote. `total` is `deposit`, due now, and `balance`, due later."""

    lines: tuple[ShownQuotedLine, ...]
    total: Minor
    deposit: Minor
    balance: Minor
    valid_until: datetime
    message: Text


class EnquiryObstacles(Value):
    """What is in the way of each action at the moment of the answer; null: nothing is."""

    accept: Refusal | None


class ShownEnquiry(Value):
    """An enquiry and the quote that answers it. `history` is for florists alone."""

    id: EnquiryId
    state: EnquiryState
    request: EnquiryRequest
    quote: ShownQuote | None
    order_id: OrderId | None
    obstacles: EnquiryObstacles
    asked_at: datetime
    version: int
    refused: tuple[Refused, ...]
    history: tuple[AuditEntry, ...]


class ShownEnquiries(Value):
    """A page of enquiries, newest first. A new one can be for `first_day` or a later day.

    `next` is the `before` of the next page.
    """

    enquiries: tuple[ShownEnquiry, ...]
    first_day: date
    next: str | None


ENQUIRIES_PAGE = 50


def enquire(request: Request, deps: Dependencies) -> Reply:
    """Ask for the flowers of an event."""
    wanted = request.body(EnquiryRequest)
    customer = request.caller.customer
    enquiry = enquiry_id(customer.id, request.idempotency_key)
    view = looked(lambda: deps.cache.enquiry(enquiry))
    known = view.enquiry if view else None
    if known is None or not is_repeat(request, deps, known.requests):
        check(may_enquire(wanted.day, deps.clock()))
        refuse_unplanned("day", wanted.day, deps)
    command = Enquire(enquiry, customer, wanted, deps.clock())
    return accepted(request, deps, command, enquiry=enquiry)


def list_enquiries(request: Request, deps: Dependencies) -> Reply:
    """The caller's enquiries."""
    return _enquiries(request.caller.customer.id, request, deps)


def list_open_enquiries(request: Request, deps: Dependencies) -> Reply:
    """The enquiries that wait for a florist or for their customer."""
    return _enquiries("", request, deps)


def _enquiries(customer: str, request: Request, deps: Dependencies) -> Reply:
    before = cursor_in(request, "before", ISSUED_ID)
    listing = deps.cache.enquiries(customer, ENQUIRIES_PAGE, before)
    check_complete(listing, request, deps, RefreshEnquiries(customer))
    found = tuple(
        _shown_enquiry(view.enquiry, request, deps)
        for view in listing.views[:ENQUIRIES_PAGE]
        if view.enquiry
    )
    more = len(listing.views) > ENQUIRIES_PAGE
    cursor = cursor_text(found[-1].asked_at, found[-1].id) if more else None
    return Reply(ShownEnquiries(found, first_event_day(deps.clock()), cursor), headers=PRIVATE)


def read_enquiry(request: Request, deps: Dependencies) -> Reply:
    """One enquiry, with its quote."""
    enquiry_id = request.enquiry_id
    owner = RefreshEnquiry(enquiry_id)
    view = expected(deps.cache.enquiry(enquiry_id), request, deps, owner)
    if view.enquiry is None:
        request_refresh(request, deps, owner)
        raise later("The enquiry is being prepared. Try again in a moment.")
    return Reply(_shown_enquiry(view.enquiry, request, deps), headers=PRIVATE)


def _shown_enquiry(enquiry: Enquiry, request: Request, deps: Dependencies) -> ShownEnquiry:
    for_staff = enquiry.customer != request.caller.customer.id
    return shown_enquiry(enquiry, deps.clock(), for_staff=for_staff)


def shown_enquiry(enquiry: Enquiry, now: datetime, *, for_staff: bool = False) -> ShownEnquiry:
    """The enquiry for its customer, or for a florist. `now` is when its obstacles must hold."""
    return ShownEnquiry(
        id=enquiry.id,
        state=enquiry.state,
        request=enquiry.request,
        quote=_shown_quote(enquiry.quote, enquiry.request.day) if enquiry.quote else None,
        order_id=enquiry.order_id,
        obstacles=EnquiryObstacles(accept=may_accept(enquiry, enquiry.version, now)),
        asked_at=enquiry.asked_at,
        version=enquiry.version,
        refused=shown_refusals(enquiry.requests),
        history=enquiry.history if for_staff else (),
    )


def _shown_quote(quote: Quote, day: date) -> ShownQuote:
    price = total(quote.lines)
    return ShownQuote(
        lines=tuple(
            ShownQuotedLine(
                name=line.name,
                quantity=line.quantity,
                unit_price=line.unit_price,
                total=line_total(line),
                tax_rate=line.tax_rate,
            )
            for line in quote.lines
        ),
        total=price,
        deposit=quote.deposit,
        balance=price - quote.deposit,
        valid_until=acceptable_until(day, quote),
        message=quote.message,
    )


def quote_enquiry(request: Request, deps: Dependencies) -> Reply:
    """Quote for an enquiry: what the flowers of the event would be and cost."""
    enquiry_id = request.enquiry_id
    wanted = request.body(QuoteRequest)
    quote, now = wanted.quote, deps.clock()
    enquiry = cached_enquiry(request, deps)
    if enquiry is None or not is_repeat(request, deps, enquiry.requests):
        fault = fault_of(quote)
        if fault is not None:
            raise invalid(fault.field, fault.sentence)
        if not now < quote.valid_until <= now + PLANNED:
            raise invalid("valid_until", "a moment to come, in two years at the most")
        if enquiry is not None:
            check(may_quote(enquiry) or seen_too_early(wanted.version, enquiry.version))
    command = QuoteEnquiry(
        enquiry_id,
        quote,
        by=request.caller.customer.id,
        requested_at=now,
        name=staff_name(request, deps),
        seen=wanted.version,
    )
    return accepted(request, deps, command, enquiry=enquiry_id)


def accept_quote(request: Request, deps: Dependencies) -> Reply:
    """Accept the quote as it was shown; it becomes an order."""
    enquiry_id = request.enquiry_id
    wanted = request.body(AcceptanceRequest)
    customer, now = request.caller.customer, deps.clock()
    enquiry = cached_enquiry(request, deps)
    if enquiry is not None and not is_repeat(request, deps, enquiry.requests):
        check(may_accept(enquiry, wanted.version, now))
    command = AcceptQuote(enquiry_id, customer, wanted.buyer, wanted.version, now)
    return accepted(request, deps, command, enquiry=enquiry_id)


def decline_quote(request: Request, deps: Dependencies) -> Reply:
    """Decline the quote, or withdraw the enquiry."""
    enquiry_id = request.enquiry_id
    request.body(Nothing)
    enquiry = cached_enquiry(request, deps)
    if enquiry is not None and not is_repeat(request, deps, enquiry.requests):
        check(may_decline(enquiry))
    customer = request.caller.customer.id
    name = "" if is_issued_to(enquiry_id, customer) else staff_name(request, deps)
    command = DeclineQuote(enquiry_id, by=customer, requested_at=deps.clock(), name=name)
    return accepted(request, deps, command, enquiry=enquiry_id)


OPERATIONS = (
    Operation(enquire, request=EnquiryRequest, errors=CONFLICT),
    Operation(list_enquiries, response=ShownEnquiries),
    Operation(list_open_enquiries, response=ShownEnquiries),
    Operation(read_enquiry, response=ShownEnquiry, errors=MISSING),
    Operation(quote_enquiry, request=QuoteRequest, errors=MISSING_OR_CONFLICT),
    Operation(accept_quote, request=AcceptanceRequest, errors=MISSING_OR_CONFLICT),
    Operation(decline_quote, request=Nothing, errors=MISSING_OR_CONFLICT),
)
