"""Reads the views of the data cache: one query per request, and a second one for a list.

Each query, or each part of an `$or`, is one range of one index. An `$or` is never sorted by the
database, which might read everything for the sort.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import msgspec
from pymongo import DESCENDING
from pymongo.database import Database
from pymongo.errors import PyMongoError

from services.contracts.commissions import Enquiry
from services.contracts.common import CustomerId, EnquiryId, OrderId
from services.contracts.inventory import (
    DeliveryDay,
    Item,
    StockAuditEntry,
    Zone,
)
from services.contracts.invoices import Invoice
from services.contracts.orders import Order
from services.contracts.payments import Mismatch, Wallet
from services.contracts.profiles import Profile
from services.contracts.reading import read_value
from services.contracts.values import Value
from services.contracts.views import (
    CATALOGUE,
    VIEWS,
    ZONES,
    audit_entry_view,
    audit_log_view,
    day_orders_view,
    day_view,
    enquiries_view,
    enquiry_view,
    is_missing,
    is_soft,
    order_view,
    orders_view,
    profile_view,
    search_view,
    wallet_view,
)
from services.manifest import PROXY
from services.runtime.mongo import Document, readable

DAYS_SHOWN = 60
CONTEXT_VIEWS = 100
DOCUMENTS = ("invoice", "credit_note")


class Documents(Value):
    """What was issued for an order. `of_refunds` are credit notes by their refund."""

    invoice: Invoice | None = None
    credit_note: Invoice | None = None
    of_refunds: dict[str, Invoice] = {}  # noqa: RUF012


class ClientSecret(Value):
    """The secret with which the customer's browser completes 3-D Secure for one attempt to pay."""

    attempt: str
    client_secret: str


class CacheDownError(Exception):
    """The data cache did not answer in time."""


class View(Value):
    """A document of the cache that has not expired."""

    content: dict[str, Any]
    is_stale: bool
    is_missing: bool
    """Whether it is a not-found marker: its owner has published that there is no such thing."""

    @property
    def order(self) -> Order | None:
        """The order; None while only its invoice has been published."""
        shown = self.content.get("order")
        return read_value(shown, Order) if shown else None

    @property
    def documents(self) -> Documents:
        """What was issued for the order."""
        known = {name: self.content[name] for name in DOCUMENTS if name in self.content}
        refunds = self.content.get("credit_notes", {})
        return msgspec.convert({**known, "of_refunds": refunds}, Documents)

    @property
    def client_secrets(self) -> dict[str, ClientSecret]:
        """The secrets for 3-D Secure, by the part of the order."""
        return msgspec.convert(self.content.get("client_secrets", {}), dict[str, ClientSecret])

    @property
    def enquiry(self) -> Enquiry | None:
        """The enquiry."""
        shown = self.content.get("enquiry")
        return read_value(shown, Enquiry) if shown else None

    @property
    def wallet(self) -> Wallet:
        """The customer's cards."""
        return msgspec.convert(self.content["wallet"], Wallet)

    @property
    def audit_entry(self) -> StockAuditEntry:
        """What a florist did about stems or days."""
        return msgspec.convert(self.content["entry"], StockAuditEntry)

    @property
    def mismatch(self) -> Mismatch:
        """Where money and books differ."""
        return msgspec.convert(self.content["mismatch"], Mismatch)

    @property
    def zones(self) -> tuple[Zone, ...]:
        """Where the shop delivers."""
        return msgspec.convert(self.content["zones"], tuple[Zone, ...])

    @property
    def items(self) -> tuple[Item, ...]:
        """The catalogue's items."""
        return msgspec.convert(self.content["items"], tuple[Item, ...])

    @property
    def profile(self) -> Profile:
        """The customer's profile."""
        return read_value(self.content["profile"], Profile)

    @property
    def days(self) -> tuple[DeliveryDay, ...]:
        """The zones' settings for a delivery day."""
        day = date.fromisoformat(self.content["day"])
        zones = sorted(self.content.get("zones", {}).items())
        return tuple(DeliveryDay(zone=zone, day=day, **known) for zone, known in zones)

    @property
    def levels(self) -> dict[str, int]:
        """What is free of each SKU."""
        return {sku: level["free"] for sku, level in self.content.get("levels", {}).items()}


