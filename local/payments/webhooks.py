"""Webhook endpoints, and the events that each receives (docs.stripe.com/api/webhook_endpoints)."""

from urllib.parse import urlsplit

import stripe.params

from local.payments.errors import Body, invalid
from local.payments.lists import page
from local.payments.outbox import Outbox
from local.payments.parameters import Parameters, check, required
from local.payments.store import Store, new_object, random_text


class WebhookEndpoints:
    """The operations on webhook endpoints."""

    def __init__(self, store: Store, outbox: Outbox) -> None:
        self._store = store
        self._outbox = outbox

    def create(self, parameters: Parameters) -> Body:
        """POST /v1/webhook_endpoints; only this answer has the signing secret."""
        check(stripe.params.WebhookEndpointCreateParams, parameters)
        url, events = required(parameters, "url"), required(parameters, "enabled_events")
        if not _is_address(url):
            raise invalid("Not a valid URL", "url_invalid", "url")
        secret = f"whsec_{random_text(32)}"
        endpoint = new_object(
            "webhook_endpoint",
            "we_",
            api_version=parameters.get("api_version"),
            description=parameters.get("description"),
            enabled_events=events if isinstance(events, list) else [events],
            metadata=parameters.get("metadata") or {},
            status="enabled",
            url=url,
            _secret=secret,
        )
        self._store.put(endpoint)
        return {**endpoint, "secret": secret}

    def retrieve(self, key: str, _: Parameters) -> Body:
        """GET /v1/webhook_endpoints/{id}."""
        return self._store.get("webhook_endpoint", key)

    def newest_first(self, parameters: Parameters) -> Body:
        """GET /v1/webhook_endpoints."""
        return page(self._store, "webhook_endpoint", parameters, {})

    def delete(self, key: str, _: Parameters) -> Body:
        """DELETE /v1/webhook_endpoints/{id}."""
        endpoint = self._store.get("webhook_endpoint", key)
        self._store.remove(endpoint)
        self._outbox.forget_endpoint(key)
        return {"id": key, "object": "webhook_endpoint", "deleted": True}


def _is_address(url: str) -> bool:
    try:
        address = urlsplit(url)
        return address.scheme in ("http", "https") and bool(address.hostname) and address.port != 0
    except ValueError:
        return False
