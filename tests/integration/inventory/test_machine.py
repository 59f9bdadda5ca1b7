"""Any story of orders and florists, on the worst of buses, with instances that die half-way.

Messages come late, twice and in any order; an instance may die after any of its writes, or before
it sends anything. At every moment no stem is oversold, lost or invented; and whenever nothing
is half done, an order holds what was reserved for it last, or nothing.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from msgspec.structs import replace
from pymongo import MongoClient
from pymongo.database import Database

from services.contracts.common import AuditEntry
from services.contracts.inventory import (
    AdjustStock,
    OpenDay,
    OpenDays,
    SetDeliveryDay,
    StockReserved,
    StockShort,
)
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
from services.inventory.domain.reservations import Hold, hold_key
from services.inventory.domain.stock import day_id, supply_id
from services.inventory.repository.audit_log import AuditLog
from services.inventory.repository.catalogue import Catalogue
from services.inventory.repository.stock import Stock
from services.inventory.repository.zones import Zones
from services.manifest import OWNERS
from services.runtime.envelope import Trace, seal
from services.runtime.mongo import Document
from services.runtime.preparation import prepare
from tests.claims import proves
from tests.lambdas import TRACE, Invocation, sqs_record
from tests.shop import CUTOFF, EUCALYPTUS, NOW, RED_ROSE, TOMORROW, an_order, catalogue, zones

DAYS = (TOMORROW, TOMORROW + timedelta(days=1))
POSTCODES = {"berlin": "10115", "munich": "80331"}
STEMS = {"rose-red": 30, "eucalyptus": 20}
PLACES = 4


class DiedError(Exception):
    """The instance is gone."""


@dataclass
class Life:
    """How many more writes an instance makes, and whether it can send in the end."""

    writes: int = 1000
    can_send: bool = True


@dataclass
class Mortal:
    """A database, or a collection, at which an instance may die."""

    inner: Any
    life: Life

    def __getitem__(self, name: str) -> "Mortal":
        return Mortal(self.inner[name], self.life)

    def __getattr__(self, name: str) -> Any:
        if name in {"update_one", "bulk_write", "replace_one"}:
            if self.life.writes == 0:
                raise DiedError
            self.life.writes -= 1
        return getattr(self.inner, name)


@dataclass
class Bus:
    """Keeps what inventory sends, unless the instance has died by then."""

    life: Life
    sent: list[Message] = field(default_factory=list)

    def publish(self, message: Message, trace: Trace = TRACE) -> None:
        if not self.life.can_send:
            raise DiedError
        self.sent.append(message)

    def send_again(self, body: str, seconds: int) -> None:
        """Do nothing: no outage lasts here."""

    def postpone(self, receipt: str, seconds: int) -> None:
        """It is still under way."""


class Inventory(RuleBasedStateMachine):
    """Orders and florists send messages, which arrive when chance will have it."""

    uri: ClassVar[str]

    def __init__(self) -> None:
        super().__init__()
        self.client: MongoClient[Document] = MongoClient(self.uri, retryWrites=False, tz_aware=True)
        self.database: Database[Document] = self.client[f"machine_{uuid.uuid4().hex[:12]}"]
        prepare(self.database, OWNERS, None)
        self.life = Life()
        self.bus = Bus(self.life)
        mortal: Any = Mortal(self.database, self.life)
        parts = (Stock(mortal), Catalogue(mortal), Zones(mortal), AuditLog(mortal))
        self.deps = inventory.Dependencies(self.bus, *parts, lambda: NOW)
        self.under_way: list[Message] = []
        self.half_done: list[Message] = []
        self.orders: dict[str, Order] = {}
        self.requests: dict[tuple[str, int], Order] = {}
        self.counts: dict[str, int] = {}
        self.ended: set[str] = set()

    @initialize()
    def open(self) -> None:
        """Stock and delivery days to begin with."""
        days = tuple(OpenDay(day, STEMS) for day in DAYS)
        for message in (catalogue(), zones(places=PLACES), OpenDays(days)):
            assert self._consumed(message)

    # ---- what is sent ------------------------------------------------------------------------

    @precondition(lambda self: len(self.orders) < 6)
    @rule(
        roses=st.integers(1, 20),
        greens=st.integers(0, 15),
        day=st.sampled_from(DAYS),
        zone=st.sampled_from(list(POSTCODES)),
    )
    def place(self, roses: int, greens: int, day: Any, zone: str) -> None:
        lines = [(RED_ROSE, roses), *([(EUCALYPTUS, greens)] if greens else [])]
        order = an_order(*lines, key=f"key-{len(self.orders):04}")
        order = replace(order, delivery=_delivery(order, day, zone))
        self.orders[order.id] = self.requests[order.id, 0] = order
        self.under_way.append(OrderPlaced(order))

    @precondition(lambda self: self.orders)
    @rule(data=st.data(), day=st.sampled_from(DAYS), zone=st.sampled_from(list(POSTCODES)))
    def move(self, data: st.DataObject, day: Any, zone: str) -> None:
        order = self._one(data)
        asked = _delivery(order, day, zone)
        order = replace(
            order, revision=order.revision + 1, requested_delivery=asked, delivery_requested_at=NOW
        )
        self.orders[order.id] = order
        self.requests[order.id, order.revision] = replace(order, delivery=asked)
        self.under_way.append(DeliveryChangeRequested(order))

    @precondition(lambda self: self.orders)
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        self.under_way.append(OrderCancelled(self._one(data)))

    @precondition(lambda self: self.orders)
    @rule(data=st.data())
    def ship(self, data: st.DataObject) -> None:
        self.under_way.append(OrderShipped(self._one(data)))

    @precondition(lambda self: self.orders)
    @rule(data=st.data(), quantity=st.integers(1, 25))
    def substitute(self, data: st.DataObject, quantity: int) -> None:
        order = self._one(data)
        key = f"sub-{sum(len(each.substitutes) for each in self.orders.values())}"
        one = Substitute(key, "rose-red", "eucalyptus", quantity)
        self.orders[order.id] = order = replace(
            order,
            substitutes=(*order.substitutes, one),
            history=(*order.history, AuditEntry(SUBSTITUTED, "sub-fleur", NOW)),
        )
        self.under_way.append(OrderSubstituted(order))

    @rule(
        quantity=st.integers(-25, 25),
        sku=st.sampled_from(list(STEMS)),
        day=st.sampled_from(DAYS),
    )
    def count(self, quantity: int, sku: str, day: Any) -> None:
        key = f"count-{len(self.counts)}"
        self.counts[key] = quantity
        self.under_way.append(
            AdjustStock(key, sku, day, quantity, "", by="sub-fleur", requested_at=NOW)
        )

    @rule(
        places=st.integers(0, 6), day=st.sampled_from(DAYS), zone=st.sampled_from(list(POSTCODES))
    )
    def limit(self, places: int, day: Any, zone: str) -> None:
        cutoff = CUTOFF + timedelta(days=1)
        change = f"change-{uuid.uuid4().hex[:8]}"
        is_closed = places == 0
        self.under_way.append(
            SetDeliveryDay(
                change, zone, day, places, cutoff, is_closed, "", requested_at=NOW, by="sub-fleur"
            )
        )

    # ---- what arrives ------------------------------------------------------------------------

    @precondition(lambda self: self.under_way)
    @rule(data=st.data(), again=st.booleans())
    def deliver(self, data: st.DataObject, *, again: bool) -> None:
        message = data.draw(st.sampled_from(self.under_way), label="message")
        if self._consumed(message) and not again:
            self.under_way.remove(message)

    @precondition(lambda self: self.under_way)
    @rule(data=st.data(), writes=st.integers(0, 6))
    def die_at_it(self, data: st.DataObject, writes: int) -> None:
        message = data.draw(st.sampled_from(self.under_way), label="message")
        self.life.writes = writes
        self._consumed(message, can_send=False)
        self.life.writes = 1000

    def teardown(self) -> None:
        try:
            for _ in range(3):
                self.under_way = [m for m in self.under_way if not self._consumed(m)]
            assert all(isinstance(m, OrderShipped) for m in self.under_way)
            self.half_done.clear()
            self.nothing_is_oversold_lost_or_invented()
            self.every_order_holds_what_was_sent_last()
        finally:
            self.client.drop_database(self.database.name)
            self.client.close()

    # ---- what is always true -----------------------------------------------------------------

    @invariant()
    def nothing_is_oversold_lost_or_invented(self) -> None:
        for supply in self.database["supplies"].find():
            done = supply.get("adjusted", {})
            counted = sum(self.counts[key] for key, is_done in done.items() if is_done)
            assert supply["free"] >= 0
            assert _all_of(supply) == STEMS[supply["sku"]] + counted
        for day in self.database["days"].find():
            assert _all_of(day) == day["places"]

    @invariant()
    def every_order_holds_what_was_sent_last(self) -> None:
        if self.half_done:
            return
        held = {
            order: {
                _without_key(hold)
                for hold in self._held()
                if hold.key.startswith(order) and "sub" not in hold.key
            }
            for order in self.orders
        }
        assert held == {order: self._promised(order) for order in self.orders}

    @invariant()
    def what_stands_in_for_stems_is_held_for_the_orders_day_as_long_as_it_is_not_over(self) -> None:
        if self.half_done:
            return
        for hold in self._held():
            order, _, substitution = hold.key.partition("~sub-")
            if not substitution:
                continue
            assert order not in self.ended
            days = {each.of[-10:] for each in self._promised(order) if each.collection != "days"}
            assert days <= {hold.of[-10:]}

    @invariant()
    def no_request_is_both_granted_and_refused(self) -> None:
        assert set(self._sent(StockReserved)).isdisjoint(self._sent(StockShort))

    def _held(self) -> Iterator[Hold]:
        for collection in ("supplies", "days"):
            for row in self.database[collection].find():
                for key, quantity in row["held"].items():
                    if quantity:
                        yield Hold(collection, row["_id"], key, quantity)

    def _promised(self, order: str) -> set[Hold]:
        revisions = [revision for key, revision in self._sent(StockReserved) if key == order]
        if order in self.ended or not revisions:
            return set()
        request = self.requests[order, max(revisions)]
        day, postcode = request.delivery.day, request.delivery.recipient.postcode
        zone = next(zone for zone, known in POSTCODES.items() if known == postcode)
        return {
            Hold("days", day_id(day, zone), "", 1),
            *(Hold("supplies", supply_id(s, day), "", n) for s, n in request.stems().items()),
        }

    def _sent(self, about: type[StockReserved] | type[StockShort]) -> list[tuple[str, int]]:
        return [(m.order_id, m.revision) for m in self.bus.sent if isinstance(m, about)]

    def _one(self, data: st.DataObject) -> Order:
        return self.orders[data.draw(st.sampled_from(sorted(self.orders)), label="order")]

    def _consumed(self, message: Message, *, can_send: bool = True) -> bool:
        self.life.can_send = can_send
        record = sqs_record(seal(message, TRACE).decode())
        answer = inventory.inbox.consume([record], self.deps, Invocation())
        consumed = not answer["batchItemFailures"]
        self.life.can_send = True
        if consumed and isinstance(message, OrderCancelled | OrderShipped):
            self._note_end(message.order.id)
        if consumed and message in self.half_done:
            self.half_done.remove(message)
        elif not can_send and message not in self.half_done:
            self.half_done.append(message)
        return consumed

    def _note_end(self, order: str) -> None:
        row = self.database["reservations"].find_one({"_id": order})
        assert row is not None
        if row["end"]:
            self.ended.add(order)


def _delivery(order: Order, day: Any, zone: str) -> Any:
    there = replace(order.delivery.recipient, postcode=POSTCODES[zone])
    return replace(order.delivery, day=day, recipient=there)


def _without_key(hold: Hold) -> Hold:
    assert hold.key.startswith(hold_key(hold.key[:26], 0))
    return replace(hold, key="")


def _all_of(row: Document) -> int:
    return int(row["free"] + row["sold"] + sum(row["held"].values()))


@proves(
    "T24",
    "T46",
    "X22",
    "FM-STK-02:mitigation",
    "FM-STK-03:mitigation",
    "FM-K22-01:mitigation",
    "FM-K23-01:mitigation",
)
@pytest.mark.finding("A11")
def test_no_story_oversells_a_stem_or_leaves_an_order_with_more_or_less_than_was_sent(
    mongodb_uri: str,
) -> None:
    class Story(Inventory):
        uri = mongodb_uri

    run_state_machine_as_test(
        Story,
        settings=settings(
            max_examples=60,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
