"""The audit log of stems and delivery days."""

from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta

import msgspec
from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from services.contracts.inventory import StockAuditEntry
from services.inventory.repository.documents import stored
from services.manifest import INVENTORY
from services.runtime.claims import Claims
from services.runtime.mongo import Document, own


class AuditLog:
    """What florists did about stems and days. An entry is never changed."""

    def __init__(self, database: Database[Document]) -> None:
        self._entries = own(database, "stock_audit_log", INVENTORY)
        self.claims = Claims(own(database, "stock_requests", INVENTORY))

    def find(self, key: str) -> StockAuditEntry | None:
        """The entry of this adjustment, or change, if there is one."""
        row = self._entries.find_one({"_id": key})
        return _entry(row) if row else None

    def enter(self, entry: StockAuditEntry) -> StockAuditEntry:
        """Enter this once; answers the entry that the audit log has."""
        fresh = stored(entry)
        del fresh["id"]
        with suppress(DuplicateKeyError):
            self._entries.update_one({"_id": entry.id}, {"$setOnInsert": fresh}, upsert=True)
        return self.find(entry.id) or entry

    def of(self, day: date) -> tuple[StockAuditEntry, ...]:
        """All entries of a day (UTC), newest last."""
        begin = datetime.combine(day, time(), UTC)
        within = {"$gte": begin, "$lt": begin + timedelta(days=1)}
        return tuple(map(_entry, self._entries.find({"at": within}).sort([("at", 1), ("_id", 1)])))


def _entry(row: Document) -> StockAuditEntry:
    return msgspec.convert({**row, "id": row.pop("_id")}, StockAuditEntry)
