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
from tests.integration.payment.harness import BROKE, CHALLENGING, VISA, PaymentHarness, pay, signed
from tests.logs import LogRecords
from tests.shop import an_order

FLOWERS = an_order()
HELD = PaymentAuthorised(FLOWERS.id, 4200, "attempt-1")


def challenged(harness: PaymentHarness) -> str:
    """The customer pays with a card whose bank wants to see them; answers the client secret."""
    harness.deliver(OrderPlaced(FLOWERS), pay(FLOWERS, card=CHALLENGING))
    (asked,) = harness.told()
    assert isinstance(asked, PaymentActionRequired)
    harness.provider_says()
    return harness.client_secret()


@proves("T29", "FM-L12-02:mitigation")
def test_the_bank_asks_the_browser_answers_and_the_provider_tells(harness: PaymentHarness) -> None:
    secret = challenged(harness)
    harness.provider.authenticate(secret, success=True)
    harness.deliver(*harness.provider_says())
    assert HELD in harness.told()
    assert harness.statuses() == ["requires_capture"]


@proves("T24", "T46", "FM-PSP-06:mitigation", "FM-L13-01:mitigation")
@pytest.mark.parametrize("seed", range(4))
def test_webhooks_that_come_twice_late_and_in_any_order_are_one_authorisation(
    harness: PaymentHarness, seed: int
) -> None:
    harness.deliver(OrderPlaced(FLOWERS), pay(FLOWERS, card=CHALLENGING))
    (asked, *_) = harness.told()
    assert isinstance(asked, PaymentActionRequired)
    harness.provider.authenticate(harness.client_secret(), success=True)
    heard = harness.provider_says() * 3
    random.Random(seed).shuffle(heard)  # noqa: S311
    assert harness.deliver(*heard) == 0
    assert harness.told()[-1] == HELD
    assert harness.receivable(FLOWERS.id)["authorised"] == 4200
    assert harness.statuses() == ["requires_capture"]


@proves("T25", "FM-L13-01:mitigation")
def test_what_could_not_be_passed_on_is_said_when_the_same_event_comes_again(
    harness: PaymentHarness,
) -> None:
    secret = challenged(harness)
    harness.provider.authenticate(secret, success=True)
    heard = harness.provider_says("payment_intent.amount_capturable_updated")
    for _ in range(2):
        harness.deliver(*heard)
        assert harness.told() == [HELD]
    harness.provider.expire(harness.provider.intents()[0]["id"])
    heard = harness.provider_says("payment_intent.canceled")
    for _ in range(2):
        harness.deliver(*heard)
        assert harness.told() == [PaymentExpired(FLOWERS.id, "attempt-1")]


@proves("FM-L12-03:mitigation")
def test_who_does_not_pass_the_bank_may_pay_with_another_card(harness: PaymentHarness) -> None:
    secret = challenged(harness)
    harness.provider.authenticate(secret, success=False)
    harness.deliver(*harness.provider_says())
    refused = PaymentDeclined(FLOWERS.id, "attempt-1", "payment_intent_authentication_failure")
    assert refused in harness.told()
    assert harness.statuses() == ["canceled"], "its browser cannot try on with the same intent"
    harness.deliver(pay(FLOWERS, "attempt-2"))
    assert harness.told() == [PaymentAuthorised(FLOWERS.id, 4200, "attempt-2")]


@proves("FM-L12-03:mitigation")
def test_a_question_that_nobody_answers_is_given_up_when_another_card_is_tried(
    harness: PaymentHarness,
) -> None:
    challenged(harness)
    harness.deliver(pay(FLOWERS, "attempt-2", VISA))
    assert harness.told() == [
        PaymentDeclined(FLOWERS.id, "attempt-1", "canceled"),
        PaymentAuthorised(FLOWERS.id, 4200, "attempt-2"),
    ]
    assert harness.statuses() == ["requires_capture", "canceled"]


@proves("FM-PSP-07:mitigation")
def test_a_repeat_of_an_attempt_that_failed_leaves_the_one_that_is_under_way_alone(
    harness: PaymentHarness,
) -> None:
    first = pay(FLOWERS, "attempt-1", BROKE)
    harness.deliver(OrderPlaced(FLOWERS), first, pay(FLOWERS, "attempt-2", CHALLENGING))
    harness.told()
    harness.deliver(first)
    assert harness.told() == [PaymentActionRequired(FLOWERS.id, "attempt-2")]
    assert sorted(harness.statuses()) == ["requires_action", "requires_payment_method"]


@proves("FM-PSP-07:mitigation")
def test_who_answered_the_bank_already_is_not_charged_for_pressing_pay_again(
    harness: PaymentHarness,
) -> None:
    secret = challenged(harness)
    harness.provider.authenticate(secret, success=True)
    harness.deliver(pay(FLOWERS, "attempt-2", VISA))
    assert set(harness.told()) == {HELD}
    assert harness.statuses() == ["requires_capture"]


