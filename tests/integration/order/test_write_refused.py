"""An order that cannot be written (E25): its message is not consumed, and it appears once later."""

import socket
import time
from datetime import timedelta
from typing import Any

import pytest
from pymongo.database import Database
from pymongo.errors import PyMongoError

from operations.redrive import DeadLetters
from services.contracts.message import Message
from services.contracts.order_messages import OrderPlaced, OrderRefreshed, RefreshOrder
from services.manifest import AGGREGATOR, INVENTORY, MANIFEST, NOTICES, ORDER, PAYMENT
from services.order import handler as order
from services.order.repository import Enquiries, Orders
from services.runtime.bus import Queues
from services.runtime.mongo import Document
from stacks.config import MAX_RECEIVE_COUNT
from tests.aws import AwsServer
from tests.claims import proves
from tests.integration.conftest import Worker
from tests.integration.ledger import NO_ANSWER, NOT_PRIMARY, Ledger
from tests.integration.order.harness import (
    ORDER_ID,
    Clock,
    OrderHarness,
    authorised,
    disconnected_worker,
    reserved,
    ship,
)
from tests.lambdas import TRACE, Invocation
from tests.logs import LogRecords
from tests.shop import FELIX, a_dozen_roses

TOLD = (INVENTORY, PAYMENT, NOTICES, AGGREGATOR)


@pytest.fixture
def failures() -> list[PyMongoError]:
    """What the next writes end with."""
    return []


def employed(database: Any, aws_server: AwsServer) -> Worker:
    """A warm instance of order over this database."""
    shop = order.Dependencies(
        aws_server.bus(),
        Orders(database, Clock()),
        Enquiries(database),
        clock=Clock(),
        undo=timedelta(0),
    )
    return Worker(order.inbox.lambda_handler(lambda: shop))


@pytest.fixture
def refused(
    mongodb: Database[Document], aws_server: AwsServer, failures: list[PyMongoError]
) -> Worker:
    """Order, whose database refuses to write."""
    return employed(Ledger(mongodb, failures), aws_server)


@pytest.fixture
def unanswered(
    mongodb: Database[Document], aws_server: AwsServer, failures: list[PyMongoError]
) -> Worker:
    """Order, whose database writes and then says nothing."""
    return employed(Ledger(mongodb, failures, done=True), aws_server)


# ---- refused -----------------------------------------------------------------------------------


@proves("E25", "T48", "FM-K25-01:effect", "FM-DB-02:effect")
def test_while_only_reading_is_possible_no_order_is_left_and_none_is_announced(
    harness: OrderHarness, refused: Worker, failures: list[PyMongoError]
) -> None:
    harness.deliver(a_dozen_roses(FELIX))
    (known,) = harness.orders()
    harness.discard_sent()
    failures.append(NOT_PRIMARY)
    assert refused.deliver(a_dozen_roses(), RefreshOrder(known.id)) == 1
    assert harness.orders() == [known]
    assert harness.sent_to(AGGREGATOR) == [OrderRefreshed(known)], "what reads alone is still done"
    for receiver in (INVENTORY, PAYMENT, NOTICES):
        assert harness.sent_to(receiver) == []


@proves("T25", "E25", "FM-K25-01:mitigation", "FM-DB-02:mitigation")
@pytest.mark.parametrize("tries", [1, MAX_RECEIVE_COUNT - 1])
def test_the_message_is_not_consumed_and_the_order_appears_once_when_writing_is_possible_again(
    harness: OrderHarness, refused: Worker, failures: list[PyMongoError], tries: int
) -> None:
    failures.extend([NOT_PRIMARY] * tries)
    for _ in range(tries):
        assert refused.deliver(a_dozen_roses()) == 1
        assert harness.orders() == []
    assert refused.deliver(a_dozen_roses()) == 0
    (written,) = harness.orders()
    for receiver in TOLD:
        assert harness.sent_to(receiver) == [OrderPlaced(written)]


@proves("T39", "E25", "R01", "FM-K25-01:detection")
def test_each_try_that_failed_is_written_down_with_the_order_and_the_reason(
    refused: Worker, failures: list[PyMongoError], log_records: LogRecords
) -> None:
    failures.extend([NOT_PRIMARY] * 2)
    for _ in range(2):
        assert refused.deliver(a_dozen_roses()) == 1
    first, second = (record for record in log_records() if record["level"] == "ERROR")
    for record in (first, second):
        assert record["message_type"] == "PlaceOrder"
        assert record["order_id"] == ORDER_ID
        assert record["correlation_id"] == TRACE.correlation_id
        assert "failing over" in record["exception"]


@pytest.mark.parametrize(
    "change", [reserved(), authorised(), ship()], ids=lambda m: type(m).__name__
)
@proves("T25", "FM-K25-01:mitigation", "FM-DB-02:mitigation")
def test_whatever_changes_an_order_waits_for_the_database_too(
    harness: OrderHarness, refused: Worker, failures: list[PyMongoError], change: Message
) -> None:
    facts = [each for each in (reserved(), authorised(), ship()) if each != change]
    harness.deliver(
        a_dozen_roses(), *(fact for fact in facts if change == ship() or fact != ship())
    )
    before = harness.order()
    failures.append(NOT_PRIMARY)
    assert refused.deliver(change) == 1
    assert harness.order() == before
    assert refused.deliver(change) == 0
    assert harness.order().version == before.version + 1


