"""Finds the processes in which the emulator's functions run, from another process."""

import os
import signal
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from local.emulator.environment import Home

PID_FILE = "process"


@dataclass(frozen=True)
class FunctionProcess:
    """One running copy of a function."""

    pid: int
    function: str

    def kill(self) -> None:
        """Kill it (kill -9), if it has not ended by itself."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)


def function_processes(home: Path, emulator_pid: int) -> list[FunctionProcess]:
    """The functions that the emulator with this state folder and process number runs now."""
    found = []
    for note in Home(home).temporary.glob(f"*/{PID_FILE}"):
        pid, function = note.read_text().split(maxsplit=1)
        if _is_of(int(pid), emulator_pid):
            found.append(FunctionProcess(int(pid), function))
    return found


def _is_of(pid: int, emulator_pid: int) -> bool:
    """Check the process group, because the system may reuse the number for another program."""
    try:
        return os.getpgid(pid) == os.getpgid(emulator_pid)
    except ProcessLookupError:
        return False
