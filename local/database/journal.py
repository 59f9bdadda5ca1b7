"""The journal of the database: every write command is on disk before its reply.

The engine is deterministic and takes one command at a time, so the journal is the list of write
commands in their order; replaying it gives the same documents. Once it has grown, or at a start, it
is replaced by a snapshot: commands that make the same documents anew.
"""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

import bson

from local.wire import OPTIONS, Document

COMPACT_AT_BYTES = 64 * 1024 * 1024


class Journal:
    """A file of BSON documents, appended to and flushed to the disk."""

    def __init__(self, path: Path) -> None:
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file: BinaryIO | None = None

    def replay(self) -> Iterator[Document]:
        """The commands on disk, in order. A last one that was torn by a crash is left out.

        It was never acknowledged, because the reply is sent after all of it is on disk.
        """
        if not self._path.exists():
            return
        with self._path.open("rb") as file:
            while (prefix := file.read(4)) and len(prefix) == 4:
                rest = file.read(int.from_bytes(prefix, "little") - 4)
                try:
                    yield bson.decode(prefix + rest, OPTIONS)
                except bson.errors.InvalidBSON:
                    return

    def append(self, command: Document) -> None:
        """Append a command and flush it to the disk."""
        file = self._open()
        file.write(bson.encode(command))
        file.flush()
        os.fsync(file.fileno())

    def has_grown(self) -> bool:
        """Whether the journal is long enough for a snapshot."""
        return self._open().tell() > COMPACT_AT_BYTES

    def replace(self, commands: Iterable[Document]) -> None:
        """Make these commands the whole journal, atomically."""
        new = self._path.with_suffix(".new")
        with new.open("wb") as file:
            for command in commands:
                file.write(bson.encode(command))
            file.flush()
            os.fsync(file.fileno())
        self.close()
        new.replace(self._path)
        directory = os.open(self._path.parent, os.O_RDONLY)
        os.fsync(directory)
        os.close(directory)

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _open(self) -> BinaryIO:
        if self._file is None:
            self._file = self._path.open("ab")
        return self._file
