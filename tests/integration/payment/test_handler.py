"""Payment: the money is held once, taken once, given back once, whatever breaks."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from pymongo.database import Database

from services.payment import handler as payment
from services.payment.cashier import Cashier
from services.payment.provider import Stripe
from services.payment.store import Payments
from services.shared.aws import Aws
from services.shared.bus import Queues
from services.shared.messages import (
    AuthorizePayment,
    OrderCancelled,
    OrderConfirmed,
    OrderPlaced,
    OrderShipped,
    PaymentAuthorized,
    PaymentCaptured,
    PaymentDeclined,
    PaymentVoided,
)
from services.shared.model import Order
from services.shared.mongo import Document
from services.shared.participants import ORDER
from tests.aws import AwsServer
from tests.claims import proves
from tests.integration.conftest import Worker
from tests.logs import LogRecords
from tests.payments import Provider
from tests.shop import DOZEN, FELIX, NOW, TOMORROW, an_order

VISA = "pm_card_visa"
BROKE = "pm_card_chargeDeclinedInsufficientFunds"
BEFORE_OR_AFTER = pytest.mark.parametrize("when", ["before", "after"])
FLOWERS = an_order()


@pytest.fixture
def worker(
    mongodb: Database[Document],
    aws_server: AwsServer,
    provider: Provider,
    monkeypatch: pytest.MonkeyPatch,
) -> Worker:
    """Payment with the provider's key in its secret, on the day before TOMORROW."""
    secret = aws_server.client("secretsmanager").create_secret(
        Name="provider", SecretString=json.dumps({"api_key": provider.secret_key})
    )
    monkeypatch.setenv("PAYMENT_SECRET", secret["ARN"])
    monkeypatch.setenv("PAYMENT_API_URL", provider.url)
    return Worker(payment.inbox.lambda_handler(lambda: shop(mongodb)))


def shop(mongodb: Database[Document], clock: Callable[[], datetime] = lambda: NOW) -> payment.Shop:
    aws = Aws.from_environment()
    cashier = Cashier(Payments(mongodb), Stripe.from_environment(aws), clock)
    return payment.Shop(Queues.from_environment(aws), cashier)


def pay(attempt: str = "attempt-1", card: str = VISA, order: Order = FLOWERS) -> AuthorizePayment:
    return AuthorizePayment(order.id, order.customer, card, attempt)


def statuses(provider: Provider) -> list[str]:
    return [intent["status"] for intent in provider.intents()]


@proves("T29", "K20", "K21", "U5")
def test_a_card_is_asked_for_the_orders_total_and_the_receipt_goes_to_order(
    worker: Worker, aws_server: AwsServer, provider: Provider
) -> None:
    assert worker.deliver(OrderPlaced(FLOWERS), pay()) == 0
    assert aws_server.messages(ORDER) == [PaymentAuthorized(FLOWERS.id, 4200, "attempt-1")]
    (intent,) = provider.intents()
    assert (intent["amount"], intent["currency"]) == (4200, "eur")
    assert intent["metadata"] == {"order_id": FLOWERS.id, "attempt": "attempt-1"}
    assert (intent["status"], intent["amount_received"]) == ("requires_capture", 0)


@proves("T46", "E25")
def test_the_same_attempt_twice_is_one_authorisation_and_the_same_receipt(
    worker: Worker, aws_server: AwsServer, provider: Provider
) -> None:
    worker.deliver(OrderPlaced(FLOWERS), pay(), pay(), OrderPlaced(FLOWERS), pay("attempt-2"))
    assert set(aws_server.messages(ORDER)) == {PaymentAuthorized(FLOWERS.id, 4200, "attempt-1")}
    assert statuses(provider) == ["requires_capture"]


def test_a_declined_card_is_told_and_another_may_pay(
    worker: Worker, aws_server: AwsServer, provider: Provider
) -> None:
    worker.deliver(OrderPlaced(FLOWERS), pay("attempt-1", BROKE), pay("attempt-1", BROKE))
    refused = PaymentDeclined(FLOWERS.id, "attempt-1", "insufficient_funds")
    assert aws_server.messages(ORDER) == [refused, refused]
    worker.deliver(pay("attempt-2"))
    assert aws_server.messages(ORDER) == [PaymentAuthorized(FLOWERS.id, 4200, "attempt-2")]


