"""What an order knows of its payments: it mirrors payment's news; older news changes nothing."""

from msgspec.structs import replace

from services.contracts.orders import Order, Payment, PaymentState
from services.contracts.payments import (
    Part,
    PaymentActionRequired,
    PaymentAuthorised,
    PaymentCaptured,
    PaymentDeclined,
    PaymentEvent,
    PaymentExpired,
    PaymentVoided,
)
from services.order.domain import settle


def heard(order: Order, news: PaymentEvent) -> Order:
    """The order with what payment says of one of its parts."""
    known = order.payment_of(news.part)
    if known is None or news.version < known.version:
        return order
    payment = _payment(news, known)
    if news.part is Part.FIRST:
        return settle(replace(order, payment=payment))
    if order.balance is None:
        return order
    return settle(replace(order, balance=replace(order.balance, payment=payment)))


def refund_paid(order: Order, refund: str) -> Order:
    """One of its refunds has gone back to the customer."""
    refunds = tuple(
        replace(each, is_paid=True) if each.id == refund else each for each in order.refunds
    )
    return replace(order, refunds=refunds)


def _payment(news: PaymentEvent, known: Payment) -> Payment:
    match news:
        case PaymentAuthorised():
            state, amount, attempt = PaymentState.AUTHORISED, news.amount, news.attempt
        case PaymentCaptured():
            state, amount, attempt = PaymentState.CAPTURED, news.amount, known.attempt
        case PaymentVoided():
            state, amount, attempt = PaymentState.VOIDED, known.amount, known.attempt
        case PaymentExpired():
            state, amount, attempt = PaymentState.EXPIRED, 0, news.attempt
        case PaymentDeclined():
            return Payment(
                PaymentState.DECLINED, 0, news.attempt, news.decline_code, version=news.version
            )
        case PaymentActionRequired():
            state, amount, attempt = PaymentState.ACTION_REQUIRED, 0, news.attempt
        case _:
            raise TypeError(f"{type(news).__name__} says nothing of a payment's state")
    return Payment(state, amount, attempt, version=news.version)
