"""What goes back of what was captured. A refund is promised first, and made then."""

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from services.payment.domain.receivable import Receivable

CANCELLATION = "cancellation"
"""The refund that gives back what is left of a cancelled order; a later one has a number too."""


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
    if refund in receivable.paid_back or refund in receivable.failed:
        return receivable
    paid_back = {**receivable.paid_back, refund: receivable.promised[refund]}
    return replace(receivable, paid_back=paid_back)


def mark_failed(receivable: Receivable, refund: str) -> Receivable:
    """After a refund was refused, or a bank sent it back. The shop still owes it.

    It is never asked for again: the same card would refuse it again. Staff pay it otherwise.
    """
    if refund in receivable.failed or refund not in receivable.promised:
        return receivable
    paid_back = {one: amount for one, amount in receivable.paid_back.items() if one != refund}
    failed = {**receivable.failed, refund: receivable.promised[refund]}
    return replace(receivable, paid_back=paid_back, failed=failed)


def owed_back(receivable: Receivable) -> dict[str, int]:
    """The refunds that are promised and not yet made, without those that failed."""
    over = receivable.paid_back.keys() | receivable.failed.keys()
    return {one: amount for one, amount in receivable.promised.items() if one not in over}


def covered(receivable: Receivable) -> int:
    """What of the failed refunds the cardholder's bank has taken back, because of a dispute.

    Whoever gets that from their bank is not owed it as well, in minor units.
    """
    ours = receivable.captured - receivable.refunded - receivable.withdrawn
    return max(sum(receivable.failed.values()) - max(ours, 0), 0)


def promise_rest(receivable: Receivable) -> Receivable:
    """What is left of a cancelled order's payment, promised back.

    What is kept stays, and what a bank has taken back because of a dispute cannot go back twice;
    once such a dispute is won, that is promised too.
    """
    rest = receivable.left - receivable.kept - receivable.withdrawn
    if rest <= 0:
        return receivable
    earlier = len(returns(receivable.promised))
    return promise(receivable, f"{CANCELLATION}-{earlier}" if earlier else CANCELLATION, rest)


def returns(refunds: Mapping[str, int]) -> dict[str, int]:
    """Those of the refunds that give back what is left of a cancelled order."""
    return {one: amount for one, amount in refunds.items() if one.startswith(CANCELLATION)}


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
