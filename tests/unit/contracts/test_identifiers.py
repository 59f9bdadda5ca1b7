"""An order's id follows from who asked and with which key."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.contracts.identifiers import (
    SPOKEN,
    attempt_id,
    is_issued_to,
    order_id,
    order_number,
    read_order_number,
)
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


@pytest.mark.finding("M11")
@given(people)
def test_an_order_has_a_number_that_can_be_said_on_the_phone(order: str) -> None:
    number = order_number(order)
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}", number)
    assert order_number(order) == number
    assert read_order_number(number) == number


@pytest.mark.finding("M11")
@given(people, st.integers(0, 7), st.sampled_from(SPOKEN))
def test_one_wrong_character_of_a_number_is_noticed(order: str, place: int, wrong: str) -> None:
    number = order_number(order).replace("-", "")
    misheard = number[:place] + wrong + number[place + 1 :]
    assert misheard == number or read_order_number(misheard) is None


@pytest.mark.finding("M11")
@given(people, st.integers(0, 7), st.integers(0, 7))
def test_two_characters_that_changed_places_are_noticed(order: str, one: int, other: int) -> None:
    number = list(order_number(order).replace("-", ""))
    number[one], number[other] = number[other], number[one]
    swapped = "".join(number)
    assert swapped == order_number(order).replace("-", "") or read_order_number(swapped) is None


@pytest.mark.finding("M11")
def test_a_number_is_read_however_it_is_written() -> None:
    number = next(
        found
        for found in (order_number(str(each)) for each in range(1000))
        if "0" in found and "1" in found
    )
    loose = number.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert read_order_number(f" {loose} ") == number
    assert read_order_number("") is None
    assert read_order_number("7K3M") is None
    assert read_order_number("7K3M-Q2X\u00dc") is None


@pytest.mark.finding("M11")
def test_two_orders_hardly_ever_share_a_number() -> None:
    numbers = {order_number(str(each)) for each in range(20_000)}
    assert len(numbers) > 19_990
