"""The outbox: which event is still to be delivered to which webhook endpoint, and when.

It is written in the transaction of the effect, so a kill loses no delivery. Problems that a test
asks for are made here: copies of each delivery, a shuffled order, a pause.
"""

import json
import random
import time
from dataclasses import dataclass, replace
from typing import Any

from local.payments.errors import Body
from local.payments.store import Query, Store

FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.5, 30.0
TRIES = 15
"""The last try is about four minutes after the first; Stripe's is after days."""
ACCOUNT_VERSION = "2020-08-27"
"""An old account's API version: events for an endpoint that names none are written in it."""
SHUFFLE_SECONDS = 0.4
"""The longest delay of a shuffled delivery and of a copy."""


@dataclass(frozen=True)
class Trouble:
    """Problems of deliveries that a test asks for."""

    duplicate: int = 0
    """The number of further deliveries of each event."""
    shuffle: bool = False
    pause: bool = False


@dataclass(frozen=True)
class Delivery:
    """One event for one endpoint."""

    event: str
    endpoint: str
    due: float
    """Seconds of UTC."""
    content: str
    url: str
    secret: str

    @property
    def key(self) -> tuple[str, str]:
        """The key of the delivery."""
        return self.event, self.endpoint


class Outbox:
    """The deliveries that wait. Every method but `trouble_with` is called within a transaction."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.trouble = Trouble()

    def trouble_with(self, **trouble: Any) -> None:
        """Change the problems of deliveries; those not given stay."""
        self.trouble = replace(self.trouble, **trouble)
        self._store.posted.set()

    def post(self, event: str, kind: str) -> int:
        """Add a delivery for every endpoint that wants such events; return their number."""
        wanting = [
            endpoint["id"]
            for endpoint in self._store.newest_first("webhook_endpoint", Query())
            if {kind, "*"} & set(endpoint["enabled_events"])
        ]
        due = time.time() + (random.uniform(0, SHUFFLE_SECONDS) if self.trouble.shuffle else 0)  # noqa: S311
        self._store.sqlite.executemany(
            "INSERT INTO outbox VALUES (?, ?, ?, 0, ?)",
            [(event, endpoint, due, self.trouble.duplicate) for endpoint in wanting],
        )
        if wanting:
            self._store.post_at_commit()
        return len(wanting)

    def pending(self, event: str) -> int:
        """The number of endpoints to which the event will still be delivered."""
        row: tuple[int] = self._store.sqlite.execute(
            "SELECT count(*) FROM outbox WHERE event = ? AND due IS NOT NULL", (event,)
        ).fetchone()
        return row[0]

    def earliest(self, count: int) -> list[Delivery]:
        """The deliveries that are due first, including future ones."""
        rows = self._store.sqlite.execute(
            "SELECT outbox.event, outbox.endpoint, due, events.body, endpoints.body FROM outbox"
            " JOIN objects AS events ON events.id = outbox.event"
            " JOIN objects AS endpoints ON endpoints.id = outbox.endpoint"
            " WHERE due IS NOT NULL ORDER BY due LIMIT ?",
            (count,),
        ).fetchall()
        return [_delivery(*row) for row in rows]

    def delivered(self, delivery: Delivery) -> None:
        """Record that the endpoint accepted it; copies of it may remain."""
        held = time.time() + random.uniform(0, SHUFFLE_SECONDS)  # noqa: S311
        self._store.sqlite.execute(
            "DELETE FROM outbox WHERE event = ? AND endpoint = ? AND copies = 0", delivery.key
        )
        self._store.sqlite.execute(
            "UPDATE outbox SET copies = copies - 1, tries = 0, due = ?"
            " WHERE event = ? AND endpoint = ?",
            (held, *delivery.key),
        )

    def failed(self, delivery: Delivery) -> None:
        """Record a failed try: it is repeated later, and at last given up (the event stays)."""
        row = self._store.sqlite.execute(
            "SELECT tries + 1 FROM outbox WHERE event = ? AND endpoint = ?", delivery.key
        ).fetchone()
        if row is None:
            return
        tries: int = row[0]
        pause = min(FIRST_PAUSE_SECONDS * 2 ** (tries - 1), LONGEST_PAUSE_SECONDS)
        due = time.time() + pause if tries < TRIES else None
        self._store.sqlite.execute(
            "UPDATE outbox SET tries = ?, due = ? WHERE event = ? AND endpoint = ?",
            (tries, due, *delivery.key),
        )

    def forget_endpoint(self, endpoint: str) -> None:
        """Delete the endpoint's deliveries."""
        self._store.sqlite.execute("DELETE FROM outbox WHERE endpoint = ?", (endpoint,))


def _delivery(event: str, endpoint: str, due: float, content: str, to: str) -> Delivery:
    address: Body = json.loads(to)
    written = json.loads(content) | {"api_version": address.get("api_version") or ACCOUNT_VERSION}
    return Delivery(event, endpoint, due, json.dumps(written), address["url"], address["_secret"])
