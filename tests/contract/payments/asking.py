"""How the contract's tests ask the provider: through its own library."""

import uuid
from typing import Any

import stripe

from tests.payments import Provider

AMOUNT = 4200
"""Minor units."""


def simulated(provider: Provider, read_seconds: float = 1.0, key: str = "") -> Any:
    """A client of the simulator."""
    return stripe.StripeClient(
        key or provider.secret_key,
        base_addresses={"api": provider.url},
        max_network_retries=0,
        http_client=stripe.RequestsClient(timeout=(1.0, read_seconds)),
    ).v1


def authorise(client: Any, card: str = "pm_card_visa", /, **more: Any) -> Any:
    """Hold the amount on a card; `key` is the idempotency key."""
    key = more.pop("key", "") or str(uuid.uuid4())
    return client.payment_intents.create(
        {
            "amount": AMOUNT,
            "currency": "eur",
            "payment_method": card,
            "confirm": True,
            "capture_method": "manual",
            "automatic_payment_methods": {"enabled": True, "allow_redirects": "never"},
            "metadata": {"order_id": "o-1"},
            **more,
        },
        options={"idempotency_key": key},
    )


def customer_of(client: Any) -> str:
    """The id of a new customer."""
    customer_id: str = client.customers.create({"metadata": {"customer": "c-1"}}).id
    return customer_id


def setup_of(client: Any, customer: str) -> Any:
    """A setup intent as the store makes it before the browser asks for the card."""
    return client.setup_intents.create(
        {
            "customer": customer,
            "usage": "off_session",
            "automatic_payment_methods": {"enabled": True, "allow_redirects": "never"},
            "metadata": {"customer": "c-1"},
        }
    )


def card_of(client: Any, customer: str, card: str = "pm_card_visa") -> str:
    """The id of a card that the customer keeps from now on."""
    setup = setup_of(client, customer)
    kept: str = client.setup_intents.confirm(setup.id, {"payment_method": card}).payment_method
    return kept
