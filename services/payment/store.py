"""The `payments` collection: one receivable per order, changed under its version."""

from datetime import datetime

import msgspec
from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from services.payment.cashier import ChangedMeanwhileError
from services.payment.domain import Receivable
from services.shared.model import OrderId
from services.shared.mongo import Document, own
from services.shared.participants import PAYMENT


class Payments:
    """The ledger over MongoDB."""

    def __init__(self, database: Database[Document]) -> None:
        self._payments = own(database, "payments", PAYMENT)

    def open(self, receivable: Receivable) -> Receivable:
        """Keep a new receivable; answers the one that is there, if there is one already."""
        try:
            self._payments.insert_one({"_id": receivable.order_id, **_fields(receivable)})
        except DuplicateKeyError:
            return self.find(receivable.order_id) or receivable
        return receivable

    def find(self, order_id: OrderId) -> Receivable | None:
        """The receivable of this order."""
        document = self._payments.find_one({"_id": order_id})
        return None if document is None else msgspec.convert(document, Receivable)

    def replace(self, known: Receivable, changed: Receivable) -> Receivable:
        """Write `changed` in place of `known`. Raises ChangedMeanwhileError."""
        result = self._payments.update_one(
            {"_id": known.order_id, "version": known.version}, {"$set": _fields(changed)}
        )
        if not result.matched_count:
            raise ChangedMeanwhileError(f"the payment of order {known.order_id} has changed")
        return changed


def _fields(receivable: Receivable) -> Document:
    fields: Document = msgspec.to_builtins(receivable, builtin_types=(datetime,))
    return fields
