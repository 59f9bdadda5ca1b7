"""Papers come to lie in the bucket, numbered without a gap: invoices and credit notes."""

import io
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import permutations
from typing import Any

import pytest
from msgspec.structs import replace
from pymongo.database import Database
from pymongo.errors import AutoReconnect
from pypdf import PdfReader

from services.contracts.invoices import CreditNoteIssued, InvoiceIssued
from services.contracts.message import Message
from services.contracts.order_messages import OrderCancelled, OrderConfirmed, OrderRefunded
from services.contracts.orders import Order, Refund, State
from services.contracts.topology import received_by
from services.invoicing.domain.numbers import Kind, credit_note_of, invoice_of
from services.invoicing.handler import Dependencies, inbox
from services.invoicing.repository import Invoices
from services.manifest import AGGREGATOR, INVOICING, ORDER
from services.runtime.mongo import Document
from tests.aws import INVOICE_BUCKET, AwsServer
from tests.claims import proves
from tests.integration.invoicing.looks import announced, objects
from tests.lambdas import Invocation, sqs_event
from tests.logs import LogRecords
from tests.shop import NOW, an_order

Deliver = Callable[..., list[str]]


@pytest.fixture
def deliver(mongodb: Database[Document], aws_server: AwsServer) -> Deliver:
    """Hand messages to a fresh instance of the function; answers which were not consumed."""
    handler = inbox.lambda_handler(Dependencies.from_environment)

    def hand_over(*messages: Message) -> list[str]:
        answer = handler(sqs_event(*messages), Invocation())
        return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]

    return hand_over


def notes(aws_server: AwsServer) -> list[CreditNoteIssued]:
    """What order was told of what goes back."""
    return [m for m in aws_server.messages(ORDER) if isinstance(m, CreditNoteIssued)]


def total(pdf: bytes) -> int:
    """What a paper is about, as machines find it inside: minor units."""
    (einvoice,) = PdfReader(io.BytesIO(pdf)).attachments["factur-x.xml"]
    found = re.search(rb"GrandTotalAmount>(\d+)\.(\d\d)<", einvoice)
    assert found
    return int(found[1] + found[2])


def order(key: str) -> Order:
    """Of one bouquet, 42.00 EUR."""
    return an_order(key=key)


def refunded(order: Order, *amounts: int) -> Order:
    refunds = (Refund(f"refund-{at}", amount, "Less") for at, amount in enumerate(amounts, 1))
    return replace(order, refunds=tuple(refunds))


def cancelled(order: Order, kept: int = 0) -> Order:
    return replace(order, state=State.CANCELLED, kept=kept)


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


@proves("T46", "FM-INVO-04:mitigation")
def test_told_twice_it_is_the_same_invoice_drawn_once(
    deliver: Deliver, aws_server: AwsServer, log_records: LogRecords
) -> None:
    deliver(OrderConfirmed(order("key-0001")), OrderConfirmed(order("key-0001")))
    first, second = announced(aws_server)
    assert first == second
    assert [record["message"] for record in log_records()].count("document stored") == 1


@proves(
    "E03",
    "T46",
    "FM-INVO-03:mitigation",
    "FM-INVO-03:effect",
    "FM-INVB-02:effect",
    "FM-INVB-02:mitigation",
)
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


