"""The views of catalogue, zones, delivery days, audit log and payment mismatches."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from msgspec.structs import replace

from services.contracts.inventory import (
    AuditLogListed,
    CatalogueChanged,
    DeliveryDay,
    Level,
    StockAuditEntry,
    StockChanged,
    StockReserved,
    Zone,
    ZonesChanged,
)
from services.contracts.message import Message
from services.contracts.payments import Mismatch, MoneyDiffers
from services.contracts.views import (
    CATALOGUE,
    HARD,
    ZONES,
    audit_entry_view,
    audit_log_view,
    day_view,
    mismatch_view,
)
from tests.claims import proves
from tests.integration.aggregator.conftest import Harness
from tests.shop import CUTOFF, NOW, RED_ROSE, TOMORROW, VASE, an_order

BERLIN = Zone("berlin", "Berlin", "DE", ("10", "12"), "14:00", 0, 40)
MUNICH = Zone("munich", "Munich", "DE", ("80",), "18:00", 1, 40)
TODAY = NOW.date()


def entry(name: str, quantity: int = -3) -> StockAuditEntry:
    return StockAuditEntry(
        name, "counted", "rose-red", TOMORROW, quantity, "wilted", "sub-fleur", NOW
    )


def day_of(zone: str, free: int, version: int) -> DeliveryDay:
    return DeliveryDay(zone, TOMORROW, CUTOFF, closed=False, places=40, free=free, version=version)


@proves("T46", "FM-CACHE-07:mitigation")
@pytest.mark.parametrize(
    "story", list(permutations([CatalogueChanged((RED_ROSE, VASE), 2), CatalogueChanged((), 1)]))
)
def test_a_later_catalogue_replaces_an_earlier_one_but_not_the_other_way_round(
    harness: Harness, story: tuple[Message, ...]
) -> None:
    harness.deliver(*story)
    assert [i["sku"] for i in harness.view(CATALOGUE)["items"]] == ["rose-red", "vase-glass"]


@proves("T46")
@pytest.mark.parametrize(
    "story", list(permutations([ZonesChanged((BERLIN, MUNICH), 2), ZonesChanged((BERLIN,), 1)]))
)
def test_later_zones_replace_earlier_ones_but_not_the_other_way_round(
    harness: Harness, story: tuple[Message, ...]
) -> None:
    harness.deliver(*story, *story)
    assert [zone["id"] for zone in harness.view(ZONES)["zones"]] == ["berlin", "munich"]


@proves("T20", "T46", "FM-CACHE-07:mitigation")
@pytest.mark.parametrize(
    "story",
    list(
        permutations(
            [
                StockReserved(
                    an_order().id, (Level("rose-red", TOMORROW, 10, 5),), (day_of("munich", 3, 8),)
                ),
                StockChanged(
                    (Level("rose-red", TOMORROW, 50, 4),),
                    (day_of("munich", 4, 7), day_of("berlin", 40, 1)),
                ),
                StockChanged((Level("eucalyptus", TOMORROW, 7, 1),)),
                StockChanged(days=(day_of("berlin", 39, 2),), entries=(entry("a1"),)),
            ]
        )
    ),
)
def test_what_is_free_follows_each_supplys_and_each_zones_own_count(
    harness: Harness, story: tuple[Message, ...]
) -> None:
    harness.deliver(*story, *story[:2])
    shown = harness.view(day_view(TOMORROW))
    assert {sku: level["free"] for sku, level in shown["levels"].items()} == {
        "rose-red": 10,
        "eucalyptus": 7,
    }
    assert {zone: day["free"] for zone, day in shown["zones"].items()} == {
        "munich": 3,
        "berlin": 39,
    }
    assert shown["zones"]["munich"]["cutoff"] == CUTOFF
    assert harness.view(audit_entry_view("a1"))["entry"]["quantity"] == -3


@proves("T46", "X22")
@pytest.mark.parametrize(
    "story",
    list(
        permutations(
            [
                StockChanged(entries=(entry("a1"),)),
                StockChanged(entries=(entry("a2"),)),
                AuditLogListed(TODAY, (entry("a2"), entry("a3"))),
            ]
        )
    ),
)
def test_the_audit_log_has_every_entry_once(harness: Harness, story: tuple[Message, ...]) -> None:
    harness.deliver(*story, *story)
    assert set(harness.contents()) == {
        audit_entry_view("a1"),
        audit_entry_view("a2"),
        audit_entry_view("a3"),
        audit_log_view(TODAY),
    }
    mark = harness.view(audit_log_view(TODAY))
    assert mark["expires_at"] < harness.view(audit_entry_view("a1"))["expires_at"]


@proves("U5", "T46", "FM-CACHE-11:mitigation")
def test_each_payment_mismatch_is_shown_once(harness: Harness) -> None:
    missing = Mismatch("a" * 26, "not_captured", 4200, 0, "EUR")
    twice = replace(missing, kind="captured_twice", found=8400, intent="pi_2")
    found = [MoneyDiffers(missing), MoneyDiffers(twice), MoneyDiffers(missing)]
    harness.deliver(*found)
    before = harness.contents()
    harness.clear()
    harness.deliver(*reversed(found))
    assert harness.contents() == before
    assert set(before) == {
        mismatch_view("a" * 26, "not_captured", ""),
        mismatch_view("a" * 26, "captured_twice", "pi_2"),
    }


@proves("T35", "FM-CACHE-04:mitigation")
def test_every_view_of_the_stock_ends_at_a_known_time(harness: Harness) -> None:
    before = datetime.now(UTC)
    harness.deliver(
        CatalogueChanged((RED_ROSE,), 1),
        ZonesChanged((BERLIN,), 1),
        StockChanged(
            (Level("rose-red", TOMORROW, 5, 1),), (day_of("berlin", 1, 1),), (entry("a"),)
        ),
        AuditLogListed(TODAY, ()),
        MoneyDiffers(Mismatch("a" * 26, "not_captured", 4200, 0, "EUR")),
    )
    for shown in harness.mongodb["views"].find():
        assert timedelta() < shown["expires_at"] - before <= HARD + timedelta(minutes=1)
