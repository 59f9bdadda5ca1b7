"""Which message does what to an enquiry, and what the clock says."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from services.contracts.commissions import (
    AcceptQuote,
    DeclineQuote,
    Enquire,
    Enquiry,
    EnquiryChanged,
    ExpireQuote,
    QuoteEnquiry,
)
from services.contracts.message import Event, Message
from services.contracts.order_messages import ExpireOrder, LookForOverdue
from services.order import announcements, enquiries
from services.order.dependencies import Dependencies, inbox
from services.runtime.logs import service_logger

logger = service_logger()


@inbox.on(Enquire)
def enquire(command: Enquire, deps: Dependencies) -> Iterable[Event]:
    """A customer dreams of something; the same request again is the same enquiry."""
    yield EnquiryChanged(deps.listen_to(enquiries.enquired(command)))


@inbox.on(QuoteEnquiry)
def quote(command: QuoteEnquiry, deps: Dependencies) -> Iterable[Event]:
    """A florist answers."""
    return _changed(deps, command.enquiry_id, partial(enquiries.quoted, command=command))


@inbox.on(AcceptQuote)
def accept(command: AcceptQuote, deps: Dependencies) -> Iterator[Event]:
    """The customer says yes: an order becomes of it, which waits for its deposit."""
    rule = partial(enquiries.accepted, command=command)
    enquiry = deps.enquiries.change(command.enquiry_id, rule)
    if enquiry.order_id is None or enquiry.customer != command.customer.id:
        logger.warning("refused: the quote is not as it was, or too old", state=enquiry.state)
        return
    order = deps.take_on(enquiries.order_for(enquiry, command))
    yield EnquiryChanged(enquiry)
    yield announcements.placed(order)


@inbox.on(DeclineQuote)
def decline(command: DeclineQuote, deps: Dependencies) -> Iterable[Event]:
    """The customer, or a florist, says no."""
    return _changed(deps, command.enquiry_id, partial(enquiries.declined, command=command))


@inbox.on(LookForOverdue)
def look_for_overdue(_: LookForOverdue, deps: Dependencies) -> Iterator[Message]:
    """Stems that nobody pays for are for others, and no quote stands for ever."""
    now = deps.clock()
    for order in deps.orders.overdue(now):
        yield ExpireOrder(order.id)
    for enquiry in deps.enquiries.overdue(now):
        yield ExpireQuote(enquiry.id)


@inbox.on(ExpireQuote)
def expire(command: ExpireQuote, deps: Dependencies) -> Iterable[Event]:
    """Nobody accepted it in time."""
    return _changed(deps, command.enquiry_id, partial(enquiries.expired, now=deps.clock()))


def _changed(
    deps: Dependencies, enquiry_id: str, rule: Callable[[Enquiry], Enquiry]
) -> Iterator[Event]:
    yield EnquiryChanged(deps.enquiries.change(enquiry_id, rule))
