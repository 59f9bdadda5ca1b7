"""The whole store, deployed from its stacks onto a local cloud of the tests' own."""

from collections.abc import Iterator

import pytest

from local.seed import CUSTOMER, FLORIST
from local.shopper import Shopper
from tests.e2e.store import FELIX, Store, open_store


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
    store.welcome(FELIX)
    return Shopper.signed_in(store.outputs, FELIX)


@pytest.fixture(scope="session")
def fleur(store: Store) -> Shopper:
    """A florist."""
    return Shopper.signed_in(store.outputs, FLORIST)
