"""What payment publishes about a receivable."""

from collections.abc import Iterable

from services.contracts.payments import (
    Books,
    ClientSecretIssued,
    FailedRefund,
    PaymentActionRequired,
    PaymentAuthorised,
    PaymentCaptured,
    PaymentDeclined,
    PaymentEvent,
    PaymentExpired,
    PaymentVoided,
    RefundFailed,
)
from services.payment.domain.attempts import EXHAUSTED
from services.payment.domain.receivable import Phase, Receivable
from services.payment.domain.refunds import covered, returns


def announcement(receivable: Receivable) -> PaymentEvent:
    """Where a receivable stands. Raises ValueError while that is not known."""
    order, part, version = receivable.order_id, receivable.part, receivable.version
    attempt = receivable.attempt
    match receivable.phase:
        case Phase.AUTHORISED if attempt is not None:
            amount = receivable.authorised
            return PaymentAuthorised(order, amount, attempt.id, part=part, version=version)
        case Phase.CHALLENGED if attempt is not None:
            return PaymentActionRequired(order, attempt.id, part=part, version=version)
        case Phase.CAPTURED:
            amount, books = receivable.captured, books_of(receivable)
            return PaymentCaptured(order, amount, part=part, version=version, books=books)
        case Phase.VOIDED:
            return PaymentVoided(order, part=part, version=version, books=books_of(receivable))
        case Phase.OPEN if receivable.expired:
            last = next(reversed(receivable.expired))
            return PaymentExpired(order, last, part=part, version=version)
        case _:
            raise ValueError(f"the payment of order {order} is not settled")


def books_of(receivable: Receivable) -> Books:
    """What became of the money that was taken."""
    return Books(
        taken=receivable.captured,
        returned=sum(returns(receivable.paid_back).values()),
        failed=tuple(FailedRefund(*each) for each in receivable.failed.items()),
        disputes=receivable.disputes,
        covered=covered(receivable),
    )


def refund_failures(receivables: Iterable[Receivable], refund: str = "") -> list[RefundFailed]:
    """What customers are told of the refunds that failed, or of one of them, by payment."""
    return [
        RefundFailed(each.order_id, each.customer, one, amount, each.currency)
        for each in receivables
        for one, amount in each.failed.items()
        if refund in ("", one)
    ]


def answers_to(receivable: Receivable, attempt: str) -> list[PaymentEvent]:
    """What is published for this attempt each time somebody asks for it.

    The secrets are for the customer's browser, if the card's bank asks something.
    """
    return [*client_secrets(receivable), _answer_to(receivable, attempt)]


def client_secrets(receivable: Receivable) -> tuple[ClientSecretIssued, ...]:
    """What the customer's browser answers the card's bank with, while that is asked."""
    if receivable.phase is not Phase.CHALLENGED or receivable.attempt is None:
        return ()
    issued = ClientSecretIssued(
        receivable.order_id,
        receivable.attempt.id,
        receivable.client_secret,
        part=receivable.part,
        version=receivable.version,
    )
    return (issued,)


def _answer_to(receivable: Receivable, attempt: str) -> PaymentEvent:
    if receivable.phase is not Phase.OPEN or attempt in receivable.expired:
        return announcement(receivable)
    return PaymentDeclined(
        receivable.order_id,
        attempt,
        receivable.declined.get(attempt, EXHAUSTED),
        part=receivable.part,
        version=receivable.version,
    )
