"""What stands in the two files is what the shop sells, and where it delivers."""

from datetime import date
from pathlib import Path

import msgspec
import pytest

from deployment.catalogue import read_catalogue, read_zones
from local.seed import delivery_days, first_messages
from operations.catalogue import send
from services.contracts.inventory import ItemKind, OpenDays, PutItems, PutZones
from services.contracts.requests import Requested
from services.manifest import INVENTORY
from services.policy.delivery import zone_for
from tests.aws import AwsServer


def test_the_catalogue_and_the_zones_are_a_message_each_to_inventory(
    aws_server: AwsServer,
) -> None:
    items, zones = read_catalogue(), read_zones()
    send(aws_server.client("sqs"), aws_server.inboxes[INVENTORY], items, zones)
    sent = [each for each in aws_server.messages(INVENTORY) if isinstance(each, Requested)]
    (mark,) = {each.mark for each in sent}
    assert sent == [PutItems(items, mark=mark), PutZones(zones, mark=mark)]
    assert mark


def test_a_new_shop_hears_what_it_sells_and_where_before_its_days() -> None:
    items, zones, *days = first_messages(date(2026, 11, 24))
    assert items == PutItems(read_catalogue())
    assert zones == PutZones(read_zones())
    assert len(days) == 21
    assert all(isinstance(day, OpenDays) for day in days)


def test_a_new_shop_delivers_from_today_on_but_not_on_sundays() -> None:
    days = delivery_days(read_catalogue(), date(2026, 11, 24))
    assert (days[0].day, days[-1].day) == (date(2026, 11, 24), date(2026, 12, 14))
    assert [day.day.day for day in days if day.closed] == [29, 6, 13]
    assert all(day.stock["rose-red"] > 0 for day in days)


@pytest.mark.parametrize(
    ("postcode", "zone", "cutoff", "days_before"),
    [
        ("10115", "berlin-centre", "14:00", 0),
        ("12043", "berlin-centre", "14:00", 0),
        ("10318", "berlin", "16:00", 1),
        ("14467", "berlin", "16:00", 1),
        ("80331", "germany", "12:00", 2),
        ("01067", "germany", "12:00", 2),
    ],
)
def test_the_nearer_an_address_is_the_later_it_can_be_ordered_for(
    postcode: str, zone: str, cutoff: str, days_before: int
) -> None:
    found = zone_for(postcode, "DE", read_zones())
    assert found is not None
    assert (found.id, found.cutoff, found.days_before) == (zone, cutoff, days_before)


@pytest.mark.parametrize("country", ["AT", "FR"])
def test_abroad_nothing_is_delivered(country: str) -> None:
    assert zone_for("10115", country, read_zones()) is None


def test_every_bouquet_is_made_of_stems_that_are_sold() -> None:
    items = {item.sku: item for item in read_catalogue()}
    for item in items.values():
        assert (item.kind is ItemKind.BOUQUET) == bool(item.recipe)
        assert all(items[stem].kind is ItemKind.STEM for stem in item.recipe)


def test_a_wrong_field_of_the_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "catalogue.json"
    file.write_text('[{"sku": "rose-red", "name": "Rose", "kind": "stem", "price": "3.20"}]')
    with pytest.raises(msgspec.ValidationError, match=r"catalogue\.json, rose-red: .*price"):
        read_catalogue(file)
