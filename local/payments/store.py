"""The simulator's memory: one SQLite file. An effect and its idempotency record are one commit."""

import json
import secrets
import sqlite3
import string
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from local.payments.errors import Body, missing

ALPHABET = string.ascii_letters + string.digits
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
"""


class Store:
    """Objects by id, newest last, and the answers given under idempotency keys."""

    def __init__(self, file: Path | str) -> None:
        self.lock = threading.RLock()
        self._sqlite = sqlite3.connect(file, check_same_thread=False, isolation_level=None)
        self._sqlite.executescript(SCHEMA)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing of what is put inside."""
        with self.lock:
            self._sqlite.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._sqlite.execute("ROLLBACK")
                raise
            self._sqlite.execute("COMMIT")

    def new(self, kind: str, prefix: str, **fields: Any) -> Body:
        """Make an object of this kind and keep it."""
        made: Body = {
            "id": prefix + "".join(secrets.choice(ALPHABET) for _ in range(24)),
            "object": kind,
            "created": int(time.time()),
            "livemode": False,
            "metadata": {},
            **fields,
        }
        return self.put(made)

    def put(self, body: Body) -> Body:
        """Keep an object as it is now."""
        self._sqlite.execute(
            "INSERT INTO objects (id, kind, body) VALUES (?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET body = excluded.body",
            (body["id"], body["object"], json.dumps(body)),
        )
        return body

    def get(self, kind: str, key: str) -> Body:
        """The object. Raises Refusal 404."""
        row = self._sqlite.execute(
            "SELECT body FROM objects WHERE id = ? AND kind = ?", (key, kind)
        ).fetchone()
        if row is None:
            raise missing(kind, key)
        body: Body = json.loads(row[0])
        return body

    def newest_first(self, kind: str) -> Iterator[Body]:
        """Every object of a kind."""
        rows = self._sqlite.execute(
            "SELECT body FROM objects WHERE kind = ? ORDER BY number DESC", (kind,)
        ).fetchall()
        return (json.loads(row[0]) for row in rows)

    def answered(self, key: str) -> tuple[str, int, str] | None:
        """The fingerprint, status and body that were saved under an idempotency key."""
        row: tuple[str, int, str] | None = self._sqlite.execute(
            "SELECT fingerprint, status, body FROM keys WHERE key = ? AND made_at > ?",
            (key, time.time() - KEY_SECONDS),
        ).fetchone()
        return row

    def save_answer(self, key: str, fingerprint: str, status: int, body: str) -> None:
        """Remember an answer; within the transaction of what it answers."""
        self._sqlite.execute(
            "INSERT OR REPLACE INTO keys VALUES (?, ?, ?, ?, ?)",
            (key, fingerprint, status, body, time.time()),
        )

    def forget(self) -> None:
        """Begin anew."""
        with self.transaction():
            self._sqlite.execute("DELETE FROM objects")
            self._sqlite.execute("DELETE FROM keys")
