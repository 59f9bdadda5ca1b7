"""What may be paid, and how much money an order has."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from services.contracts.orders import Balance, Order, Payment, PaymentState, Refund, State
from services.contracts.payments import (
    Books,
    Dispute,
    DisputeState,
    FailedRefund,
    Part,
)
from services.policy.orders import may_refund, may_ship
from services.policy.payments import (
    LEAST,
    MOST,
    amount_of,
    disputed,
    given_back,
    held,
    is_taken_at_once,
    lost,
    may_charge,
    may_divide,
    may_pay,
    may_settle,
    payable_part,
    refundable,
    unpaid_refunds,
)
from tests.claims import proves
from tests.shop import NOW, TOMORROW, an_order

PLACED = an_order()
REST = 3000
CAPTURED, AUTHORISED = PaymentState.CAPTURED, PaymentState.AUTHORISED


def an_order_with(first: PaymentState, rest: PaymentState | None, **facts: Any) -> Order:
    balance = None if rest is None else Balance(REST, TOMORROW, Payment(rest, REST, "2"))
    order = replace(PLACED, balance=balance, **facts)
    return replace(order, payment=Payment(first, order.first_amount, "1"))


orders = st.builds(
    an_order_with,
    st.sampled_from(PaymentState),
    st.none() | st.sampled_from(PaymentState),
    state=st.sampled_from(State),
    refunds=st.lists(st.builds(Refund, st.just("r"), st.integers(1, 2000), st.just("wilted")))
    .filter(lambda refunds: len(refunds) < 3)
    .map(tuple),
)


@given(orders)
def test_what_a_customer_is_asked_to_pay_may_be_paid(order: Order) -> None:
    part = payable_part(order)
    if part is not None:
        assert may_pay(order, part, "a new attempt") is None
        assert order.is_awaiting(part)
        assert amount_of(order, part) > 0


@given(orders)
def test_the_parts_add_up_to_the_price(order: Order) -> None:
    assert amount_of(order, Part.FIRST) + amount_of(order, Part.BALANCE) == order.total


@given(orders)
def test_what_was_taken_may_be_refunded_and_no_more(order: Order) -> None:
    most = refundable(order)
    refusal = may_refund(order, "new", most + 1)
    assert refusal is not None
    if most and order.state is not State.CANCELLED:
        assert may_refund(order, "new", most) is None
    assert most + held(order) <= order.total


@pytest.mark.parametrize(
    ("first", "rest", "part"),
    [
        (PaymentState.NONE, None, Part.FIRST),
        (PaymentState.ACTION_REQUIRED, None, Part.FIRST),
        (PaymentState.DECLINED, PaymentState.NONE, Part.FIRST),
        (AUTHORISED, None, None),
        (CAPTURED, PaymentState.NONE, None),
        (CAPTURED, PaymentState.DECLINED, Part.BALANCE),
        (CAPTURED, PaymentState.EXPIRED, Part.BALANCE),
        (CAPTURED, CAPTURED, None),
    ],
)
def test_a_balance_is_paid_by_hand_only_after_the_stored_card_failed(
    first: PaymentState, rest: PaymentState | None, part: Part | None
) -> None:
    order = an_order_with(first, rest)
    assert payable_part(order) is part
    assert payable_part(replace(order, state=State.SHIPPED)) is None
    assert payable_part(replace(order, state=State.CANCELLED)) is None


@proves("FM-PSP-13:mitigation")
@pytest.mark.finding("B12")
@pytest.mark.parametrize(
    ("amount", "is_allowed"), [(0, False), (LEAST - 1, False), (LEAST, True), (MOST, True)]
)
def test_a_card_is_charged_between_the_least_and_the_most(*, amount: int, is_allowed: bool) -> None:
    assert (may_charge("amount", amount) is None) is is_allowed
    assert may_charge("amount", MOST + 1) is not None


@proves("FM-PSP-13:mitigation")
@pytest.mark.finding("B12")
@pytest.mark.parametrize(
    ("price", "deposit", "is_allowed"),
    [
        (10_000, 10_000, True),
        (10_000, 9_950, True),
        (10_000, 9_970, False),
        (10_000, 30, False),
        (MOST + 60, 50, False),
        (MOST + 60, 60, True),
    ],
)
def test_a_deposit_leaves_nothing_or_what_a_card_can_pay(
    *, price: int, deposit: int, is_allowed: bool
) -> None:
    refusal = may_divide(price, deposit)
    assert (refusal is None) is is_allowed
    assert refusal is None or (refusal.field == "deposit" and refusal.sentence)


@pytest.mark.finding("B12")
def test_what_costs_nothing_needs_no_card() -> None:
    free = replace(PLACED, total=0)
    assert free.is_confirmable
    assert payable_part(free) is None
    assert may_pay(free, Part.FIRST, "attempt") is not None


SOLD = replace(PLACED, state=State.CONFIRMED, payment=Payment(CAPTURED, PLACED.total, "1"))


def with_books(**books: Any) -> Order:
    return replace(SOLD, payment=replace(SOLD.payment, books=Books(PLACED.total, **books)))


@pytest.mark.finding("B10")
@pytest.mark.parametrize(
    ("state", "is_refused"),
    [
        (DisputeState.INQUIRED, False),
        (DisputeState.OPEN, True),
        (DisputeState.WON, False),
        (DisputeState.LOST, True),
    ],
)
def test_what_a_bank_has_taken_back_is_neither_refunded_nor_shipped(
    *, state: DisputeState, is_refused: bool
) -> None:
    order = with_books(disputes=(Dispute("du_1", 1000, state),))
    refusals = [may_refund(order, "new", 1), may_ship(order)]
    assert [bool(refusal and refusal.field == "payment") for refusal in refusals] == [
        is_refused,
        is_refused,
    ]
    assert refundable(order) == order.total - (1000 if is_refused else 0)
    assert disputed(order) == (1000 if state is DisputeState.OPEN else 0)
    assert lost(order) == (1000 if state is DisputeState.LOST else 0)


@pytest.mark.finding("B11")
def test_a_refund_that_failed_was_not_given_back_until_staff_pay_it() -> None:
    refunds = (Refund("r1", 700, "wilted", is_paid=True), Refund("r2", 300, "late", is_paid=True))
    order = replace(with_books(failed=(FailedRefund("r1", 700),)), refunds=refunds)
    assert (given_back(order), unpaid_refunds(order)) == (300, 700)
    paid = replace(order, settled_refunds=("r1",))
    assert (given_back(paid), unpaid_refunds(paid)) == (1000, 0)


@pytest.mark.finding("B10", "B11")
def test_what_a_bank_has_taken_back_is_not_paid_by_hand_as_well() -> None:
    failed = (FailedRefund("r1", 700), FailedRefund("r2", 300))
    whole = with_books(failed=failed, covered=1000)
    refusal = may_settle(whole, 1000)
    assert unpaid_refunds(whole) == 0
    assert refusal is not None
    assert refusal.field == "refunds"
    half = with_books(failed=failed, covered=400)
    assert unpaid_refunds(half) == 600
    assert may_settle(half, 600) is None
    assert may_settle(half, 1000) is not None
    assert unpaid_refunds(replace(half, settled_refunds=("r1",))) == 0


@pytest.mark.finding("H9")
@pytest.mark.parametrize(("days", "at_once"), [(6, False), (7, True)])
def test_a_far_day_is_charged_at_once(*, days: int, at_once: bool) -> None:
    delivery = replace(PLACED.delivery, day=NOW.date() + timedelta(days=days))
    assert is_taken_at_once(replace(PLACED, delivery=delivery), NOW) is at_once
