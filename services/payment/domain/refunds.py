"""What goes back of what was captured. A refund is promised first, and made then."""

from collections.abc import Sequence

from msgspec.structs import replace

from services.payment.domain.receivable import Receivable

CANCELLATION = "cancellation"
"""The refund that gives back what is left of a cancelled order."""


class RefundTooLargeError(Exception):
    """More was promised back than was taken: a human must look."""


def promise(receivable: Receivable, refund: str, amount: int) -> Receivable:
    """A refund, to be written down before the provider is asked. Raises RefundTooLargeError."""
    if refund in receivable.promised:
        return receivable
    if amount > receivable.left:
        raise RefundTooLargeError(f"{amount} of {receivable.left} for order {receivable.order_id}")
    return replace(receivable, promised={**receivable.promised, refund: amount})


def mark_refunded(receivable: Receivable, refund: str) -> Receivable:
    """After the provider has made a refund that was promised."""
    if refund in receivable.paid_back:
        return receivable
    paid_back = {**receivable.paid_back, refund: receivable.promised[refund]}
    return replace(receivable, paid_back=paid_back)


def owed_back(receivable: Receivable) -> dict[str, int]:
    """The refunds that are promised and not yet made."""
    promised = receivable.promised.items()
    return {refund: amount for refund, amount in promised if refund not in receivable.paid_back}


def spread(refund: str, amount: int, legs: Sequence[Receivable]) -> tuple[Receivable, ...]:
    """The receivables with a refund promised by as many of them as it needs, the first first.

    What was promised of it before counts. Raises RefundTooLargeError when they have not got enough.
    """
    rest = amount - sum(leg.promised.get(refund, 0) for leg in legs)
    promising = []
    for leg in legs:
        share = 0 if refund in leg.promised else min(rest, leg.left)
        promising.append(promise(leg, refund, share) if share else leg)
        rest -= share
    if rest > 0:
        raise RefundTooLargeError(f"{rest} of refund {refund} were never taken")
    return tuple(promising)
