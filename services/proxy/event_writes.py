"""What customers ask for about events: an enquiry, and yes or no to the florist's quote."""

from datetime import timedelta

from services.contracts.commissions import AcceptQuote, DeclineQuote, Enquire, EnquiryRequest
from services.contracts.identifiers import enquiry_id
from services.policy.commissions import may_accept, may_decline
from services.policy.delivery import shop_day
from services.proxy.bodies import AcceptanceRequest, Nothing
from services.proxy.problems import conflict
from services.proxy.request import Dependencies, Reply, Request
from services.proxy.taking_on import accepted, check, refuse_unplanned, seen_enquiry

EVENT_AHEAD = timedelta(days=14)
"""How long before an event a florist wants to hear of it."""


def enquire(request: Request, deps: Dependencies) -> Reply:
    """Ask for the flowers of an event."""
    wanted = request.body(EnquiryRequest)
    first = shop_day(deps.clock()) + EVENT_AHEAD
    if wanted.day < first:
        raise conflict("day", f"the florists need two weeks: {first} is the first possible day.")
    refuse_unplanned("day", wanted.day, deps)
    customer = request.caller.customer
    enquiry = enquiry_id(customer.id, request.idempotency_key)
    command = Enquire(enquiry, customer, wanted, deps.clock())
    return accepted(request, deps, command, enquiry=enquiry)


def accept_quote(request: Request, deps: Dependencies) -> Reply:
    """Yes to the quote that was seen; an order becomes of it."""
    enquiry_id = request.enquiry_id
    wanted = request.body(AcceptanceRequest)
    customer, now = request.caller.customer, deps.clock()
    enquiry = seen_enquiry(request, deps)
    if enquiry is not None:
        check(may_accept(enquiry, wanted.version, now))
    command = AcceptQuote(enquiry_id, customer, wanted.buyer, wanted.version, now)
    return accepted(request, deps, command, enquiry=enquiry_id)


def decline_quote(request: Request, deps: Dependencies) -> Reply:
    """Give an enquiry up."""
    enquiry_id = request.enquiry_id
    request.body(Nothing)
    enquiry = seen_enquiry(request, deps)
    if enquiry is not None:
        check(may_decline(enquiry))
    command = DeclineQuote(enquiry_id, request.caller.customer.id, deps.clock())
    return accepted(request, deps, command, enquiry=enquiry_id)
