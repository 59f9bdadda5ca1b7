"""`make stop` and `make reset`: end the running store, and forget what it knew."""

import argparse
import os
import shutil
import signal
import sys
import time
from pathlib import Path

from local.places import Places

STOP_SECONDS = 60


def stop(places: Places) -> bool:
    """Ask the running store to end and wait for it. False when it did not end in time."""
    pid = _running(places)
    if pid is None:
        print("The store is not running.")
        return True
    os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    while _running(places) is not None:
        if time.monotonic() > deadline:
            print(f"Process {pid} has not ended after {STOP_SECONDS} s.", file=sys.stderr)
            return False
        time.sleep(0.1)
    print("The store is closed; its state is kept.")
    return True


def _running(places: Places) -> int | None:
    """The process that keeps the store running, if it is one of ours and alive."""
    if not places.pid.exists():
        return None
    pid = int(places.pid.read_text())
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return None
    # A number can be given to another program after a power cut: never end what is not ours.
    command = Path(f"/proc/{pid}/cmdline")
    if command.exists() and b"local.run" not in command.read_bytes():
        return None
    return pid


def main() -> int:
    """The commands' entry."""
    parser = argparse.ArgumentParser(prog="local.stop", description=__doc__)
    parser.add_argument("--forget", action="store_true", help="delete the local store's state")
    forget: bool = parser.parse_args().forget
    places = Places()
    if not stop(places):
        return 1
    if forget:
        shutil.rmtree(places.home, ignore_errors=True)
        print("The local store is forgotten: the next `make run` begins anew.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
