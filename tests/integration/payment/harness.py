"""Payment at work in tests: its handler, the provider, the clock, and what it tells the others."""

import json
import os
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import stripe
from pymongo.database import Database

from services.contracts.message import Message
from services.contracts.orders import Order
from services.contracts.payments import (
    NO_BOOKS,
    AuthorisePayment,
    ClientSecretIssued,
    Part,
    PaymentDelayed,
    PaymentEvent,
    ProviderEvent,
)
from services.contracts.topology import received_by
from services.manifest import AGGREGATOR, ORDER, PAYMENT, Participant
from services.payment.dependencies import Dependencies
from services.payment.dependencies import compose as compose_payment
from services.payment.gateways.provider import gateway
from services.runtime.aws import Aws
from services.runtime.bus import Queues
from services.runtime.mongo import Document
from tests.aws import AwsServer
from tests.integration.conftest import Worker
from tests.payments import Provider
from tests.shop import NOW

VISA = "pm_card_visa"
BROKE = "pm_card_chargeDeclinedInsufficientFunds"
CHALLENGING = "pm_card_threeDSecure2Required"
WEBHOOK_SECRET = "whsec_of_the_tests"


@dataclass
class Clock:
    """What payment takes for the time (UTC)."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        """The time."""
        return self.now

    def days_pass(self, days: int) -> None:
        """Later."""
        self.now += timedelta(days=days)


@dataclass
class PaymentHarness:
    """Payment, and everything around it."""

    worker: Worker
    provider: Provider
    aws_server: AwsServer
    database: Database[Document]
    clock: Clock
    seen: set[str] = field(default_factory=set)

    def deliver(self, *messages: Message) -> int:
        """Hand it messages; answers how many were not consumed."""
        return self.worker.deliver(*messages)

    def told(self, receiver: Participant = ORDER) -> list[Message]:
        """What it has told another service since, without the versions of payments.

        That a payment is delayed changes nothing of it and is left out.
        """
        told = self.aws_server.messages(receiver)
        return [unversioned(m) for m in told if not isinstance(m, PaymentDelayed)]

    def client_secret(self) -> str:
        """What the customer's browser was last shown to answer the bank with."""
        told = self.told(AGGREGATOR)
        return [m for m in told if isinstance(m, ClientSecretIssued)][-1].client_secret

    def settle(self, *messages: Message) -> int:
        """Hand it messages, and then what it tells itself, until it is quiet."""
        failed = self.deliver(*messages)
        while own := self.aws_server.messages(PAYMENT):
            assert all(type(message) in received_by(PAYMENT) for message in own)
            failed += self.deliver(*own)
        return failed

    def now_at_the_provider(self) -> datetime:
        """After everything that it has recorded so far: its clock is the real one."""
        return datetime.now(UTC) + timedelta(seconds=1)

    def statuses(self) -> list[str]:
        """Where the provider's intents stand, newest first."""
        return [intent["status"] for intent in self.provider.intents()]

    def provider_says(self, *types: str, secret: str = WEBHOOK_SECRET) -> list[ProviderEvent]:
        """The provider's events that were not handed over yet, signed as it signs them."""
        fresh = [e for e in self.provider.events(*types) if e["id"] not in self.seen]
        self.seen |= {event["id"] for event in fresh}
        return [signed(event, secret) for event in fresh]

    def keep_keys(self, keys: dict[str, str]) -> None:
        """Somebody changes what is in payment's secret."""
        self.aws_server.client("secretsmanager").put_secret_value(
            SecretId=os.environ["PAYMENT_SECRET"], SecretString=json.dumps(keys)
        )

    def receivable(self, key: str) -> Document:
        """What the ledger says."""
        row = self.database["payments"].find_one({"_id": key})
        assert row is not None
        value: Document = row["value"]
        return value


def signed(
    event: dict[str, Any], secret: str, received_at: datetime | None = None
) -> ProviderEvent:
    """An event as it comes in at the store."""
    now = received_at or datetime.now(UTC)
    payload, at = msgspec.json.encode(event).decode(), int(time.time())
    signature = stripe.WebhookSignature._compute_signature(f"{at}.{payload}", secret)
    return ProviderEvent(payload, f"t={at},v1={signature}", now)


def unversioned(message: Message) -> Message:
    """A payment's event without its version and its books, which few tests care for."""
    if isinstance(message, PaymentEvent):
        return msgspec.structs.replace(message, version=0, books=NO_BOOKS)
    return message


def compose(database: Database[Document], clock: Clock) -> Dependencies:
    """Payment as it is deployed, but for the clock."""
    aws = Aws.from_environment()
    return compose_payment(
        Queues.from_environment(aws), database, gateway.from_environment(aws), clock
    )


def pay(
    order: Order, attempt: str = "attempt-1", card: str = VISA, part: Part = Part.FIRST
) -> AuthorisePayment:
    """The order's customer pays."""
    return AuthorisePayment(order.id, order.customer, card, attempt, part)
