"""What the payment provider tells: passed on as it came; who says it is payment's to check."""

import json
from typing import Any

import pytest

from services.contracts.payments import ProviderEvent
from services.manifest import PAYMENT
from tests.aws import AwsServer
from tests.claims import proves
from tests.integration.proxy.api import Answer, Api
from tests.integration.proxy.asking import sent

SIGNATURE = "t=1767225600,v1=5257a869e7ecebeda32affa62cdca3fa51cad7e77a0e56ff536d0ce8e108d8bd"
PAYLOAD = '{\n  "id": "evt_1",\t"type": "payment_intent.succeeded", "note": "Grüße \\u00e4"\r\n}'


def tell(api: Api, payload: str, signature: str = SIGNATURE) -> Answer:
    return api.call("POST", "/webhooks/payments", payload, Stripe_Signature=signature)


@proves("T09")
def test_an_event_is_passed_on_byte_for_byte_with_its_signature(
    api: Api, aws_server: AwsServer
) -> None:
    answer = tell(api, PAYLOAD)
    assert (answer.status, answer.body) == (202, {})
    (message,) = sent(aws_server)
    assert isinstance(message, ProviderEvent)
    assert (message.payload, message.signature) == (PAYLOAD, SIGNATURE)


def test_an_event_costs_one_message_and_no_look_at_anything(
    api: Api, aws_server: AwsServer, round_trips: Any
) -> None:
    tell(api, PAYLOAD)
    assert len(aws_server.messages(PAYMENT)) == 1
    assert round_trips.commands == []


@pytest.mark.parametrize(
    "signature",
    ["", "t" * 1001, "t=1767225600,v1=\u00fcml\u00e4ut", "t=1 v1=2", "t=1\ufffe"],
    ids=["none", "too long", "no ASCII", "a space", "no character"],
)
@pytest.mark.finding("A3")
def test_what_is_not_signed_is_refused(api: Api, aws_server: AwsServer, signature: str) -> None:
    answer = tell(api, PAYLOAD, signature)
    assert (answer.status, answer.fields) == (400, ["Stripe-Signature"])
    assert sent(aws_server) == []


@pytest.mark.parametrize(
    ("payload", "status"),
    [
        ("x" * (64 * 1024 + 1), 413),
        ("ä" * (32 * 1024 + 1), 413),
        ("\x01" * 64 * 1024, 400),
        ("\ud800", 400),
    ],
    ids=["large", "large in bytes", "no JSON", "half a character"],
)
def test_what_the_bus_could_not_carry_is_refused(
    api: Api, aws_server: AwsServer, payload: str, status: int
) -> None:
    answer = tell(api, payload)
    assert (answer.status, answer.fields) == (status, ["body"])
    assert sent(aws_server) == []


def test_the_largest_event_that_is_taken_can_be_carried(api: Api, aws_server: AwsServer) -> None:
    payload = '"' * (64 * 1024)
    assert tell(api, payload).status == 202
    (message,) = sent(aws_server)
    assert isinstance(message, ProviderEvent)
    assert message.payload == payload


def test_the_provider_is_told_to_come_again_when_the_bus_is_down(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    assert tell(api, PAYLOAD).status == 503


def test_what_an_event_says_is_in_no_log(api: Api, log_records: Any) -> None:
    tell(api, json.dumps({"client_secret": "pi_1_secret_2"}))
    tell(api, json.dumps({"client_secret": "pi_1_secret_2"}), "")
    written = str(log_records())
    assert "pi_1_secret_2" not in written
    assert SIGNATURE not in written


def test_only_the_provider_speaks_there(api: Api) -> None:
    answer = api.get("/webhooks/payments")
    assert (answer.status, answer.headers["Allow"], answer.fields) == (405, "POST", ["method"])
