"""E-mails about orders: each step, and what happens to the money when an order ends."""

from collections.abc import Mapping

from services.contracts.common import Reason
from services.contracts.invoices import InvoiceIssued
from services.contracts.orders import Order
from services.contracts.payments import PaymentRefunded
from services.contracts.text import isolated
from services.notices.domain.email import Email, about_order, bought, bought_in
from services.notices.domain.money import of_cancelled
from services.notices.domain.wording import at, on
from services.policy.bouquets import contents_of
from services.policy.pricing import money


def placed(order: Order) -> Email:
    """The order is placed and must be paid."""
    what = "the deposit" if order.balance else "the price"
    amount = money(order.first_amount, order.currency)
    until = f", by {at(order.pay_by)}" if order.pay_by else ""
    thanks = (
        f"Thank you: the flowers for {isolated(order.occasion.name)} on {on(order.delivery.day)}"
        " are ordered."
        if order.occasion
        else f"Thank you for your order. We are to deliver it on {on(order.delivery.day)}"
        f" to {isolated(order.delivery.recipient.name)}."
    )
    please = f"Please pay {what}, {amount}{until}; then we confirm it."
    paragraphs = [
        thanks,
        _contents(order),
        please if order.first_amount else "There is nothing to pay.",
    ]
    if order.balance:
        rest = money(order.balance.amount, order.currency)
        paragraphs.append(
            f"The rest, {rest}, is charged to the same card on {on(order.balance.due_on)}."
        )
    return about_order(
        order.id,
        order.customer,
        "placed",
        "We have your order",
        *paragraphs,
        bought=bought_in(order),
        page_of_it="/pay",
        action="Pay for your order",
    )


def _contents(order: Order) -> str:
    lines = []
    for line in order.lines:
        contents = contents_of(line, order.names)
        what = f"{line.quantity} x {line.name}"
        lines.append(f"{what}: {contents}" if contents else what)
    return "\n".join(lines)


def confirmed(event: InvoiceIssued) -> Email:
    """The order is confirmed and invoiced."""
    return about_order(
        event.order_id,
        event.customer,
        "confirmed",
        "Your order is confirmed",
        "Your order is confirmed: the flowers are set aside for you.",
        f"Its invoice has the number {event.invoice.number}. You can download it here:",
        bought=bought(event.lines, event.total),
        page_of_it="/invoice",
        action=f"Invoice {event.invoice.number}",
    )


def shipped(order: Order) -> Email:
    """The order is on its way."""
    return about_order(
        order.id,
        order.customer,
        "shipped",
        "Your flowers are on their way",
        f"Your flowers are on their way to {isolated(order.delivery.recipient.name)}.",
        bought=bought_in(order),
    )


def delivery_change(order: Order) -> Email:
    """What a customer wanted changed: of the delivery, or of the card alone."""
    card, delivery = order.card_changed_at, order.delivery_requested_at
    if card is not None and (delivery is None or delivery < card):
        return about_order(
            order.id,
            order.customer,
            f"card:{card.isoformat()}",
            "Your card is changed",
            *_card(order),
            bought=bought_in(order),
        )
    return _delivery_change(order, _card(order) if card is not None and card == delivery else [])


def _card(order: Order) -> list[str]:
    """What the card says since its customer changed it."""
    if not order.card_message:
        return ["We have changed the card as you wished: there is none any more."]
    return ["We have changed the card as you wished. It says now:", isolated(order.card_message)]


def _delivery_change(order: Order, card: list[str]) -> Email:
    """Another delivery was granted, or refused: then why, and that the first one stands."""
    at_whose = f"on {on(order.delivery.day)} to {isolated(order.delivery.recipient.name)}"
    what = f"delivery:{order.revision}"
    if order.delivery_change_refused is None:
        return about_order(
            order.id,
            order.customer,
            what,
            "Your delivery is changed",
            f"We have changed the delivery as you wished: your flowers come {at_whose}.",
            *card,
            bought=bought_in(order),
        )
    return about_order(
        order.id,
        order.customer,
        what,
        "We could not change your delivery",
        WHY[order.delivery_change_refused],
        f"So the delivery stays as it was: your flowers come {at_whose}.",
        *card,
        bought=bought_in(order),
    )


def delivered(order: Order) -> Email:
    """The order is delivered."""
    return about_order(
        order.id,
        order.customer,
        "delivered",
        "Your flowers have arrived",
        f"Your flowers for {isolated(order.delivery.recipient.name)} have arrived.",
        "We hope that they give joy. If anything is not as it should be, please tell us.",
        bought=bought_in(order),
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
    Reason.NO_BOUQUET: "We sell stems, papers and gifts with a bouquet alone: please add one.",
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
        *of_cancelled(order),
        bought=bought_in(order),
    )


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
