"""A line per step: what is being done, and how long it took."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TextIO


@contextmanager
def step(what: str) -> Iterator[None]:
    """Say what begins, and when it is done; a failure is said by whoever catches it."""
    interactive = sys.stdout.isatty()
    say(f"▸ {what} …", end="" if interactive else "\n")
    started = time.monotonic()
    yield
    seconds = time.monotonic() - started
    say(f" {seconds:.1f} s" if interactive else f"  done in {seconds:.1f} s")


def say(words: str, where: TextIO | None = None, end: str = "\n") -> None:
    """Tell people. Where nobody listens any more, as in a closed terminal, work goes on."""
    with suppress(OSError):
        print(words, file=where, end=end, flush=True)