@proves("T24", "T46", "E25", "E26")
@BEFORE_OR_AFTER
def test_when_the_provider_breaks_the_message_stays_and_the_card_is_charged_once(
    worker: Worker, aws_server: AwsServer, provider: Provider, when: str
) -> None:
    worker.deliver(OrderPlaced(FLOWERS))
    provider.fail("POST /v1/payment_intents", when, times=2)
    assert worker.deliver(pay()) == 1
    assert aws_server.messages(ORDER) == []
    assert worker.deliver(pay()) == 0
    assert aws_server.messages(ORDER) == [PaymentAuthorized(FLOWERS.id, 4200, "attempt-1")]
    assert statuses(provider) == ["requires_capture"]


@proves("T24", "T46")
def test_an_error_of_the_providers_is_no_refusal(
    worker: Worker, aws_server: AwsServer, provider: Provider
) -> None:
    worker.deliver(OrderPlaced(FLOWERS))
    provider.fail("POST /v1/payment_intents", "status", times=2, status=500)
    assert worker.deliver(pay()) == 1
    assert worker.deliver(pay()) == 0
    assert aws_server.messages(ORDER) == [PaymentAuthorized(FLOWERS.id, 4200, "attempt-1")]


@proves("T24", "T25", "T46")
def test_when_the_receipt_cannot_be_sent_it_is_sent_when_the_message_comes_again(
    worker: Worker, aws_server: AwsServer, provider: Provider
) -> None:
    worker.deliver(OrderPlaced(FLOWERS))
    aws_server.stop_queue(ORDER)
    assert worker.deliver(pay()) == 1
    aws_server.client("sqs").create_queue(QueueName="order-inbox")
    assert worker.deliver(pay()) == 0
    assert aws_server.messages(ORDER) == [PaymentAuthorized(FLOWERS.id, 4200, "attempt-1")]
    assert statuses(provider) == ["requires_capture"]


@proves("X22")
def test_a_payment_that_overtakes_its_order_comes_again(worker: Worker, provider: Provider) -> None:
    assert worker.deliver(pay()) == 1
    assert provider.intents() == []
    assert worker.deliver(OrderPlaced(FLOWERS), pay()) == 0
    assert statuses(provider) == ["requires_capture"]


@proves("X25")
def test_nobody_pays_for_another_customers_order(
    worker: Worker, aws_server: AwsServer, provider: Provider
) -> None:
    worker.deliver(OrderPlaced(FLOWERS))
    assert worker.deliver(AuthorizePayment(FLOWERS.id, FELIX.id, VISA, "attempt-1")) == 0
    assert (aws_server.messages(ORDER), provider.intents()) == ([], [])


@proves("T28")
def test_the_money_is_taken_once_when_the_order_ships(
    worker: Worker, aws_server: AwsServer, provider: Provider
) -> None:
    worker.deliver(OrderPlaced(FLOWERS), pay(), OrderConfirmed(FLOWERS))
    assert statuses(provider) == ["requires_capture"]
    aws_server.messages(ORDER)
    provider.fail("POST /v1/payment_intents/.*/capture", "after", times=2)
    assert worker.deliver(OrderShipped(FLOWERS)) == 1
    assert worker.deliver(OrderShipped(FLOWERS), OrderShipped(FLOWERS)) == 0
    assert set(aws_server.messages(ORDER)) == {PaymentCaptured(FLOWERS.id, 4200)}
    (intent,) = provider.intents()
    assert (intent["status"], intent["amount_received"]) == ("succeeded", 4200)


def test_an_order_that_ships_unpaid_is_a_matter_for_people(
    worker: Worker, aws_server: AwsServer
) -> None:
    worker.deliver(OrderPlaced(FLOWERS))
    assert worker.deliver(OrderShipped(FLOWERS)) == 1, "it ends in the dead-letter queue"
    assert aws_server.messages(ORDER) == []


