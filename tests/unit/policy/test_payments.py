"""What may be paid, and how much money an order has."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from services.contracts.orders import Balance, Order, Payment, PaymentState, Refund, State
from services.contracts.payments import Part
from services.policy.orders import may_refund
from services.policy.payments import amount_of, held, may_pay, payable_part, refundable
from tests.shop import TOMORROW, an_order

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
