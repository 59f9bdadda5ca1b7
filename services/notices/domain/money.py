"""What e-mails say of the money of an order, in each state that it can be in."""

from services.contracts.orders import Order
from services.contracts.payments import Dispute, DisputeState, RefundFailed
from services.notices.domain.email import Email, about_order
from services.notices.domain.wording import at
from services.policy.payments import disputed, held, lost, unpaid_refunds
from services.policy.pricing import money


def of_cancelled(order: Order) -> list[str]:
    """Say what a cancelled order cost its customer, and what comes back to them.

    What was held is released, what was charged goes back; what a bank has taken back because of a
    dispute does not come twice; and what did not arrive is still owed.
    """
    held_now, charged = held(order), order.charged
    if charged is None:
        return ["Whatever was charged for it was given back to your card."]
    charged -= order.refunded
    kept = min(order.kept, charged + held_now)
    back = charged - kept - order.withdrawn - _not_returned(order)
    released = held_now - max(0, kept - charged)
    currency = order.currency
    paragraphs = []
    if kept:
        paragraphs.append(
            f"We keep {money(kept, currency)} of the deposit, as agreed for events that are"
            " cancelled late."
        )
    if back > 0:
        paragraphs.append(
            f"We give {money(back, currency)} back to your card; that can take some days."
        )
    if released > 0:
        paragraphs.append(
            f"{money(released, currency)} was set aside on your card, not charged: your bank"
            " releases it in some days."
        )
    if order.refunded and not paragraphs:
        paragraphs.append(f"{money(order.refunded, currency)} was given back, or is on its way.")
    paragraphs += of_dispute(order)
    if owed := unpaid_refunds(order):
        paragraphs.append(
            f"Your card did not take {money(owed, currency)} that we give back: we still owe it,"
            " and a florist will write to you."
        )
    return paragraphs or ["You are not charged anything."]


def _not_returned(order: Order) -> int:
    """What did not arrive of what its cancellation gives back, in minor units."""
    refunds = {refund.id for refund in order.refunds}
    return sum(order.failed_of(each) for each in order.failed_refunds if each not in refunds)


def of_dispute(order: Order) -> list[str]:
    """Say to a customer who has objected to a payment where the money is."""
    paragraphs = []
    if amount := disputed(order):
        paragraphs.append(
            f"You have objected to a payment at your bank: it has taken"
            f" {money(amount, order.currency)} back from us, and decides."
        )
    if amount := lost(order):
        paragraphs.append(f"Your bank has given {money(amount, order.currency)} back to you.")
    return paragraphs


def refund_failed(event: RefundFailed) -> Email:
    """Tell the customer that a refund has not arrived: they may have been told that it had."""
    amount = money(event.amount, event.currency)
    return about_order(
        event.order_id,
        event.customer,
        f"refund-failed:{event.refund}",
        f"We could not give back {amount} to your card",
        f"Your bank did not take the {amount} that we wanted to give back to the card that you paid"
        " with.",
        "We still owe it to you, and a florist will write to you about another way. You need not do"
        " anything.",
    )


def contested(order: Order) -> Email:
    """Tell the staff that a payment is disputed, or that a refund did not arrive."""
    disputes = [_dispute(order, each) for each in order.disputes]
    refunds = [_failure(order, each) for each in order.failed_refunds]
    states = [f"{each.id}:{each.state}" for each in order.disputes]
    return Email(
        ":".join(("order", order.id, "contested", *states, *order.failed_refunds)),
        order.customer,
        f"Money of order {order.id} needs you",
        (*disputes, *refunds),
        f"/shop/staff/orders/{order.id}",
        is_for_staff=True,
    )


def _dispute(order: Order, dispute: Dispute) -> str:
    amount = money(dispute.amount, order.currency)
    why = f" ({dispute.reason})" if dispute.reason else ""
    until = f" by {at(dispute.answer_by)}" if dispute.answer_by else ""
    match dispute.state:
        case DisputeState.INQUIRED:
            return (
                f"The customer's bank asks about {amount}{why}. Answer it at the payment provider"
                f"{until}, or refund the order: nothing was taken back yet."
            )
        case DisputeState.OPEN:
            return (
                f"The customer disputes {amount}{why}: their bank has taken it back. Send evidence"
                f" at the payment provider{until}. Do not refund it: it cannot go back twice."
            )
        case DisputeState.WON:
            return f"The dispute of {amount} is over, and the money is ours."
        case DisputeState.LOST:
            return f"The dispute of {amount} is lost: the customer's bank keeps it. Refund nothing."


def _failure(order: Order, refund: str) -> str:
    amount = money(order.failed_of(refund), order.currency)
    if not unpaid_refunds(order) and refund not in order.settled_refunds:
        return (
            f"A refund of {amount} did not arrive on the customer's card, and their bank has taken"
            " it back because of a dispute. Do not pay it otherwise: it cannot go to them twice."
        )
    return (
        f"A refund of {amount} did not arrive on the customer's card. We still owe it, and its"
        " credit note stands. Ask the customer for a bank account, pay it, and note that with the"
        " order."
    )
