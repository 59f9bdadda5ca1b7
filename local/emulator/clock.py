"""Calls a few functions every few seconds, for as long as the emulator runs."""

import logging
import threading
import time
from collections.abc import Callable, Iterable

SECONDS = 2.0
"""How soon an alarm fires locally; CloudWatch needs a minute."""

Tick = Callable[[], None]


def start(ticks: Iterable[Tick]) -> None:
    """Begin, in a thread that ends with the process."""
    threading.Thread(target=_run, args=(tuple(ticks),), daemon=True, name="clock").start()


def _run(ticks: tuple[Tick, ...]) -> None:
    log = logging.getLogger(__name__)
    while True:
        time.sleep(SECONDS)
        for tick in ticks:
            try:
                tick()
            except Exception:  # reported, and tried again next time
                log.exception("%s failed", tick.__module__)
