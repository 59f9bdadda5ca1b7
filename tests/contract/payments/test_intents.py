"""What the store relies on when it takes money: holds, captures, refunds, and repeats of each."""

import threading
import uuid
from collections.abc import Callable
from typing import Any
from urllib.error import HTTPError

import pytest
import stripe
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.claims import proves
from tests.contract.payments.asking import AMOUNT, authorise, card_of, customer_of, simulated
from tests.payments import Provider


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


def test_what_is_not_captured_is_released(client: Any) -> None:
    intent = authorise(client)
    captured = client.payment_intents.capture(
        intent.id, {"amount_to_capture": 3000, "expand": ["latest_charge"]}
    )
    assert (captured.status, captured.amount_received) == ("succeeded", 3000)
    assert captured.amount_capturable == 0
    assert captured.latest_charge.amount_captured == 3000
    assert captured.latest_charge.amount_refunded == AMOUNT - 3000
    with pytest.raises(stripe.InvalidRequestError):
        client.refunds.create({"payment_intent": intent.id, "amount": 3001})


def test_a_voided_payment_gives_the_whole_hold_back(client: Any) -> None:
    intent = authorise(client)
    voided = client.payment_intents.cancel(
        intent.id, {"cancellation_reason": "abandoned", "expand": ["latest_charge"]}
    )
    assert (voided.status, voided.cancellation_reason) == ("canceled", "abandoned")
    charge = voided.latest_charge
    assert (charge.refunded, charge.amount_captured) == (True, 0)


def test_a_refund_remembers_what_it_was_for_and_is_found_again(client: Any) -> None:
    intent, other = authorise(client), authorise(client)
    for each in (intent, other):
        client.payment_intents.capture(each.id)
    client.refunds.create({"payment_intent": other.id})
    made = [
        client.refunds.create(
            {"payment_intent": intent.id, "amount": amount, "metadata": {"reason": reason}}
        )
        for amount, reason in ((1000, "a rose was missing"), (500, "late"))
    ]
    found = client.refunds.list({"payment_intent": intent.id}).data
    assert [each.id for each in found] == [each.id for each in made[::-1]]
    assert [each.status for each in found] == ["succeeded"] * 2
    assert found[0].metadata.reason == "late"
    charge = client.payment_intents.retrieve(intent.id, {"expand": ["latest_charge"]}).latest_charge
    assert (charge.amount_refunded, charge.refunded) == (1500, False)


def test_a_charge_is_answered_within_its_intent_wherever_it_is_asked_for(client: Any) -> None:
    expanded = {"expand": ["latest_charge"]}
    intent = authorise(client, **expanded)
    assert intent.latest_charge.payment_method_details.card.last4 == "4242"
    assert client.payment_intents.retrieve(intent.id, expanded).latest_charge.amount == AMOUNT
    listed = client.payment_intents.list({"limit": 1, "expand": ["data.latest_charge"]}).data
    assert listed[0].latest_charge.id == intent.latest_charge.id
    assert client.payment_intents.retrieve(intent.id).latest_charge == intent.latest_charge.id
    with pytest.raises(stripe.InvalidRequestError):
        client.payment_intents.retrieve(intent.id, {"expand": ["florist"]})


def test_payments_are_listed_newest_first_by_customer_and_time(client: Any) -> None:
    customer = customer_of(client)
    payments = [authorise(client, customer=customer) for _ in range(3)]
    authorise(client)
    newest, middle, oldest = [each.id for each in payments[::-1]]
    first = client.payment_intents.list({"customer": customer, "limit": 2})
    assert ([each.id for each in first.data], first.has_more) == ([newest, middle], True)
    rest = client.payment_intents.list({"customer": customer, "starting_after": middle})
    assert ([each.id for each in rest.data], rest.has_more) == ([oldest], False)
    made = payments[0].created
    within = {"created": {"gte": made, "lt": made + 60}, "customer": customer}
    assert len(client.payment_intents.list(within).data) == 3
    assert client.payment_intents.list({"created": {"lt": made}, "customer": customer}).data == []


def test_a_kept_card_pays_while_its_owner_is_away(client: Any) -> None:
    customer = customer_of(client)
    card = card_of(client, customer)
    for _ in range(2):
        intent = authorise(client, card, customer=customer, off_session=True)
        assert (intent.status, intent.payment_method) == ("requires_capture", card)


