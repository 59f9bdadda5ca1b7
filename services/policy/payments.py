"""What may be paid, and how much money an order has.

Amounts are minor units of the order's currency.
"""

from datetime import date, datetime, timedelta

from services.contracts.common import Minor
from services.contracts.orders import OPEN, Order, Payment, PaymentState, State
from services.contracts.payments import DisputeState, Part
from services.policy.refusal import Refusal

UNPAID = (
    PaymentState.NONE,
    PaymentState.ACTION_REQUIRED,
    PaymentState.DECLINED,
    PaymentState.EXPIRED,
)


LEAST, MOST = 50, 99_999_999
"""What the provider charges at least, and at most, in minor units of euros: its own documented
limits, which its simulator refuses beyond."""
HOLD = timedelta(days=6)
"""An authorisation lives for about 7 days; one day is kept in hand."""


def may_charge(field: str, amount: Minor) -> Refusal | None:
    """Allow an amount that the provider can charge; `field` names what asks for it."""
    if amount < LEAST:
        return Refusal(
            field,
            f"a card cannot be charged less than {LEAST} minor units, and this asks for {amount}."
            " Choose amounts of at least that.",
        )
    if amount > MOST:
        return Refusal(
            field,
            f"a card cannot be charged more than {MOST} minor units, and this asks for {amount}."
            " Divide it.",
        )
    return None


def may_divide(price: Minor, deposit: Minor) -> Refusal | None:
    """Allow a deposit that a card can pay and that leaves nothing, or what a card can pay."""
    rest = price - deposit
    unpayable = may_charge("deposit", deposit)
    if unpayable or rest <= 0:
        return unpayable
    if may_charge("deposit", rest):
        return Refusal(
            "deposit",
            f"it leaves {rest}, and a card cannot be charged less than {LEAST} or more than {MOST}"
            f" minor units. Ask for {price}, or for at most {price - LEAST}.",
        )
    return None


def outlives_hold(day: date, asked_on: datetime, hold: timedelta = HOLD) -> bool:
    """Answer whether an authorisation would end before a delivery on this day."""
    return day > (asked_on + hold).date()


def is_taken_at_once(order: Order, now: datetime) -> bool:
    """Answer whether what is paid now is taken without waiting for the shipment.

    A deposit is, because the shop keeps it when a commission is cancelled late; and so is what no
    bank would hold until the day.
    """
    is_deposit = order.occasion is not None and order.payment.state is not PaymentState.CAPTURED
    return is_deposit or outlives_hold(order.delivery.day, now)


def may_pay(order: Order, part: Part, attempt: str) -> Refusal | None:
    """Allow a payment of what is not paid yet; the same attempt may have succeeded already."""
    if order.state is State.CANCELLED:
        return Refusal("state", "the order is cancelled: there is nothing to pay. Order anew.")
    payment = order.payment_of(part)
    if payment is None:
        return Refusal("part", "the order has no balance: its whole price is the first part.")
    if amount_of(order, part) == 0:
        return Refusal("part", "it costs nothing: no card is needed. Look at the order.")
    if payment.is_secured and payment.attempt != attempt:
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
        return Part.FIRST if order.first_amount else None
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
    """Answer what was captured, and neither promised back nor taken back by a bank."""
    return max(order.taken - order.withdrawn, 0)


def disputed(order: Order) -> Minor:
    """Answer what banks have taken back until they have decided about a dispute."""
    open_ones = (each for each in order.disputes if each.state is DisputeState.OPEN)
    return sum(each.withdrawn for each in open_ones)


def lost(order: Order) -> Minor:
    """Answer what customers got back from their banks for good."""
    lost_ones = (each for each in order.disputes if each.state is DisputeState.LOST)
    return sum(each.withdrawn for each in lost_ones)


def given_back(order: Order) -> Minor:
    """Answer what went back to the customer, also what staff paid otherwise."""
    refunds = (each for each in order.refunds if each.is_paid)
    arrived = sum(each.amount - order.failed_of(each.id) for each in refunds)
    by_hand = sum(order.failed_of(each) for each in order.settled_refunds)
    return arrived + order.returned + by_hand


def may_settle(order: Order, amount: Minor) -> Refusal | None:
    """Allow to note that what did not arrive was paid otherwise; it may be noted already."""
    if not order.failed_refunds:
        return Refusal("refunds", "every refund has arrived, or is on its way. Do nothing.")
    unpaid = unpaid_refunds(order)
    if not unpaid and _unsettled(order):
        return Refusal(
            "refunds",
            "the customer's bank has taken back what did not arrive, because of a dispute: it"
            " cannot go to them twice. Pay nothing unless the dispute is won.",
        )
    if unpaid not in (0, amount):
        return Refusal("amount", f"{unpaid} did not arrive. Pay that, and note it.")
    return None


def unpaid_refunds(order: Order) -> Minor:
    """Answer what did not arrive of refunds that the shop still owes.

    What the customer's bank has taken back because of a dispute is not owed as well.
    """
    covered = sum(payment.books.covered for payment in order.payments)
    return max(_unsettled(order) - covered, 0)


def _unsettled(order: Order) -> Minor:
    failed = (each for each in order.failed_refunds if each not in order.settled_refunds)
    return sum(order.failed_of(each) for each in failed)


def held(order: Order) -> Minor:
    """Answer what is authorised, so that the provider holds it, and not captured yet."""
    payments = [order.payment, *([order.balance.payment] if order.balance else [])]
    return sum(each.amount for each in payments if each.state is PaymentState.AUTHORISED)


def payments_of(order: Order) -> tuple[Payment, ...]:
    """Answer what is known of each of its payments."""
    return (order.payment, *([order.balance.payment] if order.balance else []))
