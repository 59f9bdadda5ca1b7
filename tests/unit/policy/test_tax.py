"""Tax that is in a price, and in what is given back of it."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from services.contracts.orders import Line, Order, Refund, State
from services.policy.pricing import total
from services.policy.tax import GivenBack, apportioned, given_back, tax_shares
from tests.shop import DOZEN, VASE, an_order

RATES = st.sampled_from([0, 7, 19, 25])


def line(total: int, rate: int) -> Line:
    return Line(sku="rose-red", name="Rose", quantity=1, unit_price=total, tax_rate=rate, recipe={})


LINES = st.lists(st.builds(line, st.integers(0, 10_000_000), RATES), min_size=1, max_size=40)


def refunded(order: Order, *amounts: int) -> Order:
    refunds = (Refund(f"refund-{at}", amount, "") for at, amount in enumerate(amounts))
    return replace(order, refunds=tuple(refunds))


@st.composite
def orders_that_were_given_up(draw: st.DrawFn) -> Order:
    """Refunded in parts, then cancelled; something may be kept."""
    lines = tuple(draw(LINES))
    order = replace(an_order(), lines=lines, total=total(lines))
    amounts: list[int] = []
    for _ in range(draw(st.integers(0, 5)) if order.total else 0):
        left = order.total - sum(amounts)
        if left:
            amounts.append(draw(st.integers(1, left)))
    kept = draw(st.integers(0, order.total - sum(amounts)))
    return replace(refunded(order, *amounts), kept=kept, state=State.CANCELLED)


def test_tax_is_taken_out_of_the_price_that_the_customer_saw() -> None:
    reduced, full = tax_shares(an_order((DOZEN, 2), (VASE, 1)).lines)
    assert (reduced.rate, reduced.net, reduced.tax) == (7, 7850, 550)
    assert (full.rate, full.net, full.tax) == (19, 1588, 302)


def test_half_a_cent_of_tax_is_rounded_up() -> None:
    (share,) = tax_shares([line(total=3, rate=20)])
    assert (share.net, share.tax) == (2, 1)


@given(LINES)
def test_net_and_tax_of_all_rates_add_up_to_what_is_paid(lines: list[Line]) -> None:
    shares = tax_shares(lines)
    assert sum(share.gross for share in shares) == total(lines)
    assert len({share.rate for share in shares}) == len(shares)
    for share in shares:
        exactly = share.gross * share.rate / (100 + share.rate)
        assert abs(share.tax - exactly) <= 0.5 + 1e-6


def test_a_refund_is_of_each_rate_as_the_price_is() -> None:
    (part,) = given_back(refunded(an_order((DOZEN, 2), (VASE, 1)), 1029))
    assert [(s.rate, s.net, s.tax) for s in part.shares] == [(7, 785, 55), (19, 159, 30)]


def test_many_small_refunds_are_not_all_of_the_dearer_rate() -> None:
    order = replace(an_order(), lines=(line(51, 7), line(49, 19)), total=100)
    by_rate: Counter[int] = Counter()
    for part in given_back(refunded(order, *[1] * 100)):
        by_rate.update({share.rate: share.gross for share in part.shares})
    assert by_rate == {7: 51, 19: 49}


@settings(deadline=None)
@given(orders_that_were_given_up())
def test_what_goes_back_and_what_is_kept_is_the_price(order: Order) -> None:
    parts = given_back(order)
    assert sum(part.amount for part in parts) + order.kept == order.total
    assert [p.amount for p in parts if p.refund] == [r.amount for r in order.refunds]
    assert all(part.amount > 0 for part in parts)
    assert all(share.net >= 0 and share.tax >= 0 for part in parts for share in part.shares)


@given(orders_that_were_given_up())
def test_no_more_of_a_rate_goes_back_than_was_invoiced_and_all_of_it_when_nothing_is_kept(
    order: Order,
) -> None:
    net, tax = _sums(given_back(order))
    for share in tax_shares(order.lines):
        assert net[share.rate] <= share.net + 1
        assert net[share.rate] + tax[share.rate] <= share.gross
        if not order.kept:
            assert (net[share.rate], tax[share.rate]) == (share.net, share.tax)


def test_more_than_the_price_is_never_given_back() -> None:
    with pytest.raises(ValueError, match="4201 of 4200"):
        given_back(refunded(an_order(), 4201))


@given(st.lists(st.integers(0, 1000), max_size=20), st.data())
def test_parts_add_up_and_none_exceeds_its_weight(weights: list[int], data: st.DataObject) -> None:
    amount = data.draw(st.integers(0, sum(weights)))
    parts = apportioned(amount, weights)
    assert sum(parts) == amount
    assert all(part <= weight for part, weight in zip(parts, weights, strict=True))


def _sums(parts: tuple[GivenBack, ...]) -> tuple[Counter[int], Counter[int]]:
    net: Counter[int] = Counter()
    tax: Counter[int] = Counter()
    for part in parts:
        net.update({share.rate: share.net for share in part.shares})
        tax.update({share.rate: share.tax for share in part.shares})
    return net, tax
