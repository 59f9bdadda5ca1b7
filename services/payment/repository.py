"""Payment's collections: `payments`, a receivable a document, and `wallets`, a customer each."""

from datetime import date, datetime

import msgspec
from pymongo import ASCENDING

from services.contracts.common import CustomerId, OrderId
from services.contracts.orders import Order
from services.contracts.payments import Part
from services.contracts.reading import read_value
from services.manifest import PAYMENT
from services.payment.domain.attempts import MAX_REFUSALS_A_DAY
from services.payment.domain.receivable import Phase, Receivable, receivable_id
from services.payment.domain.wallet import StoredWallet
from services.runtime.mongo import Document, Documents, Reader, own
from services.runtime.repository import ContendedError, Repository, UnknownError

DUE_PER_RUN = 100
ORDERS_PER_PAGE = 10
"""Each asks the provider once or twice, and all of that is one message's time."""


class Payments(Repository[Receivable]):
    """What is owed for orders."""

    def __init__(self, database: Documents) -> None:
        self._payments = own(database, "payments", PAYMENT)
        super().__init__(self._payments, Receivable, _fields)

    def of_order(self, order_id: OrderId) -> list[Receivable]:
        """What is owed for an order, the deposit before the balance."""
        keys = [receivable_id(order_id, part) for part in Part]
        return self.find({"_id": {"$in": keys}}, [("_id", ASCENDING)], len(keys))

    def refusals_of(self, customer: CustomerId, since: datetime) -> int:
        """How often a customer's cards were refused since then, for whatever orders."""
        query = {"customer": customer, "refused_at": {"$gte": since}}
        found = self.find(query, [("refused_at", ASCENDING)], MAX_REFUSALS_A_DAY)
        return sum(at >= since for receivable in found for at in receivable.refused_at)

    def due(self, today: date) -> list[Receivable]:
        """Balances of events to come that are due, the oldest first, a bounded number of them."""
        query = {
            "phase": {"$in": [Phase.OPEN, Phase.ASKED, Phase.CHALLENGED]},
            "due_on": {"$lte": today.isoformat()},
            "day": {"$gte": today.isoformat()},
            "cancelled": False,
        }
        return self.find(query, [("due_on", ASCENDING)], DUE_PER_RUN)


class Wallets(Repository[StoredWallet]):
    """The cards that customers have saved."""

    def __init__(self, database: Documents) -> None:
        self._wallets = own(database, "wallets", PAYMENT)
        super().__init__(self._wallets, StoredWallet, _fields_of_wallet)

    def of(self, customer: CustomerId) -> StoredWallet:
        """A customer's wallet, an empty one if none was written."""
        try:
            return self.get(customer)
        except UnknownError:
            return StoredWallet(customer)

    def of_provider_customer(self, provider_customer_id: str) -> StoredWallet | None:
        """The wallet of the customer with this id at the provider."""
        return next(self.each({"provider_customer_id": provider_customer_id}), None)

    def write(self, before: StoredWallet, after: StoredWallet) -> StoredWallet:
        """Write `after` with the next version. Raises ContendedError."""
        if before.version or before == after:
            return self.replace(before, after)
        first = msgspec.structs.replace(after, version=1)
        if self.add(first) != first:
            raise ContendedError("the wallet was begun at the same moment")
        return first


class OrdersReader:
    """The orders, to be compared with the money."""

    def __init__(self, database: Documents) -> None:
        self._orders = Reader(database, "orders", PAYMENT)

    def changed_between(self, since: datetime, until: datetime, after: str) -> list[Order]:
        """The next orders, by their ids, that were last changed in this time."""
        rows = self._orders.page(
            {"changed_at": {"$gte": since, "$lt": until}}, after, ORDERS_PER_PAGE
        )
        return [read_value(row["value"], Order) for row in rows]


def _fields(receivable: Receivable) -> Document:
    return {
        "phase": receivable.phase,
        "customer": receivable.customer,
        "refused_at": max(receivable.refused_at, default=None),
        "due_on": receivable.due_on.isoformat() if receivable.due_on else None,
        "day": receivable.day.isoformat(),
        "cancelled": receivable.cancelled,
    }


def _fields_of_wallet(wallet: StoredWallet) -> Document:
    return {"provider_customer_id": wallet.provider_customer_id}
