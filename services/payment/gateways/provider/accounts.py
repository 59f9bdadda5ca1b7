"""What the provider's books say, to be compared with ours."""

from datetime import UTC, datetime
from typing import Any

import stripe

from services.contracts.payments import Dispute, DisputeState, Part
from services.payment.domain.reconciliation import Account
from services.payment.gateways.provider.charges import REFUNDS_LISTED, is_under_way, noted
from services.payment.gateways.provider.connection import AnsweredError, Connection, refused
from services.payment.ports import Reversed

INTENTS_PER_PAGE = 100
DISPUTES_LISTED = 100
STATES = {
    "won": DisputeState.WON,
    "lost": DisputeState.LOST,
    "warning_closed": DisputeState.WON,
    "prevented": DisputeState.WON,
    "warning_needs_response": DisputeState.INQUIRED,
    "warning_under_review": DisputeState.INQUIRED,
}
"""By the provider's word (docs.stripe.com/api/disputes/object): any other is an open dispute."""


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
        return _account(intent, self._disputes_of(intent))

    def reversed(self, intent_id: str) -> Reversed | None:
        """What became of an intent's refunds and disputes; None when it is none of ours."""
        try:
            with self._connection.answers() as client:
                intent = client.v1.payment_intents.retrieve(
                    intent_id, {"expand": ["latest_charge"]}
                )
                asked: Any = {"payment_intent": intent_id, "limit": REFUNDS_LISTED}
                refunds = client.v1.refunds.list(asked).data
        except AnsweredError as answer:
            raise refused("retrieve", answer) from None
        order_id, part = noted(intent, "order_id"), noted(intent, "part")
        if not order_id or part not in set(Part):
            return None
        ours = {name for each in refunds if (name := noted(each, "refund"))}
        going = {noted(each, "refund") for each in refunds if is_under_way(each)}
        failed = tuple(sorted(ours - going))
        return Reversed(order_id, Part(part), failed, self._disputes_of(intent))

    def disputed_between(self, since: datetime, until: datetime) -> tuple[str, ...]:
        """The intents of the last disputes that began in this time, newest first."""
        asked: Any = {
            "created": {"gte": int(since.timestamp()), "lt": int(until.timestamp())},
            "limit": DISPUTES_LISTED,
        }
        try:
            with self._connection.answers() as client:
                found = client.v1.disputes.list(asked).data
        except AnsweredError as answer:
            raise refused("list disputes", answer) from None
        return tuple(dict.fromkeys(str(each.payment_intent) for each in found))

    def _disputes_of(self, intent: stripe.PaymentIntent) -> tuple[Dispute, ...]:
        """Asked only for a charge that the provider marks as disputed: few are."""
        charge = intent.latest_charge
        if not (isinstance(charge, stripe.Charge) and charge.disputed):
            return ()
        asked: Any = {"payment_intent": intent.id, "limit": DISPUTES_LISTED}
        try:
            with self._connection.answers() as client:
                found = client.v1.disputes.list(asked).data
        except AnsweredError as answer:
            raise refused("list disputes", answer) from None
        return tuple(sorted((_dispute(each) for each in found), key=lambda each: each.id))

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


def _dispute(found: stripe.Dispute) -> Dispute:
    details = found.evidence_details
    due_by = details.due_by if details else None
    return Dispute(
        id=found.id,
        amount=found.amount,
        state=STATES.get(found.status, DisputeState.OPEN),
        reason=found.reason,
        answer_by=datetime.fromtimestamp(due_by, UTC) if due_by else None,
    )


def _account(intent: stripe.PaymentIntent, disputes: tuple[Dispute, ...] = ()) -> Account:
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
        disputes=disputes,
    )
