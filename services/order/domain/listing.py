"""Long lists are sent in parts: a message may have 256 kB, and orders have up to 80 lines."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

import msgspec

from services.contracts.commissions import EnquiriesListed, Enquiry
from services.contracts.common import CustomerId
from services.contracts.order_messages import OrdersListed
from services.contracts.orders import Order

ROOM = 200_000
"""Bytes of one message that its list may take; the rest is for the envelope."""

ValueT = TypeVar("ValueT", Order, Enquiry)


def parts(values: Iterable[ValueT]) -> Iterator[tuple[tuple[ValueT, ...], bool]]:
    """Split the values into messages, and say of each part whether it is the last."""
    part: list[ValueT] = []
    taken = 0
    for value in values:
        size = len(msgspec.json.encode(value))
        if part and taken + size > ROOM:
            yield tuple(part), False
            part, taken = [], 0
        part.append(value)
        taken += size
    yield tuple(part), True


def orders_listed(customer: CustomerId, orders: Iterable[Order]) -> Iterator[OrdersListed]:
    """Return the messages that list all of a customer's orders."""
    for part, last in parts(orders):
        yield OrdersListed(customer, part, last)


def enquiries_listed(
    customer: CustomerId, enquiries: Iterable[Enquiry]
) -> Iterator[EnquiriesListed]:
    """Return the messages that list a customer's enquiries; without a customer, all open ones."""
    for part, last in parts(enquiries):
        yield EnquiriesListed(customer, part, last)
