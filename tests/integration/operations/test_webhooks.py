"""The provider tells the store what happens, signed by a secret that nobody has seen."""

import json

import pytest
import stripe

from services.payment.gateways.provider.registration import NotRegisteredError, register
from services.payment.gateways.provider.webhooks import SUBSCRIBED
from tests.aws import AwsServer
from tests.payments import Provider

URL = "https://shop.example.com/api/webhooks/payments"
ELSEWHERE = "https://books.example.com/stripe"


@pytest.fixture
def secret(aws_server: AwsServer, provider: Provider) -> str:
    """The secret as an operator filled it in: the key alone is the provider's."""
    keys = {"api_key": provider.secret_key, "webhook_secret": "made-at-deployment"}
    created = aws_server.client("secretsmanager").create_secret(
        Name="provider", SecretString=json.dumps(keys)
    )
    return str(created["ARN"])


def endpoints(provider: Provider) -> list[stripe.WebhookEndpoint]:
    client = stripe.StripeClient(provider.secret_key, base_addresses={"api": provider.url})
    return client.v1.webhook_endpoints.list().data


def keys_in(aws_server: AwsServer, secret: str) -> dict[str, str]:
    kept = aws_server.client("secretsmanager").get_secret_value(SecretId=secret)
    keys: dict[str, str] = json.loads(kept["SecretString"])
    return keys


def test_the_provider_is_asked_for_exactly_what_payment_hears(
    aws_server: AwsServer, provider: Provider, secret: str
) -> None:
    register(aws_server.client("secretsmanager"), secret, URL, provider.url)
    (endpoint,) = endpoints(provider)
    assert endpoint.url == URL
    assert endpoint.enabled_events == list(SUBSCRIBED)


def test_the_secret_that_the_provider_signs_by_is_kept_beside_the_key(
    aws_server: AwsServer, provider: Provider, secret: str
) -> None:
    register(aws_server.client("secretsmanager"), secret, URL, provider.url)
    keys = keys_in(aws_server, secret)
    assert keys["api_key"] == provider.secret_key
    assert keys["webhook_secret"].startswith("whsec_")


def test_who_registers_again_has_one_endpoint_and_leaves_those_of_others(
    aws_server: AwsServer, provider: Provider, secret: str
) -> None:
    secrets = aws_server.client("secretsmanager")
    register(secrets, secret, ELSEWHERE, provider.url)
    register(secrets, secret, URL, provider.url)
    before = keys_in(aws_server, secret)
    register(secrets, secret, URL, provider.url)
    assert sorted(endpoint.url for endpoint in endpoints(provider)) == [ELSEWHERE, URL]
    assert keys_in(aws_server, secret) != before


def test_a_provider_that_does_not_know_the_key_says_so_to_the_operator(
    aws_server: AwsServer, provider: Provider, secret: str
) -> None:
    keys = json.dumps({"api_key": "sk_test_of_another", "webhook_secret": "kept"})
    secrets = aws_server.client("secretsmanager")
    secrets.put_secret_value(SecretId=secret, SecretString=keys)
    with pytest.raises(NotRegisteredError):
        register(secrets, secret, URL, provider.url)
    assert keys_in(aws_server, secret)["webhook_secret"] == "kept"