@pytest.mark.parametrize(("days", "status"), [(6, "requires_capture"), (7, "succeeded")])
def test_money_for_a_delivery_that_is_far_away_is_taken_at_once(
    worker: Worker, provider: Provider, days: int, status: str
) -> None:
    later = an_order((DOZEN, 1), day=NOW.date() + timedelta(days=days))
    worker.deliver(OrderPlaced(later), pay(order=later), OrderConfirmed(later))
    assert statuses(provider) == [status]


@proves("T46")
@BEFORE_OR_AFTER
def test_a_cancelled_order_holds_nothing_any_longer(
    worker: Worker, aws_server: AwsServer, provider: Provider, when: str
) -> None:
    worker.deliver(OrderPlaced(FLOWERS), pay())
    aws_server.messages(ORDER)
    provider.fail("POST /v1/payment_intents/.*/cancel", when, times=2)
    assert worker.deliver(OrderCancelled(FLOWERS)) == 1
    assert worker.deliver(OrderCancelled(FLOWERS), OrderCancelled(FLOWERS)) == 0
    assert set(aws_server.messages(ORDER)) == {PaymentVoided(FLOWERS.id)}
    assert statuses(provider) == ["canceled"]


@proves("T46", "X22")
def test_an_order_that_was_cancelled_first_is_never_charged(
    worker: Worker, aws_server: AwsServer, provider: Provider
) -> None:
    worker.deliver(OrderCancelled(FLOWERS), OrderPlaced(FLOWERS), pay())
    assert provider.intents() == []
    assert set(aws_server.messages(ORDER)) == {PaymentVoided(FLOWERS.id)}


def test_money_that_was_taken_is_given_back_when_the_order_is_cancelled(
    worker: Worker, aws_server: AwsServer, provider: Provider, mongodb: Database[Document]
) -> None:
    later = an_order(day=TOMORROW + timedelta(days=20))
    worker.deliver(OrderPlaced(later), pay(order=later), OrderConfirmed(later))
    provider.fail("POST /v1/refunds", "after", times=2)
    assert worker.deliver(OrderCancelled(later)) == 1
    assert worker.deliver(OrderCancelled(later), OrderCancelled(later)) == 0
    row = mongodb["payments"].find_one({"_id": later.id})
    assert row is not None
    assert row["captured"] == row["refunded"] == row["authorised"] == 4200
    (intent,) = provider.intents()
    assert intent["status"] == "succeeded"


@proves("T46")
def test_an_answer_that_never_came_is_looked_for_when_the_providers_memory_has_ended(
    worker: Worker, aws_server: AwsServer, provider: Provider, mongodb: Database[Document]
) -> None:
    worker.deliver(OrderPlaced(FLOWERS))
    provider.fail("POST /v1/payment_intents", "after", times=2)
    assert worker.deliver(pay()) == 1
    two_days_on = payment.inbox.lambda_handler(
        lambda: shop(mongodb, lambda: NOW + timedelta(days=2))
    )
    assert Worker(two_days_on).deliver(pay()) == 0
    assert len(provider.intents()) == 1
    assert aws_server.messages(ORDER) == [PaymentAuthorized(FLOWERS.id, 4200, "attempt-1")]


@proves("T39")
def test_the_log_knows_neither_card_nor_key_nor_customer(
    worker: Worker, provider: Provider, log_records: LogRecords
) -> None:
    worker.deliver(OrderPlaced(FLOWERS), pay("attempt-1", BROKE), pay("attempt-2"))
    provider.fail("POST /v1/payment_intents/.*/capture", "status", times=2, status=500)
    worker.deliver(OrderShipped(FLOWERS))
    written: Any = str(log_records())
    assert FLOWERS.id in written
    for secret in (VISA, BROKE, provider.secret_key, "Flora", "Gartenweg", "Iris"):
        assert secret not in written


def test_an_order_is_tried_with_twenty_cards_and_no_more(
    worker: Worker, aws_server: AwsServer, provider: Provider
) -> None:
    worker.deliver(OrderPlaced(FLOWERS))
    for at in range(21):
        worker.deliver(pay(f"attempt-{at:02}", BROKE))
    told = aws_server.messages(ORDER)
    assert told[-1] == PaymentDeclined(FLOWERS.id, "attempt-20", "too_many_attempts")
    assert len(provider.intents()) == 20
