"""What an order's view says about what may be done with it, so that no browser copies the rules."""

from datetime import datetime

from services.contracts.orders import Order
from services.contracts.values import Value
from services.policy.orders import (
    may_cancel,
    may_cancel_as_florist,
    may_change_delivery,
    may_deliver,
    may_refund,
    may_ship,
    may_substitute_some,
)
from services.policy.refusal import Refusal

SMALLEST = 1
"""The smallest refund, in minor units."""
NEW = ""
"""No refund has this id yet."""


class ShownObstacles(Value):
    """What is in the way of each action at the moment of the answer; null: nothing is.

    Null is also said of what has been done already, as `state` shows. The other answers are those
    that the action would be refused with. `cancel` is about whoever asks: a florist may cancel
    until the order ships, its customer until `changeable_until`, as for `change_delivery`.
    """

    cancel: Refusal | None
    change_delivery: Refusal | None
    ship: Refusal | None
    deliver: Refusal | None
    refund: Refusal | None
    substitute: Refusal | None


def shown_obstacles(order: Order, now: datetime, *, for_staff: bool) -> ShownObstacles:
    """The policy's answers about an order, for its customer or for a florist."""
    return ShownObstacles(
        cancel=may_cancel_as_florist(order) if for_staff else may_cancel(order, now),
        change_delivery=may_change_delivery(order, now),
        ship=may_ship(order),
        deliver=may_deliver(order),
        refund=may_refund(order, NEW, SMALLEST),
        substitute=may_substitute_some(order),
    )
