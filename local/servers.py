"""Child processes that serve: started, waited for, stopped, and killed when a test wants that."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

READY_SECONDS = 30
STOP_SECONDS = 15


class ServerFailedError(Exception):
    """A server did not start; the message has the end of its log."""


@dataclass
class Server:
    """One server of the local cloud: `python -m <module> <arguments>`."""

    name: str
    arguments: list[str]
    is_ready: Callable[[], bool]
    log: Path
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def start(self) -> None:
        """Start it and wait until it answers. Raises ServerFailedError."""
        if self.is_ready():
            raise ServerFailedError(f"another program answers where the {self.name} should")
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", *self.arguments],
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                # Ctrl-C reaches only the parent, which stops its servers in order.
                start_new_session=True,
            )
        deadline = time.monotonic() + READY_SECONDS
        while not self.is_ready():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                raise ServerFailedError(f"the {self.name} did not start:\n{self._end_of_log()}")
            time.sleep(0.05)

    @property
    def pid(self) -> int:
        """The running process."""
        if self._process is None:
            raise ServerFailedError(f"the {self.name} is not running")
        return self._process.pid

    def is_alive(self) -> bool:
        """Whether the process is there."""
        return self._process is not None and self._process.poll() is None

    def stop(self) -> None:
        """Ask it to end, and see that it does."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
        self._process = None

    def kill(self) -> None:
        """End it at once, as a power cut does (kill -9)."""
        if self._process is not None and self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._process = None

    def _end_of_log(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines()[-15:]
        return "\n".join([*lines, f"(the whole log: {self.log})"])


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
