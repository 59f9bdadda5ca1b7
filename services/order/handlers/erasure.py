"""The right to be forgotten, and that no late message brings an erased customer back."""

from collections.abc import Iterator
from functools import partial

from services.contracts.commissions import Enquiry
from services.contracts.message import Event
from services.contracts.order_messages import (
    CustomerErased,
    EraseCustomer,
    ErasureRefused,
    OrderRefreshed,
)
from services.contracts.orders import Order
from services.order.dependencies import Dependencies, inbox
from services.order.domain import changes, commissions
from services.order.domain.listing import enquiries_listed, orders_listed
from services.policy.orders import is_under_way
from services.runtime.logs import service_logger

ORDERS_NAMED = 50
logger = service_logger()


@inbox.on(EraseCustomer)
def erase_customer(command: EraseCustomer, deps: Dependencies) -> Iterator[Event]:
    """Erase a customer's personal data, unless an order is under way.

    The customer is marked as erased before their orders are read, so that none slips in between.
    The events hold each order and enquiry as it is now: newer than all that named a person.
    """
    customer, claims = command.customer.id, deps.orders.claims
    claims.claim(command.mark)
    if claims.is_refused(command.mark):
        logger.warning("refused: this request was refused before", asked="erasure")
        yield from _refused(command, deps)
        return
    deps.orders.mark_erased(customer)
    if any(is_under_way(order) for order in deps.orders.each_of(customer)):
        deps.orders.unmark_erased(customer)
        claims.refuse(command.mark)
        logger.warning("refused: orders of this customer are under way", asked="erasure")
        yield from _refused(command, deps)
        return
    orders = [
        deps.orders.change(order.id, changes.erased) for order in deps.orders.each_of(customer)
    ]
    enquiries = [
        deps.enquiries.change(enquiry.id, commissions.erased)
        for enquiry in deps.enquiries.each_of(customer)
    ]
    yield CustomerErased(command.customer)
    yield from orders_listed(customer, orders)
    yield from enquiries_listed(customer, enquiries)


def _refused(command: EraseCustomer, deps: Dependencies) -> Iterator[Event]:
    """Tell the customer, and with the orders that are under way the staff; a repeat tells again."""
    under_way = [
        order.id for order in deps.orders.each_of(command.customer.id) if is_under_way(order)
    ]
    rule = partial(changes.erasure_refused, requested_at=command.requested_at)
    for order_id in under_way:
        yield OrderRefreshed(deps.orders.change(order_id, rule))
    orders = tuple(under_way[:ORDERS_NAMED])
    yield ErasureRefused(command.customer, command.requested_at, orders)


def add_order_unless_erased(deps: Dependencies, order: Order) -> Order:
    """Write a new order, or return the one that is there already.

    Whether its customer was erased meanwhile is read last: then the order is cancelled and holds no
    personal data.
    """
    written = deps.orders.add(order)
    if deps.orders.is_erased(order.customer):
        written = deps.orders.change(written.id, changes.erased)
    return written


def add_enquiry_unless_erased(deps: Dependencies, enquiry: Enquiry) -> Enquiry:
    """Write a new enquiry, as `add_order_unless_erased` does with an order."""
    written = deps.enquiries.add(enquiry)
    if deps.orders.is_erased(enquiry.customer):
        written = deps.enquiries.change(written.id, commissions.erased)
    return written
