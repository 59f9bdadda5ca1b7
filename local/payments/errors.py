"""Stripe's refusals (docs.stripe.com/api/errors)."""

from typing import Any

Body = dict[str, Any]


class Refusal(Exception):  # noqa: N818 - an answer of the API, not an error of the simulator
    """An answer other than 200."""

    def __init__(self, status: int, kind: str, code: str | None, message: str, **more: Any) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        known = {"type": kind, "code": code, "message": message, **more}
        self.body: Body = {"error": {k: v for k, v in known.items() if v is not None}}

    @property
    def has_effect(self) -> bool:
        """A card that was refused leaves a failed charge behind; other refusals leave nothing."""
        return self.status == 402


def invalid(message: str, code: str | None = None, param: str | None = None) -> Refusal:
    """A request that cannot be meant."""
    return Refusal(400, "invalid_request_error", code, message, param=param)


def missing(kind: str, key: str, param: str = "id") -> Refusal:
    """An object that does not exist: 404 when it is in the path, 400 when a parameter names it."""
    status = 404 if param == "id" else 400
    words = f"No such {kind}: '{key}'"
    return Refusal(status, "invalid_request_error", "resource_missing", words, param=param)


def wrong_state(intent: Body, verb: str) -> Refusal:
    """An intent whose status does not allow this (`..._intent_unexpected_state`)."""
    kind = intent["object"]
    name = "PaymentIntent" if kind == "payment_intent" else "SetupIntent"
    words = f"This {name} could not be {verb} because it has a status of {intent['status']}."
    code = f"{kind}_unexpected_state"
    return Refusal(400, "invalid_request_error", code, words, **{kind: intent})


def card_error(code: str, decline_code: str | None, **more: Any) -> Refusal:
    """The card was refused (docs.stripe.com/declines/codes)."""
    words = "Your card was declined." if code == "card_declined" else f"Your card: {code}."
    return Refusal(402, "card_error", code, words, decline_code=decline_code, **more)


def failed_authentication(intent: Body, method: Body) -> Body:
    """What an intent remembers when the cardholder was not recognised."""
    return {
        "type": "invalid_request_error",
        "code": f"{intent['object']}_authentication_failure",
        "message": "The cardholder was not authenticated. Another payment method may be given.",
        "payment_method": method,
    }
