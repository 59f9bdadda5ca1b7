"""Takes the shop's money, one repeatable step at a time.

Every step is written down before the provider is asked to act, and every request carries a key made
from the order and the step. So a message that failed half-way is simply handled again: what was
done is found done, what was not is done now, and the customer is charged once (T46).
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from typing import Protocol

from services.contracts.common import CustomerId, OrderId
from services.contracts.message import Event
from services.contracts.orders import Order, Refund
from services.contracts.payments import AuthorisePayment, CollectBalance, Part, PaymentRefunded
from services.payment.again import repeated
from services.payment.domain import (
    AUTHENTICATION_REQUIRED,
    CANCELLATION,
    GIVEN_UP,
    Attempt,
    Declined,
    NothingToCaptureError,
    Outcome,
    Phase,
    Receivable,
    is_taken_at_once,
    owed_for,
    receivable_id,
    spread,
)
from services.payment.ports import Charges, IntentNews, LapsedError
from services.policy.delivery import shop_day
from services.runtime.bus import AgainSoonError
from services.runtime.logs import service_logger

logger = service_logger()


class NotOwedYetError(AgainSoonError):
    """The order is not known here yet: its announcement is still on its way, so come again."""


class Ledger(Protocol):
    """Where receivables are kept."""

    def open(self, receivable: Receivable) -> Receivable:
        """Keep a new receivable; answers the one that is there, if there is one already."""

    def find(self, key: str) -> Receivable | None:
        """The receivable with this key."""

    def of_order(self, order_id: OrderId) -> tuple[Receivable, ...]:
        """What is owed for an order: nothing, its price, or an event's deposit and balance."""

    def replace(self, known: Receivable, changed: Receivable) -> Receivable:
        """Write `changed` in place of `known`. Raises ChangedMeanwhileError."""


class Holders(Protocol):
    """Who keeps which cards at the provider."""

    def holder_of(self, customer: CustomerId, card: str) -> str:
        """The provider's name for the customer, if the card is one of their stored ones; or ''."""

    def holder_for(self, customer: CustomerId) -> str:
        """The provider's name for the customer, given to them now if they have none."""


