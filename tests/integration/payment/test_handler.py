"""Payment: the money is held once, taken once, given back once, whatever breaks."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from services.contracts.order_messages import (
    OrderCancelled,
    OrderConfirmed,
    OrderPlaced,
    OrderShipped,
)
from services.contracts.orders import State
from services.contracts.payments import (
    AuthorisePayment,
    PaymentAuthorised,
    PaymentCaptured,
    PaymentDeclined,
    PaymentExpired,
    PaymentRefunded,
    PaymentVoided,
)
from services.manifest import ORDER
from services.payment.domain.attempts import EXHAUSTED, MAX_REFUSALS_A_DAY
from tests.claims import proves
from tests.integration.payment.harness import BROKE, VISA, WEBHOOK_SECRET, PaymentHarness, pay
from tests.logs import LogRecords
from tests.shop import DOZEN, FELIX, NOW, TOMORROW, an_order

BEFORE_OR_AFTER = pytest.mark.parametrize("when", ["before", "after"])
FLOWERS = an_order()


@proves("T29", "K20", "K21", "U5")
def test_a_card_is_asked_for_the_orders_total_and_the_receipt_goes_to_order(
    harness: PaymentHarness,
) -> None:
    assert harness.deliver(OrderPlaced(FLOWERS), pay(FLOWERS)) == 0
    assert harness.told() == [PaymentAuthorised(FLOWERS.id, 4200, "attempt-1")]
    (intent,) = harness.provider.intents()
    assert (intent["amount"], intent["currency"]) == (4200, "eur")
    named = {"order_id": FLOWERS.id, "part": "first", "attempt": "attempt-1"}
    assert intent["metadata"] == named
    assert (intent["status"], intent["amount_received"]) == ("requires_capture", 0)


@proves("T46", "E25", "FM-PAY-05:effect")
def test_the_same_attempt_twice_is_one_authorisation_and_the_same_receipt(
    harness: PaymentHarness,
) -> None:
    harness.deliver(
        OrderPlaced(FLOWERS),
        pay(FLOWERS),
        pay(FLOWERS),
        OrderPlaced(FLOWERS),
        pay(FLOWERS, "attempt-2"),
    )
    assert set(harness.told()) == {PaymentAuthorised(FLOWERS.id, 4200, "attempt-1")}
    assert harness.statuses() == ["requires_capture"]


@proves("FM-PSP-04:mitigation")
def test_a_declined_card_is_told_and_another_may_pay(harness: PaymentHarness) -> None:
    harness.deliver(
        OrderPlaced(FLOWERS), pay(FLOWERS, "attempt-1", BROKE), pay(FLOWERS, "attempt-1", BROKE)
    )
    refused = PaymentDeclined(FLOWERS.id, "attempt-1", "insufficient_funds")
    assert harness.told() == [refused, refused]
    harness.deliver(pay(FLOWERS, "attempt-2"))
    assert harness.told() == [PaymentAuthorised(FLOWERS.id, 4200, "attempt-2")]


@proves("T24", "T46", "E25", "E26", "FM-PAY-04:effect", "FM-PSP-01:effect", "FM-PSP-01:mitigation")
@BEFORE_OR_AFTER
def test_when_the_provider_breaks_the_message_stays_and_the_card_is_charged_once(
    harness: PaymentHarness, when: str
) -> None:
    harness.deliver(OrderPlaced(FLOWERS))
    harness.provider.fail("POST /v1/payment_intents", when, times=2)
    assert harness.deliver(pay(FLOWERS)) == 1
    assert harness.told() == []
    assert harness.deliver(pay(FLOWERS)) == 0
    assert harness.told() == [PaymentAuthorised(FLOWERS.id, 4200, "attempt-1")]
    assert harness.statuses() == ["requires_capture"]


@proves("T24", "T46", "FM-PSP-01:mitigation")
def test_an_error_of_the_providers_is_no_refusal(harness: PaymentHarness) -> None:
    harness.deliver(OrderPlaced(FLOWERS))
    harness.provider.fail("POST /v1/payment_intents", "status", times=2, status=500)
    assert harness.deliver(pay(FLOWERS)) == 1
    assert harness.deliver(pay(FLOWERS)) == 0
    assert harness.told() == [PaymentAuthorised(FLOWERS.id, 4200, "attempt-1")]


@proves("T24", "T25", "T46", "FM-K20-01:effect", "FM-K20-01:mitigation")
def test_when_the_receipt_cannot_be_sent_it_is_sent_when_the_message_comes_again(
    harness: PaymentHarness,
) -> None:
    harness.deliver(OrderPlaced(FLOWERS))
    harness.aws_server.stop_queue(ORDER)
    assert harness.deliver(pay(FLOWERS)) == 1
    harness.aws_server.client("sqs").create_queue(QueueName="order-inbox")
    assert harness.deliver(pay(FLOWERS)) == 0
    assert harness.told() == [PaymentAuthorised(FLOWERS.id, 4200, "attempt-1")]
    assert harness.statuses() == ["requires_capture"]


@proves("X22", "FM-PAY-06:mitigation")
def test_a_payment_that_overtakes_its_order_comes_again(harness: PaymentHarness) -> None:
    assert harness.deliver(pay(FLOWERS)) == 1
    assert harness.provider.intents() == []
    assert harness.deliver(OrderPlaced(FLOWERS), pay(FLOWERS)) == 0
    assert harness.statuses() == ["requires_capture"]


@proves("X25", "FM-PAY-09:mitigation")
def test_nobody_pays_for_another_customers_order(harness: PaymentHarness) -> None:
    harness.deliver(OrderPlaced(FLOWERS))
    assert harness.deliver(AuthorisePayment(FLOWERS.id, FELIX.id, VISA, "attempt-1")) == 0
    assert (harness.told(), harness.provider.intents()) == ([], [])


@proves("T28")
def test_the_money_is_taken_once_when_the_order_ships(harness: PaymentHarness) -> None:
    harness.deliver(OrderPlaced(FLOWERS), pay(FLOWERS), OrderConfirmed(FLOWERS))
    assert harness.statuses() == ["requires_capture"]
    harness.told()
    harness.provider.fail("POST /v1/payment_intents/.*/capture", "after", times=2)
    assert harness.deliver(OrderShipped(FLOWERS)) == 1
    assert harness.deliver(OrderShipped(FLOWERS), OrderShipped(FLOWERS)) == 0
    assert set(harness.told()) == {PaymentCaptured(FLOWERS.id, 4200)}
    (intent,) = harness.provider.intents()
    assert (intent["status"], intent["amount_received"]) == ("succeeded", 4200)


@proves("FM-PAY-08:effect")
def test_an_order_that_ships_unpaid_is_a_matter_for_people(harness: PaymentHarness) -> None:
    harness.deliver(OrderPlaced(FLOWERS))
    assert harness.deliver(OrderShipped(FLOWERS)) == 1, "it ends in the dead-letter queue"
    assert harness.told() == []


@proves("FM-PAY-08:restoration")
def test_what_is_held_no_longer_when_the_order_ships_is_a_matter_for_people(
    harness: PaymentHarness,
) -> None:
    harness.deliver(OrderPlaced(FLOWERS), pay(FLOWERS))
    (intent,) = harness.provider.intents()
    harness.provider.expire(intent["id"])
    harness.told()
    assert harness.deliver(OrderShipped(FLOWERS)) == 1, "it ends in the dead-letter queue"
    harness.deliver(*harness.provider_says())
    assert harness.told()[-1] == PaymentExpired(FLOWERS.id, "attempt-1")
    shipped = replace(FLOWERS, state=State.SHIPPED)
    harness.deliver(pay(FLOWERS, "attempt-2"), OrderConfirmed(shipped), OrderShipped(shipped))
    assert harness.told()[-1] == PaymentCaptured(FLOWERS.id, 4200)
    assert harness.statuses() == ["succeeded", "canceled"]


@proves("T46")
def test_money_that_people_took_at_the_provider_is_found_and_not_taken_again(
    harness: PaymentHarness,
) -> None:
    harness.deliver(OrderPlaced(FLOWERS))
    harness.provider.fail("POST /v1/payment_intents", "after", times=2)
    assert harness.deliver(pay(FLOWERS)) == 1
    (intent,) = harness.provider.intents()
    harness.provider.capture(intent["id"], 4200)
    harness.clock.days_pass(2)
    harness.provider.forget_keys()
    harness.deliver(pay(FLOWERS), OrderConfirmed(FLOWERS), OrderShipped(FLOWERS))
    assert harness.told() == [
        PaymentAuthorised(FLOWERS.id, 4200, "attempt-1"),
        PaymentCaptured(FLOWERS.id, 4200),
    ], "it is confirmed, and so invoiced, as if it had been held"
    assert harness.statuses() == ["succeeded"]


def test_money_that_people_took_at_the_provider_goes_back_when_the_order_is_cancelled(
    harness: PaymentHarness,
) -> None:
    harness.deliver(OrderPlaced(FLOWERS), pay(FLOWERS))
    (intent,) = harness.provider.intents()
    harness.provider.capture(intent["id"], 4200)
    assert harness.deliver(OrderCancelled(FLOWERS)) == 0
    assert harness.provider.given_back() == 4200


@proves("FM-PSP-09:mitigation")
@pytest.mark.parametrize(("days", "status"), [(6, "requires_capture"), (7, "succeeded")])
def test_money_for_a_delivery_that_is_far_away_is_taken_at_once(
    harness: PaymentHarness, days: int, status: str
) -> None:
    later = an_order((DOZEN, 1), day=NOW.date() + timedelta(days=days))
    harness.deliver(OrderPlaced(later), pay(later), OrderConfirmed(later))
    assert harness.statuses() == [status]


@proves("T46")
@BEFORE_OR_AFTER
def test_a_cancelled_order_holds_nothing_any_longer(harness: PaymentHarness, when: str) -> None:
    harness.deliver(OrderPlaced(FLOWERS), pay(FLOWERS))
    harness.told()
    harness.provider.fail("POST /v1/payment_intents/.*/cancel", when, times=2)
    assert harness.deliver(OrderCancelled(FLOWERS)) == 1
    assert harness.deliver(OrderCancelled(FLOWERS), OrderCancelled(FLOWERS)) == 0
    assert set(harness.told()) == {PaymentVoided(FLOWERS.id)}
    assert harness.statuses() == ["canceled"]


@proves("T46")
def test_what_was_never_asked_is_not_asked_any_more_when_the_order_is_cancelled_days_later(
    harness: PaymentHarness,
) -> None:
    harness.deliver(OrderPlaced(FLOWERS))
    harness.provider.fail("POST /v1/payment_intents", "before", times=2)
    assert harness.deliver(pay(FLOWERS)) == 1
    harness.clock.days_pass(2)
    harness.provider.forget_keys()
    assert harness.deliver(OrderCancelled(FLOWERS), pay(FLOWERS)) == 0
    assert harness.provider.intents() == []
    assert set(harness.told()) == {PaymentVoided(FLOWERS.id)}


@proves("T46", "X22", "FM-PAY-06:mitigation")
def test_an_order_that_was_cancelled_first_is_never_charged(harness: PaymentHarness) -> None:
    harness.deliver(OrderCancelled(FLOWERS), OrderPlaced(FLOWERS), pay(FLOWERS))
    assert harness.provider.intents() == []
    assert set(harness.told()) == {PaymentVoided(FLOWERS.id)}


def test_money_that_was_taken_is_given_back_when_the_order_is_cancelled(
    harness: PaymentHarness,
) -> None:
    later = an_order(day=TOMORROW + timedelta(days=20))
    harness.deliver(OrderPlaced(later), pay(later), OrderConfirmed(later))
    harness.provider.fail("POST /v1/refunds", "after", times=2)
    assert harness.deliver(OrderCancelled(later)) == 1
    assert harness.deliver(OrderCancelled(later), OrderCancelled(later)) == 0
    row = harness.receivable(later.id)
    assert row["captured"] == row["authorised"] == 4200
    assert row["paid_back"] == {"cancellation": 4200}
    back = PaymentRefunded(later.id, later.customer, "cancellation", 4200, "EUR")
    assert harness.told().count(back) == 2, "it is told as often as the order is cancelled"
    assert harness.provider.given_back() == 4200
    (intent,) = harness.provider.intents()
    assert intent["status"] == "succeeded"


@proves("T46", "FM-PSP-02:mitigation")
def test_an_answer_that_never_came_is_looked_for_when_the_providers_memory_has_ended(
    harness: PaymentHarness,
) -> None:
    harness.deliver(OrderPlaced(FLOWERS))
    harness.provider.fail("POST /v1/payment_intents", "after", times=2)
    assert harness.deliver(pay(FLOWERS)) == 1
    harness.clock.days_pass(2)
    assert harness.deliver(pay(FLOWERS)) == 0
    assert len(harness.provider.intents()) == 1
    assert harness.told() == [PaymentAuthorised(FLOWERS.id, 4200, "attempt-1")]


@proves("T39")
def test_the_log_knows_neither_card_nor_key_nor_customer(
    harness: PaymentHarness, log_records: LogRecords
) -> None:
    harness.deliver(
        OrderPlaced(FLOWERS), pay(FLOWERS, "attempt-1", BROKE), pay(FLOWERS, "attempt-2")
    )
    harness.provider.fail("POST /v1/payment_intents/.*/capture", "status", times=2, status=500)
    harness.deliver(OrderShipped(FLOWERS))
    written: Any = str(log_records())
    assert FLOWERS.id in written
    for secret in (VISA, BROKE, harness.provider.secret_key, "Flora", "Gartenweg", "Iris"):
        assert secret not in written


@proves("FM-PSP-04:effect", "FM-K21-02:mitigation")
def test_an_order_is_tried_with_twenty_cards_and_no_more(harness: PaymentHarness) -> None:
    harness.deliver(OrderPlaced(FLOWERS))
    for at in range(21):
        harness.deliver(pay(FLOWERS, f"attempt-{at:02}", BROKE))
    told = harness.told()
    assert told[-1] == PaymentDeclined(FLOWERS.id, "attempt-20", "too_many_attempts")
    assert len(harness.provider.intents()) == 20


@proves("FM-PSP-03:mitigation")
def test_to_be_asked_to_slow_down_is_no_refusal(harness: PaymentHarness) -> None:
    harness.deliver(OrderPlaced(FLOWERS))
    harness.provider.fail("POST /v1/payment_intents", "status", status=429)
    assert harness.deliver(pay(FLOWERS)) == 1
    assert harness.told() == []
    assert harness.deliver(pay(FLOWERS)) == 0
    assert harness.told() == [PaymentAuthorised(FLOWERS.id, 4200, "attempt-1")]
    assert harness.statuses() == ["requires_capture"]


@proves("FM-PSP-05:restoration")
def test_a_key_that_was_rolled_is_read_again_without_a_new_instance(
    harness: PaymentHarness,
) -> None:
    right = {"api_key": harness.provider.secret_key, "webhook_secret": WEBHOOK_SECRET}
    harness.deliver(OrderPlaced(FLOWERS))
    harness.keep_keys({**right, "api_key": "sk_test_of_yesterday"})
    assert harness.deliver(pay(FLOWERS)) == 1
    harness.keep_keys(right)
    assert harness.deliver(pay(FLOWERS)) == 0
    assert harness.told() == [PaymentAuthorised(FLOWERS.id, 4200, "attempt-1")]


@pytest.mark.finding("A13")
def test_who_tests_cards_on_a_second_order_is_stopped_for_a_day(harness: PaymentHarness) -> None:
    second = an_order(key="key-0002")
    harness.deliver(OrderPlaced(FLOWERS), OrderPlaced(second))
    tried = [pay(FLOWERS, f"attempt-{n}", BROKE) for n in range(MAX_REFUSALS_A_DAY)]
    assert harness.deliver(*tried) == 0
    harness.told()
    assert harness.deliver(pay(second, "attempt-a")) == 0
    assert harness.told() == [PaymentDeclined(second.id, "attempt-a", EXHAUSTED)]
    assert len(harness.provider.intents()) == MAX_REFUSALS_A_DAY
    harness.clock.days_pass(1)
    harness.clock.now += timedelta(minutes=1)
    harness.deliver(pay(second, "attempt-b"))
    assert harness.told() == [PaymentAuthorised(second.id, 4200, "attempt-b")]
