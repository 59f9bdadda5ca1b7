"""An order's id follows from who asked and with which key."""

from hypothesis import given
from hypothesis import strategies as st

from services.contracts.identifiers import attempt_id, is_issued_to, order_id
from tests.claims import proves

people = st.text(min_size=1, max_size=40)


@proves("T46")
@given(people, people)
def test_the_same_request_means_the_same_order(customer: str, key: str) -> None:
    assert order_id(customer, key) == order_id(customer, key)
    assert len(order_id(customer, key)) == 26


@proves("X25")
@given(people, people, people)
def test_an_order_can_be_told_from_one_of_somebody_else(one: str, key: str, other: str) -> None:
    order = order_id(one, key)
    assert is_issued_to(order, one)
    assert one == other or not is_issued_to(order, other)


def test_each_key_is_an_order_and_an_attempt_of_its_own() -> None:
    assert order_id("flora", "key-1") != order_id("flora", "key-2")
    assert order_id("flora", "key-1") != order_id("fleur", "key-1")
    assert attempt_id("order", "key-1") != attempt_id("order", "key-2")
