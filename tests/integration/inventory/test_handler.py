"""Inventory: every stem and every delivery is set aside once, or not at all."""

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace
from pymongo.database import Database

from services.inventory import handler as inventory
from services.shared.messages import (
    AdjustStock,
    CatalogueChanged,
    OrderCancelled,
    OrderPlaced,
    OrderShipped,
    RefreshCatalogue,
    SetDeliveryDay,
    StockChanged,
    StockReserved,
    StockShort,
)
from services.shared.model import Order, Reason, Shortage
from services.shared.mongo import Document
from services.shared.participants import AGGREGATOR, ORDER
from services.shared.views import PLACES
from tests.aws import AwsServer
from tests.claims import proves
from tests.integration.conftest import Employ, Worker
from tests.shop import (
    CUTOFF,
    DOZEN,
    NOW,
    RED_ROSE,
    TOMORROW,
    VASE,
    an_order,
    catalogue,
    tomorrow_open,
)


@pytest.fixture
def worker(employ: Employ, aws_server: AwsServer) -> Worker:
    """Inventory on a morning with 50 red roses, 200 of the rest, and 40 deliveries."""
    worker = employ(inventory)
    assert worker.deliver(catalogue(), tomorrow_open(roses=50)) == 0
    aws_server.messages(AGGREGATOR)
    return worker


def roses(count: int, key: str = "key-0001") -> Order:
    return an_order((RED_ROSE, count), key=key)


def free(mongodb: Database[Document], sku: str = "rose-red") -> int:
    row = mongodb["supplies"].find_one({"_id": f"{sku}:{TOMORROW}"})
    assert row is not None
    return int(row["free"])


def places(mongodb: Database[Document]) -> int:
    row = mongodb["days"].find_one({"_id": str(TOMORROW)})
    assert row is not None
    return int(row["free"])


@proves("T20", "K22", "K23", "E19")
def test_an_order_takes_its_stems_and_its_place_and_everyone_hears_what_is_left(
    worker: Worker, aws_server: AwsServer, mongodb: Database[Document]
) -> None:
    assert worker.deliver(OrderPlaced(an_order((DOZEN, 2)))) == 0
    (told,) = aws_server.messages(ORDER)
    assert isinstance(told, StockReserved)
    left = {level.sku: level.free for level in told.levels}
    assert left == {"rose-red": 26, "eucalyptus": 194, PLACES: 39}
    assert aws_server.messages(AGGREGATOR) == [told]
    assert (free(mongodb), places(mongodb)) == (26, 39)


@proves("T46")
def test_the_same_order_told_twice_takes_its_stems_once(
    worker: Worker, aws_server: AwsServer, mongodb: Database[Document]
) -> None:
    worker.deliver(OrderPlaced(roses(20)), OrderPlaced(roses(20)))
    assert free(mongodb) == 30
    assert [type(m) for m in aws_server.messages(ORDER)] == [StockReserved, StockReserved]


def test_an_order_takes_everything_or_nothing(
    worker: Worker, aws_server: AwsServer, mongodb: Database[Document]
) -> None:
    worker.deliver(OrderPlaced(an_order((RED_ROSE, 51), (VASE, 1))))
    assert aws_server.messages(ORDER) == [
        StockShort(an_order().id, (Shortage(Reason.STOCK_SHORT, "rose-red"),))
    ]
    assert (free(mongodb), free(mongodb, "vase-glass"), places(mongodb)) == (50, 10, 40)


@pytest.mark.parametrize(
    ("order", "reason"),
    [
        (replace(an_order(), placed_at=CUTOFF + timedelta(seconds=1)), Reason.DAY_PAST),
        (an_order(day=TOMORROW + timedelta(days=1)), Reason.DAY_CLOSED),
    ],
    ids=["after the cut-off", "no delivery that day"],
)
def test_a_day_that_takes_no_orders_is_the_reason(
    worker: Worker, aws_server: AwsServer, order: Order, reason: Reason
) -> None:
    worker.deliver(OrderPlaced(order))
    (told,) = aws_server.messages(ORDER)
    assert isinstance(told, StockShort)
    assert told.missing == (Shortage(reason),)


def test_a_full_day_takes_no_more_orders(
    worker: Worker, aws_server: AwsServer, mongodb: Database[Document]
) -> None:
    worker.deliver(set_day(places=1))
    worker.deliver(OrderPlaced(roses(1, "key-0001")), OrderPlaced(roses(1, "key-0002")))
    first, second = aws_server.messages(ORDER)
    assert isinstance(first, StockReserved)
    assert isinstance(second, StockShort)
    assert second.missing == (Shortage(Reason.DAY_FULL),)
    assert free(mongodb) == 49


def set_day(*, places: int = 40, closed: bool = False, minutes: int = 0) -> SetDeliveryDay:
    asked = NOW + timedelta(minutes=minutes)
    return SetDeliveryDay(TOMORROW, places, CUTOFF, closed, asked, "sub-fleur")


@proves("T46", "X22")
def test_a_cancelled_order_gives_everything_back_once(
    worker: Worker, aws_server: AwsServer, mongodb: Database[Document]
) -> None:
    order = roses(20)
    worker.deliver(OrderPlaced(order), OrderCancelled(order), OrderCancelled(order))
    assert (free(mongodb), places(mongodb)) == (50, 40)
    changed = [m for m in aws_server.messages(AGGREGATOR) if isinstance(m, StockChanged)]
    assert {level.sku: level.free for level in changed[-1].levels} == {"rose-red": 50, PLACES: 40}


