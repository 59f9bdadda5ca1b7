"""A caller says a name, a number, a phone: the order is found by what they say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.policy.search import terms, wanted

FIELDS = (
    "ab3kq7q2mmrfxy2345abcd23ab", "Iris Wiesenthal", "+49 30 1234567", "Zoë Łęcka",
    "flora@crassula.test", "K7Q2-MMRF",
)  # fmt: skip


@pytest.mark.finding("M10")
@pytest.mark.parametrize(
    "said",
    [
        "iris", "Wiesenthal", "wies", "iris wiesen", "zoe", "030 1234567", "+49301234567",
        "4567", "flora@crassula.test", "flora@", "K7Q2-MMRF", "k7q2mmrf", "k7q2", "ab3kq7q2mm",
    ],
)  # fmt: skip
def test_an_order_is_found_by_what_people_say(said: str) -> None:
    assert wanted(said)
    assert set(wanted(said)) <= set(terms(FIELDS))


@pytest.mark.finding("M10")
@pytest.mark.parametrize("said", ["iris amaryllis", "7654321", "felix@crassula.test", "senthal"])
def test_an_order_is_not_found_by_what_is_not_its_own(said: str) -> None:
    assert not set(wanted(said)) <= set(terms(FIELDS))


@pytest.mark.parametrize("said", ["", "  ", "ab", "12", "--- _ !", "+0 0"])
def test_too_little_finds_nothing_rather_than_all(said: str) -> None:
    assert wanted(said) == ()


@given(st.text(max_size=120))
def test_whatever_is_typed_is_looked_for_or_not(said: str) -> None:
    assert all(isinstance(term, str) and len(term) >= 3 for term in wanted(said))
