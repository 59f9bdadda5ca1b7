"""The bus: an inbox and a dead-letter queue for each service that receives messages (X21, X23)."""

import inspect
import json
from collections.abc import Mapping

from aws_cdk import Duration, Environment, Stack
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from services.contracts.message import Message
from services.contracts.order_messages import LookForOverdue
from services.contracts.payments import CollectBalances, Reconcile, ReconcileMonth
from services.contracts.profiles import LookForReminders
from services.contracts.topology import received_by
from services.manifest import MANIFEST, SERVICES, Participant
from stacks.config import DLQ_DAYS, MAX_RECEIVE_COUNT, VISIBILITY_FACTOR, Stage

INBOX_DAYS = 4
LOCAL_HIDDEN_SECONDS = 120
"""On a developer's machine a message whose function was killed comes again after so long at most.

Payment's, which may run for a minute, would otherwise look stuck after each power cut.
"""
SCHEDULES: Mapping[type[Message], str] = {
    LookForOverdue: "rate(1 minute)",
    Reconcile: "rate(1 hour)",
    ReconcileMonth: "cron(30 1 * * ? *)",
    LookForReminders: "cron(0 5 * * ? *)",
    CollectBalances: "cron(0 6 * * ? *)",
}
"""When EventBridge sends each message (UTC)."""


class Inbox(Construct):
    """The queue that one service reads, and its dead-letter queue."""

    def __init__(self, scope: Construct, service: Participant, stage: Stage) -> None:
        super().__init__(scope, service.title())
        hidden = MANIFEST[service].timeout * VISIBILITY_FACTOR
        if stage.is_local:
            hidden = min(hidden, LOCAL_HIDDEN_SECONDS)
        self.dead_letters = sqs.Queue(
            self,
            "DeadLetters",
            enforce_ssl=True,
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            retention_period=Duration.days(DLQ_DAYS),
        )
        self.queue = sqs.Queue(
            self,
            "Inbox",
            enforce_ssl=True,
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            retention_period=Duration.days(INBOX_DAYS),
            visibility_timeout=Duration.seconds(hidden),
            receive_message_wait_time=Duration.seconds(20),
            dead_letter_queue=sqs.DeadLetterQueue(
                queue=self.dead_letters, max_receive_count=MAX_RECEIVE_COUNT
            ),
        )


class Bus(Stack):
    """Every inbox, derived from the messages' receivers."""

    def __init__(self, scope: Construct, name: str, env: Environment, stage: Stage) -> None:
        super().__init__(scope, name, env=env)
        self.inboxes = {s: Inbox(self, s, stage) for s in SERVICES if received_by(s)}
        for message, schedule in SCHEDULES.items():
            self._add_schedule(message, schedule)

    def _add_schedule(self, message: type[Message], schedule: str) -> None:
        """Let EventBridge send this message."""
        (receiver,) = message.to
        inbox = self.inboxes[receiver]
        events.Rule(
            self,
            message.__name__,
            description=(inspect.getdoc(message) or "").partition("\n")[0],
            schedule=events.Schedule.expression(schedule),
            targets=[
                targets.SqsQueue(
                    inbox.queue,
                    message=events.RuleTargetInput.from_object(_envelope(message)),
                    dead_letter_queue=inbox.dead_letters,
                )
            ],
        )


def _envelope(message: type[Message]) -> dict[str, object]:
    """The envelope of a scheduled message; EventBridge fills in its id and time."""
    return {
        "specversion": "1.0",
        "id": events.EventField.event_id,
        "source": f"crassula/{message.sender}",
        "type": message.__name__,
        "time": events.EventField.time,
        "datacontenttype": "application/json",
        "correlationid": events.EventField.event_id,
        "traceparent": "",
        "subject": "",
        "data": json.loads("{}"),
    }
