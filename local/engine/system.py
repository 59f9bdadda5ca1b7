"""The small Debian in which the engine lives: made once, kept, entered with chroot."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from local.bound import Terms
from local.bound import run as run_bound

PACKAGES = "ca-certificates,postgresql-18-documentdb"
SUITE = "sid"
PATIENCE_SECONDS = 900
"""For a mirror that answers slowly, or not at all."""
READY = "ready"
"""The file that says that the installation was finished."""


class NoEngineError(Exception):
    """The engine cannot be had on this machine; the message says what it wants."""


class EngineFailedError(Exception):
    """The engine is installed and does not work."""


def check_machine() -> None:
    """Raises NoEngineError when this machine cannot hold the engine."""
    if os.geteuid() != 0:
        raise NoEngineError("only root may enter a system of its own: sudo make test-engine")
    if shutil.which("debootstrap", path=_search_path()) is None:
        raise NoEngineError("debootstrap is missing: apt-get install debootstrap")


def install(root: Path, log: Path, terms: Terms) -> None:
    """Make the system, unless it is there. Raises NoEngineError with the end of the log."""
    if (root / READY).exists():
        return
    shutil.rmtree(root, ignore_errors=True)
    root.parent.mkdir(parents=True, exist_ok=True)
    command = ["debootstrap", "--variant=minbase", f"--include={PACKAGES}", SUITE, str(root)]
    with log.open("wb") as output:
        limited = ["timeout", str(PATIENCE_SECONDS), *command, *_mirror()]
        code = run_bound(limited, output, terms, environment=_environment())
    if code:
        last = "\n".join(log.read_text(errors="replace").splitlines()[-5:])
        raise NoEngineError(f"Debian {SUITE} could not be installed:\n{last}")
    (root / READY).touch()


@contextmanager
def entered(root: Path) -> Iterator[None]:
    """What a system needs of the machine, while the context lasts; never the machine's own /dev.

    Raises NoEngineError where nothing may be mounted.
    """
    with ExitStack() as mounted:
        for options, folder in (
            (["-t", "proc", "proc"], "proc"),
            (["-t", "tmpfs", "tmpfs"], "dev/shm"),
        ):
            place = str(root / folder)
            done = _run_as_root("mount", *options, place)
            if done.returncode:
                raise NoEngineError(f"nothing may be mounted here: {done.stderr.strip()}")
            mounted.callback(_run_as_root, "umount", place)
        yield


def run(root: Path, *command: str, given: str = "") -> str:
    """Run a command in the system as its user postgres; answers what it printed.

    Raises EngineFailedError with what it said when it failed.
    """
    done = _run_as_root("chroot", "--userspec=postgres:postgres", str(root), *command, given=given)
    if done.returncode:
        raise EngineFailedError(f"`{' '.join(command[:2])}` failed: {done.stderr.strip()[-500:]}")
    return done.stdout


def _run_as_root(*command: str, given: str = "") -> subprocess.CompletedProcess[str]:
    # Out of reach of a terminal's Ctrl-C: the steps that take away what others made must succeed.
    return subprocess.run(
        command, input=given, env=_environment(), capture_output=True, text=True, check=False,
        start_new_session=True,
    )  # fmt: skip


def _mirror() -> list[str]:
    """The machine's own mirror of Debian, if it names one."""
    asked = ["apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages"]
    found = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.splitlines()
    return [uri for uri in found if uri.rstrip("/").endswith("/debian")][:1]


def _environment() -> dict[str, str]:
    return {**os.environ, "PATH": _search_path(), "LC_ALL": "C.UTF-8"}


def _search_path() -> str:
    """With the folders of the administrator's tools, which a user's path may leave out."""
    administrators = ["/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/bin", "/bin"]
    return os.pathsep.join([os.environ.get("PATH", ""), *administrators])
