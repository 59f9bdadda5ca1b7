"""The description of the bus (AsyncAPI 3), made from the messages and the stacks' numbers.

`make docs` writes it to docs/asyncapi.json. No function imports or contains this module.
"""

import inspect
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from docs.tool.model import RECEIVERS, SENDERS
from services.contracts.message import Command, Message
from services.contracts.topology import MESSAGES, received_by, sent_by
from services.manifest import MANIFEST, Participant
from services.proxy.openapi import described
from services.runtime.envelope import Envelope
from stacks.bus import INBOX_DAYS, SCHEDULES
from stacks.config import DLQ_DAYS, MAX_RECEIVE_COUNT, REGION, VISIBILITY_FACTOR

VERSION = "1.0.0"
"""The version of the bus: its first number changes when receivers have to change."""
SECONDS_A_DAY = 24 * 60 * 60
LONG_POLL_SECONDS = 20
REFERENCE = "#/components/schemas/{name}"
ENVELOPE = "CloudEvent"
"""The name of the envelope's schema."""
MEANING = {
    "id": "New for each message; the same for all receivers and for each redelivery.",
    "source": "The sender.",
    "type": "The name of the message.",
    "time": "When it was sent (UTC).",
    "correlationid": "The same from the browser's request to the invoice; every log record has it.",
    "traceparent": "W3C Trace Context: the trace stays the same, each hop has a span of its own.",
    "subject": "The order that the message is about, if it is about one.",
    "data": "The message itself.",
}
"""The envelope's attributes (https://github.com/cloudevents/spec)."""


def document() -> dict[str, Any]:
    """The whole description."""
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Crassula's bus",
            "version": VERSION,
            "description": (
                "The messages between the services of a florist's store. Each service reads one"
                " SQS queue, its inbox; an event is sent to the inbox of each of its receivers."
                " Delivery is at least once and unordered, so every receiver accepts every message"
                " twice, early and late. Bodies change by adding optional fields only."
            ),
        },
        "defaultContentType": "application/json",
        "servers": {
            "sqs": {
                "host": f"sqs.{REGION}.amazonaws.com",
                "protocol": "sqs",
                "description": "Amazon SQS. Requests are signed; each function may send to the"
                " inboxes of its receivers only, and read its own.",
            }
        },
        "channels": {receiver.value: _channel(receiver) for receiver in RECEIVERS},
        "operations": dict(_operations()),
        "components": {
            "messages": {m.__name__: _message(m) for m in _messages()},
            "schemas": _schemas(),
            "correlationIds": {
                "request": {
                    "description": "Ties together everything that one request has caused.",
                    "location": "$message.payload#/correlationid",
                }
            },
        },
    }


def _messages() -> list[type[Message]]:
    return sorted(MESSAGES.values(), key=lambda message: message.__name__)


def _channel(receiver: Participant) -> dict[str, Any]:
    inbox, dead_letters = f"{receiver}-inbox", f"{receiver}-dead-letters"
    return {
        "address": None,
        "title": f"The inbox of {receiver}",
        "description": (
            "CloudFormation names the queue. Its URL is the output"
            f" `InboxUrl{receiver.title()}` of the stack `Bus`."
        ),
        "messages": {
            message.__name__: {"$ref": f"#/components/messages/{message.__name__}"}
            for message in sorted(received_by(receiver), key=lambda message: message.__name__)
        },
        "bindings": {
            "sqs": {
                "queue": {
                    "name": inbox,
                    "fifoQueue": False,
                    "visibilityTimeout": MANIFEST[receiver].timeout * VISIBILITY_FACTOR,
                    "receiveMessageWaitTime": LONG_POLL_SECONDS,
                    "messageRetentionPeriod": INBOX_DAYS * SECONDS_A_DAY,
                    "redrivePolicy": {
                        "deadLetterQueue": {"name": dead_letters},
                        "maxReceiveCount": MAX_RECEIVE_COUNT,
                    },
                },
                "deadLetterQueue": {
                    "name": dead_letters,
                    "fifoQueue": False,
                    "messageRetentionPeriod": DLQ_DAYS * SECONDS_A_DAY,
                },
                "bindingVersion": "0.2.0",
            }
        },
    }


def _operations() -> Iterator[tuple[str, dict[str, Any]]]:
    for sender in SENDERS:
        for receiver in RECEIVERS:
            sent = [message for message in sent_by(sender) if receiver in message.to]
            if sent:
                summary = f"{sender.title()} sends to {receiver}."
                yield f"{sender}-to-{receiver}", _operation("send", sender, receiver, sent, summary)
    for receiver in RECEIVERS:
        summary = f"{receiver.title()} reads its inbox: services/{receiver}/handler.py."
        received = received_by(receiver)
        yield f"{receiver}-receives", _operation("receive", receiver, receiver, received, summary)


def _operation(
    action: str,
    who: Participant,
    receiver: Participant,
    messages: Iterable[type[Message]],
    summary: str,
) -> dict[str, Any]:
    names = sorted(message.__name__ for message in messages)
    return {
        "action": action,
        "channel": {"$ref": f"#/channels/{receiver}"},
        "summary": summary,
        "tags": [{"name": who.value}],
        "messages": [{"$ref": f"#/channels/{receiver}/messages/{name}"} for name in names],
    }


def _message(message: type[Message]) -> dict[str, Any]:
    summary, _, more = (inspect.getdoc(message) or "").partition("\n\n")
    described = {
        "name": message.__name__,
        "title": message.__name__,
        "summary": " ".join(summary.split()),
        "description": " ".join(more.split()),
        "contentType": "application/cloudevents+json",
        "correlationId": {"$ref": "#/components/correlationIds/request"},
        "tags": [{"name": "command" if issubclass(message, Command) else "event"}],
        "payload": {
            "allOf": [
                {"$ref": REFERENCE.format(name=ENVELOPE)},
                {
                    "type": "object",
                    "properties": {
                        "source": {"const": f"crassula/{message.sender}"},
                        "type": {"const": message.__name__},
                        "data": {"$ref": REFERENCE.format(name=message.__name__)},
                    },
                },
            ]
        },
    }
    if message in SCHEDULES:
        described["description"] = f"EventBridge sends it: {SCHEDULES[message]} (UTC)."
    return {key: value for key, value in described.items() if value != ""}


def _schemas() -> dict[str, Any]:
    _, schemas = msgspec.json.schema_components(tuple(MESSAGES.values()), ref_template=REFERENCE)
    return dict(sorted({**described(schemas), ENVELOPE: _envelope()}.items()))


def _envelope() -> dict[str, Any]:
    _, schemas = msgspec.json.schema_components((Envelope,), ref_template=REFERENCE)
    envelope = schemas[Envelope.__name__]
    envelope["title"] = ENVELOPE
    envelope["description"] = "A CloudEvent 1.0 in JSON, whole in the body of an SQS message."
    for name, meaning in MEANING.items():
        envelope["properties"][name]["description"] = meaning
    participants = [f"crassula/{who}" for who in SENDERS]
    envelope["properties"]["source"]["enum"] = participants
    envelope["properties"]["specversion"] = {"const": "1.0"}
    return dict(envelope)


def written() -> str:
    """The text of docs/asyncapi.json."""
    return msgspec.json.format(msgspec.json.encode(document()), indent=2).decode() + "\n"
