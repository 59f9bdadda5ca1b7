"""Order's collections: a document per order, per enquiry, and per erased customer."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta

import msgspec
from pymongo import ASCENDING, DESCENDING
from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from services.contracts.commissions import Enquiry, EnquiryState
from services.contracts.common import CustomerId, OrderId, Sku
from services.contracts.inventory import Item
from services.contracts.orders import OPEN, Order, PaymentState, State
from services.contracts.profiles import Profile
from services.contracts.reading import read_value
from services.manifest import ORDER
from services.order.domain.search import searchable
from services.policy.search import terms
from services.runtime.claims import Claims
from services.runtime.mongo import Document, Reader, own
from services.runtime.repository import Repository

OVERDUE_PER_RUN = 50
RECENT_MOST = 1000
"""Orders of one customer that are looked at for how much of them is unpaid."""
ANSWERED_WITHIN = timedelta(minutes=10)
"""Who has not answered their bank by then has left the shop, and is written to."""
REMINDED_FOR = timedelta(minutes=10)
"""How long the order is announced for that, in case an announcement is lost."""
OPEN_STATES = [EnquiryState.ENQUIRED, EnquiryState.QUOTED]

Transition = tuple[Order, Order]
"""An order before and after a message."""


class Orders(Repository[Order]):
    """The orders, and what order may read of others. `clock` returns the time in UTC."""

    def __init__(self, database: Database[Document], clock: Callable[[], datetime]) -> None:
        self._orders = own(database, "orders", ORDER)
        self._erased = own(database, "erased", ORDER)
        self.claims = Claims(own(database, "order_requests", ORDER))
        self._items = Reader(database, "items", ORDER)
        self._profiles = Reader(database, "profiles", ORDER)
        super().__init__(self._orders, Order, lambda order: _fields(order, clock()))

    def transition(self, order_id: OrderId, rule: Callable[[Order], Order]) -> Transition:
        """Change an order as `change` does, and return it before and after."""
        seen: list[Order] = []

        def watched(order: Order) -> Order:
            seen.append(order)
            return rule(order)

        after = self.change(order_id, watched)
        # The last that the rule was applied to: others were changed by somebody else meanwhile.
        return seen[-1], after

    def items(self, skus: list[Sku]) -> dict[Sku, Item]:
        """Return those of the named items that are sold."""
        rows = self._items.find_many(skus)
        return {row.pop("_id"): msgspec.convert(row, Item) for row in rows}

    def profile(self, customer: CustomerId) -> Profile | None:
        """Return the customer's profile, if they have one."""
        row = self._profiles.find_one(customer)
        return read_value(row["value"]["profile"], Profile) if row else None

    def of_customer(self, customer: CustomerId) -> list[Order]:
        """Return all of the customer's orders, newest first."""
        return self.find({"customer": customer}, [("placed_at", DESCENDING)])

    def each_of(self, customer: CustomerId) -> Iterator[Order]:
        """Iterate over every order of the customer, however many there are."""
        return self.each({"customer": customer})

    def before(self, order: Order, since: datetime) -> list[Order]:
        """Return the customer's other orders that were placed from `since` on, before this one."""
        recent = {"customer": order.customer, "placed_at": {"$gte": since}}
        found = self.find(recent, [("placed_at", ASCENDING)], RECENT_MOST)
        return [each for each in found if (each.placed_at, each.id) < (order.placed_at, order.id)]

    def of_day(self, day: date) -> list[Order]:
        """Return all orders to be delivered on a day."""
        return self.find({"day": day.isoformat()}, [("_id", ASCENDING)])

    def found_by(self, terms: Sequence[str], limit: int) -> list[Order]:
        """Return the newest orders that have all of these terms, at most `limit` of them."""
        query = {"$and": [{"search": term} for term in terms]}
        return self.find(query, [("placed_at", DESCENDING)], limit)

    def overdue(self, now: datetime) -> list[Order]:
        """Return orders that are not paid for in time, oldest first, at most `OVERDUE_PER_RUN`."""
        query = {"state": State.PLACED, "pay_by": {"$lt": now}}
        return self.find(query, [("pay_by", ASCENDING)], OVERDUE_PER_RUN)

    def unanswered(self, now: datetime) -> list[Order]:
        """Return orders whose customer has not answered their bank, at most `OVERDUE_PER_RUN`."""
        until = now - ANSWERED_WITHIN
        asked = {"$gte": until - REMINDED_FOR, "$lt": until}
        query = {"is_asked": True, "changed_at": asked}
        return self.find(query, [("changed_at", ASCENDING)], OVERDUE_PER_RUN)

    # ---- erased customers: no late message may bring them back ---------------------------------

    def mark_erased(self, customer: CustomerId) -> None:
        """Note that the customer is erased. Their id is all that is kept."""
        with suppress(DuplicateKeyError):
            self._erased.insert_one({"_id": customer})

    def unmark_erased(self, customer: CustomerId) -> None:
        """Undo `mark_erased`, for the customer cannot be erased yet."""
        self._erased.delete_one({"_id": customer})

    def is_erased(self, customer: CustomerId) -> bool:
        """Return whether the customer is erased."""
        return self._erased.find_one({"_id": customer}) is not None


class Enquiries(Repository[Enquiry]):
    """The enquiries of customers, with the quotes of florists."""

    def __init__(self, database: Database[Document]) -> None:
        self._enquiries = own(database, "enquiries", ORDER)
        super().__init__(self._enquiries, Enquiry, _fields_of_enquiry)

    def of_customer(self, customer: CustomerId) -> list[Enquiry]:
        """Return the customer's enquiries, newest first."""
        return self.find({"customer": customer}, [("asked_at", DESCENDING)])

    def each_of(self, customer: CustomerId) -> Iterator[Enquiry]:
        """Iterate over every enquiry of the customer, however many there are."""
        return self.each({"customer": customer})

    def open(self) -> list[Enquiry]:
        """Return those that wait for a florist or for the customer, newest first."""
        query = {"state": {"$in": OPEN_STATES}}
        return self.find(query, [("asked_at", DESCENDING)])

    def overdue(self, now: datetime) -> list[Enquiry]:
        """Return those whose quote was not accepted in time, at most `OVERDUE_PER_RUN`."""
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
        "search": list(terms(searchable(order))),
        "is_asked": any(p.state is PaymentState.ACTION_REQUIRED for p in order.payments)
        and order.state in OPEN,
    }


def _fields_of_enquiry(enquiry: Enquiry) -> Document:
    return {
        "customer": enquiry.customer,
        "state": enquiry.state,
        "asked_at": enquiry.asked_at,
        "valid_until": enquiry.quote.valid_until if enquiry.quote else None,
    }
