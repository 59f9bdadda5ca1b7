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
from services.order.shop import Shop, inbox
from services.runtime.logs import service_logger

logger = service_logger()


@inbox.on(Enquire)
def enquire(command: Enquire, shop: Shop) -> Iterable[Event]:
    """A customer dreams of something; the same request again is the same enquiry."""
    yield EnquiryChanged(shop.listen_to(enquiries.enquired(command)))


@inbox.on(QuoteEnquiry)
def quote(command: QuoteEnquiry, shop: Shop) -> Iterable[Event]:
    """A florist answers."""
    return _changed(shop, command.enquiry_id, partial(enquiries.quoted, command=command))


@inbox.on(AcceptQuote)
def accept(command: AcceptQuote, shop: Shop) -> Iterator[Event]:
    """The customer says yes: an order becomes of it, which waits for its deposit."""
    rule = partial(enquiries.accepted, command=command)
    enquiry = shop.enquiries.change(command.enquiry_id, rule)
    if enquiry.order_id is None or enquiry.customer != command.customer.id:
        logger.warning("refused: the quote is not as it was, or too old", state=enquiry.state)
        return
    order = shop.take_on(enquiries.order_for(enquiry, command))
    yield EnquiryChanged(enquiry)
    yield announcements.placed(order)


@inbox.on(DeclineQuote)
def decline(command: DeclineQuote, shop: Shop) -> Iterable[Event]:
    """The customer, or a florist, says no."""
    return _changed(shop, command.enquiry_id, partial(enquiries.declined, command=command))


@inbox.on(LookForOverdue)
def look_for_overdue(_: LookForOverdue, shop: Shop) -> Iterator[Message]:
    """Stems that nobody pays for are for others, and no quote stands for ever."""
    now = shop.clock()
    for order in shop.orders.overdue(now):
        yield ExpireOrder(order.id)
    for enquiry in shop.enquiries.overdue(now):
        yield ExpireQuote(enquiry.id)


@inbox.on(ExpireQuote)
def expire(command: ExpireQuote, shop: Shop) -> Iterable[Event]:
    """Nobody accepted it in time."""
    return _changed(shop, command.enquiry_id, partial(enquiries.expired, now=shop.clock()))


def _changed(shop: Shop, enquiry_id: str, rule: Callable[[Enquiry], Enquiry]) -> Iterator[Event]:
    yield EnquiryChanged(shop.enquiries.change(enquiry_id, rule))
