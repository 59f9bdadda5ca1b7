"""What inventory and payment say, in whatever order and however often, and what becomes of it."""

from concurrent.futures import ThreadPoolExecutor
from itertools import permutations
from threading import Barrier, local

import pytest
from msgspec.structs import replace

from services.contracts.common import Reason
from services.contracts.identifiers import order_id
from services.contracts.invoices import CreditNoteIssued, Invoice, InvoiceIssued
from services.contracts.message import Message
from services.contracts.order_messages import (
    MoneyContested,
    OrderCancelled,
    OrderConfirmed,
    OrderRefreshed,
    PaymentRequested,
    SettleRefunds,
)
from services.contracts.orders import Order, PaymentState, State
from services.contracts.payments import (
    Books,
    Dispute,
    DisputeState,
    FailedRefund,
    PaymentActionRequired,
    PaymentCaptured,
    PaymentDeclined,
    PaymentExpired,
    PaymentVoided,
)
from services.manifest import AGGREGATOR, INVOICING, NOTICES, PAYMENT
from services.order import handler as order
from services.runtime.repository import Repository
from tests.aws import AwsServer
from tests.claims import proves
from tests.integration.conftest import Employ, Worker
from tests.integration.order.harness import (
    ORDER_ID,
    PRICE,
    OrderHarness,
    authorised,
    cancel,
    captured,
    reserved,
    ship,
    short,
)
from tests.shop import FLORA, NOW, a_dozen_roses

DECLINED = PaymentDeclined(ORDER_ID, "attempt-0", "insufficient_funds", version=2)
EXPIRED = PaymentExpired(ORDER_ID, "attempt-1", version=5)
INVOICE = Invoice("2027-000042", "invoices/2027/2027-000042.pdf", NOW)


@proves("T27", "T29", "FM-ORD-05:mitigation")
@pytest.mark.parametrize("facts", list(permutations([reserved(), authorised(), DECLINED])))
def test_stock_and_money_confirm_an_order_whichever_comes_first(
    harness: OrderHarness, facts: tuple[Message, ...]
) -> None:
    harness.deliver(a_dozen_roses(), *facts)
    assert harness.order().state is State.CONFIRMED
    assert OrderConfirmed(harness.order()) in harness.sent_to(INVOICING)


@proves("T46", "X22", "FM-ORD-05:mitigation")
@pytest.mark.parametrize(
    "late", [DECLINED, authorised(), authorised(version=1), PaymentVoided(ORDER_ID, version=3)]
)
def test_a_late_event_of_a_payment_moves_no_order_backwards(
    harness: OrderHarness, late: Message
) -> None:
    shipped = harness.after_sale(ship(), captured())
    assert harness.deliver(late, late) == 0
    assert harness.order() == shipped
    assert (shipped.state, shipped.payment.state) == (State.SHIPPED, PaymentState.CAPTURED)


def test_a_declined_card_is_shown_and_another_may_pay(harness: OrderHarness) -> None:
    harness.deliver(a_dozen_roses(), reserved(), DECLINED)
    assert harness.order().payment.decline_code == "insufficient_funds"
    assert harness.sent_to(AGGREGATOR)[-1] == OrderRefreshed(harness.order())
    harness.deliver(authorised())
    assert harness.order().state is State.CONFIRMED
    assert harness.order().payment.decline_code == ""


def test_a_customer_whose_bank_asks_is_informed_and_their_browser_gets_the_secret(
    harness: OrderHarness,
) -> None:
    harness.deliver(a_dozen_roses(), reserved())
    harness.discard_sent()
    harness.deliver(PaymentActionRequired(ORDER_ID, "attempt-1", version=2))
    waiting = harness.order()
    asked = PaymentState.ACTION_REQUIRED
    assert (waiting.state, waiting.payment.state) == (State.PLACED, asked)
    assert waiting.payment.attempt == "attempt-1"
    for receiver in (NOTICES, AGGREGATOR):
        assert harness.sent_to(receiver) == [PaymentRequested(waiting)]
    harness.deliver(authorised())
    assert (harness.order().state, harness.order().payment.state) == (
        State.CONFIRMED,
        PaymentState.AUTHORISED,
    )


