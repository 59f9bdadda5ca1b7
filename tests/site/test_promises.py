"""What the pages promise is what the services keep."""

import json
from datetime import timedelta

import pytest

from services.contracts.bouquets import ARRANGING, FEWEST_STEMS, MOST_STEMS, NAME_MOST
from services.order.dependencies import Dependencies
from services.order.domain.commissions import BALANCE_BEFORE, DEPOSIT_DAYS
from services.policy.commissions import LEAD
from services.policy.delivery import LARGE
from services.policy.orders import EVENT_NOTICE
from services.policy.payments import HOLD
from stacks.config import ROOT
from stacks.data import BACKUP_DAYS
from stacks.storage import ACCESS_LOG_DAYS, INVOICE_YEARS
from tests.site.built import Site, read

OWN_BOUQUETS = {
    "arranging": ARRANGING, "fewest_stems": FEWEST_STEMS, "most_stems": MOST_STEMS,
    "name_most": NAME_MOST,
}  # fmt: skip
SELLER = ROOT / "services" / "invoicing" / "template" / "seller.json"
WHEN = {0: "on the day itself", 1: "the day before", 2: "two days before"}


def test_cut_offs_are_those_of_the_zones(site: Site) -> None:
    rows = [row.text for row in site.pages["/delivery/"].all("tr")][1:]
    zones = read("zones.json")
    assert len(rows) == len(zones)
    for row, zone in zip(rows, zones, strict=True):
        assert row.startswith(f"{zone['name']} {zone['cutoff']} {WHEN[zone['days_before']]} ")


def test_large_orders_take_as_long_as_inventory_asks(site: Site) -> None:
    text = site.pages["/delivery/"].text
    for stems, days in LARGE:
        assert f"more than {stems}" in text
        assert f"{days} days earlier" in text


def test_a_bouquet_of_ones_own_is_built_as_the_services_have_it(site: Site) -> None:
    printed = json.loads(site.file("/shop/catalogue.json").read_text())
    assert printed["own_bouquets"] == OWN_BOUQUETS


@pytest.mark.parametrize("path", ["/delivery/", "/terms/"])
def test_money_is_held_and_kept_as_payment_and_order_do(site: Site, path: str) -> None:
    text = site.pages[path].text
    assert f"{Dependencies.hold // timedelta(minutes=1)} minutes" in text
    assert f"more than {HOLD.days} days away" in text


@pytest.mark.parametrize("path", ["/delivery/", "/terms/", "/weddings/"])
def test_events_go_as_the_order_service_has_them(site: Site, path: str) -> None:
    text = site.pages[path].text
    assert f"at the latest {LEAD.days} days before the day" in text.replace("At", "at")
    assert f"within {DEPOSIT_DAYS.days} days" in text
    assert f"same card {BALANCE_BEFORE.days} days before" in text
    assert f"{EVENT_NOTICE.days} days before the day" in text


def test_personal_data_are_kept_as_long_as_the_stacks_keep_them(site: Site) -> None:
    text = site.pages["/privacy/"].text
    assert f"{INVOICE_YEARS} years" in text
    assert f"Logs: {ACCESS_LOG_DAYS} days" in text
    assert f"Backups of the database: {BACKUP_DAYS} days" in text


def test_the_imprint_names_the_seller_of_the_invoices(site: Site) -> None:
    text = site.pages["/imprint/"].text
    for what, words in json.loads(SELLER.read_text()).items():
        assert what == "country" or words in text, what


@pytest.mark.parametrize("path", ["/imprint/", "/privacy/", "/terms/"])
def test_what_a_lawyer_must_read_says_that_it_is_an_example(site: Site, path: str) -> None:
    assert "An example." in site.pages[path].text
