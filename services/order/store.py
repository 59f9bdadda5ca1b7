"""Order's collection: one document per order, guarded by its version."""

from collections.abc import Callable, Iterator
from datetime import datetime

import msgspec
from pymongo import ASCENDING, DESCENDING
from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from services.shared.bus import AgainSoonError
from services.shared.model import CustomerId, Item, Order, OrderId, Profile, Sku, State
from services.shared.mongo import Document, Reader, own
from services.shared.participants import ORDER

ATTEMPTS = 5
ORDERS_LISTED = 200
UNPAID_PER_RUN = 50


class UnknownOrderError(AgainSoonError):
    """No such order has been placed (yet: messages come in any order)."""


class ContendedOrderError(AgainSoonError):
    """The order changed under every attempt; the message comes again."""


class Orders:
    """The orders, and what order may read of others."""

    def __init__(self, database: Database[Document]) -> None:
        self._orders = own(database, "orders", ORDER)
        self._items = Reader(database, "items")
        self._profiles = Reader(database, "profiles")

    def ensure_indexes(self) -> None:
        """For a customer's list, and for orders that nobody pays; harmless to repeat."""
        self._orders.create_index([("customer", 1), ("placed_at", -1)], name="customer")
        self._orders.create_index([("state", 1), ("placed_at", 1)], name="state")

    def items(self, skus: list[Sku]) -> dict[Sku, Item]:
        """Those of the named items that are sold."""
        rows = self._items.find_many(skus)
        return {row.pop("_id"): msgspec.convert(row, Item) for row in rows}

    def profile(self, customer: CustomerId) -> Profile | None:
        """What profiles knows of the customer."""
        row = self._profiles.find_one(customer)
        return msgspec.convert(row["profile"], Profile) if row else None

    def add(self, order: Order) -> Order:
        """Write a new order; answers the one that is there when it was written before."""
        try:
            self._orders.insert_one(_document(order))
        except DuplicateKeyError:
            return self.get(order.id)
        return order

    def get(self, order_id: OrderId) -> Order:
        """The order. Raises UnknownOrderError."""
        row = self._orders.find_one({"_id": order_id})
        if row is None:
            raise UnknownOrderError(f"order {order_id} is not known (yet)")
        return _order(row)

    def change(self, order_id: OrderId, rule: Callable[[Order], Order]) -> Order:
        """Apply a rule to the order as it is, and write it if that changed it.

        Raises UnknownOrderError, or ContendedOrderError when somebody else changed it each time.
        """
        for _ in range(ATTEMPTS):
            before = self.get(order_id)
            after = rule(before)
            if after == before:
                return before
            after = msgspec.structs.replace(after, version=before.version + 1)
            written = self._orders.replace_one(
                {"_id": order_id, "version": before.version}, _document(after)
            )
            if written.matched_count:
                return after
        raise ContendedOrderError(f"order {order_id} changed {ATTEMPTS} times at once")

    def of_customer(self, customer: CustomerId) -> list[Order]:
        """The customer's orders, newest first."""
        rows = self._orders.find({"customer": customer}).sort("placed_at", DESCENDING)
        return [_order(row) for row in rows.limit(ORDERS_LISTED)]

    def placed_before(self, moment: datetime) -> Iterator[Order]:
        """Orders that are still only placed, oldest first, a bounded number of them."""
        query = {"state": State.PLACED, "placed_at": {"$lt": moment}}
        rows = self._orders.find(query).sort("placed_at", ASCENDING).limit(UNPAID_PER_RUN)
        return (_order(row) for row in rows)


def _document(order: Order) -> Document:
    return {
        "_id": order.id,
        "customer": order.customer,
        "state": order.state,
        "placed_at": order.placed_at,
        "version": order.version,
        "order": msgspec.to_builtins(order),
    }


def _order(row: Document) -> Order:
    return msgspec.convert(row["order"], Order)
