"""What an order announces depends on what changed, not on which message changed it.

Facts reach the order in any order; some never come, some come twice, and the bus may break while
their announcements are sent. Then the fact comes again, perhaps much later.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from services.contracts.order_messages import (
    DeliveryChangeAnswered,
    DeliveryChangeRequested,
    OrderCancelled,
    OrderConfirmed,
    OrderEvent,
    OrderPlaced,
    OrderRefreshed,
    OrderRefunded,
    OrderShipped,
    PaymentRequested,
)
from services.contracts.orders import (
    LEFT_THE_SHOP,
    Order,
    State,
)
from services.contracts.payments import (
    Part,
)
from services.manifest import AGGREGATOR, INVENTORY, INVOICING, NOTICES, PAYMENT
from services.notices.domain.by_message import EMAILS, email_for
from services.order.domain import order as domain
from services.order.domain.announcements import (
    SOLD,
    announced,
    as_shown,
    changed,
    needs_customer,
)
from tests.claims import proves
from tests.shop import NOW, TOMORROW, an_order
from tests.unit.order.facts import (
    AUTHORISED,
    BALANCE,
    CANCELLED,
    CAPTURED,
    CONFIRMED,
    DECLINED,
    DENIED,
    DEPOSIT,
    EVENT,
    EXPIRED,
    FACTS,
    FRIDAY,
    GRANTED,
    INVOICE,
    INVOICED,
    OF_PAYMENT,
    PAID_BACK,
    REFUNDED,
    REFUSED,
    RENEWED,
    REQUESTED,
    RESERVED,
    SHIPPED,
    STOCK,
    VOIDED,
    Fact,
    told,
    types,
)


@proves("X22", "FM-ORD-05:mitigation")
@pytest.mark.parametrize("money", [AUTHORISED, RENEWED, CAPTURED], ids=lambda fact: fact.name)
@pytest.mark.parametrize("last", ["money", "stock"])
def test_whatever_confirms_an_order_announces_that_alone(money: Fact, last: str) -> None:
    first, second = (STOCK, money) if last == "money" else (money, STOCK)
    before = told(first)
    after = second.rule(before)
    assert after.state is State.CONFIRMED
    assert announced(before, after, second.on_repeat) == [OrderConfirmed(after)]


@proves("T46", "FM-ORD-05:mitigation")
@pytest.mark.parametrize("money", [AUTHORISED, CAPTURED], ids=lambda fact: fact.name)
def test_whatever_brings_money_for_a_cancelled_order_announces_the_cancellation(
    money: Fact,
) -> None:
    after = money.rule(CANCELLED)
    assert announced(CANCELLED, after, money.on_repeat) == [OrderCancelled(after)]
    assert list(money.on_repeat(VOIDED.rule(after))) == [OrderRefreshed(VOIDED.rule(after))]


@pytest.mark.parametrize("unpaid", [EXPIRED, DECLINED], ids=lambda fact: fact.name)
def test_whatever_leaves_a_confirmed_order_unpaid_asks_its_customer(unpaid: Fact) -> None:
    after = unpaid.rule(CONFIRMED)
    assert announced(CONFIRMED, after, unpaid.on_repeat) == [PaymentRequested(after)]


def test_a_card_that_is_refused_while_a_new_order_is_paid_is_shown_and_not_written_about() -> None:
    after = DECLINED.rule(RESERVED)
    assert announced(RESERVED, after, DECLINED.on_repeat) == [OrderRefreshed(after)]


def test_the_balance_of_an_event_is_announced_as_the_deposit_is() -> None:
    confirmed = told(STOCK, DEPOSIT, to=EVENT)
    refused = REFUSED.rule(confirmed)
    held = BALANCE.rule(refused)
    assert confirmed.state is State.CONFIRMED
    assert changed(confirmed, refused) == [PaymentRequested(refused)]
    assert changed(refused, held) == [OrderConfirmed(held)], "payment may have to take it now"


@pytest.mark.finding("M7")
def test_payment_learns_of_another_day_and_the_customer_of_every_answer() -> None:
    waiting = REQUESTED.rule(CONFIRMED)
    assert changed(CONFIRMED, waiting) == [DeliveryChangeRequested(waiting)]
    moved, stays = GRANTED.rule(waiting), DENIED.rule(waiting)
    assert moved.delivery.day == FRIDAY
    assert stays.delivery.day == TOMORROW
    assert changed(waiting, moved) == [OrderConfirmed(moved), DeliveryChangeAnswered(moved)]
    assert changed(waiting, stays) == [DeliveryChangeAnswered(stays)]


def test_what_others_announce_or_nobody_sees_is_not_announced_by_order() -> None:
    paid = told(STOCK, CAPTURED, SHIPPED, REFUNDED)
    noted = domain.credited(domain.invoiced(paid, INVOICE), INVOICE, "r1")
    assert changed(paid, noted) == []
    assert changed(an_order(), STOCK.rule(an_order())) == []
    paid_back = PAID_BACK.rule(paid)
    assert changed(paid, paid_back) == [OrderRefreshed(paid_back)]


def test_a_repeated_capture_asks_nobody_to_act_once_the_invoice_is_known() -> None:
    taken = told(STOCK, CAPTURED)
    assert list(CAPTURED.on_repeat(taken)) == [OrderConfirmed(taken)]
    invoiced = INVOICED.rule(taken)
    assert list(CAPTURED.on_repeat(invoiced)) == [OrderRefreshed(invoiced)]


# ---- what comes again --------------------------------------------------------------------------


@proves("T24", "T25", "FM-K24-01:mitigation")
@given(st.lists(st.sampled_from(FACTS), max_size=12))
def test_what_a_fact_announced_it_announces_again_as_long_as_nothing_else_came(
    facts: list[Fact],
) -> None:
    order = an_order()
    for fact in facts:
        if fact is INVOICED and order.state not in SOLD:
            continue  # nothing is invoiced that was never confirmed
        before, order = order, fact.rule(order)
        said = set(types(announced(before, order, fact.on_repeat))) - {OrderRefreshed}
        assert said <= set(types(announced(order, order, fact.on_repeat))), (fact, before)


# ---- receivers ---------------------------------------------------------------------------------


@dataclass
class Receivers:
    """What each receiver has made of what it has heard, whatever the order of its messages."""

    shown: Order = field(default_factory=lambda: replace(an_order(), version=0))
    is_invoiced: bool = False
    is_taken_back: bool = False
    is_cancelled: bool = False
    has_left: bool = False
    asked: set[int] = field(default_factory=set)
    owed: set[str] = field(default_factory=set)
    letters: set[str] = field(default_factory=set)

    def hear(self, event: OrderEvent) -> None:
        """One message to all of its receivers."""
        order, to = event.order, type(event).to
        if AGGREGATOR in to and order.version >= self.shown.version:
            self.shown = order
        if NOTICES in to and type(event) in EMAILS:
            letter = email_for(event, NOW)
            self.letters |= {letter.occasion} if letter else set()
        if INVOICING in to:
            self.is_invoiced |= isinstance(event, OrderConfirmed)
            self.is_taken_back |= isinstance(event, OrderCancelled)
        if PAYMENT in to:
            self.is_cancelled |= isinstance(event, OrderCancelled)
            self.has_left |= isinstance(event, OrderShipped)
            if isinstance(event, OrderRefunded | OrderCancelled):
                self.owed |= {refund.id for refund in order.refunds}
        if INVENTORY in to and isinstance(event, DeliveryChangeRequested):
            self.asked.add(order.revision)


@dataclass(frozen=True)
class Arrival:
    """A fact comes; `sent` of its announcements go out, then the bus breaks. None: all of them."""

    fact: Fact
    sent: int | None = None


class OrderHarness:
    """An order and its receivers: what is not sent in full comes again, sooner or later."""

    def __init__(self, order: Order) -> None:
        self.order = order
        self.receivers = Receivers()
        self.unfinished: list[Fact] = []
        self.receivers.hear(OrderPlaced(order))

    def take(self, delivery: Arrival) -> None:
        """Apply a fact and send what it announces, until the bus breaks."""
        before, after = self.order, delivery.fact.rule(self.order)
        if after != before:
            after = replace(after, version=before.version + 1)
        self.order = after
        said = list(announced(before, after, delivery.fact.on_repeat))
        for event in said[: delivery.sent]:
            self.receivers.hear(event)
        if delivery.sent is not None and delivery.sent < len(said):
            self.unfinished.append(delivery.fact)

    def settle(self, order_of_arrival: Callable[[list[Fact]], list[Fact]]) -> None:
        """Whatever was not sent in full comes again, in any order, and nothing breaks now."""
        for fact in order_of_arrival(self.unfinished):
            self.take(Arrival(fact))


def check(harness: OrderHarness) -> None:
    """Everybody knows what the order's present state implies for them."""
    order, receivers = harness.order, harness.receivers
    assert as_shown(receivers.shown) == as_shown(order)
    if order.state in SOLD:
        assert receivers.is_invoiced or order.invoice
    if order.state is State.CANCELLED:
        assert receivers.is_cancelled
        assert receivers.is_taken_back
    assert receivers.has_left == (order.state in LEFT_THE_SHOP)
    if order.requested_delivery:
        assert order.revision in receivers.asked
    assert {refund.id for refund in order.refunds} <= receivers.owed
    expected = email_for(PaymentRequested(order), NOW)
    if expected and needs_customer(order, Part.FIRST):
        assert expected.occasion in receivers.letters


