"""`make redrive`: list the dead letters; with GO=yes, send them to their service again.

Every rule of the store may be applied twice: it does no harm when a message is sent again but not
deleted here. A message that cannot be read is never sent again: it would come back.
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
"""Messages per queue that one run reads."""
HIDDEN_SECONDS = 60
"""For how long SQS hides a message that was read."""
RECEIVERS = tuple(service for service in SERVICES if received_by(service))


class DeadLetter(Value):
    """A message that its service could not handle."""

    receipt: str
    body: str
    type: str
    order_id: str
    sent_at: str
    problem: str = ""
    """Why it cannot be read; empty if it can."""


def main() -> int:
    """List the dead letters; with `--go`, send them again."""
    parser = argparse.ArgumentParser(prog="operations.redrive", description=__doc__)
    parser.add_argument("--queue", choices=[str(r) for r in RECEIVERS], help="this one alone")
    parser.add_argument("--go", action="store_true", help="send again; without it, only list")
    stage_argument(parser)
    given = parser.parse_args()
    services = [Participant(given.queue)] if given.queue else list(RECEIVERS)
    try:
        found = sum(_redrive(Deployed(given.stage), service, go=given.go) for service in services)
    except NotDeployedError as problem:
        print(f"The queues cannot be read: {problem}", file=sys.stderr)
        return 1
    if found and not given.go:
        print("\nNothing was changed. Once the cause is fixed: make redrive QUEUE=... GO=yes")
    return 0


def _redrive(deployed: Deployed, service: Participant, *, go: bool) -> int:
    queue = DeadLetters(deployed.client("sqs"), deployed.outputs, service)
    dead_letters = queue.peek()
    print(f"{service}: {len(dead_letters) or 'no'} dead letters")
    for dead_letter in dead_letters:
        status = dead_letter.problem or ("sent again" if go else "can be sent again")
        print(f"  {dead_letter.sent_at}  {dead_letter.type:<20}{dead_letter.order_id:<28}{status}")
        if go and not dead_letter.problem:
            queue.send_again(dead_letter)
        else:
            queue.put_back(dead_letter)
    return len(dead_letters)


class DeadLetters:
    """The dead-letter queue of one service."""

    def __init__(self, sqs: Any, outputs: dict[str, str], service: Participant) -> None:
        self._sqs = sqs
        self._inbox = outputs[f"InboxUrl{service.title()}"]
        self.url = outputs[f"DlqUrl{service.title()}"]

    def peek(self) -> list[DeadLetter]:
        """Read at most 200 dead letters; SQS hides them for a minute."""
        return list(self._received())

    def send_again(self, dead_letter: DeadLetter) -> None:
        """Send it to the inbox, then delete it here."""
        self._sqs.send_message(QueueUrl=self._inbox, MessageBody=dead_letter.body)
        self._sqs.delete_message(QueueUrl=self.url, ReceiptHandle=dead_letter.receipt)

    def put_back(self, dead_letter: DeadLetter) -> None:
        """Make it visible again at once, so that the next run can send it."""
        self._sqs.change_message_visibility(
            QueueUrl=self.url, ReceiptHandle=dead_letter.receipt, VisibilityTimeout=0
        )

    def _received(self) -> Iterator[DeadLetter]:
        for _ in range(MOST // 10):
            received = self._sqs.receive_message(
                QueueUrl=self.url, MaxNumberOfMessages=10, VisibilityTimeout=HIDDEN_SECONDS
            )
            if not received.get("Messages"):
                return
            for message in received["Messages"]:
                yield _dead_letter(message["Body"], message["ReceiptHandle"])


def _dead_letter(body: str, receipt: str) -> DeadLetter:
    try:
        envelope = open_envelope(body)
    except UnreadableMessageError as error:
        return DeadLetter(receipt, body, "?", "", "?", f"unreadable: {error}")
    problem = ""
    try:
        read(envelope)
    except UnreadableMessageError as error:
        problem = f"unreadable: {error}"
    sent_at = f"{envelope.time:%Y-%m-%d %H:%M:%S}"
    return DeadLetter(receipt, body, envelope.type, envelope.subject, sent_at, problem)


if __name__ == "__main__":
    sys.exit(main())
