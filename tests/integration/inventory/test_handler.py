"""Inventory: every stem and every delivery is set aside once, or not at all."""

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace
from pymongo.database import Database

from services.contracts.common import Reason
from services.contracts.inventory import (
    CatalogueChanged,
    OpenDay,
    OpenDays,
    PutZones,
    RefreshCatalogue,
    SetDeliveryDay,
    Shortage,
    StockChanged,
    StockReserved,
    StockShort,
    ZonesChanged,
)
from services.contracts.order_messages import OrderCancelled, OrderPlaced, OrderShipped
from services.contracts.orders import Occasion, Order
from services.inventory import handler as inventory
from services.inventory.repository.audit_log import AuditLog
from services.inventory.repository.catalogue import Catalogue
from services.inventory.repository.stock import Stock
from services.inventory.repository.zones import Zones
from services.manifest import AGGREGATOR, ORDER
from services.runtime.mongo import Document, connect
from tests.aws import AwsServer
from tests.claims import proves
from tests.integration.conftest import Employ, Worker
from tests.integration.inventory.conftest import StockRows
from tests.shop import (
    CATALOGUE,
    CUTOFF,
    DOZEN,
    EUCALYPTUS,
    NOW,
    RED_ROSE,
    TOMORROW,
    VASE,
    an_order,
    catalogue,
    tomorrow_open,
    zones,
)


def roses(count: int, key: str = "key-0001") -> Order:
    return an_order((RED_ROSE, count), key=key)


def set_day(
    *, places: int = 40, closed: bool = False, minutes: int = 0, zone: str = "munich"
) -> SetDeliveryDay:
    terms = (zone, TOMORROW, places, CUTOFF, closed, "fair")
    asked = NOW + timedelta(minutes=minutes)
    return SetDeliveryDay(f"change-{minutes}", *terms, by="sub-fleur", requested_at=asked)


# ---- an order's way ----------------------------------------------------------------------------


@proves("T20", "K22", "K23", "E19")
def test_an_order_takes_its_stems_and_its_place_and_what_is_left_is_sent(
    worker: Worker, aws_server: AwsServer, stock: StockRows
) -> None:
    assert worker.deliver(OrderPlaced(an_order((DOZEN, 2)))) == 0
    (sent,) = aws_server.messages(ORDER)
    assert isinstance(sent, StockReserved)
    assert {level.sku: level.free for level in sent.levels} == {"rose-red": 26, "eucalyptus": 194}
    assert [(day.zone, day.day, day.free) for day in sent.days] == [("munich", TOMORROW, 39)]
    assert (sent.revision, sent.cutoff) == (0, CUTOFF)
    assert aws_server.messages(AGGREGATOR) == [sent]
    assert (stock.free(), stock.places(), stock.places("berlin")) == (26, 39, 40)


@proves("T46", "FM-STK-03:mitigation", "FM-K22-01:mitigation")
def test_the_same_order_delivered_twice_takes_its_stems_once(
    worker: Worker, aws_server: AwsServer, stock: StockRows
) -> None:
    worker.deliver(OrderPlaced(roses(20)), OrderPlaced(roses(20)))
    assert stock.free() == 30
    first, second = aws_server.messages(ORDER)
    assert isinstance(first, StockReserved)
    assert first == second


def test_an_order_takes_everything_or_nothing(
    worker: Worker, aws_server: AwsServer, stock: StockRows
) -> None:
    worker.deliver(OrderPlaced(an_order((RED_ROSE, 51), (VASE, 1))))
    assert aws_server.messages(ORDER) == [
        StockShort(an_order().id, (Shortage(Reason.STOCK_SHORT, "rose-red"),))
    ]
    assert (stock.free(), stock.free("vase-glass"), stock.places()) == (50, 10, 40)


@proves("T46", "X22", "FM-STK-03:mitigation")
def test_a_cancelled_order_gives_everything_back_once(
    worker: Worker, aws_server: AwsServer, stock: StockRows
) -> None:
    order = roses(20)
    worker.deliver(OrderPlaced(order), OrderCancelled(order), OrderCancelled(order))
    assert (stock.free(), stock.places()) == (50, 40)
    sent = aws_server.messages(AGGREGATOR)[-1]
    assert isinstance(sent, StockChanged)
    assert [(level.sku, level.free) for level in sent.levels] == [("rose-red", 50)]
    assert [(day.zone, day.free) for day in sent.days] == [("munich", 40)]


