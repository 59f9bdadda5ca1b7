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
from tests.claims import proves
from tests.integration.payment.till import BROKE, VISA, WEBHOOK_SECRET, Till, pay
from tests.logs import LogRecords
from tests.shop import DOZEN, FELIX, NOW, TOMORROW, an_order

BEFORE_OR_AFTER = pytest.mark.parametrize("when", ["before", "after"])
FLOWERS = an_order()


@proves("T29", "K20", "K21", "U5")
def test_a_card_is_asked_for_the_orders_total_and_the_receipt_goes_to_order(till: Till) -> None:
    assert till.deliver(OrderPlaced(FLOWERS), pay(FLOWERS)) == 0
    assert till.told() == [PaymentAuthorised(FLOWERS.id, 4200, "attempt-1")]
    (intent,) = till.provider.intents()
    assert (intent["amount"], intent["currency"]) == (4200, "eur")
    named = {"order_id": FLOWERS.id, "part": "first", "attempt": "attempt-1"}
    assert intent["metadata"] == named
    assert (intent["status"], intent["amount_received"]) == ("requires_capture", 0)


@proves("T46", "E25", "FM-PAY-05:effect")
def test_the_same_attempt_twice_is_one_authorisation_and_the_same_receipt(till: Till) -> None:
    till.deliver(
        OrderPlaced(FLOWERS),
        pay(FLOWERS),
        pay(FLOWERS),
        OrderPlaced(FLOWERS),
        pay(FLOWERS, "attempt-2"),
    )
    assert set(till.told()) == {PaymentAuthorised(FLOWERS.id, 4200, "attempt-1")}
    assert till.statuses() == ["requires_capture"]


@proves("FM-PSP-04:mitigation")
def test_a_declined_card_is_told_and_another_may_pay(till: Till) -> None:
    till.deliver(
        OrderPlaced(FLOWERS), pay(FLOWERS, "attempt-1", BROKE), pay(FLOWERS, "attempt-1", BROKE)
    )
    refused = PaymentDeclined(FLOWERS.id, "attempt-1", "insufficient_funds")
    assert till.told() == [refused, refused]
    till.deliver(pay(FLOWERS, "attempt-2"))
    assert till.told() == [PaymentAuthorised(FLOWERS.id, 4200, "attempt-2")]


@proves("T24", "T46", "E25", "E26", "FM-PAY-04:effect", "FM-PSP-01:effect", "FM-PSP-01:mitigation")
@BEFORE_OR_AFTER
def test_when_the_provider_breaks_the_message_stays_and_the_card_is_charged_once(
    till: Till, when: str
) -> None:
    till.deliver(OrderPlaced(FLOWERS))
    till.provider.fail("POST /v1/payment_intents", when, times=2)
    assert till.deliver(pay(FLOWERS)) == 1
    assert till.told() == []
    assert till.deliver(pay(FLOWERS)) == 0
    assert till.told() == [PaymentAuthorised(FLOWERS.id, 4200, "attempt-1")]
    assert till.statuses() == ["requires_capture"]


@proves("T24", "T46", "FM-PSP-01:mitigation")
def test_an_error_of_the_providers_is_no_refusal(till: Till) -> None:
    till.deliver(OrderPlaced(FLOWERS))
    till.provider.fail("POST /v1/payment_intents", "status", times=2, status=500)
    assert till.deliver(pay(FLOWERS)) == 1
    assert till.deliver(pay(FLOWERS)) == 0
    assert till.told() == [PaymentAuthorised(FLOWERS.id, 4200, "attempt-1")]


@proves("T24", "T25", "T46", "FM-K20-01:effect", "FM-K20-01:mitigation")
def test_when_the_receipt_cannot_be_sent_it_is_sent_when_the_message_comes_again(
    till: Till,
) -> None:
    till.deliver(OrderPlaced(FLOWERS))
    till.aws_server.stop_queue(ORDER)
    assert till.deliver(pay(FLOWERS)) == 1
    till.aws_server.client("sqs").create_queue(QueueName="order-inbox")
    assert till.deliver(pay(FLOWERS)) == 0
    assert till.told() == [PaymentAuthorised(FLOWERS.id, 4200, "attempt-1")]
    assert till.statuses() == ["requires_capture"]


@proves("X22", "FM-PAY-06:mitigation")
def test_a_payment_that_overtakes_its_order_comes_again(till: Till) -> None:
    assert till.deliver(pay(FLOWERS)) == 1
    assert till.provider.intents() == []
    assert till.deliver(OrderPlaced(FLOWERS), pay(FLOWERS)) == 0
    assert till.statuses() == ["requires_capture"]


