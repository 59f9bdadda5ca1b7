"""Two people change one thing: the first of two who saw the same stands, whatever their clocks say.

For each document that people change whole: the other is refused and told to look again. A repeat
changes nothing.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from services.contracts.commissions import (
    Enquiry,
    EnquiryRequest,
    QuotedLine,
    QuoteEnquiry,
    QuoteRequest,
)
from services.contracts.order_messages import ChangeDelivery
from services.contracts.orders import Order, Stock
from services.contracts.profiles import ChangeEmail, UpdateProfile
from services.order.domain.changes import delivery_change_granted, delivery_change_requested
from services.order.domain.commissions import quoted
from services.policy.requests import OUT_OF_DATE
from services.profiles.domain import described, email_requested, first_record
from tests.shop import FLORA, NOW, RECIPIENT, an_order

Change = Callable[[Any, int, str, datetime], Any]
"""The document after the person `who`, who saw a version, wanted something at a time."""
LATER = NOW + timedelta(days=9)
ENQUIRY = Enquiry(
    "e" * 26, FLORA.id, EnquiryRequest("Wedding", (NOW + timedelta(days=60)).date(), RECIPIENT,
    "+49 30 1234567", "White"), NOW, version=0,
)  # fmt: skip
FLOWERS = replace(an_order(), stock=Stock.RESERVED)


def _delivery(order: Order, seen: int, who: str, at: datetime) -> Order:
    wanted = replace(order.delivery, instructions=who)
    command = ChangeDelivery(order.id, order.customer, wanted, at, seen, mark=mark_of(who, seen))
    after = delivery_change_requested(order, command)
    return delivery_change_granted(after, after.revision, None)


def _description(record: Any, seen: int, who: str, at: datetime) -> Any:
    command = UpdateProfile(FLORA, who, None, at, seen=seen, mark=mark_of(who, seen))
    return described(record, command)


def _email(record: Any, seen: int, who: str, at: datetime) -> Any:
    command = ChangeEmail(FLORA, f"{who}@example.com", at, seen, mark=mark_of(who, seen))
    return email_requested(record, command)


def _quote(enquiry: Enquiry, seen: int, who: str, at: datetime) -> Enquiry:
    lines = (QuotedLine(name=who, quantity=1, unit_price=10_000, tax_rate=7),)
    quote = QuoteRequest(lines=lines, deposit=3_000, valid_until=LATER)
    command = QuoteEnquiry(
        enquiry.id, quote, by=who, requested_at=at, seen=seen, mark=mark_of(who, seen)
    )
    after = quoted(enquiry, command)
    # The repository counts every change of an enquiry, a refusal too; here, the quotes alone.
    return after if after.quote == enquiry.quote else replace(after, version=enquiry.version + 1)


def mark_of(who: str, seen: int) -> str:
    return f"{who}-{seen}.{who}"


KINDS: dict[str, tuple[Any, Change, Callable[[Any], int], Callable[[Any], str]]] = {
    "the delivery of an order": (
        FLOWERS, _delivery, lambda one: one.revision, lambda one: one.delivery.instructions,
    ),
    "who a customer is": (
        first_record(FLORA.id), _description,
        lambda one: one.profile.description, lambda one: one.profile.name,
    ),
    "where a customer is written to": (
        first_record(FLORA.id), _email,
        lambda one: one.profile.email_changes, lambda one: one.profile.new_email.split("@")[0],
    ),
    "what a florist quotes": (
        ENQUIRY, _quote,
        lambda one: one.version, lambda one: one.quote.lines[0].name if one.quote else "",
    ),
}  # fmt: skip
MOMENTS = st.integers(-5, 5).map(lambda minutes: NOW + timedelta(minutes=minutes))
PEOPLE = st.sampled_from(("ann", "bob"))


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_of_two_people_who_saw_the_same_the_first_stands_whatever_their_clocks_say(
    kind: str, data: st.DataObject
) -> None:
    document, change, version_of, content_of = KINDS[kind]
    expected = content_of(document)
    done: dict[tuple[str, int], datetime] = {}
    for _ in range(data.draw(st.integers(1, 8), label="requests")):
        seen = data.draw(st.integers(0, version_of(document)), label="seen")
        who, at = data.draw(PEOPLE), data.draw(MOMENTS)
        at = done.setdefault((who, seen), at)
        is_first = seen == version_of(document)
        if is_first and content_of(document) != who:
            expected = who
        document = change(document, seen, who, at)
        assert content_of(document) == expected


@pytest.mark.parametrize("kind", KINDS)
@given(first=MOMENTS, second=MOMENTS)
def test_the_second_of_two_is_told_that_somebody_was_faster(
    kind: str, first: datetime, second: datetime
) -> None:
    document, change, version_of, content_of = KINDS[kind]
    seen = version_of(document)
    for who, at in (("ann", first), ("bob", second), ("ann", first), ("bob", second)):
        document = change(document, seen, who, at)
    assert (content_of(document), version_of(document)) == ("ann", seen + 1)
    (refused,) = document.requests.refused
    assert (refused.field, refused.sentence) == (OUT_OF_DATE.field, OUT_OF_DATE.sentence)
