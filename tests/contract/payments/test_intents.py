"""What the store relies on of the provider's API, asked through the provider's own library.

With STRIPE_TEST_KEY in the environment the same questions go to Stripe's test mode; only the faults
need the simulator.
"""

import os
import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest
import stripe
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.claims import proves
from tests.payments import Provider

AMOUNT = 4200


@pytest.fixture
def client(provider: Provider) -> Any:
    key = os.environ.get("STRIPE_TEST_KEY")
    if key:
        return stripe.StripeClient(key).v1
    return simulated(provider)


def simulated(provider: Provider, read_seconds: float = 1.0) -> Any:
    return stripe.StripeClient(
        provider.secret_key,
        base_addresses={"api": provider.url},
        max_network_retries=0,
        http_client=stripe.RequestsClient(timeout=(1.0, read_seconds)),
    ).v1


def authorise(client: Any, card: str = "pm_card_visa", key: str = "", amount: int = AMOUNT) -> Any:
    return client.payment_intents.create(
        {
            "amount": amount,
            "currency": "eur",
            "payment_method": card,
            "confirm": True,
            "capture_method": "manual",
            "automatic_payment_methods": {"enabled": True, "allow_redirects": "never"},
            "metadata": {"order_id": "o-1"},
        },
        options={"idempotency_key": key or str(uuid.uuid4())},
    )


def test_an_authorised_payment_holds_the_amount_and_takes_nothing(client: Any) -> None:
    intent = authorise(client)
    assert (intent.status, intent.amount_capturable) == ("requires_capture", AMOUNT)
    assert intent.amount_received == 0
    assert intent.metadata.order_id == "o-1"


def test_a_capture_takes_what_was_held_once(client: Any) -> None:
    intent = authorise(client)
    captured = client.payment_intents.capture(intent.id)
    assert (captured.status, captured.amount_received) == ("succeeded", AMOUNT)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.payment_intents.capture(intent.id)
    assert refused.value.code == "payment_intent_unexpected_state"


def test_more_than_is_held_cannot_be_captured(client: Any) -> None:
    intent = authorise(client)
    with pytest.raises(stripe.InvalidRequestError):
        client.payment_intents.capture(intent.id, {"amount_to_capture": AMOUNT + 1})


def test_a_voided_payment_can_be_neither_captured_nor_voided_again(client: Any) -> None:
    intent = authorise(client)
    assert client.payment_intents.cancel(intent.id).status == "canceled"
    for again in (client.payment_intents.capture, client.payment_intents.cancel):
        with pytest.raises(stripe.InvalidRequestError) as refused:
            again(intent.id)
        assert refused.value.code == "payment_intent_unexpected_state"


def test_no_more_is_refunded_than_was_captured(client: Any) -> None:
    intent = authorise(client)
    client.payment_intents.capture(intent.id)
    client.refunds.create({"payment_intent": intent.id, "amount": 4000})
    with pytest.raises(stripe.InvalidRequestError):
        client.refunds.create({"payment_intent": intent.id, "amount": 201})
    assert client.refunds.create({"payment_intent": intent.id, "amount": 200}).amount == 200
    with pytest.raises(stripe.InvalidRequestError):
        client.refunds.create({"payment_intent": intent.id})


@pytest.mark.parametrize(
    ("card", "code", "decline_code"),
    [
        ("pm_card_chargeDeclined", "card_declined", "generic_decline"),
        ("pm_card_chargeDeclinedInsufficientFunds", "card_declined", "insufficient_funds"),
        ("pm_card_chargeDeclinedExpiredCard", "expired_card", None),
        ("pm_card_chargeDeclinedIncorrectCvc", "incorrect_cvc", None),
        ("pm_card_chargeDeclinedProcessingError", "processing_error", None),
    ],
)
def test_a_refused_card_says_why(
    client: Any, card: str, code: str, decline_code: str | None
) -> None:
    with pytest.raises(stripe.CardError) as declined:
        authorise(client, card)
    answered: Any = declined.value.json_body
    assert declined.value.code == code
    assert answered["error"].get("decline_code") == decline_code
    assert answered["error"]["payment_intent"]["status"] == "requires_payment_method"


def test_a_card_may_want_its_owner_to_be_seen(client: Any) -> None:
    assert authorise(client, "pm_card_authenticationRequired").status == "requires_action"


def test_a_parameter_that_is_not_of_this_api_version_is_refused(client: Any) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        client.payment_intents.create(
            {"amount": 1, "currency": "eur", "payment_method_types": ["card"]}
        )


def test_the_same_key_is_the_same_payment_and_other_parameters_are_refused(client: Any) -> None:
    key = str(uuid.uuid4())
    first, again = authorise(client, key=key), authorise(client, key=key)
    assert again.id == first.id
    with pytest.raises(stripe.IdempotencyError):
        authorise(client, key=key, amount=AMOUNT + 1)


@pytest.mark.parametrize("when", ["before", "after", "hang_after", "status"])
@proves("E12", "E30", "T46")
def test_a_repeat_after_a_fault_is_exactly_one_payment(provider: Provider, when: str) -> None:
    client = simulated(provider, read_seconds=0.3)
    provider.fail("POST /v1/payment_intents$", when, seconds=0.6)
    key = str(uuid.uuid4())
    with pytest.raises(stripe.StripeError):
        authorise(client, key=key)
    patient = simulated(provider, read_seconds=3)
    assert _until_answered(lambda: authorise(patient, key=key)).status == "requires_capture"
    assert len(provider.intents()) == 1


def _until_answered(call: Callable[[], Any]) -> Any:
    """Stripe answers 409 while the first request is still under way."""
    for _ in range(50):
        try:
            return call()
        except stripe.StripeError as error:
            if error.http_status != 409:
                raise
            threading.Event().wait(0.05)
    raise AssertionError("the first request never ended")


@proves("T46")
def test_four_at_the_same_moment_with_one_key_are_one_payment(provider: Provider) -> None:
    key = str(uuid.uuid4())
    client = simulated(provider, read_seconds=3)
    threads = [
        threading.Thread(target=lambda: _until_answered(lambda: authorise(client, key=key)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(provider.intents()) == 1


def test_a_wrong_key_is_refused(provider: Provider) -> None:
    stranger = stripe.StripeClient("sk_test_other", base_addresses={"api": provider.url})
    with pytest.raises(stripe.AuthenticationError):
        stranger.v1.payment_intents.list()


def test_a_kill_loses_no_payment_and_no_key(provider: Provider) -> None:
    client, key = simulated(provider), str(uuid.uuid4())
    intent = authorise(client, key=key)
    provider.server.kill()
    provider.server.start()
    assert client.payment_intents.retrieve(intent.id).status == "requires_capture"
    assert authorise(simulated(provider), key=key).id == intent.id


STEPS = ("confirm", "capture", "cancel", "refund")


@proves("U5")
@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.tuples(st.sampled_from(STEPS), st.integers(1, 5000)), max_size=8))
def test_refunded_is_at_most_captured_is_at_most_authorised(
    provider: Provider, steps: list[tuple[str, int]]
) -> None:
    client = simulated(provider)
    intent = authorise(client)
    refunded = 0
    for step, amount in steps:
        try:
            if step == "refund":
                refunded += client.refunds.create(
                    {"payment_intent": intent.id, "amount": amount}
                ).amount
            elif step == "capture":
                client.payment_intents.capture(intent.id, {"amount_to_capture": amount})
            else:
                getattr(client.payment_intents, step)(intent.id)
        except stripe.InvalidRequestError:
            continue
    now = client.payment_intents.retrieve(intent.id)
    assert refunded <= now.amount_received <= now.amount