@proves("X25", "FM-PAY-09:mitigation")
def test_nobody_pays_for_another_customers_order(till: Till) -> None:
    till.deliver(OrderPlaced(FLOWERS))
    assert till.deliver(AuthorisePayment(FLOWERS.id, FELIX.id, VISA, "attempt-1")) == 0
    assert (till.told(), till.provider.intents()) == ([], [])


@proves("T28")
def test_the_money_is_taken_once_when_the_order_ships(till: Till) -> None:
    till.deliver(OrderPlaced(FLOWERS), pay(FLOWERS), OrderConfirmed(FLOWERS))
    assert till.statuses() == ["requires_capture"]
    till.told()
    till.provider.fail("POST /v1/payment_intents/.*/capture", "after", times=2)
    assert till.deliver(OrderShipped(FLOWERS)) == 1
    assert till.deliver(OrderShipped(FLOWERS), OrderShipped(FLOWERS)) == 0
    assert set(till.told()) == {PaymentCaptured(FLOWERS.id, 4200)}
    (intent,) = till.provider.intents()
    assert (intent["status"], intent["amount_received"]) == ("succeeded", 4200)


@proves("FM-PAY-08:effect")
def test_an_order_that_ships_unpaid_is_a_matter_for_people(till: Till) -> None:
    till.deliver(OrderPlaced(FLOWERS))
    assert till.deliver(OrderShipped(FLOWERS)) == 1, "it ends in the dead-letter queue"
    assert till.told() == []


@proves("FM-PAY-08:restoration")
def test_what_is_held_no_longer_when_the_order_ships_is_a_matter_for_people(till: Till) -> None:
    till.deliver(OrderPlaced(FLOWERS), pay(FLOWERS))
    (intent,) = till.provider.intents()
    till.provider.expire(intent["id"])
    till.told()
    assert till.deliver(OrderShipped(FLOWERS)) == 1, "it ends in the dead-letter queue"
    till.deliver(*till.provider_says())
    assert till.told()[-1] == PaymentExpired(FLOWERS.id, "attempt-1")
    shipped = replace(FLOWERS, state=State.SHIPPED)
    till.deliver(pay(FLOWERS, "attempt-2"), OrderConfirmed(shipped), OrderShipped(shipped))
    assert till.told()[-1] == PaymentCaptured(FLOWERS.id, 4200)
    assert till.statuses() == ["succeeded", "canceled"]


@proves("T46")
def test_money_that_people_took_at_the_provider_is_found_and_not_taken_again(till: Till) -> None:
    till.deliver(OrderPlaced(FLOWERS))
    till.provider.fail("POST /v1/payment_intents", "after", times=2)
    assert till.deliver(pay(FLOWERS)) == 1
    (intent,) = till.provider.intents()
    till.provider.capture(intent["id"], 4200)
    till.clock.days_pass(2)
    till.provider.forget_keys()
    till.deliver(pay(FLOWERS), OrderConfirmed(FLOWERS), OrderShipped(FLOWERS))
    assert till.told() == [
        PaymentAuthorised(FLOWERS.id, 4200, "attempt-1"),
        PaymentCaptured(FLOWERS.id, 4200),
    ], "it is confirmed, and so invoiced, as if it had been held"
    assert till.statuses() == ["succeeded"]


def test_money_that_people_took_at_the_provider_goes_back_when_the_order_is_cancelled(
    till: Till,
) -> None:
    till.deliver(OrderPlaced(FLOWERS), pay(FLOWERS))
    (intent,) = till.provider.intents()
    till.provider.capture(intent["id"], 4200)
    assert till.deliver(OrderCancelled(FLOWERS)) == 0
    assert till.provider.given_back() == 4200


@proves("FM-PSP-09:mitigation")
@pytest.mark.parametrize(("days", "status"), [(6, "requires_capture"), (7, "succeeded")])
def test_money_for_a_delivery_that_is_far_away_is_taken_at_once(
    till: Till, days: int, status: str
) -> None:
    later = an_order((DOZEN, 1), day=NOW.date() + timedelta(days=days))
    till.deliver(OrderPlaced(later), pay(later), OrderConfirmed(later))
    assert till.statuses() == [status]


@proves("T46")
@BEFORE_OR_AFTER
def test_a_cancelled_order_holds_nothing_any_longer(till: Till, when: str) -> None:
    till.deliver(OrderPlaced(FLOWERS), pay(FLOWERS))
    till.told()
    till.provider.fail("POST /v1/payment_intents/.*/cancel", when, times=2)
    assert till.deliver(OrderCancelled(FLOWERS)) == 1
    assert till.deliver(OrderCancelled(FLOWERS), OrderCancelled(FLOWERS)) == 0
    assert set(till.told()) == {PaymentVoided(FLOWERS.id)}
    assert till.statuses() == ["canceled"]


