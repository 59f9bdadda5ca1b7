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


def invalid(message: str, code: str | None = None, param: str | None = None) -> Refusal:
    """A request that cannot be meant."""
    return Refusal(400, "invalid_request_error", code, message, param=param)


def missing(kind: str, key: str) -> Refusal:
    """An object that does not exist."""
    words = f"No such {kind}: '{key}'"
    return Refusal(404, "invalid_request_error", "resource_missing", words, param="id")


def wrong_state(intent: Body, verb: str) -> Refusal:
    """An intent whose status does not allow this (`payment_intent_unexpected_state`)."""
    words = f"This PaymentIntent could not be {verb} because it has a status of {intent['status']}."
    return Refusal(
        400,
        "invalid_request_error",
        "payment_intent_unexpected_state",
        words,
        payment_intent=intent,
    )


def card_error(code: str, decline_code: str | None, **more: Any) -> Refusal:
    """The card was refused (docs.stripe.com/declines/codes)."""
    words = "Your card was declined." if code == "card_declined" else f"Your card: {code}."
    return Refusal(402, "card_error", code, words, decline_code=decline_code, **more)