@proves("T46", "X22", "FM-STK-03:mitigation")
def test_an_order_that_was_cancelled_before_it_was_known_takes_nothing(
    worker: Worker, aws_server: AwsServer, stock: StockRows
) -> None:
    assert worker.deliver(OrderCancelled(roses(20)), OrderPlaced(roses(20))) == 0
    assert (stock.free(), stock.places()) == (50, 40)
    assert aws_server.messages(ORDER) == []


@proves("FM-STK-03:mitigation")
def test_what_was_shipped_is_sold_and_never_comes_back(worker: Worker, stock: StockRows) -> None:
    order = roses(20)
    worker.deliver(OrderPlaced(order), OrderShipped(order), OrderShipped(order))
    worker.deliver(OrderCancelled(order), OrderPlaced(order))
    supply, day = stock.supply(), stock.zone_day()
    assert (supply["free"], supply["sold"], stock.held()) == (30, 20, {})
    assert (day["free"], day["sold"]) == (39, 1)


@proves("FM-STK-03:mitigation")
def test_a_shipment_that_overtakes_its_order_comes_again(worker: Worker, stock: StockRows) -> None:
    assert worker.deliver(OrderShipped(roses(20))) == 1
    assert worker.deliver(OrderPlaced(roses(20)), OrderShipped(roses(20))) == 0
    assert stock.supply()["sold"] == 20


# ---- which days, and where ---------------------------------------------------------------------


def large(stems: int) -> Order:
    return an_order((EUCALYPTUS, stems))


@pytest.mark.parametrize(
    ("order", "reason"),
    [
        (replace(roses(1), placed_at=CUTOFF), Reason.DAY_PAST),
        (an_order(day=TOMORROW + timedelta(days=1)), Reason.DAY_CLOSED),
        (replace(large(151), placed_at=CUTOFF - timedelta(days=2)), Reason.LEAD_TIME),
        (replace(large(401), placed_at=CUTOFF - timedelta(days=5)), Reason.LEAD_TIME),
        (replace(large(151), placed_at=CUTOFF), Reason.DAY_PAST),
    ],
    ids=["at the cut-off", "not a day of delivery", "large, late", "huge, late", "large, past"],
)
def test_a_day_that_takes_no_such_orders_is_the_reason(
    worker: Worker, aws_server: AwsServer, stock: StockRows, order: Order, reason: Reason
) -> None:
    worker.deliver(OrderPlaced(order))
    assert aws_server.messages(ORDER) == [StockShort(order.id, (Shortage(reason),))]
    assert (stock.free(), stock.free("eucalyptus"), stock.places()) == (50, 200, 40)


@pytest.mark.parametrize(("stems", "days_earlier"), [(150, 0), (151, 2)])
def test_an_order_may_come_until_just_before_its_last_moment_which_is_sent(
    worker: Worker, aws_server: AwsServer, stems: int, days_earlier: int
) -> None:
    last = CUTOFF - timedelta(days=days_earlier)
    worker.deliver(OrderPlaced(replace(large(stems), placed_at=last - timedelta(seconds=1))))
    (sent,) = aws_server.messages(ORDER)
    assert isinstance(sent, StockReserved)
    assert sent.cutoff == last


def to_postcode(postcode: str, country: str = "DE") -> Order:
    order = roses(1)
    there = replace(order.delivery.recipient, postcode=postcode, country=country)
    return replace(order, delivery=replace(order.delivery, recipient=there))


@pytest.mark.parametrize("postcode", ["20095", "08000"])
def test_where_the_shop_does_not_deliver_nothing_is_set_aside(
    worker: Worker, aws_server: AwsServer, stock: StockRows, postcode: str
) -> None:
    order = to_postcode(postcode)
    worker.deliver(OrderPlaced(order), OrderPlaced(order))
    refused = StockShort(order.id, (Shortage(Reason.NOT_DELIVERED_THERE),))
    assert aws_server.messages(ORDER) == [refused, refused]
    assert stock.free() == 50


def test_each_zone_has_its_own_places_and_cutoff(
    worker: Worker, aws_server: AwsServer, stock: StockRows
) -> None:
    late = replace(to_postcode("10115"), placed_at=CUTOFF + timedelta(hours=12))
    worker.deliver(OrderPlaced(late))
    (sent,) = aws_server.messages(ORDER)
    assert isinstance(sent, StockReserved)
    assert (stock.places("berlin"), stock.places("munich"), stock.free()) == (39, 40, 49)


