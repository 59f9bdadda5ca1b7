"""When an enquiry is accepted."""

from datetime import UTC, date, datetime, timedelta

import pytest

from services.contracts.commissions import QuotedLine, QuoteRequest
from services.policy.commissions import acceptable_until, first_event_day, may_enquire

DAY = date(2027, 6, 12)


@pytest.mark.parametrize(
    ("now", "first"),
    [
        (datetime(2027, 2, 1, 12, tzinfo=UTC), date(2027, 2, 15)),
        (datetime(2027, 2, 1, 23, 30, tzinfo=UTC), date(2027, 2, 16)),
    ],
)
def test_an_enquiry_is_for_a_day_two_weeks_ahead_by_the_shops_clock(
    now: datetime, first: date
) -> None:
    assert first_event_day(now) == first
    assert may_enquire(first, now) is None
    refusal = may_enquire(first - timedelta(days=1), now)
    assert refusal is not None
    assert refusal.field == "day"


@pytest.mark.finding("M15")
@pytest.mark.parametrize(
    ("valid", "until"),
    [
        (datetime(2027, 5, 1, 12, tzinfo=UTC), datetime(2027, 5, 1, 12, tzinfo=UTC)),
        (datetime(2027, 6, 11, 12, tzinfo=UTC), datetime(2027, 6, 5, 21, 59, tzinfo=UTC)),
    ],
)
def test_no_quote_is_valid_longer_than_its_flowers_can_be_ordered(
    valid: datetime, until: datetime
) -> None:
    line = QuotedLine(name="Tables", quantity=1, unit_price=100, tax_rate=7)
    quote = QuoteRequest(lines=(line,), deposit=0, valid_until=valid)
    assert acceptable_until(DAY, quote) == until
