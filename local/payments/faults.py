"""Faults that a test switches on: the provider fails before it acts, or after, or is slow."""

import re
import threading
from dataclasses import dataclass

KINDS = ("before", "after", "hang_before", "hang_after", "status")


@dataclass
class Fault:
    """What happens to the next `times` requests whose `METHOD /path` matches, after `skip`."""

    match: str
    when: str
    times: int = 1
    seconds: float = 5.0
    status: int = 500
    skip: int = 0


LIMITS = {
    409: ("idempotency_error", "idempotency_key_in_use"),
    429: ("invalid_request_error", "rate_limit"),
}
"""The type and code of what the API's limits refuse (docs.stripe.com/error-low-level).

A 429 is `lock_timeout` when another request works on the same object; both are to be repeated.
"""


class Faults:
    """The faults that are switched on."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._faults: list[Fault] = []

    def switch_on(self, fault: Fault) -> None:
        """Raises ValueError for an unknown kind of fault."""
        if fault.when not in KINDS:
            raise ValueError(f"when: {fault.when!r}; choose one of {', '.join(KINDS)}")
        with self._lock:
            self._faults.append(fault)

    def switch_off(self) -> None:
        """Switch off all faults."""
        with self._lock:
            self._faults.clear()

    def left(self) -> int:
        """How many requests the faults that are switched on still wait for."""
        with self._lock:
            return sum(fault.times for fault in self._faults)

    def take(self, request: str) -> Fault | None:
        """The fault of this request; it is used up."""
        with self._lock:
            for fault in self._faults:
                if fault.times > 0 and re.search(fault.match, request):
                    if fault.skip > 0:
                        fault.skip -= 1
                        continue
                    fault.times -= 1
                    return fault
        return None
