"""The data cache, to be read: one query per request."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

import msgspec
from pymongo import DESCENDING
from pymongo.database import Database
from pymongo.errors import PyMongoError

from services.shared.model import CustomerId, DeliveryDay, Invoice, Item, Order, OrderId, Profile
from services.shared.mongo import Document
from services.shared.values import Value
from services.shared.views import (
    CATALOGUE,
    PLACES,
    VIEWS,
    day_view,
    is_missing,
    is_soft,
    order_view,
    orders_view,
    profile_view,
)

DAYS_SHOWN = 60


class CacheDownError(Exception):
    """The data cache did not answer in time."""


class View(Value):
    """A document of the cache, neither expired nor absent."""

    content: dict[str, Any]
    is_stale: bool
    is_missing: bool
    """Whether the owner has said that there is no such thing."""

    @property
    def order(self) -> Order | None:
        """The order, once it is known: an invoice may be known before."""
        shown = self.content.get("order")
        return msgspec.convert(shown, Order) if shown else None

    @property
    def invoice(self) -> Invoice | None:
        """The order's invoice."""
        return self._paper("invoice")

    @property
    def credit_note(self) -> Invoice | None:
        """What took the order's invoice back."""
        return self._paper("credit_note")

    def _paper(self, name: str) -> Invoice | None:
        shown = self.content.get(name)
        return msgspec.convert(shown, Invoice) if shown else None

    @property
    def items(self) -> tuple[Item, ...]:
        """The catalogue's items."""
        return msgspec.convert(self.content["items"], tuple[Item, ...])

    @property
    def profile(self) -> Profile:
        """The customer's profile."""
        return msgspec.convert(self.content["profile"], Profile)

    @property
    def day(self) -> DeliveryDay | None:
        """The delivery day, once its settings are known: a level may be known before."""
        if "day" not in self.content:
            return None
        names = ("cutoff", "closed", "places", "version")
        settings = {name: self.content[name] for name in names}
        return DeliveryDay(day=date.fromisoformat(self.content["day"]), **settings)

    @property
    def levels(self) -> dict[str, int]:
        """What is free of each SKU, and under `places` of the day itself."""
        return {sku: level["free"] for sku, level in self.content.get("levels", {}).items()}

    @property
    def free_places(self) -> int:
        """How many more orders can be delivered on the day."""
        return self.levels.get(PLACES, 0)


class Listing(Value):
    """A page of a customer's orders. `is_whole` is false while nobody vouches for the list."""

    orders: tuple[View, ...]
    is_whole: bool
    is_stale: bool


class Cache:
    """The views."""

    def __init__(self, cache: Database[Document], clock: Callable[[], datetime]) -> None:
        self._cache = cache
        self._views = cache[VIEWS]
        self._clock = clock

    def ping(self) -> None:
        """Raises CacheDownError."""
        self._asked(lambda: [self._cache.command("ping")])

    def order(self, order_id: OrderId) -> View | None:
        """One order."""
        return self._one(order_view(order_id))

    def catalogue(self) -> View | None:
        """Everything that is sold."""
        return self._one(CATALOGUE)

    def profile(self, customer: CustomerId) -> View | None:
        """One profile."""
        return self._one(profile_view(customer))

    def days(self, first: date) -> tuple[View, ...]:
        """The delivery days from `first` on."""
        query = {"kind": "day", "_id": {"$gte": day_view(first)}}
        return self._some(lambda: self._views.find(query).sort("_id", 1).limit(DAYS_SHOWN))

    def for_order(
        self, order_id: OrderId, day: date
    ) -> tuple[View | None, View | None, View | None]:
        """What a new order is checked against: the order itself, the catalogue, its day."""
        keys = [order_view(order_id), CATALOGUE, day_view(day)]
        found = self._some(lambda: self._views.find({"_id": {"$in": keys}}))
        by_key = {view.content["_id"]: view for view in found}
        return by_key.get(keys[0]), by_key.get(keys[1]), by_key.get(keys[2])

    def orders(
        self, customer: CustomerId, limit: int, before: tuple[datetime, OrderId] | None
    ) -> Listing:
        """A page of the customer's orders, newest first, after the one that `before` names."""
        query: dict[str, Any] = {"customer": customer}
        if before:
            moment, order_id = before
            query["$or"] = [
                {"placed_at": {"$lt": moment}},
                {"placed_at": moment, "_id": {"$lt": order_view(order_id)}},
            ]
        order = [("placed_at", DESCENDING), ("_id", DESCENDING)]
        found = self._some(lambda: self._views.find(query).sort(order).limit(limit + 2))
        marks = [v for v in found if v.content["_id"] == orders_view(customer)]
        return Listing(
            orders=tuple(v for v in found if v.order is not None),
            is_whole=bool(marks) or before is not None,
            is_stale=any(mark.is_stale for mark in marks),
        )

    def _one(self, key: str) -> View | None:
        found = self._some(lambda: self._views.find({"_id": key}).limit(1))
        return found[0] if found else None

    def _some(self, query: Callable[[], Iterable[Document]]) -> tuple[View, ...]:
        now = self._clock()
        return tuple(
            View(row, is_soft(row["refreshed_at"], now), is_missing(row, now))
            for row in self._asked(query)
            if row["expires_at"] > now
        )

    def _asked(self, query: Callable[[], Iterable[Document]]) -> list[Document]:
        try:
            return list(query())
        except PyMongoError as error:
            raise CacheDownError("the data cache did not answer") from error
