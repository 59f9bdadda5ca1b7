"""Invoicing's collection: `_id` is the invoice's number, so that a number exists once.

`order_id` is unique as well: an order has one invoice, or none for ever.
"""

from collections.abc import Callable
from datetime import datetime

import msgspec
from pymongo import ASCENDING, DESCENDING
from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from services.invoicing.domain import Numbered, first_number, label, series_of
from services.shared.bus import AgainSoonError
from services.shared.model import Order, OrderId
from services.shared.mongo import Document, own
from services.shared.participants import INVOICING

ATTEMPTS = 20
"""Instances that number at the same moment: far fewer than this."""


class ContendedSeriesError(AgainSoonError):
    """Every number that was tried had just been given away; the message comes again."""


class Invoices:
    """The ledger of invoices."""

    def __init__(self, database: Database[Document], clock: Callable[[], datetime]) -> None:
        self._invoices = own(database, "invoices", INVOICING)
        self._clock = clock

    def ensure_indexes(self) -> None:
        """One per order, and the way to a series' last number; harmless to repeat."""
        self._invoices.create_index([("order_id", ASCENDING)], name="order", unique=True)
        self._invoices.create_index([("series", ASCENDING), ("number", DESCENDING)], name="series")

    def number(self, order: Order) -> Numbered | None:
        """The order's invoice, numbered now or before; None when the order shall have none.

        The number is given by the insert itself, so none is left out, whatever breaks around it.
        Raises ContendedSeriesError.
        """
        row = self._find(order.id)
        for _ in range(ATTEMPTS):
            if row is not None:
                return None if "never" in row else _invoice(row)
            invoice = self._next(order)
            try:
                self._invoices.insert_one(_row(invoice))
            except DuplicateKeyError:
                row = self._find(order.id)
            else:
                return invoice
        raise ContendedSeriesError(f"no number for order {order.id} in {ATTEMPTS} attempts")

    def stored(self, invoice: Numbered) -> None:
        """The PDF is in the bucket: it need not be drawn again."""
        self._invoices.update_one({"_id": invoice.label}, {"$set": {"is_stored": True}})

    def never(self, order_id: OrderId) -> Numbered | None:
        """The order is given up: it shall have no invoice, unless it has one, which is answered."""
        try:
            self._invoices.insert_one({"_id": order_id, "order_id": order_id, "never": True})
        except DuplicateKeyError:
            row = self._find(order_id)
            return _invoice(row) if row and "never" not in row else None
        return None

    def _next(self, order: Order) -> Numbered:
        now = self._clock()
        last = self._invoices.find_one(
            {"series": series_of(now)}, sort=[("series", ASCENDING), ("number", DESCENDING)]
        )
        return first_number(now, order, last["number"] if last else 0)

    def _find(self, order_id: OrderId) -> Document | None:
        return self._invoices.find_one({"order_id": order_id})


def _row(invoice: Numbered) -> Document:
    fields: Document = msgspec.to_builtins(invoice, builtin_types=(datetime,))
    return {"_id": label(invoice.series, invoice.number), **fields}


def _invoice(row: Document) -> Numbered:
    return msgspec.convert(row, Numbered)