def test_a_zone_that_is_named_no_more_takes_no_orders_but_keeps_those_it_has(
    worker: Worker, aws_server: AwsServer, stock: StockRows
) -> None:
    berlin, _ = zones().zones
    worker.deliver(OrderPlaced(roses(1)), PutZones((berlin,)))
    worker.deliver(OrderPlaced(roses(1, "key-0002")))
    kept, refused = aws_server.messages(ORDER)
    assert isinstance(kept, StockReserved)
    assert isinstance(refused, StockShort)
    assert refused.missing == (Shortage(Reason.NOT_DELIVERED_THERE),)
    assert (stock.free(), stock.places()) == (49, 39)


def test_a_full_day_takes_no_more_orders(
    worker: Worker, aws_server: AwsServer, stock: StockRows
) -> None:
    worker.deliver(set_day(places=1))
    worker.deliver(OrderPlaced(roses(1, "key-0001")), OrderPlaced(roses(1, "key-0002")))
    first, second = aws_server.messages(ORDER)
    assert isinstance(first, StockReserved)
    assert isinstance(second, StockShort)
    assert second.missing == (Shortage(Reason.DAY_FULL),)
    assert stock.free() == 49


def test_an_event_needs_neither_supplies_nor_a_place(
    worker: Worker, aws_server: AwsServer, stock: StockRows
) -> None:
    wedding = replace(
        to_postcode("99999", "AT"),
        occasion=Occasion("a" * 26, "A wedding"),
        placed_at=CUTOFF + timedelta(days=30),
    )
    worker.deliver(OrderPlaced(wedding), OrderPlaced(wedding), OrderShipped(wedding))
    reserved = StockReserved(wedding.id, (), (), 0, None)
    assert aws_server.messages(ORDER) == [reserved, reserved]
    assert (stock.free(), stock.places()) == (50, 40)
    assert stock.mongodb["reservations"].find_one({"_id": wedding.id, "end": "consumed"})


# ---- when something fails ----------------------------------------------------------------------


@proves("T25", "E10", "FM-K23-02:mitigation")
def test_while_the_database_is_away_an_order_is_not_consumed_and_then_it_is_reserved_once(
    worker: Worker, aws_server: AwsServer, stock: StockRows
) -> None:
    nowhere = connect("mongodb://127.0.0.1:9/")["nowhere"]
    stores = Stock(nowhere), Catalogue(nowhere), Zones(nowhere), AuditLog(nowhere)
    deps = inventory.Dependencies(aws_server.bus(), *stores)
    away = Worker(inventory.inbox.lambda_handler(lambda: deps))
    assert away.deliver(OrderPlaced(roses(20))) == 1
    assert aws_server.messages(ORDER) == []
    assert worker.deliver(OrderPlaced(roses(20)), OrderPlaced(roses(20))) == 0
    assert stock.free() == 30


# ---- crowds and chance -------------------------------------------------------------------------


@proves("T24", "T46", "E19", "FM-STK-04:mitigation", "FM-SQS-04:mitigation")
def test_two_hundred_orders_at_once_sell_exactly_the_fifty_stems_that_exist(
    worker: Worker, employ: Employ, aws_server: AwsServer, stock: StockRows
) -> None:
    worker.deliver(set_day(places=500))
    crowd = [OrderPlaced(roses(1, f"key-{at:04}")) for at in range(200)]
    instances = [worker, *(employ(inventory) for _ in range(5))]
    workers = [instances[at % 6] for at in range(200)]
    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(Worker.deliver, workers, crowd)) == 0
    sent = aws_server.messages(ORDER)
    assert sum(isinstance(m, StockReserved) for m in sent) == 50
    assert sum(isinstance(m, StockShort) for m in sent) == 150
    assert (stock.free(), stock.places()) == (0, 450)


@proves("T46", "FM-STK-03:mitigation", "FM-K23-03:mitigation")
def test_the_same_orders_delivered_to_two_instances_at_once_are_taken_once(
    worker: Worker, employ: Employ, stock: StockRows
) -> None:
    twice = [OrderPlaced(roses(5, f"key-{at % 8:04}")) for at in range(16)]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(Worker.deliver, [worker, employ(inventory)] * 8, twice))
    assert (stock.free(), stock.places()) == (10, 32)


