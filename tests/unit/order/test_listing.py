"""Whatever is listed fits into messages, each of them once and in its order."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from services.contracts.orders import Order
from services.order.domain.listing import ROOM, parts
from tests.shop import DOZEN, an_order

LONG = an_order(*[(DOZEN, 1)] * 80)
SHORT = an_order()


@given(st.lists(st.sampled_from([LONG, SHORT]), max_size=60))
def test_parts_are_the_whole_and_each_has_room(orders: list[Order]) -> None:
    told = list(parts(orders))
    assert [order for part, _ in told for order in part] == orders
    assert [last for _, last in told] == [*[False] * (len(told) - 1), True]
    for part, _ in told:
        assert sum(len(msgspec.json.encode(order)) for order in part) <= ROOM
    assert all(part for part, _ in told) or orders == []
