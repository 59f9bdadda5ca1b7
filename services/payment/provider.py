"""The payment provider: the only module that knows `stripe`.

An answer that never came, a 5xx and a 409 say nothing about what was done: the caller asks again
later with the same key (https://docs.stripe.com/error-low-level). Nothing that the provider writes
in a message leaves this module, for it may quote a customer's data: only codes and ids do.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import msgspec
import stripe

from services.payment.domain import Attempt, Authorised, Declined, Outcome, Receivable
from services.shared.aws import Aws
from services.shared.settings import optional, required

CONNECT_SECONDS = 1.0
READ_SECONDS = 3.0
NETWORK_RETRIES = 1
"""With these time-outs one call takes 9 seconds at the most: less than the function's 10."""
AUTHENTICATION_REQUIRED = "authentication_required"
UNUSABLE = "invalid_payment_method"
GIVEN_UP = "canceled"
UNEXPECTED_STATE = "payment_intent_unexpected_state"
ALREADY_REFUNDED = "charge_already_refunded"


class ProviderUnavailableError(Exception):
    """The outcome of a call is unknown: it must be repeated with the same key."""


class ProviderRefusedError(Exception):
    """The provider refused a call that should have been right; a human must look."""


class _AnsweredError(Exception):
    """The provider understood, and answered with a code that may be no fault of ours."""

    def __init__(self, code: str, refusal: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.refusal = refusal
        """Why the card was refused, if that is what the code says."""


class Stripe:
    """Stripe, or what PAYMENT_API_URL puts in its place."""

    def __init__(self, api_key: Callable[[], str], address: str = "") -> None:
        logging.getLogger("stripe").setLevel(logging.CRITICAL)
        self._api_key = api_key
        self._address = address
        self._client: stripe.StripeClient | None = None

    @classmethod
    def from_environment(cls, aws: Aws) -> "Stripe":
        """With the API key in the secret PAYMENT_SECRET, read when it is first needed."""

        def api_key() -> str:
            answer = aws.call(
                "secretsmanager",
                "secretsmanager.GetSecretValue",
                {"SecretId": required("PAYMENT_SECRET")},
            )
            return msgspec.json.decode(answer["SecretString"], type=dict[str, str])["api_key"]

        return cls(api_key, optional("PAYMENT_API_URL"))

    def authorise(self, receivable: Receivable, attempt: Attempt) -> Outcome:
        """Hold the amount that is owed. Raises as every call does.

        A card whose bank wants to see its owner (3-D Secure) is given up and declined.
        """
        try:
            with self._answers() as client:
                intent = client.v1.payment_intents.create(
                    {
                        "amount": receivable.amount,
                        "currency": receivable.currency.lower(),
                        "payment_method": attempt.payment_method,
                        "confirm": True,
                        "capture_method": "manual",
                        "automatic_payment_methods": {
                            "enabled": True,
                            "allow_redirects": "never",
                        },
                        "metadata": {"order_id": receivable.order_id, "attempt": attempt.id},
                    },
                    {"idempotency_key": f"auth:{receivable.order_id}:{attempt.id}"},
                )
        except _AnsweredError as answer:
            if answer.refusal:
                return Declined(answer.refusal)
            raise _refused("authorise", answer) from None
        return self._outcome(intent)

    def find(self, receivable: Receivable, attempt: Attempt) -> Outcome | None:
        """What became of an attempt of long ago. None: the provider was never asked.

        Search lags behind by up to an hour, so it is only fit for attempts older than that.
        """
        query = f"metadata['order_id']:'{receivable.order_id}'"
        try:
            with self._answers() as client:
                found = client.v1.payment_intents.search({"query": query, "limit": 100}).data
        except _AnsweredError as answer:
            raise _refused("search", answer) from None
        intents = [i for i in found if i.metadata and i.metadata["attempt"] == attempt.id]
        return self._outcome(intents[0]) if intents else None

    def capture(self, receivable: Receivable) -> int:
        """Take what is held; answers how much was taken, in minor units."""
        try:
            with self._answers() as client:
                intent = client.v1.payment_intents.capture(
                    receivable.intent,
                    {"amount_to_capture": receivable.authorised},
                    {"idempotency_key": f"capture:{receivable.intent}"},
                )
        except _AnsweredError as answer:
            intent = self._as_it_is(receivable.intent, "capture", answer)
        if intent.status != "succeeded":
            raise ProviderRefusedError(f"{intent.id} cannot be captured: it is {intent.status}")
        return intent.amount_received

    def release(self, receivable: Receivable) -> int:
        """Give up what is held; answers how much had been taken before, in minor units."""
        intent = self._cancelled(receivable.intent)
        return intent.amount_received if intent.status == "succeeded" else 0

    def refund(self, receivable: Receivable) -> None:
        """Give back everything that was taken."""
        try:
            with self._answers() as client:
                refund = client.v1.refunds.create(
                    {"payment_intent": receivable.intent, "amount": receivable.captured},
                    {"idempotency_key": f"refund:{receivable.order_id}:cancellation"},
                )
        except _AnsweredError as answer:
            if answer.code == ALREADY_REFUNDED:
                return
            raise _refused("refund", answer) from None
        if refund.status not in {"succeeded", "pending"}:
            raise ProviderRefusedError(f"{refund.id} of {receivable.intent} is {refund.status}")

    def _outcome(self, intent: stripe.PaymentIntent) -> Outcome:
        match intent.status:
            case "requires_capture":
                return Authorised(intent.id, intent.amount_capturable)
            case "requires_action":
                self._cancelled(intent.id)
                return Declined(AUTHENTICATION_REQUIRED)
            case "requires_payment_method":
                error = intent.last_payment_error
                return Declined((error and (error.decline_code or error.code)) or UNUSABLE)
            case "canceled":
                return Declined(GIVEN_UP)
            case status:
                raise ProviderUnavailableError(f"{intent.id} is {status}")

    def _cancelled(self, intent_id: str) -> stripe.PaymentIntent:
        """The intent after it was given up: canceled, or succeeded when that came first."""
        try:
            with self._answers() as client:
                intent = client.v1.payment_intents.cancel(
                    intent_id, {}, {"idempotency_key": f"cancel:{intent_id}"}
                )
        except _AnsweredError as answer:
            intent = self._as_it_is(intent_id, "cancel", answer)
        if intent.status not in {"canceled", "succeeded"}:
            raise ProviderRefusedError(f"{intent_id} cannot be canceled: it is {intent.status}")
        return intent

    def _as_it_is(
        self, intent_id: str, action: str, answer: _AnsweredError
    ) -> stripe.PaymentIntent:
        """The intent that was not in the state we expected; perhaps it was done already."""
        if answer.code != UNEXPECTED_STATE:
            raise _refused(action, answer) from None
        try:
            with self._answers() as client:
                return client.v1.payment_intents.retrieve(intent_id)
        except _AnsweredError as unreadable:
            raise _refused("retrieve", unreadable) from None

    @contextmanager
    def _answers(self) -> Iterator[stripe.StripeClient]:
        """Stripe's API, with its errors sorted by what they say about the outcome."""
        try:
            yield self._connected()
        except (stripe.APIConnectionError, stripe.RateLimitError) as error:
            raise ProviderUnavailableError(type(error).__name__) from None
        except stripe.AuthenticationError:
            self._client = None
            raise ProviderRefusedError("the API key is not accepted") from None
        except stripe.StripeError as error:
            status = error.http_status or 0
            if status >= 500 or status == 409:
                raise ProviderUnavailableError(f"status {status}, {error.request_id}") from None
            raise _answered(error) from None

    def _connected(self) -> stripe.StripeClient:
        if self._client is None:
            self._client = stripe.StripeClient(
                self._api_key(),
                http_client=stripe.RequestsClient(timeout=(CONNECT_SECONDS, READ_SECONDS)),
                max_network_retries=NETWORK_RETRIES,
                base_addresses={"api": self._address} if self._address else {},
            )
        return self._client


def _answered(error: stripe.StripeError) -> _AnsweredError:
    code = error.code or "unknown"
    if isinstance(error, stripe.CardError):
        decline = error.error.decline_code if error.error else ""
        return _AnsweredError(code, refusal=decline or code)
    if isinstance(error, stripe.InvalidRequestError) and error.param == "payment_method":
        return _AnsweredError(code, refusal=UNUSABLE)
    return _AnsweredError(code)


def _refused(action: str, answer: _AnsweredError) -> ProviderRefusedError:
    return ProviderRefusedError(f"the provider refused to {action}: {answer.code}")