@proves("T28")
def test_an_authorisation_that_expires_is_announced_and_can_be_renewed(
    harness: OrderHarness,
) -> None:
    harness.after_sale(EXPIRED)
    harness.deliver(EXPIRED, ship())
    waiting = harness.order()
    assert (waiting.state, waiting.payment.state) == (State.CONFIRMED, PaymentState.EXPIRED)
    assert harness.sent_to(NOTICES) == [PaymentRequested(waiting)]
    assert harness.sent_to(AGGREGATOR) == [PaymentRequested(waiting)]
    harness.deliver(authorised(version=7), ship())
    assert harness.order().state is State.SHIPPED


@proves("T46", "FM-ORD-05:mitigation")
def test_money_that_arrives_for_a_cancelled_order_is_sent_back(harness: OrderHarness) -> None:
    harness.deliver(a_dozen_roses(), short())
    harness.discard_sent()
    harness.deliver(authorised())
    assert harness.sent_to(PAYMENT) == [OrderCancelled(harness.order())]
    assert harness.order().reason is Reason.STOCK_SHORT


@proves("X22", "FM-ORD-05:mitigation")
@pytest.mark.parametrize("first", ["stock", "money"])
def test_a_capture_confirms_an_order_whose_authorisation_never_comes(
    harness: OrderHarness, first: str
) -> None:
    facts = [reserved(), captured()] if first == "stock" else [captured(), reserved()]
    harness.deliver(a_dozen_roses(), *facts)
    assert harness.order().state is State.CONFIRMED
    assert harness.sent_to(INVOICING) == [OrderConfirmed(harness.order())]


@proves("T24", "T25", "X22", "FM-K24-01:mitigation")
def test_a_capture_whose_confirmation_could_not_be_sent_confirms_when_it_comes_again(
    harness: OrderHarness, aws_server: AwsServer
) -> None:
    harness.deliver(a_dozen_roses(), reserved())
    aws_server.stop_queue(INVOICING)
    assert harness.deliver(captured()) == 1
    aws_server.client("sqs").create_queue(QueueName="invoicing-inbox")
    assert harness.deliver(captured()) == 0
    assert harness.sent_to(INVOICING) == [OrderConfirmed(harness.order())]


@proves("T46", "X22", "FM-ORD-05:mitigation")
def test_a_capture_for_a_cancelled_order_is_given_back_though_its_authorisation_never_comes(
    harness: OrderHarness,
) -> None:
    harness.deliver(a_dozen_roses(), short())
    harness.discard_sent()
    harness.deliver(captured())
    assert harness.sent_to(PAYMENT) == [OrderCancelled(harness.order())]
    harness.deliver(PaymentVoided(ORDER_ID, version=5), authorised())
    assert harness.sent_to(PAYMENT) == [], "nothing is held any more"


@proves("X22")
def test_a_refusal_asks_the_customer_though_the_end_of_the_authorisation_never_comes(
    harness: OrderHarness,
) -> None:
    harness.after_sale(PaymentDeclined(ORDER_ID, "attempt-2", "insufficient_funds", version=6))
    assert harness.order().state is State.CONFIRMED
    harness.deliver(PaymentDeclined(ORDER_ID, "attempt-2", "insufficient_funds", version=6))
    assert harness.sent_to(NOTICES) == [PaymentRequested(harness.order())]


def test_voided_money_and_the_credit_note_are_kept(harness: OrderHarness) -> None:
    harness.after_sale(cancel())
    harness.deliver(
        PaymentVoided(ORDER_ID, version=5), CreditNoteIssued(ORDER_ID, FLORA.id, INVOICE)
    )
    written = harness.order()
    assert (written.state, written.payment.state) == (State.CANCELLED, PaymentState.VOIDED)
    assert written.credit_note == INVOICE


def test_an_order_keeps_its_first_invoice(harness: OrderHarness) -> None:
    again = Invoice("2027-000043", "k", NOW)
    harness.after_sale(
        InvoiceIssued(ORDER_ID, FLORA.id, INVOICE), InvoiceIssued(ORDER_ID, FLORA.id, again)
    )
    assert harness.order().invoice == INVOICE


