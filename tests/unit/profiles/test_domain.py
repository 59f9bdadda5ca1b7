"""Which of two requests stands; reminders a week ahead, by the calendar of the shop."""

from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec.structs import replace

from services.contracts.profiles import ChangeEmail, Profile, Reminder, UpdateProfile
from services.profiles.domain import (
    described,
    due,
    email_confirmed,
    email_refused,
    email_requested,
    erased,
    first_record,
    marks_of,
    marks_on,
    reminded_day,
)
from tests.shop import FLORA, NOW


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def named(name: str, month: int, day: int) -> Reminder:
    return Reminder(name=name, month=month, day=day)


def names_due(profile: Profile, day: date) -> list[str]:
    return [reminder.name for reminder in due(profile, day)]


def test_customers_hear_of_a_day_a_week_before_it() -> None:
    assert reminded_day(utc("2026-11-23T05:00")) == date(2026, 11, 30)


def test_in_the_old_years_last_week_they_hear_of_days_in_the_new_year() -> None:
    assert reminded_day(utc("2026-12-25T05:00")) == date(2027, 1, 1)


@pytest.mark.parametrize(
    ("now", "day"),
    [
        ("2026-12-31T22:59", date(2027, 1, 7)),
        ("2026-12-31T23:00", date(2027, 1, 8)),
        ("2026-06-30T21:59", date(2026, 7, 7)),
        ("2026-06-30T22:00", date(2026, 7, 8)),
    ],
)
def test_a_day_begins_when_it_begins_in_the_shop(now: str, day: date) -> None:
    assert reminded_day(utc(now)) == day


@pytest.mark.parametrize("change", [date(2026, 3, 29), date(2026, 10, 25)])
def test_the_days_of_23_and_25_hours_are_neither_left_out_nor_told_twice(change: date) -> None:
    ticks = [
        datetime(change.year, change.month, change.day, 5, tzinfo=UTC) + timedelta(days=n)
        for n in range(-8, 3)
    ]
    told = [reminded_day(tick) for tick in ticks]
    assert told == [change + timedelta(days=n) for n in range(-1, 10)]


def test_29_february_is_itself_in_a_leap_year() -> None:
    born = Profile("sub", reminders=(named("Ida", 2, 29), named("Max", 2, 28)))
    assert names_due(born, date(2028, 2, 29)) == ["Ida"]
    assert names_due(born, date(2028, 2, 28)) == ["Max"]


@pytest.mark.parametrize("year", [2026, 2027, 2100])
def test_29_february_is_the_28th_in_other_years(year: int) -> None:
    born = Profile("sub", reminders=(named("Ida", 2, 29), named("Max", 2, 28)))
    assert names_due(born, date(year, 2, 28)) == ["Ida", "Max"]
    assert names_due(born, date(year, 3, 1)) == []


def test_a_day_that_a_month_lacks_is_its_last() -> None:
    assert marks_on(date(2026, 4, 30)) == ["04-30", "04-31"]
    assert marks_on(date(2026, 12, 31)) == ["12-31"]
    assert marks_on(date(2026, 4, 29)) == ["04-29"]


@pytest.mark.parametrize("year", [2026, 2028])
def test_every_reminder_is_due_on_one_day_of_each_year(year: int) -> None:
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(365 + (year == 2028))]
    told = sorted(mark for day in days for mark in marks_on(day))
    assert len(told) == len(set(told)) == 12 * 31


def test_a_profile_is_found_by_each_of_its_days_once() -> None:
    profile = Profile(
        "sub", reminders=(named("Ida", 12, 1), named("Max", 1, 2), named("Eve", 1, 2))
    )
    assert marks_of(profile) == ["01-02", "12-01"]


# ---- which request stands ----------------------------------------------------------------------

MINUTE = timedelta(minutes=1)


def update(name: str, requested_at: datetime) -> UpdateProfile:
    return UpdateProfile(FLORA, name, None, requested_at)


def email_change(requested_at: datetime) -> ChangeEmail:
    return ChangeEmail(FLORA, "new@example.com", requested_at)


def test_of_two_descriptions_a_microsecond_apart_the_later_stands_in_either_order() -> None:
    earlier, later = update("Flora", NOW), update("Flora A.", NOW + timedelta(microseconds=1))
    record = first_record(FLORA.id)
    in_order = described(described(record, earlier), later)
    assert in_order.profile.name == "Flora A."
    assert described(described(record, later), earlier).profile.name == "Flora A."


def test_a_refusal_drops_the_address_that_was_refused_and_no_other() -> None:
    record = email_requested(first_record(FLORA.id), email_change(NOW))
    assert email_refused(record, "new@example.com").profile.new_email == ""
    assert email_refused(record, "older@example.com") == record


def test_an_erased_customer_is_never_changed_again() -> None:
    gone = erased(email_requested(first_record(FLORA.id), email_change(NOW)), NOW)
    assert gone.published == Profile(FLORA.id)
    assert described(gone, update("Flora", NOW + MINUTE)) == gone
    assert email_requested(gone, email_change(NOW + MINUTE)) == gone
    assert email_refused(gone, "new@example.com") == gone
    assert email_confirmed(gone, "new@example.com") == gone
    assert erased(gone, NOW + MINUTE) == gone


@pytest.mark.finding("B02")
def test_of_two_tabs_that_build_on_the_same_profile_the_second_is_refused_and_told() -> None:
    record = first_record(FLORA.id)
    one = replace(update("Flora", NOW + MINUTE), seen=0, mark="one.body")
    other = replace(update("F. Amaryllis", NOW), seen=0, mark="other.body")
    after = described(described(record, one), other)
    assert after.profile.name == "Flora"
    assert [(r.mark, r.field) for r in after.published.requests.refused] == [
        ("other.body", "version")
    ]
    again = replace(other, seen=after.profile.description, mark="again.body")
    assert described(after, again).profile.name == "F. Amaryllis"
