"""Where and until when the shop delivers, on the oddest days of the calendar."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from services.contracts.inventory import Zone
from services.policy.delivery import (
    SHOP_TIME,
    cutoff_of,
    last_moment,
    lead_days,
    shop_day,
    zone_for,
    zone_of,
)
from tests.shop import RECIPIENT

SPRING_FORWARD = date(2026, 3, 29)
"""From 02:00 straight to 03:00."""
FALL_BACK = date(2026, 10, 25)
"""From 02:00 to 03:00 twice."""

DAYS = st.dates(date(2020, 1, 1), date(2060, 12, 31))
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2060, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis wants bare bounds
WALL_TIMES = st.times().map(lambda at: f"{at:%H:%M}")
STEMS = st.integers(0, 1000)


def zone(
    *prefixes: str,
    name: str = "zone",
    country: str = "DE",
    cutoff: str = "14:00",
    days_before: int = 0,
) -> Zone:
    return Zone(name, "A zone", country, prefixes, cutoff, days_before, places=10)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]


# ---- where -------------------------------------------------------------------------------------

CITY = zone("10", "12", name="city")
PARK = zone("1019", name="park")
COUNTRY = zone("1", "2", "SW1A", name="country")
ABROAD = zone("1", "SW1A", name="abroad", country="GB")
BERLIN = replace(RECIPIENT, postcode="10115")
ZONES = (CITY, PARK, COUNTRY, ABROAD)


@pytest.mark.parametrize(
    ("postcode", "country", "expected"),
    [
        ("10115", "DE", CITY),
        ("10199", "DE", PARK),
        ("13086", "DE", COUNTRY),
        ("80331", "DE", None),
        ("101", "DE", None),
        ("1", "DE", None),
        ("10115", "AT", None),
        ("1019 9", "DE", PARK),
        ("1-01-99", "DE", PARK),
        ("sw1a 1aa", "GB", ABROAD),
        ("SW1A-1AA", "DE", None),
        ("", "DE", None),
    ],
)
def test_a_postcode_belongs_to_the_zone_with_the_longest_prefix(
    postcode: str, country: str, expected: Zone | None
) -> None:
    assert zone_for(postcode, country, ZONES) == expected
    assert zone_for(postcode, country, reversed(ZONES)) == expected


@pytest.mark.finding("H1", "B05")
@pytest.mark.parametrize(
    ("postcode", "country", "expected"),
    [
        ("D-10115", "DE", CITY),
        ("1060", "DE", None),
        ("1060", "AT", None),
        ("2000", "DE", None),
        ("1011", "DE", None),
        ("101155", "DE", None),
        ("1O115", "DE", None),
    ],
)
def test_a_postcode_counts_only_as_a_whole_one_of_its_country(
    postcode: str, country: str, expected: Zone | None
) -> None:
    everywhere = zone("0", "1", "2", name="everywhere")
    assert zone_for(postcode, country, (CITY, everywhere)) == expected


def test_an_address_is_delivered_to_by_its_postcode_and_country() -> None:
    assert zone_of(BERLIN, ZONES) == CITY
    assert zone_of(BERLIN, ()) is None


PREFIXES = st.lists(st.text("0123456789", min_size=1, max_size=5), max_size=4)


@given(st.from_regex(r"[0-9]{3}[ -]?[0-9]{2}", fullmatch=True), st.lists(PREFIXES, max_size=4))
def test_no_zone_fits_a_postcode_better_than_the_one_it_belongs_to(
    postcode: str, prefixes: list[list[str]]
) -> None:
    zones = [zone(*each, name=f"zone-{at}") for at, each in enumerate(prefixes)]
    bare = postcode.translate(str.maketrans("", "", " -"))
    fitting = [p for each in zones for p in each.prefixes if bare.startswith(p)]
    found = zone_for(postcode, "DE", zones)
    if found is None:
        assert fitting == []
    else:
        assert max(fitting, key=len) in found.prefixes


# ---- until when --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "wall", "days_before", "expected"),
    [
        (date(2026, 7, 15), "14:00", 0, utc(2026, 7, 15, 12)),
        (date(2026, 12, 15), "14:00", 0, utc(2026, 12, 15, 13)),
        (date(2026, 7, 15), "16:00", 1, utc(2026, 7, 14, 14)),
        (SPRING_FORWARD, "14:00", 0, utc(2026, 3, 29, 12)),
        (SPRING_FORWARD, "16:00", 1, utc(2026, 3, 28, 15)),
        (date(2026, 3, 30), "16:00", 1, utc(2026, 3, 29, 14)),
        (date(2026, 3, 31), "12:00", 2, utc(2026, 3, 29, 10)),
        (SPRING_FORWARD, "01:59", 0, utc(2026, 3, 29, 0, 59)),
        (SPRING_FORWARD, "02:00", 0, utc(2026, 3, 29, 1)),
        (SPRING_FORWARD, "02:30", 0, utc(2026, 3, 29, 1, 30)),
        (SPRING_FORWARD, "03:00", 0, utc(2026, 3, 29, 1)),
        (FALL_BACK, "14:00", 0, utc(2026, 10, 25, 13)),
        (FALL_BACK, "16:00", 1, utc(2026, 10, 24, 14)),
        (date(2026, 10, 26), "16:00", 1, utc(2026, 10, 25, 15)),
        (FALL_BACK, "02:30", 0, utc(2026, 10, 25, 0, 30)),
        (FALL_BACK, "03:00", 0, utc(2026, 10, 25, 2)),
        (date(2028, 2, 29), "14:00", 0, utc(2028, 2, 29, 13)),
        (date(2028, 3, 1), "12:00", 1, utc(2028, 2, 29, 11)),
        (date(2027, 3, 1), "12:00", 1, utc(2027, 2, 28, 11)),
        (date(2027, 1, 1), "16:00", 1, utc(2026, 12, 31, 15)),
        (date(2027, 1, 1), "00:30", 0, utc(2026, 12, 31, 23, 30)),
        (date(2027, 1, 6), "23:59", 14, utc(2026, 12, 23, 22, 59)),
    ],
)
def test_a_cutoff_is_a_wall_time_in_the_shop_on_some_day_before(
    day: date, wall: str, days_before: int, expected: datetime
) -> None:
    cutoff = cutoff_of(zone(cutoff=wall, days_before=days_before), day)
    assert cutoff == expected
    assert cutoff.tzinfo is UTC


@given(DAYS, WALL_TIMES, st.integers(0, 14))
def test_a_cutoff_reads_as_it_was_set_unless_daylight_saving_left_that_time_out(
    day: date, wall: str, days_before: int
) -> None:
    read = cutoff_of(zone(cutoff=wall, days_before=days_before), day).astimezone(SHOP_TIME)
    assert read.date() == day - timedelta(days=days_before)
    left_out = time.fromisoformat(wall).hour == 2 and read.hour == 3
    assert f"{read:%H:%M}" == (wall.replace("02:", "03:") if left_out else wall)


@pytest.mark.parametrize("home", ["Pacific/Auckland", "Pacific/Honolulu", "Europe/Berlin"])
def test_the_last_minute_is_the_same_moment_wherever_the_customer_is(home: str) -> None:
    """Tuesday 14:00 in Berlin is Wednesday in Auckland and the small hours in Honolulu."""
    cutoff = cutoff_of(zone(cutoff="14:00"), date(2026, 11, 24))
    just_in_time = datetime(2026, 11, 24, 12, 59, 59, tzinfo=UTC).astimezone(ZoneInfo(home))
    assert just_in_time < cutoff
    assert not just_in_time + timedelta(seconds=1) < cutoff


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2027, 1, 1, 0, 30, tzinfo=ZoneInfo("Pacific/Auckland")), date(2026, 12, 31)),
        (datetime(2026, 12, 31, 13, tzinfo=ZoneInfo("Pacific/Honolulu")), date(2027, 1, 1)),
        (utc(2026, 12, 31, 22, 59), date(2026, 12, 31)),
        (utc(2026, 12, 31, 23), date(2027, 1, 1)),
        (utc(2026, 6, 30, 22), date(2026, 7, 1)),
    ],
)
def test_it_is_the_shops_day_and_not_the_customers(moment: datetime, day: date) -> None:
    assert shop_day(moment) == day


# ---- large orders ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stems", "days"), [(0, 0), (150, 0), (151, 2), (400, 2), (401, 5), (40_000, 5)]
)
def test_a_large_order_must_be_placed_some_days_earlier(stems: int, days: int) -> None:
    assert lead_days(stems) == days


@pytest.mark.parametrize(
    ("cutoff", "stems", "expected"),
    [
        (utc(2026, 7, 15, 12), 150, utc(2026, 7, 15, 12)),
        (utc(2026, 7, 15, 12), 151, utc(2026, 7, 13, 12)),
        (utc(2026, 3, 30, 12), 151, utc(2026, 3, 28, 13)),
        (utc(2026, 3, 31, 0, 30), 151, utc(2026, 3, 29, 1, 30)),
        (utc(2026, 10, 26, 13), 151, utc(2026, 10, 24, 12)),
        (utc(2026, 10, 30, 13), 401, utc(2026, 10, 25, 13)),
        (utc(2026, 10, 27, 1, 30), 151, utc(2026, 10, 25, 0, 30)),
        (utc(2028, 3, 2, 13), 151, utc(2028, 2, 29, 13)),
        (utc(2027, 3, 2, 13), 151, utc(2027, 2, 28, 13)),
        (utc(2027, 1, 3, 13), 401, utc(2026, 12, 29, 13)),
    ],
)
def test_the_last_moment_of_a_large_order_has_the_same_wall_time(
    cutoff: datetime, stems: int, expected: datetime
) -> None:
    assert last_moment(cutoff, stems) == expected


@given(MOMENTS)
def test_a_small_order_may_come_until_the_very_cutoff(cutoff: datetime) -> None:
    assert last_moment(cutoff, 150) == cutoff


def test_a_cutoff_in_the_hour_that_comes_twice_stays_the_second_if_it_was() -> None:
    second = utc(2026, 10, 25, 1, 30)
    assert second.astimezone(SHOP_TIME).fold == 1
    assert last_moment(second, 1) == second


@given(MOMENTS, STEMS, STEMS)
def test_more_stems_never_have_more_time(cutoff: datetime, some: int, more: int) -> None:
    fewer, greater = sorted((some, more))
    assert last_moment(cutoff, greater) <= last_moment(cutoff, fewer) <= cutoff


@given(MOMENTS, STEMS)
def test_whole_days_lie_between_but_for_the_hour_of_daylight_saving(
    cutoff: datetime, stems: int
) -> None:
    earlier = cutoff - last_moment(cutoff, stems)
    assert abs(earlier - timedelta(days=lead_days(stems))) <= timedelta(hours=1)
