"""Locks on files, which the system releases when their process ends, however it ends.

The store runs if and only if its file is locked. The process number in the file is valid only while
the lock is held, because the system reuses the numbers of ended processes.
"""

import fcntl
import os
import time
from contextlib import suppress
from pathlib import Path
from typing import Self

PATIENCE_SECONDS = 0.5
"""How long to retry, because `is_held` locks the file for a moment."""
POLL_SECONDS = 0.02


class Lock:
    """A lock on a file, held by this process and by those that inherit the open file."""

    def __init__(self, path: Path, file: int) -> None:
        self._path = path
        self.file = file

    @classmethod
    def take(cls, path: Path) -> Self | None:
        """Lock the file; return None when another process holds it."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
            # The last holder may have removed the file meanwhile; then the lock has no effect.
            if _lock(file, fcntl.LOCK_EX) and _is_there(path, file):
                return cls(path, file)
            os.close(file)
            if time.monotonic() > deadline:
                return None
            time.sleep(POLL_SECONDS)

    def sign(self) -> None:
        """Write this process's number into it."""
        os.ftruncate(self.file, 0)
        os.pwrite(self.file, str(os.getpid()).encode(), 0)

    def release(self) -> None:
        """Close the file; it stays locked while another process has it open."""
        os.close(self.file)

    def remove(self) -> None:
        """Remove the file, and release the lock."""
        self._path.unlink(missing_ok=True)
        self.release()


def is_held(path: Path) -> bool:
    """Whether a process has locked the file."""
    try:
        file = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return False
    try:
        return not _lock(file, fcntl.LOCK_SH)
    finally:
        os.close(file)


def holder(path: Path) -> int | None:
    """The number of the process that has locked and signed the file."""
    with suppress(FileNotFoundError, ValueError):
        if is_held(path):
            return int(path.read_text())
    return None


def _lock(file: int, how: int) -> bool:
    try:
        fcntl.flock(file, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_there(path: Path, file: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(file))
    except FileNotFoundError:
        return False
