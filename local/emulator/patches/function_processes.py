"""Gap: other processes cannot tell which processes are the emulator's functions.

A test that kills a function must find it, on any system: each process's number is written
beside its unpacked code. `local.emulator.functions` reads it.
"""

from pathlib import Path
from typing import Any

from local.emulator.functions import PID_FILE


def apply() -> None:
    """Write a process's number as soon as it is started."""
    from ministack.core.lambda_runtime import Worker

    spawn = Worker._spawn

    def spawn_and_tell(worker: Any) -> None:
        spawn(worker)
        Path(worker._tmpdir, PID_FILE).write_text(f"{worker._proc.pid} {worker.func_name}")

    Worker._spawn = spawn_and_tell
