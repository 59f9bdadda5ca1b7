"""An order that moves: the new is held before the old is given back, and never both for long."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from services.contracts.common import Reason
from services.contracts.inventory import OpenDay, OpenDays, Shortage, StockReserved, StockShort
from services.contracts.message import Message
from services.contracts.order_messages import (
    DeliveryChangeRequested,
    OrderCancelled,
    OrderPlaced,
    OrderShipped,
)
from services.contracts.orders import Order
from services.inventory import handler as inventory
from services.inventory.domain.requests import delivery_change, placed
from services.manifest import AGGREGATOR, ORDER
from tests.aws import AwsServer
from tests.claims import proves
from tests.integration.conftest import Employ, Worker
from tests.integration.inventory.conftest import Books
from tests.shop import CUTOFF, NOW, RED_ROSE, TOMORROW, an_order

FRIDAY = TOMORROW + timedelta(days=3)
MUNICH, BERLIN = "80331", "10115"


@pytest.fixture
def books(books: Books, worker: Worker, aws_server: AwsServer) -> Books:
    """With thirty roses on Friday, too."""
    worker.deliver(OpenDays((OpenDay(FRIDAY, {"rose-red": 30}),)))
    aws_server.messages(AGGREGATOR)
    return books


def order_of(count: int = 20, key: str = "key-0001") -> Order:
    return an_order((RED_ROSE, count), key=key)


def moving(
    order: Order, revision: int = 1, day: date = FRIDAY, postcode: str = MUNICH
) -> DeliveryChangeRequested:
    there = replace(order.delivery.recipient, postcode=postcode)
    wish = replace(order.delivery, day=day, recipient=there)
    return DeliveryChangeRequested(
        replace(order, revision=revision, requested_delivery=wish, delivery_requested_at=NOW)
    )


@proves("T46")
def test_an_order_moves_with_all_its_stems_and_its_place(
    worker: Worker, aws_server: AwsServer, books: Books
) -> None:
    order = order_of()
    assert worker.deliver(OrderPlaced(order), moving(order), moving(order)) == 0
    first, moved, again = aws_server.messages(ORDER)
    assert isinstance(first, StockReserved)
    assert isinstance(moved, StockReserved)
    assert (moved.revision, moved.cutoff) == (1, CUTOFF + timedelta(days=3))
    assert again == moved
    assert {(level.day, level.free) for level in moved.levels} == {(TOMORROW, 50), (FRIDAY, 10)}
    assert {(day.day, day.free) for day in moved.days} == {(TOMORROW, 40), (FRIDAY, 39)}
    assert (books.held(), books.held(day=FRIDAY)) == ({}, {f"{order.id}~1": 20})


@pytest.mark.parametrize(
    ("wish", "reason"),
    [
        (moving(order_of(40)), Shortage(Reason.STOCK_SHORT, "rose-red")),
        (moving(order_of(40), day=FRIDAY + timedelta(days=1)), Shortage(Reason.DAY_CLOSED)),
        (moving(order_of(40), postcode="20095"), Shortage(Reason.NOT_DELIVERED_THERE)),
    ],
)
def test_an_order_that_cannot_move_keeps_what_it_has(
    worker: Worker,
    aws_server: AwsServer,
    books: Books,
    wish: DeliveryChangeRequested,
    reason: Shortage,
) -> None:
    order = order_of(40)
    assert worker.deliver(OrderPlaced(order), wish, wish) == 0
    refused = StockShort(order.id, (reason,), revision=1)
    assert aws_server.messages(ORDER)[1:] == [refused, refused]
    assert (books.held(), books.free(day=FRIDAY)) == ({order.id: 40}, 30)
    assert (books.places(), books.places(day=FRIDAY)) == (39, 40)
    worker.deliver(OrderShipped(replace(order, revision=1)))
    assert books.supply()["sold"] == 40


def test_a_wish_is_judged_by_the_time_it_was_asked_and_not_by_that_of_the_order(
    worker: Worker, aws_server: AwsServer, books: Books
) -> None:
    """Placed in time for either day, and moved when it is too late for the earlier one."""
    order = replace(an_order((RED_ROSE, 1), day=FRIDAY), placed_at=NOW)
    wish = moving(order, day=TOMORROW)
    late = DeliveryChangeRequested(replace(wish.order, delivery_requested_at=CUTOFF))
    worker.deliver(OrderPlaced(order), late)
    assert aws_server.messages(ORDER)[1] == StockShort(
        order.id, (Shortage(Reason.DAY_PAST),), revision=1
    )
    assert books.places(day=FRIDAY) == 39


def test_another_address_in_the_same_zone_needs_nothing_more_on_the_fullest_day(
    worker: Worker, aws_server: AwsServer, books: Books
) -> None:
    order = order_of(50)
    worker.deliver(OrderPlaced(order))
    books.mongodb["days"].update_one(
        {"_id": f"{TOMORROW}:munich"}, {"$set": {"free": 0, "closed": True}}
    )
    worker.deliver(moving(order, day=TOMORROW, postcode="81999"))
    told = aws_server.messages(ORDER)[-1]
    assert isinstance(told, StockReserved)
    assert told.revision == 1
    assert (books.free(), books.places()) == (0, 0)
    worker.deliver(OrderShipped(order))
    assert (books.supply()["sold"], books.zone_day()["sold"], books.held()) == (50, 1, {})


def test_a_move_to_another_zone_on_the_same_day_needs_a_place_but_no_stem_twice(
    worker: Worker, books: Books
) -> None:
    order = order_of(50)
    worker.deliver(OrderPlaced(order), moving(order, day=TOMORROW, postcode=BERLIN))
    assert (books.free(), books.places("munich"), books.places("berlin")) == (0, 40, 39)
    back = moving(order, 2, day=TOMORROW)
    worker.deliver(back, back)
    assert (books.free(), books.places("munich"), books.places("berlin")) == (0, 39, 40)
    worker.deliver(OrderCancelled(order))
    assert (books.free(), books.places("munich"), books.places("berlin")) == (50, 40, 40)


@proves("T46", "X22")
def test_a_move_that_overtakes_the_order_leaves_it_one_delivery(
    worker: Worker, aws_server: AwsServer, books: Books
) -> None:
    order = order_of()
    assert worker.deliver(moving(order), OrderPlaced(order)) == 0
    (told,) = aws_server.messages(ORDER)
    assert isinstance(told, StockReserved)
    assert told.revision == 1
    assert (books.free(), books.free(day=FRIDAY)) == (50, 10)


@proves("T46", "X22", "FM-STK-03:mitigation")
def test_an_earlier_wish_that_comes_after_a_later_one_takes_nothing(
    worker: Worker, books: Books
) -> None:
    order = order_of()
    worker.deliver(OrderPlaced(order), moving(order, 2), moving(order, 1, TOMORROW, BERLIN))
    assert (books.free(), books.places("berlin"), books.free(day=FRIDAY)) == (50, 40, 10)


@pytest.mark.parametrize(
    "story",
    [
        [OrderPlaced(order_of()), moving(order_of()), OrderCancelled(order_of())],
        [OrderPlaced(order_of()), OrderCancelled(order_of()), moving(order_of())],
        [OrderCancelled(order_of()), moving(order_of()), OrderPlaced(order_of())],
        [moving(order_of()), OrderCancelled(order_of()), moving(order_of(), 2)],
    ],
)
@proves("T46", "X22")
def test_a_cancelled_order_holds_nothing_on_any_day(
    worker: Worker, books: Books, story: list[Message]
) -> None:
    assert worker.deliver(*story, *story) == 0
    assert (books.free(), books.free(day=FRIDAY)) == (50, 30)
    assert (books.places(), books.places(day=FRIDAY)) == (40, 40)


def test_what_is_shipped_is_what_is_held_and_moves_no_more(worker: Worker, books: Books) -> None:
    order = order_of()
    worker.deliver(OrderPlaced(order), moving(order), OrderShipped(order))
    worker.deliver(moving(order, 2, TOMORROW), moving(order), OrderShipped(order))
    assert (books.supply(day=FRIDAY)["sold"], books.zone_day(day=FRIDAY)["sold"]) == (20, 1)
    assert (books.free(), books.free(day=FRIDAY), books.held(day=FRIDAY)) == (50, 10, {})


def test_orders_that_all_wish_for_the_same_day_never_hold_more_than_there_is(
    worker: Worker, employ: Employ, books: Books
) -> None:
    """Six orders of eight roses wish for thirty on Friday, at two instances at once."""
    orders = [order_of(8, f"key-{at:04}") for at in range(6)]
    worker.deliver(*map(OrderPlaced, orders))
    wishes = [moving(order) for order in orders for _ in range(2)]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(Worker.deliver, [worker, employ(inventory)] * 6, wishes))
    worker.deliver(*wishes)
    assert (books.free(day=FRIDAY), books.places(day=FRIDAY)) == (6, 37)
    assert (books.free(), books.places()) == (50 - 3 * 8, 37)


@pytest.mark.parametrize(
    ("day", "key"), [(TOMORROW, "2"), (FRIDAY, "1")], ids=["on another day", "on the same day"]
)
def test_a_wish_that_was_half_taken_when_another_was_granted_builds_on_that_one(
    books: Books, day: date, key: str
) -> None:
    """Its instance died in between; the message comes again."""
    stock = inventory.Dependencies.from_environment().stock
    order = order_of(10)
    stock.reserve(placed(order, "munich"))
    second = delivery_change(replace(order, revision=2), day, "berlin")
    begun = stock._begin(second)
    claim = begun.claim(2)
    assert claim is not None
    stale = stock._take_all(begun, claim, second)
    stock.reserve(delivery_change(replace(order, revision=1), FRIDAY, "munich"))
    assert stock._decide(begun, stale).current == 1
    assert stock.reserve(second).current == 2
    other = TOMORROW if day == FRIDAY else FRIDAY
    assert (books.held(day=day), books.held(day=other)) == ({f"{order.id}~{key}": 10}, {})
    assert (books.places("berlin", day), books.places("munich", day)) == (39, 40)
    assert (books.places("berlin", other), books.places("munich", other)) == (40, 40)
