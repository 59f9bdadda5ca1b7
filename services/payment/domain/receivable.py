"""What is owed for an order, and what has become of it.

An order has one receivable, a commission two: its deposit and its balance. At most one attempt to
pay a receivable is under way, and once one succeeds no other is begun. Always: refunded <= captured
<= authorised <= amount, in minor units.
"""

from datetime import date, datetime
from enum import StrEnum

from msgspec import field
from msgspec.structs import replace

from services.contracts.common import CustomerId, Minor, OrderId
from services.contracts.orders import Order
from services.contracts.payments import Dispute, Part
from services.contracts.requests import Requests
from services.contracts.values import Value
from services.payment.domain.attempts import (
    GIVEN_UP,
    MAX_ATTEMPTS,
    Attempt,
    Authorised,
    Challenged,
    Declined,
    Outcome,
)


class AmountMismatchError(Exception):
    """The provider answered with another amount than we asked for."""


class NothingToCaptureError(Exception):
    """An order ships although nothing is held for it: a human must look (T28)."""


class Phase(StrEnum):
    """Where a receivable stands."""

    OPEN = "open"
    ASKED = "asked"
    """The provider was asked to authorise an attempt; its answer is not known."""
    CHALLENGED = "challenged"
    """The card's bank asks the customer something (3-D Secure); the answer is not known."""
    AUTHORISED = "authorised"
    CAPTURED = "captured"
    VOIDED = "voided"
    """Nothing is held and nothing will be authorised; `kept`, and what `failed`, is kept."""


PENDING = (Phase.ASKED, Phase.CHALLENGED)