def test_the_question_is_asked_again_when_the_message_comes_again(harness: PaymentHarness) -> None:
    secret = challenged(harness)
    harness.deliver(pay(FLOWERS, card=CHALLENGING))
    assert harness.told() == [PaymentActionRequired(FLOWERS.id, "attempt-1")]
    assert harness.client_secret() == secret
    assert len(harness.statuses()) == 1


def test_a_browser_that_has_lost_the_secret_is_shown_it_again_while_the_bank_asks(
    harness: PaymentHarness,
) -> None:
    lost = RefreshClientSecret(FLOWERS.id)
    secret = challenged(harness)
    harness.deliver(lost)
    assert harness.told(AGGREGATOR) == [ClientSecretIssued(FLOWERS.id, "attempt-1", secret)]
    assert harness.told() == []
    harness.provider.authenticate(secret, success=True)
    harness.deliver(*harness.provider_says(), lost, RefreshClientSecret("a" * 26))
    assert harness.told(AGGREGATOR) == []


@proves("FM-PSP-07:effect")
def test_a_bank_that_said_yes_is_not_heard_of_before_the_provider_tells(
    harness: PaymentHarness,
) -> None:
    secret = challenged(harness)
    harness.provider.authenticate(secret, success=True)
    assert harness.deliver(OrderPlaced(FLOWERS)) == 0
    assert harness.told() == []
    assert harness.receivable(FLOWERS.id)["phase"] == "challenged"


def test_a_cancelled_order_waits_for_no_bank(harness: PaymentHarness) -> None:
    secret = challenged(harness)
    harness.deliver(OrderCancelled(FLOWERS))
    assert harness.told()[-1] == PaymentVoided(FLOWERS.id)
    assert harness.statuses() == ["canceled"]
    with pytest.raises(Exception, match="HTTP Error 400"):
        harness.provider.authenticate(secret, success=True)


@proves("FM-PSP-07:mitigation")
def test_an_answer_that_arrives_after_the_cancellation_is_given_back(
    harness: PaymentHarness,
) -> None:
    secret = challenged(harness)
    harness.provider.authenticate(secret, success=True)
    late = harness.provider_says()
    harness.deliver(OrderCancelled(FLOWERS), *late)
    assert harness.statuses() == ["canceled"]
    assert harness.told()[-1] == PaymentVoided(FLOWERS.id)


# ---- who may tell ------------------------------------------------------------------------------


@proves("FM-L13-02:mitigation", "FM-L13-02:detection", "FM-PSP-10:effect")
def test_what_the_provider_has_not_signed_changes_nothing_and_is_no_dead_letter(
    harness: PaymentHarness, log_records: LogRecords
) -> None:
    secret = challenged(harness)
    harness.provider.authenticate(secret, success=True)
    forged = harness.provider_says(secret="whsec_of_somebody_else")
    assert harness.deliver(*forged) == 0
    assert harness.told() == []
    assert [r["reason"] for r in log_records() if r["message"] == "webhook refused"]


@proves("FM-PSP-10:mitigation")
def test_a_signing_secret_that_was_changed_is_read_before_an_event_is_refused(
    harness: PaymentHarness,
) -> None:
    secret = challenged(harness)
    harness.keep_keys({"api_key": harness.provider.secret_key, "webhook_secret": "whsec_of_today"})
    harness.provider.authenticate(secret, success=True)
    harness.deliver(*harness.provider_says(secret="whsec_of_today"))
    assert HELD in harness.told()


@proves("FM-L13-02:mitigation")
def test_a_recording_of_a_webhook_is_too_old(harness: PaymentHarness) -> None:
    secret = challenged(harness)
    harness.provider.authenticate(secret, success=True)
    later = datetime.now(UTC) + timedelta(minutes=6)
    replayed = [
        ProviderEvent(event.payload, event.signature, later) for event in harness.provider_says()
    ]
    assert harness.deliver(*replayed) == 0
    assert harness.told() == []


def test_a_webhook_that_waited_long_in_the_queue_is_still_believed(harness: PaymentHarness) -> None:
    secret = challenged(harness)
    harness.provider.authenticate(secret, success=True)
    heard = harness.provider_says()
    harness.clock.days_pass(2)
    harness.deliver(*heard)
    assert HELD in harness.told()


def test_what_the_provider_tells_of_other_shops_is_left_to_them(harness: PaymentHarness) -> None:
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
    assert harness.deliver(signed(event, secret), signed(other, secret)) == 0
    assert harness.told() == []


# ---- what is held does not live for ever -------------------------------------------------------


@proves("FM-PSP-09:effect")
def test_an_authorisation_that_ends_is_told_and_the_customer_may_pay_again(
    harness: PaymentHarness,
) -> None:
    harness.deliver(OrderPlaced(FLOWERS), pay(FLOWERS))
    (intent,) = harness.provider.intents()
    harness.provider.expire(intent["id"])
    harness.deliver(*harness.provider_says())
    assert harness.told()[-1] == PaymentExpired(FLOWERS.id, "attempt-1")
    harness.deliver(pay(FLOWERS, "attempt-2"))
    assert harness.told() == [PaymentAuthorised(FLOWERS.id, 4200, "attempt-2")]
