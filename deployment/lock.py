"""Locks on files, which the system takes back from whoever ends, in whichever way that happens.

So "the store runs" means "its file is locked", and a process number is believed only while its
writer holds the lock: the system gives the numbers of the dead to other programs.
"""

import fcntl
import os
import time
from contextlib import suppress
from pathlib import Path
from typing import Self

PATIENCE_SECONDS = 0.5
"""Somebody who only looks whether a file is locked holds it for a moment."""
POLL_SECONDS = 0.02


class Lock:
    """A file that this process has locked, and everybody to whom it gives the open file."""

    def __init__(self, path: Path, file: int) -> None:
        self._path = path
        self.file = file

    @classmethod
    def take(cls, path: Path) -> Self | None:
        """Lock the file; None when somebody else holds it."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
            # A file that its last holder has removed meanwhile locks nobody out.
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

    def let_go(self) -> None:
        """Keep it no longer; it stays locked for those who were given the open file."""
        os.close(self.file)

    def remove(self) -> None:
        """Remove the file, and keep it no longer."""
        self._path.unlink(missing_ok=True)
        self.let_go()


def is_held(path: Path) -> bool:
    """Whether anybody has locked the file."""
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
