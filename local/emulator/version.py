"""The one version of ministack that the modules in `patches` were written for."""

from importlib.metadata import PackageNotFoundError, version

SUPPORTED = "1.5.33"


class WrongVersionError(Exception):
    """Another version of ministack, or none, is installed; the message has the remedy."""


def check_version() -> None:
    """Refuse to run on anything else: the patches change private names that may move."""
    try:
        installed = version("ministack")
    except PackageNotFoundError:
        installed = "not installed"
    if installed != SUPPORTED:
        raise WrongVersionError(
            f"The emulator needs ministack {SUPPORTED}; here it is {installed}. Install the locked"
            " packages with `make setup`. To move to another version, change SUPPORTED in"
            " local/emulator/version.py and the pin in requirements/local.in, and make"
            " tests/integration/emulator pass."
        )
