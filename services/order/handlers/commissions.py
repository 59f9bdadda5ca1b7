"""Enquiries, their quotes, and the commissions that come from them."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from services.contracts.commissions import (
    AcceptQuote,
    DeclineQuote,
    Enquire,
    Enquiry,
    EnquiryChanged,
    QuoteEnquiry,
)
from services.contracts.message import Event
from services.order.dependencies import Dependencies, inbox
from services.order.domain import announcements, commissions
from services.order.handlers.erasure import add_enquiry_unless_erased, add_order_unless_erased
from services.runtime.logs import service_logger

logger = service_logger()


@inbox.on(Enquire)
def enquire(command: Enquire, deps: Dependencies) -> Iterable[Event]:
    """Write a customer's enquiry. The same request again is the same enquiry."""
    yield EnquiryChanged(add_enquiry_unless_erased(deps, commissions.enquired(command)))


@inbox.on(QuoteEnquiry)
def quote_enquiry(command: QuoteEnquiry, deps: Dependencies) -> Iterable[Event]:
    """Add a florist's quote to an enquiry."""
    return _changed(deps, command.enquiry_id, partial(commissions.quoted, command=command))


@inbox.on(AcceptQuote)
def accept_quote(command: AcceptQuote, deps: Dependencies) -> Iterator[Event]:
    """Make an order of an accepted quote; it waits for its deposit."""
    rule = partial(commissions.accepted, command=command)
    enquiry = deps.enquiries.change(command.enquiry_id, rule)
    if enquiry.order_id is None or enquiry.customer != command.customer.id:
        logger.warning("refused: the quote is not as it was, or too old", state=enquiry.state)
        return
    order = add_order_unless_erased(deps, commissions.commissioned_order(enquiry, command))
    yield EnquiryChanged(enquiry)
    yield announcements.placed(order)


@inbox.on(DeclineQuote)
def decline_quote(command: DeclineQuote, deps: Dependencies) -> Iterable[Event]:
    """Close an enquiry that its customer, or a florist, does not go on with."""
    return _changed(deps, command.enquiry_id, partial(commissions.declined, command=command))


def _changed(
    deps: Dependencies, enquiry_id: str, rule: Callable[[Enquiry], Enquiry]
) -> Iterator[Event]:
    yield EnquiryChanged(deps.enquiries.change(enquiry_id, rule))
