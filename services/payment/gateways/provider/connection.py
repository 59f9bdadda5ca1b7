"""The connection to Stripe, with its errors sorted by what they say about the outcome."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import msgspec
import stripe

from services.payment.ports import ProviderRefusedError, ProviderUnavailableError
from services.runtime.aws import Aws
from services.runtime.settings import optional, required

CONNECT_SECONDS = 1.0
READ_SECONDS = 10.0
"""A card's bank may take that long to answer a confirmation."""
NETWORK_RETRIES = 1
"""With these time-outs one call takes 23 seconds at the most."""
UNUSABLE = "invalid_payment_method"


class AnsweredError(Exception):
    """The provider understood, and answered with a code that may be no fault of ours."""

    def __init__(self, code: str, refusal: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.refusal = refusal
        """Why the card was refused, if that is what the code says."""


class Keys(msgspec.Struct, frozen=True):
    """What the provider and we know of each other: the content of PAYMENT_SECRET."""

    api_key: str
    webhook_secret: str


class Connection:
    """Stripe's API. The keys are read when they are first needed, and again when refused."""

    def __init__(self, keys: Callable[[], Keys], address: str = "") -> None:
        logging.getLogger("stripe").setLevel(logging.CRITICAL)
        self._read_keys = keys
        self._address = address
        self._keys: Keys | None = None
        self._client: stripe.StripeClient | None = None

    @classmethod
    def from_environment(cls, aws: Aws) -> "Connection":
        """With the keys in the secret PAYMENT_SECRET."""

        def keys() -> Keys:
            answer = aws.call(
                "secretsmanager", "GetSecretValue", {"SecretId": required("PAYMENT_SECRET")}
            )
            return msgspec.json.decode(answer["SecretString"], type=Keys)

        return cls(keys, optional("PAYMENT_API_URL"))

    def keys(self) -> Keys:
        """Our keys. Raises as `Aws.call` does."""
        if self._keys is None:
            self._keys = self._read_keys()
        return self._keys

    def forget_keys(self) -> None:
        """They were rolled: the next call reads them again."""
        self._keys = self._client = None

    @contextmanager
    def answers(self) -> Iterator[stripe.StripeClient]:
        """The API, raising ProviderUnavailableError, ProviderRefusedError or AnsweredError."""
        try:
            yield self._connected()
        except (stripe.APIConnectionError, stripe.RateLimitError) as error:
            raise ProviderUnavailableError(type(error).__name__) from None
        except stripe.AuthenticationError:
            self.forget_keys()
            raise ProviderRefusedError("the API key is not accepted") from None
        except stripe.StripeError as error:
            status = error.http_status or 0
            if status >= 500 or status == 409:
                raise ProviderUnavailableError(f"status {status}, {error.request_id}") from None
            raise _answered(error) from None

    def _connected(self) -> stripe.StripeClient:
        if self._client is None:
            self._client = stripe.StripeClient(
                self.keys().api_key,
                http_client=stripe.RequestsClient(timeout=(CONNECT_SECONDS, READ_SECONDS)),
                max_network_retries=NETWORK_RETRIES,
                base_addresses={"api": self._address} if self._address else {},
            )
        return self._client


def refused(action: str, answer: AnsweredError) -> ProviderRefusedError:
    """What should have been right was refused."""
    return ProviderRefusedError(f"the provider refused to {action}: {answer.code}")


def _answered(error: stripe.StripeError) -> AnsweredError:
    code = error.code or "unknown"
    if isinstance(error, stripe.CardError):
        decline = error.error.decline_code if error.error else ""
        return AnsweredError(code, refusal=decline or code)
    if isinstance(error, stripe.InvalidRequestError) and error.param == "payment_method":
        return AnsweredError(code, refusal=UNUSABLE)
    return AnsweredError(code)