class Cashier:
    """Applies the rules of the domain to the ledger and the provider. `clock` is UTC."""

    def __init__(
        self, ledger: Ledger, provider: Charges, holders: Holders, clock: Callable[[], datetime]
    ) -> None:
        self._ledger = ledger
        self._provider = provider
        self._holders = holders
        self._clock = clock

    def owe(self, order: Order) -> None:
        """Remember what is owed for an order."""
        for receivable in owed_for(order):
            self._ledger.open(receivable)

    def authorise(self, command: AuthorisePayment) -> list[Event]:
        """Hold the money, unless it is held already; answers with the receipt or the refusal.

        A command of somebody else's is noted and changes nothing.
        Raises NotOwedYetError, ProviderUnavailableError.
        """
        if self._known(command.order_id, command.part).customer != command.customer:
            logger.warning("payment for an order of another customer: ignored")
            return []
        return repeated(lambda: self._authorise(command))

    def client_secrets(self, order_id: OrderId) -> list[Event]:
        """What the customer's browser answers the card's bank with, for each part of an order."""
        known = self._ledger.of_order(order_id)
        return [issued for receivable in known for issued in receivable.client_secrets()]

    def hear(self, news: IntentNews) -> list[Event]:
        """The provider says that something happened to an intent: see what has become of it."""
        if self._ledger.find(receivable_id(news.order_id, news.part)) is None:
            logger.info("the provider speaks of an order that is not ours", intent=news.intent)
            return []
        return repeated(lambda: self._heard(news))

    def collect(self, command: CollectBalance) -> list[Event]:
        """Charge the card of an event's deposit with the balance, while its owner is away."""
        return repeated(lambda: self._collected(command))

    def capture_early(self, order: Order) -> list[Event]:
        """Take the money of a confirmed order that is not left until it ships."""
        return [
            event
            for part in parts_of(order)
            for event in repeated(partial(self._capture_early, order, part))
        ]

    def capture(self, order: Order) -> list[Event]:
        """Take the money of an order that ships.

        When it is held no longer it is held again, and taken once its order says so, if its card is
        a stored one; else a human must look. Raises NothingToCaptureError, LapsedError.
        """
        return [
            event
            for part in parts_of(order)
            for event in repeated(partial(self._capture, order.id, part))
        ]

    def refund(self, order: Order) -> list[Event]:
        """Give back what the order promises. Raises NotOwedYetError, ProviderUnavailableError."""
        return [self._refunded(order, refund) for refund in order.refunds]

    def cancel(self, order: Order) -> list[Event]:
        """Give back what is held or was taken but what is kept; never hold anything again."""
        for receivable in owed_for(order):
            self._ledger.open(receivable)
        events = self.refund(order)
        for part in parts_of(order):
            kept = order.kept if part is Part.FIRST else 0
            events += repeated(partial(self._cancel, order.id, part, kept))
        return events

    # ---- holding ---------------------------------------------------------------------------

    def _authorise(self, command: AuthorisePayment) -> list[Event]:
        events: list[Event] = []
        receivable = self._known(command.order_id, command.part)
        pending = receivable.pending
        if pending is not None and pending.id != command.attempt:
            receivable = self._superseded(receivable, pending)
            events += receivable.answers_to(pending.id)
        if receivable.accepts(command.attempt):
            attempt = self._attempt(receivable, command.attempt, command.payment_method)
            receivable = self._ledger.replace(receivable, receivable.asking(attempt))
        if receivable.pending is not None:
            receivable = self._asked(receivable, receivable.pending)
        return _with(events, receivable.answers_to(command.attempt))

    def _attempt(self, receivable: Receivable, attempt: str, payment_method: str) -> Attempt:
        holder = (
            self._holders.holder_for(receivable.customer)
            if receivable.keeps_card
            else self._holders.holder_of(receivable.customer, payment_method)
        )
        return Attempt(attempt, payment_method, self._clock(), holder)

    def _asked(self, receivable: Receivable, attempt: Attempt) -> Receivable:
        """Ask the provider, and write its answer down."""
        outcome: Outcome | None = None
        if receivable.phase is Phase.CHALLENGED:
            outcome = self._looked(receivable.intent)
        elif attempt.key_is_forgotten(self._clock()):
            outcome = self._provider.find(receivable, attempt)
            if outcome is None and receivable.cancelled:
                outcome = Declined(GIVEN_UP)
        return self._answered(receivable, outcome or self._provider.authorise(receivable, attempt))

    def _looked(self, intent: str) -> Outcome:
        """What the customer and their bank made of an intent.

        A failed one is given up: with its secret, their browser could try on with another card.
        """
        outcome = self._provider.look(intent)
        if isinstance(outcome, Declined) and outcome.code != GIVEN_UP:
            self._provider.abandon(intent)
        return outcome

    def _answered(self, receivable: Receivable, outcome: Outcome) -> Receivable:
        answered = receivable.answered(outcome)
        if answered is not receivable:
            answered = self._ledger.replace(receivable, answered)
        is_over = answered.cancelled and answered.pending is None
        return self._given_back(answered) if is_over else answered

    def _superseded(self, receivable: Receivable, pending: Attempt) -> Receivable:
        """The customer tries something else: what became of the attempt that is under way?

        One that still waits for them is given up, so that nothing is ever held twice.
        """
        receivable = self._asked(receivable, pending)
        if receivable.phase is Phase.CHALLENGED:
            receivable = self._answered(receivable, self._provider.abandon(receivable.intent))
        return receivable

    def _heard(self, news: IntentNews) -> list[Event]:
        receivable = self._known(news.order_id, news.part)
        pending = receivable.pending
        if pending is not None and pending.id == news.attempt:
            receivable = self._ledger.replace(receivable, receivable.hearing(news.event))
            outcome = self._looked(news.intent)
            return [*self._answered(receivable, outcome).answers_to(pending.id)]
        is_current = receivable.phase is Phase.AUTHORISED and receivable.intent == news.intent
        if is_current and not news.holds_money:
            if not isinstance(self._provider.look(news.intent), Declined):
                return []
            receivable = self._ledger.replace(receivable, receivable.hearing(news.event))
            return self._lapsed(receivable)
        if receivable.heard != news.event:
            return []
        receivable = self._resumed(receivable)
        return [] if receivable.pending else [*receivable.answers_to(news.attempt)]

    def _lapsed(self, receivable: Receivable) -> list[Event]:
        """What was held is held no longer: hold it again if the card is a stored one."""
        attempt, is_renewable = receivable.attempt, receivable.is_renewable
        receivable = self._ledger.replace(receivable, receivable.lapsed())
        if attempt is None or not is_renewable:
            return [receivable.announcement()]
        renewed = Attempt(
            f"{attempt.id}-renewed",
            receivable.card or attempt.payment_method,
            self._clock(),
            attempt.holder,
            off_session=True,
        )
        if not receivable.accepts(renewed.id):
            return [receivable.announcement()]
        receivable = self._ledger.replace(receivable, receivable.asking(renewed))
        return [self._without_owner(receivable, renewed).announcement()]

    def _collected(self, command: CollectBalance) -> list[Event]:
        balance = self._known(command.order_id, Part.BALANCE)
        deposit = self._known(command.order_id, Part.FIRST)
        pending = balance.pending
        if pending is not None and pending.off_session:
            return [*self._without_owner(balance, pending).answers_to(pending.id)]
        if balance.has_tried(command.attempt):
            return [*balance.answers_to(command.attempt)]
        today = shop_day(self._clock())
        if not (balance.is_due(today) and deposit.card and deposit.attempt):
            return []
        events: list[Event] = []
        if pending is not None:
            # Their bank asked them something when they paid themselves, and they never answered.
            balance = self._superseded(balance, pending)
            events += balance.answers_to(pending.id)
        if balance.accepts(command.attempt):
            attempt = Attempt(
                command.attempt,
                deposit.card,
                self._clock(),
                deposit.attempt.holder,
                off_session=True,
            )
            balance = self._ledger.replace(balance, balance.asking(attempt))
            balance = self._without_owner(balance, attempt)
        return _with(events, balance.answers_to(command.attempt))

    def _without_owner(self, receivable: Receivable, attempt: Attempt) -> Receivable:
        """Ask for money while its owner is away: what their bank wants to ask them is a no."""
        receivable = self._asked(receivable, attempt)
        if receivable.phase is Phase.CHALLENGED:
            self._provider.abandon(receivable.intent)
            receivable = self._answered(receivable, Declined(AUTHENTICATION_REQUIRED))
        return receivable

    def _resumed(self, receivable: Receivable) -> Receivable:
        """After what was asked without its owner was asked again, if its answer is not known."""
        pending = receivable.pending
        if pending is None or not pending.off_session:
            return receivable
        return self._without_owner(receivable, pending)

    # ---- taking ----------------------------------------------------------------------------

    def _capture_early(self, order: Order, part: Part) -> list[Event]:
        known = self._known(order.id, part)
        receivable = known.delivered_on(order.delivery.day)
        if receivable is not known:
            receivable = self._ledger.replace(known, receivable)
        receivable = self._resumed(receivable)
        if receivable.has_lapsed:
            return [receivable.announcement()]
        held = receivable.phase in (Phase.AUTHORISED, Phase.CAPTURED)
        if receivable.cancelled or not held or not is_taken_at_once(order, receivable):
            return []
        if receivable.is_known_to(order):
            return []
        try:
            return [self._captured(receivable).announcement()]
        except LapsedError:
            return self._lapsed(receivable)

    def _capture(self, order_id: OrderId, part: Part) -> list[Event]:
        receivable = self._resumed(self._known(order_id, part))
        try:
            return [self._captured(receivable).announcement()]
        except LapsedError:
            if not receivable.is_renewable:
                raise
            return self._lapsed(receivable)

    def _captured(self, receivable: Receivable) -> Receivable:
        if receivable.phase is Phase.CAPTURED and not receivable.cancelled:
            return receivable
        if receivable.phase is not Phase.AUTHORISED or receivable.cancelled:
            raise NothingToCaptureError(f"order {receivable.order_id} is {receivable.phase}")
        amount = self._provider.capture(receivable)
        return self._ledger.replace(receivable, receivable.taken(amount))

    # ---- giving back -----------------------------------------------------------------------

    def _refunded(self, order: Order, refund: Refund) -> Event:
        repeated(partial(self._promise, order.id, refund))
        for part in parts_of(order):
            repeated(partial(self._pay_back, order.id, part))
        return PaymentRefunded(order.id, order.customer, refund.id, refund.amount, order.currency)

    def _promise(self, order_id: OrderId, refund: Refund) -> None:
        known = self._ledger.of_order(order_id)
        for before, after in zip(known, spread(refund.id, refund.amount, known), strict=True):
            if after is not before:
                self._ledger.replace(before, after)

    def _pay_back(self, order_id: OrderId, part: Part) -> None:
        self._paid_back(self._known(order_id, part))

    def _paid_back(self, receivable: Receivable) -> Receivable:
        for refund, amount in receivable.owed_back().items():
            self._provider.refund(receivable, refund, amount)
            receivable = self._ledger.replace(receivable, receivable.gave_back(refund))
        return receivable

    def _cancel(self, order_id: OrderId, part: Part, kept: int) -> list[Event]:
        receivable = self._known(order_id, part)
        if not receivable.cancelled:
            receivable = self._ledger.replace(receivable, receivable.cancelling(kept))
        if receivable.pending is not None:
            receivable = self._superseded(receivable, receivable.pending)
        receivable = self._given_back(receivable)
        returned = receivable.paid_back.get(CANCELLATION, 0)
        if not returned:
            return [receivable.announcement()]
        refunded = PaymentRefunded(
            order_id, receivable.customer, CANCELLATION, returned, receivable.currency
        )
        return [receivable.announcement(), refunded]

    def _given_back(self, receivable: Receivable) -> Receivable:
        if receivable.phase is Phase.VOIDED:
            return receivable
        if receivable.phase is Phase.AUTHORISED:
            taken = self._provider.release(receivable)
            if taken:
                receivable = self._ledger.replace(receivable, receivable.taken(taken))
        if receivable.phase is Phase.CAPTURED:
            returning = receivable.left - receivable.kept
            if returning > 0 and CANCELLATION not in receivable.promised:
                promised = receivable.promising(CANCELLATION, returning)
                receivable = self._ledger.replace(receivable, promised)
            receivable = self._paid_back(receivable)
        return self._ledger.replace(receivable, receivable.voided())

    def _known(self, order_id: OrderId, part: Part) -> Receivable:
        receivable = self._ledger.find(receivable_id(order_id, part))
        if receivable is None:
            raise NotOwedYetError(f"order {order_id} is not known to payment yet")
        return receivable


def _with(events: list[Event], answers: Iterable[Event]) -> list[Event]:
    """The events, and those of the answers that are not among them."""
    return [*events, *(answer for answer in answers if answer not in events)]


def parts_of(order: Order) -> tuple[Part, ...]:
    """The payments that an order has."""
    return (Part.FIRST, Part.BALANCE) if order.balance else (Part.FIRST,)
