"""`make redrive`: what lies in the dead-letter queues; with GO=yes, hand it to its service again.

Every rule of the store may be applied twice, so a message that is sent again and could not be
deleted does no harm. What cannot be read is never sent again: it would only come back.
"""

import argparse
import sys
from collections.abc import Iterator
from typing import Any

from deployment.deployed import Deployed, NotDeployedError, stage_argument
from services.contracts.topology import received_by
from services.contracts.values import Value
from services.manifest import SERVICES, Participant
from services.runtime.envelope import UnreadableMessageError, open_envelope, read

MOST = 200
"""Messages that one run looks at, per queue."""
LOOKED_AT_SECONDS = 60
"""For how long a message that was looked at is hidden from another look."""
RECEIVERS = tuple(service for service in SERVICES if received_by(service))


class Letter(Value):
    """A message that its service could not handle."""

    receipt: str
    body: str
    type: str
    order_id: str
    sent_at: str
    problem: str = ""
    """Why it cannot be read, if it cannot."""


def main() -> int:
    """List the dead letters, and send them again when that was asked for."""
    parser = argparse.ArgumentParser(prog="operations.redrive", description=__doc__)
    parser.add_argument("--queue", choices=[str(r) for r in RECEIVERS], help="this one alone")
    parser.add_argument("--go", action="store_true", help="send again; without it, only look")
    stage_argument(parser)
    given = parser.parse_args()
    services = [Participant(given.queue)] if given.queue else list(RECEIVERS)
    try:
        found = sum(_redrive(Deployed(given.stage), service, go=given.go) for service in services)
    except NotDeployedError as problem:
        print(f"Nothing can be looked at: {problem}", file=sys.stderr)
        return 1
    if found and not given.go:
        print("\nNothing was changed. Once the cause is mended: make redrive QUEUE=... GO=yes")
    return 0


def _redrive(deployed: Deployed, service: Participant, *, go: bool) -> int:
    queues = DeadLetters(deployed.client("sqs"), deployed.outputs, service)
    letters = queues.look()
    print(f"{service}: {len(letters) or 'no'} dead letters")
    for letter in letters:
        fate = letter.problem or ("sent again" if go else "can be sent again")
        print(f"  {letter.sent_at}  {letter.type:<20}{letter.order_id:<28}{fate}")
        if go and not letter.problem:
            queues.send_again(letter)
        else:
            queues.put_back(letter)
    return len(letters)


class DeadLetters:
    """The dead-letter queue of one service."""

    def __init__(self, sqs: Any, outputs: dict[str, str], service: Participant) -> None:
        self._sqs = sqs
        self._inbox = outputs[f"InboxUrl{service.title()}"]
        self.url = outputs[f"DlqUrl{service.title()}"]

    def look(self) -> list[Letter]:
        """The letters, at most 200; they are hidden from another look for a minute."""
        return list(self._received())

    def send_again(self, letter: Letter) -> None:
        """Send it to the inbox; only then delete it here."""
        self._sqs.send_message(QueueUrl=self._inbox, MessageBody=letter.body)
        self._sqs.delete_message(QueueUrl=self.url, ReceiptHandle=letter.receipt)

    def put_back(self, letter: Letter) -> None:
        """Let it be seen again at once: whoever has looked may want to send it a moment later."""
        self._sqs.change_message_visibility(
            QueueUrl=self.url, ReceiptHandle=letter.receipt, VisibilityTimeout=0
        )

    def _received(self) -> Iterator[Letter]:
        for _ in range(MOST // 10):
            received = self._sqs.receive_message(
                QueueUrl=self.url, MaxNumberOfMessages=10, VisibilityTimeout=LOOKED_AT_SECONDS
            )
            if not received.get("Messages"):
                return
            for message in received["Messages"]:
                yield _letter(message["Body"], message["ReceiptHandle"])


def _letter(body: str, receipt: str) -> Letter:
    try:
        envelope = open_envelope(body)
    except UnreadableMessageError as error:
        return Letter(receipt, body, "?", "", "?", f"unreadable: {error}")
    problem = ""
    try:
        read(envelope)
    except UnreadableMessageError as error:
        problem = f"unreadable: {error}"
    sent_at = f"{envelope.time:%Y-%m-%d %H:%M:%S}"
    return Letter(receipt, body, envelope.type, envelope.subject, sent_at, problem)


if __name__ == "__main__":
    sys.exit(main())
