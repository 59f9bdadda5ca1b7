"""Prints a line per step, with its duration."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TextIO


@contextmanager
def step(what: str) -> Iterator[None]:
    """Print the step's name, then its duration. The caller reports a failure."""
    interactive = sys.stdout.isatty()
    print_line(f"▸ {what} …", end="" if interactive else "\n")
    started = time.monotonic()
    yield
    seconds = time.monotonic() - started
    print_line(f" {seconds:.1f} s" if interactive else f"  done in {seconds:.1f} s")


def print_line(words: str, where: TextIO | None = None, end: str = "\n") -> None:
    """Print a line; ignore errors, such as those of a closed terminal."""
    with suppress(OSError):
        print(words, file=where, end=end, flush=True)
