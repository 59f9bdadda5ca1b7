"""What florists do about stems and days is done once, and can be read afterwards."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from services.contracts.common import AuditEntry
from services.contracts.inventory import (
    AdjustStock,
    AuditLogListed,
    Item,
    ItemKind,
    PutItems,
    RefreshAuditLog,
    SetDeliveryDay,
    StockAuditEntry,
    StockChanged,
)
from services.contracts.message import Message
from services.contracts.order_messages import OrderCancelled, OrderPlaced, OrderSubstituted
from services.contracts.orders import Order, Substitute
from services.manifest import AGGREGATOR
from tests.aws import AwsServer
from tests.claims import proves
from tests.integration.conftest import Worker
from tests.integration.inventory.conftest import StockRows
from tests.shop import CUTOFF, EUCALYPTUS, NOW, RED_ROSE, TOMORROW, an_order

TODAY = NOW.date()


def count(
    quantity: int, adjustment: str = "count-1", sku: str = "rose-red", at: datetime = NOW
) -> AdjustStock:
    return AdjustStock(
        adjustment, sku, TOMORROW, quantity, "frost", by="sub-fleur", requested_at=at
    )


def entry(
    what: str, quantity: int, key: str = "count-1", subject: str = "rose-red"
) -> StockAuditEntry:
    return StockAuditEntry(key, what, subject, TOMORROW, quantity, "frost", "sub-fleur", NOW)


def sent(aws_server: AwsServer) -> list[StockChanged]:
    return [m for m in aws_server.messages(AGGREGATOR) if isinstance(m, StockChanged)]


def audit_log(worker: Worker, aws_server: AwsServer) -> list[StockAuditEntry]:
    aws_server.messages(AGGREGATOR)
    worker.deliver(RefreshAuditLog(TODAY))
    (listed,) = aws_server.messages(AGGREGATOR)
    assert isinstance(listed, AuditLogListed)
    return list(listed.entries)


@proves("T46")
def test_a_florist_counts_stems_once_per_count_and_it_is_entered_once(
    worker: Worker, aws_server: AwsServer, stock: StockRows
) -> None:
    assert worker.deliver(count(-20), count(-20)) == 0
    assert stock.free() == 30
    first, second = sent(aws_server)
    assert first == second
    assert first.entries == (entry("stock_adjusted", -20),)
    assert [level.free for level in first.levels] == [30]
    assert audit_log(worker, aws_server) == [entry("stock_adjusted", -20)]


@proves("FM-STK-04:mitigation")
def test_a_count_that_would_take_more_than_is_free_changes_nothing_and_is_entered_as_refused(
    worker: Worker, aws_server: AwsServer, stock: StockRows
) -> None:
    worker.deliver(OrderPlaced(an_order((RED_ROSE, 20))), count(-31))
    assert stock.free() == 30
    assert sent(aws_server)[-1].entries == (entry("stock_refused", -31),)


def test_a_count_of_something_that_is_not_sold_is_entered_as_refused(
    worker: Worker, aws_server: AwsServer, stock: StockRows
) -> None:
    worker.deliver(count(5, sku="black-rose"))
    (changed,) = sent(aws_server)
    assert (changed.levels, changed.days) == ((), ())
    assert changed.entries == (entry("stock_refused", 5, subject="black-rose"),)
    assert stock.mongodb["supplies"].find_one({"sku": "black-rose"}) is None


@proves("T46")
def test_what_was_refused_once_stays_refused_when_it_is_delivered_again(
    worker: Worker, aws_server: AwsServer, stock: StockRows
) -> None:
    black = Item("black-rose", "Black rose", ItemKind.STEM, 900, 7)
    unsold = count(5, "count-2", black.sku)
    worker.deliver(count(-51), unsold)
    worker.deliver(count(100, "count-3"), PutItems((black,)))
    worker.deliver(count(-51), unsold)
    assert stock.free() == 150
    assert {entry.id: entry.what for entry in audit_log(worker, aws_server)} == {
        "count-1": "stock_refused",
        "count-2": "stock_refused",
        "count-3": "stock_adjusted",
    }


@proves("T46", "FM-K23-01:mitigation")
def test_a_count_that_was_done_but_not_entered_is_entered_when_it_comes_again(
    worker: Worker, aws_server: AwsServer, stock: StockRows
) -> None:
    """The instance died in between."""
    worker.deliver(count(-20))
    stock.mongodb["stock_audit_log"].delete_one({"_id": "count-1"})
    worker.deliver(count(-20))
    assert stock.free() == 30
    assert audit_log(worker, aws_server) == [entry("stock_adjusted", -20)]


def test_a_count_for_a_day_that_has_none_of_it_yet_begins_the_supply(
    worker: Worker, stock: StockRows
) -> None:
    friday = TOMORROW + timedelta(days=3)
    worker.deliver(replace(count(7), day=friday))
    assert stock.free(day=friday) == 7


def set_day(zone: str = "munich", *, closed: bool = False) -> SetDeliveryDay:
    return SetDeliveryDay(
        "change-1", zone, TOMORROW, 60, CUTOFF, closed, "storm", requested_at=NOW, by="sub-fleur"
    )


def test_a_change_of_a_day_is_entered_with_its_places(
    worker: Worker, aws_server: AwsServer
) -> None:
    worker.deliver(set_day(), set_day())
    first, second = sent(aws_server)
    (day,) = first.entries
    assert second.entries == (day,)
    assert (day.what, day.subject, day.quantity, day.reason) == ("day_set", "munich", 60, "storm")
    assert [(day.zone, day.free) for day in first.days] == [("munich", 60)]


def test_a_closed_day_is_entered_as_such(worker: Worker, aws_server: AwsServer) -> None:
    worker.deliver(set_day(closed=True))
    assert [entry.what for entry in audit_log(worker, aws_server)] == ["day_closed"]


def test_a_day_of_a_zone_that_does_not_exist_is_not_set_and_entered_as_refused(
    worker: Worker, aws_server: AwsServer, stock: StockRows
) -> None:
    worker.deliver(set_day(zone="moon"))
    assert [entry.what for entry in audit_log(worker, aws_server)] == ["day_refused"]
    assert stock.mongodb["days"].find_one({"zone": "moon"}) is None


def test_the_audit_log_of_a_day_begins_and_ends_at_midnight_utc_with_the_newest_last(
    worker: Worker, aws_server: AwsServer
) -> None:
    midnight = datetime(2026, 11, 23, tzinfo=UTC)
    moments = {
        "before": midnight - timedelta(milliseconds=1),
        "last": midnight + timedelta(hours=23, minutes=59, seconds=59),
        "first": midnight,
        "noon": midnight + timedelta(hours=12),
        "after": midnight + timedelta(days=1),
    }
    worker.deliver(*[count(1, key, at=at) for key, at in moments.items()])
    assert [entry.id for entry in audit_log(worker, aws_server)] == ["first", "noon", "last"]


def test_all_entries_of_a_very_long_day_come_in_parts(
    worker: Worker, aws_server: AwsServer, stock: StockRows
) -> None:
    stock.mongodb["stock_audit_log"].insert_many(
        {
            "_id": f"act-{at:03}",
            "what": "stock_adjusted",
            "subject": "rose-red",
            "day": str(TOMORROW),
            "quantity": 1,
            "reason": "§" * 500,
            "by": "sub-fleur",
            "at": NOW + timedelta(seconds=at),
        }
        for at in range(510)
    )
    worker.deliver(RefreshAuditLog(TODAY))
    messages: list[Message] = aws_server.messages(AGGREGATOR)
    parts = [m for m in messages if isinstance(m, StockChanged | AuditLogListed)]
    entered = [entry.id for part in parts for entry in part.entries]
    assert entered == [f"act-{at:03}" for at in range(510)]
    assert [type(m) for m in messages] == [StockChanged] * 5 + [AuditLogListed]


# ---- substitutes -------------------------------------------------------------------------------


def substituted(*substitutes: Substitute) -> Order:
    entries = tuple(AuditEntry("substituted", "sub-fleur", NOW) for _ in substitutes)
    return replace(an_order((RED_ROSE, 3)), substitutes=substitutes, history=entries)


ONE = Substitute("sub-1", "rose-red", EUCALYPTUS.sku, 3)
TOO_MANY = Substitute("sub-2", "rose-red", EUCALYPTUS.sku, 199)


@proves("T46", "FM-STK-04:restoration")
def test_substitutes_are_taken_from_what_is_free_once_each_in_the_florists_name(
    worker: Worker, aws_server: AwsServer, stock: StockRows
) -> None:
    order = substituted(ONE)
    worker.deliver(OrderSubstituted(order), OrderSubstituted(order))
    more = substituted(ONE, replace(ONE, id="sub-3", quantity=7))
    assert worker.deliver(OrderSubstituted(more)) == 0
    assert stock.free("eucalyptus") == 190
    entries = audit_log(worker, aws_server)
    assert [(entry.what, entry.quantity, entry.by) for entry in entries] == [
        ("stock_adjusted", -3, "sub-fleur"),
        ("stock_adjusted", -7, "sub-fleur"),
    ]
    assert {entry.reason for entry in entries} == {f"order {order.id}: instead of rose-red"}


def test_each_substitute_is_entered_in_the_name_of_who_took_it_and_when(
    worker: Worker, aws_server: AwsServer
) -> None:
    later = NOW + timedelta(hours=1)
    history = (
        AuditEntry("substituted", "sub-fleur", NOW),
        AuditEntry("refunded", "sub-fabien", NOW),
        AuditEntry("substituted", "sub-felicia", later),
        AuditEntry("refunded", "sub-fabien", later),
    )
    order = replace(substituted(ONE, replace(ONE, id="sub-3")), history=history)
    assert worker.deliver(OrderSubstituted(order)) == 0
    entries = [(entry.id, entry.by, entry.at) for entry in audit_log(worker, aws_server)]
    assert entries == [("sub-1", "sub-fleur", NOW), ("sub-3", "sub-felicia", later)]


def test_substitutes_of_which_too_few_are_free_are_entered_as_refused(
    worker: Worker, aws_server: AwsServer, stock: StockRows
) -> None:
    worker.deliver(OrderSubstituted(substituted(ONE, TOO_MANY)))
    assert stock.free("eucalyptus") == 197
    entries = {entry.id: (entry.what, entry.quantity) for entry in audit_log(worker, aws_server)}
    assert entries == {"sub-1": ("stock_adjusted", -3), "sub-2": ("stock_refused", -199)}


@pytest.mark.finding("A11")
def test_an_order_that_is_cancelled_gives_back_what_was_taken_in_place_of_other_stems(
    worker: Worker, aws_server: AwsServer, stock: StockRows
) -> None:
    before = stock.free("eucalyptus"), stock.free("rose-red")
    order = substituted(ONE, TOO_MANY)
    worker.deliver(OrderPlaced(order), OrderSubstituted(order))
    assert stock.free("eucalyptus") == before[0] - 3
    worker.deliver(OrderCancelled(order), OrderSubstituted(order))
    assert (stock.free("eucalyptus"), stock.free("rose-red")) == before


@pytest.mark.finding("A11")
def test_substitutes_of_an_order_that_was_cancelled_first_are_never_taken(
    worker: Worker, aws_server: AwsServer, stock: StockRows
) -> None:
    before = stock.free("eucalyptus")
    order = substituted(ONE)
    worker.deliver(OrderCancelled(order), OrderSubstituted(order))
    assert stock.free("eucalyptus") == before
    (entry,) = audit_log(worker, aws_server)
    assert entry.what == "stock_refused"


# ---- two florists, and repeats -----------------------------------------------------------------


def setting(
    change: str, seen: int | None, minute: int = 0, *, closed: bool = True
) -> SetDeliveryDay:
    return SetDeliveryDay(
        change=change,
        zone="munich",
        day=TOMORROW,
        places=40,
        cutoff=CUTOFF,
        closed=closed,
        reason="snow",
        requested_at=NOW + timedelta(minutes=minute),
        by="sub-fleur",
        seen=seen,
    )


@pytest.mark.finding("B02")
def test_of_two_florists_who_looked_at_the_same_day_the_first_stands_whatever_their_clocks_say(
    worker: Worker, aws_server: AwsServer, stock: StockRows
) -> None:
    worker.deliver(setting("first", 0, minute=9), setting("second", 0, minute=5, closed=False))
    assert stock.zone_day()["closed"]
    worker.deliver(setting("third", 1, minute=1, closed=False))
    assert not stock.zone_day()["closed"]
    told = [each for m in sent(aws_server) for each in m.entries]
    assert [entry.what for entry in told] == ["day_closed", "day_out_of_date", "day_set"]


@pytest.mark.finding("B02")
def test_a_day_that_was_opened_again_stays_open_when_its_closing_comes_again(
    worker: Worker, stock: StockRows
) -> None:
    closing, opening = setting("first", None), setting("second", None, 1, closed=False)
    worker.deliver(closing, opening, replace(closing, requested_at=NOW + timedelta(hours=1)))
    assert not stock.zone_day()["closed"]
    assert stock.zone_day()["setting"] == 2
