"""python keeper.py COMMAND...: the command, and a keeper that ends it when its starter is gone.

The starter (`local.bound.Bound`) holds one end of a pipe, whose other end is the standard input
here. The keeper is a second process in the group of the command, and a small one: each server has
its own.
"""

import os
import select
import signal
import sys

KEEPER_SECONDS = 15
"""So long may a command take to end after its starter, before it is killed."""


def main() -> None:
    """Become the command, with a keeper beside it."""
    command, life, running = os.getpid(), sys.stdin.fileno(), os.pipe()
    if os.getpgrp() != command:
        sys.exit("This is started by local.bound.Bound alone: it ends its whole group.")
    if os.fork() == 0:
        os.close(running[1])
        _keep(command, life, running[0])
    os.close(running[0])
    # The command alone has this end: when it ends, the keeper sees that.
    os.set_inheritable(running[1], True)  # noqa: FBT003 - it has no name
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, life)
    os.close(nothing)
    try:
        os.execvp(sys.argv[1], sys.argv[1:])  # noqa: S606 - the starter has chosen it
    except OSError as problem:
        sys.exit(f"{sys.argv[1]}: {problem.strerror}")


def _keep(command: int, life: int, running: int) -> None:
    """Wait for the end of the command or of its starter; then end all that is left of the group."""
    try:
        select.select([life, running], [], [])
        if not _has_ended(running, within=0):
            os.kill(command, signal.SIGTERM)
            _has_ended(running, within=KEEPER_SECONDS)
    finally:
        os.killpg(os.getpgrp(), signal.SIGKILL)


def _has_ended(running: int, within: float) -> bool:
    return bool(select.select([running], [], [], within)[0])


if __name__ == "__main__":
    main()
