"""What the customer's browser may do: it knows the publishable key and one client_secret."""

from local.payments.errors import Body, Refusal, invalid
from local.payments.intents import Intents
from local.payments.parameters import Parameters, is_true
from local.payments.setups import Setups
from local.payments.store import Store

NEEDS_SECRET_KEY = Refusal(
    403,
    "invalid_request_error",
    "secret_key_required",
    "This cannot be asked for with a publishable key.",
)


class Browser:
    """The cardholder's part of 3-D Secure, which Stripe's page does with the bank's."""

    def __init__(self, store: Store, intents: Intents, setups: Setups) -> None:
        self._store = store
        self._intents = intents
        self._setups = setups

    def authenticate(self, parameters: Parameters) -> Body:
        """The bank recognised the cardholder (`success`), or did not. Raises Refusal 402 too."""
        secret = str(parameters.get("client_secret"))
        intent = with_secret(self._store, secret.partition("_secret_")[0], secret)
        success = is_true(parameters.get("success"))
        if intent["object"] == "setup_intent":
            return self._setups.authenticate(intent, success=success)
        return self._intents.authenticate(intent, success=success)


def with_secret(store: Store, key: str, secret: str) -> Body:
    """The intent of a client_secret. Raises Refusal 400 when it is not its secret."""
    intent = store.find(key)
    if intent is None or intent.get("client_secret") != secret:
        kind = "setup_intent" if key.startswith("seti_") else "payment_intent"
        raise invalid(
            "The client_secret does not belong to this intent.",
            f"{kind}_invalid_parameter",
            "client_secret",
        )
    return intent