# ---- done, but unanswered ----------------------------------------------------------------------


@proves("T46", "E30", "FM-K25-02:mitigation")
def test_an_order_that_was_written_without_an_answer_is_still_one_and_is_announced(
    harness: OrderHarness, unanswered: Worker, failures: list[PyMongoError]
) -> None:
    failures.append(NO_ANSWER)
    assert unanswered.deliver(a_dozen_roses()) == 1
    assert len(harness.orders()) == 1
    assert harness.sent_to(INVENTORY) == []
    assert unanswered.deliver(a_dozen_roses()) == 0
    (written,) = harness.orders()
    for receiver in (PAYMENT, NOTICES, AGGREGATOR):
        assert harness.sent_to(receiver) == [OrderPlaced(written)]


@proves("T46", "FM-K25-02:mitigation")
def test_a_change_that_was_written_without_an_answer_is_made_once_and_is_announced(
    harness: OrderHarness, unanswered: Worker, failures: list[PyMongoError]
) -> None:
    before = harness.after_sale()
    failures.append(NO_ANSWER)
    assert unanswered.deliver(ship()) == 1
    assert unanswered.deliver(ship()) == 0
    assert harness.order().version == before.version + 1
    assert harness.depart() == 0
    assert len(harness.sent_to(PAYMENT)) == 1


# ---- silent ------------------------------------------------------------------------------------


@proves("E24", "T25", "T49", "FM-DB-03:mitigation")
def test_a_database_that_takes_connections_and_never_answers_is_given_up_in_time(
    harness: OrderHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setenv("DATABASE_URI", f"mongodb://127.0.0.1:{silent.getsockname()[1]}/")
        began = time.monotonic()
        assert disconnected_worker().deliver(a_dozen_roses()) == 1
    assert time.monotonic() - began < MANIFEST[ORDER].timeout
    assert harness.sent_to(INVENTORY) == []


# ---- given up, and handed back -----------------------------------------------------------------


class Post:
    """Order's inbox and its dead-letter queue, and what Lambda does between inbox and function."""

    def __init__(self, aws_server: AwsServer) -> None:
        self.sqs, self.inbox = aws_server.client("sqs"), aws_server.inboxes[ORDER]
        dead = self.sqs.create_queue(QueueName="order-dead-letters")["QueueUrl"]
        arn = f'"deadLetterTargetArn": "{self._attribute(dead, "QueueArn")}"'
        self.sqs.set_queue_attributes(
            QueueUrl=self.inbox,
            Attributes={
                "RedrivePolicy": f'{{{arn}, "maxReceiveCount": {MAX_RECEIVE_COUNT}}}',
                "VisibilityTimeout": "0",
            },
        )
        outputs = {"InboxUrlOrder": self.inbox, "DlqUrlOrder": dead}
        self.dead_letters = DeadLetters(self.sqs, outputs, ORDER)

    def hand_over(self, worker: Worker) -> int:
        """Give the function what is there; answers how much that was."""
        batch = self.sqs.receive_message(
            QueueUrl=self.inbox, MaxNumberOfMessages=10, AttributeNames=["All"]
        ).get("Messages", [])
        if batch:
            records = [
                {
                    "messageId": each["MessageId"],
                    "receiptHandle": each["ReceiptHandle"],
                    "body": each["Body"],
                    "attributes": each["Attributes"],
                }
                for each in batch
            ]
            answer = worker.handler({"Records": records}, Invocation())
            failed = {each["itemIdentifier"] for each in answer["batchItemFailures"]}
            for each in batch:
                if each["MessageId"] not in failed:
                    self.sqs.delete_message(
                        QueueUrl=self.inbox, ReceiptHandle=each["ReceiptHandle"]
                    )
        return len(batch)

    def left(self) -> int:
        """How many messages are in either queue."""
        count = "ApproximateNumberOfMessages"
        return sum(int(self._attribute(q, count)) for q in (self.inbox, self.dead_letters.url))

    def _attribute(self, queue: str, name: str) -> str:
        got = self.sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=[name])
        return str(got["Attributes"][name])


@proves("T25", "T47", "E25", "R02", "X23", "FM-K25-01:restoration", "FM-L08-01:restoration")
def test_an_order_that_was_given_up_is_a_dead_letter_and_becomes_one_order_when_it_is_redriven(
    harness: OrderHarness, refused: Worker, failures: list[PyMongoError], aws_server: AwsServer
) -> None:
    post = Post(aws_server)
    Queues(aws_server.aws(), aws_server.inboxes).publish(a_dozen_roses(), TRACE)
    failures.extend([NOT_PRIMARY] * MAX_RECEIVE_COUNT)
    tries = 0
    while post.hand_over(refused):
        tries += 1
    assert tries == MAX_RECEIVE_COUNT
    assert harness.orders() == []
    (letter,) = post.dead_letters.peek()
    assert (letter.type, letter.order_id, letter.problem) == ("PlaceOrder", ORDER_ID, "")
    post.dead_letters.send_again(letter)
    assert post.hand_over(refused) == 1
    (written,) = harness.orders()
    assert harness.sent_to(INVENTORY) == [OrderPlaced(written)]
    assert post.left() == 0
