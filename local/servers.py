"""Servers as child processes: they are started, waited for, stopped, and killed by tests."""

import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from deployment.problems import ProblemError
from local.bound import Bound, Terms
from local.progress import step

READY_SECONDS = 30
STOP_SECONDS = 15


class ServerFailedError(ProblemError):
    """A server did not start; the message has the end of its log."""


@dataclass
class Server:
    """One server of the local cloud: `python -m <module> <arguments>`."""

    name: str
    arguments: list[str]
    is_ready: Callable[[], bool]
    log: Path
    terms: Terms = field(default_factory=Terms)
    _process: Bound | None = field(default=None, init=False)

    def start(self) -> None:
        """Start it and wait until it answers. Raises ServerFailedError, or what its terms raise."""
        self.terms.check()
        if self.is_ready():
            raise ServerFailedError(f"another program answers where the {self.name} should")
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            command = [sys.executable, "-m", *self.arguments]
            self._process = Bound(command, log, self.terms.holds)
        deadline = time.monotonic() + READY_SECONDS
        while not self.is_ready():
            self.terms.check()
            if not self._process.is_alive() or time.monotonic() > deadline:
                self.kill()
                raise ServerFailedError(f"the {self.name} did not start:\n{self._end_of_log()}")
            time.sleep(0.05)

    @property
    def pid(self) -> int:
        """The id of the running process."""
        if self._process is None:
            raise ServerFailedError(f"the {self.name} is not running")
        return self._process.pid

    def is_alive(self) -> bool:
        """Whether the process runs."""
        return self._process is not None and self._process.is_alive()

    def stop(self) -> None:
        """Ask it to end, and kill it if it does not."""
        if self._process is not None:
            self._process.end(STOP_SECONDS)
        self._process = None

    def kill(self) -> None:
        """Kill it at once (kill -9)."""
        if self._process is not None:
            self._process.kill()
        self._process = None

    def _end_of_log(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines()[-15:]
        return "\n".join([*lines, f"(the whole log: {self.log})"])


def start_all(servers: Sequence[Server]) -> None:
    """Start one after the other. Raises ServerFailedError, or what their terms raise."""
    for server in servers:
        with step(f"Starting the {server.name}"):
            server.start()


def stop_all(servers: Sequence[Server]) -> None:
    """Stop them in reverse order, because later ones may use earlier ones."""
    for server in reversed(servers):
        if server.is_alive():
            with step(f"Stopping the {server.name}"):
                server.stop()


def answers_http(url: str) -> Callable[[], bool]:
    """Ready when a GET of `url` is answered at all."""

    def ready() -> bool:
        try:
            urllib.request.urlopen(url, timeout=1).close()
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False
        return True

    return ready


def accepts_connections(port: int) -> Callable[[], bool]:
    """Ready when the port on 127.0.0.1 accepts a connection."""

    def ready() -> bool:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            return False
        return True

    return ready
