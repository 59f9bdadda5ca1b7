"""What the store relies on when the provider tells it what happened.

Stripe reaches no endpoint on 127.0.0.1, so all of this is asked of the simulator.
"""

import time
from collections.abc import Iterator
from typing import Any

import pytest
import stripe

from tests.contract.payments.asking import (
    authorise,
    card_of,
    customer_of,
    setup_of,
    simulated,
)
from tests.contract.payments.receiver import Receiver, receiving
from tests.payments import Provider

HELD = "payment_intent.amount_capturable_updated"
NEVER_SECONDS = 0.3
"""Long enough for a delivery that should not come: they take a few milliseconds."""


@pytest.fixture
def client(provider: Provider) -> Any:
    return simulated(provider, read_seconds=3)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as listening:
        yield listening


def test_an_event_tells_the_intent_and_is_signed(client: Any, receiver: Receiver) -> None:
    endpoint = receiver.subscribe(client, HELD)
    intent = authorise(client)
    (event,) = receiver.events(1, endpoint.secret)
    assert (event.type, event.data.object.id) == (HELD, intent.id)
    assert event.data.object.status == "requires_capture"
    assert event.data.object.metadata.order_id == "o-1"
    with pytest.raises(stripe.SignatureVerificationError):
        receiver.events(1, "whsec_of_somebody_else")


def test_an_event_comes_at_once(client: Any, receiver: Receiver) -> None:
    receiver.subscribe(client, HELD)
    waits = []
    for number in range(1, 11):
        authorise(client)
        answered = time.time()
        arrived = receiver.waits_for(number)[-1][0]
        waits.append(arrived - answered)
    assert sorted(waits)[5] < 0.1


@pytest.mark.parametrize("status", [500, 302, 404])
def test_a_delivery_that_was_not_taken_comes_again(
    client: Any, receiver: Receiver, status: int
) -> None:
    endpoint = receiver.subscribe(client, HELD)
    receiver.refusals = [status, status]
    authorise(client)
    first, second, third = receiver.waits_for(3)
    assert second[0] - first[0] == pytest.approx(0.5, abs=0.3)
    assert third[0] - second[0] == pytest.approx(1.0, abs=0.4)
    assert len({event.id for event in receiver.events(3, endpoint.secret)}) == 1
    time.sleep(NEVER_SECONDS)
    assert len(receiver.deliveries) == 3


def test_an_event_that_was_not_delivered_is_listed(client: Any, receiver: Receiver) -> None:
    receiver.subscribe(client, HELD)
    receiver.refusals = [500]
    authorise(client)
    receiver.waits_for(1)
    (undelivered,) = client.events.list({"delivery_success": False}).data
    assert (undelivered.type, undelivered.pending_webhooks) == (HELD, 1)
    receiver.waits_for(2)
    _until_none_is_undelivered(client)
    assert client.events.retrieve(undelivered.id).pending_webhooks == 0


def _until_none_is_undelivered(client: Any) -> None:
    for _ in range(100):
        if not client.events.list({"delivery_success": False}).data:
            return
        time.sleep(0.02)
    raise AssertionError("events are still undelivered")


def test_a_kill_loses_no_delivery(provider: Provider, client: Any, receiver: Receiver) -> None:
    endpoint = receiver.subscribe(client, HELD)
    provider.webhooks(pause=True)
    intents = [authorise(client).id for _ in range(5)]
    provider.server.kill()
    assert receiver.deliveries == []
    provider.server.start()
    events = receiver.events(5, endpoint.secret)
    assert sorted(event.data.object.id for event in events) == sorted(intents)


def test_deliveries_wait_while_they_are_paused(
    provider: Provider, client: Any, receiver: Receiver
) -> None:
    receiver.subscribe(client, HELD)
    provider.webhooks(pause=True)
    authorise(client)
    time.sleep(NEVER_SECONDS)
    assert receiver.deliveries == []
    provider.webhooks(pause=False)
    receiver.waits_for(1)


def test_deliveries_may_come_more_than_once(
    provider: Provider, client: Any, receiver: Receiver
) -> None:
    endpoint = receiver.subscribe(client, HELD)
    provider.webhooks(duplicate=2)
    authorise(client)
    authorise(client)
    ids = [event.id for event in receiver.events(6, endpoint.secret)]
    assert sorted(ids.count(each) for each in set(ids)) == [3, 3]
    time.sleep(NEVER_SECONDS + 0.4)
    assert len(receiver.deliveries) == 6


def test_deliveries_may_come_in_any_order(
    provider: Provider, client: Any, receiver: Receiver
) -> None:
    endpoint = receiver.subscribe(client, HELD)
    provider.webhooks(shuffle=True)
    intents = [authorise(client).id for _ in range(10)]
    told = [event.data.object.id for event in receiver.events(10, endpoint.secret)]
    assert sorted(told) == sorted(intents)
    assert told != intents


def test_a_reset_ends_all_trouble(provider: Provider, receiver: Receiver) -> None:
    provider.webhooks(pause=True, duplicate=3, shuffle=True)
    provider.reset()
    client = simulated(provider)
    receiver.subscribe(client, HELD)
    authorise(client)
    receiver.waits_for(1)
    time.sleep(NEVER_SECONDS + 0.4)
    assert len(receiver.deliveries) == 1


