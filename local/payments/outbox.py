"""The outbox: which event is still to be delivered to which webhook endpoint, and when.

It is written in the transaction of the effect, so a kill loses no delivery. Trouble that a test
asks for is made here: copies of each delivery, a shuffled order, a pause.
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
"""With these pauses the last try is some four minutes after the first; Stripe's is after days."""
SHUFFLE_SECONDS = 0.4
"""A shuffled delivery is held for up to so long; so are copies."""


@dataclass(frozen=True)
class Trouble:
    """What befalls deliveries, as a test asks for it."""

    duplicate: int = 0
    """So many more deliveries of each event after the first one."""
    shuffle: bool = False
    pause: bool = False


@dataclass(frozen=True)
class Letter:
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
        """What tells it from the others."""
        return self.event, self.endpoint


class Outbox:
    """The letters that wait. Every method but `trouble_with` is called within a transaction."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.trouble = Trouble()

    def trouble_with(self, **trouble: Any) -> None:
        """Change what befalls deliveries; what is not given stays as it is."""
        self.trouble = replace(self.trouble, **trouble)
        self._store.posted.set()

    def post(self, event: str, kind: str) -> int:
        """Write a letter to every endpoint that wants such events; answers how many those are."""
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
        """At how many endpoints it will still be tried."""
        row: tuple[int] = self._store.sqlite.execute(
            "SELECT count(*) FROM outbox WHERE event = ? AND due IS NOT NULL", (event,)
        ).fetchone()
        return row[0]

    def earliest(self, count: int) -> list[Letter]:
        """The letters that are due first, also those of the future."""
        rows = self._store.sqlite.execute(
            "SELECT outbox.event, outbox.endpoint, due, events.body, endpoints.body FROM outbox"
            " JOIN objects AS events ON events.id = outbox.event"
            " JOIN objects AS endpoints ON endpoints.id = outbox.endpoint"
            " WHERE due IS NOT NULL ORDER BY due LIMIT ?",
            (count,),
        ).fetchall()
        return [_letter(*row) for row in rows]

    def taken(self, letter: Letter) -> None:
        """The endpoint took it: done, unless copies of it were asked for."""
        held = time.time() + random.uniform(0, SHUFFLE_SECONDS)  # noqa: S311
        self._store.sqlite.execute(
            "DELETE FROM outbox WHERE event = ? AND endpoint = ? AND copies = 0", letter.key
        )
        self._store.sqlite.execute(
            "UPDATE outbox SET copies = copies - 1, tries = 0, due = ?"
            " WHERE event = ? AND endpoint = ?",
            (held, *letter.key),
        )

    def refused(self, letter: Letter) -> None:
        """It was not taken: later again, and at last never (such an event is still listed)."""
        row = self._store.sqlite.execute(
            "SELECT tries + 1 FROM outbox WHERE event = ? AND endpoint = ?", letter.key
        ).fetchone()
        if row is None:
            return
        tries: int = row[0]
        pause = min(FIRST_PAUSE_SECONDS * 2 ** (tries - 1), LONGEST_PAUSE_SECONDS)
        due = time.time() + pause if tries < TRIES else None
        self._store.sqlite.execute(
            "UPDATE outbox SET tries = ?, due = ? WHERE event = ? AND endpoint = ?",
            (tries, due, *letter.key),
        )

    def forget_endpoint(self, endpoint: str) -> None:
        """Nothing is delivered to it any more."""
        self._store.sqlite.execute("DELETE FROM outbox WHERE endpoint = ?", (endpoint,))


def _letter(event: str, endpoint: str, due: float, content: str, to: str) -> Letter:
    address: Body = json.loads(to)
    return Letter(event, endpoint, due, content, address["url"], address["_secret"])
