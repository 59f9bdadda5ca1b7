"""What is owed for an order, and what has become of it: pure rules about money.

An order has one receivable. At most one attempt to pay it is under way, and once one succeeds no
other is ever begun. Always: refunded <= captured <= authorised <= amount, in minor units.
"""

from datetime import date, datetime, timedelta
from enum import StrEnum

import msgspec
from msgspec import field

from services.shared.messages import (
    Event,
    PaymentAuthorized,
    PaymentCaptured,
    PaymentDeclined,
    PaymentVoided,
)
from services.shared.model import CustomerId, Minor, Order, OrderId
from services.shared.values import Value

HOLD = timedelta(days=6)
"""An authorisation lives for about 7 days; one day is kept in hand."""
KEY_LIFE = timedelta(hours=23)
"""The provider may forget an idempotency key after 24 hours."""
MAX_ATTEMPTS = 20
"""Refusals of one order, after which no card is tried any more: nobody tests stolen cards here."""
EXHAUSTED = "too_many_attempts"


class AmountMismatchError(Exception):
    """The provider speaks of another amount than we asked for."""


class NothingToCaptureError(Exception):
    """An order ships although nothing is held for it: a human must look (T28)."""


class Phase(StrEnum):
    """Where a receivable stands."""

    OPEN = "open"
    ASKED = "asked"
    """The provider was asked to authorise an attempt; its answer is not known."""
    AUTHORISED = "authorised"
    CAPTURED = "captured"
    VOIDED = "voided"
    """Nothing is held, nothing is kept, and nothing will be authorised."""


class Attempt(Value):
    """One try to pay, with a card that the provider keeps."""

    id: str
    payment_method: str
    asked_at: datetime

    def key_is_forgotten(self, now: datetime) -> bool:
        """Whether the provider may take the same request for a new one."""
        return now - self.asked_at > KEY_LIFE


class Authorised(Value):
    """The provider holds `amount` minor units; `intent` is its name for that."""

    intent: str
    amount: Minor


class Declined(Value):
    """The provider, or the card's bank, said no. `code` is the provider's word for why."""

    code: str


Outcome = Authorised | Declined


class Receivable(Value):
    """What is owed for one order (minor units of `currency`), and every fact about its payment."""

    order_id: OrderId
    customer: CustomerId
    amount: Minor
    currency: str
    day: date
    """Of delivery, when the money is to be taken."""
    phase: Phase = Phase.OPEN
    cancelled: bool = False
    """The order is: whatever is held must be given back, and nothing may be held again."""
    attempt: Attempt | None = None
    """The attempt that is under way, or that succeeded."""
    declined: dict[str, str] = field(default_factory=dict)
    """Attempt to decline code."""
    intent: str = ""
    authorised: Minor = 0
    captured: Minor = 0
    refunded: Minor = 0
    version: int = 1

    @property
    def pending(self) -> Attempt | None:
        """The attempt whose outcome is not known."""
        return self.attempt if self.phase is Phase.ASKED else None

    def accepts(self, attempt: str) -> bool:
        """Whether the provider may be asked to authorise this attempt."""
        return (
            self.phase is Phase.OPEN
            and attempt not in self.declined
            and len(self.declined) < MAX_ATTEMPTS
        )

    def asking(self, attempt: Attempt) -> "Receivable":
        """The intent to authorise, to be written down before the provider is asked."""
        return self._changed(phase=Phase.ASKED, attempt=attempt)

    def answered(self, outcome: Outcome) -> "Receivable":
        """After the provider's answer to the attempt under way. Raises AmountMismatchError."""
        if self.attempt is None or self.phase is not Phase.ASKED:
            raise ValueError(f"no attempt is under way for order {self.order_id}")
        if isinstance(outcome, Declined):
            refusals = {**self.declined, self.attempt.id: outcome.code}
            return self._changed(phase=Phase.OPEN, attempt=None, declined=refusals)
        if outcome.amount != self.amount:
            raise AmountMismatchError(f"{outcome.amount} held, {self.amount} owed")
        return self._changed(
            phase=Phase.AUTHORISED, intent=outcome.intent, authorised=outcome.amount
        )

    def taken(self, amount: int) -> "Receivable":
        """After a capture. Raises AmountMismatchError unless all that was held was taken."""
        if self.phase is not Phase.AUTHORISED:
            raise NothingToCaptureError(f"order {self.order_id} is {self.phase}")
        if amount != self.authorised:
            raise AmountMismatchError(f"{amount} captured, {self.authorised} authorised")
        return self._changed(phase=Phase.CAPTURED, captured=amount)

    def cancelling(self) -> "Receivable":
        """The intent to give back whatever is held, to be written down first."""
        return self if self.cancelled else self._changed(cancelled=True)

    def voided(self) -> "Receivable":
        """After everything was given back."""
        return self._changed(phase=Phase.VOIDED, refunded=self.captured)

    def outlives_its_hold(self) -> bool:
        """Whether the authorisation would end before the delivery: capture as soon as confirmed."""
        return self.attempt is not None and self.day > (self.attempt.asked_at + HOLD).date()

    def answer_to(self, attempt: str) -> Event:
        """What is announced to whoever asked for this attempt, each time they ask."""
        if self.phase is Phase.OPEN:
            return PaymentDeclined(self.order_id, attempt, self.declined.get(attempt, EXHAUSTED))
        return self.announcement()

    def announcement(self) -> Event:
        """What a settled receivable says of itself."""
        match self.phase:
            case Phase.AUTHORISED if self.attempt is not None:
                return PaymentAuthorized(self.order_id, self.authorised, self.attempt.id)
            case Phase.CAPTURED:
                return PaymentCaptured(self.order_id, self.captured)
            case Phase.VOIDED:
                return PaymentVoided(self.order_id)
            case _:
                raise ValueError(f"the payment of order {self.order_id} is not settled")

    def _changed(self, **changes: object) -> "Receivable":
        return msgspec.structs.replace(self, version=self.version + 1, **changes)


def owed_for(order: Order) -> Receivable:
    """What an order's customer owes us."""
    return Receivable(order.id, order.customer, order.total, order.currency, order.delivery.day)
