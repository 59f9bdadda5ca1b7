"""A small Debian in a folder: debootstrap makes it once, and root enters it with chroot."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO

PATIENCE_SECONDS = 900
"""How long debootstrap may take: a mirror may be slow or not answer."""
READY = "ready"
"""The name of the file that marks a finished installation."""
DEVICES = {"null": 3, "zero": 5, "random": 8, "urandom": 9}
"""Minor numbers of the memory devices (major number 1)."""


class NoMachineError(Exception):
    """This machine cannot host the system; the message says what is missing."""


def check_machine(command: str) -> None:
    """Raise NoMachineError when this machine cannot host the system for `command`."""
    if os.geteuid() != 0:
        raise NoMachineError(f"only root may enter a system of its own: sudo {command}")
    if shutil.which("debootstrap", path=_search_path()) is None:
        raise NoMachineError("debootstrap is missing: apt-get install debootstrap")


def plainly(command: list[str], output: BinaryIO) -> int:
    """Run a command; return its exit code."""
    done = subprocess.run(command, env=environment(), stdout=output, stderr=output, check=False)
    return done.returncode


def install(
    root: Path,
    suite: str,
    packages: str,
    log: Path,
    run: Callable[[list[str], BinaryIO], int] = plainly,
) -> None:
    """Install the system, unless it exists. Raises NoMachineError with the end of the log."""
    if (root / READY).exists():
        return
    shutil.rmtree(root, ignore_errors=True)
    root.parent.mkdir(parents=True, exist_ok=True)
    command = ["debootstrap", "--variant=minbase", f"--include={packages}", suite, str(root)]
    with log.open("wb") as output:
        code = run(["timeout", str(PATIENCE_SECONDS), *command, *mirror()], output)
    if code:
        last = "\n".join(log.read_text(errors="replace").splitlines()[-5:])
        raise NoMachineError(f"Debian {suite} could not be installed:\n{last}")
    run_as_root("umount", "--lazy", str(root / "proc"))  # debootstrap leaves it mounted
    (root / READY).touch()


@contextmanager
def entered(root: Path) -> Iterator[None]:
    """Mount what the system needs, while the context lasts; never the machine's own /dev.

    Raises NoMachineError if mounting is not permitted.
    """
    with ExitStack() as mounted:
        for options, folder in (
            (["-t", "proc", "proc"], "proc"),
            (["-t", "tmpfs", "tmpfs"], "dev/shm"),
        ):
            place = str(root / folder)
            done = run_as_root("mount", *options, place)
            if done.returncode:
                raise NoMachineError(f"nothing may be mounted here: {done.stderr.strip()}")
            mounted.callback(run_as_root, "umount", "--lazy", place)
        _make_devices(root / "dev")
        if _make_terminals(root / "dev"):
            mounted.callback(run_as_root, "umount", "--lazy", str(root / "dev" / "pts"))
        yield


def run_as_root(*command: str, given: str = "") -> subprocess.CompletedProcess[str]:
    """Run a command with the administrator's tools; the caller checks its exit code.

    A terminal's Ctrl-C does not reach it, because steps that clean up must succeed.
    """
    return subprocess.run(
        command, input=given, env=environment(), capture_output=True, text=True, check=False,
        start_new_session=True,
    )  # fmt: skip


def mirror() -> list[str]:
    """The machine's configured mirror of Debian, if there is one."""
    asked = ["apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages"]
    found = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.splitlines()
    return [uri for uri in found if uri.rstrip("/").endswith("/debian")][:1]


def environment() -> dict[str, str]:
    """This process's environment, with the administrator's tools on the search path."""
    return {**os.environ, "PATH": _search_path(), "LC_ALL": "C.UTF-8"}


def _make_devices(folder: Path) -> None:
    for name, minor in DEVICES.items():
        if not (folder / name).exists():
            run_as_root("mknod", "-m", "666", str(folder / name), "c", "1", str(minor))


def _make_terminals(folder: Path) -> bool:
    """Give the system its own terminals, if mounting is permitted."""
    place, multiplexer = folder / "pts", folder / "ptmx"
    place.mkdir(exist_ok=True)
    options = "newinstance,ptmxmode=0666,mode=0620"
    if run_as_root("mount", "-t", "devpts", "-o", options, "devpts", str(place)).returncode:
        return False
    multiplexer.unlink(missing_ok=True)
    multiplexer.symlink_to("pts/ptmx")
    return True


def _search_path() -> str:
    """The search path with the folders of administration tools, which users' paths may lack."""
    administrators = ["/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/bin", "/bin"]
    return os.pathsep.join([os.environ.get("PATH", ""), *administrators])
