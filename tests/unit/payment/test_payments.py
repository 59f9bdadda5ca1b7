"""Whatever is asked, in whatever order, and wherever it breaks: the customer is charged once."""

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from msgspec.structs import replace

from services.contracts.common import CustomerId, OrderId
from services.contracts.orders import Balance, Occasion, Order, Refund
from services.contracts.payments import AuthorisePayment, CollectBalance, Part
from services.payment.authorisation import Authorisation
from services.payment.cancellation import Cancellation
from services.payment.capture import Capture
from services.payment.collection import Collection
from services.payment.domain.attempts import Attempt, Authorised, Challenged, Declined, Outcome
from services.payment.domain.receivable import (
    AmountMismatchError,
    NothingToCaptureError,
    Phase,
    Receivable,
    owed_for,
)
from services.payment.domain.refunds import RefundTooLargeError, spread
from services.payment.ports import LapsedError, PaymentUpdate
from services.payment.refunds import Refunds
from services.runtime.repository import UnknownError
from tests.claims import proves
from tests.shop import DOZEN, NOW, an_order

DAY = date(2026, 12, 12)
DUE = date(2026, 11, 20)
EVENT = replace(
    an_order((DOZEN, 10), day=DAY),
    occasion=Occasion("e" * 26, "Wedding"),
    balance=Balance(30_000, DUE),
)
DEPOSIT = 12_000
ATTEMPTS = st.sampled_from(["attempt-1", "attempt-2", "attempt-3"])
CARDS = st.sampled_from(["pm_good", "pm_good", "pm_bad", "pm_asks"])
PARTS = st.sampled_from(list(Part))
WHEN = st.sampled_from(["before", "after"])


class BrokeError(Exception):
    """The provider did not answer."""


@dataclass
class Notes:
    """A ledger in memory."""

    rows: dict[str, Receivable] = field(default_factory=dict)
    breaks: bool = False

    def add(self, value: Receivable) -> Receivable:
        return self.rows.setdefault(value.id, value)

    def get(self, key: str) -> Receivable:
        if key not in self.rows:
            raise UnknownError
        return self.rows[key]

    def of_order(self, order_id: OrderId) -> list[Receivable]:
        return [row for row in self.rows.values() if row.order_id == order_id]

    def refusals_of(self, customer: CustomerId, since: datetime) -> int:
        return 0

    def replace(self, before: Receivable, after: Receivable) -> Receivable:
        if after == before:
            return before
        if self.breaks:
            self.breaks = False
            raise BrokeError
        self.rows[before.id] = replace(after, version=before.version + 1)
        return self.rows[before.id]


@dataclass
class Intent:
    """What the bank knows of one attempt."""

    amount: int
    status: str
    captured: int = 0
    refunds: dict[str, int] = field(default_factory=dict)

    @property
    def outcome(self) -> Outcome:
        match self.status:
            case "held":
                return Authorised("", self.amount, "pm_kept")
            case "asking":
                return Challenged("", "secret")
            case "taken":
                return Authorised("", self.captured, "pm_kept")
            case _:
                return Declined(self.status)


@dataclass
class Bank:
    """A provider that keeps its promises about repeats, and breaks when it is told to."""

    breaks: str = ""
    intents: dict[str, Intent] = field(default_factory=dict)

    def _breaks(self, when: str) -> None:
        if self.breaks == when:
            self.breaks = ""
            raise BrokeError

    def authorise(self, receivable: Receivable, attempt: Attempt) -> Outcome:
        self._breaks("before")
        status = {"pm_bad": "declined", "pm_asks": "asking"}.get(attempt.payment_method, "held")
        if attempt.off_session and status == "asking":
            status = "declined"
        intent = f"{receivable.id}/{attempt.id}"
        self.intents.setdefault(intent, Intent(receivable.amount, status))
        self._breaks("after")
        return self._seen(intent)

    def find(self, receivable: Receivable, attempt: Attempt) -> Outcome | None:
        return None

    def look(self, intent_id: str) -> Outcome:
        self._breaks("before")
        return self._seen(intent_id)

    def abandon(self, intent_id: str) -> Outcome:
        self._breaks("before")
        if self.intents[intent_id].status in ("held", "asking", "failed"):
            self.intents[intent_id].status = "canceled"
        self._breaks("after")
        return self._seen(intent_id)

    def capture(self, receivable: Receivable) -> int:
        self._breaks("before")
        intent = self.intents[receivable.intent]
        if intent.status == "canceled":
            raise LapsedError
        intent.status, intent.captured = "taken", intent.amount
        self._breaks("after")
        return intent.captured

    def release(self, receivable: Receivable) -> int:
        self.abandon(receivable.intent)
        return self.intents[receivable.intent].captured

    def refund(self, receivable: Receivable, refund: str, amount: int) -> None:
        self._breaks("before")
        self.intents[receivable.intent].refunds.setdefault(refund, amount)
        self._breaks("after")

    def _seen(self, intent: str) -> Outcome:
        outcome = self.intents[intent].outcome
        return outcome if isinstance(outcome, Declined) else replace(outcome, intent=intent)


