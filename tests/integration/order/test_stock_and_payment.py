"""What inventory and payment say, in whatever order and however often, and what becomes of it."""

from concurrent.futures import ThreadPoolExecutor
from itertools import permutations

import pytest

from services.contracts.common import Reason
from services.contracts.identifiers import order_id
from services.contracts.invoices import CreditNoteIssued, Invoice, InvoiceIssued
from services.contracts.message import Message
from services.contracts.order_messages import (
    OrderCancelled,
    OrderConfirmed,
    OrderRefreshed,
    PaymentRequested,
)
from services.contracts.orders import PaymentState, State
from services.contracts.payments import (
    PaymentActionRequired,
    PaymentDeclined,
    PaymentExpired,
    PaymentVoided,
)
from services.manifest import AGGREGATOR, INVOICING, NOTICES, PAYMENT
from services.order import handler as order
from tests.aws import AwsServer
from tests.claims import proves
from tests.integration.conftest import Employ, Worker
from tests.integration.order.desk import (
    ORDER_ID,
    PRICE,
    Desk,
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
    desk: Desk, facts: tuple[Message, ...]
) -> None:
    desk.deliver(a_dozen_roses(), *facts)
    assert desk.order().state is State.CONFIRMED
    assert OrderConfirmed(desk.order()) in desk.said_to(INVOICING)


@proves("T46", "X22", "FM-ORD-05:mitigation")
@pytest.mark.parametrize(
    "late", [DECLINED, authorised(), authorised(version=1), PaymentVoided(ORDER_ID, version=3)]
)
def test_late_news_of_a_payment_moves_no_order_backwards(desk: Desk, late: Message) -> None:
    shipped = desk.sells(ship(), captured())
    assert desk.deliver(late, late) == 0
    assert desk.order() == shipped
    assert (shipped.state, shipped.payment.state) == (State.SHIPPED, PaymentState.CAPTURED)


def test_a_declined_card_is_shown_and_another_may_pay(desk: Desk) -> None:
    desk.deliver(a_dozen_roses(), reserved(), DECLINED)
    assert desk.order().payment.decline_code == "insufficient_funds"
    assert desk.said_to(AGGREGATOR)[-1] == OrderRefreshed(desk.order())
    desk.deliver(authorised())
    assert desk.order().state is State.CONFIRMED
    assert desk.order().payment.decline_code == ""


def test_a_customer_whose_bank_asks_is_told_and_their_browser_gets_the_secret(desk: Desk) -> None:
    desk.deliver(a_dozen_roses(), reserved())
    desk.forget_what_was_said()
    desk.deliver(PaymentActionRequired(ORDER_ID, "attempt-1", version=2))
    waiting = desk.order()
    asked = PaymentState.ACTION_REQUIRED
    assert (waiting.state, waiting.payment.state) == (State.PLACED, asked)
    assert waiting.payment.attempt == "attempt-1"
    for receiver in (NOTICES, AGGREGATOR):
        assert desk.said_to(receiver) == [PaymentRequested(waiting)]
    desk.deliver(authorised())
    assert (desk.order().state, desk.order().payment.state) == (
        State.CONFIRMED,
        PaymentState.AUTHORISED,
    )


@proves("T28")
def test_an_authorisation_that_ends_is_told_to_customer_and_florist_and_can_be_renewed(
    desk: Desk,
) -> None:
    desk.sells(EXPIRED)
    desk.deliver(EXPIRED, ship())
    waiting = desk.order()
    assert (waiting.state, waiting.payment.state) == (State.CONFIRMED, PaymentState.EXPIRED)
    assert desk.said_to(NOTICES) == [PaymentRequested(waiting)]
    assert desk.said_to(AGGREGATOR) == [PaymentRequested(waiting)]
    desk.deliver(authorised(version=7), ship())
    assert desk.order().state is State.SHIPPED


@proves("T46", "FM-ORD-05:mitigation")
def test_money_that_arrives_for_a_cancelled_order_is_sent_back(desk: Desk) -> None:
    desk.deliver(a_dozen_roses(), short())
    desk.forget_what_was_said()
    desk.deliver(authorised())
    assert desk.said_to(PAYMENT) == [OrderCancelled(desk.order())]
    assert desk.order().reason is Reason.STOCK_SHORT


