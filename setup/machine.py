"""python -m setup.machine [--suite trixie] COMMAND...: run a command as a new user would.

The command runs as an ordinary user, on a minimal Debian with Python, make and git, in a clone of
what is committed. The settings of apt, pip and npm are copied from this machine, so that packages
come from the same sources. It needs root and debootstrap.
"""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from setup import ROOT, bootstrap
from setup.bootstrap import NoMachineError

PACKAGES = "ca-certificates,git,make,python3,python3-venv"
SUITES = ("trixie", "bookworm")
HOME = ROOT / "build" / "machines"
USER = "newcomer"
SETTINGS = (
    "etc/pip.conf", "etc/xdg/pip/pip.conf", "etc/npmrc", "usr/etc/npmrc", "usr/local/etc/npmrc",
    "etc/resolv.conf", "etc/ssl/certs/ca-certificates.crt",
)  # fmt: skip
USER_SETTINGS = (".config/pip/pip.conf", ".npmrc")
APT_SETTINGS = ("proxy", "verify", "cainfo", "check-valid", "check-date")
"""Settings of apt: files that contain one of these words are copied."""
VARIABLES = (
    "CURL_", "HTTP", "NODE_EXTRA", "NO_PROXY", "NPM_", "PIP_", "REQUESTS_", "SSL_", "UV_",
)  # fmt: skip
"""Prefixes of variables that configure where packages come from."""
LOCAL_FILES = ("PIP_CONSTRAINT", "PIP_FIND_LINKS", "UV_CONSTRAINT", "UV_FIND_LINKS")
"""Variables that name files of this machine, which the new system lacks."""
WAIT_SECONDS = 5


def main() -> int:
    """Run the command; return its exit code, or 2 when the system cannot be made."""
    parser = argparse.ArgumentParser(prog="setup.machine", description=__doc__)
    parser.add_argument("--suite", choices=SUITES, default=SUITES[0])
    parser.add_argument("command", nargs=argparse.REMAINDER)
    arguments = parser.parse_args()
    try:
        bootstrap.check_machine("make test-fresh")
        with fresh(arguments.suite) as root, bootstrap.entered(root):
            return _run(root, arguments.command)
    except NoMachineError as reason:
        print(f"There is no fresh machine here: {reason}", file=sys.stderr)
        return 2


@contextmanager
def fresh(suite: str) -> Iterator[Path]:
    """A new system, which is removed afterwards. Raises NoMachineError."""
    base = HOME / suite
    HOME.mkdir(parents=True, exist_ok=True)
    print(f"▸ Making a minimal Debian ({suite}) …", flush=True)
    bootstrap.install(base, suite, PACKAGES, HOME / f"{suite}.log")
    root = HOME / f"run-{os.getpid()}"
    # Not what is mounted there, such as /proc.
    copy = ["cp", "--archive", "--one-file-system", "--reflink=auto", str(base), str(root)]
    subprocess.run(copy, check=True)
    try:
        _take_settings_along(root, suite)
        _clone(root)
        yield root
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        _end_what_runs_in(root)
        shutil.rmtree(root, ignore_errors=True)


def _take_settings_along(root: Path, suite: str) -> None:
    bootstrap.run_as_root("chroot", str(root), "useradd", "--create-home", USER)
    (root / "etc/hosts").write_text("127.0.0.1 localhost\n")
    for uri in bootstrap.mirror():
        (root / "etc/apt/sources.list").write_text(f"deb {uri} {suite} main\n")
    for name in SETTINGS:
        _copy(Path("/") / name, root / name)
    for name in USER_SETTINGS:
        _copy(Path.home() / name, root / "home" / USER / name)
    for file in Path("/etc/apt/apt.conf.d").glob("*"):
        if any(word in file.read_text(errors="replace").lower() for word in APT_SETTINGS):
            _copy(file, root / "etc/apt/apt.conf.d" / file.name)


def _copy(source: Path, target: Path) -> None:
    if source.is_file():
        target.parent.mkdir(parents=True, exist_ok=True)
        lines = source.read_text(errors="replace").splitlines(keepends=True)
        # A constraint names a file of this machine, which the new system lacks.
        target.write_text("".join(line for line in lines if "constraint" not in line))
        target.chmod(0o644)


def _clone(root: Path) -> None:
    """Clone the repository: only what is committed."""
    home = root / "home" / USER
    clone = ["git", "clone", "--quiet", "--no-hardlinks", str(ROOT), str(home / "crassula")]
    subprocess.run(clone, check=True)
    bootstrap.run_as_root("chroot", str(root), "chown", "--recursive", f"{USER}:", f"/home/{USER}")


def _run(root: Path, command: list[str]) -> int:
    """Run as the user, in a new environment that keeps only the settings for packages."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name.upper().startswith(VARIABLES) and name.upper() not in LOCAL_FILES
    }
    environment = {
        "HOME": f"/home/{USER}", "USER": USER, "PATH": "/usr/local/bin:/usr/bin:/bin",
        "LANG": "C.UTF-8", **kept,
    }  # fmt: skip
    inside = ["sh", "-c", 'cd ~/crassula && exec "$@"', "newcomer", *command]
    chroot = ["chroot", f"--userspec={USER}:{USER}", str(root), "/usr/bin/env", "-i"]
    settings = [f"{name}={value}" for name, value in environment.items()]
    return subprocess.run(
        [*chroot, *settings, *inside], env=bootstrap.environment(), check=False
    ).returncode


def _end_what_runs_in(root: Path) -> None:
    """End the processes that the command left: those whose root is this folder."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        left = list(_processes(root))
        for pid in left:
            os.kill(pid, number)
        deadline = time.monotonic() + WAIT_SECONDS
        while list(_processes(root)) and time.monotonic() < deadline:
            time.sleep(0.1)


def _processes(root: Path) -> Iterator[int]:
    for link in Path("/proc").glob("[0-9]*/root"):
        try:
            if link.readlink() == root:
                yield int(link.parent.name)
        except OSError:  # it has ended, or may not be read
            continue


if __name__ == "__main__":
    sys.exit(main())
