"""What every test shares."""

import gc

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from tests.needs import CHROMIUM, WHOLE_MACHINE, chromium

pytest_plugins = [
    "tests.aws",
    "tests.database",
    "tests.integration.people",
    "tests.logs",
    "tests.lost",
    "tests.payments",
]

SHARES_ONE = ("/e2e/", "/emulator/", "/infrastructure/")
"""Folders whose tests share something that takes long to make: one process runs each of them."""


BROWSER = "/e2e/browser/"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let `make test` leave the browser to `make test-browser`, and count what it leaves."""
    parser.addoption("--no-browser", action="store_true", help="skip what needs a browser")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Write the facts that a test proves into its JUnit record; leave out the browser if asked."""
    later = (WHOLE_MACHINE if chromium() else CHROMIUM).mark()
    for item in items:
        if BROWSER in item.nodeid and config.getoption("--no-browser"):
            item.add_marker(later)
        for mark in item.iter_markers("proves"):
            item.user_properties.extend(("proves", fact) for fact in mark.args)


def pytest_collection_finish() -> None:
    """Keep what was collected out of every later garbage collection: it stays to the end."""
    gc.collect()
    gc.freeze()


class ByFolderOrFile(LoadScopeScheduling):  # type: ignore[misc]
    """Gives each of those folders, and of the other files, to one process."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return next((folder for folder in SHARES_ONE if folder in file), file)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    """How tests are shared out when there are several processes."""
    return ByFolderOrFile(config, log)
