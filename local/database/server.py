"""The engine behind its lock and its journal."""

import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from deployment.lock import Lock
from local.database.allowed import check
from local.database.engine import UNKNOWN_ERROR, WRITES, Engine
from local.database.journal import Journal, NotKeptError
from local.wire import CommandError, Document

DOCUMENTS_PER_COMMAND = 100
OUT_OF_DISK_SPACE = 14031
"""MongoDB's code for it."""
BOOKKEEPING = frozenset({"lsid", "$clusterTime", "$readPreference", "txnNumber", "writeConcern"})
"""Fields that drivers add and a replay does not need."""


class InUseError(Exception):
    """Another process keeps its documents in the same folder."""


class DurableEngine:
    """Answers commands; what it has acknowledged survives a kill -9 and a power cut.

    A write is on disk before it is applied. One that the disk does not take is refused, and nobody
    ever reads it.
    """

    def __init__(self, data: Path) -> None:
        """Read what is in the folder. Raises InUseError and JournalDamagedError."""
        data.mkdir(parents=True, exist_ok=True)
        used = Lock.take(data / "used")
        if used is None:
            raise InUseError(f"another database keeps its documents in {data}")
        self._used = used
        self._lock = threading.Lock()
        self._engine = Engine()
        self._journal = Journal(data / "journal.bson")
        for command in self._journal.replay():
            self._apply_again(command)
        self._journal.replace(self._snapshot())

    def execute(self, command: Document) -> Document:
        """Answer one command, after it is on disk if it writes. Raises CommandError."""
        with self._lock:
            return self._execute(command)

    def expire(self, now: datetime) -> int:
        """Delete documents that are expired by a time-to-live index; return their number.

        What cannot be deleted now, because the disk is full, is found again the next time.
        """
        deleted = 0
        with self._lock:
            for command in self._engine.expired(now):
                try:
                    self._execute(command)
                except CommandError:
                    break
                deleted += 1
        return deleted

    def close(self) -> None:
        """Finish the command in hand and close the journal."""
        with self._lock:
            self._journal.close()
            self._used.release()

    def _execute(self, command: Document) -> Document:
        if check(command) not in WRITES:
            return self._engine.execute(command)
        try:
            self._journal.append({k: v for k, v in command.items() if k not in BOOKKEEPING})
        except NotKeptError as error:
            raise CommandError(OUT_OF_DISK_SPACE, f"not written: {error}") from error
        reply = self._apply(command)
        if self._journal.has_grown():
            self._compact()
        return reply

    def _apply(self, command: Document) -> Document:
        """Apply a command that is on disk; one that fails must fail as it will when replayed."""
        try:
            return self._engine.execute(command)
        except CommandError:
            raise
        except Exception as error:
            raise CommandError(UNKNOWN_ERROR, f"{type(error).__name__}: {error}") from error

    def _apply_again(self, command: Document) -> None:
        """Repeat a command; one that failed half-way then fails at the same place now."""
        try:
            self._apply(command)
        except CommandError:
            return

    def _compact(self) -> None:
        """Replace the journal by a snapshot; without room for both, later."""
        try:
            self._journal.replace(self._snapshot())
        except OSError:
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
