"""E-mails that ask the customer to do something about a payment."""

from collections.abc import Callable, Mapping

from services.contracts.orders import Order, PaymentState, State
from services.notices.domain.email import Email, about_order, bought_in
from services.policy.pricing import money

Ask = Callable[[Order], tuple[str, ...]]
"""Subject, then paragraphs."""


def _first_needs_you(order: Order) -> tuple[str, ...]:
    amount = money(order.first_amount, order.currency)
    return (
        "Please confirm your payment",
        f"Your bank wants to be sure that it is you who pays {amount}.",
        "Please open your order and confirm it there; until then it is not paid for.",
    )


def _first_expired(order: Order) -> tuple[str, ...]:
    return (
        "Please pay for your order again",
        f"Your bank has released the {money(order.first_amount, order.currency)} that it had set"
        " aside for your order, before they were charged.",
        "Please pay again, so that we can deliver your flowers:",
    )


def _first_declined(order: Order) -> tuple[str, ...]:
    return (
        "Please pay for your order with another card",
        f"We tried to charge {money(order.first_amount, order.currency)} for your order to your"
        " card, and it was declined.",
        "Please pay with another card, so that we can deliver your flowers:",
    )


def _balance_declined(order: Order) -> tuple[str, ...]:
    return (
        "We could not charge the rest of the price",
        f"We tried to charge {_rest(order)} to your card, and it was declined.",
        "Please pay with another card, so that your flowers can be made:",
    )


def _balance_needs_you(order: Order) -> tuple[str, ...]:
    return (
        "Please confirm the payment of the rest",
        f"Your bank wants to be sure that it is you who pays {_rest(order)}.",
        "Please open your order and confirm it there; until then it is not paid for.",
    )


def _rest(order: Order) -> str:
    amount = order.balance.amount if order.balance else 0
    return f"the rest of the price of your order, {money(amount, order.currency)},"


FIRST: Mapping[PaymentState, Ask] = {
    PaymentState.ACTION_REQUIRED: _first_needs_you,
    PaymentState.EXPIRED: _first_expired,
}
FIRST_OF_CONFIRMED: Mapping[PaymentState, Ask] = {**FIRST, PaymentState.DECLINED: _first_declined}
"""The shop shows a new order's declined card at once; a confirmed order was paid before."""
BALANCE: Mapping[PaymentState, Ask] = {
    PaymentState.ACTION_REQUIRED: _balance_needs_you,
    PaymentState.DECLINED: _balance_declined,
    PaymentState.EXPIRED: _balance_declined,
}


def requested(order: Order, *, is_unanswered: bool = False) -> Email | None:
    """Answer what the customer has to do; None when it is done already.

    And none while they answer their bank in the shop: a bank asks only whoever is there. They are
    asked to confirm once, however often they tried.
    """
    of_first = FIRST_OF_CONFIRMED if order.state is State.CONFIRMED else FIRST
    parts = [("payment", order.payment, of_first)]
    if order.balance:
        parts.append(("balance", order.balance.payment, BALANCE))
    for name, payment, asks in parts:
        ask = asks.get(payment.state)
        is_asked = payment.state is PaymentState.ACTION_REQUIRED
        if ask and (is_unanswered or not is_asked):
            subject, *paragraphs = ask(order)
            what = order.state.value if is_asked else payment.attempt
            occasion = f"{name}:{payment.state}:{what}"
            return about_order(
                order.id,
                order.customer,
                occasion,
                subject,
                *paragraphs,
                bought=bought_in(order),
                page_of_it="/pay",
                action="Go to the payment",
            )
    return None
