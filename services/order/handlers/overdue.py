"""What nobody pays for, or accepts, in time: the stems are for others, the quote expires."""

from collections.abc import Iterable, Iterator
from functools import partial

from services.contracts.commissions import EnquiryChanged, ExpireQuote
from services.contracts.message import Event, Message
from services.contracts.order_messages import ExpireOrder, LookForOverdue, PaymentRequested
from services.order.dependencies import Dependencies, inbox
from services.order.domain import announcements, commissions, order
from services.order.domain.announcements import announced


@inbox.on(LookForOverdue)
def look_for_overdue(_: LookForOverdue, deps: Dependencies) -> Iterator[Message]:
    """Send a command for each order and quote that may be overdue.

    Who left the shop while their bank was asking them is written to.
    """
    now = deps.clock()
    for late_order in deps.orders.overdue(now):
        yield ExpireOrder(late_order.id)
    for asked in deps.orders.unanswered(now):
        yield PaymentRequested(asked, is_unanswered=True)
    for enquiry in deps.enquiries.overdue(now):
        yield ExpireQuote(enquiry.id)


@inbox.on(ExpireOrder)
def expire_order(command: ExpireOrder, deps: Dependencies) -> Iterable[Event]:
    """Cancel the order, unless it has been paid for by now."""
    rule = partial(order.expired, now=deps.clock())
    return announced(*deps.orders.transition(command.order_id, rule), announcements.expired)


@inbox.on(ExpireQuote)
def expire_quote(command: ExpireQuote, deps: Dependencies) -> Iterable[Event]:
    """Close the enquiry, unless its quote has been accepted by now."""
    rule = partial(commissions.expired, now=deps.clock())
    yield EnquiryChanged(deps.enquiries.change(command.enquiry_id, rule))
