"""Payments and saved cards: their values, and the commands to payment and its events."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from services.contracts.common import CustomerId, Minor, OrderId
from services.contracts.message import Command, Event
from services.contracts.requests import BEGINNING, Mark, Requested
from services.contracts.values import Value
from services.manifest import (
    AGGREGATOR,
    CLOCK,
    NOTICES,
    OPERATOR,
    ORDER,
    PAYMENT,
    PROXY,
)

CARD_ID = r"^pm_[A-Za-z0-9_]{3,80}$(?!\n)"
CardId = Annotated[str, Meta(pattern=CARD_ID)]
"""A payment method as the provider names it: a token, never a number."""
MISMATCHES = "MoneyMismatches"
"""The metric that pages a human when it is not 0."""
LOOKED_BACK = timedelta(days=35)
"""A month's closing, and some days for somebody to look at it."""
JUST_NOW = timedelta(days=1)
"""What the comparison of every hour looks at; each night's looks at all of `LOOKED_BACK`."""


class Part(StrEnum):
    """Which payment of an order: a commission has two."""

    FIRST = "first"
    """The whole price, or the deposit of a commission."""
    BALANCE = "balance"
    """The rest of a commission's price."""


class Card(Value):
    """A card that the provider keeps: what its owner knows it by, never its number."""

    id: CardId
    brand: str
    last4: str
    expires: Annotated[str, Meta(pattern=r"^[0-9]{4}-[0-9]{2}$(?!\n)")]


class Setup(Value):
    """A card that is being stored: the browser gives it to the provider with `client_secret`."""

    id: str
    client_secret: str


class Wallet(Value):
    """The cards of a customer, newest first, and the one that is being stored."""

    customer: CustomerId
    cards: tuple[Card, ...] = ()
    setup: Setup | None = None
    version: int = 1


class Mismatch(Value):
    """What the provider keeps for an order is not what the books say. Amounts are minor units."""

    order_id: str
    kind: str
    expected: int
    found: int
    currency: str
    intent: str = ""
    """The provider's name for the payment, where there is one."""


class DisputeState(StrEnum):
    """Where a dispute stands: a cardholder objects to a payment at their bank."""

    INQUIRED = "inquired"
    """The bank only asks; it has taken no money."""
    OPEN = "open"
    """The bank has taken the money back until it has decided."""
    WON = "won"
    """The money is ours again, or the inquiry is closed."""
    LOST = "lost"
    """The customer has the money, from their bank."""


class Dispute(Value):
    """What a cardholder objects to: `amount` minor units of a payment that was taken."""

    id: str
    amount: Minor
    state: DisputeState
    reason: str = ""
    """The provider's word for why, such as `fraudulent`."""
    answer_by: datetime | None = None
    """Until then (UTC) the shop can send evidence to the provider."""

    @property
    def withdrawn(self) -> int:
        """What the bank has taken back because of it, in minor units."""
        is_gone = self.state in (DisputeState.OPEN, DisputeState.LOST)
        return self.amount if is_gone else 0

    @property
    def is_undecided(self) -> bool:
        """Whether the shop can still do something about it."""
        return self.state in (DisputeState.INQUIRED, DisputeState.OPEN)


class FailedRefund(Value):
    """`amount` minor units of a refund that did not arrive on the customer's card."""

    refund: str
    amount: Minor


class Books(Value):
    """What became of the money of one payment, in minor units."""

    taken: int | None = None
    """What was charged in all; None in what an earlier version wrote."""
    returned: Minor = 0
    """What went back because the order was cancelled; refunds are counted on their own."""
    failed: tuple[FailedRefund, ...] = ()
    """What did not arrive: the shop still has it, and still owes it."""
    disputes: tuple[Dispute, ...] = ()
    covered: Minor = 0
    """What of `failed` banks have taken back, because of disputes: it is not owed as well."""

    @property
    def withdrawn(self) -> int:
        """What banks have taken back because of disputes."""
        return sum(dispute.withdrawn for dispute in self.disputes)


NO_BOOKS = Books()


class AuthorisePayment(Requested, sender=PROXY, to=(PAYMENT,)):
    """A customer pays with a card that the provider keeps: its token, never a number.

    `attempt` names this try: the same attempt twice is one authorisation at the most.
    """

    order_id: OrderId
    customer: CustomerId
    payment_method: CardId
    attempt: str
    part: Part = Part.FIRST
    requested_at: datetime = BEGINNING


class SaveCard(Requested, sender=PROXY, to=(PAYMENT,)):
    """A customer wants to save a card; the provider asks their browser for it."""

    customer: CustomerId
    attempt: str
    requested_at: datetime = BEGINNING


class RemoveCard(Requested, sender=PROXY, to=(PAYMENT,)):
    """A customer's saved card is to be removed."""

    customer: CustomerId
    card: str


