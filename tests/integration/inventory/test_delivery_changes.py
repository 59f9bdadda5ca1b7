"""A delivery change: the new is held before the old is given back, and never both for long."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from services.contracts.common import AuditEntry, Reason
from services.contracts.inventory import OpenDay, OpenDays, Shortage, StockReserved, StockShort
from services.contracts.message import Message
from services.contracts.order_messages import (
    DeliveryChangeRequested,
    OrderCancelled,
    OrderPlaced,
    OrderShipped,
    OrderSubstituted,
)
from services.contracts.orders import SUBSTITUTED, Order, Substitute
from services.inventory import handler as inventory
from services.inventory.domain.requests import delivery_change, placed
from services.manifest import AGGREGATOR, ORDER
from tests.aws import AwsServer
from tests.claims import proves
from tests.integration.conftest import Employ, Worker
from tests.integration.inventory.conftest import StockRows
from tests.shop import CUTOFF, NOW, RED_ROSE, TOMORROW, an_order

FRIDAY = TOMORROW + timedelta(days=3)
MUNICH, BERLIN = "80331", "10115"


@pytest.fixture
def stock(stock: StockRows, worker: Worker, aws_server: AwsServer) -> StockRows:
    """With thirty roses on Friday, too."""
    worker.deliver(OpenDays((OpenDay(FRIDAY, {"rose-red": 30}),)))
    aws_server.messages(AGGREGATOR)
    return stock


def order_of(count: int = 20, key: str = "key-0001") -> Order:
    return an_order((RED_ROSE, count), key=key)


def change(
    order: Order, revision: int = 1, day: date = FRIDAY, postcode: str = MUNICH
) -> DeliveryChangeRequested:
    there = replace(order.delivery.recipient, postcode=postcode)
    requested = replace(order.delivery, day=day, recipient=there)
    return DeliveryChangeRequested(
        replace(order, revision=revision, requested_delivery=requested, delivery_requested_at=NOW)
    )


@proves("T46")
def test_an_order_moves_with_all_its_stems_and_its_place(
    worker: Worker, aws_server: AwsServer, stock: StockRows
) -> None:
    order = order_of()
    assert worker.deliver(OrderPlaced(order), change(order), change(order)) == 0
    first, moved, again = aws_server.messages(ORDER)
    assert isinstance(first, StockReserved)
    assert isinstance(moved, StockReserved)
    assert (moved.revision, moved.cutoff) == (1, CUTOFF + timedelta(days=3))
    assert again == moved
    assert {(level.day, level.free) for level in moved.levels} == {(TOMORROW, 50), (FRIDAY, 10)}
    assert {(day.day, day.free) for day in moved.days} == {(TOMORROW, 40), (FRIDAY, 39)}
    assert (stock.held(), stock.held(day=FRIDAY)) == ({}, {f"{order.id}~1": 20})


@pytest.mark.parametrize(
    ("requested", "reason"),
    [
        (change(order_of(40)), Shortage(Reason.STOCK_SHORT, "rose-red")),
        (change(order_of(40), day=FRIDAY + timedelta(days=1)), Shortage(Reason.DAY_CLOSED)),
        (change(order_of(40), postcode="20095"), Shortage(Reason.NOT_DELIVERED_THERE)),
    ],
)
def test_an_order_that_cannot_move_keeps_what_it_has(
    worker: Worker,
    aws_server: AwsServer,
    stock: StockRows,
    requested: DeliveryChangeRequested,
    reason: Shortage,
) -> None:
    order = order_of(40)
    assert worker.deliver(OrderPlaced(order), requested, requested) == 0
    refused = StockShort(order.id, (reason,), revision=1)
    assert aws_server.messages(ORDER)[1:] == [refused, refused]
    assert (stock.held(), stock.free(day=FRIDAY)) == ({order.id: 40}, 30)
    assert (stock.places(), stock.places(day=FRIDAY)) == (39, 40)
    worker.deliver(OrderShipped(replace(order, revision=1)))
    assert stock.supply()["sold"] == 40


def test_a_delivery_change_is_judged_by_its_own_time_and_not_by_that_of_the_order(
    worker: Worker, aws_server: AwsServer, stock: StockRows
) -> None:
    """Placed in time for either day, and moved when it is too late for the earlier one."""
    order = replace(an_order((RED_ROSE, 1), day=FRIDAY), placed_at=NOW)
    requested = change(order, day=TOMORROW)
    late = DeliveryChangeRequested(replace(requested.order, delivery_requested_at=CUTOFF))
    worker.deliver(OrderPlaced(order), late)
    assert aws_server.messages(ORDER)[1] == StockShort(
        order.id, (Shortage(Reason.DAY_PAST),), revision=1
    )
    assert stock.places(day=FRIDAY) == 39


def test_another_address_in_the_same_zone_needs_nothing_more_on_the_fullest_day(
    worker: Worker, aws_server: AwsServer, stock: StockRows
) -> None:
    order = order_of(50)
    worker.deliver(OrderPlaced(order))
    stock.mongodb["days"].update_one(
        {"_id": f"{TOMORROW}:munich"}, {"$set": {"free": 0, "closed": True}}
    )
    worker.deliver(change(order, day=TOMORROW, postcode="81999"))
    sent = aws_server.messages(ORDER)[-1]
    assert isinstance(sent, StockReserved)
    assert sent.revision == 1
    assert (stock.free(), stock.places()) == (0, 0)
    worker.deliver(OrderShipped(order))
    assert (stock.supply()["sold"], stock.zone_day()["sold"], stock.held()) == (50, 1, {})


def test_a_move_to_another_zone_on_the_same_day_needs_a_place_but_no_stem_twice(
    worker: Worker, stock: StockRows
) -> None:
    order = order_of(50)
    worker.deliver(OrderPlaced(order), change(order, day=TOMORROW, postcode=BERLIN))
    assert (stock.free(), stock.places("munich"), stock.places("berlin")) == (0, 40, 39)
    back = change(order, 2, day=TOMORROW)
    worker.deliver(back, back)
    assert (stock.free(), stock.places("munich"), stock.places("berlin")) == (0, 39, 40)
    worker.deliver(OrderCancelled(order))
    assert (stock.free(), stock.places("munich"), stock.places("berlin")) == (50, 40, 40)


@proves("T46", "X22")
def test_a_move_that_overtakes_the_order_leaves_it_one_delivery(
    worker: Worker, aws_server: AwsServer, stock: StockRows
) -> None:
    order = order_of()
    assert worker.deliver(change(order), OrderPlaced(order)) == 0
    (sent,) = aws_server.messages(ORDER)
    assert isinstance(sent, StockReserved)
    assert sent.revision == 1
    assert (stock.free(), stock.free(day=FRIDAY)) == (50, 10)


@proves("T46", "X22", "FM-STK-03:mitigation")
def test_an_earlier_delivery_change_that_comes_after_a_later_one_takes_nothing(
    worker: Worker, stock: StockRows
) -> None:
    order = order_of()
    worker.deliver(OrderPlaced(order), change(order, 2), change(order, 1, TOMORROW, BERLIN))
    assert (stock.free(), stock.places("berlin"), stock.free(day=FRIDAY)) == (50, 40, 10)


@pytest.mark.parametrize(
    "story",
    [
        [OrderPlaced(order_of()), change(order_of()), OrderCancelled(order_of())],
        [OrderPlaced(order_of()), OrderCancelled(order_of()), change(order_of())],
        [OrderCancelled(order_of()), change(order_of()), OrderPlaced(order_of())],
        [change(order_of()), OrderCancelled(order_of()), change(order_of(), 2)],
    ],
)
@proves("T46", "X22")
def test_a_cancelled_order_holds_nothing_on_any_day(
    worker: Worker, stock: StockRows, story: list[Message]
) -> None:
    assert worker.deliver(*story, *story) == 0
    assert (stock.free(), stock.free(day=FRIDAY)) == (50, 30)
    assert (stock.places(), stock.places(day=FRIDAY)) == (40, 40)


def test_what_is_shipped_is_what_is_held_and_moves_no_more(
    worker: Worker, stock: StockRows
) -> None:
    order = order_of()
    worker.deliver(OrderPlaced(order), change(order), OrderShipped(order))
    worker.deliver(change(order, 2, TOMORROW), change(order), OrderShipped(order))
    assert (stock.supply(day=FRIDAY)["sold"], stock.zone_day(day=FRIDAY)["sold"]) == (20, 1)
    assert (stock.free(), stock.free(day=FRIDAY), stock.held(day=FRIDAY)) == (50, 10, {})


def test_orders_that_all_change_to_the_same_day_never_hold_more_than_there_is(
    worker: Worker, employ: Employ, stock: StockRows
) -> None:
    """Six orders of eight roses request thirty on Friday, at two instances at once."""
    orders = [order_of(8, f"key-{at:04}") for at in range(6)]
    worker.deliver(*map(OrderPlaced, orders))
    requests = [change(order) for order in orders for _ in range(2)]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(Worker.deliver, [worker, employ(inventory)] * 6, requests))
    worker.deliver(*requests)
    assert (stock.free(day=FRIDAY), stock.places(day=FRIDAY)) == (6, 37)
    assert (stock.free(), stock.places()) == (50 - 3 * 8, 37)


@pytest.mark.parametrize(
    ("day", "key"), [(TOMORROW, "2"), (FRIDAY, "1")], ids=["on another day", "on the same day"]
)
def test_a_delivery_change_half_taken_when_another_was_granted_builds_on_that_one(
    stock: StockRows, day: date, key: str
) -> None:
    """Its instance died in between; the message comes again."""
    repository = inventory.Dependencies.from_environment().stock
    order = order_of(10)
    repository.reserve(placed(order, "munich"))
    second = delivery_change(replace(order, revision=2), day, "berlin")
    begun = repository._begin(second)
    claim = begun.claim(2)
    assert claim is not None
    stale = repository._take_all(begun, claim, second)
    repository.reserve(delivery_change(replace(order, revision=1), FRIDAY, "munich"))
    assert repository._decide(begun, stale).current == 1
    assert repository.reserve(second).current == 2
    other = TOMORROW if day == FRIDAY else FRIDAY
    assert (stock.held(day=day), stock.held(day=other)) == ({f"{order.id}~{key}": 10}, {})
    assert (stock.places("berlin", day), stock.places("munich", day)) == (39, 40)
    assert (stock.places("berlin", other), stock.places("munich", other)) == (40, 40)


@pytest.mark.finding("A11")
@pytest.mark.parametrize("is_asked_for", [False, True], ids=["before", "while it asks to move"])
def test_what_stands_in_for_stems_is_not_taken_once_the_order_has_left_the_day_and_come_back(
    worker: Worker, stock: StockRows, *, is_asked_for: bool
) -> None:
    """The order has dropped it as it left; the message that it was taken comes late."""
    order, before = order_of(), stock.free("eucalyptus")
    leaves = change(order)
    late = replace(
        leaves.order if is_asked_for else order,
        substitutes=(Substitute("sub-1", "rose-red", "eucalyptus", 3),),
        history=(AuditEntry(SUBSTITUTED, "sub-fleur", NOW),),
    )
    worker.deliver(OrderPlaced(order), leaves, change(order, 2, TOMORROW))
    assert worker.deliver(OrderSubstituted(late)) == 0
    assert stock.held() == {f"{order.id}~2": 20}
    assert (stock.held("eucalyptus"), stock.free("eucalyptus")) == ({}, before)


@pytest.mark.finding("A11")
def test_what_stands_in_for_stems_stays_with_an_order_that_moves_within_its_day(
    worker: Worker, stock: StockRows
) -> None:
    order = order_of()
    late = replace(
        order,
        substitutes=(Substitute("sub-1", "rose-red", "eucalyptus", 3),),
        history=(AuditEntry(SUBSTITUTED, "sub-fleur", NOW),),
    )
    worker.deliver(OrderPlaced(order), change(order, 1, TOMORROW, BERLIN), OrderSubstituted(late))
    assert stock.held("eucalyptus") == {f"{order.id}~sub-1": 3}
