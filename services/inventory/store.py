"""Inventory's collections. Each method is a conditional update that may be repeated."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import date, datetime
from typing import Any

import msgspec
from pymongo import UpdateOne
from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from services.inventory.domain import (
    Availability,
    Reservation,
    ReservationState,
    refusal_of,
    supply_id,
)
from services.shared.bus import AgainSoonError
from services.shared.model import DeliveryDay, Item, Level, OpenDay, Reason, Shortage, Sku
from services.shared.mongo import Document, own
from services.shared.participants import INVENTORY
from services.shared.views import PLACES

CATALOGUE_VERSION = "#version"
"""The `_id` in `items` that is no item but counts the catalogue's changes."""
DAYS_SHOWN = 60
ITEMS_SHOWN = 500


class Stock:
    """Supplies per SKU and delivery day, the days themselves, and who holds what."""

    def __init__(self, database: Database[Document]) -> None:
        self._supplies = own(database, "supplies", INVENTORY)
        self._days = own(database, "days", INVENTORY)
        self._reservations = own(database, "reservations", INVENTORY)

    # ---- orders ------------------------------------------------------------------------------

    def reserve(self, wanted: Reservation, placed_at: datetime) -> Reservation:
        """Set every stem and the delivery day aside, or nothing; answers what was decided.

        What is taken counts only once it is decided, and the decision is one compare-and-set: of
        two deliveries of the same order at the same time one decides, and both then conform. A
        reservation that was given up gives everything back, however often it is asked.
        """
        reservation = self._begin(wanted)
        if reservation.state is ReservationState.RESERVING:
            missing = self._take_all(reservation, placed_at)
            outcome = ReservationState.SHORT if missing else ReservationState.HELD
            reservation = self._decide(reservation, outcome, missing)
        if reservation.is_given_up:
            self._give_back_all(reservation)
        return reservation

    def release(self, wanted: Reservation) -> Reservation:
        """Give up what the order holds. A later attempt to reserve for it takes nothing.

        A consumed reservation stays: those flowers have left the shop.
        """
        self._begin(msgspec.structs.replace(wanted, state=ReservationState.RELEASED))
        self._reservations.update_one(
            {
                "_id": wanted.order_id,
                "state": {"$in": [ReservationState.RESERVING, ReservationState.HELD]},
            },
            {"$set": {"state": ReservationState.RELEASED}},
        )
        reservation = self._read(wanted.order_id)
        if reservation.is_given_up:
            self._give_back_all(reservation)
        return reservation

    def consume(self, wanted: Reservation) -> None:
        """The flowers have left the shop: what was held is sold."""
        self._reservations.update_one(
            {"_id": wanted.order_id, "state": ReservationState.HELD},
            {"$set": {"state": ReservationState.CONSUMED}},
        )
        reservation = self._read(wanted.order_id)
        if reservation.state is not ReservationState.CONSUMED:
            return
        held = f"held.{reservation.order_id}"
        for sku, quantity in reservation.needs.items():
            self._supplies.update_one(
                {"_id": supply_id(sku, reservation.day), held: {"$exists": True}},
                {"$inc": {"sold": quantity, "version": 1}, "$unset": {held: ""}},
            )
        self._days.update_one(
            {"_id": reservation.day.isoformat(), held: {"$exists": True}},
            {"$inc": {"sold": 1, "version": 1}, "$unset": {held: ""}},
        )

    def _begin(self, wanted: Reservation) -> Reservation:
        """The order's reservation as it stands; `wanted` itself when there was none."""
        fresh = msgspec.to_builtins(wanted)
        fresh.pop("order_id")
        # A duplicate key: another delivery of the same message began it at this very moment.
        with suppress(DuplicateKeyError):
            self._reservations.update_one(
                {"_id": wanted.order_id}, {"$setOnInsert": fresh}, upsert=True
            )
        return self._read(wanted.order_id)

    def _read(self, order_id: str) -> Reservation:
        row = self._reservations.find_one({"_id": order_id})
        if row is None:
            raise AgainSoonError(f"no reservation of order {order_id} has been begun yet")
        return msgspec.convert({**row, "order_id": row.pop("_id")}, Reservation)

    def _decide(
        self, reservation: Reservation, outcome: ReservationState, missing: tuple[Shortage, ...]
    ) -> Reservation:
        self._reservations.update_one(
            {"_id": reservation.order_id, "state": ReservationState.RESERVING},
            {"$set": {"state": outcome, "missing": msgspec.to_builtins(missing)}},
        )
        return self._read(reservation.order_id)

    def _take_all(self, wanted: Reservation, placed_at: datetime) -> tuple[Shortage, ...]:
        refused = self._take_place(wanted.day, wanted.order_id, placed_at)
        if refused:
            return (Shortage(refused),)
        return tuple(
            Shortage(Reason.STOCK_SHORT, sku)
            for sku, quantity in sorted(wanted.needs.items())
            if not self._take(sku, wanted.day, quantity, wanted.order_id)
        )

    def _take(self, sku: Sku, day: date, quantity: int, order_id: str) -> bool:
        """Set `quantity` of that day's supply aside, once; False when too few are free."""
        key, held = supply_id(sku, day), f"held.{order_id}"
        taken = self._supplies.update_one(
            {"_id": key, "free": {"$gte": quantity}, held: {"$exists": False}},
            {"$inc": {"free": -quantity, "version": 1}, "$set": {held: quantity}},
        )
        if taken.matched_count:
            return True
        return self._supplies.find_one({"_id": key, held: {"$exists": True}}) is not None

    def _take_place(self, day: date, order_id: str, placed_at: datetime) -> Reason | None:
        """Set one of the day's deliveries aside for the order, once; or why that cannot be."""
        key, held = day.isoformat(), f"held.{order_id}"
        open_for_it = {"closed": False, "cutoff": {"$gt": placed_at}, "free": {"$gte": 1}}
        taken = self._days.update_one(
            {"_id": key, **open_for_it, held: {"$exists": False}},
            {"$inc": {"free": -1, "version": 1}, "$set": {held: 1}},
        )
        if taken.matched_count:
            return None
        row = self._days.find_one({"_id": key})
        if row is None:
            return Reason.DAY_CLOSED
        if order_id in row["held"]:
            return None
        return refusal_of(_day(row), row["free"], placed_at) or Reason.DAY_FULL

    def _give_back_all(self, reservation: Reservation) -> None:
        held = f"held.{reservation.order_id}"
        for sku, quantity in reservation.needs.items():
            self._supplies.update_one(
                {"_id": supply_id(sku, reservation.day), held: {"$exists": True}},
                {"$inc": {"free": quantity, "version": 1}, "$unset": {held: ""}},
            )
        self._days.update_one(
            {"_id": reservation.day.isoformat(), held: {"$exists": True}},
            {"$inc": {"free": 1, "version": 1}, "$unset": {held: ""}},
        )

    # ---- florists ----------------------------------------------------------------------------

    def open_day(self, day: OpenDay) -> None:
        """Open a day with its stock; what is there already stays."""
        self._days.update_one(
            {"_id": day.day.isoformat()},
            {
                "$setOnInsert": {
                    "cutoff": day.cutoff,
                    "closed": False,
                    "places": day.places,
                    **_untouched(day.places),
                }
            },
            upsert=True,
        )
        supplies = [
            UpdateOne(
                {"_id": supply_id(sku, day.day)},
                {"$setOnInsert": {"sku": sku, "day": day.day.isoformat(), **_untouched(free)}},
                upsert=True,
            )
            for sku, free in day.stock.items()
        ]
        if supplies:
            self._supplies.bulk_write(supplies, ordered=False)

    def set_day(self, day: DeliveryDay, requested_at: datetime) -> None:
        """Change a day, or open it; of two settings the later stands. Orders that hold it stay."""
        key = day.day.isoformat()
        self._days.update_one({"_id": key}, {"$setOnInsert": _untouched(0)}, upsert=True)
        row = self._days.find_one({"_id": key}) or {}
        if row.get("requested_at") and row["requested_at"] >= requested_at:
            return
        change = day.places - row.get("places", 0)
        changed = self._days.update_one(
            {"_id": key, "version": row["version"]},
            {
                "$set": {
                    "cutoff": day.cutoff,
                    "closed": day.closed,
                    "places": day.places,
                    "requested_at": requested_at,
                },
                "$inc": {"free": change, "version": 1},
            },
        )
        if not changed.matched_count:
            raise AgainSoonError(f"delivery day {key} was changed at the same moment")

    def adjust(self, adjustment: str, sku: Sku, day: date, quantity: int) -> bool:
        """Count `quantity` stems more (or fewer), once per `adjustment`.

        False when fewer are free than are to be taken away: nothing changes then. The mark of the
        last adjustments keeps a repeat from counting twice; a florist's hand counts a few a day.
        """
        key, mark = supply_id(sku, day), f"adjusted.{adjustment}"
        fresh = {"sku": sku, "day": day.isoformat(), **_untouched(0)}
        self._supplies.update_one({"_id": key}, {"$setOnInsert": fresh}, upsert=True)
        changed = self._supplies.update_one(
            {"_id": key, "free": {"$gte": -quantity}, mark: {"$exists": False}},
            {"$inc": {"free": quantity, "version": 1}, "$set": {mark: quantity}},
        )
        if changed.matched_count:
            return True
        return self._supplies.find_one({"_id": key, mark: {"$exists": True}}) is not None

    # ---- what is left ------------------------------------------------------------------------

    def left_of(self, reservation: Reservation) -> tuple[Level, ...]:
        """What is free of everything that a reservation touches."""
        keys = [supply_id(sku, reservation.day) for sku in reservation.needs]
        return (*self._levels({"_id": {"$in": keys}}), *self.day(reservation.day).levels)

    def level(self, sku: Sku, day: date) -> tuple[Level, ...]:
        """What is free of one supply."""
        return self._levels({"_id": supply_id(sku, day)})

    def day(self, day: date) -> Availability:
        """A delivery day alone."""
        return self._availability(list(self._days.find({"_id": day.isoformat()})))

    def day_with_stock(self, day: date) -> Availability:
        """A delivery day and everything that is free on it."""
        alone = self.day(day)
        levels = self._levels({"day": day.isoformat()})
        return Availability((*alone.levels, *levels), alone.days)

    def days_from(self, first: date) -> list[date]:
        """The days that orders can be placed for, from `first` on."""
        rows = self._days.find({"_id": {"$gte": first.isoformat()}}).sort("_id", 1)
        return [date.fromisoformat(row["_id"]) for row in rows.limit(DAYS_SHOWN)]

    def _levels(self, query: dict[str, Any]) -> tuple[Level, ...]:
        return tuple(
            Level(row["sku"], date.fromisoformat(row["day"]), row["free"], row["version"])
            for row in self._supplies.find(query)
        )

    def _availability(self, rows: Iterable[Document]) -> Availability:
        opened = [row for row in rows if "cutoff" in row]
        return Availability(
            levels=tuple(Level(PLACES, _key(r), r["free"], r["version"]) for r in opened),
            days=tuple(_day(row) for row in opened),
        )

    def ensure_indexes(self) -> None:
        """The index by which a day's supplies are found; harmless to repeat."""
        self._supplies.create_index([("day", 1)], name="day")