@pytest.mark.parametrize("seed", range(6))
@proves("T46")
def test_stems_are_never_lost_or_invented_whatever_comes_in_whatever_order(
    worker: Worker, stock: StockRows, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same story in every run
    orders = [roses(chance.randint(1, 15), f"key-{at:04}") for at in range(8)]
    story: list[Any] = []
    for order in orders:
        end = chance.choice([OrderCancelled, OrderShipped, None])
        story += [OrderPlaced(order)] * chance.randint(1, 2)
        story += [end(order)] * chance.randint(1, 2) if end else []
    chance.shuffle(story)
    worker.deliver(*story)
    assert worker.deliver(*story) == 0, "what came too early has come again by now"
    supply, held = stock.supply(), stock.held()
    assert supply["free"] >= 0
    assert supply["free"] + supply["sold"] + sum(held.values()) == 50
    living = stock.mongodb["reservations"].find({"end": "", "current": 0})
    assert held == {each["_id"]: each["needs"]["rose-red"] for each in living}


# ---- days and zones ----------------------------------------------------------------------------


@proves("FM-K23-03:mitigation")
def test_of_two_settings_of_a_day_the_later_stands_in_whatever_order_they_come(
    worker: Worker, stock: StockRows
) -> None:
    worker.deliver(OrderPlaced(roses(1)))
    worker.deliver(set_day(places=60, minutes=2), set_day(places=10, minutes=1))
    assert (stock.zone_day()["places"], stock.places()) == (60, 59)
    assert stock.places("berlin") == 40


def test_a_day_that_only_a_florist_opened_takes_orders(
    worker: Worker, aws_server: AwsServer, stock: StockRows
) -> None:
    friday = TOMORROW + timedelta(days=3)
    worker.deliver(replace(set_day(places=2), day=friday))
    opened = aws_server.messages(AGGREGATOR)[-1]
    assert isinstance(opened, StockChanged)
    assert [(day.day, day.free, day.closed) for day in opened.days] == [(friday, 2, False)]
    worker.deliver(OpenDays((OpenDay(friday, {"rose-red": 5}),)))
    worker.deliver(OrderPlaced(an_order((RED_ROSE, 5), day=friday)))
    assert (stock.free(day=friday), stock.places(day=friday)) == (0, 1)


def test_opening_a_day_again_changes_nothing(worker: Worker, stock: StockRows) -> None:
    worker.deliver(OrderPlaced(roses(20)), zones(places=7), tomorrow_open(roses=500))
    assert (stock.free(), stock.places()) == (30, 39)


def test_a_day_can_be_opened_as_closed_with_all_that_is_known_of_it(
    worker: Worker, aws_server: AwsServer
) -> None:
    sunday = TOMORROW + timedelta(days=5)
    worker.deliver(OpenDays((OpenDay(sunday, {}, closed=True),)))
    (sent,) = aws_server.messages(AGGREGATOR)
    assert isinstance(sent, StockChanged)
    assert {(day.zone, day.closed) for day in sent.days} == {("berlin", True), ("munich", True)}
    worker.deliver(OrderPlaced(an_order(day=sunday)))
    assert aws_server.messages(ORDER) == [StockShort(an_order().id, (Shortage(Reason.DAY_CLOSED),))]


def test_days_wait_until_it_is_known_where_the_shop_delivers(
    employ: Employ, mongodb: Database[Document]
) -> None:
    early = employ(inventory)
    assert early.deliver(catalogue(), tomorrow_open()) == 1
    assert early.deliver(zones(), tomorrow_open()) == 0
    assert mongodb["days"].find_one({"_id": f"{TOMORROW}:berlin"}) is not None


def test_zones_are_replaced_as_a_whole_and_each_time_counted(
    worker: Worker, aws_server: AwsServer
) -> None:
    _, munich = zones().zones
    worker.deliver(PutZones((munich,)))
    assert aws_server.messages(AGGREGATOR) == [ZonesChanged((munich,), 2)]


@proves("T12", "E14")
def test_a_refresh_request_is_answered_with_the_catalogue_the_zones_and_the_days_to_come(
    worker: Worker, aws_server: AwsServer
) -> None:
    deps = inventory.Dependencies.from_environment()
    at_that_time = replace_clock(deps)
    Worker(inventory.inbox.lambda_handler(lambda: at_that_time)).deliver(RefreshCatalogue())
    shown, where, days = aws_server.messages(AGGREGATOR)
    assert isinstance(shown, CatalogueChanged)
    assert shown.items == tuple(sorted(CATALOGUE, key=lambda item: item.sku))
    assert where == ZonesChanged(zones().zones, 1)
    assert isinstance(days, StockChanged)
    assert {(day.day, day.zone) for day in days.days} == {
        (TOMORROW, "berlin"),
        (TOMORROW, "munich"),
    }
    assert {level.sku for level in days.levels} == {"rose-red", "eucalyptus", "vase-glass"}


def replace_clock(deps: inventory.Dependencies) -> inventory.Dependencies:
    """On the day before TOMORROW, whenever the test runs."""
    return inventory.Dependencies(
        deps.bus, deps.stock, deps.catalogue, deps.zones, deps.audit_log, lambda: NOW
    )
