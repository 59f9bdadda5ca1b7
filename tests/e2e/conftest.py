"""The whole store, deployed from its stacks onto a local cloud of the tests' own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from local.seed import CUSTOMER, FLORIST
from local.shopper import Shopper
from tests.e2e.store import FELIX, Store, open_store

HERE = Path(__file__).parent
AT_THE_END = ("test_confidence.py", "test_reconciliation.py", "test_contract.py")
"""First what reads the logs and the books of all the others, then what writes nonsense into them:
messages about orders that do not exist are tried again for minutes."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let these come last, in this order."""
    items.sort(key=lambda item: AT_THE_END.index(item.path.name) if _is_late(item) else -1)


def _is_late(item: pytest.Item) -> bool:
    return item.path.parent == HERE and item.path.name in AT_THE_END


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One store for all tests of this folder."""
    with open_store(tmp_path_factory.mktemp("store")) as store:
        yield store


@pytest.fixture(scope="session")
def flora(store: Store) -> Shopper:
    """A customer."""
    return Shopper.signed_in(store.outputs, CUSTOMER)


@pytest.fixture(scope="session")
def felix(store: Store) -> Shopper:
    """Another customer."""
    return store.welcome(FELIX)


@pytest.fixture(scope="session")
def fleur(store: Store) -> Shopper:
    """A florist."""
    return Shopper.signed_in(store.outputs, FLORIST)