DELIVERIES = st.lists(
    st.builds(Arrival, st.sampled_from(FACTS), st.sampled_from([None, None, 0])), max_size=14
)


@proves("T24", "T25", "X22", "FM-K24-01:mitigation", "FM-ORD-05:mitigation")
@given(DELIVERIES, st.randoms(use_true_random=False))
def test_in_the_end_every_receiver_knows_what_the_order_implies_for_it(
    deliveries: list[Arrival], chance: Random
) -> None:
    harness = OrderHarness(an_order())
    for delivery in deliveries:
        harness.take(delivery)
    harness.settle(lambda facts: sorted(facts, key=lambda _: chance.random()))
    check(harness)


@proves("T24", "X22", "FM-ORD-05:mitigation")
@given(
    st.sets(st.sampled_from(range(len(OF_PAYMENT) + 1))),
    st.lists(st.integers(0, len(OF_PAYMENT)), max_size=6),
    st.randoms(use_true_random=False),
)
def test_facts_in_any_order_lost_or_doubled_lead_where_those_that_came_lead_in_order(
    arrived: set[int], doubled: list[int], chance: Random
) -> None:
    in_order = [(STOCK, *OF_PAYMENT)[at] for at in sorted(arrived)]
    shuffled = in_order + [(STOCK, *OF_PAYMENT)[at] for at in doubled if at in arrived]
    shuffled.sort(key=lambda _: chance.random())
    wanted, actual = OrderHarness(an_order()), OrderHarness(an_order())
    for fact in in_order:
        wanted.take(Arrival(fact))
    for fact in shuffled:
        actual.take(Arrival(fact))
    assert read(actual.order).payment == read(wanted.order).payment
    if actual.order.state is wanted.order.state:
        assert read(actual.order) == read(wanted.order)
        assert actual.receivers.is_invoiced == wanted.receivers.is_invoiced
    else:
        # Stock that comes after the hold has ended finds nothing that would confirm the order.
        assert actual.order.state is State.PLACED
        assert not actual.order.is_confirmable
    check(actual)
    assert actual.receivers.letters <= wanted.receivers.letters | {wanted_of(actual.order)}


def read(order: Order) -> Order:
    """The order as its readers see it. A capture does not say which attempt it ends."""
    return replace(as_shown(order), payment=replace(order.payment, attempt=""))


def wanted_of(order: Order) -> str:
    """The occasion of the letter that the order's payment calls for now."""
    letter = email_for(PaymentRequested(order), NOW)
    return letter.occasion if letter else ""
