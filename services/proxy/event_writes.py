"""What customers ask for about events: an enquiry, and yes or no to the florist's quote."""

from datetime import datetime, timedelta

from services.proxy.bodies import AcceptanceRequest, Nothing
from services.proxy.problems import conflict
from services.proxy.request import Reply, Request, Shop
from services.proxy.taking_on import accepted, refuse_unplanned, said, seen_enquiry
from services.shared.delivery import shop_day
from services.shared.identifiers import enquiry_id
from services.shared.messages import AcceptQuote, DeclineQuote, Enquire
from services.shared.model import Enquiry, EnquiryRequest, EnquiryState

EVENT_AHEAD = timedelta(days=14)
"""How long before an event a florist wants to hear of it."""


def enquire(request: Request, shop: Shop) -> Reply:
    """Ask for the flowers of an event."""
    wanted = request.body(EnquiryRequest)
    first = shop_day(shop.clock()) + EVENT_AHEAD
    if wanted.day < first:
        raise conflict("day", f"the florists need two weeks: {first} is the first possible day.")
    refuse_unplanned("day", wanted.day, shop)
    customer = request.caller.customer
    enquiry = enquiry_id(customer.id, request.idempotency_key)
    command = Enquire(enquiry, customer, wanted, shop.clock())
    return accepted(request, shop, command, enquiry=enquiry)


def accept_quote(request: Request, shop: Shop) -> Reply:
    """Yes to the quote that was seen; an order becomes of it."""
    enquiry_id = request.enquiry_id
    wanted = request.body(AcceptanceRequest)
    customer, now = request.caller.customer, shop.clock()
    enquiry = seen_enquiry(request, shop)
    if enquiry is not None and enquiry.state is not EnquiryState.ACCEPTED:
        _refuse_acceptance(enquiry, wanted.version, now)
    command = AcceptQuote(enquiry_id, customer, wanted.buyer, wanted.version, now)
    return accepted(request, shop, command, enquiry=enquiry_id)


def _refuse_acceptance(enquiry: Enquiry, version: int, now: datetime) -> None:
    if enquiry.state is not EnquiryState.QUOTED or enquiry.quote is None:
        raise conflict(
            "state", f"the enquiry is {enquiry.state}: there is no quote to accept. Enquire anew."
        )
    if enquiry.version != version:
        raise conflict("version", f"the quote has changed: it is {enquiry.version}. Look again.")
    until = enquiry.quote.valid_until
    if now > until:
        raise conflict("quote.valid_until", f"it was valid until {said(until)}. Enquire anew.")


def decline_quote(request: Request, shop: Shop) -> Reply:
    """Give an enquiry up."""
    enquiry_id = request.enquiry_id
    request.body(Nothing)
    enquiry = seen_enquiry(request, shop)
    if enquiry is not None and enquiry.state is EnquiryState.ACCEPTED:
        raise conflict("state", "the enquiry is accepted already. Cancel its order.")
    command = DeclineQuote(enquiry_id, request.caller.customer.id, shop.clock())
    return accepted(request, shop, command, enquiry=enquiry_id)
