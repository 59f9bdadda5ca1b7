"""What is owed for an order, and what has become of it: pure rules about money.

An order has one receivable, an event two: its deposit and its balance. At most one attempt to pay a
receivable is under way, and once one succeeds no other is begun. Always: refunded <= captured <=
authorised <= amount, in minor units.
"""

from datetime import date, datetime, timedelta
from enum import StrEnum

import msgspec
from msgspec import field

from services.contracts.common import CustomerId, Minor, OrderId
from services.contracts.orders import Order, State
from services.contracts.payments import (
    ClientSecretIssued,
    Part,
    PaymentActionRequired,
    PaymentAuthorised,
    PaymentCaptured,
    PaymentDeclined,
    PaymentEvent,
    PaymentExpired,
    PaymentVoided,
)
from services.contracts.values import Value

HOLD = timedelta(days=6)
"""An authorisation lives for about 7 days; one day is kept in hand."""
HOLD_OFF_SESSION = timedelta(days=3)
"""Visa's lives for 4 days and 18 hours when its owner is away."""
KEY_LIFE = timedelta(hours=23)
"""The provider may forget an idempotency key after 24 hours."""
MAX_ATTEMPTS = 20
"""Refusals of one order, after which no card is tried any more: nobody tests stolen cards here."""
COLLECTIONS = 3
"""How often a stored card is charged with a balance before its owner has to see to it."""
COLLECTION = "collect-"
EXHAUSTED = "too_many_attempts"
GIVEN_UP = "canceled"
AUTHENTICATION_REQUIRED = "authentication_required"
CANCELLATION = "cancellation"
"""The refund that gives back what is left of a cancelled order."""


class AmountMismatchError(Exception):
    """The provider speaks of another amount than we asked for."""


class NothingToCaptureError(Exception):
    """An order ships although nothing is held for it: a human must look (T28)."""


class RefundTooLargeError(Exception):
    """More was promised back than was taken: a human must look."""


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
    """Nothing is held, nothing but `kept` is kept, and nothing will be authorised."""


PENDING = (Phase.ASKED, Phase.CHALLENGED)


class Attempt(Value):
    """One try to pay, with a card that the provider keeps.

    `holder` is whose card it is, in the provider's words, if it is a stored one or is to be stored.
    `off_session`: the customer is not there to answer their bank; they agreed beforehand.
    """

    id: str
    payment_method: str
    asked_at: datetime
    holder: str = ""
    off_session: bool = False

    def key_is_forgotten(self, now: datetime) -> bool:
        """Whether the provider may take the same request for a new one."""
        return now - self.asked_at > KEY_LIFE