class Receivable(Value):
    """What is owed for one order (minor units of `currency`), and every fact about its payment."""

    order_id: OrderId
    customer: CustomerId
    amount: Minor
    currency: str
    day: date
    """Of delivery: what is authorised must live until then, or be captured before."""
    part: Part = Part.FIRST
    due_on: date | None = None
    """The day on which the saved card is charged, for a balance."""
    keeps_card: bool = False
    """Whether the provider shall keep the card for what is due later."""
    phase: Phase = Phase.OPEN
    cancelled: bool = False
    """The order is: whatever is held must be given back, and nothing may be held again."""
    kept: Minor = 0
    """What is kept of a cancelled order."""
    attempt: Attempt | None = None
    """The attempt that is under way, or that succeeded."""
    declined: dict[str, str] = field(default_factory=dict)
    """Attempt to decline code."""
    refused_at: tuple[datetime, ...] = ()
    """When (UTC) the customer asked for what their bank, or the provider, refused."""
    expired: dict[str, str] = field(default_factory=dict)
    """Attempt to the intent that was held and is no longer."""
    intent: str = ""
    client_secret: str = ""
    card: str = ""
    authorised: Minor = 0
    captured: Minor = 0
    promised: dict[str, Minor] = field(default_factory=dict)
    """Refund to the amount that goes back, written down before the provider is asked."""
    paid_back: dict[str, Minor] = field(default_factory=dict)
    """Those of them that the provider has made."""
    failed: dict[str, Minor] = field(default_factory=dict)
    """Those that the provider refused, or that a bank sent back: staff pay them otherwise."""
    disputes: tuple[Dispute, ...] = ()
    """What the cardholder objects to, as the provider keeps it."""
    last_event: str = ""
    """The provider's event that was applied last: when it comes again, it is answered again."""
    requests: Requests = Requests()
    """Those to pay; an order's first receivable keeps them for all of its parts."""
    version: int = 1

    @property
    def id(self) -> str:
        """Its key: an order's, or that of its balance."""
        return receivable_id(self.order_id, self.part)

    @property
    def refunded(self) -> int:
        """What went back."""
        return sum(self.paid_back.values())

    @property
    def left(self) -> int:
        """What was captured and is not promised back."""
        return self.captured - sum(self.promised.values())

    @property
    def withdrawn(self) -> int:
        """What banks have taken back because of disputes: it cannot be refunded as well."""
        return sum(dispute.withdrawn for dispute in self.disputes)

    @property
    def pending(self) -> Attempt | None:
        """The attempt whose outcome is not known."""
        return self.attempt if self.phase in PENDING else None

    @property
    def is_settled(self) -> bool:
        """Whether the money is held or taken, or never will be."""
        return self.phase in (Phase.AUTHORISED, Phase.CAPTURED, Phase.VOIDED)

    @property
    def has_lapsed(self) -> bool:
        """Whether what was held is held no longer, before it was taken."""
        return self.phase is Phase.OPEN and bool(self.expired) and not self.cancelled

    @property
    def is_renewable(self) -> bool:
        """Whether it may be held again without its owner: once, with a saved card."""
        attempt = self.attempt
        if attempt is None or attempt.off_session:
            return False
        return bool(attempt.provider_customer_id)

    def has_tried(self, attempt: str) -> bool:
        """Whether the outcome of this attempt is known."""
        is_current = self.attempt is not None and self.attempt.id == attempt
        ended = attempt in self.declined or attempt in self.expired
        return ended or (is_current and self.pending is None)

    def accepts(self, attempt: str) -> bool:
        """Whether the provider may be asked to authorise this attempt."""
        tried = self.declined.keys() | self.expired.keys()
        return (
            self.phase is Phase.OPEN
            and not self.cancelled
            and attempt not in tried
            and len(tried) < MAX_ATTEMPTS
        )

    def asking(self, attempt: Attempt) -> "Receivable":
        """The intent to authorise, to be written down before the provider is asked."""
        return replace(self, phase=Phase.ASKED, attempt=attempt)

    def answered(self, outcome: Outcome) -> "Receivable":
        """After the provider's answer to the attempt under way. Raises AmountMismatchError."""
        if self.attempt is None or self.phase not in PENDING:
            raise ValueError(f"no attempt is under way for order {self.order_id}")
        match outcome:
            case Declined(code):
                refusals = {**self.declined, self.attempt.id: code}
                is_theirs = code != GIVEN_UP and not self.attempt.off_session
                tried = (self.attempt.asked_at,) if is_theirs else ()
                return replace(
                    self,
                    phase=Phase.OPEN,
                    attempt=None,
                    declined=refusals,
                    refused_at=(*self.refused_at, *tried),
                    intent="",
                    client_secret="",
                )
            case Challenged(intent, client_secret):
                if (self.phase, self.client_secret) == (Phase.CHALLENGED, client_secret):
                    return self
                return replace(
                    self, phase=Phase.CHALLENGED, intent=intent, client_secret=client_secret
                )
            case Authorised(intent, amount, card):
                self._check(amount, self.amount)
                return replace(
                    self,
                    phase=Phase.AUTHORISED,
                    intent=intent,
                    authorised=amount,
                    card=card,
                    client_secret="",
                )

    def receiving(self, event: str) -> "Receivable":
        """The intent to apply an event of the provider, to be written down first."""
        return self if self.last_event == event else replace(self, last_event=event)

    def lapsed(self) -> "Receivable":
        """After the authorisation ended before anything was taken: it can be paid again."""
        if self.phase is not Phase.AUTHORISED or self.attempt is None:
            return self
        ended = {**self.expired, self.attempt.id: self.intent}
        return replace(self, phase=Phase.OPEN, attempt=None, intent="", authorised=0, expired=ended)

    def taken(self, amount: int) -> "Receivable":
        """After a capture. Raises AmountMismatchError unless all that was held was taken."""
        if self.phase is not Phase.AUTHORISED:
            raise NothingToCaptureError(f"order {self.order_id} is {self.phase}")
        self._check(amount, self.authorised)
        return replace(self, phase=Phase.CAPTURED, captured=amount)

    def delivered_on(self, day: date) -> "Receivable":
        """The order's day was changed."""
        return self if self.day == day else replace(self, day=day)

    def cancelling(self, kept: int = 0) -> "Receivable":
        """The intent to give back whatever is held but `kept`, to be written down first."""
        return self if self.cancelled else replace(self, cancelled=True, kept=kept)

    def voided(self) -> "Receivable":
        """After everything was given back."""
        return self if self.phase is Phase.VOIDED else replace(self, phase=Phase.VOIDED)

    def _check(self, found: int, wanted: int) -> None:
        if found != wanted:
            raise AmountMismatchError(f"order {self.order_id}: {found} instead of {wanted}")


def receivable_id(order_id: OrderId, part: Part) -> str:
    """The key of an order's receivable."""
    return order_id if part is Part.FIRST else f"{order_id}:{part}"


def owed_for(order: Order) -> tuple[Receivable, ...]:
    """What an order's customer owes: its price, or the deposit and balance of a commission."""
    first = Receivable(
        order.id,
        order.customer,
        order.first_amount,
        order.currency,
        order.delivery.day,
        keeps_card=order.balance is not None,
    )
    if order.balance is None:
        return (first,)
    rest = replace(
        first,
        amount=order.balance.amount,
        part=Part.BALANCE,
        due_on=order.balance.due_on,
        keeps_card=False,
    )
    return (first, rest)


def parts_of(order: Order) -> tuple[Part, ...]:
    """The payments that an order has."""
    return (Part.FIRST, Part.BALANCE) if order.balance else (Part.FIRST,)
