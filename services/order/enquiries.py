"""Events: an enquiry, a florist's quote, the customer's yes, and the order that becomes of it."""

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
from services.contracts.common import AuditEntry
from services.contracts.identifiers import order_id
from services.contracts.orders import Balance, Delivery, Line, Occasion, Order
from services.order.domain import NO_PHONE, NOBODY
from services.policy.commissions import UNDECIDED, fault_of, may_accept, may_decline, may_quote
from services.policy.pricing import total

BALANCE_BEFORE = timedelta(days=7)
"""How long before the event's day the stored card is charged with the balance."""
DEPOSIT_DAYS = timedelta(days=3)
"""How long an accepted quote waits for its deposit."""


def enquired(command: Enquire) -> Enquiry:
    """What a customer dreams of."""
    return Enquiry(
        id=command.enquiry_id,
        customer=command.customer.id,
        request=command.request,
        asked_at=command.asked_at,
    )


def quoted(enquiry: Enquiry, command: QuoteEnquiry) -> Enquiry:
    """With a florist's quote; a later one replaces it as long as nobody has said yes or no."""
    known = any(act.at >= command.requested_at for act in enquiry.history)
    if known or may_quote(enquiry) or fault_of(command.quote):
        return enquiry
    act = AuditEntry("quoted", command.by, command.requested_at)
    return replace(
        enquiry,
        state=EnquiryState.QUOTED,
        quote=command.quote,
        history=(*enquiry.history, act),
    )


def accepted(enquiry: Enquiry, command: AcceptQuote) -> Enquiry:
    """With its order's id, if it is the customer's own, as they saw it, and not too late."""
    known = enquiry.state is EnquiryState.ACCEPTED
    theirs = enquiry.customer == command.customer.id
    if known or not theirs or may_accept(enquiry, command.version, command.accepted_at):
        return enquiry
    # With a blank, which no Idempotency-Key has: no other order can be this one.
    order = order_id(enquiry.customer, f"enquiry {enquiry.id}")
    return replace(enquiry, state=EnquiryState.ACCEPTED, order_id=order)


def declined(enquiry: Enquiry, command: DeclineQuote) -> Enquiry:
    """Given up by the customer or by a florist, before anybody said yes."""
    if enquiry.state not in UNDECIDED or may_decline(enquiry):
        return enquiry
    acts = enquiry.history
    if command.by != enquiry.customer:
        acts = (*acts, AuditEntry("declined", command.by, command.requested_at))
    return replace(enquiry, state=EnquiryState.DECLINED, history=acts)


def expired(enquiry: Enquiry, now: datetime) -> Enquiry:
    """Given up because nobody accepted the quote in time."""
    is_acceptable = may_accept(enquiry, enquiry.version, now) is None
    if enquiry.state is not EnquiryState.QUOTED or is_acceptable:
        return enquiry
    return replace(enquiry, state=EnquiryState.EXPIRED)


def order_for(enquiry: Enquiry, command: AcceptQuote) -> Order:
    """The order of an accepted enquiry. Raises ValueError when it has no quote, or no order."""
    quote, order = enquiry.quote, enquiry.order_id
    if quote is None or order is None:
        raise ValueError(f"enquiry {enquiry.id} has not been accepted")
    wish = enquiry.request
    price = total(quote.lines)
    rest = price - quote.deposit
    return Order(
        id=order,
        customer=enquiry.customer,
        lines=tuple(_line(at, line) for at, line in enumerate(quote.lines, start=1)),
        delivery=Delivery(day=wish.day, recipient=wish.venue, phone=wish.phone),
        buyer=command.buyer,
        total=price,
        placed_at=command.accepted_at,
        digest=f"enquiry {enquiry.id}",
        pay_by=command.accepted_at + DEPOSIT_DAYS,
        occasion=Occasion(enquiry.id, wish.occasion),
        balance=Balance(rest, wish.day - BALANCE_BEFORE) if rest else None,
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
    """Given up, and without the people in it: nobody can accept its quote any more."""
    request = replace(
        enquiry.request, occasion=NOBODY.name, venue=NOBODY, phone=NO_PHONE, wishes=""
    )
    quote = replace(enquiry.quote, message="") if enquiry.quote else None
    state = EnquiryState.DECLINED if enquiry.state in UNDECIDED else enquiry.state
    return replace(enquiry, request=request, quote=quote, state=state)
