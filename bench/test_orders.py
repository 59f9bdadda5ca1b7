"""What one order takes, from the request to the invoice, on the deployed local store."""

import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from pymongo.database import Database

from bench.conftest import Show
from bench.test_imports import BARE, cpu_seconds
from local.seed import CUSTOMER
from local.shopper import Shopper
from services.contracts.payments import AuthorisePayment
from services.invoicing.gateways.pdf import PdfRenderer
from services.runtime import mongo
from services.runtime.mongo import Document
from tests.aws import AwsServer
from tests.e2e.store import Store, open_store, pay
from tests.integration.people import People
from tests.integration.proxy.conftest import RoundTrips
from tests.integration.store.in_process_store import InProcessStore
from tests.payments import Provider
from tests.shop import FLORA, a_dozen_roses, catalogue, tomorrow_open, zones

ORDERS = 12


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store of the benchmark's own."""
    with open_store(tmp_path) as store:
        yield store


def test_messages_and_round_trips(
    mongodb: Database[Document],
    mongodb_uri: str,
    aws_server: AwsServer,
    provider: Provider,
    people: People,
    table: Show,
) -> None:
    counted = RoundTrips()
    watched = mongo.connect(mongodb_uri, event_listeners=[counted])[mongodb.name]
    store = InProcessStore(watched, aws_server.aws(), people.pool, provider, PdfRenderer(), seed=1)
    store.send(catalogue(), zones(), tomorrow_open())
    store.settle()
    store.bus.sent.clear()
    counted.commands.clear()
    order = a_dozen_roses()
    store.send(order)
    store.settle()
    store.send(AuthorisePayment(order.order_id, FLORA.id, "pm_card_visa", "attempt-1"))
    store.settle()
    commands = Counter(counted.commands)
    table(
        "One order from PlaceOrder to its invoice, over all services",
        ("", "count", "most"),
        [
            ("messages (one per receiver)", len(store.bus.sent), 16),
            ("database round trips", sum(commands.values()), ""),
            *((f"  {name}", count, "") for name, count in commands.most_common()),
        ],
    )


def test_placed_to_invoice(store: Store, table: Show) -> None:
    flora = Shopper.signed_in(store.outputs, CUSTOMER)
    day, taken = store.day(2), []
    for at in range(ORDERS + 1):
        started = time.perf_counter()
        order_id = store.order(flora, day)
        flora.wait_for_order(order_id, lambda o: o["state"] == "placed", "is placed")
        pay(flora, order_id)
        flora.wait_for_order(order_id, lambda o: o["invoice"], "has an invoice")
        if at:
            taken.append(time.perf_counter() - started)
    taken.sort()
    bare = min(cpu_seconds(BARE) for _ in range(5))
    table(
        f"Placed to invoice on the local cloud ({ORDERS} orders, warm)",
        ("", "seconds", "x bare"),
        [
            ("fastest", taken[0], taken[0] / bare),
            ("median", taken[ORDERS // 2], taken[ORDERS // 2] / bare),
            ("slowest", taken[-1], taken[-1] / bare),
        ],
    )