class Nobody:
    """All customers are one customer at the provider."""

    def owner_of(self, customer: CustomerId, card: str) -> str:
        return ""

    def provider_customer_id(self, customer: CustomerId) -> str:
        return "customer"


class PaymentMachine(RuleBasedStateMachine):
    """The payments of an event's order; every message may break half-way and come again later."""

    def __init__(self) -> None:
        super().__init__()
        self.notes, self.bank = Notes(), Bank()
        self.refunds = Refunds(self.notes, self.bank)
        self.authorisation = Authorisation(self.notes, self.bank, Nobody(), self.refunds, self._now)
        self.collection = Collection(self.notes, self.authorisation, self._now)
        self.capture = Capture(self.notes, self.bank, self.authorisation)
        self.cancellation = Cancellation(self.notes, self.authorisation, self.refunds)
        self.order: Order = EVENT
        self.is_cancelled = False

    @staticmethod
    def _now() -> datetime:
        return NOW

    @rule()
    def the_order_becomes_known(self) -> None:
        self.authorisation.record_order(EVENT)

    @rule(attempt=ATTEMPTS, card=CARDS, part=PARTS)
    def the_customer_pays(self, attempt: str, card: str, part: Part) -> None:
        command = AuthorisePayment(EVENT.id, EVENT.customer, card, attempt, part)
        self._insist_not(lambda: self.authorisation.authorise(command))

    @rule(answer=st.sampled_from(["held", "failed"]))
    def the_customer_answers_the_bank(self, answer: str) -> None:
        for intent in self.bank.intents.values():
            if intent.status == "asking":
                intent.status = answer

    @rule(data=st.data())
    def the_provider_tells_of_an_intent(self, data: st.DataObject) -> None:
        if not self.bank.intents:
            return
        name = data.draw(st.sampled_from(sorted(self.bank.intents)))
        receivable, _, attempt = name.partition("/")
        part = Part.BALANCE if receivable.endswith("balance") else Part.FIRST
        status = self.bank.intents[name].status
        held = status in ("held", "taken")
        update = PaymentUpdate(f"{name}/{status}", name, EVENT.id, part, attempt, holds_money=held)
        self._insist_not(lambda: self.authorisation.apply_payment_update(update))

    @rule()
    def a_browser_tries_on_with_another_card(self) -> None:
        for intent in self.bank.intents.values():
            if intent.status == "failed":
                intent.status = "held"

    @rule()
    def all_goes_well_for_once(self) -> None:
        self.bank.breaks, self.notes.breaks = "", False
        self.authorisation.record_order(EVENT)
        for part in Part:
            pay = AuthorisePayment(EVENT.id, EVENT.customer, "pm_good", f"good-{part}", part)
            self._insist_not(partial(self.authorisation.authorise, pay))
        self._insist_not(lambda: self.capture.capture_early(self.order))

    @rule()
    def the_ledger_will_break(self) -> None:
        self.notes.breaks = True

    @rule()
    def an_authorisation_ends(self) -> None:
        for intent in self.bank.intents.values():
            if intent.status == "held":
                intent.status = "canceled"

    @rule(day=st.integers(1, 4))
    def the_balance_is_collected(self, day: int) -> None:
        command = CollectBalance(EVENT.id, f"collect-{day}")
        self._insist_not(lambda: self.collection.collect(command))

    @rule()
    def the_order_is_confirmed(self) -> None:
        self._insist_not(lambda: self.capture.capture_early(self.order))

    @rule()
    def the_order_ships(self) -> None:
        self._insist_not(lambda: self.capture.capture(self.order))

    @precondition(lambda self: not self.is_cancelled)
    @rule(amount=st.integers(1, DEPOSIT))
    def the_florist_gives_a_part_back(self, amount: int) -> None:
        taken = sum(row.captured for row in self.notes.rows.values())
        if self.order.refunded + amount <= taken:
            refund = Refund(f"refund-{len(self.order.refunds)}", amount, "")
            self.order = replace(self.order, refunds=(*self.order.refunds, refund))
            self._insist_not(lambda: self.refunds.refund(self.order))

    @rule()
    def a_refund_is_told_again(self) -> None:
        self._insist_not(lambda: self.refunds.refund(self.order))

    @rule()
    def the_order_is_cancelled(self) -> None:
        self.is_cancelled = True
        self._insist_not(lambda: self.cancellation.cancel(self.order))

    @rule(when=WHEN)
    def the_provider_will_break(self, when: str) -> None:
        self.bank.breaks = when

    def _insist_not(self, step: object) -> None:
        """What fails stays in the queue: another rule may come first."""
        assert callable(step)
        try:
            step()
        except (BrokeError, NothingToCaptureError, UnknownError, LapsedError):
            return

    @invariant()
    def each_part_is_held_or_taken_once_at_the_most(self) -> None:
        for part, amount in ((Part.FIRST, DEPOSIT), (Part.BALANCE, 30_000)):
            keys = [row.id for row in self.notes.rows.values() if row.part is part]
            live = [
                intent
                for name, intent in self.bank.intents.items()
                if intent.status in ("held", "taken") and name.partition("/")[0] in keys
            ]
            assert sum(intent.amount for intent in live) <= amount

    @invariant()
    def never_more_goes_back_than_was_taken_than_held_than_owed(self) -> None:
        for row in self.notes.rows.values():
            assert row.refunded <= row.captured <= max(row.authorised, row.captured) <= row.amount
        for intent in self.bank.intents.values():
            assert sum(intent.refunds.values()) <= intent.captured <= intent.amount

    @precondition(lambda self: self.is_cancelled)
    @rule()
    def in_the_end_a_cancelled_order_has_cost_nothing(self) -> None:
        self.bank.breaks, self.notes.breaks = "", False
        self.cancellation.cancel(self.order)
        assert {row.phase for row in self.notes.rows.values()} == {Phase.VOIDED}
        assert not any(i.status in ("held", "asking") for i in self.bank.intents.values())
        for intent in self.bank.intents.values():
            assert sum(intent.refunds.values()) == intent.captured


