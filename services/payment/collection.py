"""Charges a saved card with the balance of a commission, while its owner is away."""

from collections.abc import Callable
from datetime import datetime

from services.contracts.message import Event
from services.contracts.payments import CollectBalance, Part
from services.payment.authorisation import Authorisation, with_new
from services.payment.domain.announcements import answers_to
from services.payment.domain.attempts import Attempt
from services.payment.domain.receivable import receivable_id
from services.payment.domain.timing import is_due
from services.payment.ports import Ledger
from services.policy.delivery import shop_day
from services.runtime.repository import retried


class Collection:
    """Charges the card that paid the deposit. `clock` is UTC."""

    def __init__(
        self, ledger: Ledger, authorisation: Authorisation, clock: Callable[[], datetime]
    ) -> None:
        self._ledger = ledger
        self._authorisation = authorisation
        self._clock = clock

    def collect(self, command: CollectBalance) -> list[Event]:
        """Hold the balance, if it is due and the deposit's card is saved."""
        return retried(lambda: self._collected(command))

    def _collected(self, command: CollectBalance) -> list[Event]:
        balance = self._ledger.get(receivable_id(command.order_id, Part.BALANCE))
        deposit = self._ledger.get(receivable_id(command.order_id, Part.FIRST))
        pending = balance.pending
        if pending is not None and pending.off_session:
            balance = self._authorisation.ask_off_session(balance, pending)
            return [*answers_to(balance, pending.id)]
        if balance.has_tried(command.attempt):
            return [*answers_to(balance, command.attempt)]
        today = shop_day(self._clock())
        if not (is_due(balance, today) and deposit.card and deposit.attempt):
            return []
        events: list[Event] = []
        if pending is not None:
            # Their bank asked them something when they paid themselves, and they never answered.
            balance = self._authorisation.supersede(balance, pending)
            events += answers_to(balance, pending.id)
        if balance.accepts(command.attempt):
            attempt = Attempt(
                command.attempt,
                deposit.card,
                self._clock(),
                deposit.attempt.provider_customer_id,
                off_session=True,
            )
            balance = self._ledger.replace(balance, balance.asking(attempt))
            balance = self._authorisation.ask_off_session(balance, attempt)
        return with_new(events, answers_to(balance, command.attempt))
