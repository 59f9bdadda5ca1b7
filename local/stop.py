"""`make stop` and `make reset`: end the running store, and forget what it knew."""

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


def stop(places: Paths, patience: float = STOP_SECONDS) -> bool:
    """End the running store: ask it, and kill it when it does not. False when servers are left."""
    if not (is_held(places.pid) or is_held(places.used)):
        print("The store is not running.")
        return True
    if not _ends(places.pid, signal.SIGTERM, patience):
        print(f"The store has not ended within {patience:.0f} s. It is killed.", file=sys.stderr)
        _ends(places.pid, signal.SIGKILL, patience)
    # Its servers see that it is gone, write their state and end.
    if not _is_let_go(places.used, LEFT_SECONDS):
        print(f"Its servers have not ended after {LEFT_SECONDS} s.", file=sys.stderr)
        return False
    print("The store is closed; its state is kept.")
    return True


def forget(places: Paths) -> bool:
    """Delete what the store knew, while nobody opens it. False when somebody has."""
    if not places.home.exists():
        return True
    lock = Lock.take(places.pid)
    if lock is None:
        print("The store was opened again: nothing is forgotten.", file=sys.stderr)
        return False
    shutil.rmtree(places.home, ignore_errors=True)
    lock.let_go()
    return True


def _ends(pid_file: Path, how: signal.Signals, patience: float) -> bool:
    """Send the signal to whoever holds the file, once, and wait until nobody does."""
    told, deadline = None, time.monotonic() + patience
    while time.monotonic() < deadline:
        pid = holder(pid_file)
        if pid is not None and pid != told:
            with suppress(ProcessLookupError):
                os.kill(pid, how)
            told = pid
        if _is_let_go(pid_file, POLL_SECONDS):
            return True
    return False


def _is_let_go(path: Path, patience: float) -> bool:
    deadline = time.monotonic() + patience
    while is_held(path):
        if time.monotonic() > deadline:
            return False
        time.sleep(POLL_SECONDS / 2)
    return True


def main() -> int:
    """The commands' entry."""
    parser = argparse.ArgumentParser(prog="local.stop", description=__doc__)
    parser.add_argument("--forget", action="store_true", help="delete the local store's state")
    wants_to_forget: bool = parser.parse_args().forget
    places = Paths()
    if not stop(places):
        return 1
    if wants_to_forget:
        if not forget(places):
            return 1
        print("The local store is forgotten: the next `make run` begins anew.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
