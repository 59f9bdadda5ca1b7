"""Ids that can be made again from what they stand for."""

import base64
import hashlib
from datetime import date

from services.contracts.common import CustomerId, EnquiryId, OrderId

RANDOM_LENGTH = 20
CHECK_LENGTH = 6


def _digest(*parts: str, length: int) -> str:
    text = "\x1f".join(parts).encode()
    return base64.b32encode(hashlib.sha256(text).digest()).decode().lower()[:length]


def order_id(customer: CustomerId, idempotency_key: str) -> OrderId:
    """The order that this customer means by this Idempotency-Key: the same request, the same order.

    The last characters tie it to the customer, so that an id of somebody else's is told apart
    without a look into any store (X25), and says nothing of who they are.
    """
    return _issued("order", customer, idempotency_key)


def enquiry_id(customer: CustomerId, idempotency_key: str) -> EnquiryId:
    """The enquiry that this customer means by this Idempotency-Key, made as an order's id is."""
    return _issued("enquiry", customer, idempotency_key)


def _issued(kind: str, customer: CustomerId, idempotency_key: str) -> str:
    body = _digest(kind, customer, idempotency_key, length=RANDOM_LENGTH)
    return body + _check(customer, body)


def is_issued_to(issued: OrderId | EnquiryId, customer: CustomerId) -> bool:
    """Whether this can be the id of an order or enquiry of this customer at all."""
    return issued[RANDOM_LENGTH:] == _check(customer, issued[:RANDOM_LENGTH])


def attempt_id(about: str, idempotency_key: str) -> str:
    """One try at something about an order, a SKU or a customer, such as a payment with a card."""
    return _digest("attempt", about, idempotency_key, length=RANDOM_LENGTH)


def reminder_id(customer: CustomerId, name: str, day: date) -> str:
    """A customer's reminder of one day; it says nothing of whose it is, or of what."""
    return _digest("reminder", customer, name, day.isoformat(), length=RANDOM_LENGTH)


def _check(customer: CustomerId, body: str) -> str:
    return _digest("check", customer, body, length=CHECK_LENGTH)
