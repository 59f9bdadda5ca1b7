"""The engine behind its lock and its journal."""

import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from local.database.engine import WRITES, Engine
from local.database.journal import Journal
from local.wire import CommandError, Document

DOCUMENTS_PER_COMMAND = 100
BOOKKEEPING = frozenset({"lsid", "$clusterTime", "$readPreference", "txnNumber", "writeConcern"})
"""Fields that drivers add and a replay does not need."""


class DurableEngine:
    """Answers commands; what it has acknowledged survives a kill -9."""

    def __init__(self, data: Path) -> None:
        self._lock = threading.Lock()
        self._engine = Engine()
        self._journal = Journal(data / "journal.bson")
        for command in self._journal.replay():
            self._replay(command)
        self._journal.replace(self._snapshot())

    def execute(self, command: Document) -> Document:
        """Answer one command, after its effect is on disk. Raises CommandError."""
        with self._lock:
            reply = self._engine.execute(command)
            if next(iter(command)).lower() in WRITES:
                self._journal.append({k: v for k, v in command.items() if k not in BOOKKEEPING})
                if self._journal.has_grown():
                    self._journal.replace(self._snapshot())
            return reply

    def expire(self, now: datetime) -> int:
        """Delete documents that are expired by a time-to-live index; return their number."""
        with self._lock:
            commands = self._engine.expired(now)
            for command in commands:
                self._engine.execute(command)
                self._journal.append(command)
            return len(commands)

    def close(self) -> None:
        """Finish the command in hand and close the journal."""
        with self._lock:
            self._journal.close()

    def _replay(self, command: Document) -> None:
        """Repeat a command; one that failed half-way then fails at the same place now."""
        try:
            self._engine.execute(command)
        except CommandError:
            return

    def _snapshot(self) -> Iterator[Document]:
        for database in self._engine.databases():
            for collection in self._engine.collections(database):
                yield from self._collection(database, collection)

    def _collection(self, database: str, collection: str) -> Iterator[Document]:
        indexes = self._engine.indexes(database, collection)
        if indexes:
            yield {"createIndexes": collection, "$db": database, "indexes": indexes}
        rows = self._engine.rows(database, collection)
        for start in range(0, len(rows), DOCUMENTS_PER_COMMAND):
            part = rows[start : start + DOCUMENTS_PER_COMMAND]
            yield {"insert": collection, "$db": database, "documents": part}