class Catalogue:
    """What is sold."""

    def __init__(self, database: Database[Document]) -> None:
        self._items = own(database, "items", INVENTORY)

    def put(self, items: tuple[Item, ...]) -> None:
        """Sell these items at these prices."""
        for item in items:
            document = msgspec.to_builtins(item)
            self._items.replace_one({"_id": item.sku}, document, upsert=True)
        self._items.update_one({"_id": CATALOGUE_VERSION}, {"$inc": {"version": 1}}, upsert=True)

    def read(self) -> tuple[tuple[Item, ...], int]:
        """Every item by its SKU, and the version of the whole."""
        rows = list(self._items.find().sort("_id", 1).limit(ITEMS_SHOWN))
        version = next((row["version"] for row in rows if row["_id"] == CATALOGUE_VERSION), 0)
        return tuple(_item(row) for row in rows if row["_id"] != CATALOGUE_VERSION), version

    def sells(self, sku: Sku) -> bool:
        """Whether there is such an item."""
        return self._items.find_one({"_id": sku}) is not None


def _untouched(free: int) -> Document:
    return {"free": free, "held": {}, "sold": 0, "version": 1}


def _key(row: Document) -> date:
    return date.fromisoformat(row["_id"])


def _day(row: Document) -> DeliveryDay:
    return DeliveryDay(_key(row), row["cutoff"], row["closed"], row["places"], row["version"])


def _item(row: Document) -> Item:
    return msgspec.convert({k: v for k, v in row.items() if k != "_id"}, Item)