class ProviderEvent(Command, sender=PROXY, to=(PAYMENT,)):
    """What the payment provider says of its own accord, as it came: nobody has checked it yet."""

    payload: str
    signature: str
    received_at: datetime


class CollectBalances(Command, sender=CLOCK, to=(PAYMENT,)):
    """Time to charge stored cards with what is due."""


class CollectBalance(Command, sender=PAYMENT, to=(PAYMENT,)):
    """This order's balance is due; `attempt` is one a day."""

    order_id: OrderId
    attempt: str


class Reconcile(Command, sender=CLOCK, to=(PAYMENT,)):
    """Time to compare what was shipped with what the provider took (U5).

    What changed in the last `settled_for` seconds may still be on its way and is left out.
    """

    settled_for: Annotated[int, Meta(ge=0, le=86_400)] = 900


class ReconcileMonth(Reconcile, sender=CLOCK, to=(PAYMENT,)):
    """Time to do so for the last 35 days, at night."""


class ReconcileNow(Reconcile, sender=OPERATOR, to=(PAYMENT,)):
    """The same, when a human wants to know before the clock does."""


class ReconcileOrders(Command, sender=PAYMENT, to=(PAYMENT,)):
    """The next of the orders that changed between `since` and `until` (UTC), after one of them.

    After the last of them come the provider's payments, if `then_intents`.
    """

    since: datetime
    until: datetime
    after: str = ""
    then_intents: bool = False


class ReconcileIntents(Command, sender=PAYMENT, to=(PAYMENT,)):
    """The next of the provider's payments made between `since` and `until` (UTC)."""

    since: datetime
    until: datetime
    after: str = ""


class RefreshClientSecret(Command, sender=PROXY, to=(PAYMENT,)):
    """The view of this order lacks what its customer's browser answers their bank with."""

    order_id: OrderId


class RefreshCards(Command, sender=PROXY, to=(PAYMENT,)):
    """The view of this customer's cards is wanted."""

    customer: CustomerId


class AboutPayment(Event):
    """Something that payment says about an order."""

    order_id: OrderId


class PaymentEvent(AboutPayment, kw_only=True):
    """A payment of an order as it now stands. Of two, the one with the higher `version` counts."""

    part: Part = Part.FIRST
    version: int = 0
    books: Books = NO_BOOKS
    """What became of the money, once some was taken."""


class PaymentAuthorised(PaymentEvent, sender=PAYMENT, to=(ORDER,)):
    """The receipt (T29): the provider holds `amount` minor units for us."""

    amount: Minor
    attempt: str


class PaymentDelayed(AboutPayment, sender=PAYMENT, to=(ORDER,)):
    """The provider does not answer: the customer has paid as far as they can, and the order waits.

    An order is accepted pending payment (M08).
    """


class PaymentRequestRefused(AboutPayment, sender=PAYMENT, to=(ORDER,)):
    """The key of a request to pay had come with another card or part: nothing was tried."""

    mark: Mark


class PaymentDeclined(PaymentEvent, sender=PAYMENT, to=(ORDER,)):
    """The provider refused this attempt; another card may be tried."""

    attempt: str
    decline_code: str


class PaymentActionRequired(PaymentEvent, sender=PAYMENT, to=(ORDER,)):
    """The card's bank wants to see its owner (3-D Secure)."""

    attempt: str


class ClientSecretIssued(PaymentEvent, sender=PAYMENT, to=(AGGREGATOR,)):
    """The customer's browser answers the card's bank with `client_secret`.

    It is for the view of the order alone: whoever has it can confirm the payment.
    """

    attempt: str
    client_secret: str


class PaymentExpired(PaymentEvent, sender=PAYMENT, to=(ORDER,)):
    """What this attempt held is held no longer, and nothing was taken."""

    attempt: str


class PaymentCaptured(PaymentEvent, sender=PAYMENT, to=(ORDER,)):
    """The money is ours: `amount` minor units."""

    amount: Minor


class PaymentRefunded(AboutPayment, sender=PAYMENT, to=(ORDER, NOTICES)):
    """`amount` minor units went back to the customer: a refund that the shop owed."""

    customer: CustomerId
    refund: str
    amount: Minor
    currency: str


class RefundFailed(AboutPayment, sender=PAYMENT, to=(NOTICES,)):
    """`amount` minor units did not arrive on the customer's card: the shop still owes them."""

    customer: CustomerId
    refund: str
    amount: Minor
    currency: str


class PaymentVoided(PaymentEvent, sender=PAYMENT, to=(ORDER,)):
    """Nothing is held any longer, and nothing was taken, or it was given back."""


class CardsChanged(Event, sender=PAYMENT, to=(AGGREGATOR,)):
    """The cards that the provider keeps for a customer."""

    wallet: Wallet


class MoneyDiffers(Event, sender=PAYMENT, to=(AGGREGATOR,)):
    """What the provider took for an order is not what the books say: a human must look (U5)."""

    mismatch: Mismatch
