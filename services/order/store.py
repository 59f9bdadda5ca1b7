"""Order's collections: a document per order, one per enquiry, and one for whoever was erased."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, datetime

import msgspec
from pymongo import ASCENDING, DESCENDING
from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from services.contracts.commissions import Enquiry, EnquiryState
from services.contracts.common import CustomerId, Sku
from services.contracts.inventory import Item
from services.contracts.orders import Order, State
from services.contracts.profiles import Profile
from services.manifest import ORDER
from services.runtime.mongo import Document, Reader, own
from services.runtime.repository import Shelf

ORDERS_LISTED = 1000
ORDERS_OF_A_DAY = 1000
ENQUIRIES_LISTED = 100
OVERDUE_PER_RUN = 50
OPEN_STATES = [EnquiryState.ENQUIRED, EnquiryState.QUOTED]


class Orders(Shelf[Order]):
    """The orders, and what order may read of others. `clock` tells the time in UTC."""

    def __init__(self, database: Database[Document], clock: Callable[[], datetime]) -> None:
        self._orders = own(database, "orders", ORDER)
        self._erased = own(database, "erased", ORDER)
        self._items = Reader(database, "items", ORDER)
        self._profiles = Reader(database, "profiles", ORDER)
        super().__init__(self._orders, Order, lambda order: _fields(order, clock()))

    def ensure_indexes(self) -> None:
        """For a customer's list, a day's, what is overdue, and what is to be reconciled (U5).

        Harmless to repeat.
        """
        self._orders.create_index([("customer", 1), ("placed_at", -1)], name="customer")
        self._orders.create_index([("state", 1), ("pay_by", 1)], name="overdue")
        self._orders.create_index([("day", 1), ("_id", 1)], name="day")
        self._orders.create_index([("changed_at", 1), ("_id", 1)], name="changed")

    def items(self, skus: list[Sku]) -> dict[Sku, Item]:
        """Those of the named items that are sold."""
        rows = self._items.find_many(skus)
        return {row.pop("_id"): msgspec.convert(row, Item) for row in rows}

    def profile(self, customer: CustomerId) -> Profile | None:
        """What profiles knows of the customer."""
        row = self._profiles.find_one(customer)
        return msgspec.convert(row["value"]["profile"], Profile) if row else None

    def of_customer(self, customer: CustomerId) -> list[Order]:
        """The customer's orders, newest first."""
        return self.find({"customer": customer}, [("placed_at", DESCENDING)], ORDERS_LISTED)

    def each_of(self, customer: CustomerId) -> Iterator[Order]:
        """Every order of the customer, however many there are."""
        return self.each({"customer": customer})

    def of_day(self, day: date) -> list[Order]:
        """The orders to be delivered on a day."""
        return self.find({"day": day.isoformat()}, [("_id", ASCENDING)], ORDERS_OF_A_DAY)

    def overdue(self, now: datetime) -> list[Order]:
        """Orders that should have been paid for by now, oldest first, a bounded number of them."""
        query = {"state": State.PLACED, "pay_by": {"$lt": now}}
        return self.find(query, [("pay_by", ASCENDING)], OVERDUE_PER_RUN)

    # ---- who was erased: nothing that comes late may bring them back ---------------------------

    def close_account(self, customer: CustomerId) -> None:
        """From now on the customer is nobody. Nothing else is kept of them here."""
        with suppress(DuplicateKeyError):
            self._erased.insert_one({"_id": customer})

    def reopen_account(self, customer: CustomerId) -> None:
        """They could not be erased after all."""
        self._erased.delete_one({"_id": customer})

    def is_erased(self, customer: CustomerId) -> bool:
        """Whether the customer is nobody any more."""
        return self._erased.find_one({"_id": customer}) is not None


class Enquiries(Shelf[Enquiry]):
    """What customers dream of, and what florists say about it."""

    def __init__(self, database: Database[Document]) -> None:
        self._enquiries = own(database, "enquiries", ORDER)
        super().__init__(self._enquiries, Enquiry, _fields_of_enquiry)

    def ensure_indexes(self) -> None:
        """For a customer's list, the open ones, and what is overdue; harmless to repeat."""
        self._enquiries.create_index([("customer", 1), ("asked_at", -1)], name="customer")
        self._enquiries.create_index([("state", 1), ("asked_at", -1)], name="open")
        self._enquiries.create_index([("state", 1), ("valid_until", 1)], name="overdue")

    def of_customer(self, customer: CustomerId) -> list[Enquiry]:
        """The customer's enquiries, newest first."""
        return self.find({"customer": customer}, [("asked_at", DESCENDING)], ENQUIRIES_LISTED)

    def each_of(self, customer: CustomerId) -> Iterator[Enquiry]:
        """Every enquiry of the customer, however many there are."""
        return self.each({"customer": customer})

    def open(self) -> list[Enquiry]:
        """Those that wait for a florist or for the customer, newest first."""
        query = {"state": {"$in": OPEN_STATES}}
        return self.find(query, [("asked_at", DESCENDING)], ENQUIRIES_LISTED)

    def overdue(self, now: datetime) -> list[Enquiry]:
        """Quotes that nobody accepted in time, a bounded number of them."""
        query = {"state": EnquiryState.QUOTED, "valid_until": {"$lt": now}}
        return self.find(query, [("valid_until", ASCENDING)], OVERDUE_PER_RUN)


def _fields(order: Order, now: datetime) -> Document:
    return {
        "customer": order.customer,
        "state": order.state,
        "placed_at": order.placed_at,
        "pay_by": order.pay_by,
        "day": order.delivery.day.isoformat(),
        "changed_at": now,
    }


def _fields_of_enquiry(enquiry: Enquiry) -> Document:
    return {
        "customer": enquiry.customer,
        "state": enquiry.state,
        "asked_at": enquiry.asked_at,
        "valid_until": enquiry.quote.valid_until if enquiry.quote else None,
    }
