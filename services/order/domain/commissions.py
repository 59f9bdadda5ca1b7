"""Commissions: an enquiry, its quote, the acceptance, and the order that comes from it."""

from datetime import datetime, timedelta

from msgspec.structs import replace

from services.contracts.commissions import (
    AcceptQuote,
    DeclineQuote,
    Enquire,
    Enquiry,
    EnquiryState,
    QuotedLine,
    QuoteEnquiry,
)
from services.contracts.identifiers import order_id
from services.contracts.order_requests import Delivery
from services.contracts.orders import Balance, Line, Occasion, Order
from services.order.domain.order import NO_PHONE, NOBODY, audit_entry
from services.policy.commissions import UNDECIDED, fault_of, may_accept, may_decline, may_quote
from services.policy.pricing import total
from services.policy.refusal import Refusal
from services.policy.requests import OUT_OF_DATE, asked_first, once, out_of_date

BALANCE_BEFORE = timedelta(days=7)
"""How long before the day of a commission the stored card is charged with the balance."""
DEPOSIT_DAYS = timedelta(days=3)
"""How long an accepted quote waits for its deposit."""


def enquired(command: Enquire) -> Enquiry:
    """Make the enquiry that a customer asks for."""
    return Enquiry(
        id=command.enquiry_id,
        customer=command.customer.id,
        request=command.request,
        asked_at=command.asked_at,
        requests=asked_first(command.mark, command.asked_at),
    )


def quoted(enquiry: Enquiry, command: QuoteEnquiry) -> Enquiry:
    """Add a florist's quote. A later one replaces it until it is accepted or declined."""

    def refusal(enquiry: Enquiry) -> Refusal | None:
        return (
            may_quote(enquiry)
            or fault_of(command.quote)
            or out_of_date(command.seen, enquiry.version)
            or _is_outdated(enquiry, command)
        )

    def rule(enquiry: Enquiry) -> Enquiry:
        entry = audit_entry("quoted", command)
        return replace(
            enquiry,
            state=EnquiryState.QUOTED,
            quote=command.quote,
            history=(*enquiry.history, entry),
        )

    return once(enquiry, command.mark, command.requested_at, rule, refusal)


def _is_outdated(enquiry: Enquiry, command: QuoteEnquiry) -> Refusal | None:
    """Refuse a quote that does not say what it answers, after a later one."""
    later = any(entry.at >= command.requested_at for entry in enquiry.history)
    return OUT_OF_DATE if later and command.seen is None else None


def accepted(enquiry: Enquiry, command: AcceptQuote) -> Enquiry:
    """Accept the quote if the enquiry is the customer's own, as they saw it, and not too late.

    It has the id of its order then.
    """
    if enquiry.customer != command.customer.id:
        return enquiry

    def refusal(enquiry: Enquiry) -> Refusal | None:
        return may_accept(enquiry, command.version, command.accepted_at)

    def rule(enquiry: Enquiry) -> Enquiry:
        if enquiry.state is EnquiryState.ACCEPTED:
            return enquiry
        # With a blank, which no Idempotency-Key has: no other order can be this one.
        order = order_id(enquiry.customer, f"enquiry {enquiry.id}")
        return replace(enquiry, state=EnquiryState.ACCEPTED, order_id=order)

    return once(enquiry, command.mark, command.accepted_at, rule, refusal)


def declined(enquiry: Enquiry, command: DeclineQuote) -> Enquiry:
    """Decline the quote for the customer or a florist, unless it is accepted."""

    def rule(enquiry: Enquiry) -> Enquiry:
        if enquiry.state not in UNDECIDED:
            return enquiry
        history = enquiry.history
        if command.by != enquiry.customer:
            history = (*history, audit_entry("declined", command))
        return replace(enquiry, state=EnquiryState.DECLINED, history=history)

    return once(enquiry, command.mark, command.requested_at, rule, may_decline)


def expired(enquiry: Enquiry, now: datetime) -> Enquiry:
    """Close the enquiry because nobody accepted its quote in time."""
    is_acceptable = may_accept(enquiry, enquiry.version, now) is None
    if enquiry.state is not EnquiryState.QUOTED or is_acceptable:
        return enquiry
    return replace(enquiry, state=EnquiryState.EXPIRED)


def commissioned_order(enquiry: Enquiry, command: AcceptQuote) -> Order:
    """Make the order of an accepted enquiry. Raises ValueError without a quote or an order's id."""
    quote, order = enquiry.quote, enquiry.order_id
    if quote is None or order is None:
        raise ValueError(f"enquiry {enquiry.id} has not been accepted")
    request = enquiry.request
    price = total(quote.lines)
    rest = price - quote.deposit
    return Order(
        id=order,
        customer=enquiry.customer,
        lines=tuple(_line(at, line) for at, line in enumerate(quote.lines, start=1)),
        delivery=Delivery(day=request.day, recipient=request.venue, phone=request.phone),
        buyer=command.buyer,
        total=price,
        placed_at=command.accepted_at,
        digest=f"enquiry {enquiry.id}",
        pay_by=command.accepted_at + DEPOSIT_DAYS,
        occasion=Occasion(enquiry.id, request.occasion),
        balance=Balance(rest, request.day - BALANCE_BEFORE) if rest else None,
    )


def _line(at: int, line: QuotedLine) -> Line:
    return Line(
        sku=f"event-{at}",
        name=line.name,
        quantity=line.quantity,
        unit_price=line.unit_price,
        tax_rate=line.tax_rate,
        recipe={},
    )


def erased(enquiry: Enquiry) -> Enquiry:
    """Remove personal data from the enquiry. Nobody can accept its quote any more."""
    request = replace(
        enquiry.request, occasion=NOBODY.name, venue=NOBODY, phone=NO_PHONE, wishes=""
    )
    quote = enquiry.quote
    if quote is not None:
        lines = tuple(replace(line, name=NOBODY.name) for line in quote.lines)
        quote = replace(quote, lines=lines, message="")
    state = EnquiryState.DECLINED if enquiry.state in UNDECIDED else enquiry.state
    history = tuple(replace(entry, note="") for entry in enquiry.history)
    return replace(enquiry, request=request, quote=quote, state=state, history=history)
