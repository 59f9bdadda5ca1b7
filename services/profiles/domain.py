"""The rules of reminders: customers are reminded a week before a day, by the shop's calendar."""

import calendar
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from services.contracts.profiles import Profile, Reminder
from services.policy.delivery import shop_day

AHEAD = timedelta(days=7)
LONGEST_MONTH = 31


def reminded_day(now: datetime) -> date:
    """The day that customers are reminded of at this moment."""
    return shop_day(now) + AHEAD


def mark(month: int, day: int) -> str:
    """A day of every year, such as `12-31`."""
    return f"{month:02}-{day:02}"


def marks_of(profile: Profile) -> list[str]:
    """The days of every year that the customer wants to be reminded of, each once."""
    return sorted({mark(r.month, r.day) for r in profile.reminders})


def marks_on(day: date) -> list[str]:
    """Whatever falls on this day: on the last of a month also the days that this month lacks.

    So 29 February is the 28th in a year that has none.
    """
    _, length = calendar.monthrange(day.year, day.month)
    last = LONGEST_MONTH if day.day == length else day.day
    return [mark(day.month, each) for each in range(day.day, last + 1)]


def due(profile: Profile, day: date) -> Iterator[Reminder]:
    """The customer's reminders of this day."""
    wanted = marks_on(day)
    return (r for r in profile.reminders if mark(r.month, r.day) in wanted)
