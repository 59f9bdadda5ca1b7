"""Enquiries, their quotes, and the commissions that come from them."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from services.contracts.commissions import (
    AcceptQuote,
    DeclineQuote,
    Enquire,
    Enquiry,
    EnquiryChanged,
    EnquiryRefreshed,
    QuoteEnquiry,
)
from services.contracts.message import Event
from services.order.dependencies import Dependencies, inbox
from services.order.domain import announcements, commissions
from services.order.handlers.erasure import add_enquiry_unless_erased, add_order_unless_erased
from services.policy.requests import other_body, refusing_other_body
from services.runtime.logs import service_logger

logger = service_logger()


@inbox.on(Enquire)
def enquire(command: Enquire, deps: Dependencies) -> Iterable[Event]:
    """Write a customer's enquiry. The same request again is the same enquiry."""
    enquired = add_enquiry_unless_erased(deps, commissions.enquired(command))
    yield from _changed(deps, enquired.id, partial(refusing_other_body, mark=command.mark))


@inbox.on(QuoteEnquiry)
def quote_enquiry(command: QuoteEnquiry, deps: Dependencies) -> Iterable[Event]:
    """Add a florist's quote to an enquiry."""
    return _changed(deps, command.enquiry_id, partial(commissions.quoted, command=command))


@inbox.on(AcceptQuote)
def accept_quote(command: AcceptQuote, deps: Dependencies) -> Iterator[Event]:
    """Make an order of an accepted quote; it waits for its deposit."""
    rule = partial(commissions.accepted, command=command)
    enquiry = deps.enquiries.change(command.enquiry_id, rule)
    is_theirs = enquiry.customer == command.customer.id
    if enquiry.order_id is None or not is_theirs or other_body(enquiry.requests, command.mark):
        logger.warning("refused: the quote is not as it was, or too old", state=enquiry.state)
        if is_theirs and command.mark:
            yield EnquiryRefreshed(enquiry)
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
