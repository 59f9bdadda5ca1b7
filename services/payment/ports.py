"""What payment asks of its provider, whoever that is, and of the ledger of what is owed.

`gateways/provider/` and `repository.py` answer it. Every call of the provider may be repeated: what
was done already is answered as done. Each raises ProviderUnavailableError when its outcome is
unknown, and ProviderRefusedError.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from services.contracts.common import CustomerId, OrderId
from services.contracts.payments import Card, Dispute, Part, ProviderEvent, Setup
from services.contracts.values import Value
from services.payment.domain.attempts import Attempt, Outcome
from services.payment.domain.receivable import Receivable
from services.payment.domain.reconciliation import Account
from services.runtime.bus import UnavailableError


class ProviderUnavailableError(UnavailableError):
    """The outcome of a call is unknown: it must be repeated with the same key."""


class ProviderRefusedError(Exception):
    """The provider refused a call that should have been right; a human must look."""


class RefundRefusedError(Exception):
    """A refund will not be made, or did not arrive: the message is the provider's word for why."""


class LapsedError(Exception):
    """What was held is held no longer, and nothing was taken."""


class ForgedEventError(Exception):
    """The event does not bear the provider's signature, or is too old: nobody must act on it."""


class PaymentUpdate(Value):
    """Something happened to an intent of ours. `event` is the provider's id of that."""

    event: str
    intent: str
    order_id: OrderId
    part: Part
    attempt: str
    holds_money: bool
    """Whether it says that money is held or taken now."""


class ReversalUpdate(Value):
    """Something happened to a refund or a dispute of an intent. `event` is the provider's id."""

    event: str
    intent: str


class Reversed(Value):
    """What is known of an intent's refunds and disputes, whatever order it became known in."""

    order_id: OrderId
    part: Part
    failed: tuple[str, ...]
    """The refunds of ours of which none is under way any more."""
    disputes: tuple[Dispute, ...]


class CardsUpdate(Value):
    """Something happened to the cards of a customer."""

    provider_customer_id: str


Update = PaymentUpdate | ReversalUpdate | CardsUpdate


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
        """Give back so much of what was taken, once for each `refund`.

        Raises RefundRefusedError when it is not made.
        """


class Cards(Protocol):
    """The cards that the provider keeps."""

    def create_customer(self, customer: CustomerId) -> str:
        """A new id for a customer at the provider."""

    def setup(self, provider_customer_id: str, attempt: str) -> Setup:
        """Get ready for a card."""

    def kept_for(self, provider_customer_id: str) -> tuple[Card, ...]:
        """The cards of a customer, newest first."""

    def remove(self, card: str) -> None:
        """Keep a card no longer."""

    def forget(self, provider_customer_id: str) -> None:
        """Delete the customer, and with them their cards."""


class Accounts(Protocol):
    """What the provider's books say."""

    def account(self, intent_id: str) -> Account:
        """What was held, taken and given back for an intent."""

    def reversed(self, intent_id: str) -> Reversed | None:
        """What became of an intent's refunds and disputes; None when it is none of ours."""

    def disputed_between(self, since: datetime, until: datetime) -> tuple[str, ...]:
        """The intents of the last disputes that began in this time, a bounded number of them."""

    def created_between(
        self, since: datetime, until: datetime, after: str
    ) -> tuple[tuple[Account, ...], str]:
        """A page of intents, and what comes after it: '' when nothing does."""


class Webhooks(Protocol):
    """The provider's webhooks."""

    def read(self, event: ProviderEvent) -> Update | None:
        """What an event is about; None when it is nothing of ours. Raises ForgedEventError."""


@dataclass(frozen=True)
class Gateway:
    """A payment provider, as payment uses it."""

    charges: Charges
    cards: Cards
    accounts: Accounts
    webhooks: Webhooks


class Ledger(Protocol):
    """Where receivables are kept."""

    def add(self, value: Receivable) -> Receivable:
        """Keep a new receivable; answers the one that is there, if there is one already."""

    def get(self, key: str) -> Receivable:
        """The receivable with this key. Raises UnknownError."""

    def of_order(self, order_id: OrderId) -> list[Receivable]:
        """What is owed for an order: nothing, its price, or an event's deposit and balance."""

    def refusals_of(self, customer: CustomerId, since: datetime) -> int:
        """How often a customer's cards were refused since then, for whatever orders."""

    def replace(self, before: Receivable, after: Receivable) -> Receivable:
        """Write `after` with the next version, if it differs. Raises ContendedError."""


class CardOwners(Protocol):
    """Which customer of the provider a card belongs to."""

    def owner_of(self, customer: CustomerId, card: str) -> str:
        """The customer's id at the provider, if the card is one of their saved ones; or ''."""

    def provider_customer_id(self, customer: CustomerId) -> str:
        """The customer's id at the provider, made now if they have none."""