def test_an_endpoint_that_hangs_does_not_hold_the_others_up(
    client: Any, receiver: Receiver
) -> None:
    with receiving() as slow:
        slow.refusals = _Hanging()
        slow.subscribe(client, HELD)
        receiver.subscribe(client, HELD)
        started = time.monotonic()
        authorise(client)
        receiver.waits_for(1)
        assert time.monotonic() - started < 1


class _Hanging(list[int]):
    def __bool__(self) -> bool:
        time.sleep(1.5)
        return False


def test_an_endpoint_is_told_only_what_it_asked_for_until_it_is_deleted(
    client: Any, receiver: Receiver
) -> None:
    endpoint = receiver.subscribe(client, "payment_intent.succeeded")
    client.payment_intents.capture(authorise(client).id)
    assert [event.type for event in receiver.events(1, endpoint.secret)] == [
        "payment_intent.succeeded"
    ]
    listed = client.webhook_endpoints.list().data
    assert [each.id for each in listed] == [endpoint.id]
    assert "secret" not in client.webhook_endpoints.retrieve(endpoint.id).to_dict()
    assert client.webhook_endpoints.delete(endpoint.id).deleted is True
    client.payment_intents.capture(authorise(client).id)
    time.sleep(NEVER_SECONDS)
    assert len(receiver.deliveries) == 1


@pytest.mark.parametrize("url", ["ftp://127.0.0.1/", "nowhere", "http://127.0.0.1:http/"])
def test_an_endpoint_must_have_an_address(client: Any, url: str) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        client.webhook_endpoints.create({"url": url, "enabled_events": ["*"]})


def told(provider: Provider) -> list[str]:
    return [event["type"] for event in provider.events()]


def test_a_payment_tells_each_step(provider: Provider, client: Any) -> None:
    intent = authorise(client)
    client.payment_intents.capture(intent.id)
    client.refunds.create({"payment_intent": intent.id})
    assert told(provider) == [
        "payment_intent.created",
        "charge.succeeded",
        HELD,
        "charge.captured",
        "payment_intent.succeeded",
        "refund.created",
        "charge.refunded",
    ]


def test_a_payment_that_fails_tells_why(provider: Provider, client: Any) -> None:
    with pytest.raises(stripe.CardError):
        authorise(client, "pm_card_chargeDeclined")
    assert told(provider) == [
        "payment_intent.created",
        "charge.failed",
        "payment_intent.payment_failed",
    ]
    (failed,) = provider.events("payment_intent.payment_failed")
    assert failed["data"]["object"]["last_payment_error"]["code"] == "card_declined"


def test_a_payment_that_waits_for_its_owner_tells_so(provider: Provider, client: Any) -> None:
    intent = authorise(client, "pm_card_authenticationRequired")
    assert told(provider)[-1] == "payment_intent.requires_action"
    provider.authenticate(intent.client_secret, success=True)
    assert told(provider)[-1] == HELD


def test_a_hold_that_was_given_up_or_expired_tells_so(provider: Provider, client: Any) -> None:
    client.payment_intents.cancel(authorise(client).id)
    assert told(provider)[-2:] == ["charge.refunded", "payment_intent.canceled"]
    provider.expire(authorise(client).id)
    assert told(provider)[-2:] == ["charge.expired", "payment_intent.canceled"]
    (_, expired) = provider.events("payment_intent.canceled")
    assert expired["data"]["object"]["cancellation_reason"] == "automatic"


def test_a_customer_s_cards_tell_how_they_came_and_went(provider: Provider, client: Any) -> None:
    customer = customer_of(client)
    card_of(client, customer)
    refused = setup_of(client, customer)
    with pytest.raises(stripe.CardError):
        client.setup_intents.confirm(refused.id, {"payment_method": "pm_card_chargeDeclined"})
    client.setup_intents.confirm(refused.id, {"payment_method": "pm_card_authenticationRequired"})
    client.setup_intents.cancel(refused.id)
    client.customers.delete(customer)
    assert told(provider) == [
        "customer.created",
        "setup_intent.created",
        "payment_method.attached",
        "setup_intent.succeeded",
        "setup_intent.created",
        "setup_intent.setup_failed",
        "setup_intent.requires_action",
        "setup_intent.canceled",
        "payment_method.detached",
        "customer.deleted",
    ]


def test_what_was_refused_tells_nothing(provider: Provider, client: Any) -> None:
    card = card_of(client, customer_of(client))
    before = told(provider)
    with pytest.raises(stripe.InvalidRequestError):
        authorise(client, card)
    with pytest.raises(stripe.InvalidRequestError):
        authorise(client, off_session=True, setup_future_usage="off_session")
    assert told(provider) == before


def test_a_repeat_tells_nothing_twice(provider: Provider, client: Any) -> None:
    authorise(client, key="auth:o-1:1")
    before = told(provider)
    authorise(client, key="auth:o-1:1")
    assert told(provider) == before


def test_events_are_listed_by_type(client: Any) -> None:
    customer_of(client)
    authorise(client)
    (created,) = client.events.list({"type": "customer.created"}).data
    assert client.events.retrieve(created.id).data.object.metadata.customer == "c-1"
    types = ["customer.created", "payment_intent.created"]
    assert len(client.events.list({"types": types}).data) == 2
