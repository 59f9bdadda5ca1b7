"""`make stop` and `make reset`: end the running store, and delete its state."""

import argparse
import os
import shutil
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path

from deployment.lock import Lock, holder, is_held
from deployment.paths import Paths
from local.opening import LEFT_SECONDS

STOP_SECONDS = 60
POLL_SECONDS = 0.1


def stop(paths: Paths, patience: float = STOP_SECONDS) -> bool:
    """End the running store; kill it if it does not end. Return False when servers remain."""
    if not (is_held(paths.pid) or is_held(paths.used)):
        print("The store is not running.")
        return True
    if not _ends(paths.pid, signal.SIGTERM, patience):
        print(f"The store has not ended within {patience:.0f} s. It is killed.", file=sys.stderr)
        _ends(paths.pid, signal.SIGKILL, patience)
    # Its servers notice that it has ended, write their state and end too.
    if not _is_released(paths.used, LEFT_SECONDS):
        print(f"Its servers have not ended after {LEFT_SECONDS} s.", file=sys.stderr)
        return False
    print("The store is closed; its state is kept.")
    return True


def forget(paths: Paths) -> bool:
    """Delete the store's state. Return False when the store is open."""
    if not paths.home.exists():
        return True
    lock = Lock.take(paths.pid)
    if lock is None:
        print("The store was opened again: nothing is forgotten.", file=sys.stderr)
        return False
    shutil.rmtree(paths.home, ignore_errors=True)
    lock.release()
    return True


def _ends(pid_file: Path, how: signal.Signals, patience: float) -> bool:
    """Send the signal once to the process that holds the lock, and wait for its release."""
    signalled, deadline = None, time.monotonic() + patience
    while time.monotonic() < deadline:
        pid = holder(pid_file)
        if pid is not None and pid != signalled:
            with suppress(ProcessLookupError):
                os.kill(pid, how)
            signalled = pid
        if _is_released(pid_file, POLL_SECONDS):
            return True
    return False


def _is_released(path: Path, patience: float) -> bool:
    deadline = time.monotonic() + patience
    while is_held(path):
        if time.monotonic() > deadline:
            return False
        time.sleep(POLL_SECONDS / 2)
    return True


def main() -> int:
    """Stop the store, and delete its state if asked to."""
    parser = argparse.ArgumentParser(prog="local.stop", description=__doc__)
    parser.add_argument("--forget", action="store_true", help="delete the local store's state")
    wants_to_forget: bool = parser.parse_args().forget
    paths = Paths()
    if not stop(paths):
        return 1
    if wants_to_forget:
        if not forget(paths):
            return 1
        print("The local store is forgotten: the next `make run` begins anew.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
