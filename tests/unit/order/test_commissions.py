"""Until when a quote can be accepted, and what order becomes of it."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from services.contracts.commissions import (
    AcceptQuote,
    Enquiry,
    EnquiryRequest,
    EnquiryState,
    QuotedLine,
    QuoteRequest,
)
from services.contracts.common import AuditEntry
from services.contracts.identifiers import is_issued_to
from services.order.domain import commissions
from services.policy.pricing import line_total
from tests.shop import FLORA, FLORAS_ADDRESS, NOW, RECIPIENT

DAY = date(2027, 6, 12)
QUOTED = Enquiry(
    id="e" * 26,
    customer=FLORA.id,
    request=EnquiryRequest(
        occasion="Ida and Max", day=DAY, venue=RECIPIENT, phone="+49 30 1234567", wishes=""
    ),
    asked_at=NOW,
    state=EnquiryState.QUOTED,
    quote=QuoteRequest(
        lines=(QuotedLine(name="Tables", quantity=10, unit_price=15_000, tax_rate=7),),
        deposit=30_000,
        valid_until=datetime(2027, 6, 30, tzinfo=UTC),
    ),
    version=2,
)


def accepted(at: datetime, enquiry: Enquiry = QUOTED) -> Enquiry:
    command = AcceptQuote(enquiry.id, FLORA, FLORAS_ADDRESS, enquiry.version, at)
    return commissions.accepted(enquiry, command)


@pytest.mark.parametrize(
    ("at", "in_time"),
    [
        (datetime(2027, 6, 5, 21, 59, tzinfo=UTC), True),
        (datetime(2027, 6, 5, 22, 0, tzinfo=UTC), False),
        (datetime(2027, 6, 6, 9, 59, tzinfo=ZoneInfo("Pacific/Auckland")), True),
        (datetime(2027, 6, 5, 13, 0, tzinfo=ZoneInfo("Pacific/Honolulu")), False),
    ],
)
def test_an_event_is_ordered_a_week_before_its_day_in_the_shop(
    at: datetime, *, in_time: bool
) -> None:
    assert (accepted(at).state is EnquiryState.ACCEPTED) is in_time


@pytest.mark.parametrize("state", [s for s in EnquiryState if s is not EnquiryState.QUOTED])
def test_only_a_quote_can_be_accepted(state: EnquiryState) -> None:
    enquiry = replace(QUOTED, state=state)
    assert accepted(NOW, enquiry) == enquiry


def test_a_quote_is_good_until_the_last_moment_of_its_time() -> None:
    until = NOW + timedelta(days=10)
    short = replace(QUOTED, quote=replace(QUOTED.quote, valid_until=until))  # type: ignore[type-var]
    assert accepted(until, short).state is EnquiryState.ACCEPTED
    assert accepted(until + timedelta(microseconds=1), short) == short
    assert commissions.expired(short, until) == short
    late = until + timedelta(microseconds=1)
    assert commissions.expired(short, late).state is EnquiryState.EXPIRED


@given(
    st.lists(
        st.builds(
            QuotedLine,
            name=st.just("Tables"),
            quantity=st.integers(1, 500),
            unit_price=st.integers(1, 2000),
            tax_rate=st.sampled_from([7, 19]),
        ),
        min_size=1,
        max_size=80,
    ),
    st.data(),
)
def test_deposit_and_balance_are_the_price_to_the_cent(
    lines: list[QuotedLine], data: st.DataObject
) -> None:
    total = sum(line.quantity * line.unit_price for line in lines)
    deposit = data.draw(st.integers(1, total))
    quote = QuoteRequest(tuple(lines), deposit, NOW + timedelta(days=10))
    enquiry = accepted(NOW, replace(QUOTED, quote=quote))
    command = AcceptQuote(enquiry.id, FLORA, FLORAS_ADDRESS, QUOTED.version, NOW)
    order = commissions.commissioned_order(enquiry, command)
    assert order.total == sum(map(line_total, order.lines)) == total
    assert order.first_amount == deposit
    assert (order.balance.amount if order.balance else 0) == total - deposit
    assert is_issued_to(order.id, FLORA.id)


def test_no_order_is_made_of_an_enquiry_that_was_not_accepted() -> None:
    command = AcceptQuote(QUOTED.id, FLORA, FLORAS_ADDRESS, QUOTED.version, NOW)
    with pytest.raises(ValueError, match="not been accepted"):
        commissions.commissioned_order(QUOTED, command)


@pytest.mark.finding("A14")
def test_to_forget_leaves_nothing_that_a_florist_wrote_in_a_quote() -> None:
    words = "For Iris, who turns forty"
    quote = QuoteRequest(
        lines=(QuotedLine(name=words, quantity=10, unit_price=15_000, tax_rate=7),),
        deposit=30_000,
        valid_until=datetime(2027, 6, 30, tzinfo=UTC),
        message=words,
    )
    note = AuditEntry("quoted", "sub-fleur", NOW, note=words)
    after = commissions.erased(replace(QUOTED, quote=quote, history=(note,)))
    assert words not in str(after)
    assert after.quote is not None
    assert [line.unit_price for line in after.quote.lines] == [15_000]
