"""Holding, taking and giving back money."""

from typing import Any

import stripe

from services.contracts.text import one_line
from services.payment.domain.attempts import (
    GIVEN_UP,
    Attempt,
    Authorised,
    Challenged,
    Declined,
    Outcome,
)
from services.payment.domain.receivable import Receivable
from services.payment.gateways.provider.connection import (
    UNUSABLE,
    AnsweredError,
    Connection,
    refused,
)
from services.payment.ports import (
    LapsedError,
    ProviderRefusedError,
    ProviderUnavailableError,
    RefundRefusedError,
)

UNEXPECTED_STATE = "payment_intent_unexpected_state"
REFUNDS_LISTED = 100
CODE_LENGTH = 100
OUTSIDE_LIMITS = ("amount_too_small", "amount_too_large")
"""No card can be charged with this: policy refuses it before, and no repeat mends it."""


class Charges:
    """Payment intents and refunds. For how long money is held:

    https://docs.stripe.com/payments/place-a-hold-on-a-payment-method
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def authorise(self, receivable: Receivable, attempt: Attempt) -> Outcome:
        """Hold the amount that is owed."""
        asked: Any = {
            "amount": receivable.amount,
            "currency": receivable.currency.lower(),
            "payment_method": attempt.payment_method,
            "confirm": True,
            "capture_method": "manual",
            "automatic_payment_methods": {"enabled": True, "allow_redirects": "never"},
            "metadata": {
                "order_id": receivable.order_id,
                "part": receivable.part.value,
                "attempt": attempt.id,
            },
        }
        if attempt.provider_customer_id:
            asked["customer"] = attempt.provider_customer_id
        if attempt.off_session:
            asked["off_session"] = True
        elif receivable.keeps_card:
            asked["setup_future_usage"] = "off_session"
        try:
            with self._connection.answers() as client:
                intent = client.v1.payment_intents.create(
                    asked, {"idempotency_key": f"auth:{receivable.id}:{attempt.id}"}
                )
        except AnsweredError as answer:
            if answer.refusal or answer.code in OUTSIDE_LIMITS:
                return Declined(one_line(answer.refusal or answer.code, CODE_LENGTH))
            raise refused("authorise", answer) from None
        return self._outcome(intent)

    def find(self, receivable: Receivable, attempt: Attempt) -> Outcome | None:
        """What became of an attempt of long ago. None: the provider was never asked.

        Search lags behind by up to an hour, so it is only fit for attempts older than that.
        """
        query = f"metadata['order_id']:'{receivable.order_id}'"
        try:
            with self._connection.answers() as client:
                found = client.v1.payment_intents.search({"query": query, "limit": 100}).data
        except AnsweredError as answer:
            raise refused("search", answer) from None
        wanted = (receivable.part.value, attempt.id)
        intents = [i for i in found if (noted(i, "part"), noted(i, "attempt")) == wanted]
        return self._outcome(intents[0]) if intents else None

    def look(self, intent_id: str) -> Outcome:
        """What has become of an intent."""
        return self._outcome(self._retrieved(intent_id))

    def abandon(self, intent_id: str) -> Outcome:
        """Give an intent up that nobody needs; answers what it is now."""
        return self._outcome(self._cancelled(intent_id))

    def capture(self, receivable: Receivable) -> int:
        """Take what is held; answers how much was taken, in minor units. Raises LapsedError."""
        try:
            with self._connection.answers() as client:
                intent = client.v1.payment_intents.capture(
                    receivable.intent,
                    {"amount_to_capture": receivable.authorised},
                    {"idempotency_key": f"capture:{receivable.intent}"},
                )
        except AnsweredError as answer:
            if answer.code != UNEXPECTED_STATE:
                raise refused("capture", answer) from None
            intent = self._retrieved(receivable.intent)
        if intent.status == "canceled":
            raise LapsedError(f"{intent.id} was given up before it was captured")
        if intent.status != "succeeded":
            raise ProviderRefusedError(f"{intent.id} cannot be captured: it is {intent.status}")
        return intent.amount_received

    def release(self, receivable: Receivable) -> int:
        """Give up what is held; answers how much had been taken before, in minor units."""
        intent = self._cancelled(receivable.intent)
        return intent.amount_received if intent.status == "succeeded" else 0

    def refund(self, receivable: Receivable, refund: str, amount: int) -> None:
        """Give back so much of what was taken, once for each `refund`.

        The provider's own list is asked first: it forgets keys after a day, refunds never.
        Raises RefundRefusedError when it is not made, or a bank has sent it back.
        """
        made = [each for each in self._refunds_of(receivable) if noted(each, "refund") == refund]
        if made:
            _check_under_way(made)
            return
        try:
            with self._connection.answers() as client:
                done = client.v1.refunds.create(
                    {
                        "payment_intent": receivable.intent,
                        "amount": amount,
                        "metadata": {"order_id": receivable.order_id, "refund": refund},
                    },
                    {"idempotency_key": f"refund:{receivable.id}:{refund}"},
                )
        except AnsweredError as answer:
            raise RefundRefusedError(answer.code) from None
        _check_under_way([done])

    def _refunds_of(self, receivable: Receivable) -> list[stripe.Refund]:
        asked: Any = {"payment_intent": receivable.intent, "limit": REFUNDS_LISTED}
        try:
            with self._connection.answers() as client:
                return client.v1.refunds.list(asked).data
        except AnsweredError as answer:
            raise refused("list refunds", answer) from None

    def _outcome(self, intent: stripe.PaymentIntent) -> Outcome:
        match intent.status:
            case "requires_capture":
                return Authorised(intent.id, intent.amount_capturable, _kept_card(intent))
            case "succeeded":
                return Authorised(intent.id, intent.amount_received, _kept_card(intent))
            case "requires_action" if intent.client_secret:
                return Challenged(intent.id, intent.client_secret)
            case "requires_payment_method":
                return Declined(one_line(_refusal(intent), CODE_LENGTH))
            case "canceled":
                return Declined(GIVEN_UP)
            case status:
                raise ProviderUnavailableError(f"{intent.id} is {status}")

    def _cancelled(self, intent_id: str) -> stripe.PaymentIntent:
        """The intent after it was given up: canceled, or succeeded when that came first."""
        try:
            with self._connection.answers() as client:
                intent = client.v1.payment_intents.cancel(
                    intent_id, {}, {"idempotency_key": f"cancel:{intent_id}"}
                )
        except AnsweredError as answer:
            if answer.code != UNEXPECTED_STATE:
                raise refused("cancel", answer) from None
            intent = self._retrieved(intent_id)
        if intent.status not in {"canceled", "succeeded"}:
            raise ProviderRefusedError(f"{intent_id} cannot be canceled: it is {intent.status}")
        return intent

    def _retrieved(self, intent_id: str) -> stripe.PaymentIntent:
        try:
            with self._connection.answers() as client:
                return client.v1.payment_intents.retrieve(intent_id)
        except AnsweredError as answer:
            raise refused("retrieve", answer) from None


def _refusal(intent: stripe.PaymentIntent) -> str:
    """Why the last try failed; Stripe leaves a field out where it has nothing to say."""
    error = intent.last_payment_error
    codes = [getattr(error, name, None) for name in ("decline_code", "code")]
    return next((code for code in codes if code), UNUSABLE)


def is_under_way(refund: stripe.Refund) -> bool:
    """Whether the money goes back; a bank may refuse to take it."""
    return refund.status in {"succeeded", "pending", "requires_action"}


def _check_under_way(made: list[stripe.Refund]) -> None:
    if not any(is_under_way(refund) for refund in made):
        raise RefundRefusedError(f"{made[0].id} is {made[0].status}")


def noted(thing: stripe.PaymentIntent | stripe.Refund, name: str) -> str:
    """What we have written on it; nothing on what people make in the provider's dashboard."""
    metadata = thing.metadata
    return str(metadata[name]) if metadata and name in metadata else ""


def _kept_card(intent: stripe.PaymentIntent) -> str:
    """The payment method, if the provider keeps it for its owner."""
    return _id_of(intent.payment_method) if intent.customer else ""


def _id_of(thing: Any) -> str:
    """The id of what Stripe answers either as an id or as the whole object."""
    return str(thing if isinstance(thing, str) else thing.id) if thing else ""
