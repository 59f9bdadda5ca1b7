"""Invoicing's collection: `_id` is the document's number, so that a number exists once.

`occasion` is unique as well: an order has one invoice, or none for ever; a refund one credit note.
"""

from collections.abc import Callable
from datetime import datetime

import msgspec
from pymongo import ASCENDING, DESCENDING
from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from services.contracts.common import OrderId
from services.contracts.values import document_of
from services.invoicing.domain.numbers import (
    Kind,
    NumberedDocument,
    invoice_of,
    next_number,
    series_of,
)
from services.manifest import INVOICING
from services.runtime.bus import AgainSoonError
from services.runtime.mongo import Document, own

ATTEMPTS = 20
"""Instances that number at the same moment: far fewer than this."""


class ContendedSeriesError(AgainSoonError):
    """Another instance took every number that was tried; the message comes again."""


class Invoices:
    """The ledger of invoices and credit notes."""

    # No compare-and-set under a version (services/runtime/repository.py): a counter that is raised
    # before the insert would leave a gap when the insert fails. Here the insert takes the number.

    def __init__(self, database: Database[Document], clock: Callable[[], datetime]) -> None:
        self._invoices = own(database, "invoices", INVOICING)
        self._clock = clock

    def number(self, kind: Kind, occasion: str) -> NumberedDocument | None:
        """Answer the occasion's document, numbered now or before; None when it shall have none.

        The insert itself takes the number, so none is left out, whatever fails before or after it.
        Raises ContendedSeriesError.
        """
        row = self._find(occasion)
        for _ in range(ATTEMPTS):
            if row is not None:
                return None if "never" in row else _document(row)
            document = self._next(kind, occasion)
            try:
                self._invoices.insert_one(_row(document))
            except DuplicateKeyError:
                row = self._find(occasion)
            else:
                return document
        raise ContendedSeriesError(f"no number for {occasion} in {ATTEMPTS} attempts")

    def mark_stored(self, document: NumberedDocument) -> None:
        """Note whose PDF is in the bucket under this number, which need not be rendered again."""
        fields: Document = {
            "occasion": document.occasion,
            "issued_at": document.issued_at,
            "is_stored": True,
        }
        try:
            self._invoices.update_one({"_id": document.label}, {"$set": fields})
        except DuplicateKeyError:
            # The occasion is another row's already. The number stays taken all the same.
            fields["occasion"] = f"taken:{document.label}"
            self._invoices.update_one({"_id": document.label}, {"$set": fields})

    def rule_out(self, order_id: OrderId) -> NumberedDocument | None:
        """Note that the order shall have no invoice. Answer the invoice if it has one already."""
        occasion = invoice_of(order_id)
        try:
            self._invoices.insert_one({"_id": occasion, "occasion": occasion, "never": True})
        except DuplicateKeyError:
            row = self._find(occasion)
            return _document(row) if row and "never" not in row else None
        return None

    def _next(self, kind: Kind, occasion: str) -> NumberedDocument:
        now = self._clock()
        last = self._invoices.find_one(
            {"series": series_of(kind, now)}, sort=[("series", ASCENDING), ("number", DESCENDING)]
        )
        return next_number(now, kind, occasion, last["number"] if last else 0)

    def _find(self, occasion: str) -> Document | None:
        return self._invoices.find_one({"occasion": occasion})


def _row(document: NumberedDocument) -> Document:
    fields: Document = document_of(document, datetime)
    return {"_id": document.label, **fields}


def _document(row: Document) -> NumberedDocument:
    return msgspec.convert(row, NumberedDocument)
