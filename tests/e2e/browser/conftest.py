"""A browser for the deployed store: the machine's own Chromium."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from local.seed import CUSTOMER, FLORIST
from tests.e2e.browser.people import People, open_browser
from tests.e2e.browser.tab import DESKTOP, PHONE, Size, Tab
from tests.e2e.store import Store
from tests.needs import CHROMIUM, chromium


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One browser for all tests of this folder."""
    if not chromium():
        CHROMIUM.skip()
    with open_browser() as browser:
        yield browser


@pytest.fixture(scope="package")
def _people(browser: Browser, store: Store) -> People:
    return People(browser, store)


@pytest.fixture
def people(_people: People) -> Iterator[People]:
    """Who comes in; afterwards nobody's browser may have complained of anything."""
    yield _people
    complaints = [each for tab in _people.tabs for each in tab.complaints]
    _people.leave()
    assert complaints == []


@pytest.fixture(params=[DESKTOP, PHONE], ids=["desktop", "phone"])
def size(request: pytest.FixtureRequest) -> Size:
    """On a desk, and in a hand."""
    chosen: Size = request.param
    return chosen


@pytest.fixture
def somebody(people: People, size: Size) -> Tab:
    """A stranger with a browser."""
    return people.stranger(size)


@pytest.fixture
def customer(people: People, size: Size) -> Tab:
    """Flora, signed in."""
    return people.known(CUSTOMER, size)


@pytest.fixture
def florist(people: People, size: Size) -> Tab:
    """Fleur, signed in."""
    return people.known(FLORIST, size)