class Listing(Value):
    """A list of views. `is_complete` is false until its owner has published all of it."""

    views: tuple[View, ...]
    is_complete: bool
    is_stale: bool


class OrderContext(Value):
    """The views that an order is checked against; None is not in the cache."""

    order: View | None
    catalogue: View | None
    zones: View | None
    day: View | None
    recent: tuple[View, ...] = ()
    """The customer's other orders of the last time."""


class Cache:
    """Finds views. Each method sends one query, or two for a list, and raises CacheDownError."""

    def __init__(self, cache: Database[Document], clock: Callable[[], datetime]) -> None:
        self._cache = cache
        self._views = readable(cache, VIEWS, PROXY)
        self._clock = clock

    def ping(self) -> None:
        """Check that the data cache answers."""
        self._query(lambda: [self._cache.command("ping")])

    def order(self, order_id: OrderId) -> View | None:
        """One order."""
        return self._one(order_view(order_id))

    def catalogue(self) -> View | None:
        """Everything that is sold."""
        return self._one(CATALOGUE)

    def zones(self) -> View | None:
        """Where the shop delivers."""
        return self._one(ZONES)

    def profile(self, customer: CustomerId) -> View | None:
        """One profile."""
        return self._one(profile_view(customer))

    def wallet(self, customer: CustomerId) -> View | None:
        """A customer's cards."""
        return self._one(wallet_view(customer))

    def enquiry(self, enquiry_id: EnquiryId) -> View | None:
        """One enquiry."""
        return self._one(enquiry_view(enquiry_id))

    def days(self, first: date) -> tuple[tuple[View, ...], View | None]:
        """The delivery days from `first` on, and the zones."""
        shown = {"$gte": day_view(first), "$lt": day_view(first + timedelta(days=DAYS_SHOWN))}
        query = {"$or": [{"kind": "day", "_id": shown}, {"_id": ZONES}]}
        found = self._some(lambda: self._views.find(query).limit(DAYS_SHOWN + 1))
        in_order = sorted(found, key=lambda view: str(view.content["_id"]))
        zones = next((view for view in in_order if view.content["_id"] == ZONES), None)
        return tuple(view for view in in_order if view is not zones), zones

    def stock(self, day: date) -> tuple[View | None, View | None]:
        """The catalogue, and a delivery day."""
        keys = [CATALOGUE, day_view(day)]
        found = self._some(lambda: self._views.find({"_id": {"$in": keys}}))
        by_key = {view.content["_id"]: view for view in found}
        return by_key.get(keys[0]), by_key.get(keys[1])

    def context(
        self,
        order_id: OrderId,
        day: date | None = None,
        recent: tuple[CustomerId, datetime] | None = None,
    ) -> OrderContext:
        """An order, and what it is checked against: the catalogue, the zones and its day.

        With `recent`, also that customer's other orders since then.
        """
        keys = [order_view(order_id), CATALOGUE, ZONES, *([day_view(day)] if day else [])]
        wanted: dict[str, Any] = {"_id": {"$in": keys}}
        if recent:
            customer, since = recent
            others = {"customer": customer, "kind": "order", "placed_at": {"$gte": since}}
            wanted = {"$or": [wanted, others]}
        found = self._some(lambda: self._views.find(wanted).limit(CONTEXT_VIEWS))
        by_key = {view.content["_id"]: view for view in found}
        return OrderContext(
            by_key.get(keys[0]),
            by_key.get(CATALOGUE),
            by_key.get(ZONES),
            by_key.get(day_view(day)) if day else None,
            tuple(view for view in found if view.content["_id"] not in keys),
        )

    def day_orders(self, day: date, state: str, limit: int, after: str) -> Listing:
        """A page of the orders for a day, or of those in a state, by their ids.

        There is one more than `limit` if there is another page.
        """
        wanted: dict[str, Any] = {"delivery_day": day.isoformat()}
        if state:
            wanted["state"] = state
        if after:
            wanted["_id"] = {"$gt": order_view(after)}
        return self._listed(day_orders_view(day), wanted, [("_id", 1)], limit + 1)

    def found(self, terms: Sequence[str]) -> tuple[View | None, tuple[View, ...]]:
        """What a search has found: the marker, and the views of its orders, newest first."""
        marker = self._one(search_view(terms))
        ids = [order_view(each) for each in marker.content["ids"]] if marker else []
        if not ids:
            return marker, ()
        newest = [("placed_at", DESCENDING)]
        query = {"_id": {"$in": ids}}
        return marker, self._some(lambda: self._views.find(query).sort(newest))

    def enquiries(
        self, customer: CustomerId, limit: int, before: tuple[datetime, EnquiryId] | None
    ) -> Listing:
        """A page of a customer's enquiries, newest first; without one, of all that are open.

        There is one more than `limit` if there is another page.
        """
        wanted: dict[str, Any] = {"kind": "enquiry"}
        wanted |= {"customer": customer} if customer else {"is_open": True}
        if before:
            wanted |= _beyond("asked_at", "$lt", before[0], enquiry_view(before[1]))
        newest = [("asked_at", DESCENDING), ("_id", DESCENDING)]
        return self._listed(enquiries_view(customer), wanted, newest, limit + 1)

    def audit_entry(self, entry: str) -> View | None:
        """What a florist did by one request about stems or days."""
        return self._one(audit_entry_view(entry))

    def audit_log(self, day: date, limit: int, after: tuple[datetime, str] | None) -> Listing:
        """A page of what florists did about stems and delivery days on a day (UTC).

        There is one more than `limit` if there is another page.
        """
        begin = datetime.combine(day, time(), UTC)
        wanted: dict[str, Any] = {"kind": "audit_entry", "at": {"$gte": begin}}
        if after:
            wanted |= _beyond("at", "$gt", max(after[0], begin), audit_entry_view(after[1]))
        wanted["at"] |= {"$lt": begin + timedelta(days=1)}
        return self._listed(audit_log_view(day), wanted, [("at", 1), ("_id", 1)], limit + 1)

    def mismatches(self, limit: int, before: tuple[datetime, str] | None) -> tuple[View, ...]:
        """A page of where money and books differ, the last first, and one more if there is one."""
        query: dict[str, Any] = {"kind": "mismatch"}
        if before:
            query |= _beyond("found_at", "$lt", before[0], f"mismatch:{before[1]}")
        newest = [("found_at", DESCENDING), ("_id", DESCENDING)]
        return self._some(lambda: self._views.find(query).sort(newest).limit(limit + 1))

    def orders(
        self, customer: CustomerId, limit: int, before: tuple[datetime, OrderId] | None
    ) -> Listing:
        """A page of the customer's orders, newest first, after the one that `before` names."""
        wanted: dict[str, Any] = {"customer": customer, "kind": "order"}
        if before:
            wanted |= _beyond("placed_at", "$lt", before[0], order_view(before[1]))
        newest = [("placed_at", DESCENDING), ("_id", DESCENDING)]
        listing = self._listed(orders_view(customer), wanted, newest, limit + 1)
        orders = tuple(view for view in listing.views if view.order is not None)
        return Listing(orders, listing.is_complete, listing.is_stale)

    def _listed(
        self, marker: str, wanted: dict[str, Any], order: list[tuple[str, int]], limit: int
    ) -> Listing:
        """The views that match, and the marker that says that their list is complete."""
        # First the marker: what it says is complete was written before it.
        said = self._one(marker)
        views = self._some(lambda: self._views.find(wanted).sort(order).limit(limit))
        return Listing(views, said is not None, said is not None and said.is_stale)

    def _one(self, key: str) -> View | None:
        found = self._some(lambda: self._views.find({"_id": key}).limit(1))
        return found[0] if found else None

    def _some(self, query: Callable[[], Iterable[Document]]) -> tuple[View, ...]:
        now = self._clock()
        return tuple(
            View(row, is_soft(row["refreshed_at"], now), is_missing(row, now))
            for row in self._query(query)
            if row["expires_at"] > now
        )

    def _query(self, query: Callable[[], Iterable[Document]]) -> list[Document]:
        try:
            return list(query())
        except PyMongoError as error:
            raise CacheDownError("the data cache did not answer") from error


def _beyond(field: str, operator: str, moment: datetime, view: str) -> dict[str, Any]:
    """What comes after a view, in the order of a moment and of the views' ids."""
    # The first condition is the range of the index; the second is looked at within it.
    return {
        field: {f"{operator}e": moment},
        "$or": [{field: {operator: moment}}, {"_id": {operator: view}}],
    }
