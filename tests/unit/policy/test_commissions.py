"""When an enquiry is accepted."""

from datetime import UTC, date, datetime, timedelta

import pytest

from services.policy.commissions import first_event_day, may_enquire


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