@proves("X22", "FM-ORD-05:mitigation")
@pytest.mark.parametrize("first", ["stock", "money"])
def test_a_capture_confirms_an_order_whose_authorisation_never_comes(
    desk: Desk, first: str
) -> None:
    facts = [reserved(), captured()] if first == "stock" else [captured(), reserved()]
    desk.deliver(a_dozen_roses(), *facts)
    assert desk.order().state is State.CONFIRMED
    assert desk.said_to(INVOICING) == [OrderConfirmed(desk.order())]


@proves("T24", "T25", "X22", "FM-K24-01:mitigation")
def test_a_capture_whose_confirmation_could_not_be_sent_confirms_when_it_comes_again(
    desk: Desk, aws_server: AwsServer
) -> None:
    desk.deliver(a_dozen_roses(), reserved())
    aws_server.stop_queue(INVOICING)
    assert desk.deliver(captured()) == 1
    aws_server.client("sqs").create_queue(QueueName="invoicing-inbox")
    assert desk.deliver(captured()) == 0
    assert desk.said_to(INVOICING) == [OrderConfirmed(desk.order())]


@proves("T46", "X22", "FM-ORD-05:mitigation")
def test_a_capture_for_a_cancelled_order_is_given_back_though_its_authorisation_never_comes(
    desk: Desk,
) -> None:
    desk.deliver(a_dozen_roses(), short())
    desk.forget_what_was_said()
    desk.deliver(captured())
    assert desk.said_to(PAYMENT) == [OrderCancelled(desk.order())]
    desk.deliver(PaymentVoided(ORDER_ID, version=5), authorised())
    assert desk.said_to(PAYMENT) == [], "nothing is held any more"


@proves("X22")
def test_a_refusal_asks_the_customer_though_the_end_of_the_authorisation_never_comes(
    desk: Desk,
) -> None:
    desk.sells(PaymentDeclined(ORDER_ID, "attempt-2", "insufficient_funds", version=6))
    assert desk.order().state is State.CONFIRMED
    desk.deliver(PaymentDeclined(ORDER_ID, "attempt-2", "insufficient_funds", version=6))
    assert desk.said_to(NOTICES) == [PaymentRequested(desk.order())]


def test_voided_money_and_the_credit_note_are_kept(desk: Desk) -> None:
    desk.sells(cancel())
    desk.deliver(PaymentVoided(ORDER_ID, version=5), CreditNoteIssued(ORDER_ID, FLORA.id, INVOICE))
    written = desk.order()
    assert (written.state, written.payment.state) == (State.CANCELLED, PaymentState.VOIDED)
    assert written.credit_note == INVOICE


def test_an_order_keeps_its_first_invoice(desk: Desk) -> None:
    again = Invoice("2027-000043", "k", NOW)
    desk.sells(InvoiceIssued(ORDER_ID, FLORA.id, INVOICE), InvoiceIssued(ORDER_ID, FLORA.id, again))
    assert desk.order().invoice == INVOICE


@proves("T24", "X22", "FM-K24-01:mitigation")
@pytest.mark.parametrize("fact", [reserved(), authorised()], ids=["stock", "money"])
def test_an_order_that_ships_before_its_confirmation_could_be_sent_is_invoiced_all_the_same(
    desk: Desk, aws_server: AwsServer, fact: Message
) -> None:
    desk.deliver(a_dozen_roses(), authorised() if fact == reserved() else reserved())
    aws_server.stop_queue(INVOICING)
    assert desk.deliver(fact) == 1
    aws_server.client("sqs").create_queue(QueueName="invoicing-inbox")
    assert desk.deliver(ship(), fact) == 0
    assert desk.order().state is State.SHIPPED
    assert desk.said_to(INVOICING) == [OrderConfirmed(desk.order())]


@proves("T46", "FM-K25-05:mitigation")
def test_facts_that_arrive_at_two_instances_at_once_are_both_kept(
    desk: Desk, employ: Employ
) -> None:
    keys = [f"key-{at:04}" for at in range(10)]
    desk.deliver(*(a_dozen_roses(key=key) for key in keys))
    ids = [order_id(FLORA.id, key) for key in keys]
    facts = [reserved(i) for i in ids] + [authorised(i, PRICE) for i in ids]
    instances = [employ(order) for _ in range(4)]
    workers = [instances[at % 4] for at in range(len(facts))]
    with ThreadPoolExecutor(4) as pool:
        failed = list(pool.map(Worker.deliver, workers, facts))
    # Whoever lost every race is told so, and its message comes again.
    assert desk.deliver(*(fact for fact, n in zip(facts, failed, strict=True) if n)) == 0
    assert {o.state for o in desk.orders()} == {State.CONFIRMED}
