"""The courier: a thread that delivers what is in the outbox, signed as Stripe signs.

docs.stripe.com/webhooks#verify-manually. At least once, and in no certain order.
"""

import hashlib
import hmac
import http.client
import queue
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

from local.payments.outbox import Letter, Outbox
from local.payments.store import Store

TIMEOUT_SECONDS = 3.0
HANDS = 8
"""So many deliveries at a time: one slow endpoint does not hold the others up."""


class Courier:
    """Takes letters out of the outbox until each was taken by its endpoint."""

    def __init__(self, store: Store, outbox: Outbox) -> None:
        self._store = store
        self._outbox = outbox
        self._hands = ThreadPoolExecutor(HANDS, "webhook")
        self._under_way: set[tuple[str, str]] = set()
        self._returned: queue.SimpleQueue[tuple[Letter, bool]] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="courier", daemon=True)

    def start(self) -> None:
        """Begin with whatever an earlier life left in the outbox."""
        self._thread.start()

    def _work(self) -> None:
        while True:
            pause = self._round()
            self._store.posted.wait(pause)

    def _round(self) -> float | None:
        """Note what was delivered, send out what is due; answers for how long nothing will be."""
        self._store.posted.clear()
        with self._store.transaction():
            while not self._returned.empty():
                letter, was_taken = self._returned.get()
                self._under_way.discard(letter.key)
                note = self._outbox.taken if was_taken else self._outbox.refused
                note(letter)
            letters = self._outbox.earliest(HANDS + len(self._under_way))
        free = HANDS - len(self._under_way)
        waiting = [each for each in letters if each.key not in self._under_way][:free]
        if self._outbox.trouble.pause or not waiting:
            return None
        now = time.time()
        for letter in waiting:
            if letter.due > now:
                return letter.due - now
            self._under_way.add(letter.key)
            self._hands.submit(self._carry, letter)
        return None

    def _carry(self, letter: Letter) -> None:
        self._returned.put((letter, is_taken(letter)))
        self._store.posted.set()


def is_taken(letter: Letter) -> bool:
    """Post it; whether the endpoint answered 2xx in time. Redirects are not followed."""
    address = urlsplit(letter.url)
    kind = http.client.HTTPSConnection if address.scheme == "https" else http.client.HTTPConnection
    connection = kind(str(address.hostname), address.port, timeout=TIMEOUT_SECONDS)
    try:
        connection.request(
            "POST",
            address._replace(scheme="", netloc="", fragment="").geturl() or "/",
            letter.content.encode(),
            {
                "Content-Type": "application/json; charset=utf-8",
                "Stripe-Signature": signature(letter.content, letter.secret, int(time.time())),
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
