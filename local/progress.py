"""A line per step: what is being done, and how long it took."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def step(what: str) -> Iterator[None]:
    """Say what begins, and when it is done; a failure is said by whoever catches it."""
    interactive = sys.stdout.isatty()
    print(f"▸ {what} …", end="" if interactive else "\n", flush=True)
    started = time.monotonic()
    yield
    seconds = time.monotonic() - started
    print(f" {seconds:.1f} s" if interactive else f"  done in {seconds:.1f} s", flush=True)
