"""What payment asks of its provider, whoever that is. `provider/` answers it.

Every call may be repeated: what was done already is answered as done. Each raises
ProviderUnavailableError when its outcome is unknown, and ProviderRefusedError.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from services.contracts.common import CustomerId, OrderId
from services.contracts.payments import Card, Part, ProviderEvent, Setup
from services.contracts.values import Value
from services.payment.domain import Attempt, Outcome, Receivable
from services.payment.reconciliation import Account


class ProviderUnavailableError(Exception):
    """The outcome of a call is unknown: it must be repeated with the same key."""


class ProviderRefusedError(Exception):
    """The provider refused a call that should have been right; a human must look."""


class LapsedError(Exception):
    """What was held is held no longer, and nothing was taken."""


class ForgedEventError(Exception):
    """The event does not bear the provider's signature, or is too old: nobody must act on it."""


class IntentNews(Value):
    """Something happened to an intent of ours. `event` is the provider's name for that."""

    event: str
    intent: str
    order_id: OrderId
    part: Part
    attempt: str
    holds_money: bool
    """Whether it says that money is held or taken now."""


class CardNews(Value):
    """Something happened to the cards of a customer, as the provider names them."""

    holder: str


class Charges(Protocol):
    """Holding, taking and giving back money."""

    def authorise(self, receivable: Receivable, attempt: Attempt) -> Outcome:
        """Hold the amount that is owed."""

    def find(self, receivable: Receivable, attempt: Attempt) -> Outcome | None:
        """What became of an attempt of long ago. None: the provider was never asked."""

    def look(self, intent_id: str) -> Outcome:
        """What has become of an intent."""

    def abandon(self, intent_id: str) -> Outcome:
        """Give an intent up that nobody needs; answers what it is now."""

    def capture(self, receivable: Receivable) -> int:
        """Take what is held; answers how much was taken, in minor units. Raises LapsedError."""

    def release(self, receivable: Receivable) -> int:
        """Give up what is held; answers how much had been taken before, in minor units."""

    def refund(self, receivable: Receivable, refund: str, amount: int) -> None:
        """Give back so much of what was taken, once for each `refund`."""


class Cards(Protocol):
    """The cards that the provider keeps. `holder` is its name for a customer."""

    def holder_for(self, customer: CustomerId) -> str:
        """A new name for a customer at the provider."""

    def setup(self, holder: str, attempt: str) -> Setup:
        """Get ready for a card."""

    def kept_for(self, holder: str) -> tuple[Card, ...]:
        """The cards of a customer, newest first."""

    def remove(self, card: str) -> None:
        """Keep a card no longer."""

    def forget(self, holder: str) -> None:
        """Delete the customer, and with them their cards."""


class Books(Protocol):
    """The provider's books."""

    def account(self, intent_id: str) -> Account:
        """What was held, taken and given back for an intent."""

    def made_between(
        self, since: datetime, until: datetime, after: str
    ) -> tuple[tuple[Account, ...], str]:
        """A page of intents, and what comes after it: '' when nothing does."""


class Webhooks(Protocol):
    """What the provider says of its own accord."""

    def read(self, event: ProviderEvent) -> IntentNews | CardNews | None:
        """What an event speaks of; None when it is nothing of ours. Raises ForgedEventError."""


@dataclass(frozen=True)
class Gateway:
    """A payment provider, as payment uses it."""

    charges: Charges
    cards: Cards
    books: Books
    webhooks: Webhooks