@proves("T46")
def test_what_was_never_asked_is_not_asked_any_more_when_the_order_is_cancelled_days_later(
    till: Till,
) -> None:
    till.deliver(OrderPlaced(FLOWERS))
    till.provider.fail("POST /v1/payment_intents", "before", times=2)
    assert till.deliver(pay(FLOWERS)) == 1
    till.clock.days_pass(2)
    till.provider.forget_keys()
    assert till.deliver(OrderCancelled(FLOWERS), pay(FLOWERS)) == 0
    assert till.provider.intents() == []
    assert set(till.told()) == {PaymentVoided(FLOWERS.id)}


@proves("T46", "X22", "FM-PAY-06:mitigation")
def test_an_order_that_was_cancelled_first_is_never_charged(till: Till) -> None:
    till.deliver(OrderCancelled(FLOWERS), OrderPlaced(FLOWERS), pay(FLOWERS))
    assert till.provider.intents() == []
    assert set(till.told()) == {PaymentVoided(FLOWERS.id)}


def test_money_that_was_taken_is_given_back_when_the_order_is_cancelled(till: Till) -> None:
    later = an_order(day=TOMORROW + timedelta(days=20))
    till.deliver(OrderPlaced(later), pay(later), OrderConfirmed(later))
    till.provider.fail("POST /v1/refunds", "after", times=2)
    assert till.deliver(OrderCancelled(later)) == 1
    assert till.deliver(OrderCancelled(later), OrderCancelled(later)) == 0
    row = till.receivable(later.id)
    assert row["captured"] == row["authorised"] == 4200
    assert row["paid_back"] == {"cancellation": 4200}
    back = PaymentRefunded(later.id, later.customer, "cancellation", 4200, "EUR")
    assert till.told().count(back) == 2, "it is told as often as the order is cancelled"
    assert till.provider.given_back() == 4200
    (intent,) = till.provider.intents()
    assert intent["status"] == "succeeded"


@proves("T46", "FM-PSP-02:mitigation")
def test_an_answer_that_never_came_is_looked_for_when_the_providers_memory_has_ended(
    till: Till,
) -> None:
    till.deliver(OrderPlaced(FLOWERS))
    till.provider.fail("POST /v1/payment_intents", "after", times=2)
    assert till.deliver(pay(FLOWERS)) == 1
    till.clock.days_pass(2)
    assert till.deliver(pay(FLOWERS)) == 0
    assert len(till.provider.intents()) == 1
    assert till.told() == [PaymentAuthorised(FLOWERS.id, 4200, "attempt-1")]


@proves("T39")
def test_the_log_knows_neither_card_nor_key_nor_customer(
    till: Till, log_records: LogRecords
) -> None:
    till.deliver(OrderPlaced(FLOWERS), pay(FLOWERS, "attempt-1", BROKE), pay(FLOWERS, "attempt-2"))
    till.provider.fail("POST /v1/payment_intents/.*/capture", "status", times=2, status=500)
    till.deliver(OrderShipped(FLOWERS))
    written: Any = str(log_records())
    assert FLOWERS.id in written
    for secret in (VISA, BROKE, till.provider.secret_key, "Flora", "Gartenweg", "Iris"):
        assert secret not in written


@proves("FM-PSP-04:effect", "FM-K21-02:mitigation")
def test_an_order_is_tried_with_twenty_cards_and_no_more(till: Till) -> None:
    till.deliver(OrderPlaced(FLOWERS))
    for at in range(21):
        till.deliver(pay(FLOWERS, f"attempt-{at:02}", BROKE))
    told = till.told()
    assert told[-1] == PaymentDeclined(FLOWERS.id, "attempt-20", "too_many_attempts")
    assert len(till.provider.intents()) == 20


@proves("FM-PSP-03:mitigation")
def test_to_be_asked_to_slow_down_is_no_refusal(till: Till) -> None:
    till.deliver(OrderPlaced(FLOWERS))
    till.provider.fail("POST /v1/payment_intents", "status", status=429)
    assert till.deliver(pay(FLOWERS)) == 1
    assert till.told() == []
    assert till.deliver(pay(FLOWERS)) == 0
    assert till.told() == [PaymentAuthorised(FLOWERS.id, 4200, "attempt-1")]
    assert till.statuses() == ["requires_capture"]


@proves("FM-PSP-05:restoration")
def test_a_key_that_was_rolled_is_read_again_without_a_new_instance(till: Till) -> None:
    right = {"api_key": till.provider.secret_key, "webhook_secret": WEBHOOK_SECRET}
    till.deliver(OrderPlaced(FLOWERS))
    till.keep_keys({**right, "api_key": "sk_test_of_yesterday"})
    assert till.deliver(pay(FLOWERS)) == 1
    till.keep_keys(right)
    assert till.deliver(pay(FLOWERS)) == 0
    assert till.told() == [PaymentAuthorised(FLOWERS.id, 4200, "attempt-1")]
