"""Ids that can be made again from what they stand for."""

import base64
import hashlib

from services.shared.model import CustomerId, OrderId

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
    body = _digest("order", customer, idempotency_key, length=RANDOM_LENGTH)
    return body + _check(customer, body)


def is_issued_to(order: OrderId, customer: CustomerId) -> bool:
    """Whether `order` can be an order of this customer at all."""
    return order[RANDOM_LENGTH:] == _check(customer, order[:RANDOM_LENGTH])


def attempt_id(order: OrderId, idempotency_key: str) -> str:
    """One try at something about an order, such as a payment with a card."""
    return _digest("attempt", order, idempotency_key, length=RANDOM_LENGTH)


def _check(customer: CustomerId, body: str) -> str:
    return _digest("check", customer, body, length=CHECK_LENGTH)
