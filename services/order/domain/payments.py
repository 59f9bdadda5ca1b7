"""The state of an order's payments, as payment reports it. Older events change nothing."""

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
from services.order.domain.order import settle


def apply_payment_update(order: Order, update: PaymentEvent) -> Order:
    """Set the state of one of the order's payments, unless a newer state is known."""
    known = order.payment_of(update.part)
    if known is None or update.version < known.version:
        return order
    payment = _with_books(_payment(update, known), update, known)
    if update.part is Part.FIRST:
        return settle(replace(order, payment=payment))
    if order.balance is None:
        return order
    return settle(replace(order, balance=replace(order.balance, payment=payment)))


def refund_paid(order: Order, refund: str) -> Order:
    """Mark one of the order's refunds as paid back to the customer.

    That it failed afterwards is in the books of the payments, which are newer.
    """
    refunds = tuple(
        replace(each, is_paid=True) if each.id == refund else each for each in order.refunds
    )
    return replace(order, refunds=refunds)


def _payment(update: PaymentEvent, known: Payment) -> Payment:
    match update:
        case PaymentAuthorised():
            state, amount, attempt = PaymentState.AUTHORISED, update.amount, update.attempt
        case PaymentCaptured():
            state, amount, attempt = PaymentState.CAPTURED, update.amount, known.attempt
        case PaymentVoided():
            state, amount, attempt = PaymentState.VOIDED, known.amount, known.attempt
        case PaymentExpired():
            state, amount, attempt = PaymentState.EXPIRED, 0, update.attempt
        case PaymentDeclined():
            return Payment(
                PaymentState.DECLINED,
                0,
                update.attempt,
                update.decline_code,
                version=update.version,
            )
        case PaymentActionRequired():
            state, amount, attempt = PaymentState.ACTION_REQUIRED, 0, update.attempt
        case _:
            raise TypeError(f"{type(update).__name__} says nothing of a payment's state")
    return Payment(state, amount, attempt, version=update.version)


def _with_books(payment: Payment, update: PaymentEvent, known: Payment) -> Payment:
    """Add what became of the money; of an earlier version's news, as far as it is known."""
    books = update.books
    if books.taken is None and payment.state is PaymentState.VOIDED:
        books = replace(known.books, taken=known.charged)
    return replace(payment, books=books)
