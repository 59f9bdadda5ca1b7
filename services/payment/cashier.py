"""Takes the shop's money, one repeatable step at a time.

Every step is written down before the provider is asked to act, and every request carries a key made
from the order and the step. So a message that failed half-way is simply handled again: what was
done is found done, what was not is done now, and the customer is charged once (T46).
"""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol, TypeVar

from services.payment.domain import (
    Attempt,
    NothingToCaptureError,
    Outcome,
    Phase,
    Receivable,
    owed_for,
)
from services.shared.bus import AgainSoonError
from services.shared.logs import service_logger
from services.shared.messages import AuthorizePayment, Event
from services.shared.model import Order, OrderId

RELOADS = 5
"""How often a step is begun again because another message changed the receivable meanwhile."""

ResultT = TypeVar("ResultT")


class ChangedMeanwhileError(AgainSoonError):
    """Another message changed the receivable since it was read."""


class NotOwedYetError(AgainSoonError):
    """The order is not known here yet: its announcement is still on its way, so come again."""


class Ledger(Protocol):
    """Where receivables are kept."""

    def open(self, receivable: Receivable) -> Receivable:
        """Keep a new receivable; answers the one that is there, if there is one already."""

    def find(self, order_id: OrderId) -> Receivable | None:
        """The receivable of this order."""

    def replace(self, known: Receivable, changed: Receivable) -> Receivable:
        """Write `changed` in place of `known`. Raises ChangedMeanwhileError."""


class Provider(Protocol):
    """The payment provider. Every call raises ProviderUnavailableError when its outcome is unknown.

    Each may be repeated: what was done already is answered as done.
    """

    def authorise(self, receivable: Receivable, attempt: Attempt) -> Outcome:
        """Hold the amount that is owed."""

    def find(self, receivable: Receivable, attempt: Attempt) -> Outcome | None:
        """What became of an attempt of long ago. None: the provider was never asked."""

    def capture(self, receivable: Receivable) -> int:
        """Take what is held; answers how much was taken, in minor units."""

    def release(self, receivable: Receivable) -> int:
        """Give up what is held; answers how much had been taken before, in minor units."""

    def refund(self, receivable: Receivable) -> None:
        """Give back everything that was taken."""


class Cashier:
    """Applies the rules of the domain to the ledger and the provider."""

    def __init__(self, ledger: Ledger, provider: Provider, clock: Callable[[], datetime]) -> None:
        self._ledger = ledger
        self._provider = provider
        self._clock = clock

    def owe(self, order: Order) -> None:
        """Remember what is owed for an order."""
        self._ledger.open(owed_for(order))

    def authorise(self, command: AuthorizePayment) -> list[Event]:
        """Hold the money, unless it is held already; answers with the receipt or the refusal.

        A command of somebody else's is noted and changes nothing.
        Raises NotOwedYetError, ProviderUnavailableError.
        """
        if self._known(command.order_id).customer != command.customer:
            service_logger().warning("payment for an order of another customer: ignored")
            return []
        return _repeated(lambda: self._authorise(command))

    def capture_early(self, order: Order) -> list[Event]:
        """Take the money of a confirmed order that is delivered after the authorisation ends."""
        return _repeated(lambda: self._capture_early(order.id))

    def capture(self, order: Order) -> list[Event]:
        """Take the money of an order that ships. Raises NothingToCaptureError when none is held."""
        return _repeated(lambda: [self._captured(self._known(order.id)).announcement()])

    def cancel(self, order: Order) -> list[Event]:
        """Give back what is held or was taken, and never hold anything again."""
        return _repeated(lambda: [self._cancelled(order).announcement()])

    def _authorise(self, command: AuthorizePayment) -> list[Event]:
        events: list[Event] = []
        receivable = self._known(command.order_id)
        pending = receivable.pending
        if pending is not None and pending.id != command.attempt:
            receivable = self._asked(receivable, pending)
            events.append(receivable.answer_to(pending.id))
        if receivable.accepts(command.attempt):
            attempt = Attempt(command.attempt, command.payment_method, self._clock())
            receivable = self._ledger.replace(receivable, receivable.asking(attempt))
        if receivable.pending is not None:
            receivable = self._asked(receivable, receivable.pending)
        answer = receivable.answer_to(command.attempt)
        return events if answer in events else [*events, answer]

    def _asked(self, receivable: Receivable, attempt: Attempt) -> Receivable:
        """Ask the provider, and write its answer down."""
        outcome: Outcome | None = None
        if attempt.key_is_forgotten(self._clock()):
            outcome = self._provider.find(receivable, attempt)
        outcome = outcome or self._provider.authorise(receivable, attempt)
        answered = self._ledger.replace(receivable, receivable.answered(outcome))
        return self._given_back(answered) if answered.cancelled else answered

    def _capture_early(self, order_id: OrderId) -> list[Event]:
        receivable = self._known(order_id)
        if receivable.cancelled or not receivable.outlives_its_hold():
            return []
        return [self._captured(receivable).announcement()]

    def _captured(self, receivable: Receivable) -> Receivable:
        if receivable.phase is Phase.CAPTURED and not receivable.cancelled:
            return receivable
        if receivable.phase is not Phase.AUTHORISED or receivable.cancelled:
            raise NothingToCaptureError(f"order {receivable.order_id} is {receivable.phase}")
        amount = self._provider.capture(receivable)
        return self._ledger.replace(receivable, receivable.taken(amount))

    def _cancelled(self, order: Order) -> Receivable:
        receivable = self._ledger.open(owed_for(order))
        if not receivable.cancelled:
            receivable = self._ledger.replace(receivable, receivable.cancelling())
        if receivable.pending is not None:
            return self._asked(receivable, receivable.pending)
        return self._given_back(receivable)

    def _given_back(self, receivable: Receivable) -> Receivable:
        if receivable.phase is Phase.VOIDED:
            return receivable
        changed = receivable
        if changed.phase is Phase.AUTHORISED:
            taken = self._provider.release(changed)
            changed = changed.taken(taken) if taken else changed
        if changed.phase is Phase.CAPTURED:
            self._provider.refund(changed)
        return self._ledger.replace(receivable, changed.voided())

    def _known(self, order_id: OrderId) -> Receivable:
        receivable = self._ledger.find(order_id)
        if receivable is None:
            raise NotOwedYetError(f"order {order_id} is not known to payment yet")
        return receivable


def _repeated(step: Callable[[], ResultT]) -> ResultT:
    """The step, begun again when it lost a race: every step may be repeated."""
    for _ in range(RELOADS - 1):
        try:
            return step()
        except ChangedMeanwhileError:
            continue
    return step()
