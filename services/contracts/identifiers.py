"""Ids that can be made again from what they stand for."""

import base64
import hashlib
from datetime import date

from services.contracts.common import CustomerId, EnquiryId, OrderId

RANDOM_LENGTH = 20
CHECK_LENGTH = 6
SPOKEN = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32 (https://www.crockford.com/base32.html): no letter looks like a digit."""
LOOK_ALIKES = str.maketrans("OIL", "011")
NUMBER_LENGTH = 8
"""The last character checks the others."""
FIELD = 0b100101
"""x^5 + x^2 + 1, which makes the 32 characters a field whose powers of x are all different."""


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


def order_number(order: OrderId) -> str:
    """The number of an order that people say on the phone, such as `7K3M-Q2XV`.

    The id stays the key: among 100,000 orders two share a number once in seven times. Whoever
    searches by a number is shown every order that has it.
    """
    digest = int.from_bytes(hashlib.sha256(f"number\x1f{order}".encode()).digest()[:8], "big")
    body = "".join(SPOKEN[digest >> 5 * place & 31] for place in range(NUMBER_LENGTH - 1))
    number = body + _check_character(body)
    return f"{number[:4]}-{number[4:]}"


def read_order_number(text: str) -> str | None:
    """The order number that somebody typed or heard; None: there cannot be such a number.

    Small letters, spaces and dashes mean nothing, O is 0, I and L are 1. One wrong character is
    noticed always, and so are two that changed places.
    """
    bare = "".join(each for each in text.upper() if each.isalnum()).translate(LOOK_ALIKES)
    if len(bare) != NUMBER_LENGTH or any(each not in SPOKEN for each in bare):
        return None
    if bare[-1] != _check_character(bare[:-1]):
        return None
    return f"{bare[:4]}-{bare[4:]}"


def _check_character(body: str) -> str:
    """The sum of all characters, each times another power of x, as a polynomial code has it."""
    value = 0
    for each in body:
        value = _times_x(value ^ SPOKEN.index(each))
    return SPOKEN[value]


def _times_x(value: int) -> int:
    doubled = value << 1
    return doubled ^ FIELD if doubled & 32 else doubled
