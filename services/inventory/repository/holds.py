"""How stems and deliveries are held under a key, and made free or sold again."""

from collections.abc import Iterable
from typing import Literal

from pymongo import UpdateOne
from pymongo.collection import Collection

from services.contracts.common import Reason
from services.contracts.inventory import DeliveryDay
from services.inventory.domain.requests import ReservationRequest, refusal_of
from services.inventory.domain.reservations import Hold
from services.inventory.domain.stock import DAYS, SUPPLIES
from services.inventory.repository.documents import delivery_day
from services.runtime.mongo import Document


class Holds:
    """What is held of each supply and of each delivery day.

    In a supply, or a day, `held` has the quantity of each key; 0 is what was sold, so that nobody
    takes it again.
    """

    # The compare-and-set of runtime/repository.py is not used here: it replaces a whole document
    # under its version, for which all orders of a day would contend. One $inc with a condition
    # ("so many are free, and this key holds none yet") needs no read, and never oversells.

    def __init__(self, supplies: Collection[Document], days: Collection[Document]) -> None:
        self._supplies, self._days = supplies, days
        self._held_in = {SUPPLIES: supplies, DAYS: days}

    def take(self, supply: str, key: str, quantity: int) -> bool:
        """Hold so many stems of a supply under `key`, once; False when too few are free."""
        held = f"held.{key}"
        taken = self._supplies.update_one(
            {"_id": supply, "free": {"$gte": quantity}, held: {"$exists": False}},
            {"$inc": {"free": -quantity, "version": 1}, "$set": {held: quantity}},
        )
        if taken.matched_count:
            return True
        return self._supplies.find_one({"_id": supply, held: {"$exists": True}}) is not None

    def take_place(self, day: str, key: str, request: ReservationRequest) -> DeliveryDay | Reason:
        """Hold one of a day's deliveries under `key`, once; or why that cannot be.

        An order that has a place keeps it, however the day was changed.
        """
        row, held = self._days.find_one({"_id": day}), f"held.{key}"
        if row is not None and key in row["held"]:
            return delivery_day(row)
        refused = refusal_of(delivery_day(row) if row else None, request)
        if row is None or refused:
            return refused or Reason.DAY_CLOSED
        taken = self._days.update_one(
            {"_id": day, "closed": False, "free": {"$gte": 1}, held: {"$exists": False}},
            {"$inc": {"free": -1, "version": 1}, "$set": {held: 1}},
        )
        if taken.matched_count or self._days.find_one({"_id": day, held: {"$exists": True}}):
            return delivery_day(row)
        return Reason.DAY_FULL

    def let_go(self, holds: Iterable[Hold], *, to: Literal["free", "sold"]) -> None:
        """Make what is held of these free, or sold, once."""
        changes: dict[str, list[UpdateOne]] = {}
        for hold in holds:
            held = f"held.{hold.key}"
            over = {"$unset": {held: ""}} if to == "free" else {"$set": {held: 0}}
            change = {"$inc": {to: hold.quantity, "version": 1}, **over}
            one = UpdateOne({"_id": hold.of, held: {"$gte": 1}}, change)
            changes.setdefault(hold.collection, []).append(one)
        for collection, updates in changes.items():
            self._held_in[collection].bulk_write(updates, ordered=False)
