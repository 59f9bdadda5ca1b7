"""Processes that end when whoever started them ends, in whichever way that happens.

Whoever starts one holds an end of a pipe, and the system closes that end when they are gone, also
after a kill -9. The keeper (`local.keeper`) waits for that at the other end.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

KEEPER = Path(__file__).with_name("keeper.py")
TOOL_SECONDS = 3
"""So long may a tool take to end when it is not wanted any more."""
POLL_SECONDS = 0.05


@dataclass(frozen=True)
class Terms:
    """What is true of everything that is started together."""

    check: Callable[[], None] = lambda: None
    """Raises when all of it shall end."""
    holds: tuple[int, ...] = ()
    """Files that each process keeps open: a lock on them lasts as long as the last of these."""


class Bound:
    """A running command, in a session of its own: a terminal's Ctrl-C does not reach it."""

    def __init__(
        self,
        command: Sequence[str],
        output: IO[bytes] | None,
        holds: Sequence[int] = (),
        where: Path | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        heard, self._life = os.pipe()
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-S", "-P", KEEPER, *command],
                stdin=heard, stdout=output, stderr=output, cwd=where, env=environment,
                pass_fds=holds, start_new_session=True,
            )  # fmt: skip
        finally:
            os.close(heard)

    @property
    def pid(self) -> int:
        """The command's process, which leads its group."""
        return self._process.pid

    def wait(self, seconds: float) -> int | None:
        """The exit code; None when it runs for longer than that."""
        try:
            return self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None

    def is_alive(self) -> bool:
        """Whether it runs."""
        return self._process.poll() is None

    def end(self, seconds: float) -> None:
        """Ask it to end, and see that it does."""
        self._process.terminate()
        if self.wait(seconds) is None:
            self.kill()
        self._let_go()

    def kill(self) -> None:
        """End it and its group at once, as a power cut does."""
        if self.is_alive():
            # macOS refuses (EPERM) where nothing but a dead process is left to be killed.
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, signal.SIGKILL)
            self._process.wait()
        self._let_go()

    def _let_go(self) -> None:
        if self._life >= 0:
            os.close(self._life)
            self._life = -1


def run(
    command: Sequence[str],
    output: IO[bytes] | None,
    terms: Terms,
    where: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> int:
    """Run a command to its end; answers its exit code. It ends when `terms.check` raises."""
    process = Bound(command, output, terms.holds, where, environment)
    try:
        while (code := process.wait(POLL_SECONDS)) is None:
            terms.check()
    finally:
        process.end(TOOL_SECONDS)
    return code
