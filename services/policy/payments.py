"""What may be paid."""

from services.contracts.orders import Order, State
from services.contracts.payments import Part
from services.policy.refusal import Refusal


def may_pay(order: Order, part: Part, attempt: str) -> Refusal | None:
    """Allow a payment of what is not paid yet; the same attempt may have succeeded already."""
    if order.state is State.CANCELLED:
        return Refusal("state", "the order is cancelled: there is nothing to pay. Order anew.")
    payment = order.payment_of(part)
    if payment is None:
        return Refusal("part", "the order has no balance: its whole price is the first part.")
    if payment.is_promised and payment.attempt != attempt:
        return Refusal("part", "this is paid already. Nothing was charged again: look at it.")
    return None
