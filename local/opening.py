"""Keeps a store open, as the only one in its folder, until a signal closes it."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from deployment.lock import Lock, holder
from deployment.paths import Paths
from deployment.problems import ProblemError
from local.bound import Terms
from local.closing import Closing, ClosingError
from local.keeper import KEEPER_SECONDS
from local.progress import print_line, step
from local.servers import Server, ServerFailedError

LOOK_SECONDS = 1
LEFT_SECONDS = KEEPER_SECONDS + 5
"""How long the servers of an earlier run may take to end."""


class Cloud(Protocol):
    """What is opened."""

    @property
    def servers(self) -> Sequence[Server]:
        """The servers that must stay alive."""

    def start(self) -> None:
        """Start them. Raises ProblemError, or ClosingError after a signal."""

    def deploy(self) -> None:
        """Deploy the stacks. Raises as `start` does."""

    def seed(self, now: datetime) -> None:
        """Add the initial data. Raises as `start` does."""

    def stop(self) -> None:
        """Stop all that was started."""

    def welcome(self) -> str:
        """The text that is printed once it is open."""


def keep_open(paths: Paths, closing: Closing, make: Callable[[Terms], Cloud]) -> int:
    """Open, wait, close. The exit code is 1 when the store did not open or failed."""
    try:
        with _alone(paths, closing) as terms:
            cloud = make(terms)
            try:
                _serve(cloud, closing)
            except ClosingError:
                print_line("\nClosing the store; it needs no second Ctrl-C.")
            finally:
                cloud.stop()
    except ClosingError:
        print_line("\nThe store was not opened yet.")
    except ProblemError as problem:
        print_line(f"\nThe store did not open: {problem}", sys.stderr)
        return 1
    return 0


def _serve(cloud: Cloud, closing: Closing) -> None:
    """Open the store and wait. Raises ClosingError after a signal, ProblemError on failure."""
    cloud.start()
    cloud.deploy()
    cloud.seed(datetime.now(UTC))
    print_line(cloud.welcome())
    while not closing.is_asked(LOOK_SECONDS):
        for server in cloud.servers:
            if not server.is_alive():
                raise ServerFailedError(f"the {server.name} has ended; its log: {server.log}")
    raise ClosingError


@contextmanager
def _alone(paths: Paths, closing: Closing) -> Iterator[Terms]:
    """Keep other runs out of this folder while the context lasts.

    Raises ProblemError when another run uses it, ClosingError when a signal ends the wait.
    """
    paths.prepare()
    ours = Lock.take(paths.pid)
    if ours is None:
        raise ProblemError(f"process {holder(paths.pid)} has it open. `make stop` closes it")
    try:
        ours.sign()
        used = _when_unused(paths.used, closing)
        try:
            yield Terms(closing.check, (used.file,))
        finally:
            used.release()
    finally:
        ours.remove()


def _when_unused(path: Path, closing: Closing) -> Lock:
    """Wait until the servers of a killed run have ended, because they may still be writing."""
    lock = Lock.take(path)
    if lock is not None:
        return lock
    with step("Waiting for the servers of an earlier `make run` to end"):
        for _ in range(int(LEFT_SECONDS / LOOK_SECONDS)):
            if closing.is_asked(LOOK_SECONDS):
                raise ClosingError
            if (lock := Lock.take(path)) is not None:
                return lock
    raise ProblemError("servers of an earlier `make run` have not ended")
