"""python -m setup.environment FOLDER: make a virtual environment with pip in it.

On Debian without the package python3-venv Python has no pip. Then pip comes from Debian's package,
unpacked below `.tools/`.
"""

import importlib.util
import subprocess
import sys
import venv
from pathlib import Path

from setup import TOOLS, CannotInstallError, debian

PIP_SECONDS = 300
REMEDY = "Install it: `apt-get install python3-venv` as root on Debian or Ubuntu."


def main() -> int:
    """Make it. The exit code is 1 when it cannot be made; the last line says what to do."""
    try:
        make(Path(sys.argv[1]))
    except (CannotInstallError, OSError, subprocess.SubprocessError) as problem:
        print(f"The virtual environment cannot be made: {problem}", file=sys.stderr)
        return 1
    return 0


def make(folder: Path) -> None:
    """Make the environment anew. Raises CannotInstallError when there is no pip for it."""
    has_pip = importlib.util.find_spec("ensurepip") is not None
    venv.create(folder, with_pip=has_pip, symlinks=True, clear=True)
    if not has_pip:
        _install_pip(folder)


def _install_pip(folder: Path) -> None:
    if not debian.is_available():
        raise CannotInstallError(f"this Python has no ensurepip. {REMEDY}")
    unpacked = TOOLS / "pip"
    try:
        debian.unpack(unpacked, "python3-pip-whl")
    except debian.DebianError as problem:
        raise CannotInstallError(f"this Python has no ensurepip. {REMEDY}\n{problem}") from problem
    (wheel,) = unpacked.glob("usr/share/python-wheels/pip-*.whl")
    # A wheel of pip can be run as it is, and installs itself.
    subprocess.run(
        [folder / "bin" / "python", wheel / "pip", "install", "--quiet", "--no-index", wheel],
        check=True,
        timeout=PIP_SECONDS,
    )


if __name__ == "__main__":
    sys.exit(main())
