"""The kick (E14): asks a view's owner to announce it again, but not for every reader (X24)."""

import time
from collections.abc import Callable

from services.contracts.message import Command
from services.runtime.bus import Bus
from services.runtime.envelope import Trace

COLLAPSE_SECONDS = 5
REMEMBERED = 1000


class Kicks:
    """Sends the same kick at most once in five seconds, per instance of the function.

    One that failed is not tried again sooner: when the bus is down, not every reader waits for it.
    """

    def __init__(self, bus: Bus, clock: Callable[[], float] = time.monotonic) -> None:
        self._bus = bus
        self._clock = clock
        self._sent: dict[Command, float] = {}

    def send(self, kick: Command, trace: Trace) -> None:
        """Send it, unless it was sent a moment ago. Raises as `Bus.publish` does."""
        now = self._clock()
        if now - self._sent.get(kick, float("-inf")) < COLLAPSE_SECONDS:
            return
        if len(self._sent) >= REMEMBERED:
            self._sent.clear()
        self._sent[kick] = now
        self._bus.publish(kick, trace)