FLOWERS = an_order()


@proves("T24", "T46", "FM-PAY-05:mitigation", "FM-K30-01:mitigation")
def test_nobody_is_charged_twice() -> None:
    run_state_machine_as_test(
        PaymentMachine,
        settings=settings(
            max_examples=300, stateful_step_count=30, deadline=None, derandomize=True
        ),
    )


@proves("FM-PAY-07:mitigation")
def test_an_amount_that_is_not_ours_is_never_taken_for_ours() -> None:
    (owed,) = owed_for(FLOWERS)
    asked = owed.asking(Attempt("attempt-1", "pm_good", NOW))
    with pytest.raises(AmountMismatchError):
        asked.answered(Authorised("pi_1", FLOWERS.total - 1))


@proves("T28")
def test_nothing_is_taken_that_is_not_held() -> None:
    (owed,) = owed_for(FLOWERS)
    with pytest.raises(NothingToCaptureError):
        owed.taken(FLOWERS.total)


def test_an_event_owes_its_deposit_and_its_balance() -> None:
    deposit, balance = owed_for(EVENT)
    assert (deposit.amount, balance.amount) == (DEPOSIT, 30_000)
    assert (deposit.due_on, balance.due_on) == (None, DUE)


def test_a_refund_is_spread_over_what_was_taken_and_no_further() -> None:
    legs = tuple(replace(leg, captured=leg.amount) for leg in owed_for(EVENT))
    first, second = spread("refund-1", 20_000, legs)
    assert (first.promised, second.promised) == ({"refund-1": 12_000}, {"refund-1": 8_000})
    assert spread("refund-1", 20_000, (first, second)) == (first, second), "once"
    assert spread("refund-1", 20_000, (first, legs[1])) == (first, second), "half was written"
    with pytest.raises(RefundTooLargeError):
        spread("refund-2", 22_001, (first, second))


def test_nothing_is_asked_for_an_order_whose_cancellation_broke_half_way() -> None:
    notes, bank = Notes(), Bank()
    authorisation = Authorisation(notes, bank, Nobody(), Refunds(notes, bank), lambda: NOW)
    authorisation.record_order(FLOWERS)
    (owed,) = notes.rows.values()
    notes.replace(owed, owed.cancelling())
    authorisation.authorise(AuthorisePayment(FLOWERS.id, FLOWERS.customer, "pm_good", "attempt-1"))
    assert bank.intents == {}
