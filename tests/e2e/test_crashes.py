"""Power cuts in the middle of the business: nothing that was accepted is lost or paid twice."""

import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from email.message import Message
from functools import partial

import pytest

from local.servers import Server
from local.shopper import Answer, NotYetError, Shopper, wait_for
from tests.claims import proves
from tests.e2e.store import VISA, Store, is_settled

ORDERS = 20
BETWEEN_CUTS = 1.0
"""Seconds of business between one power cut and the next."""
VISIBILITY = 20
"""Seconds. AWS takes no less than a function's time-out, which is a minute for payment's."""
PATIENCE = 240
"""Seconds: a message that failed some times has waited as often for its queue's time-out."""


def insist(ask: "Asked") -> Answer:
    """Ask until the store takes it on, as the shop's page does after a 5xx or a lost connection."""
    return wait_for(ask, lambda a: a.status == 202, "a request", PATIENCE)


class Asked:
    """A write with one Idempotency-Key, whatever happens to the attempts."""

    def __init__(self, shopper: Shopper, path: str, body: object, key: str) -> None:
        self._ask = partial(shopper.ask, "POST", path, body, key=key)

    def __call__(self) -> Answer:
        try:
            return self._ask()
        except OSError:
            return Answer(0, Message(), b"nobody answered")


def buy(store: Store, shopper: Shopper, at: int, day: str) -> str:
    """Order and pay, in spite of everything."""
    order = insist(Asked(shopper, "/orders", store.request(day), f"crash-order-{at:04}"))
    order_id = str(order.body["order_id"])
    card = {"payment_method": VISA}
    insist(Asked(shopper, f"/orders/{order_id}/payment", card, f"crash-pay-{at:04}"))
    return order_id


@pytest.fixture
def impatient_queues(store: Store) -> None:
    """What was in the hands of somebody who died comes again soon, not after six time-outs."""
    for name, inbox in store.outputs.items():
        if name.startswith("InboxUrl"):
            store.client("sqs").set_queue_attributes(
                QueueUrl=inbox, Attributes={"VisibilityTimeout": str(VISIBILITY)}
            )


def cut_power(server: Server) -> None:
    """kill -9, a moment of darkness, start again."""
    server.kill()
    time.sleep(0.5)
    server.start()


@proves(
    "T21",
    "T22",
    "T24",
    "T25",
    "T46",
    "T47",
    "E10",
    "E12",
    "E30",
    "E25",
    "FM-K12-03:mitigation",
    "FM-DB-01:mitigation",
    "FM-ORD-04:mitigation",
    "FM-K25-01:mitigation",
    "FM-K30-02:mitigation",
    "FM-K29-02:mitigation",
    "FM-FN-01:mitigation",
)
@pytest.mark.timeout(600)
def test_every_accepted_order_survives_power_cuts_of_database_provider_and_functions(
    store: Store, flora: Shopper, impatient_queues: None
) -> None:
    day = store.day(12)
    cuts_are_over = threading.Event()

    def cut_everything() -> None:
        time.sleep(BETWEEN_CUTS)
        cut_power(store.cloud.database)
        time.sleep(BETWEEN_CUTS)
        cut_power(store.cloud.payments)
        for process in store.functions():
            time.sleep(BETWEEN_CUTS / 4)
            process.kill()
        cuts_are_over.set()

    saboteur = threading.Thread(target=cut_everything)
    saboteur.start()
    with ThreadPoolExecutor(4) as people:
        bought = list(people.map(lambda at: buy(store, flora, at, day), range(ORDERS)))
    saboteur.join()
    assert cuts_are_over.is_set()
    store.cloud.emulator.stop()
    store.cloud.emulator.start()

    # A message that each of the cuts has hit is a dead letter: it was received five times.
    store.redrive_until_quiet(PATIENCE)
    ends = Counter(_end(flora, order_id) for order_id in bought)

    assert ends == {"confirmed": ORDERS}
    charged: Counter[str] = Counter()
    for intent in store.intents():
        amount = intent["amount_capturable"] + intent["amount_received"]
        charged[intent["metadata"]["order_id"]] += amount
    price = store.price()
    assert {order_id: charged[order_id] for order_id in bought} == dict.fromkeys(bought, price)


def _end(flora: Shopper, order_id: str) -> str:
    def settled() -> dict[str, object]:
        try:
            order: dict[str, object] = flora.order(order_id)
        except (NotYetError, OSError):
            return {"state": "unknown", "invoice": None}
        return order

    return str(wait_for(settled, is_settled, f"order {order_id}", PATIENCE)["state"])
