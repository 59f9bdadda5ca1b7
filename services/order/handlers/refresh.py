"""Refresh requests: a view is absent or old, so what it shows is announced again."""

from collections.abc import Iterator

from services.contracts.commissions import (
    EnquiryMissing,
    EnquiryRefreshed,
    RefreshEnquiries,
    RefreshEnquiry,
)
from services.contracts.message import Event
from services.contracts.order_messages import (
    DayListed,
    FindOrders,
    OrderMissing,
    OrderRefreshed,
    OrdersFound,
    RefreshDay,
    RefreshOrder,
    RefreshOrders,
)
from services.order.dependencies import Dependencies, inbox
from services.order.domain.listing import enquiries_listed, orders_listed, parts
from services.runtime.repository import UnknownError

FOUND_AT_ONCE = 50
"""Orders that a search shows; whoever looks for more is told so."""


@inbox.on(RefreshOrder)
def refresh_order(command: RefreshOrder, deps: Dependencies) -> Iterator[Event]:
    """Announce an order, or that there is no such order."""
    try:
        yield OrderRefreshed(deps.orders.get(command.order_id))
    except UnknownError:
        yield OrderMissing(command.order_id)


@inbox.on(RefreshOrders)
def refresh_orders(command: RefreshOrders, deps: Dependencies) -> Iterator[Event]:
    """Announce all orders of a customer."""
    yield from orders_listed(command.customer, deps.orders.of_customer(command.customer))


@inbox.on(RefreshDay)
def refresh_day(command: RefreshDay, deps: Dependencies) -> Iterator[Event]:
    """Announce all orders to be delivered on a day."""
    for part, last in parts(deps.orders.of_day(command.day)):
        yield DayListed(command.day, part, last)


@inbox.on(FindOrders)
def find_orders(command: FindOrders, deps: Dependencies) -> Iterator[Event]:
    """Announce the newest orders that have all of the terms."""
    found = deps.orders.found_by(command.terms, FOUND_AT_ONCE + 1)
    some = found[:FOUND_AT_ONCE]
    ids = tuple(order.id for order in some)
    for part, last in parts(some):
        more = len(found) > FOUND_AT_ONCE
        yield OrdersFound(command.terms, part, ids if last else (), last, last and more)


@inbox.on(RefreshEnquiry)
def refresh_enquiry(command: RefreshEnquiry, deps: Dependencies) -> Iterator[Event]:
    """Announce an enquiry, or that there is no such enquiry."""
    try:
        yield EnquiryRefreshed(deps.enquiries.get(command.enquiry_id))
    except UnknownError:
        yield EnquiryMissing(command.enquiry_id)


@inbox.on(RefreshEnquiries)
def refresh_enquiries(command: RefreshEnquiries, deps: Dependencies) -> Iterator[Event]:
    """Announce all enquiries of a customer, or without a customer all open ones."""
    customer = command.customer
    found = deps.enquiries.of_customer(customer) if customer else deps.enquiries.open()
    yield from enquiries_listed(customer, found)
