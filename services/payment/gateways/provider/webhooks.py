"""The provider's webhooks: believed only with its signature, and only as a hint.

Its events come late, twice and in any order (https://docs.stripe.com/webhooks), so they only say
what to look at: what has become of it is then asked.
"""

import re
from datetime import datetime, timedelta
from typing import Any

import msgspec
import stripe

from services.contracts.payments import Part, ProviderEvent
from services.payment.gateways.provider.connection import Connection
from services.payment.ports import (
    CardsUpdate,
    ForgedEventError,
    PaymentUpdate,
    ReversalUpdate,
    Update,
)

MONEY = ("payment_intent.amount_capturable_updated", "payment_intent.succeeded")
ENDED = ("payment_intent.payment_failed", "payment_intent.canceled")
CARDS = (
    "setup_intent.succeeded",
    "payment_method.attached",
    "payment_method.detached",
    "payment_method.automatically_updated",
)
DISPUTES = tuple(
    f"charge.dispute.{how}"
    for how in ("created", "updated", "closed", "funds_withdrawn", "funds_reinstated")
)
REFUNDS = ("refund.failed", "refund.updated", "charge.refund.updated")
SUBSCRIBED = (*MONEY, *ENDED, *DISPUTES, *REFUNDS, *CARDS)
"""The events that the provider is asked to send; any other is left alone."""
TOLERANCE = timedelta(minutes=5)
"""How old an event may have been when it came in: an older one may be somebody's recording."""
SIGNATURE = re.compile(r"t=(\d{1,12})(?:,v\d+=[0-9a-f]{64})+")
"""The header as the provider writes it: of two times in it a stranger could choose one.

https://docs.stripe.com/webhooks?verify=verify-manually
"""
KEYS_ASKED_EVERY = timedelta(minutes=1)
"""Forged events must not make payment read its secret again and again."""
PARTS = {part.value: part for part in Part}


class Webhooks:
    """Checks and reads the provider's events."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._keys_asked_at: datetime | None = None

    def read(self, event: ProviderEvent) -> Update | None:
        """What an event is about; None when it is nothing of ours. Raises ForgedEventError."""
        self._check_age(event.signature, event.received_at)
        if not self._is_signed(event) and not self._is_signed_with_new_keys(event):
            raise ForgedEventError("the signature is not the provider's")
        return _update(event.payload)

    def _is_signed_with_new_keys(self, event: ProviderEvent) -> bool:
        """Whether the secret was rolled, and the event is signed with the new one."""
        asked_at = self._keys_asked_at
        if asked_at is not None and event.received_at - asked_at < KEYS_ASKED_EVERY:
            return False
        self._keys_asked_at = event.received_at
        self._connection.forget_keys()
        return self._is_signed(event)

    def _is_signed(self, event: ProviderEvent) -> bool:
        secret = self._connection.keys().webhook_secret
        try:
            stripe.WebhookSignature.verify_header(event.payload, event.signature, secret)
        except stripe.SignatureVerificationError:
            return False
        return True

    def _check_age(self, signature: str, received_at: datetime) -> None:
        signed_at = SIGNATURE.fullmatch(signature)
        if signed_at is None:
            raise ForgedEventError("the signature is not written as the provider writes it")
        age = abs(received_at.timestamp() - int(signed_at[1]))
        if age > TOLERANCE.total_seconds():
            raise ForgedEventError(f"it was {age:.0f} s old when it came")


def _update(payload: str) -> Update | None:
    event = msgspec.json.decode(payload, type=dict[str, Any])
    kind, about = str(event.get("type")), event["data"]["object"]
    if kind in MONEY or kind in ENDED:
        metadata = about.get("metadata") or {}
        part = PARTS.get(metadata.get("part", ""))
        if part is None or not metadata.get("order_id"):
            return None
        return PaymentUpdate(
            event=event["id"],
            intent=about["id"],
            order_id=metadata["order_id"],
            part=part,
            attempt=metadata.get("attempt", ""),
            holds_money=kind in MONEY,
        )
    if kind in DISPUTES or kind in REFUNDS:
        intent = about.get("payment_intent")
        return ReversalUpdate(event["id"], intent) if intent else None
    if kind in CARDS:
        before = event["data"].get("previous_attributes") or {}
        provider_customer_id = about.get("customer") or before.get("customer")
        return CardsUpdate(provider_customer_id) if provider_customer_id else None
    return None
