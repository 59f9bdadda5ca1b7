"""Delivers the events in the outbox to webhook endpoints, signed as Stripe signs them.

docs.stripe.com/webhooks#verify-manually. At least once, and in any order.
"""

import hashlib
import hmac
import http.client
import queue
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

from local.payments.outbox import Delivery, Outbox
from local.payments.store import Store

TIMEOUT_SECONDS = 3.0
PARALLEL_DELIVERIES = 8
"""Deliveries at a time, so that a slow endpoint does not delay the others."""


class DeliveryWorker:
    """A thread that tries each delivery until its endpoint accepts it."""

    def __init__(self, store: Store, outbox: Outbox) -> None:
        self._store = store
        self._outbox = outbox
        self._pool = ThreadPoolExecutor(PARALLEL_DELIVERIES, "webhook")
        self._under_way: set[tuple[str, str]] = set()
        self._results: queue.SimpleQueue[tuple[Delivery, bool]] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="delivery", daemon=True)

    def start(self) -> None:
        """Start the thread; it begins with what an earlier process left."""
        self._thread.start()

    def _work(self) -> None:
        while True:
            pause = self._round()
            self._store.posted.wait(pause)

    def _round(self) -> float | None:
        """Record results, and start due deliveries; return the seconds until the next."""
        self._store.posted.clear()
        with self._store.transaction():
            while not self._results.empty():
                delivery, was_delivered = self._results.get()
                self._under_way.discard(delivery.key)
                note = self._outbox.delivered if was_delivered else self._outbox.failed
                note(delivery)
            deliveries = self._outbox.earliest(PARALLEL_DELIVERIES + len(self._under_way))
        free = PARALLEL_DELIVERIES - len(self._under_way)
        waiting = [each for each in deliveries if each.key not in self._under_way][:free]
        if self._outbox.trouble.pause or not waiting:
            return None
        now = time.time()
        for delivery in waiting:
            if delivery.due > now:
                return delivery.due - now
            self._under_way.add(delivery.key)
            self._pool.submit(self._deliver, delivery)
        return None

    def _deliver(self, delivery: Delivery) -> None:
        self._results.put((delivery, post(delivery)))
        self._store.posted.set()


def post(delivery: Delivery) -> bool:
    """Post it; return whether the endpoint answered 2xx in time. Redirects are not followed."""
    address = urlsplit(delivery.url)
    kind = http.client.HTTPSConnection if address.scheme == "https" else http.client.HTTPConnection
    connection = kind(str(address.hostname), address.port, timeout=TIMEOUT_SECONDS)
    try:
        connection.request(
            "POST",
            address._replace(scheme="", netloc="", fragment="").geturl() or "/",
            delivery.content.encode(),
            {
                "Content-Type": "application/json; charset=utf-8",
                "Stripe-Signature": signature(delivery.content, delivery.secret, int(time.time())),
            },
        )
        return 200 <= connection.getresponse().status < 300
    except (OSError, http.client.HTTPException, ValueError):
        return False
    finally:
        connection.close()


def signature(content: str, secret: str, seconds: int) -> str:
    """The header Stripe-Signature: an HMAC of the time and the content."""
    signed = hmac.new(secret.encode(), f"{seconds}.{content}".encode(), hashlib.sha256)
    return f"t={seconds},v1={signed.hexdigest()}"