@proves("T46", "X22")
def test_an_order_that_was_cancelled_before_it_was_known_takes_nothing(
    worker: Worker, aws_server: AwsServer, mongodb: Database[Document]
) -> None:
    worker.deliver(OrderCancelled(roses(20)), OrderPlaced(roses(20)))
    assert (free(mongodb), places(mongodb)) == (50, 40)
    assert aws_server.messages(ORDER) == []


def test_what_was_shipped_is_sold_and_never_comes_back(
    worker: Worker, mongodb: Database[Document]
) -> None:
    order = roses(20)
    worker.deliver(OrderPlaced(order), OrderShipped(order), OrderShipped(order))
    worker.deliver(OrderCancelled(order))
    row = mongodb["supplies"].find_one({"_id": f"rose-red:{TOMORROW}"})
    assert row is not None
    assert (row["free"], row["sold"], row["held"]) == (30, 20, {})


@proves("T24", "T46", "E19")
def test_two_hundred_orders_at_once_sell_exactly_the_fifty_stems_that_exist(
    worker: Worker, employ: Employ, aws_server: AwsServer, mongodb: Database[Document]
) -> None:
    worker.deliver(set_day(places=500))
    crowd = [OrderPlaced(roses(1, f"key-{at:04}")) for at in range(200)]
    instances = [worker, *(employ(inventory) for _ in range(5))]
    workers = [instances[at % 6] for at in range(200)]
    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(Worker.deliver, workers, crowd)) == 0
    told = aws_server.messages(ORDER)
    assert sum(isinstance(m, StockReserved) for m in told) == 50
    assert sum(isinstance(m, StockShort) for m in told) == 150
    assert (free(mongodb), places(mongodb)) == (0, 450)


@proves("T46")
def test_the_same_orders_delivered_to_two_instances_at_once_are_taken_once(
    worker: Worker, employ: Employ, mongodb: Database[Document]
) -> None:
    twice = [OrderPlaced(roses(5, f"key-{at % 8:04}")) for at in range(16)]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(Worker.deliver, [worker, employ(inventory)] * 8, twice))
    assert (free(mongodb), places(mongodb)) == (10, 32)


@pytest.mark.parametrize("seed", range(6))
@proves("T46")
def test_stems_are_never_lost_or_invented_whatever_comes_in_whatever_order(
    worker: Worker, mongodb: Database[Document], seed: int
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
    row = mongodb["supplies"].find_one({"_id": f"rose-red:{TOMORROW}"})
    assert row is not None
    assert row["free"] >= 0
    assert row["free"] + row["sold"] + sum(row["held"].values()) == 50
    held = mongodb["reservations"].find({"state": "held"})
    assert row["held"] == {each["_id"]: each["needs"]["rose-red"] for each in held}


def test_a_florist_counts_stems_once_per_count(
    worker: Worker, aws_server: AwsServer, mongodb: Database[Document]
) -> None:
    frost = AdjustStock("count-1", "rose-red", TOMORROW, -20, "frost", "sub-fleur")
    worker.deliver(frost, frost)
    assert free(mongodb) == 30
    too_many = AdjustStock("count-2", "rose-red", TOMORROW, -31, "fire", "sub-fleur")
    unknown = AdjustStock("count-3", "black-rose", TOMORROW, 5, "magic", "sub-fleur")
    aws_server.messages(AGGREGATOR)
    assert worker.deliver(too_many, unknown) == 0
    assert free(mongodb) == 30
    assert aws_server.messages(AGGREGATOR) == []


def test_of_two_settings_of_a_day_the_later_stands_in_whatever_order_they_come(
    worker: Worker, mongodb: Database[Document]
) -> None:
    worker.deliver(OrderPlaced(roses(1)))
    worker.deliver(set_day(places=60, minutes=2), set_day(places=10, minutes=1))
    row = mongodb["days"].find_one({"_id": str(TOMORROW)})
    assert row is not None
    assert (row["places"], row["free"]) == (60, 59)


def test_opening_a_day_again_changes_nothing(worker: Worker, mongodb: Database[Document]) -> None:
    worker.deliver(OrderPlaced(roses(20)), tomorrow_open(roses=500))
    assert free(mongodb) == 30


@proves("T12", "E14")
def test_a_kick_is_answered_with_the_catalogue_and_the_days_to_come(
    worker: Worker, aws_server: AwsServer
) -> None:
    shop = inventory.Shop.from_environment()
    at_that_time = replace_clock(shop)
    Worker(inventory.inbox.lambda_handler(lambda: at_that_time)).deliver(RefreshCatalogue())
    shown, days = aws_server.messages(AGGREGATOR)
    assert isinstance(shown, CatalogueChanged)
    assert {item.sku for item in shown.items} == {"rose-red", "eucalyptus", "vase-glass", DOZEN.sku}
    assert isinstance(days, StockChanged)
    assert [day.day for day in days.days] == [TOMORROW]


def replace_clock(shop: inventory.Shop) -> inventory.Shop:
    """On the day before TOMORROW, whenever the test runs."""
    return inventory.Shop(shop.bus, shop.stock, shop.catalogue, lambda: NOW)
