"""The simulator's memory: one SQLite file.

An effect, its events and the record of its idempotency key are one commit.
"""

import json
import secrets
import sqlite3
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from local.payments.errors import Body, Refusal, missing

KEY_SECONDS = 24 * 3600
"""For how long an idempotency key is remembered (docs.stripe.com/api/idempotent_requests)."""
SCHEMA = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
CREATE TABLE IF NOT EXISTS objects (
    number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE, kind TEXT, body TEXT
);
CREATE INDEX IF NOT EXISTS kinds ON objects (kind, number);
CREATE TABLE IF NOT EXISTS keys (
    key TEXT PRIMARY KEY, fingerprint TEXT, status INTEGER, body TEXT, made_at REAL
);
CREATE TABLE IF NOT EXISTS outbox (
    event TEXT, endpoint TEXT, due REAL, tries INTEGER, copies INTEGER,
    PRIMARY KEY (event, endpoint)
);
CREATE INDEX IF NOT EXISTS dues ON outbox (due);
"""
COMPARISONS = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<=", "is": "="}


def random_text(length: int) -> str:
    """Letters and digits that nobody guesses; `length` is even."""
    return secrets.token_hex(length // 2)


def new_object(kind: str, prefix: str, **fields: Any) -> Body:
    """An object of this kind, with an id of its own; not kept yet.

    A field whose name begins with `_` is the simulator's own and is never answered.
    """
    return {
        "id": prefix + random_text(24),
        "object": kind,
        "created": int(time.time()),
        "livemode": False,
        "metadata": {},
        **fields,
    }


@dataclass(frozen=True)
class Query:
    """Which objects of a kind: their fields, when they were created, and after which of them."""

    fields: Mapping[str, Any] = field(default_factory=dict)
    """The value of each, or a list of the values that it may have."""
    created: Mapping[str, int] = field(default_factory=dict)
    """Seconds of UTC by comparison: gt, gte, lt, lte, is."""
    delivered: bool | None = None
    """Of events: whether every webhook endpoint took it."""
    starting_after: str = ""
    limit: int = -1
    """-1: all of them."""


TABLES = ("objects", "keys", "outbox")


class Store:
    """Objects by id, newest last, and the answers given under idempotency keys."""

    def __init__(self, file: Path | str) -> None:
        self.lock = threading.RLock()
        self.posted = threading.Event()
        """Set when something new in the outbox is committed."""
        self._is_posting = False
        self.sqlite = sqlite3.connect(file, check_same_thread=False, isolation_level=None)
        self.sqlite.executescript(SCHEMA)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing of what is put inside."""
        with self.lock:
            self._is_posting = False
            self.sqlite.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self.sqlite.execute("ROLLBACK")
                raise
            self.sqlite.execute("COMMIT")
            if self._is_posting:
                self.posted.set()

    def post_at_commit(self) -> None:
        """Within a transaction that wrote into the outbox: let it be known when that holds."""
        self._is_posting = True

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Within a transaction: a refused request changes nothing, but a refused card is a fact."""
        self.sqlite.execute("SAVEPOINT attempt")
        try:
            yield
        except Refusal as refusal:
            if not refusal.has_effect:
                self.sqlite.execute("ROLLBACK TO attempt")
            raise

    def put(self, body: Body) -> Body:
        """Keep an object as it is now."""
        self.sqlite.execute(
            "INSERT INTO objects (id, kind, body) VALUES (?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET body = excluded.body",
            (body["id"], body["object"], json.dumps(body)),
        )
        return body

    def remove(self, body: Body) -> None:
        """Keep it no longer."""
        self.sqlite.execute("DELETE FROM objects WHERE id = ?", (body["id"],))

    def find(self, key: str) -> Body | None:
        """The object with this id, of whatever kind."""
        row = self.sqlite.execute("SELECT body FROM objects WHERE id = ?", (key,)).fetchone()
        return json.loads(row[0]) if row else None

    def get(self, kind: str, key: str, param: str = "id") -> Body:
        """The object that was named by `param`. Raises Refusal."""
        found = self.find(key)
        if found is None or found["object"] != kind:
            raise missing(kind, key, param)
        return found

    def newest_first(self, kind: str, query: Query) -> list[Body]:
        """The objects of a kind that the query asks for."""
        clauses = ["kind = ?"]
        values: list[Any] = [kind]
        for name, value in query.fields.items():
            allowed = value if isinstance(value, list) else [value]
            clauses.append(f"json_extract(body, '$.' || ?) IN ({', '.join('?' * len(allowed))})")
            values += [name, *allowed]
        for comparison, seconds in query.created.items():
            clauses.append(f"json_extract(body, '$.created') {COMPARISONS[comparison]} ?")
            values.append(seconds)
        if query.delivered is not None:
            clauses.append("id IN (SELECT event FROM outbox) IS NOT ?")
            values.append(query.delivered)
        if query.starting_after:
            clauses.append("number < (SELECT number FROM objects WHERE id = ?)")
            values.append(query.starting_after)
        rows = self.sqlite.execute(
            f"SELECT body FROM objects WHERE {' AND '.join(clauses)}"  # noqa: S608 - our clauses
            " ORDER BY number DESC LIMIT ?",
            (*values, query.limit),
        ).fetchall()
        return [json.loads(row[0]) for row in rows]

    def answered(self, key: str) -> tuple[str, int, str] | None:
        """The fingerprint, status and body that were saved under an idempotency key."""
        row: tuple[str, int, str] | None = self.sqlite.execute(
            "SELECT fingerprint, status, body FROM keys WHERE key = ? AND made_at > ?",
            (key, time.time() - KEY_SECONDS),
        ).fetchone()
        return row

    def save_answer(self, key: str, fingerprint: str, status: int, body: str) -> None:
        """Remember an answer; within the transaction of what it answers."""
        self.sqlite.execute(
            "INSERT OR REPLACE INTO keys VALUES (?, ?, ?, ?, ?)",
            (key, fingerprint, status, body, time.time()),
        )

    def forget(self, *tables: str) -> None:
        """Begin anew, or only with some of what is kept."""
        with self.transaction():
            for table in tables or TABLES:
                self.sqlite.execute(f"DELETE FROM {table}")  # noqa: S608 - our tables
