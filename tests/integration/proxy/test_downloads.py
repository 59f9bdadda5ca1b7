"""Papers: a redirect to an address that is good for five minutes and stands nowhere else."""

from datetime import UTC, datetime
from typing import Any

import pytest
import urllib3

from services.contracts.invoices import CreditNoteIssued, Invoice, InvoiceIssued
from services.contracts.order_messages import (
    OrderCancelled,
    OrderConfirmed,
    OrderPlaced,
    OrderRefunded,
)
from services.contracts.orders import Refund, State
from tests.aws import INVOICE_BUCKET, AwsServer
from tests.claims import proves
from tests.integration.proxy.api import Api
from tests.integration.proxy.asking import INVOICE, ORDER_ID, confirmed, placed, shipped
from tests.integration.proxy.conftest import Show

ISSUED = datetime(2027, 1, 3, tzinfo=UTC)
CREDIT_NOTE = Invoice("C2027-000007", "invoices/C2027/C2027-000007.pdf", ISSUED)
REFUND_NOTE = Invoice("C2027-000008", "invoices/C2027/C2027-000008.pdf", ISSUED)
REFUND = Refund("b" * 20, 500, "A rose was missing.")
PATH = f"/orders/{ORDER_ID}"
PAPERS = [
    ("/invoice", INVOICE),
    ("/credit-note", CREDIT_NOTE),
    (f"/refunds/{REFUND.id}/credit-note", REFUND_NOTE),
]


@pytest.fixture
def issued(show: Show) -> None:
    """An order of which a part was given back, and then all: it has every paper."""
    show(OrderCancelled(shipped(state=State.CANCELLED, refunds=(REFUND,), version=8)))
    show(InvoiceIssued(ORDER_ID, "sub-flora", INVOICE))
    show(CreditNoteIssued(ORDER_ID, "sub-flora", CREDIT_NOTE))
    show(CreditNoteIssued(ORDER_ID, "sub-flora", REFUND_NOTE, REFUND.id))


@proves("T32", "T33", "K14", "U3", "FM-K14-01:effect")
@pytest.mark.parametrize(("path", "paper"), PAPERS, ids=["invoice", "credit note", "refund note"])
@pytest.mark.usefixtures("issued")
def test_a_paper_is_a_redirect_to_an_address_that_stands_nowhere_else(
    flora: Api, log_records: Any, path: str, paper: Invoice
) -> None:
    answer = flora.get(f"{PATH}{path}")
    assert answer.status == 303
    assert answer.content == ""
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    location = answer.headers["Location"]
    assert "X-Amz-Expires=300&" in location
    assert f"/{paper.key}?" in location
    assert f"{paper.number}.pdf" in location
    signature = location.split("X-Amz-Signature=")[1]
    assert signature not in str(log_records())
    assert "X-Amz" not in str(log_records())
    for page in (PATH, "/orders"):
        assert "X-Amz" not in flora.get(page).content


@pytest.mark.parametrize(("path", "paper"), PAPERS, ids=["invoice", "credit note", "refund note"])
@pytest.mark.usefixtures("issued")
def test_the_paper_is_there_and_only_for_whom_has_the_address(
    flora: Api, aws_server: AwsServer, path: str, paper: Invoice
) -> None:
    s3 = aws_server.client("s3")
    s3.put_object(Bucket=INVOICE_BUCKET, Key=paper.key, Body=b"%PDF of " + paper.number.encode())
    location = flora.get(f"{PATH}{path}").headers["Location"]
    answer = urllib3.request("GET", location)
    assert answer.data == b"%PDF of " + paper.number.encode()
    assert paper.number in answer.headers["Content-Disposition"]


@pytest.mark.usefixtures("issued")
def test_an_order_says_which_papers_it_has_and_where(flora: Api) -> None:
    shown = flora.get(PATH).body
    assert shown["invoice"] == {"number": INVOICE.number, "url": f"/api{PATH}/invoice"}
    assert shown["credit_note"] == {"number": CREDIT_NOTE.number, "url": f"/api{PATH}/credit-note"}
    (refund,) = shown["refunds"]
    assert refund["credit_note"]["url"] == f"/api{PATH}/refunds/{REFUND.id}/credit-note"
    for paper in (shown["invoice"], shown["credit_note"], refund["credit_note"]):
        assert flora.get(paper["url"].removeprefix("/api")).status == 303


@proves("T14", "X25")
@pytest.mark.parametrize(("path", "paper"), PAPERS, ids=["invoice", "credit note", "refund note"])
@pytest.mark.usefixtures("issued")
def test_a_paper_is_its_owners_alone(
    api: Api, felix: Api, fleur: Api, path: str, paper: Invoice
) -> None:
    for who, status in ((api, 401), (felix, 404), (fleur, 403)):
        answer = who.get(f"{PATH}{path}")
        assert answer.status == status
        assert "Location" not in answer.headers
        assert paper.key not in answer.content


def test_a_paper_that_is_being_drawn_is_promised(flora: Api, show: Show) -> None:
    show(OrderConfirmed(confirmed()))
    assert flora.get(f"{PATH}/invoice").status == 503
    show(OrderRefunded(shipped(refunds=(REFUND,))))
    answer = flora.get(f"{PATH}/refunds/{REFUND.id}/credit-note")
    assert (answer.status, answer.headers["Retry-After"]) == (503, "2")


def test_what_was_never_issued_is_not_found_and_says_when_it_is(flora: Api, show: Show) -> None:
    show(OrderPlaced(placed()))
    for path, when in (("invoice", "is confirmed"), ("credit-note", "is cancelled")):
        answer = flora.get(f"{PATH}/{path}")
        assert answer.status == 404
        assert when in answer.body["detail"]
    assert flora.get(f"{PATH}/refunds/{REFUND.id}/credit-note").status == 404


def test_an_invoice_that_is_known_before_its_order_is_promised(flora: Api, show: Show) -> None:
    show(InvoiceIssued(ORDER_ID, "sub-flora", INVOICE))
    assert flora.get(f"{PATH}/invoice").status == 503
