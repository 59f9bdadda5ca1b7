"""Dead letters are listed, and go back to their service when the cause is fixed."""

import pytest

from operations.redrive import DeadLetters
from services.contracts.payments import PaymentVoided
from services.manifest import ORDER
from services.runtime.envelope import seal
from tests.aws import AwsServer
from tests.claims import proves
from tests.lambdas import TRACE

VOIDED = PaymentVoided("a" * 26)


@pytest.fixture
def dead_letters(aws_server: AwsServer) -> DeadLetters:
    """Order's: one that can be read, one that cannot."""
    sqs = aws_server.client("sqs")
    dead = sqs.create_queue(QueueName="order-dead-letters")["QueueUrl"]
    sqs.send_message(QueueUrl=dead, MessageBody=seal(VOIDED, TRACE).decode())
    sqs.send_message(QueueUrl=dead, MessageBody="not a message")
    outputs = {"InboxUrlOrder": aws_server.inboxes[ORDER], "DlqUrlOrder": dead}
    return DeadLetters(sqs, outputs, ORDER)


@proves("X23", "T47", "FM-FN-04:restoration")
def test_a_dead_letter_says_what_it_is_and_whether_it_can_be_read(
    dead_letters: DeadLetters, aws_server: AwsServer
) -> None:
    found = {dead_letter.type: dead_letter for dead_letter in dead_letters.peek()}
    assert found["PaymentVoided"].order_id == VOIDED.order_id
    assert found["PaymentVoided"].problem == ""
    assert found["?"].problem.startswith("unreadable")
    assert aws_server.messages(ORDER) == []


@proves("X23", "T47", "FM-INVB-02:restoration", "FM-FN-04:restoration")
def test_a_dead_letter_is_handed_to_its_service_again_once(
    dead_letters: DeadLetters, aws_server: AwsServer
) -> None:
    for dead_letter in dead_letters.peek():
        if not dead_letter.problem:
            dead_letters.send_again(dead_letter)
    assert aws_server.messages(ORDER) == [VOIDED]
    attributes = aws_server.client("sqs").get_queue_attributes(
        QueueUrl=dead_letters.url, AttributeNames=["All"]
    )["Attributes"]
    left = sum(
        int(attributes[f"ApproximateNumberOfMessages{state}"]) for state in ("", "NotVisible")
    )
    assert left == 1
