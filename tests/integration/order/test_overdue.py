"""Nothing is reserved for ever for somebody who does not pay or answer."""

from datetime import timedelta

import pytest

from services.contracts.commissions import EnquiryChanged, EnquiryState, ExpireQuote
from services.contracts.common import Reason
from services.contracts.identifiers import enquiry_id, order_id
from services.contracts.order_messages import (
    ExpireOrder,
    LookForOverdue,
    OrderCancelled,
    PaymentRequested,
)
from services.contracts.orders import State
from services.contracts.payments import PaymentActionRequired
from services.manifest import AGGREGATOR, INVENTORY, NOTICES, ORDER
from services.order.domain.commissions import DEPOSIT_DAYS
from tests.claims import proves
from tests.integration.order.harness import (
    ENQUIRY_ID,
    ORDER_ID,
    QUOTE,
    OrderHarness,
    accept,
    authorised,
    enquire,
    quote,
    reserved,
)
from tests.shop import DOZEN, FLORA, NOW, a_dozen_roses, place, request_for


@proves("FM-K24-03:mitigation")
def test_an_order_that_nobody_pays_gives_its_flowers_back_after_half_an_hour(
    harness: OrderHarness,
) -> None:
    younger, paid = order_id(FLORA.id, "key-0002"), order_id(FLORA.id, "key-0003")
    harness.deliver(a_dozen_roses(), a_dozen_roses(key="key-0003"))
    harness.deliver(place(request_for((DOZEN, 1)), key="key-0002", at=NOW + timedelta(minutes=2)))
    harness.deliver(reserved(paid), authorised(paid))
    harness.clock.passes(minutes=30, seconds=1)
    harness.deliver(LookForOverdue())
    (expire,) = harness.sent_to(ORDER)
    assert expire == ExpireOrder(ORDER_ID)
    harness.discard_sent()
    harness.deliver(expire, expire)
    overdue = harness.order()
    assert (overdue.state, overdue.reason) == (State.CANCELLED, Reason.UNPAID)
    assert harness.sent_to(INVENTORY) == [OrderCancelled(overdue)] * 2
    assert harness.order(paid).state is State.CONFIRMED
    assert harness.order(younger).state is State.PLACED


@proves("T46", "X22", "FM-K24-03:mitigation")
def test_an_order_that_is_paid_before_it_expires_lives_on(harness: OrderHarness) -> None:
    harness.deliver(a_dozen_roses())
    harness.clock.passes(minutes=31)
    harness.deliver(LookForOverdue(), authorised(), reserved(), ExpireOrder(ORDER_ID))
    assert harness.order().state is State.CONFIRMED


def test_a_quote_that_nobody_accepts_expires_in_time(harness: OrderHarness) -> None:
    harness.deliver(enquire(), enquire(key="key-0002"), quote())
    harness.clock.now = QUOTE.valid_until
    harness.deliver(LookForOverdue(), ExpireQuote(ENQUIRY_ID))
    assert harness.sent_to(ORDER) == []
    assert harness.enquiry().state is EnquiryState.QUOTED
    harness.clock.passes(seconds=1)
    harness.deliver(LookForOverdue())
    (expire,) = harness.sent_to(ORDER)
    assert expire == ExpireQuote(ENQUIRY_ID)
    harness.discard_sent()
    harness.deliver(expire)
    assert harness.enquiry().state is EnquiryState.EXPIRED
    for receiver in (NOTICES, AGGREGATOR):
        assert harness.sent_to(receiver) == [EnquiryChanged(harness.enquiry())]
    assert harness.enquiry(enquiry_id(FLORA.id, "key-0002")).state is EnquiryState.ENQUIRED
    harness.deliver(LookForOverdue(), accept(at=QUOTE.valid_until))
    assert harness.sent_to(ORDER) == []
    assert harness.orders() == []


def test_a_quote_that_was_accepted_in_time_does_not_end(harness: OrderHarness) -> None:
    harness.deliver(enquire(), quote(), accept())
    harness.clock.now = QUOTE.valid_until + timedelta(days=1)
    harness.deliver(ExpireQuote(ENQUIRY_ID))
    assert harness.enquiry().state is EnquiryState.ACCEPTED


def test_an_event_waits_some_days_for_its_deposit(harness: OrderHarness) -> None:
    harness.deliver(enquire(), quote(), accept())
    (order,) = harness.orders()
    harness.clock.now = NOW + DEPOSIT_DAYS
    harness.deliver(LookForOverdue())
    assert harness.sent_to(ORDER) == []
    harness.clock.passes(seconds=1)
    harness.deliver(LookForOverdue(), ExpireOrder(order.id))
    assert harness.sent_to(ORDER) == [ExpireOrder(order.id)]
    assert harness.order(order.id).reason is Reason.UNPAID


def test_each_of_many_overdue_orders_and_quotes_has_a_message_of_its_own(
    harness: OrderHarness,
) -> None:
    keys = [f"key-{at:04}" for at in range(5)]
    harness.deliver(*(a_dozen_roses(key=key) for key in keys))
    asked = [enquiry_id(FLORA.id, key) for key in keys]
    harness.deliver(*(enquire(key) for key in keys), *(quote(key=each) for each in asked))
    harness.clock.now = QUOTE.valid_until + timedelta(days=1)
    harness.deliver(LookForOverdue())
    told = harness.sent_to(ORDER)
    assert {m.order_id for m in told if isinstance(m, ExpireOrder)} == {
        order_id(FLORA.id, key) for key in keys
    }
    assert {m.enquiry_id for m in told if isinstance(m, ExpireQuote)} == set(asked)
    assert len(told) == 10


@pytest.mark.finding("M13")
def test_who_left_their_bank_s_question_open_is_written_to_ten_minutes_later(
    harness: OrderHarness,
) -> None:
    harness.deliver(a_dozen_roses(), reserved())
    harness.deliver(PaymentActionRequired(ORDER_ID, "attempt-1", version=2))
    harness.discard_sent()
    harness.clock.passes(minutes=9)
    harness.deliver(LookForOverdue())
    assert harness.sent_to(NOTICES) == []
    harness.clock.passes(minutes=2)
    harness.deliver(LookForOverdue())
    assert harness.sent_to(NOTICES) == [PaymentRequested(harness.order(), is_unanswered=True)]
    harness.deliver(authorised(version=3), LookForOverdue())
    assert [m for m in harness.sent_to(NOTICES) if isinstance(m, PaymentRequested)] == []
