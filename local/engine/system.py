"""The small Debian in which the engine runs."""

from pathlib import Path
from typing import BinaryIO

from local.bound import Terms
from local.bound import run as run_bound
from setup import bootstrap

PACKAGES = "ca-certificates,postgresql-18-documentdb"
SUITE = "sid"


class EngineFailedError(Exception):
    """The engine is installed and does not work."""


def install(root: Path, log: Path, terms: Terms) -> None:
    """Make the system, unless it is there. Raises NoMachineError with the end of the log."""

    def run_in_terms(command: list[str], output: BinaryIO) -> int:
        return run_bound(command, output, terms, environment=bootstrap.environment())

    bootstrap.install(root, SUITE, PACKAGES, log, run_in_terms)


def run(root: Path, *command: str, given: str = "") -> str:
    """Run a command in the system as its user postgres; return its output.

    Raises EngineFailedError with its output when it failed.
    """
    chroot = ("chroot", "--userspec=postgres:postgres", str(root))
    done = bootstrap.run_as_root(*chroot, *command, given=given)
    if done.returncode:
        raise EngineFailedError(f"`{' '.join(command[:2])}` failed: {done.stderr.strip()[-500:]}")
    return done.stdout
