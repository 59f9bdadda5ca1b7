"""Requests that are known by their Idempotency-Key, and what a document keeps of them.

A mark names a request: who asks for what, with which key, and with which body. Nothing can be read
out of it. The document that a request changes keeps its mark, written together with the change.
"""

import base64
import hashlib
from datetime import UTC, datetime
from typing import Annotated

from msgspec import Meta

from services.contracts.common import CustomerId
from services.contracts.message import Command
from services.contracts.values import Value

KEY_LENGTH = 20
BODY_LENGTH = 16
BETWEEN = "."
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
"""The time that is used for a request without a time of its own."""
Mark = Annotated[str, Meta(max_length=40)]
"""`key.body`: two requests with the same first part have the same key. Empty: it has no key."""


class Requested(Command, kw_only=True):
    """A command that somebody's request became. `mark` names the request."""

    mark: Mark = ""


class StaffRequest(Requested, kw_only=True):
    """A request of a florist; some of them customers make too, such as a cancellation.

    `by` is who asks, `requested_at` is when (UTC). `name` is the florist's, for the audit log;
    empty when a customer asks.
    """

    by: CustomerId
    requested_at: datetime
    name: Annotated[str, Meta(max_length=120)] = ""


class KnownRequest(Value):
    """A request that was answered, and when it was asked (UTC)."""

    mark: Mark
    at: datetime


class RefusedRequest(Value):
    """A request that changed nothing, and why: the field that is in the way, and words."""

    mark: Mark
    field: str
    sentence: str


class Requests(Value):
    """What a document knows of the requests to change it: the last ones, oldest first.

    `known_until` is when the last one that it has forgotten was asked.
    """

    known: tuple[KnownRequest, ...] = ()
    refused: tuple[RefusedRequest, ...] = ()
    known_until: datetime | None = None


def mark_of(*, by: str, operation: str, about: str, key: str, body: bytes) -> Mark:
    """Make the mark of a request: `by` asks for an operation on `about`, with this key and body.

    The body's part contains the key, so that equal bodies do not look equal.
    """
    of_key = _digest("request", by, operation, about, key)[:KEY_LENGTH]
    return of_key + BETWEEN + _digest("body", of_key, body.hex())[:BODY_LENGTH]


def key_of(mark: Mark) -> str:
    """Return the part of a mark that all requests with the same key have."""
    return mark.partition(BETWEEN)[0]


def _digest(*parts: str) -> str:
    text = "\x1f".join(parts).encode()
    return base64.b32encode(hashlib.sha256(text).digest()).decode().lower()
