"""Which message does what to an order: commands of customers and florists, facts about stock."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from services.contracts.common import AuditEntry, OrderId, Reason
from services.contracts.inventory import StockReserved, StockShort
from services.contracts.invoices import CreditNoteIssued, InvoiceIssued
from services.contracts.message import Event
from services.contracts.order_messages import (
    CancelOrder,
    ChangeDelivery,
    CustomerErased,
    DeliverOrders,
    EraseCustomer,
    ExpireOrder,
    PlaceOrder,
    RefundOrder,
    ShipOrders,
    SubstituteStems,
)
from services.contracts.orders import Order
from services.order import announcements, changes, domain, enquiries
from services.order.announcements import Again, announced
from services.order.dependencies import Dependencies, inbox
from services.order.listing import enquiries_listed, orders_listed
from services.policy.orders import is_under_way
from services.runtime.bus import AgainSoonError
from services.runtime.logs import service_logger
from services.runtime.repository import UnknownError

Change = tuple[Order, Order]
"""An order before and after."""

logger = service_logger()


@inbox.on(PlaceOrder)
def place(command: PlaceOrder, deps: Dependencies) -> Iterator[Event]:
    """Price it, write it, announce it; the same request again is the same order."""
    items = deps.orders.items([line.sku for line in command.request.lines])
    profile = None if command.request.buyer else deps.orders.profile(command.customer.id)
    order = deps.take_on(domain.place(command, items, profile, deps.hold))
    if order.digest != command.digest:
        logger.warning("the same idempotency key came with another body; the first one stands")
    yield announcements.placed(order)


@inbox.on(CancelOrder)
def cancel(command: CancelOrder, deps: Dependencies) -> Iterable[Event]:
    """Give it up, as far as the policy allows whoever asks."""
    change = deps.change(command.order_id, partial(changes.given_up, command=command))
    return _done("cancellation", change, announcements.cancelled)


@inbox.on(ChangeDelivery)
def change_delivery(command: ChangeDelivery, deps: Dependencies) -> Iterable[Event]:
    """Another day or recipient, if inventory can have it."""
    before, after = deps.change(command.order_id, partial(changes.wished, command=command))
    if changes.must_wait(after, command):
        raise AgainSoonError("what its customer asked for before is not answered yet")
    return announced(before, after, announcements.wished)


@inbox.on(ShipOrders)
def ship(command: ShipOrders, deps: Dependencies) -> Iterator[Event]:
    """The courier has them."""
    act = AuditEntry("shipped", command.by, command.requested_at)
    for change in _each(deps, command.order_ids, domain.shipped, act):
        yield from _done(act.what, change, announcements.shipped)


@inbox.on(DeliverOrders)
def deliver(command: DeliverOrders, deps: Dependencies) -> Iterator[Event]:
    """The recipients have them."""
    act = AuditEntry("delivered", command.by, command.requested_at)
    for change in _each(deps, command.order_ids, domain.delivered, act):
        yield from _done(act.what, change, announcements.delivered)


@inbox.on(RefundOrder)
def refund(command: RefundOrder, deps: Dependencies) -> Iterable[Event]:
    """Promise a part of the price back; payment pays it, invoicing writes its credit note."""
    change = deps.change(command.order_id, partial(changes.refunded, command=command))
    return _done("refund", change, partial(announcements.refunded, refund=command.refund))


@inbox.on(SubstituteStems)
def substitute(command: SubstituteStems, deps: Dependencies) -> Iterable[Event]:
    """Other stems in place of some, if the customer leaves that to the florist."""
    change = deps.change(command.order_id, partial(changes.substituted, command=command))
    again = partial(announcements.substituted, substitution=command.substitution)
    return _done("substitution", change, again)


@inbox.on(EraseCustomer)
def erase(command: EraseCustomer, deps: Dependencies) -> Iterator[Event]:
    """Forget who they are, once nothing is owed to them any more.

    Their account is closed before anybody looks for orders, so that none slips in between. Readers
    are told of each order and enquiry as it is now: newer than whatever named a person.
    """
    customer = command.customer.id
    deps.orders.close_account(customer)
    if any(is_under_way(order) for order in deps.orders.each_of(customer)):
        deps.orders.reopen_account(customer)
        logger.warning("refused: orders of this customer are under way", asked="erasure")
        return
    orders = [
        deps.orders.change(order.id, changes.forgotten) for order in deps.orders.each_of(customer)
    ]
    asked = [
        deps.enquiries.change(enquiry.id, enquiries.erased)
        for enquiry in deps.enquiries.each_of(customer)
    ]
    yield CustomerErased(command.customer)
    yield from orders_listed(customer, orders)
    yield from enquiries_listed(customer, asked)


@inbox.on(StockReserved)
def stock_reserved(event: StockReserved, deps: Dependencies) -> Iterable[Event]:
    """Inventory has set it aside, as it was ordered or as it was wished for later."""
    if event.revision:
        granted = partial(changes.granted, revision=event.revision, cutoff=event.cutoff)
        return announced(*deps.change(event.order_id, granted), announcements.answered)
    rule = partial(domain.stock_reserved, cutoff=event.cutoff)
    return announced(*deps.change(event.order_id, rule), announcements.decided)


@inbox.on(StockShort)
def stock_short(event: StockShort, deps: Dependencies) -> Iterable[Event]:
    """Inventory cannot have it."""
    if event.revision:
        refused = partial(changes.refused, revision=event.revision, missing=event.missing)
        return announced(*deps.change(event.order_id, refused), announcements.answered)
    rule = partial(domain.stock_short, missing=event.missing)
    return announced(*deps.change(event.order_id, rule), announcements.decided)


@inbox.on(InvoiceIssued)
def invoiced(event: InvoiceIssued, deps: Dependencies) -> Iterable[Event]:
    """It has an invoice; readers have been told by invoicing itself."""
    rule = partial(domain.invoiced, invoice=event.invoice)
    return announced(*deps.change(event.order_id, rule), announcements.nothing)


@inbox.on(CreditNoteIssued)
def credited(event: CreditNoteIssued, deps: Dependencies) -> Iterable[Event]:
    """Its invoice, or a part of it, was taken back; readers have been told by invoicing itself."""
    rule = partial(domain.credited, credit_note=event.credit_note, refund=event.refund)
    return announced(*deps.change(event.order_id, rule), announcements.nothing)


@inbox.on(ExpireOrder)
def expire(command: ExpireOrder, deps: Dependencies) -> Iterable[Event]:
    """Give an order up, unless it has been paid for by now."""
    now = deps.clock()

    def give_up(order: Order) -> Order:
        return domain.cancelled(order, Reason.UNPAID) if domain.is_overdue(order, now) else order

    return announced(*deps.change(command.order_id, give_up), announcements.expired)


def _each(
    deps: Dependencies,
    order_ids: Iterable[OrderId],
    rule: Callable[[Order], Order],
    act: AuditEntry,
) -> Iterator[Change]:
    """Several orders after a florist's act; one that is not known must not hold up the others."""
    for order_id in order_ids:
        try:
            yield deps.change(order_id, lambda o: domain.noted(o, rule(o), act))
        except UnknownError:
            logger.warning("refused: no such order", asked=act.what, order_id=order_id)


def _done(asked: str, change: Change, again: Again) -> Iterable[Event]:
    """What to announce of what somebody asked for; it is logged when it was refused."""
    news = list(announced(*change, again))
    if not news:
        _log_refusal(change[1], asked)
    return news


def _log_refusal(order: Order, asked: str) -> None:
    """What was asked changed nothing; whoever asked sees it in the order's view."""
    logger.warning(
        "refused: the order is not such that it may be",
        asked=asked,
        state=order.state,
        order_id=order.id,
    )
