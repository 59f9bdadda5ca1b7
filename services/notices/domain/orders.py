"""E-mails about orders: each step, and what happens to the money when an order ends."""

from collections.abc import Mapping

from services.contracts.common import Reason
from services.contracts.invoices import InvoiceIssued
from services.contracts.orders import Order, PaymentState
from services.contracts.payments import PaymentRefunded
from services.notices.domain.email import Email, about_order
from services.notices.domain.wording import at, on
from services.policy.pricing import money


def placed(order: Order) -> Email:
    """The order is placed and must be paid."""
    what = "the deposit" if order.balance else "the price"
    amount = money(order.first_amount, order.currency)
    until = f", by {at(order.pay_by)}" if order.pay_by else ""
    thanks = (
        f"Thank you: the flowers for {order.occasion.name} on {on(order.delivery.day)} are ordered."
        if order.occasion
        else f"Thank you for your order. We are to deliver it on {on(order.delivery.day)}"
        f" to {order.delivery.recipient.name}."
    )
    paragraphs = [thanks, f"Please pay {what}, {amount}{until}; then we confirm it."]
    if order.balance:
        rest = money(order.balance.amount, order.currency)
        paragraphs.append(
            f"The rest, {rest}, is charged to the same card on {on(order.balance.due_on)}."
        )
    return about_order(order.id, order.customer, "placed", "We have your order", *paragraphs)


def confirmed(event: InvoiceIssued) -> Email:
    """The order is confirmed and invoiced."""
    return about_order(
        event.order_id,
        event.customer,
        "confirmed",
        "Your order is confirmed",
        "Your order is confirmed: the flowers are set aside for you.",
        f"Its invoice has the number {event.invoice.number}. You find it with your order:",
    )


def shipped(order: Order) -> Email:
    """The order is on its way."""
    return about_order(
        order.id,
        order.customer,
        "shipped",
        "Your flowers are on their way",
        f"Your flowers are on their way to {order.delivery.recipient.name}.",
    )


def delivered(order: Order) -> Email:
    """The order is delivered."""
    return about_order(
        order.id,
        order.customer,
        "delivered",
        "Your flowers have arrived",
        f"Your flowers for {order.delivery.recipient.name} have arrived.",
        "We hope that they give joy. If anything is not as it should be, please tell us.",
    )


WHY: Mapping[Reason, str] = {
    Reason.CUSTOMER: "Your order is cancelled, as you wished.",
    Reason.FLORIST: "We are sorry: we had to cancel your order.",
    Reason.UNPAID: "Your order was not paid for in time, so it is cancelled.",
    Reason.STOCK_SHORT: "We are sorry: the flowers that you chose cannot be had on that day.",
    Reason.DAY_FULL: "We are sorry: no more deliveries are possible on that day.",
    Reason.DAY_CLOSED: "We are sorry: we do not deliver on that day.",
    Reason.DAY_PAST: "We are sorry: it is too late to order for that day.",
    Reason.UNKNOWN_SKU: "We are sorry: something that you chose is no longer sold.",
    Reason.PRICE_CHANGED: "The price changed while you ordered, so we did not accept the order.",
    Reason.BUYER_UNKNOWN: "We need your address for the invoice, so we did not accept the order.",
    Reason.NOT_DELIVERED_THERE: "We are sorry: we do not deliver to that address.",
    Reason.LEAD_TIME: "We are sorry: an order of this size must be placed earlier.",
    Reason.TOO_MUCH_UNPAID: "You have too many orders that are not paid for, so we did not accept"
    " another. Please pay for them, or cancel them.",
}


def cancelled(order: Order) -> Email:
    """The order is cancelled: why, what is refunded, and what is kept."""
    why = WHY[order.reason] if order.reason else "Your order is cancelled."
    return about_order(
        order.id,
        order.customer,
        "cancelled",
        "Your order is cancelled",
        why,
        *_what_happens_to_the_money(order),
    )


def _what_happens_to_the_money(order: Order) -> list[str]:
    payments = [order.payment, *([order.balance.payment] if order.balance else [])]
    taken = max(0, order.taken)
    held = sum(p.amount for p in payments if p.state is PaymentState.AUTHORISED)
    kept = min(order.kept, taken + held)
    paragraphs = []
    if kept:
        paragraphs.append(
            f"We keep {money(kept, order.currency)} of the deposit, as agreed for events"
            " that are cancelled late."
        )
    if taken > kept:
        back = money(taken - kept, order.currency)
        paragraphs.append(f"We give {back} back to your card; that can take some days.")
    released = held - max(0, kept - taken)
    if released > 0:
        amount = money(released, order.currency)
        paragraphs.append(
            f"{amount} was set aside on your card, not charged: your bank releases it in some days."
        )
    if not paragraphs and (order.refunds or any(p.state is PaymentState.VOIDED for p in payments)):
        paragraphs.append("What you had paid was given back to your card.")
    return paragraphs or ["You are not charged anything."]


def refunded(event: PaymentRefunded) -> Email:
    """A part of the price is refunded."""
    amount = money(event.amount, event.currency)
    return about_order(
        event.order_id,
        event.customer,
        f"refund:{event.refund}",
        f"We have given back {amount}",
        f"We have given back {amount} to the card that you paid with; that can take some days.",
        "You find the credit note with your order:",
    )
