"""Every request that changes something may be repeated with its key, whatever came in between."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
import stripe

from tests.claims import proves
from tests.contract.payments.asking import authorise, card_of, customer_of, setup_of, simulated
from tests.payments import Provider

Operation = Callable[[Any], Any]


def creating_a_customer(client: Any) -> Operation:
    return lambda how: client.customers.create({"metadata": {"customer": "c-2"}}, how)


def creating_a_setup(client: Any) -> Operation:
    customer = customer_of(client)
    return lambda how: client.setup_intents.create({"customer": customer}, how)


def confirming_a_setup(client: Any) -> Operation:
    setup = setup_of(client, customer_of(client)).id
    method = {"payment_method": "pm_card_visa"}
    return lambda how: client.setup_intents.confirm(setup, method, how)


def cancelling_a_setup(client: Any) -> Operation:
    setup = setup_of(client, customer_of(client)).id
    return lambda how: client.setup_intents.cancel(setup, {}, how)


def detaching_a_card(client: Any) -> Operation:
    card = card_of(client, customer_of(client))
    return lambda how: client.payment_methods.detach(card, {}, how)


def charging_a_kept_card(client: Any) -> Operation:
    customer = customer_of(client)
    parameters = {
        "amount": 1500,
        "currency": "eur",
        "customer": customer,
        "payment_method": card_of(client, customer),
        "confirm": True,
        "off_session": True,
    }
    return lambda how: client.payment_intents.create(parameters, how)


def refunding(client: Any) -> Operation:
    intent = authorise(client).id
    client.payment_intents.capture(intent)
    return lambda how: client.refunds.create({"payment_intent": intent, "amount": 100}, how)


def subscribing(client: Any) -> Operation:
    endpoint = {"url": "http://127.0.0.1:9/", "enabled_events": ["charge.expired"]}
    return lambda how: client.webhook_endpoints.create(endpoint, how)


CHANGES = [
    creating_a_customer,
    creating_a_setup,
    confirming_a_setup,
    cancelling_a_setup,
    detaching_a_card,
    charging_a_kept_card,
    refunding,
]


@pytest.mark.parametrize("preparing", [*CHANGES, subscribing])
@pytest.mark.parametrize("when", ["before", "after", "hang_after", "status"])
@proves("E12", "E30", "T46")
def test_a_repeat_after_a_fault_happens_once(
    provider: Provider, preparing: Callable[[Any], Operation], when: str
) -> None:
    operation = preparing(simulated(provider, read_seconds=0.3))
    told = len(provider.events())
    key = {"idempotency_key": str(uuid.uuid4())}
    provider.fail("POST", when, seconds=0.4)
    with pytest.raises(stripe.StripeError):
        operation(key)
    first = operation(key)
    told_once = len(provider.events())
    assert operation(key).to_dict() == first.to_dict()
    assert len(provider.events()) == told_once
    assert told_once > told or preparing is subscribing


@pytest.mark.parametrize("preparing", CHANGES)
def test_a_repeat_is_answered_as_the_first(
    client: Any, preparing: Callable[[Any], Operation]
) -> None:
    operation = preparing(client)
    key = {"idempotency_key": str(uuid.uuid4())}
    assert operation(key).id == operation(key).id


def test_a_declined_setup_stays_declined_under_its_key(client: Any) -> None:
    setup = setup_of(client, customer_of(client)).id
    key = {"idempotency_key": str(uuid.uuid4())}
    for _ in range(2):
        with pytest.raises(stripe.CardError) as declined:
            client.setup_intents.confirm(setup, {"payment_method": "pm_card_chargeDeclined"}, key)
        assert declined.value.code == "card_declined"


@pytest.mark.parametrize(
    "request_line",
    ["GET /v1/customers/cus_", "GET /v1/customers/cus_.*/payment_methods", "DELETE /v1/customers"],
)
def test_reads_and_deletions_fail_too(provider: Provider, request_line: str) -> None:
    client = simulated(provider)
    customer = customer_of(client)
    calls: dict[str, Callable[[], Any]] = {
        "GET /v1/customers/cus_": lambda: client.customers.retrieve(customer),
        "GET /v1/customers/cus_.*/payment_methods": lambda: client.customers.payment_methods.list(
            customer
        ),
        "DELETE /v1/customers": lambda: client.customers.delete(customer),
    }
    provider.fail(request_line, "status", status=503)
    with pytest.raises(stripe.APIError):
        calls[request_line]()
    calls[request_line]()
