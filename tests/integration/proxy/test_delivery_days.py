"""Where and when the shop delivers, as it is shown to everybody."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.contracts.inventory import (
    DeliveryDay,
    Level,
    RefreshCatalogue,
    StockChanged,
    ZonesChanged,
)
from services.contracts.views import SOFT
from services.manifest import INVENTORY
from tests.aws import AwsServer
from tests.integration.proxy.api import Api
from tests.integration.proxy.asking import (
    AN_HOUR_AGO,
    IN_THREE_DAYS,
    IN_TWO_DAYS,
    TODAY,
    a_day,
)
from tests.integration.proxy.conftest import Clock, RoundTrips, Show
from tests.shop import zones

MUNICH, BERLIN = "80331", "10115"


def days_of(api: Api, **query: str) -> list[dict[str, Any]]:
    answer = api.get("/delivery-days", **query)
    assert answer.status == 200
    days: list[dict[str, Any]] = answer.body["days"]
    return days


@pytest.fixture
def both_zones(show: Show) -> Show:
    """The day can be had in Munich, and is closed in Berlin; there are 17 roses."""
    show(ZonesChanged(zones().zones, 1), a_day(), a_day(zone="berlin", closed=True))
    show(StockChanged(levels=(Level("rose-red", IN_THREE_DAYS, 17, 2),)))
    return show


@pytest.mark.usefixtures("both_zones")
def test_a_postcode_is_told_its_zone_its_cut_off_and_what_is_free(
    api: Api, round_trips: RoundTrips
) -> None:
    (day,) = days_of(api, postcode=MUNICH)
    assert (day["zone"], day["zone_name"], day["day"]) == (
        "munich", "Munich", IN_THREE_DAYS.isoformat(),
    )  # fmt: skip
    assert day["cutoff"][:16] == IN_TWO_DAYS.isoformat()[:16]
    assert (day["open"], day["closed"]) == (True, False)
    assert (day["places"], day["capacity"]) == (1, 40), "what is free of what there is"
    assert day["stock"] == {"rose-red": 17}
    assert round_trips.commands == ["find"]


@pytest.mark.usefixtures("both_zones")
@pytest.mark.parametrize(
    ("query", "zones"),
    [
        ({}, ["berlin", "munich"]),
        ({"postcode": "80 331"}, ["munich"]),
        ({"postcode": BERLIN, "country": "DE"}, ["berlin"]),
    ],
    ids=["everywhere", "written with a space", "with the country"],
)
def test_everybody_sees_their_own_zone_or_all(
    api: Api, query: dict[str, str], zones: list[str]
) -> None:
    assert [day["zone"] for day in days_of(api, **query)] == zones


@pytest.mark.usefixtures("both_zones")
@pytest.mark.parametrize(
    "query",
    [{"postcode": "99999"}, {"postcode": "1060", "country": "AT"}],
    ids=["far away", "abroad"],
)
def test_where_the_shop_does_not_deliver_it_says_so(api: Api, query: dict[str, str]) -> None:
    told = api.get("/delivery-days", **query).body
    assert (told["delivers"], told["days"]) == (False, [])
    assert api.get("/delivery-days", postcode=MUNICH).body["delivers"] is True


@pytest.mark.usefixtures("both_zones")
@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"postcode": ""}, "postcode"),
        ({"postcode": "8"}, "postcode"),
        ({"postcode": "<script>"}, "postcode"),
        ({"postcode": "8" * 13}, "postcode"),
        ({"postcode": MUNICH, "country": "Germany"}, "country"),
        ({"postcode": MUNICH, "country": "de"}, "country"),
        ({"plz": MUNICH}, "plz"),
    ],
)
def test_what_is_no_postcode_names_the_field(api: Api, query: dict[str, str], field: str) -> None:
    answer = api.get("/delivery-days", **query)
    assert (answer.status, answer.fields) == (422, [field])


@pytest.mark.parametrize(
    "shown",
    [a_day(closed=True), a_day(free=0), a_day(free=-2), a_day(cutoff=AN_HOUR_AGO)],
    ids=["closed", "full", "overbooked", "cut off"],
)
def test_a_day_that_cannot_be_had_is_shown_as_such(
    api: Api, show: Show, shown: StockChanged
) -> None:
    show(ZonesChanged(zones().zones, 1), shown)
    (day,) = days_of(api, postcode=MUNICH)
    assert day["open"] is False
    assert day["places"] >= 0


@pytest.mark.usefixtures("both_zones")
def test_a_day_closes_by_itself_at_its_cut_off(api: Api, show: Show, clock: Clock) -> None:
    show(a_day(cutoff=IN_TWO_DAYS - timedelta(hours=47)))
    assert days_of(api, postcode=MUNICH)[0]["open"] is True
    clock.ahead = timedelta(hours=1)
    assert days_of(api, postcode=MUNICH)[0]["open"] is False


@pytest.mark.usefixtures("both_zones")
def test_large_orders_are_told_how_much_earlier_they_must_be_placed(api: Api) -> None:
    assert api.get("/delivery-days").body["lead_times"] == [
        {"more_than": 400, "days": 5},
        {"more_than": 150, "days": 2},
    ]


@pytest.mark.finding("B15")
@pytest.mark.usefixtures("both_zones")
def test_large_orders_are_told_until_when_across_the_change_of_the_clocks(
    api: Api, show: Show
) -> None:
    cutoff = datetime(2026, 3, 30, 13, 0, tzinfo=UTC)  # 15:00 in summer; two days earlier, winter
    show(a_day(cutoff=cutoff))
    (day,) = days_of(api, postcode=MUNICH)
    assert day["large_orders"] == [
        {"more_than": 400, "until": "2026-03-25T14:00:00Z"},
        {"more_than": 150, "until": "2026-03-28T14:00:00Z"},
    ]


def test_a_shop_that_plans_far_ahead_shows_the_next_sixty_days(api: Api, show: Show) -> None:
    days = tuple(
        DeliveryDay("munich", TODAY + timedelta(days=ahead), IN_TWO_DAYS, False, 40, 40, 1)  # noqa: FBT003
        for ahead in range(-2, 90)
    )
    show(ZonesChanged(zones().zones, 1), StockChanged(days=days))
    shown = [day["day"] for day in days_of(api)]
    assert shown == [(TODAY + timedelta(days=ahead)).isoformat() for ahead in range(60)]


def test_days_without_zones_are_promised(api: Api, show: Show, aws_server: AwsServer) -> None:
    show(a_day())
    assert api.get("/delivery-days", postcode=MUNICH).status == 503
    assert aws_server.messages(INVENTORY) == [RefreshCatalogue()]


@pytest.mark.usefixtures("both_zones")
def test_old_days_are_shown_and_asked_for_again(
    api: Api, aws_server: AwsServer, clock: Clock
) -> None:
    clock.ahead = SOFT + timedelta(seconds=1)
    assert len(days_of(api)) == 2
    assert aws_server.messages(INVENTORY) == [RefreshCatalogue()]
