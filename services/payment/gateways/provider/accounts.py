"""What the provider's books say, to be compared with ours."""

from datetime import datetime
from typing import Any

import stripe

from services.payment.domain.reconciliation import Account
from services.payment.gateways.provider.connection import AnsweredError, Connection, refused

INTENTS_PER_PAGE = 100


class Accounts:
    """Reads payment intents with their charges. Errors are those of `Charges`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def account(self, intent_id: str) -> Account:
        """What was held, taken and given back for an intent."""
        try:
            with self._connection.answers() as client:
                intent = client.v1.payment_intents.retrieve(
                    intent_id, {"expand": ["latest_charge"]}
                )
        except AnsweredError as answer:
            raise refused("retrieve", answer) from None
        return _account(intent)

    def created_between(
        self, since: datetime, until: datetime, after: str
    ) -> tuple[tuple[Account, ...], str]:
        """A page of intents, newest first, and what comes after it: '' when nothing does."""
        asked: Any = {
            "created": {"gte": int(since.timestamp()), "lt": int(until.timestamp())},
            "limit": INTENTS_PER_PAGE,
            "expand": ["data.latest_charge"],
        }
        if after:
            asked["starting_after"] = after
        try:
            with self._connection.answers() as client:
                page = client.v1.payment_intents.list(asked)
        except AnsweredError as answer:
            raise refused("list intents", answer) from None
        accounts = tuple(_account(intent) for intent in page.data)
        return accounts, accounts[-1].intent if page.has_more and accounts else ""


def _account(intent: stripe.PaymentIntent) -> Account:
    charge, metadata = intent.latest_charge, intent.metadata
    # What was held and never taken counts as refunded at the provider: that is no money of ours.
    released = intent.amount - intent.amount_received
    refunded = 0
    if isinstance(charge, stripe.Charge) and intent.amount_received > 0:
        refunded = charge.amount_refunded - released
    return Account(
        intent=intent.id,
        order_id=metadata["order_id"] if metadata and "order_id" in metadata else "",
        currency=intent.currency.upper(),
        held=intent.amount_capturable,
        captured=intent.amount_received,
        refunded=refunded,
    )
