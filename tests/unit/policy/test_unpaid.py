"""Nobody takes a day from everybody else without paying."""

import pytest
from msgspec.structs import replace

from services.contracts.common import Reason
from services.contracts.orders import Occasion, Order, Payment, PaymentState, State
from services.policy.unpaid import MOST_ORDERS, MOST_STEMS, is_unpaid, may_order_more
from tests.shop import RED_ROSE, an_order

UNPAID = an_order((RED_ROSE, 1))
HELD = Payment(PaymentState.AUTHORISED, 320, "attempt-1")


@pytest.mark.finding("A8")
@pytest.mark.parametrize(
    ("facts", "counts"),
    [
        ({}, True),
        ({"payment": Payment(PaymentState.DECLINED)}, True),
        ({"state": State.CANCELLED, "reason": Reason.UNPAID}, True),
        ({"payment": HELD}, False),
        ({"state": State.CONFIRMED, "payment": HELD}, False),
        ({"state": State.CANCELLED, "reason": Reason.CUSTOMER}, False),
        ({"occasion": Occasion("e" * 26, "Wedding")}, False),
    ],
)
def test_an_order_counts_while_stems_are_or_were_set_aside_for_nothing(
    facts: dict[str, object], *, counts: bool
) -> None:
    assert is_unpaid(replace(UNPAID, **facts)) is counts


@pytest.mark.finding("A8")
@pytest.mark.parametrize(
    ("orders", "field"),
    [
        ((), None),
        ((UNPAID,) * (MOST_ORDERS - 1), None),
        ((UNPAID,) * MOST_ORDERS, "orders"),
        ((an_order((RED_ROSE, MOST_STEMS - 1)),), None),
        ((an_order((RED_ROSE, MOST_STEMS)),), "orders"),
    ],
    ids=["none", "almost many", "many", "almost large", "large"],
)
def test_another_order_is_taken_while_those_not_paid_for_are_few_and_small(
    orders: tuple[Order, ...], field: str | None
) -> None:
    refusal = may_order_more(orders)
    assert (refusal.field if refusal else None) == field
