"""One try to pay, and how the provider may answer it."""

from datetime import datetime, timedelta

from services.contracts.common import Minor
from services.contracts.values import Value

KEY_LIFE = timedelta(hours=23)
"""The provider may forget an idempotency key after 24 hours."""
MAX_ATTEMPTS = 20
"""Refusals of one order, after which no card is tried any more: nobody tests stolen cards here."""
MAX_REFUSALS_A_DAY = 20
"""Refusals of one customer, of whatever orders, after which they try no card for a day."""
REFUSALS_COUNT_FOR = timedelta(days=1)
EXHAUSTED = "too_many_attempts"
GIVEN_UP = "canceled"
AUTHENTICATION_REQUIRED = "authentication_required"


class Attempt(Value):
    """One try to pay, with a card that the provider keeps.

    `provider_customer_id` is set if the card is a saved one or is to be saved.
    `off_session`: the customer is not there to answer their bank; they agreed beforehand.
    """

    id: str
    payment_method: str
    asked_at: datetime
    provider_customer_id: str = ""
    off_session: bool = False

    def key_is_forgotten(self, now: datetime) -> bool:
        """Whether the provider may take the same request for a new one."""
        return now - self.asked_at > KEY_LIFE


class Authorised(Value):
    """The provider holds `amount` minor units; `intent` is its id for that.

    Or it has taken them already: whoever captures finds it done, whoever releases learns it.
    `card` is the payment method as the provider keeps it from now on, if it does.
    """

    intent: str
    amount: Minor
    card: str = ""


class Challenged(Value):
    """The card's bank wants to see its owner: their browser answers it with `client_secret`."""

    intent: str
    client_secret: str


class Declined(Value):
    """The provider, or the card's bank, said no. `code` is the provider's word for why."""

    code: str


Outcome = Authorised | Challenged | Declined