class Authorised(Value):
    """The provider holds `amount` minor units; `intent` is its name for that.

    Or it has taken them already: whoever captures finds it done, whoever releases is told.
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
    """The day on which the stored card is charged, for a balance."""
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
    heard: str = ""
    """The provider's event that was acted upon last: heard again, it is answered again."""
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
        """Whether it may be held again without its owner: once, with a stored card."""
        attempt = self.attempt
        return attempt is not None and bool(attempt.holder) and not attempt.off_session

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
        return self._changed(phase=Phase.ASKED, attempt=attempt)

    def answered(self, outcome: Outcome) -> "Receivable":
        """After the provider's answer to the attempt under way. Raises AmountMismatchError."""
        if self.attempt is None or self.phase not in PENDING:
            raise ValueError(f"no attempt is under way for order {self.order_id}")
        match outcome:
            case Declined(code):
                refusals = {**self.declined, self.attempt.id: code}
                return self._changed(
                    phase=Phase.OPEN, attempt=None, declined=refusals, intent="", client_secret=""
                )
            case Challenged(intent, client_secret):
                if (self.phase, self.client_secret) == (Phase.CHALLENGED, client_secret):
                    return self
                return self._changed(
                    phase=Phase.CHALLENGED, intent=intent, client_secret=client_secret
                )
            case Authorised(intent, amount, card):
                self._check(amount, self.amount)
                return self._changed(
                    phase=Phase.AUTHORISED,
                    intent=intent,
                    authorised=amount,
                    card=card,
                    client_secret="",
                )

    def hearing(self, event: str) -> "Receivable":
        """The intent to act upon what the provider says, to be written down first."""
        return self if self.heard == event else self._changed(heard=event)

    def lapsed(self) -> "Receivable":
        """After the authorisation ended before anything was taken: it can be paid again."""
        if self.phase is not Phase.AUTHORISED or self.attempt is None:
            return self
        ended = {**self.expired, self.attempt.id: self.intent}
        return self._changed(phase=Phase.OPEN, attempt=None, intent="", authorised=0, expired=ended)

    def taken(self, amount: int) -> "Receivable":
        """After a capture. Raises AmountMismatchError unless all that was held was taken."""
        if self.phase is not Phase.AUTHORISED:
            raise NothingToCaptureError(f"order {self.order_id} is {self.phase}")
        self._check(amount, self.authorised)
        return self._changed(phase=Phase.CAPTURED, captured=amount)

    def delivered_on(self, day: date) -> "Receivable":
        """The order's day was changed."""
        return self if self.day == day else self._changed(day=day)

    def promising(self, refund: str, amount: int) -> "Receivable":
        """A refund, to be written down before the provider is asked. Raises RefundTooLargeError."""
        if refund in self.promised:
            return self
        if amount > self.left:
            raise RefundTooLargeError(f"{amount} of {self.left} for order {self.order_id}")
        return self._changed(promised={**self.promised, refund: amount})

    def gave_back(self, refund: str) -> "Receivable":
        """After the provider has made a refund that was promised."""
        if refund in self.paid_back:
            return self
        return self._changed(paid_back={**self.paid_back, refund: self.promised[refund]})

    def owed_back(self) -> dict[str, int]:
        """The refunds that are promised and not yet made."""
        return {r: amount for r, amount in self.promised.items() if r not in self.paid_back}

    def cancelling(self, kept: int = 0) -> "Receivable":
        """The intent to give back whatever is held but `kept`, to be written down first."""
        return self if self.cancelled else self._changed(cancelled=True, kept=kept)

    def voided(self) -> "Receivable":
        """After everything was given back."""
        return self if self.phase is Phase.VOIDED else self._changed(phase=Phase.VOIDED)

    def is_known_to(self, order: Order) -> bool:
        """Whether an order's announcement shows that order knows of the capture.

        Then it is not told again: it would announce the order once more, and so on for ever.
        """
        known = order.payment_of(self.part)
        is_captured = self.phase is Phase.CAPTURED
        return is_captured and known is not None and known.version >= self.version

    def outlives_its_hold(self) -> bool:
        """Whether the authorisation would end before the delivery."""
        if self.attempt is None:
            return False
        hold = HOLD_OFF_SESSION if self.attempt.off_session else HOLD
        return self.day > (self.attempt.asked_at + hold).date()

    def is_due(self, today: date) -> bool:
        """Whether the stored card is to be charged with it."""
        is_time = self.due_on is not None and self.due_on <= today
        tried = sum(attempt.startswith(COLLECTION) for attempt in self.declined)
        return is_time and not self.is_settled and not self.cancelled and tried < COLLECTIONS

    def answer_to(self, attempt: str) -> PaymentEvent:
        """What is announced to whoever asked for this attempt, each time they ask."""
        if self.phase is Phase.OPEN and attempt not in self.expired:
            code = self.declined.get(attempt, EXHAUSTED)
            return PaymentDeclined(
                self.order_id, attempt, code, part=self.part, version=self.version
            )
        return self.announcement()

    def answers_to(self, attempt: str) -> list[PaymentEvent]:
        """The same, and what the customer's browser needs if the card's bank asks something."""
        return [*self.client_secrets(), self.answer_to(attempt)]

    def client_secrets(self) -> tuple[ClientSecretIssued, ...]:
        """What the customer's browser answers the card's bank with, while that is asked."""
        if self.phase is not Phase.CHALLENGED or self.attempt is None:
            return ()
        issued = ClientSecretIssued(
            self.order_id,
            self.attempt.id,
            self.client_secret,
            part=self.part,
            version=self.version,
        )
        return (issued,)

    def announcement(self) -> PaymentEvent:
        """What a receivable says of itself. Raises ValueError while its state is not known."""
        order, part, version = self.order_id, self.part, self.version
        match self.phase:
            case Phase.AUTHORISED if self.attempt is not None:
                return PaymentAuthorised(
                    order, self.authorised, self.attempt.id, part=part, version=version
                )
            case Phase.CHALLENGED if self.attempt is not None:
                return PaymentActionRequired(order, self.attempt.id, part=part, version=version)
            case Phase.CAPTURED:
                return PaymentCaptured(order, self.captured, part=part, version=version)
            case Phase.VOIDED:
                return PaymentVoided(order, part=part, version=version)
            case Phase.OPEN if self.expired:
                last = next(reversed(self.expired))
                return PaymentExpired(order, last, part=part, version=version)
            case _:
                raise ValueError(f"the payment of order {order} is not settled")

    def _check(self, found: int, wanted: int) -> None:
        if found != wanted:
            raise AmountMismatchError(f"order {self.order_id}: {found} instead of {wanted}")

    def _changed(self, **changes: object) -> "Receivable":
        return msgspec.structs.replace(self, version=self.version + 1, **changes)


def receivable_id(order_id: OrderId, part: Part) -> str:
    """The key of an order's receivable."""
    return order_id if part is Part.FIRST else f"{order_id}:{part}"


def owed_for(order: Order) -> tuple[Receivable, ...]:
    """What an order's customer owes us: its price, or the deposit and the balance of an event."""
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
    rest = msgspec.structs.replace(
        first,
        amount=order.balance.amount,
        part=Part.BALANCE,
        due_on=order.balance.due_on,
        keeps_card=False,
    )
    return (first, rest)


def is_taken_at_once(order: Order, receivable: Receivable) -> bool:
    """Whether the money of a confirmed order is taken without waiting for its shipment.

    So is a deposit, for the shop keeps it when an event is given up late; what would be held no
    longer on the day; and what was held again only after the flowers had left.
    """
    is_deposit = order.occasion is not None and receivable.part is Part.FIRST
    has_left = order.state in (State.SHIPPED, State.DELIVERED)
    return is_deposit or has_left or receivable.outlives_its_hold()


def spread(refund: str, amount: int, legs: tuple[Receivable, ...]) -> tuple[Receivable, ...]:
    """The receivables with a refund promised by as many of them as it needs, the first first.

    What was promised of it before counts. Raises RefundTooLargeError when they have not got enough.
    """
    rest = amount - sum(leg.promised.get(refund, 0) for leg in legs)
    promising = []
    for leg in legs:
        share = 0 if refund in leg.promised else min(rest, leg.left)
        promising.append(leg.promising(refund, share) if share else leg)
        rest -= share
    if rest > 0:
        raise RefundTooLargeError(f"{rest} of refund {refund} were never taken")
    return tuple(promising)
