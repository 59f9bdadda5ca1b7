"""Asks a view's owner to publish it again (E14), but not for every reader (X24)."""

import time
from collections.abc import Callable

from services.contracts.message import Command
from services.runtime.bus import Bus
from services.runtime.envelope import Trace

COLLAPSE_SECONDS = 5
REMEMBERED = 1000


class RefreshRequests:
    """Sends the same refresh request at most once in five seconds, per instance of the function.

    A request that failed is not tried again sooner, so that readers do not wait for a bus that is
    down.
    """

    def __init__(self, bus: Bus, clock: Callable[[], float] = time.monotonic) -> None:
        self._bus = bus
        self._clock = clock
        self._sent: dict[Command, float] = {}

    def send(self, command: Command, trace: Trace) -> None:
        """Send it, unless it was sent within the last seconds. Raises as `Bus.publish` does."""
        now = self._clock()
        if now - self._sent.get(command, float("-inf")) < COLLAPSE_SECONDS:
            return
        if len(self._sent) >= REMEMBERED:
            self._sent.clear()
        self._sent[command] = now
        self._bus.publish(command, trace)
