"""Downloads Debian's packages with apt's checks, and unpacks them into a folder without root.

It works on Debian and its derivatives (Ubuntu, Mint). apt keeps its lists and archives in our own
folders, so it writes nothing of the system. It reads the system's list of installed packages, so
that it downloads only missing ones.
"""

import os
import shutil
import subprocess
from pathlib import Path

UPDATE_SECONDS = 300
DOWNLOAD_SECONDS = 900
UNPACK_SECONDS = 120
NOT_UNPACKED = ("usr/share/doc", "usr/share/man", "usr/share/locale")


class DebianError(Exception):
    """apt or dpkg failed; the message is the end of their output."""


def is_available() -> bool:
    """Whether this machine has apt and dpkg."""
    return all(shutil.which(command) for command in ("apt-get", "dpkg-deb"))


def is_root() -> bool:
    """Whether packages can be installed into the system itself."""
    return os.geteuid() == 0


def install(*packages: str) -> None:
    """Install into the system, as root. Raises DebianError."""
    _run(["apt-get", "-qq", "update"], UPDATE_SECONDS)
    command = ["apt-get", "-qq", "-y", "--no-install-recommends", "install", *packages]
    _run(command, DOWNLOAD_SECONDS)


def unpack(target: Path, *packages: str) -> None:
    """Unpack these packages, and what they depend on that the system lacks. Raises DebianError.

    The folder appears whole or not at all.
    """
    work = target.with_name(f"{target.name}.part")
    shutil.rmtree(work, ignore_errors=True)
    apt = ["apt-get", *_of_our_own(work / "apt"), "-qq", "-y"]
    download = ["--no-install-recommends", "--download-only", "install", *packages]
    _run([*apt, "update"], UPDATE_SECONDS)
    _run([*apt, *download], DOWNLOAD_SECONDS)
    root = work / "root"
    root.mkdir()
    for archive in sorted((work / "apt" / "archives").glob("*.deb")):
        _run(["dpkg-deb", "--extract", str(archive), str(root)], UNPACK_SECONDS)
    for folder in NOT_UNPACKED:
        shutil.rmtree(root / folder, ignore_errors=True)
    shutil.rmtree(target, ignore_errors=True)
    root.rename(target)
    shutil.rmtree(work)


def _of_our_own(folder: Path) -> list[str]:
    """The options that let apt write into this folder alone."""
    for name in ("lists/partial", "archives/partial"):
        (folder / name).mkdir(parents=True)
    options = {
        "Dir::State::lists": folder / "lists",
        "Dir::Cache": folder,
        "Dir::Cache::archives": folder / "archives",
        "APT::Sandbox::User": "",
        # Only the installed system needs locks, and it is not written.
        "Debug::NoLocking": "1",
        "Acquire::Retries": "3",
        "Acquire::http::Timeout": "30",
        "Acquire::https::Timeout": "30",
    }
    return [part for name, value in options.items() for part in ("-o", f"{name}={value}")]


def _run(command: list[str], seconds: int) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
    try:
        done = subprocess.run(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=seconds,
            check=False,
            text=True,
            errors="replace",
        )
    except subprocess.TimeoutExpired:
        raise DebianError(f"`{command[0]}` was not done after {seconds} s") from None
    if done.returncode:
        output = "\n".join(done.stdout.strip().splitlines()[-5:])
        raise DebianError(f"`{' '.join((command[0], *command[-2:]))}` failed:\n{output}")