@proves("T24", "X22", "FM-K24-01:mitigation")
@pytest.mark.parametrize("fact", [reserved(), authorised()], ids=["stock", "money"])
def test_an_order_that_ships_before_its_confirmation_could_be_sent_is_invoiced_all_the_same(
    harness: OrderHarness, aws_server: AwsServer, fact: Message
) -> None:
    harness.deliver(a_dozen_roses(), authorised() if fact == reserved() else reserved())
    aws_server.stop_queue(INVOICING)
    assert harness.deliver(fact) == 1
    aws_server.client("sqs").create_queue(QueueName="invoicing-inbox")
    assert harness.deliver(ship(), fact) == 0
    assert harness.order().state is State.SHIPPED
    assert harness.sent_to(INVOICING) == [OrderConfirmed(harness.order())]


@proves("T46", "FM-K25-05:mitigation")
def test_facts_that_arrive_at_two_instances_at_once_are_both_kept(
    harness: OrderHarness, employ: Employ
) -> None:
    keys = [f"key-{at:04}" for at in range(10)]
    harness.deliver(*(a_dozen_roses(key=key) for key in keys))
    ids = [order_id(FLORA.id, key) for key in keys]
    facts = [reserved(i) for i in ids] + [authorised(i, PRICE) for i in ids]
    instances = [employ(order) for _ in range(4)]
    workers = [instances[at % 4] for at in range(len(facts))]
    with ThreadPoolExecutor(4) as pool:
        failed = list(pool.map(Worker.deliver, workers, facts))
    # Whoever lost every race is told so, and its message comes again.
    assert harness.deliver(*(fact for fact, n in zip(facts, failed, strict=True) if n)) == 0
    assert {o.state for o in harness.orders()} == {State.CONFIRMED}


@proves("T46", "FM-K25-05:mitigation", "FM-SQS-02:mitigation")
def test_two_facts_of_an_order_that_are_read_before_either_is_written_are_both_kept(
    harness: OrderHarness, employ: Employ, monkeypatch: pytest.MonkeyPatch
) -> None:
    harness.deliver(a_dozen_roses())
    both_have_read, here, get = Barrier(2, timeout=10), local(), Repository.get

    def get_together(self: Repository[Order], key: str) -> Order:
        value = get(self, key)
        if key == ORDER_ID and not hasattr(here, "waited"):
            here.waited = True
            both_have_read.wait()
        return value

    monkeypatch.setattr(Repository, "get", get_together)
    with ThreadPoolExecutor(2) as pool:
        failed = pool.map(
            Worker.deliver,
            [employ(order), employ(order)],
            [reserved(), authorised()],
        )
        assert list(failed) == [0, 0]
    assert harness.order().state is State.CONFIRMED


@pytest.mark.finding("B10", "B11")
def test_a_dispute_and_a_refund_that_failed_are_told_to_staff_and_shown_in_any_order(
    harness: OrderHarness,
) -> None:
    price = harness.after_sale().total
    dispute = Dispute("du_1", price, DisputeState.OPEN)
    disputed = Books(price, disputes=(dispute,))
    both = replace(disputed, failed=(FailedRefund("refund-1", 700),))
    first = PaymentCaptured(ORDER_ID, price, version=8, books=disputed)
    second = PaymentCaptured(ORDER_ID, price, version=9, books=both)
    harness.deliver(first)
    for receiver in (NOTICES, AGGREGATOR):
        assert harness.sent_to(receiver) == [MoneyContested(harness.order())]
    harness.discard_sent()
    harness.deliver(second, first, second)
    order = harness.order()
    assert (order.withdrawn, order.failed) == (price, 700)
    assert harness.sent_to(NOTICES) == [MoneyContested(order)] * 3


@proves("FM-PSP-12:mitigation")
@pytest.mark.finding("B11")
def test_staff_note_once_that_they_paid_otherwise_what_did_not_arrive(
    harness: OrderHarness,
) -> None:
    price = harness.after_sale().total
    books = Books(price, failed=(FailedRefund("refund-1", 700),))
    harness.deliver(PaymentCaptured(ORDER_ID, price, version=8, books=books))
    wrong = SettleRefunds(ORDER_ID, 600, "bank transfer", by="sub-fleur", requested_at=NOW)
    harness.deliver(wrong)
    assert harness.order().settled_refunds == ()
    harness.deliver(replace(wrong, amount=700), replace(wrong, amount=700))
    order = harness.order()
    assert order.settled_refunds == ("refund-1",)
    assert [(entry.what, entry.note) for entry in order.history] == [
        ("refund_settled", "bank transfer")
    ]
