"""A florist's morning: days are opened, stems are brought and counted, and no list ends early."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from services.contracts.commissions import EnquiriesListed
from services.contracts.identifiers import enquiry_id, order_id
from services.contracts.inventory import (
    AuditLogListed,
    CountedStems,
    CountStock,
    RefreshStock,
    StockAuditEntry,
)
from services.contracts.message import Message
from services.contracts.order_messages import (
    DayListed,
    FindOrders,
    OrdersFound,
    OrdersListed,
    PlaceOrder,
)
from services.contracts.payments import Mismatch, MoneyDiffers
from services.contracts.profiles import Profile, ProfileChanged
from services.inventory import handler as inventory
from services.manifest import AGGREGATOR, INVENTORY, ORDER
from services.proxy.features import commissions, orders, payments, staff_orders, staff_stock
from tests.aws import AwsServer
from tests.integration.conftest import Employ, Worker
from tests.integration.proxy.api import Api
from tests.integration.proxy.asking import (
    IN_THREE_DAYS,
    NOW,
    an_enquiry,
    as_json,
    placed,
    sent,
)
from tests.integration.proxy.conftest import Show
from tests.shop import RED_ROSE, catalogue, request_for, zones

DAY = IN_THREE_DAYS + timedelta(days=30)
"""Beyond all days that the shop began with."""


@dataclass
class Shop:
    """Inventory behind the API, and the aggregator that shows what it says."""

    worker: Worker
    aws_server: AwsServer
    show: Show

    def works(self) -> None:
        """Let inventory do what it was asked for, and show what comes of it."""
        assert self.worker.deliver(*self.aws_server.messages(INVENTORY)) == 0
        self.show(*self.aws_server.messages(AGGREGATOR))

    def stock(self, fleur: Api) -> dict[str, Any]:
        """Answer each supply of the day by its SKU, as a florist sees it."""
        if fleur.get("/staff/stock", day=str(DAY)).status == 503:
            self.works()
        shown = fleur.get("/staff/stock", day=str(DAY)).body["supplies"]
        return {supply["sku"]: supply for supply in shown}


@pytest.fixture
def shop(employ: Employ, aws_server: AwsServer, show: Show) -> Shop:
    """The shop with its catalogue and its zones, and no day at all."""
    worker = employ(inventory)
    assert worker.deliver(catalogue(), zones()) == 0
    show(*aws_server.messages(AGGREGATOR))
    return Shop(worker, aws_server, show)


def count(fleur: Api, key: str, *stems: dict[str, Any], reason: str = "") -> int:
    body = {"day": str(DAY), "stems": list(stems), "reason": reason}
    return int(fleur.put("/staff/stock", body, key=key).status)


def counted(sku: str, stems: int, seen: dict[str, Any]) -> dict[str, Any]:
    return {
        "sku": sku, "counted": stems, "seen": {"free": seen["free"], "counts": seen["counts"]},
    }  # fmt: skip


@pytest.mark.finding("H5")
def test_a_day_is_opened_in_all_zones_stems_are_brought_and_a_customer_orders_them(
    shop: Shop, fleur: Api, flora: Api
) -> None:
    assert fleur.post("/staff/delivery-days", {"days": [str(DAY)]}, key="open-0001").status == 202
    shop.works()
    before = shop.stock(fleur)
    assert {supply["free"] for supply in before.values()} == {0}
    stems = [counted(sku, 150, seen) for sku, seen in before.items()]
    assert count(fleur, "bring-001", *stems) == 202
    shop.works()
    days = flora.get("/delivery-days").body["days"]
    assert {(day["zone"], day["open"], day["stock"]["rose-red"]) for day in days} == {
        ("berlin", True, 150),
        ("munich", True, 150),
    }
    order = as_json(request_for((RED_ROSE, 12), day=DAY))
    assert flora.post("/orders", order, key="order-001").status == 202
    (message,) = shop.aws_server.messages(ORDER)
    assert isinstance(message, PlaceOrder)


@pytest.mark.finding("H5")
def test_a_day_that_was_closed_or_set_otherwise_stays_so_when_all_are_opened(
    shop: Shop, fleur: Api, flora: Api
) -> None:
    cutoff = f"{DAY - timedelta(days=1)}T10:00:00Z"
    closed = {"zone": "berlin", "places": 3, "cutoff": cutoff, "reason": "van", "closed": True}
    assert fleur.put(f"/staff/delivery-days/{DAY}", closed, key="close-001").status == 202
    assert fleur.post("/staff/delivery-days", {"days": [str(DAY)]}, key="open-0001").status == 202
    shop.works()
    shown = flora.get("/delivery-days").body["days"]
    assert {(day["zone"], day["closed"], day["capacity"]) for day in shown} == {
        ("berlin", True, 3),
        ("munich", False, 40),
    }


@pytest.mark.finding("M9")
def test_who_counted_150_and_types_150_has_150(shop: Shop, fleur: Api) -> None:
    before = shop.stock(fleur)
    assert count(fleur, "bring-001", {"sku": "rose-red", "more": 40}) == 202
    shop.works()
    seen = shop.stock(fleur)["rose-red"]
    assert (before["rose-red"]["free"], seen["free"], seen["counts"]) == (0, 40, 1)
    assert count(fleur, "count-001", counted("rose-red", 150, seen)) == 202
    shop.works()
    assert shop.stock(fleur)["rose-red"]["free"] == 150


@pytest.mark.finding("M9")
def test_of_two_counts_at_once_one_is_made_and_the_other_entered_as_overtaken(
    shop: Shop, fleur: Api
) -> None:
    seen = shop.stock(fleur)["rose-red"]
    for key in ("count-001", "count-002"):
        assert count(fleur, key, counted("rose-red", 150, seen)) == 202
    shop.works()
    assert shop.stock(fleur)["rose-red"]["free"] == 150
    path = {"date": str(NOW.date())}
    fleur.get("/staff/audit-log", **path)
    shop.works()
    entries = fleur.get("/staff/audit-log", **path).body["entries"]
    assert sorted((e["what"], e["quantity"], e["counted"]) for e in entries) == [
        ("count_overtaken", 150, 150),
        ("stock_adjusted", 150, 150),
    ]


@pytest.mark.finding("M9")
@pytest.mark.parametrize(
    ("stems", "reason", "field"),
    [
        ([{"sku": "rose-red", "more": -3}], " ", "reason"),
        ([{"sku": "rose-red", "counted": 3}], "", "stems[0].seen"),
        ([{"sku": "rose-red"}], "", "stems[0]"),
        ([{"sku": "rose-red", "more": 3}] * 2, "", "stems"),
        ([{"sku": "rose-blue", "more": 3}], "", "stems[0].sku"),
        ([{"sku": "a-dozen-red", "more": 3}], "", "stems[0].sku"),
    ],
)
def test_a_count_that_cannot_be_meant_names_the_field(
    shop: Shop, fleur: Api, stems: list[dict[str, Any]], reason: str, field: str
) -> None:
    body = {"day": str(DAY), "stems": stems, "reason": reason}
    answer = fleur.put("/staff/stock", body, key="count-001")
    assert answer.fields == [field]
    assert sent(shop.aws_server) == []


@pytest.mark.finding("H5")
def test_the_stock_of_a_day_that_nobody_has_looked_at_is_asked_for(shop: Shop, fleur: Api) -> None:
    assert fleur.get("/staff/stock", day=str(DAY)).status == 503
    assert shop.aws_server.messages(INVENTORY) == [RefreshStock(DAY)]


@pytest.mark.finding("M10")
def test_what_a_florist_does_is_entered_under_their_name(
    shop: Shop, fleur: Api, show: Show
) -> None:
    show(ProfileChanged(Profile("sub-fleur", name="Fleur Delacour")))
    assert count(fleur, "bring-001", {"sku": "rose-red", "more": 5}) == 202
    (command,) = sent(shop.aws_server)
    assert isinstance(command, CountStock)
    assert (command.name, command.stems) == ("Fleur Delacour", (CountedStems("rose-red", 5),))


# ---- looking for an order ----------------------------------------------------------------------


@pytest.mark.finding("M10")
def test_an_order_is_looked_for_by_its_owner_and_shown(
    fleur: Api, show: Show, aws_server: AwsServer
) -> None:
    assert fleur.get("/staff/search", words="Iris Wies").status == 503
    assert aws_server.messages(ORDER) == [FindOrders(("iris", "wies"))]
    order = placed(email="flora@crassula.test")
    show(OrdersFound(("iris", "wies"), (order,), (order.id,), more=True))
    found = fleur.get("/staff/search", words="wies iris").body
    assert [each["id"] for each in found["orders"]] == [order.id]
    assert (found["more"], found["orders"][0]["email"]) == (True, "flora@crassula.test")
    assert fleur.get("/staff/search", words="ab").fields == ["words"]


@pytest.mark.finding("M10")
def test_a_customer_finds_nobody(flora: Api) -> None:
    assert flora.get("/staff/search", words="iris").status == 403


# ---- no list ends early ------------------------------------------------------------------------


MANY = 7
"""More than a page, which has three in these tests, and more than two."""
DELIVERY = str(IN_THREE_DAYS)
FLORAS_ORDERS = [order_id("sub-flora", f"key-{at:04}") for at in range(MANY)]
ENQUIRIES = [enquiry_id("sub-flora", f"key-{at:04}") for at in range(MANY)]
ENTRIES = [f"act-{at}" for at in range(MANY)]


def listed_orders() -> tuple[Any, ...]:
    return tuple(placed(id=each) for each in FLORAS_ORDERS)


def listed_enquiries() -> tuple[Any, ...]:
    return tuple(an_enquiry(id=each) for each in ENQUIRIES)


def audit_entry(key: str) -> StockAuditEntry:
    return StockAuditEntry(key, "day_set", "berlin", DAY, 1, "", "sub-fleur", NOW)


def mismatch(order: str) -> MoneyDiffers:
    return MoneyDiffers(
        Mismatch(order_id=order, kind="unknown", intent="pi", expected=0, found=0, currency="EUR")
    )


LISTS: dict[str, tuple[str, str, dict[str, str], str, Callable[[], list[Message]], list[str]]] = {
    "my orders": (
        "flora", "/orders", {"limit": "3"}, "before",
        lambda: [OrdersListed("sub-flora", listed_orders(), last=True)], FLORAS_ORDERS,
    ),
    "a day's orders": (
        "fleur", "/staff/orders", {"delivery_date": DELIVERY}, "after",
        lambda: [DayListed(IN_THREE_DAYS, listed_orders(), last=True)], FLORAS_ORDERS,
    ),
    "my enquiries": (
        "flora", "/enquiries", {}, "before",
        lambda: [EnquiriesListed("sub-flora", listed_enquiries())], ENQUIRIES,
    ),
    "open enquiries": (
        "fleur", "/staff/enquiries", {}, "before",
        lambda: [EnquiriesListed("", listed_enquiries())], ENQUIRIES,
    ),
    "the audit log": (
        "fleur", "/staff/audit-log", {"date": str(NOW.date())}, "cursor",
        lambda: [AuditLogListed(NOW.date(), tuple(map(audit_entry, ENTRIES)))], ENTRIES,
    ),
    "mismatches": (
        "fleur", "/staff/mismatches", {}, "before",
        lambda: [mismatch(each) for each in FLORAS_ORDERS], FLORAS_ORDERS,
    ),
}  # fmt: skip


@pytest.mark.finding("A7")
@pytest.mark.finding("B20")
@pytest.mark.parametrize("name", LISTS)
def test_every_list_is_seen_whole_a_page_at_a_time(
    api: Api, fleur: Api, flora: Api, show: Show, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    for module, size in (
        (commissions, "ENQUIRIES_PAGE"), (payments, "MISMATCHES_PAGE"), (orders, "CSV_PAGE"),
        (staff_orders, "DAY_PAGE"), (staff_stock, "ENTRIES_PAGE"),
    ):  # fmt: skip
        monkeypatch.setattr(module, size, 3)
    who, path, query, cursor, news, ids = LISTS[name]
    asker = fleur if who == "fleur" else flora
    show(*news())
    seen: list[str] = []
    following: dict[str, str] = {}
    for _ in range(MANY):
        page = asker.get(path, **query, **following).body
        (rows,) = [rows for rows in page.values() if isinstance(rows, list)]
        assert len(rows) <= 3
        seen += [row.get("id") or row["order_id"] for row in rows]
        if page["next"] is None:
            break
        following = {cursor: page["next"]}
    assert sorted(seen) == sorted(ids), "each of them, and each once"


@pytest.mark.finding("A7")
def test_many_enquiries_of_one_customer_hide_no_other_from_the_florist(
    fleur: Api, show: Show
) -> None:
    felix = replace(
        an_enquiry(id=enquiry_id("sub-felix", "key-0001"), customer="sub-felix"),
        asked_at=NOW - timedelta(days=9),
    )
    flood = [
        an_enquiry(id=enquiry_id("sub-flora", f"key-{at:04}"), asked_at=NOW) for at in range(105)
    ]
    show(EnquiriesListed("", (*flood, felix)))
    seen: list[str] = []
    following: dict[str, str] = {}
    while True:
        page = fleur.get("/staff/enquiries", **following).body
        seen += [enquiry["id"] for enquiry in page["enquiries"]]
        if page["next"] is None:
            break
        following = {"before": page["next"]}
    assert felix.id in seen
    assert len(set(seen)) == len(seen) == 106
