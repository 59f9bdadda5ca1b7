"""The bus: one SQS queue per service, its inbox. This is the one way to send a message."""

import os
from collections.abc import Mapping
from typing import Any, Protocol

from services.contracts.message import Message
from services.manifest import Participant
from services.runtime.aws import Aws
from services.runtime.envelope import Trace, seal
from services.runtime.settings import optional

PREFIX = "INBOX_"
"""INBOX_ORDER is the URL of the queue that order reads, and so on."""
OWN = "INBOX"
"""The URL of the queue that feeds the function itself."""


class AgainSoonError(Exception):
    """Nothing is wrong, the message only has to come again soon.

    It came before what it builds on (messages come in any order), or met another one at its work.
    """


class UnavailableError(Exception):
    """What a message needs outside the store does not work: it must be tried again until it does.

    It may be down for hours. That is no fault of the message, which ends in no dead-letter queue.
    """

    waiting: tuple[Message, ...] = ()
    """What others are told meanwhile."""


class Bus(Protocol):
    """What can send a message."""

    def publish(self, message: Message, trace: Trace) -> None:
        """Send to the inbox of each receiver; raises if any of them may not have got it."""

    def postpone(self, receipt: str, seconds: int) -> None:
        """Let a received message, known by its receipt, come again after so many seconds."""

    def send_again(self, body: str, seconds: int) -> None:
        """Send a received message to the own inbox, as if new, to come after so many seconds."""


class Queues:
    """The bus over SQS."""

    def __init__(self, aws: Aws, inboxes: Mapping[Participant, str], own: str = "") -> None:
        self._aws = aws
        self._inboxes = inboxes
        self._own = own

    @classmethod
    def from_environment(cls, aws: Aws) -> "Queues":
        """The inboxes that this function has been given."""
        return cls(
            aws,
            {
                Participant(name.removeprefix(PREFIX).lower()): url
                for name, url in os.environ.items()
                if name.startswith(PREFIX)
            },
            optional(OWN),
        )

    def publish(self, message: Message, trace: Trace) -> None:
        """Send to each receiver in turn.

        Not atomic over several receivers: when it raises, some may have the message, so the caller
        fails as a whole and sends to all of them again later (T24, T46).
        Raises AwsUnavailableError or AwsRefusedError.
        """
        content: dict[str, Any] = {"MessageBody": seal(message, trace).decode()}
        if message.delay:
            content["DelaySeconds"] = message.delay
        for receiver in type(message).to:
            self._aws.call("sqs", "SendMessage", {"QueueUrl": self._inboxes[receiver], **content})

    def postpone(self, receipt: str, seconds: int) -> None:
        """Change when the message is visible again. Raises AwsUnavailableError, AwsRefusedError."""
        self._aws.call(
            "sqs",
            "ChangeMessageVisibility",
            {"QueueUrl": self._own, "ReceiptHandle": receipt, "VisibilityTimeout": seconds},
        )

    def send_again(self, body: str, seconds: int) -> None:
        """Send it with no receives counted. Raises AwsUnavailableError, AwsRefusedError."""
        self._aws.call(
            "sqs",
            "SendMessage",
            {"QueueUrl": self._own, "MessageBody": body, "DelaySeconds": seconds},
        )
