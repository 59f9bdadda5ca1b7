"""Has the provider hold money for an order, one repeatable step at a time.

Every step is written down before the provider is asked to act, and every request carries a key made
from the order and the step. So a message that failed half-way is simply handled again: what was
done is found done, what was not is done now, and the customer is charged once (T46).
"""

from collections.abc import Callable, Iterable
from datetime import datetime

from services.contracts.message import Event
from services.contracts.orders import Order
from services.contracts.payments import AuthorisePayment, Part, PaymentRequestRefused
from services.payment.domain.announcements import announcement, answers_to
from services.payment.domain.attempts import (
    AUTHENTICATION_REQUIRED,
    GIVEN_UP,
    MAX_REFUSALS_A_DAY,
    REFUSALS_COUNT_FOR,
    Attempt,
    Declined,
    Outcome,
)
from services.payment.domain.receivable import Phase, Receivable, owed_for, receivable_id
from services.payment.ports import CardOwners, Charges, Ledger, PaymentUpdate
from services.payment.refunds import Refunds
from services.policy.requests import once, other_body
from services.runtime.logs import service_logger
from services.runtime.repository import UnknownError, retried

logger = service_logger()


class Authorisation:
    """Makes attempts to pay, and follows them until their outcome is known. `clock` is UTC."""

    def __init__(
        self,
        ledger: Ledger,
        provider: Charges,
        owners: CardOwners,
        refunds: Refunds,
        clock: Callable[[], datetime],
    ) -> None:
        self._ledger = ledger
        self._provider = provider
        self._owners = owners
        self._refunds = refunds
        self._clock = clock

    def record_order(self, order: Order) -> None:
        """Remember what is owed for an order."""
        for receivable in owed_for(order):
            self._ledger.add(receivable)

    def authorise(self, command: AuthorisePayment) -> list[Event]:
        """Hold the money, unless it is held already; answers with the receipt or the refusal.

        A command of somebody else is logged and changes nothing.
        Raises UnknownError, ProviderUnavailableError.
        """
        key = receivable_id(command.order_id, command.part)
        if self._ledger.get(key).customer != command.customer:
            logger.warning("payment for an order of another customer: ignored")
            return []
        if other_body(retried(lambda: self._noted(command)).requests, command.mark):
            logger.warning("a key was used for another payment: ignored", order=command.order_id)
            return [PaymentRequestRefused(command.order_id, command.mark)]
        return retried(lambda: self._authorised(command))

    def apply_payment_update(self, update: PaymentUpdate) -> list[Event]:
        """Look up what has become of an intent, and apply it: the provider reported a change."""
        try:
            self._ledger.get(receivable_id(update.order_id, update.part))
        except UnknownError:
            logger.info("the provider speaks of an order that is not ours", intent=update.intent)
            return []
        return retried(lambda: self._updated(update))

    # ---- steps of other use cases ----------------------------------------------------------

    def supersede(self, receivable: Receivable, pending: Attempt) -> Receivable:
        """Find out how the attempt under way ended, because the customer tries something else.

        Give it up if it still waits for them, so that money is never held twice.
        """
        receivable = self._asked(receivable, pending)
        if receivable.phase is Phase.CHALLENGED:
            receivable = self._answered(receivable, self._provider.abandon(receivable.intent))
        return receivable

    def renew(self, receivable: Receivable) -> list[Event]:
        """What was held is held no longer: hold it again if the card is a saved one."""
        attempt, is_renewable = receivable.attempt, receivable.is_renewable
        receivable = self._ledger.replace(receivable, receivable.lapsed())
        if attempt is None or not is_renewable:
            return [announcement(receivable)]
        renewed = Attempt(
            f"{attempt.id}-renewed",
            receivable.card or attempt.payment_method,
            self._clock(),
            attempt.provider_customer_id,
            off_session=True,
        )
        if not receivable.accepts(renewed.id):
            return [announcement(receivable)]
        receivable = self._ledger.replace(receivable, receivable.asking(renewed))
        return [announcement(self.ask_off_session(receivable, renewed))]

    def resume(self, receivable: Receivable) -> Receivable:
        """Ask again what was asked while the owner was away, if its answer is not known."""
        pending = receivable.pending
        if pending is None or not pending.off_session:
            return receivable
        return self.ask_off_session(receivable, pending)

    def ask_off_session(self, receivable: Receivable, attempt: Attempt) -> Receivable:
        """Ask for money while the cardholder is away. A question of their bank counts as a no."""
        receivable = self._asked(receivable, attempt)
        if receivable.phase is Phase.CHALLENGED:
            self._provider.abandon(receivable.intent)
            receivable = self._answered(receivable, Declined(AUTHENTICATION_REQUIRED))
        return receivable

    # ---- its own ---------------------------------------------------------------------------

    def _noted(self, command: AuthorisePayment) -> Receivable:
        first = self._ledger.get(receivable_id(command.order_id, Part.FIRST))
        noted = once(first, command.mark, command.requested_at, lambda receivable: receivable)
        return self._ledger.replace(first, noted)

    def _authorised(self, command: AuthorisePayment) -> list[Event]:
        events: list[Event] = []
        receivable = self._ledger.get(receivable_id(command.order_id, command.part))
        if receivable.has_tried(command.attempt):
            # A repeat of an earlier attempt must not give up the one that is under way.
            return [*answers_to(receivable, command.attempt)]
        pending = receivable.pending
        if pending is not None and pending.id != command.attempt:
            receivable = self.supersede(receivable, pending)
            events += answers_to(receivable, pending.id)
        if receivable.accepts(command.attempt) and not self._is_exhausted(receivable):
            attempt = self._attempt(receivable, command)
            receivable = self._ledger.replace(receivable, receivable.asking(attempt))
        if receivable.pending is not None:
            receivable = self._asked(receivable, receivable.pending)
        return with_new(events, answers_to(receivable, command.attempt))

    def _is_exhausted(self, receivable: Receivable) -> bool:
        """Whether so many cards of this customer were refused that somebody may be testing them."""
        since = self._clock() - REFUSALS_COUNT_FOR
        return self._ledger.refusals_of(receivable.customer, since) >= MAX_REFUSALS_A_DAY

    def _attempt(self, receivable: Receivable, command: AuthorisePayment) -> Attempt:
        owner = (
            self._owners.provider_customer_id(receivable.customer)
            if receivable.keeps_card
            else self._owners.owner_of(receivable.customer, command.payment_method)
        )
        return Attempt(command.attempt, command.payment_method, self._clock(), owner)

    def _updated(self, update: PaymentUpdate) -> list[Event]:
        receivable = self._ledger.get(receivable_id(update.order_id, update.part))
        pending = receivable.pending
        if pending is not None and pending.id == update.attempt:
            receivable = self._ledger.replace(receivable, receivable.receiving(update.event))
            outcome = self._looked(update.intent)
            return [*answers_to(self._answered(receivable, outcome), pending.id)]
        is_current = receivable.phase is Phase.AUTHORISED and receivable.intent == update.intent
        if is_current and not update.holds_money:
            if not isinstance(self._provider.look(update.intent), Declined):
                return []
            receivable = self._ledger.replace(receivable, receivable.receiving(update.event))
            return self.renew(receivable)
        if receivable.last_event != update.event:
            return []
        receivable = self.resume(receivable)
        return [] if receivable.pending else [*answers_to(receivable, update.attempt)]

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
        answered = self._ledger.replace(receivable, receivable.answered(outcome))
        is_over = answered.cancelled and answered.pending is None
        return self._refunds.give_back(answered) if is_over else answered


def with_new(events: list[Event], answers: Iterable[Event]) -> list[Event]:
    """The events, and those of the answers that are not among them."""
    return [*events, *(answer for answer in answers if answer not in events)]
