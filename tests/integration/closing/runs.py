"""Runs under test: started, signalled as a terminal does it, looked after when they are over."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from deployment.lock import is_held
from deployment.paths import Paths
from tests.integration.closing.light_run import LISTENING, NAMES, OPEN

LIGHT = [sys.executable, "-m", "tests.integration.closing.light_run"]
PATIENCE = 20
"""Seconds; a second is enough."""


@dataclass(frozen=True)
class Ended:
    """How a run ended."""

    code: int | None
    """None: not at all."""
    output: str
    left: tuple[str, ...]
    """What it left behind."""


class Run:
    """A process in a group of its own, as a shell starts it."""

    all: ClassVar[list["Run"]] = []

    def __init__(
        self, command: Sequence[str], home: Path, environment: Mapping[str, str] | None = None
    ) -> None:
        self.paths = Paths(home)
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            start_new_session=True, text=True, env=environment,
        )  # fmt: skip
        self.all.append(self)
        self._lines: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        self._lines.extend(self.process.stdout)

    def until(self, words: str, patience: float = PATIENCE) -> "Run":
        """Wait until it has said this."""
        deadline = time.monotonic() + patience
        while not any(words in line for line in self._lines):
            assert time.monotonic() < deadline, f"never said {words!r}: {self._lines}"
            time.sleep(0.002)
        return self

    def ctrl_c(self, how: signal.Signals = signal.SIGINT) -> None:
        """As a terminal does: to all of the foreground's group."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, how)

    def type(self, keys: str) -> None:
        """At its keyboard."""
        assert self.process.stdin is not None
        with suppress(BrokenPipeError):
            self.process.stdin.write(keys)
            self.process.stdin.flush()

    def end(self) -> Ended:
        """Wait until it has ended. One that does not is killed."""
        code: int | None
        try:
            code = self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            code = None
            self.ctrl_c(signal.SIGKILL)
            self.process.wait()
        self._reader.join(PATIENCE)
        return Ended(code, "".join(self._lines), left_in(self.paths))


def light(home: Path, *arguments: str) -> Run:
    """`make run` with servers that do nothing, from when it hears signals."""
    return Run([*LIGHT, str(home), *arguments], home).until(LISTENING)


def opened(home: Path, *arguments: str) -> Run:
    """The same, once it is open."""
    return light(home, *arguments).until(OPEN)


def left_in(paths: Paths, patience: float = 1) -> tuple[str, ...]:
    """What a run that is over has left behind there; the system needs a moment to end it all."""
    deadline = time.monotonic() + patience
    while (left := _left_in(paths)) and time.monotonic() < deadline:
        time.sleep(0.02)
    return left


def _left_in(paths: Paths) -> tuple[str, ...]:
    alive = ("a process",) if is_held(paths.used) else ()
    files = (paths.pid.name, *NAMES)
    return (*alive, *(name for name in files if (paths.home / name).exists()))
