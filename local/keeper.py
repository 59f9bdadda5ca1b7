"""python keeper.py COMMAND...: run a command, and end it when its parent process has ended.

The parent (`local.bound.Bound`) holds one end of a pipe; the other end is the standard input here.
The keeper is a second, small process in the command's process group. Each server has its own.
"""

import os
import select
import signal
import sys

KEEPER_SECONDS = 15
"""How long a command may take to end after its parent, before it is killed."""


def main() -> None:
    """Become the command, with a keeper beside it."""
    command, life, running = os.getpid(), sys.stdin.fileno(), os.pipe()
    if os.getpgrp() != command:
        sys.exit("This is started by local.bound.Bound alone: it ends its whole group.")
    if os.fork() == 0:
        os.close(running[1])
        _keep(command, life, running[0])
    os.close(running[0])
    # Only the command has this end, so the keeper sees when the command ends.
    os.set_inheritable(running[1], True)  # noqa: FBT003 - it has no name
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, life)
    os.close(nothing)
    try:
        os.execvp(sys.argv[1], sys.argv[1:])  # noqa: S606 - the starter has chosen it
    except OSError as problem:
        sys.exit(f"{sys.argv[1]}: {problem.strerror}")


def _keep(command: int, life: int, running: int) -> None:
    """Wait until the command or its parent ends; then end the rest of the process group."""
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
