"""How a store is kept open: alone in its folder, until somebody wants it closed."""

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
from local.progress import say, step
from local.servers import Server, ServerFailedError

LOOK_SECONDS = 1
LEFT_SECONDS = KEEPER_SECONDS + 5
"""So long may what an earlier run has left behind take to end."""


class Cloud(Protocol):
    """What is opened."""

    @property
    def servers(self) -> Sequence[Server]:
        """Those that must live."""

    def start(self) -> None:
        """Start them. Raises ProblemError, or ClosingError when it shall end."""

    def deploy(self) -> None:
        """Bring what they serve. Raises as `start` does."""

    def seed(self, now: datetime) -> None:
        """Bring what is there on the first day. Raises as `start` does."""

    def stop(self) -> None:
        """Stop all that was started."""

    def welcome(self) -> str:
        """What people are told once it is open."""


def keep_open(places: Paths, closing: Closing, make: Callable[[Terms], Cloud]) -> int:
    """Open, tell, wait, close. The exit code is 1 when the store did not open or broke down."""
    try:
        with _alone(places, closing) as terms:
            cloud = make(terms)
            try:
                _serve(cloud, closing)
            except ClosingError:
                say("\nClosing the store; it needs no second Ctrl-C.")
            finally:
                cloud.stop()
    except ClosingError:
        say("\nThe store was not opened yet.")
    except ProblemError as problem:
        say(f"\nThe store did not open: {problem}", sys.stderr)
        return 1
    return 0


def _serve(cloud: Cloud, closing: Closing) -> None:
    """Raises ClosingError when a signal has come, ProblemError when something does not work."""
    cloud.start()
    cloud.deploy()
    cloud.seed(datetime.now(UTC))
    say(cloud.welcome())
    while not closing.is_asked(LOOK_SECONDS):
        for server in cloud.servers:
            if not server.is_alive():
                raise ServerFailedError(f"the {server.name} has ended; its log: {server.log}")
    raise ClosingError


@contextmanager
def _alone(places: Paths, closing: Closing) -> Iterator[Terms]:
    """While it lasts no other run uses this folder.

    Raises ProblemError when one does, ClosingError when it is not to be waited for any longer.
    """
    places.prepare()
    ours = Lock.take(places.pid)
    if ours is None:
        raise ProblemError(f"process {holder(places.pid)} has it open. `make stop` closes it")
    try:
        ours.sign()
        used = _when_unused(places.used, closing)
        try:
            yield Terms(closing.check, (used.file,))
        finally:
            used.let_go()
    finally:
        ours.remove()


def _when_unused(path: Path, closing: Closing) -> Lock:
    """Servers of a run that was killed end by themselves, and may still be writing."""
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
