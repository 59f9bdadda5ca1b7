"""How much a customer may have set aside for them without paying.

An order keeps its stems and its place for a while before it is paid for. Without a limit, somebody
who never pays could take a whole day from everybody else, again and again.
"""

from collections.abc import Iterable
from datetime import timedelta

from services.contracts.common import Reason
from services.contracts.orders import Order, State
from services.contracts.values import Value
from services.policy.refusal import Refusal

LOOKED_BACK = timedelta(days=1)
"""For so long an order that nobody paid for counts, also after it has lapsed."""
MOST_ORDERS = 10
"""Orders that one customer may have without paying: a part of the places of a day."""
MOST_STEMS = 500
"""Stems in them, before another order is taken. The first may be as large as it is."""


class Limits(Value):
    """How many unpaid orders, and stems in them, one customer may have."""

    orders: int = MOST_ORDERS
    stems: int = MOST_STEMS


LIMITS = Limits()


def is_unpaid(order: Order) -> bool:
    """Return whether stems are, or were, set aside for an order that was never paid for."""
    if order.occasion is not None:
        return False
    if order.state is State.CANCELLED:
        return order.reason is Reason.UNPAID
    return order.state is State.PLACED and not order.payment.is_secured


def may_order_more(orders: Iterable[Order], limits: Limits = LIMITS) -> Refusal | None:
    """Allow another order while those of the last day that are not paid for are few and small."""
    unpaid = [order for order in orders if is_unpaid(order)]
    if len(unpaid) >= limits.orders:
        return Refusal(
            "orders",
            f"{len(unpaid)} of your orders of the last day are not paid for. Pay for them, or"
            " cancel them, or order more tomorrow.",
        )
    stems = sum(sum(order.stems().values()) for order in unpaid)
    if stems >= limits.stems:
        return Refusal(
            "orders",
            f"your orders of the last day that are not paid for have {stems} stems. Pay for them,"
            " or cancel them, or order more tomorrow.",
        )
    return None
