"""Registers the store's webhook with the provider."""

import json
from typing import Any

import msgspec
import stripe

from services.payment.gateways.provider.connection import Keys
from services.payment.gateways.provider.webhooks import SUBSCRIBED


class NotRegisteredError(Exception):
    """The provider refused the webhook, or did not answer. The message tells an operator why."""


def register(secrets: Any, secret: str, url: str, provider: str = "") -> None:
    """Let the provider send its events to `url`, and keep the secret by which it signs them.

    `provider` is the address of its API, if it is not the usual one. The old endpoint goes last, so
    that nothing is missed; what it still sends is refused, and comes from the new one too.
    Raises NotRegisteredError, and what `secrets` raises.
    """
    keys = msgspec.json.decode(secrets.get_secret_value(SecretId=secret)["SecretString"], type=Keys)
    try:
        _replace_endpoint(secrets, secret, keys, url, provider)
    except stripe.StripeError as error:
        raise NotRegisteredError(str(error)) from error


def _replace_endpoint(secrets: Any, secret: str, keys: Keys, url: str, provider: str) -> None:
    addresses: Any = {"api": provider} if provider else {}
    endpoints = stripe.StripeClient(keys.api_key, base_addresses=addresses).v1.webhook_endpoints
    old = [each.id for each in endpoints.list().auto_paging_iter() if each.url == url]
    events: Any = list(SUBSCRIBED)
    # Without a version its events would be written as an old account's default says.
    version: Any = stripe.api_version
    made = endpoints.create({"url": url, "enabled_events": events, "api_version": version})
    signed_by = {"api_key": keys.api_key, "webhook_secret": made.secret}
    secrets.put_secret_value(SecretId=secret, SecretString=json.dumps(signed_by))
    for endpoint in old:
        endpoints.delete(endpoint)
