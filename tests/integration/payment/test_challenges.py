"""3-D Secure and webhooks: the bank asks, the browser answers, the provider tells; in any order."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from services.contracts.order_messages import OrderCancelled, OrderPlaced
from services.contracts.payments import (
    ClientSecretIssued,
    PaymentActionRequired,
    PaymentAuthorised,
    PaymentDeclined,
    PaymentExpired,
    PaymentVoided,
    ProviderEvent,
    RefreshClientSecret,
)
from services.manifest import AGGREGATOR
from tests.claims import proves
from tests.integration.payment.till import CHALLENGING, VISA, Till, pay, signed
from tests.logs import LogRecords
from tests.shop import an_order

FLOWERS = an_order()
HELD = PaymentAuthorised(FLOWERS.id, 4200, "attempt-1")


def challenged(till: Till) -> str:
    """The customer pays with a card whose bank wants to see them; answers the client secret."""
    till.deliver(OrderPlaced(FLOWERS), pay(FLOWERS, card=CHALLENGING))
    (asked,) = till.told()
    assert isinstance(asked, PaymentActionRequired)
    till.provider_says()
    return till.client_secret()


@proves("T29", "FM-L12-02:mitigation")
def test_the_bank_asks_the_browser_answers_and_the_provider_tells(till: Till) -> None:
    secret = challenged(till)
    till.provider.authenticate(secret, success=True)
    till.deliver(*till.provider_says())
    assert HELD in till.told()
    assert till.statuses() == ["requires_capture"]


@proves("T24", "T46", "FM-PSP-06:mitigation", "FM-L13-01:mitigation")
@pytest.mark.parametrize("seed", range(4))
def test_webhooks_that_come_twice_late_and_in_any_order_are_one_authorisation(
    till: Till, seed: int
) -> None:
    till.deliver(OrderPlaced(FLOWERS), pay(FLOWERS, card=CHALLENGING))
    (asked, *_) = till.told()
    assert isinstance(asked, PaymentActionRequired)
    till.provider.authenticate(till.client_secret(), success=True)
    heard = till.provider_says() * 3
    random.Random(seed).shuffle(heard)  # noqa: S311
    assert till.deliver(*heard) == 0
    assert till.told()[-1] == HELD
    assert till.receivable(FLOWERS.id)["authorised"] == 4200
    assert till.statuses() == ["requires_capture"]


@proves("T25", "FM-L13-01:mitigation")
def test_what_could_not_be_passed_on_is_said_when_the_same_event_comes_again(till: Till) -> None:
    secret = challenged(till)
    till.provider.authenticate(secret, success=True)
    heard = till.provider_says("payment_intent.amount_capturable_updated")
    for _ in range(2):
        till.deliver(*heard)
        assert till.told() == [HELD]
    till.provider.expire(till.provider.intents()[0]["id"])
    heard = till.provider_says("payment_intent.canceled")
    for _ in range(2):
        till.deliver(*heard)
        assert till.told() == [PaymentExpired(FLOWERS.id, "attempt-1")]


@proves("FM-L12-03:mitigation")
def test_who_does_not_pass_the_bank_may_pay_with_another_card(till: Till) -> None:
    secret = challenged(till)
    till.provider.authenticate(secret, success=False)
    till.deliver(*till.provider_says())
    refused = PaymentDeclined(FLOWERS.id, "attempt-1", "payment_intent_authentication_failure")
    assert refused in till.told()
    assert till.statuses() == ["canceled"], "its browser cannot try on with the same intent"
    till.deliver(pay(FLOWERS, "attempt-2"))
    assert till.told() == [PaymentAuthorised(FLOWERS.id, 4200, "attempt-2")]


@proves("FM-L12-03:mitigation")
def test_a_question_that_nobody_answers_is_given_up_when_another_card_is_tried(till: Till) -> None:
    challenged(till)
    till.deliver(pay(FLOWERS, "attempt-2", VISA))
    assert till.told() == [
        PaymentDeclined(FLOWERS.id, "attempt-1", "canceled"),
        PaymentAuthorised(FLOWERS.id, 4200, "attempt-2"),
    ]
    assert till.statuses() == ["requires_capture", "canceled"]


@proves("FM-PSP-07:mitigation")
def test_who_answered_the_bank_already_is_not_charged_for_pressing_pay_again(till: Till) -> None:
    secret = challenged(till)
    till.provider.authenticate(secret, success=True)
    till.deliver(pay(FLOWERS, "attempt-2", VISA))
    assert set(till.told()) == {HELD}
    assert till.statuses() == ["requires_capture"]


def test_the_question_is_asked_again_when_the_message_comes_again(till: Till) -> None:
    secret = challenged(till)
    till.deliver(pay(FLOWERS, card=CHALLENGING))
    assert till.told() == [PaymentActionRequired(FLOWERS.id, "attempt-1")]
    assert till.client_secret() == secret
    assert len(till.statuses()) == 1


def test_a_browser_that_has_lost_the_secret_is_shown_it_again_while_the_bank_asks(
    till: Till,
) -> None:
    lost = RefreshClientSecret(FLOWERS.id)
    secret = challenged(till)
    till.deliver(lost)
    assert till.told(AGGREGATOR) == [ClientSecretIssued(FLOWERS.id, "attempt-1", secret)]
    assert till.told() == []
    till.provider.authenticate(secret, success=True)
    till.deliver(*till.provider_says(), lost, RefreshClientSecret("a" * 26))
    assert till.told(AGGREGATOR) == []


@proves("FM-PSP-07:effect")
def test_a_bank_that_said_yes_is_not_heard_of_before_the_provider_tells(till: Till) -> None:
    secret = challenged(till)
    till.provider.authenticate(secret, success=True)
    assert till.deliver(OrderPlaced(FLOWERS)) == 0
    assert till.told() == []
    assert till.receivable(FLOWERS.id)["phase"] == "challenged"


def test_a_cancelled_order_waits_for_no_bank(till: Till) -> None:
    secret = challenged(till)
    till.deliver(OrderCancelled(FLOWERS))
    assert till.told()[-1] == PaymentVoided(FLOWERS.id)
    assert till.statuses() == ["canceled"]
    with pytest.raises(Exception, match="HTTP Error 400"):
        till.provider.authenticate(secret, success=True)


@proves("FM-PSP-07:mitigation")
def test_an_answer_that_arrives_after_the_cancellation_is_given_back(till: Till) -> None:
    secret = challenged(till)
    till.provider.authenticate(secret, success=True)
    late = till.provider_says()
    till.deliver(OrderCancelled(FLOWERS), *late)
    assert till.statuses() == ["canceled"]
    assert till.told()[-1] == PaymentVoided(FLOWERS.id)


# ---- who may tell ------------------------------------------------------------------------------


@proves("FM-L13-02:mitigation", "FM-L13-02:detection", "FM-PSP-10:effect")
def test_what_the_provider_has_not_signed_changes_nothing_and_is_no_dead_letter(
    till: Till, log_records: LogRecords
) -> None:
    secret = challenged(till)
    till.provider.authenticate(secret, success=True)
    forged = till.provider_says(secret="whsec_of_somebody_else")
    assert till.deliver(*forged) == 0
    assert till.told() == []
    assert [r["reason"] for r in log_records() if r["message"] == "webhook refused"]


@proves("FM-PSP-10:mitigation")
def test_a_signing_secret_that_was_changed_is_read_before_an_event_is_refused(till: Till) -> None:
    secret = challenged(till)
    till.keep_keys({"api_key": till.provider.secret_key, "webhook_secret": "whsec_of_today"})
    till.provider.authenticate(secret, success=True)
    till.deliver(*till.provider_says(secret="whsec_of_today"))
    assert HELD in till.told()


@proves("FM-L13-02:mitigation")
def test_a_recording_of_a_webhook_is_too_old(till: Till) -> None:
    secret = challenged(till)
    till.provider.authenticate(secret, success=True)
    later = datetime.now(UTC) + timedelta(minutes=6)
    replayed = [
        ProviderEvent(event.payload, event.signature, later) for event in till.provider_says()
    ]
    assert till.deliver(*replayed) == 0
    assert till.told() == []


def test_a_webhook_that_waited_long_in_the_queue_is_still_believed(till: Till) -> None:
    secret = challenged(till)
    till.provider.authenticate(secret, success=True)
    heard = till.provider_says()
    till.clock.days_pass(2)
    till.deliver(*heard)
    assert HELD in till.told()


def test_what_the_provider_tells_of_other_shops_is_left_to_them(till: Till) -> None:
    event = {
        "type": "payment_intent.succeeded",
        "data": {"object": {"id": "pi_theirs", "metadata": {}}},
    }
    unknown = {"order_id": "a" * 26, "part": "first", "attempt": "x"}
    other = {
        "id": "evt_x",
        "type": "payment_intent.succeeded",
        "data": {"object": {"id": "pi_x", "metadata": unknown}},
    }
    secret = "whsec_of_the_tests"
    assert till.deliver(signed(event, secret), signed(other, secret)) == 0
    assert till.told() == []


# ---- what is held does not live for ever -------------------------------------------------------


@proves("FM-PSP-09:effect")
def test_an_authorisation_that_ends_is_told_and_the_customer_may_pay_again(till: Till) -> None:
    till.deliver(OrderPlaced(FLOWERS), pay(FLOWERS))
    (intent,) = till.provider.intents()
    till.provider.expire(intent["id"])
    till.deliver(*till.provider_says())
    assert till.told()[-1] == PaymentExpired(FLOWERS.id, "attempt-1")
    till.deliver(pay(FLOWERS, "attempt-2"))
    assert till.told() == [PaymentAuthorised(FLOWERS.id, 4200, "attempt-2")]