@proves("E22", "E25", "FM-K29-01:mitigation")
@pytest.mark.parametrize("step", ["number", "mark_stored"])
def test_when_the_ledger_breaks_after_it_wrote_the_paper_keeps_its_number(
    deliver: Deliver, aws_server: AwsServer, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    write = getattr(Invoices, step)

    def write_and_break(*given: Any) -> None:
        write(*given)
        raise AutoReconnect("the primary has gone")

    monkeypatch.setattr(Invoices, step, write_and_break)
    assert len(deliver(OrderConfirmed(order("key-0001")))) == 1
    assert announced(aws_server) == []
    monkeypatch.setattr(Invoices, step, write)
    assert deliver(OrderConfirmed(order("key-0002")), OrderConfirmed(order("key-0001"))) == []
    numbers = {told.order_id: told.invoice.number[-6:] for told in announced(aws_server)}
    assert numbers == {order("key-0001").id: "000001", order("key-0002").id: "000002"}


@proves("FM-K17-01:effect", "FM-INVO-03:effect")
def test_when_nobody_can_be_told_the_message_stays(deliver: Deliver, aws_server: AwsServer) -> None:
    aws_server.stop_queue(ORDER)
    assert len(deliver(OrderConfirmed(order("key-0001")))) == 1


@proves("T46", "X22", "FM-INVO-05:mitigation")
def test_an_order_that_was_cancelled_first_is_never_invoiced(
    deliver: Deliver, aws_server: AwsServer
) -> None:
    deliver(
        OrderCancelled(cancelled(order("key-0001"))), OrderCancelled(cancelled(order("key-0002")))
    )
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
    deliver(
        OrderCancelled(cancelled(order("key-0001"))), OrderCancelled(cancelled(order("key-0001")))
    )
    first, again = aws_server.messages(AGGREGATOR)
    assert first == again
    assert isinstance(first, CreditNoteIssued)
    assert first.credit_note.number == f"C{datetime.now(UTC).year}-000001"
    assert objects(aws_server)[first.credit_note.key].startswith(b"%PDF-")
    assert [record["message"] for record in log_records()].count("document stored") == 2


def test_an_invoice_outlives_its_credit_note(deliver: Deliver, aws_server: AwsServer) -> None:
    deliver(OrderConfirmed(order("key-0001")), OrderCancelled(cancelled(order("key-0001"))))
    deliver(OrderConfirmed(order("key-0001")))
    first, second = announced(aws_server)
    assert first == second
    assert len(objects(aws_server)) == 2


def test_credit_notes_are_numbered_without_a_gap_by_themselves(
    deliver: Deliver, aws_server: AwsServer
) -> None:
    for key in ("key-0001", "key-0002", "key-0003"):
        deliver(OrderConfirmed(order(key)))
    deliver(
        OrderCancelled(cancelled(order("key-0003"))), OrderCancelled(cancelled(order("key-0001")))
    )
    told = notes(aws_server)
    assert [m.credit_note.number[-6:] for m in told] == ["000001", "000002"]
    assert [m.order_id for m in told] == [order("key-0003").id, order("key-0001").id]


@proves("E03", "T46", "FM-K17-01:effect", "FM-K17-01:mitigation", "FM-INVO-03:mitigation")
def test_when_a_credit_note_cannot_be_told_its_message_stays_and_its_number_is_kept(
    deliver: Deliver, aws_server: AwsServer
) -> None:
    deliver(OrderConfirmed(order("key-0001")))
    aws_server.stop_queue(AGGREGATOR)
    assert len(deliver(OrderCancelled(cancelled(order("key-0001"))))) == 1
    aws_server.client("sqs").create_queue(QueueName="aggregator-inbox")
    assert deliver(OrderCancelled(cancelled(order("key-0001")))) == []
    (told,) = aws_server.messages(AGGREGATOR)
    assert isinstance(told, CreditNoteIssued)
    assert told.credit_note.number.endswith("-000001")


def test_each_refund_gets_a_credit_note_of_its_own_once(
    deliver: Deliver, aws_server: AwsServer, log_records: LogRecords
) -> None:
    bought = order("key-0001")
    deliver(OrderConfirmed(bought), OrderRefunded(refunded(bought, 700)))
    deliver(OrderRefunded(refunded(bought, 700, 900)), OrderRefunded(refunded(bought, 700)))
    told = {note.refund: note.credit_note for note in notes(aws_server)}
    assert {refund: note.number[-6:] for refund, note in told.items()} == {
        "refund-1": "000001",
        "refund-2": "000002",
    }
    papers = objects(aws_server)
    assert total(papers[told["refund-1"].key]) == 700
    assert total(papers[told["refund-2"].key]) == 900
    assert [record["message"] for record in log_records()].count("document stored") == 3


@proves("X22", "FM-INVO-05:mitigation")
def test_a_refund_announces_the_invoice_that_its_order_does_not_know(
    deliver: Deliver, aws_server: AwsServer
) -> None:
    bought = refunded(order("key-0001"), 700)
    deliver(OrderRefunded(bought))
    (told,) = announced(aws_server)
    deliver(OrderRefunded(replace(bought, invoice=told.invoice)))
    assert announced(aws_server) == []


def test_a_cancellation_takes_back_what_refunds_have_left(
    deliver: Deliver, aws_server: AwsServer
) -> None:
    bought = order("key-0001")
    deliver(OrderConfirmed(bought), OrderCancelled(cancelled(refunded(bought, 700))))
    told = {note.refund: note.credit_note for note in notes(aws_server)}
    papers = objects(aws_server)
    assert {refund: total(papers[note.key]) for refund, note in told.items()} == {
        "refund-1": 700,
        "": 3500,
    }


def test_what_is_kept_of_a_deposit_is_not_credited(deliver: Deliver, aws_server: AwsServer) -> None:
    bought = order("key-0001")
    deliver(OrderConfirmed(bought), OrderCancelled(cancelled(bought, kept=1200)))
    (told,) = notes(aws_server)
    assert total(objects(aws_server)[told.credit_note.key]) == 3000


def test_when_nothing_is_left_to_take_back_there_is_no_more_credit_note(
    deliver: Deliver, aws_server: AwsServer
) -> None:
    bought = refunded(order("key-0001"), 3000)
    deliver(OrderConfirmed(bought), OrderCancelled(cancelled(bought, kept=1200)))
    assert [note.refund for note in notes(aws_server)] == ["refund-1"]
    assert len(objects(aws_server)) == 2


@proves("T46", "X22", "FM-INVO-05:mitigation", "FM-INVO-04:mitigation")
def test_whatever_comes_first_and_twice_the_papers_are_the_same(
    deliver: Deliver, aws_server: AwsServer
) -> None:
    """What is kept and what went back show that the order was confirmed: it is invoiced then."""

    def news(key: str) -> list[Message]:
        bought = order(key)
        once, twice = refunded(bought, 700), refunded(bought, 700, 900)
        given_up = cancelled(twice, kept=1200)
        return [OrderConfirmed(bought), OrderRefunded(once), OrderRefunded(twice),
                OrderCancelled(given_up)]  # fmt: skip

    keys = [f"key-{at:04}" for at in range(24)]
    for key, arrival in zip(keys, permutations(range(4)), strict=True):
        said = [news(key)[at] for at in arrival]
        assert deliver(*said, *said) == []
    heard = aws_server.messages(ORDER)
    papers = objects(aws_server)
    invoices = {m.order_id: m.invoice for m in heard if isinstance(m, InvoiceIssued)}
    credited = {
        (m.order_id, m.refund): m.credit_note for m in heard if isinstance(m, CreditNoteIssued)
    }
    for key in keys:
        bought = order(key).id
        amounts = {refund: total(papers[note.key]) for (of, refund), note in credited.items()
                   if of == bought}  # fmt: skip
        assert amounts == {"refund-1": 700, "refund-2": 900, "": 1400}
        assert total(papers[invoices[bought].key]) == sum(amounts.values()) + 1200
    assert sorted(int(i.number[-6:]) for i in invoices.values()) == list(range(1, 25))
    assert sorted(int(n.number[-6:]) for n in credited.values()) == list(range(1, 73))
    assert len(papers) == 24 + 72


@proves("T46", "FM-INVO-03:mitigation", "FM-INVB-04:mitigation", "FM-K18-01:mitigation")
def test_drawn_again_after_a_crash_it_is_the_same_object_to_the_byte(
    deliver: Deliver, aws_server: AwsServer, mongodb: Database[Document]
) -> None:
    bought = refunded(order("key-0001"), 700)
    deliver(OrderConfirmed(bought), OrderRefunded(bought))
    before = objects(aws_server)
    mongodb["invoices"].update_many({}, {"$set": {"is_stored": False}})
    deliver(OrderRefunded(bought), OrderConfirmed(bought))
    assert objects(aws_server) == before


def test_who_was_forgotten_still_gets_a_credit_note_that_names_the_invoice(
    deliver: Deliver, aws_server: AwsServer
) -> None:
    bought = order("key-0001")
    deliver(OrderConfirmed(bought))
    (told,) = announced(aws_server)
    invoice = objects(aws_server)[told.invoice.key]
    nobody = replace(bought.buyer, name="-", street="-", postcode="00", city="-", country="ZZ")
    deliver(OrderRefunded(refunded(replace(bought, buyer=nobody), 700)))
    (note,) = notes(aws_server)
    papers = objects(aws_server)
    assert papers[told.invoice.key] == invoice
    text = PdfReader(io.BytesIO(papers[note.credit_note.key])).pages[0].extract_text()
    assert told.invoice.number in text
    assert bought.buyer.name not in text


@proves("FM-INVO-04:mitigation")
def test_instances_that_number_at_the_same_moment_leave_no_gap(
    mongodb: Database[Document],
) -> None:
    ledger = Invoices(mongodb, lambda: NOW)
    ids = [order(f"key-{at:04}").id for at in range(15)]
    papers = [
        *((Kind.INVOICE, invoice_of(id_)) for id_ in ids),
        *((Kind.CREDIT_NOTE, credit_note_of(id_, "refund-1")) for id_ in ids),
    ]
    with ThreadPoolExecutor(6) as instances:
        given: list[Any] = list(instances.map(lambda paper: ledger.number(*paper), papers * 2))
    numbers = {paper.occasion: (paper.series, paper.number) for paper in given}
    assert sorted(numbers.values()) == [
        (series, number) for series in ("2026", "C2026") for number in range(1, 16)
    ]
    assert all(numbers[paper.occasion] == (paper.series, paper.number) for paper in given)


@proves("FM-INVO-04:mitigation")
def test_who_looked_before_another_numbered_an_order_gives_it_no_second_number(
    mongodb: Database[Document], monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger, occasion = Invoices(mongodb, lambda: NOW), invoice_of(order("key-0001").id)
    first = ledger.number(Kind.INVOICE, occasion)
    find, too_early = ledger._find, iter([None])
    monkeypatch.setattr(ledger, "_find", lambda asked: next(too_early, find(asked)))
    assert ledger.number(Kind.INVOICE, occasion) == first
    assert len(list(mongodb["invoices"].find({}))) == 1


def test_everything_that_comes_to_invoicing_has_a_rule() -> None:
    assert set(received_by(INVOICING)) == {OrderConfirmed, OrderCancelled, OrderRefunded}
