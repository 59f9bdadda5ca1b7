"""Payment's collections: `payments`, a receivable a document, and `wallets`, a customer each."""

from datetime import date, datetime

import msgspec
from pymongo import ASCENDING
from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from services.contracts.common import CustomerId, OrderId
from services.contracts.orders import Order
from services.contracts.payments import Part
from services.manifest import PAYMENT
from services.payment.again import ChangedMeanwhileError
from services.payment.cards import Held
from services.payment.domain import Phase, Receivable, receivable_id
from services.runtime.mongo import Document, Reader, own

DUE_PER_RUN = 100
ORDERS_PER_PAGE = 10
"""Each asks the provider once or twice, and all of that is one message's time."""


class Payments:
    """The ledger over MongoDB."""

    def __init__(self, database: Database[Document]) -> None:
        self._payments = own(database, "payments", PAYMENT)

    def ensure_indexes(self) -> None:
        """For balances that are due; harmless to repeat."""
        self._payments.create_index([("phase", 1), ("due_on", 1)], name="due")

    def open(self, receivable: Receivable) -> Receivable:
        """Keep a new receivable; answers the one that is there, if there is one already."""
        try:
            self._payments.insert_one({"_id": receivable.id, **_fields(receivable)})
        except DuplicateKeyError:
            return self.find(receivable.id) or receivable
        return receivable

    def find(self, key: str) -> Receivable | None:
        """The receivable with this key."""
        document = self._payments.find_one({"_id": key})
        return None if document is None else msgspec.convert(document, Receivable)

    def of_order(self, order_id: OrderId) -> tuple[Receivable, ...]:
        """What is owed for an order, the deposit before the balance."""
        keys = [receivable_id(order_id, part) for part in Part]
        rows = self._payments.find({"_id": {"$in": keys}}).sort("_id", ASCENDING)
        return tuple(msgspec.convert(row, Receivable) for row in rows)

    def replace(self, known: Receivable, changed: Receivable) -> Receivable:
        """Write `changed` in place of `known`. Raises ChangedMeanwhileError."""
        result = self._payments.update_one(
            {"_id": known.id, "version": known.version}, {"$set": _fields(changed)}
        )
        if not result.matched_count:
            raise ChangedMeanwhileError(f"the payment of order {known.order_id} has changed")
        return changed

    def due(self, today: date) -> list[Receivable]:
        """Balances of events to come that are due, the oldest first, a bounded number of them."""
        query = {
            "phase": {"$in": [Phase.OPEN, Phase.ASKED, Phase.CHALLENGED]},
            "due_on": {"$lte": today.isoformat()},
            "day": {"$gte": today.isoformat()},
            "cancelled": False,
        }
        rows = self._payments.find(query).sort("due_on", ASCENDING).limit(DUE_PER_RUN)
        return [msgspec.convert(row, Receivable) for row in rows]


class WalletStore:
    """The wallets over MongoDB."""

    def __init__(self, database: Database[Document]) -> None:
        self._wallets = own(database, "wallets", PAYMENT)

    def ensure_indexes(self) -> None:
        """By the provider's name for a customer; harmless to repeat."""
        self._wallets.create_index([("holder", 1)], name="holder")

    def find(self, customer: CustomerId) -> Held | None:
        """A customer's wallet."""
        row = self._wallets.find_one({"_id": customer})
        return None if row is None else msgspec.convert(row, Held)

    def of_holder(self, holder: str) -> Held | None:
        """The wallet of whom the provider calls so."""
        row = self._wallets.find_one({"holder": holder})
        return None if row is None else msgspec.convert(row, Held)

    def write(self, held: Held) -> Held:
        """Write it with the next version. Raises ChangedMeanwhileError."""
        known = held.wallet.version
        wallet = msgspec.structs.replace(held.wallet, version=known + 1)
        after = msgspec.structs.replace(held, wallet=wallet)
        document = msgspec.to_builtins(after)
        if known == 0:
            try:
                self._wallets.insert_one({"_id": wallet.customer, **document})
            except DuplicateKeyError as error:
                raise ChangedMeanwhileError("the wallet was begun at the same moment") from error
            return after
        query = {"_id": wallet.customer, "wallet.version": known}
        if not self._wallets.update_one(query, {"$set": document}).matched_count:
            raise ChangedMeanwhileError("the wallet has changed")
        return after


class OrdersReader:
    """The orders, to be compared with the money."""

    def __init__(self, database: Database[Document]) -> None:
        self._orders = Reader(database, "orders", PAYMENT)

    def find(self, order_id: OrderId) -> Order | None:
        """An order as it stands."""
        row = self._orders.find_one(order_id)
        return None if row is None else msgspec.convert(row["value"], Order)

    def changed_between(self, since: datetime, until: datetime, after: str) -> list[Order]:
        """The next orders, by their ids, that were last changed in this time."""
        rows = self._orders.page(
            {"changed_at": {"$gte": since, "$lt": until}}, after, ORDERS_PER_PAGE
        )
        return [msgspec.convert(row["value"], Order) for row in rows]


def _fields(receivable: Receivable) -> Document:
    fields: Document = msgspec.to_builtins(receivable, builtin_types=(datetime,))
    return fields