def test_a_card_that_wants_its_owner_is_declined_while_they_are_away(client: Any) -> None:
    with pytest.raises(stripe.CardError) as declined:
        authorise(client, "pm_card_authenticationRequired", off_session=True)
    error: Any = declined.value.json_body["error"]  # type: ignore[index]
    assert (error["code"], error["decline_code"]) == ("authentication_required",) * 2
    assert error["payment_intent"]["status"] == "requires_payment_method"
    assert error["payment_intent"]["last_payment_error"]["code"] == "authentication_required"


def test_a_card_that_was_set_up_with_its_owner_pays_without_them(provider: Provider) -> None:
    client = simulated(provider)
    customer = customer_of(client)
    name = "pm_card_authenticationRequiredOnSetup"
    with pytest.raises(stripe.CardError):
        authorise(client, name, customer=customer, off_session=True)
    first = authorise(client, name, customer=customer, setup_future_usage="off_session")
    assert first.status == "requires_action"
    card = provider.authenticate(first.client_secret, success=True)["payment_method"]
    later = authorise(client, card, customer=customer, off_session=True)
    assert later.status == "requires_capture"


@pytest.mark.parametrize(
    "contradiction",
    [
        {"off_session": True, "confirm": False},
        {"off_session": True, "setup_future_usage": "off_session"},
    ],
)
def test_an_absent_owner_is_said_only_where_it_has_a_meaning(
    client: Any, contradiction: dict[str, Any]
) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        authorise(client, **contradiction)


def test_a_shop_that_cannot_show_the_bank_s_page_may_say_so(client: Any) -> None:
    with pytest.raises(stripe.CardError) as declined:
        authorise(client, "pm_card_authenticationRequired", error_on_requires_action=True)
    assert declined.value.code == "authentication_required"


def test_a_payment_goes_on_when_the_bank_has_seen_its_owner(provider: Provider) -> None:
    client = simulated(provider)
    intent = authorise(client, "pm_card_authenticationRequired")
    assert provider.authenticate(intent.client_secret, success=True)["id"] == intent.id
    now = client.payment_intents.retrieve(intent.id)
    assert (now.status, now.amount_capturable) == ("requires_capture", AMOUNT)
    with pytest.raises(HTTPError):
        provider.authenticate(intent.client_secret, success=True)


def test_a_payment_waits_for_another_card_when_the_bank_did_not_know_its_owner(
    provider: Provider,
) -> None:
    client = simulated(provider)
    intent = authorise(client, "pm_card_authenticationRequired")
    provider.authenticate(intent.client_secret, success=False)
    now = client.payment_intents.retrieve(intent.id)
    assert (now.status, now.payment_method) == ("requires_payment_method", None)
    assert now.last_payment_error.code == "payment_intent_authentication_failure"
    again = client.payment_intents.confirm(intent.id, {"payment_method": "pm_card_visa"})
    assert again.status == "requires_capture"


def test_a_card_may_be_declined_even_after_its_owner_was_seen(provider: Provider) -> None:
    client = simulated(provider)
    name = "pm_card_authenticationRequiredChargeDeclinedInsufficientFunds"
    intent = authorise(client, name)
    with pytest.raises(HTTPError):
        provider.authenticate(intent.client_secret, success=True)
    now = client.payment_intents.retrieve(intent.id)
    assert now.status == "requires_payment_method"
    assert now.last_payment_error.decline_code == "insufficient_funds"


def test_a_hold_expires(provider: Provider) -> None:
    client = simulated(provider)
    intent = authorise(client)
    provider.expire(intent.id)
    now = client.payment_intents.retrieve(intent.id)
    assert (now.status, now.cancellation_reason) == ("canceled", "automatic")
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.payment_intents.capture(intent.id)
    assert refused.value.code == "payment_intent_unexpected_state"


def test_a_hold_says_until_when_it_can_be_captured(client: Any) -> None:
    customer = customer_of(client)
    card, expanded = card_of(client, customer), {"expand": ["latest_charge"]}
    here = authorise(client, card, customer=customer, **expanded)
    away = authorise(client, card, customer=customer, off_session=True, **expanded)
    days = [
        (charge.payment_method_details.card.capture_before - charge.created) / (24 * 3600)
        for charge in (here.latest_charge, away.latest_charge)
    ]
    assert days == pytest.approx([7, 4.75], abs=0.05)


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
