"""Confirmed orders become invoices in the bucket, numbered without a gap."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from pymongo.database import Database

from services.invoicing.domain import Kind
from services.invoicing.handler import Shop, inbox
from services.invoicing.store import Invoices
from services.shared.messages import (
    CreditNoteIssued,
    InvoiceIssued,
    Message,
    OrderCancelled,
    OrderConfirmed,
    received_by,
)
from services.shared.model import Order
from services.shared.mongo import Document
from services.shared.participants import AGGREGATOR, INVOICING, ORDER
from tests.aws import INVOICE_BUCKET, AwsServer
from tests.claims import proves
from tests.lambdas import Invocation, sqs_event
from tests.logs import LogRecords
from tests.shop import NOW, an_order

Deliver = Callable[..., list[str]]


@pytest.fixture
def deliver(mongodb: Database[Document], aws_server: AwsServer) -> Deliver:
    """Hand messages to a fresh instance of the function; answers which were not consumed."""
    handler = inbox.lambda_handler(Shop.from_environment)

    def hand_over(*messages: Message) -> list[str]:
        answer = handler(sqs_event(*messages), Invocation())
        return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]

    return hand_over


def announced(aws_server: AwsServer) -> list[InvoiceIssued]:
    """What order was told."""
    return [m for m in aws_server.messages(ORDER) if isinstance(m, InvoiceIssued)]


def objects(aws_server: AwsServer) -> dict[str, bytes]:
    """The bucket's content."""
    s3 = aws_server.client("s3")
    found = s3.list_objects_v2(Bucket=INVOICE_BUCKET).get("Contents", [])
    return {
        each["Key"]: s3.get_object(Bucket=INVOICE_BUCKET, Key=each["Key"])["Body"].read()
        for each in found
    }


def order(key: str) -> Order:
    return an_order(key=key)


@proves("T30", "K17", "K18")
def test_a_confirmed_order_gets_a_pdf_in_the_bucket_and_everyone_is_told(
    deliver: Deliver, aws_server: AwsServer
) -> None:
    assert deliver(OrderConfirmed(order("key-0001"))) == []
    (told,) = announced(aws_server)
    (seen,) = aws_server.messages(AGGREGATOR)
    assert seen == told
    assert told.invoice.number == f"{datetime.now(UTC).year}-000001"
    assert objects(aws_server)[told.invoice.key].startswith(b"%PDF-")


@proves("T46")
def test_told_twice_it_is_the_same_invoice_drawn_once(
    deliver: Deliver, aws_server: AwsServer, log_records: LogRecords
) -> None:
    deliver(OrderConfirmed(order("key-0001")), OrderConfirmed(order("key-0001")))
    first, second = announced(aws_server)
    assert first == second
    assert [record["message"] for record in log_records()].count("invoice stored") == 1


@proves("E03", "T46")
def test_when_the_bucket_cannot_be_reached_the_message_stays_and_the_number_is_kept(
    deliver: Deliver, aws_server: AwsServer
) -> None:
    s3 = aws_server.client("s3")
    s3.delete_bucket(Bucket=INVOICE_BUCKET)
    assert len(deliver(OrderConfirmed(order("key-0001")))) == 1
    assert announced(aws_server) == []
    s3.create_bucket(
        Bucket=INVOICE_BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"}
    )
    assert deliver(OrderConfirmed(order("key-0002")), OrderConfirmed(order("key-0001"))) == []
    numbers = {told.order_id: told.invoice.number[-6:] for told in announced(aws_server)}
    assert numbers == {order("key-0001").id: "000001", order("key-0002").id: "000002"}


def test_when_nobody_can_be_told_the_message_stays(deliver: Deliver, aws_server: AwsServer) -> None:
    aws_server.stop_queue(ORDER)
    assert len(deliver(OrderConfirmed(order("key-0001")))) == 1


@proves("T46", "X22")
def test_an_order_that_was_cancelled_first_is_never_invoiced(
    deliver: Deliver, aws_server: AwsServer
) -> None:
    deliver(OrderCancelled(order("key-0001")), OrderCancelled(order("key-0002")))
    deliver(OrderConfirmed(order("key-0001")), OrderConfirmed(order("key-0003")))
    (told,) = announced(aws_server)
    assert told.order_id == order("key-0003").id
    assert told.invoice.number.endswith("-000001")
    assert len(objects(aws_server)) == 1


@proves("T46")
def test_an_invoice_is_taken_back_once_when_its_order_is_cancelled(
    deliver: Deliver, aws_server: AwsServer, log_records: LogRecords
) -> None:
    deliver(OrderConfirmed(order("key-0001")))
    aws_server.messages(AGGREGATOR)
    deliver(OrderCancelled(order("key-0001")), OrderCancelled(order("key-0001")))
    first, again = aws_server.messages(AGGREGATOR)
    assert first == again
    assert isinstance(first, CreditNoteIssued)
    assert first.credit_note.number == f"C{datetime.now(UTC).year}-000001"
    assert objects(aws_server)[first.credit_note.key].startswith(b"%PDF-")
    assert [record["message"] for record in log_records()].count("invoice stored") == 2


def test_an_invoice_outlives_its_credit_note(deliver: Deliver, aws_server: AwsServer) -> None:
    deliver(OrderConfirmed(order("key-0001")), OrderCancelled(order("key-0001")))
    deliver(OrderConfirmed(order("key-0001")))
    first, second = announced(aws_server)
    assert first == second
    assert len(objects(aws_server)) == 2


def test_credit_notes_are_numbered_without_a_gap_by_themselves(
    deliver: Deliver, aws_server: AwsServer
) -> None:
    for key in ("key-0001", "key-0002", "key-0003"):
        deliver(OrderConfirmed(order(key)))
    deliver(OrderCancelled(order("key-0003")), OrderCancelled(order("key-0001")))
    told = [m for m in aws_server.messages(ORDER) if isinstance(m, CreditNoteIssued)]
    assert [m.credit_note.number[-6:] for m in told] == ["000001", "000002"]
    assert [m.order_id for m in told] == [order("key-0003").id, order("key-0001").id]


@proves("E03", "T46")
def test_when_a_credit_note_cannot_be_told_its_message_stays_and_its_number_is_kept(
    deliver: Deliver, aws_server: AwsServer
) -> None:
    deliver(OrderConfirmed(order("key-0001")))
    aws_server.stop_queue(AGGREGATOR)
    assert len(deliver(OrderCancelled(order("key-0001")))) == 1
    aws_server.client("sqs").create_queue(QueueName="aggregator-inbox")
    assert deliver(OrderCancelled(order("key-0001"))) == []
    (told,) = aws_server.messages(AGGREGATOR)
    assert isinstance(told, CreditNoteIssued)
    assert told.credit_note.number.endswith("-000001")


def test_instances_that_number_at_the_same_moment_leave_no_gap(
    mongodb: Database[Document],
) -> None:
    ledger = Invoices(mongodb, lambda: NOW)
    ledger.ensure_indexes()
    twice_each = [order(f"key-{at % 30:04}").id for at in range(60)]
    with ThreadPoolExecutor(6) as instances:
        given: list[Any] = list(
            instances.map(lambda order_id: ledger.number(Kind.INVOICE, order_id), twice_each)
        )
    numbers = {invoice.occasion: invoice.number for invoice in given}
    assert sorted(numbers.values()) == list(range(1, 31))
    assert all(numbers[invoice.occasion] == invoice.number for invoice in given)


def test_everything_that_comes_to_invoicing_has_a_rule() -> None:
    assert set(received_by(INVOICING)) == {OrderConfirmed, OrderCancelled}
