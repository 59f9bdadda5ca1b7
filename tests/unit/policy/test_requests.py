"""A request is known by its mark: once, in whatever order, and never with another body."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from services.contracts.requests import Mark, Requests, key_of, mark_of
from services.contracts.values import Value
from services.policy.refusal import Refusal
from services.policy.requests import (
    MOST_KNOWN,
    MOST_REFUSED,
    OTHER_BODY,
    OUT_OF_DATE,
    is_repeat,
    once,
    out_of_date,
)
from tests.shop import NOW


class Counter(Value):
    """A document that counts how often it was changed, and by what."""

    changed_by: tuple[Mark, ...] = ()
    requests: Requests = Requests()


def mark(key: str, body: str = "a body", by: str = "sub-flora", operation: str = "count") -> Mark:
    return mark_of(by=by, operation=operation, about="it", key=key, body=body.encode())


def counted(counter: Counter, request: Mark, minute: int = 0) -> Counter:
    def rule(counter: Counter) -> Counter:
        return replace(counter, changed_by=(*counter.changed_by, request))

    return once(counter, request, NOW + timedelta(minutes=minute), rule)


def test_a_mark_tells_people_operations_keys_and_bodies_apart_and_says_nothing_of_them() -> None:
    first = mark("key-0001")
    others = (
        mark("key-0002"), mark("key-0001", by="sub-felix"), mark("key-0001", operation="sum"),
    )  # fmt: skip
    assert len({key_of(each) for each in (first, *others)}) == 4
    assert key_of(mark("key-0001", "another")) == key_of(first)
    assert mark("key-0001", "another") != first
    assert mark("key-0002").partition(".")[2] != first.partition(".")[2]
    assert all(word not in first for word in ("key", "body", "flora"))


@pytest.mark.finding("B02", "B03")
@given(
    sequence=st.lists(
        st.tuples(st.sampled_from(["k1", "k2", "k3"]), st.sampled_from(["a", "b"])), max_size=20
    )
)
def test_a_sequence_with_repeats_ends_as_the_first_of_each_key_alone(
    sequence: list[tuple[str, str]],
) -> None:
    counter, first_of_each = Counter(), dict(reversed(sequence))
    for key, body in sequence:
        counter = counted(counter, mark(key, body))
    keys = list(dict.fromkeys(key for key, _ in sequence))
    assert counter.changed_by == tuple(mark(key, first_of_each[key]) for key in keys)
    refused = {mark(key, body) for key, body in sequence if body != first_of_each[key]}
    assert {each.mark for each in counter.requests.refused} == refused


@pytest.mark.finding("B02")
def test_a_repeat_after_more_requests_than_are_kept_is_known_by_its_age() -> None:
    counter = Counter()
    for minute in range(MOST_KNOWN + 5):
        counter = counted(counter, mark(f"key-{minute}"), minute)
    assert len(counter.requests.known) == MOST_KNOWN
    for minute in range(MOST_KNOWN + 5):
        assert counted(counter, mark(f"key-{minute}"), minute) == counter


def test_what_is_refused_is_shown_with_its_reason_and_stays_refused() -> None:
    reason = Refusal("state", "it is over.")

    def refusal(_: Counter) -> Refusal | None:
        return reason

    refused = once(Counter(), mark("k1"), NOW, lambda counter: counter, refusal)
    assert [(r.field, r.sentence) for r in refused.requests.refused] == [("state", "it is over.")]
    assert counted(refused, mark("k1")) == refused


def test_the_last_refusals_are_kept_more_than_one_client_sends_at_once() -> None:
    counter = counted(Counter(), mark("k1"))
    for body in range(MOST_REFUSED + 5):
        counter = counted(counter, mark("k1", f"body {body}"))
    assert len(counter.requests.refused) == MOST_REFUSED
    assert {each.sentence for each in counter.requests.refused} == {OTHER_BODY.sentence}
    assert counter.changed_by == (mark("k1"),)


def test_a_request_of_an_earlier_version_has_no_mark_and_is_no_repeat() -> None:
    counter = counted(counted(Counter(), ""), "")
    assert counter.changed_by == ("", "")
    assert counter.requests == Requests()
    assert not is_repeat(counter.requests, "", NOW)


@pytest.mark.parametrize(("seen", "refused"), [(None, None), (4, None), (3, OUT_OF_DATE)])
def test_of_two_who_looked_at_the_same_the_second_is_out_of_date(
    seen: int | None, refused: Refusal | None
) -> None:
    assert out_of_date(seen, 4) == refused
