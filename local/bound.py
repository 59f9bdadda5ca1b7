"""Child processes that end when their parent ends, even by kill -9.

The parent holds one end of a pipe, and the system closes it when the parent ends. The keeper
(`local.keeper`) waits for that at the other end.
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
"""How long a tool may take to end after it was asked to."""
POLL_SECONDS = 0.05


@dataclass(frozen=True)
class Terms:
    """The conditions of processes that are started together."""

    check: Callable[[], None] = lambda: None
    """Raises when all of them should end."""
    holds: tuple[int, ...] = ()
    """Files that each process keeps open: a lock on them lasts until the last process ends."""


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
        reader, self._writer = os.pipe()
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-S", "-P", KEEPER, *command],
                stdin=reader, stdout=output, stderr=output, cwd=where, env=environment,
                pass_fds=holds, start_new_session=True,
            )  # fmt: skip
        finally:
            os.close(reader)

    @property
    def pid(self) -> int:
        """The id of the command's process, which leads its process group."""
        return self._process.pid

    def wait(self, seconds: float) -> int | None:
        """Wait for the exit code; return None when it runs for longer than that."""
        try:
            return self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None

    def is_alive(self) -> bool:
        """Whether it runs."""
        return self._process.poll() is None

    def end(self, seconds: float) -> None:
        """Ask it to end, and kill it if it does not."""
        self._process.terminate()
        if self.wait(seconds) is None:
            self.kill()
        self._close_pipe()

    def kill(self) -> None:
        """Kill it and its process group."""
        if self.is_alive():
            # macOS refuses (EPERM) when only a zombie process is left.
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, signal.SIGKILL)
            self._process.wait()
        self._close_pipe()

    def _close_pipe(self) -> None:
        if self._writer >= 0:
            os.close(self._writer)
            self._writer = -1


def run(
    command: Sequence[str],
    output: IO[bytes] | None,
    terms: Terms,
    where: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> int:
    """Run a command and return its exit code. It is ended when `terms.check` raises."""
    process = Bound(command, output, terms.holds, where, environment)
    try:
        while (code := process.wait(POLL_SECONDS)) is None:
            terms.check()
    finally:
        process.end(TOOL_SECONDS)
    return code
