"""Whatever is asked, in whatever order, and wherever it breaks: the customer is charged once."""

from dataclasses import dataclass, field
from datetime import datetime

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from services.payment.cashier import Cashier, NotOwedYetError
from services.payment.domain import (
    AmountMismatchError,
    Attempt,
    Authorised,
    Declined,
    NothingToCaptureError,
    Outcome,
    Phase,
    Receivable,
    owed_for,
)
from services.shared.messages import AuthorizePayment
from services.shared.model import OrderId
from tests.claims import proves
from tests.shop import NOW, an_order

ORDER = an_order()
ATTEMPTS = st.sampled_from(["attempt-1", "attempt-2", "attempt-3"])
CARDS = st.sampled_from(["pm_good", "pm_bad"])
WHEN = st.sampled_from(["before", "after"])


class BrokeError(Exception):
    """The provider did not answer."""


@dataclass
class Notes:
    """A ledger in memory."""

    rows: dict[OrderId, Receivable] = field(default_factory=dict)

    def open(self, receivable: Receivable) -> Receivable:
        return self.rows.setdefault(receivable.order_id, receivable)

    def find(self, order_id: OrderId) -> Receivable | None:
        return self.rows.get(order_id)

    def replace(self, known: Receivable, changed: Receivable) -> Receivable:
        self.rows[known.order_id] = changed
        return changed


@dataclass
class Bank:
    """A provider that keeps its promises about repeats, and breaks when it is told to."""

    breaks: str = ""
    held: dict[str, int] = field(default_factory=dict)
    taken: dict[str, int] = field(default_factory=dict)
    given_back: dict[str, int] = field(default_factory=dict)

    def _act(self, effect: dict[str, int], key: str, amount: int) -> None:
        breaks, self.breaks = self.breaks, ""
        if breaks == "before":
            raise BrokeError
        effect.setdefault(key, amount)
        if breaks == "after":
            raise BrokeError

    def authorise(self, receivable: Receivable, attempt: Attempt) -> Outcome:
        if attempt.payment_method == "pm_bad":
            return Declined("card_declined")
        self._act(self.held, attempt.id, receivable.amount)
        return Authorised(attempt.id, receivable.amount)

    def find(self, receivable: Receivable, attempt: Attempt) -> Outcome | None:
        return None

    def capture(self, receivable: Receivable) -> int:
        self._act(self.taken, receivable.intent, receivable.authorised)
        return receivable.authorised

    def release(self, receivable: Receivable) -> int:
        if receivable.intent not in self.taken:
            self._act(self.given_back, receivable.intent, receivable.authorised)
        return self.taken.get(receivable.intent, 0)

    def refund(self, receivable: Receivable) -> None:
        self._act(self.given_back, receivable.intent, receivable.captured)


class Till(RuleBasedStateMachine):
    """One order at the cashier's; every message may break half-way and come again later."""

    def __init__(self) -> None:
        super().__init__()
        self.notes, self.bank = Notes(), Bank()
        self.cashier = Cashier(self.notes, self.bank, self._now)
        self.is_cancelled = False

    @staticmethod
    def _now() -> datetime:
        return NOW

    @rule()
    def the_order_becomes_known(self) -> None:
        self.cashier.owe(ORDER)

    @rule(attempt=ATTEMPTS, card=CARDS)
    def the_customer_pays(self, attempt: str, card: str) -> None:
        command = AuthorizePayment(ORDER.id, ORDER.customer, card, attempt)
        self._insist_not(lambda: self.cashier.authorise(command))

    @rule()
    def the_order_ships(self) -> None:
        self._insist_not(lambda: self.cashier.capture(ORDER))

    @rule()
    def the_order_is_cancelled(self) -> None:
        self.is_cancelled = True
        self._insist_not(lambda: self.cashier.cancel(ORDER))

    @rule(when=WHEN)
    def the_provider_will_break(self, when: str) -> None:
        self.bank.breaks = when

    def _insist_not(self, step: object) -> None:
        """What fails stays in the queue: another rule may come first."""
        assert callable(step)
        try:
            step()
        except (BrokeError, NothingToCaptureError, NotOwedYetError):
            return

    @invariant()
    def at_most_one_attempt_is_held(self) -> None:
        assert len(self.bank.held) <= 1
        assert sum(self.bank.held.values()) <= ORDER.total

    @invariant()
    def never_more_is_given_back_than_taken_than_held_than_owed(self) -> None:
        receivable = self.notes.find(ORDER.id)
        if receivable is not None:
            amounts = (receivable.refunded, receivable.captured, receivable.authorised)
            assert amounts[0] <= amounts[1] <= amounts[2] <= receivable.amount

    @precondition(lambda self: self.is_cancelled)
    @rule()
    def in_the_end_a_cancelled_order_has_cost_nothing(self) -> None:
        self.bank.breaks = ""
        self.cashier.cancel(ORDER)
        receivable = self.notes.find(ORDER.id)
        assert receivable is not None
        assert receivable.phase is Phase.VOIDED
        assert self.bank.given_back == self.bank.held


Till.TestCase.settings = settings(
    max_examples=150, stateful_step_count=20, deadline=None, derandomize=True
)
test_nobody_is_charged_twice = proves("T24", "T46")(Till.TestCase)


def test_an_amount_that_is_not_ours_is_never_taken_for_ours() -> None:
    asked = owed_for(ORDER).asking(Attempt("attempt-1", "pm_good", NOW))
    with pytest.raises(AmountMismatchError):
        asked.answered(Authorised("pi_1", ORDER.total - 1))


@proves("T28")
def test_nothing_is_taken_that_is_not_held() -> None:
    with pytest.raises(NothingToCaptureError):
        owed_for(ORDER).taken(ORDER.total)
