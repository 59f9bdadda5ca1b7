"""The journal of the database: a write command is on disk before it is applied and acknowledged.

The engine is deterministic and takes one command at a time, so the journal is the list of write
commands in their order; replaying it gives the same documents. Once it has grown, or at a start, it
is replaced by a snapshot: commands that make the same documents anew.

Each record is flushed to the disk by fsync before its write is answered. What was acknowledged
survives a kill -9, and a power cut as far as the disk keeps what it says that it has kept.
"""

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from local.database.records import MAGIC, read, record
from local.wire import Document

COMPACT_AT_BYTES = 64 * 1024 * 1024


class NotKeptError(Exception):
    """A command could not be written to the disk; the journal is as it was before."""


class Journal:
    """A file of records, appended to and flushed to the disk."""

    def __init__(self, path: Path) -> None:
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file: int | None = None
        self._kept = 0
        """How many bytes are known to be on the disk."""
        self._is_torn = False
        self._compact_at = COMPACT_AT_BYTES

    def replay(self) -> Iterator[Document]:
        """The commands on disk, in order. Raises JournalDamagedError.

        A last one that was torn by a crash is left out, and said: it was never acknowledged,
        because the reply is sent after all of it is on disk.
        """
        content = self._path.read_bytes() if self._path.exists() else b""
        self._kept = 0
        for command, end in read(content):
            self._kept = end
            yield command
        torn = len(content) - max(self._kept, len(MAGIC))
        if torn > 0:
            print(
                f"{self._path}: the last {torn} bytes were never acknowledged; they are left out",
                file=sys.stderr,
                flush=True,
            )

    def append(self, command: Document) -> None:
        """Append a command and flush it to the disk. Raises NotKeptError; then nothing is left.

        What a write left half-way is cut off again; until that has worked, no other is taken.
        """
        try:
            if self._is_torn:
                self._cut()
            file = self._open()
            self._is_torn = True
            _write_all(file, record(command))
            os.fsync(file)
        except OSError as error:
            self._try_to_cut()
            raise NotKeptError(str(error)) from error
        self._kept = os.lseek(file, 0, os.SEEK_CUR)
        self._is_torn = False

    def has_grown(self) -> bool:
        """Whether the journal is long enough for a snapshot."""
        return self._kept > self._compact_at

    def replace(self, commands: Iterable[Document]) -> None:
        """Make these commands the whole journal, atomically.

        Raises OSError: the journal is still the one before, and is taken again once it has grown.
        """
        new = self._path.with_suffix(".new")
        self._compact_at = self._kept + COMPACT_AT_BYTES
        try:
            file = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            try:
                _write_all(file, MAGIC)
                for command in commands:
                    _write_all(file, record(command))
                os.fsync(file)
            finally:
                os.close(file)
            new.replace(self._path)
        except OSError:
            new.unlink(missing_ok=True)
            raise
        self.close()
        self._kept, self._is_torn = self._path.stat().st_size, False
        self._compact_at = COMPACT_AT_BYTES + self._kept
        directory = os.open(self._path.parent, os.O_RDONLY)
        os.fsync(directory)
        os.close(directory)

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _open(self) -> int:
        if self._file is None:
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
            os.lseek(self._file, self._kept, os.SEEK_SET)
        return self._file

    def _try_to_cut(self) -> None:
        try:
            self._cut()
        except OSError:
            return

    def _cut(self) -> None:
        """Cut off what is not known to be on the disk."""
        self.close()
        file = self._open()
        os.ftruncate(file, self._kept)
        os.fsync(file)
        self._is_torn = False


def _write_all(file: int, content: bytes) -> None:
    """Write all of it: the system may take less at a time. Raises OSError."""
    left = memoryview(content)
    while left:
        left = left[os.write(file, left) :]
