"""What no card can be charged with is refused before it is ordered, cache or no cache."""

from http import HTTPStatus

import msgspec
import pytest
from msgspec.structs import replace

from services.contracts.order_messages import PlaceOrder
from services.policy.payments import LEAST, MOST
from services.proxy.features import OPERATIONS
from services.proxy.problems import ProblemError
from tests.shop import DOZEN, FLORA, request_for
from tests.unit.proxy.asking import ask

PLACE = OPERATIONS["place_order"].answer
WANTED = request_for((DOZEN, 1))


@pytest.mark.finding("B12")
@pytest.mark.parametrize("total", [1, LEAST - 1, MOST + 1])
def test_an_order_that_no_card_can_pay_is_refused_with_the_reason(total: int) -> None:
    with pytest.raises(ProblemError) as refused:
        ask(PLACE, FLORA, msgspec.to_builtins(replace(WANTED, expected_total=total)), None)
    assert refused.value.status is HTTPStatus.CONFLICT
    assert "a card cannot be charged" in refused.value.detail


@pytest.mark.finding("B12")
@pytest.mark.parametrize("total", [0, LEAST])
def test_what_a_card_can_pay_or_what_costs_nothing_is_ordered(total: int) -> None:
    body = msgspec.to_builtins(replace(WANTED, expected_total=total))
    assert isinstance(ask(PLACE, FLORA, body, None), PlaceOrder)
