"""The whole store, deployed from its stacks onto a local cloud of the tests' own."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from local.cloud import LocalCloud
from local.places import Places
from local.seed import CUSTOMER, FLORIST
from local.shopper import Shopper
from tests.e2e.store import FELIX, Store


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Deployed, seeded, with every permission checked as on AWS."""
    places = Places(tmp_path_factory.mktemp("store"))
    cloud = LocalCloud(places, places.ports())
    try:
        cloud.start()
        cloud.deploy()
        cloud.seed(datetime.now(UTC))
        store = Store(cloud)
        store.wait_until_quiet()
        yield store
    finally:
        cloud.stop()


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
