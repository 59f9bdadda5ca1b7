"""What may be paid, and how much money an order has.

Amounts are minor units of the order's currency.
"""

from services.contracts.common import Minor
from services.contracts.orders import OPEN, Order, Payment, PaymentState, State
from services.contracts.payments import Part
from services.policy.refusal import Refusal

UNPAID = (
    PaymentState.NONE,
    PaymentState.ACTION_REQUIRED,
    PaymentState.DECLINED,
    PaymentState.EXPIRED,
)


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


def payable_part(order: Order) -> Part | None:
    """Answer which part its customer is asked to pay now.

    The stored card is charged with a balance when it is due, so the customer is asked to pay a
    balance only after that attempt failed.
    """
    if order.state not in OPEN:
        return None
    if order.payment.state in UNPAID:
        return Part.FIRST
    balance = order.balance
    if balance is None or balance.payment.state is PaymentState.NONE:
        return None
    return Part.BALANCE if balance.payment.state in UNPAID else None


def amount_of(order: Order, part: Part) -> Minor:
    """Answer the amount of one part."""
    if part is Part.FIRST:
        return order.first_amount
    return order.balance.amount if order.balance else 0


def refundable(order: Order) -> Minor:
    """Answer what was captured and not given back yet."""
    return max(order.taken, 0)


def held(order: Order) -> Minor:
    """Answer what is authorised, so that the provider holds it, and not captured yet."""
    payments = [order.payment, *([order.balance.payment] if order.balance else [])]
    return sum(each.amount for each in payments if each.state is PaymentState.AUTHORISED)


def payments_of(order: Order) -> tuple[Payment, ...]:
    """Answer what is known of each of its payments."""
    return (order.payment, *([order.balance.payment] if order.balance else []))
