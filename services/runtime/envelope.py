"""The envelope of a message: CloudEvents 1.0 JSON (https://cloudevents.io), with our trace."""

import re
import secrets
import uuid
from datetime import datetime

import msgspec

from services.contracts.message import Message
from services.contracts.reading import read_value
from services.contracts.topology import MESSAGES
from services.contracts.values import Value
from services.runtime.clock import utc_now

TRACEPARENT = re.compile(r"^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$")


class Trace(Value):
    """What ties the log records of one request together, from the browser to the invoice (D04).

    `traceparent` follows W3C Trace Context; each hop keeps the trace id and gets its own span.
    """

    correlation_id: str
    traceparent: str

    @classmethod
    def begin(cls, correlation_id: str) -> "Trace":
        """A new trace for a request that carries this correlation id."""
        return cls(correlation_id, f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01")

    def next_hop(self) -> "Trace":
        """The same trace, a new span."""
        known = TRACEPARENT.match(self.traceparent)
        trace_id = known[1] if known else secrets.token_hex(16)
        return Trace(self.correlation_id, f"00-{trace_id}-{secrets.token_hex(8)}-01")


class Envelope(msgspec.Struct, frozen=True):
    """A CloudEvent around a message; `data` is decoded once `type` is known."""

    id: str
    source: str
    type: str
    time: datetime
    correlationid: str
    traceparent: str
    data: msgspec.Raw
    subject: str = ""
    specversion: str = "1.0"
    datacontenttype: str = "application/json"

    @property
    def trace(self) -> Trace:
        """The trace that this message belongs to."""
        return Trace(self.correlationid, self.traceparent)


class UnreadableMessageError(Exception):
    """The text is not a message of ours: it can never succeed and belongs in the DLQ."""


def subject_of(message: Message) -> str:
    """The order or customer that the message is about, if any; it is searched for in the logs."""
    order = getattr(message, "order", None)
    return str(getattr(message, "order_id", None) or getattr(order, "id", None) or "")


def seal(message: Message, trace: Trace) -> bytes:
    """`message` as the JSON text of a CloudEvent.

    Raises UnreadableMessageError for one that its receivers could not read: it must not be sent.
    """
    data = msgspec.json.encode(message)
    _read(type(message), data)
    hop = trace.next_hop()
    return msgspec.json.encode(
        Envelope(
            id=str(uuid.uuid4()),
            source=f"crassula/{type(message).sender}",
            type=type(message).__name__,
            subject=subject_of(message),
            time=utc_now(),
            correlationid=hop.correlation_id,
            traceparent=hop.traceparent,
            data=msgspec.Raw(data),
        )
    )


def open_envelope(text: str | bytes) -> Envelope:
    """Read the envelope alone, so that even a message with a bad body can be logged by its trace.

    Raises UnreadableMessageError.
    """
    try:
        return msgspec.json.decode(text, type=Envelope)
    except msgspec.DecodeError as error:
        raise UnreadableMessageError(f"not a CloudEvent of this store: {error}") from error


def read(envelope: Envelope) -> Message:
    """The message inside. Raises UnreadableMessageError if its type or a field is not known."""
    message_type = MESSAGES.get(envelope.type)
    if message_type is None:
        raise UnreadableMessageError(f"no message is called {envelope.type!r}")
    return _read(message_type, envelope.data)


def _read(message_type: type[Message], data: bytes | msgspec.Raw) -> Message:
    try:
        try:
            return msgspec.json.decode(data, type=message_type)
        except msgspec.ValidationError:
            return read_value(msgspec.json.decode(data), message_type)
    except msgspec.DecodeError as error:
        raise UnreadableMessageError(f"{message_type.__name__}: {error}") from error
