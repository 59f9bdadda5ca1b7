"""Tax: prices include it, as a consumer sees them, so it is taken out of each rate's sum."""

from collections.abc import Iterable, Iterator, Sequence

from services.contracts.orders import Line, Order, State
from services.contracts.values import Value
from services.policy.pricing import gross_by_rate


class TaxShare(Value):
    """What of a price is taxed at one rate (per cent). Amounts are minor units."""

    rate: int
    net: int
    tax: int

    @property
    def gross(self) -> int:
        """Net and tax."""
        return self.net + self.tax


class GivenBack(Value):
    """A part of a price that goes back: by a refund, or without one by the order's cancellation."""

    refund: str
    shares: tuple[TaxShare, ...]

    @property
    def amount(self) -> int:
        """Minor units, tax included."""
        return gross_of(self.shares)


def gross_of(shares: Iterable[TaxShare]) -> int:
    """Answer net and tax of all shares together, in minor units."""
    return sum(share.gross for share in shares)


def net_of(shares: Iterable[TaxShare]) -> int:
    """Answer the net of all shares together, in minor units."""
    return sum(share.net for share in shares)


def tax_of(shares: Iterable[TaxShare]) -> int:
    """Answer the tax of all shares together, in minor units."""
    return sum(share.tax for share in shares)


def tax_shares(lines: Iterable[Line]) -> tuple[TaxShare, ...]:
    """What is owed to the state, by rate; halves of a minor unit are rounded up."""
    return tuple(
        TaxShare(rate, gross - tax_in(gross, rate), tax_in(gross, rate))
        for rate, gross in sorted(gross_by_rate(lines).items())
    )


def given_back(order: Order) -> tuple[GivenBack, ...]:
    """All that goes back of an order's price: each of its refunds, in the order of their promises,
    and when it is cancelled what is left then, but for what the shop keeps.

    Each takes of every rate what it had left, in proportion, and of its tax the difference. So one
    may be a minor unit off what it would owe alone, but together they never take more of a rate
    than was invoiced, and exactly that when everything goes back. Raises ValueError when more goes
    back than the price.
    """
    left = gross_by_rate(order.lines)
    parts = []
    for refund, amount in _amounts(order):
        parted = dict(zip(left, apportioned(amount, tuple(left.values())), strict=True))
        shares = (_share_of(rate, left[rate], part) for rate, part in sorted(parted.items()))
        parts.append(GivenBack(refund, tuple(share for share in shares if share.gross)))
        left = {rate: gross - parted[rate] for rate, gross in left.items()}
    return tuple(parts)


def apportioned(amount: int, weights: Sequence[int]) -> tuple[int, ...]:
    """`amount` in whole parts that add up to it, each as its weight is (largest remainder).

    No part exceeds its weight. Raises ValueError when all of them together do not suffice.
    """
    whole = sum(weights)
    if not 0 <= amount <= whole:
        raise ValueError(f"{amount} of {whole}")
    if whole == 0:
        return tuple(weights)
    parts = [weight * amount // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda at: -(weights[at] * amount % whole))
    for at in by_remainder[: amount - sum(parts)]:
        parts[at] += 1
    return tuple(parts)


def tax_in(gross: int, rate: int) -> int:
    """The tax in a price at one rate."""
    return (2 * gross * rate + 100 + rate) // (2 * (100 + rate))


def _amounts(order: Order) -> Iterator[tuple[str, int]]:
    for refund in order.refunds:
        yield refund.id, refund.amount
    rest = order.total - order.refunded - order.kept
    if order.state is State.CANCELLED and rest:
        yield "", rest


def _share_of(rate: int, left: int, part: int) -> TaxShare:
    tax = tax_in(left, rate) - tax_in(left - part, rate)
    return TaxShare(rate, part - tax, tax)
