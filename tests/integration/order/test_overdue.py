"""What the clock says: nothing is kept for ever for somebody who does not pay or answer."""

from datetime import timedelta

from services.contracts.commissions import EnquiryChanged, EnquiryState, ExpireQuote
from services.contracts.common import Reason
from services.contracts.identifiers import enquiry_id, order_id
from services.contracts.order_messages import ExpireOrder, LookForOverdue, OrderCancelled
from services.contracts.orders import State
from services.manifest import AGGREGATOR, INVENTORY, NOTICES, ORDER
from services.order.domain.commissions import DEPOSIT_DAYS
from tests.claims import proves
from tests.integration.order.desk import (
    ENQUIRY_ID,
    ORDER_ID,
    QUOTE,
    Desk,
    accept,
    authorised,
    enquire,
    quote,
    reserved,
)
from tests.shop import DOZEN, FLORA, NOW, a_dozen_roses, place, request_for


@proves("FM-K24-03:mitigation")
def test_an_order_that_nobody_pays_gives_its_flowers_back_after_half_an_hour(desk: Desk) -> None:
    younger, paid = order_id(FLORA.id, "key-0002"), order_id(FLORA.id, "key-0003")
    desk.deliver(a_dozen_roses(), a_dozen_roses(key="key-0003"))
    desk.deliver(place(request_for((DOZEN, 1)), key="key-0002", at=NOW + timedelta(minutes=2)))
    desk.deliver(reserved(paid), authorised(paid))
    desk.clock.passes(minutes=30, seconds=1)
    desk.deliver(LookForOverdue())
    (expire,) = desk.said_to(ORDER)
    assert expire == ExpireOrder(ORDER_ID)
    desk.forget_what_was_said()
    desk.deliver(expire, expire)
    overdue = desk.order()
    assert (overdue.state, overdue.reason) == (State.CANCELLED, Reason.UNPAID)
    assert desk.said_to(INVENTORY) == [OrderCancelled(overdue)] * 2
    assert desk.order(paid).state is State.CONFIRMED
    assert desk.order(younger).state is State.PLACED


@proves("T46", "X22", "FM-K24-03:mitigation")
def test_an_order_that_is_paid_before_its_end_is_said_lives_on(desk: Desk) -> None:
    desk.deliver(a_dozen_roses())
    desk.clock.passes(minutes=31)
    desk.deliver(LookForOverdue(), authorised(), reserved(), ExpireOrder(ORDER_ID))
    assert desk.order().state is State.CONFIRMED


def test_a_quote_that_nobody_accepts_ends_when_it_said_it_would(desk: Desk) -> None:
    desk.deliver(enquire(), enquire(key="key-0002"), quote())
    desk.clock.now = QUOTE.valid_until
    desk.deliver(LookForOverdue(), ExpireQuote(ENQUIRY_ID))
    assert desk.said_to(ORDER) == []
    assert desk.enquiry().state is EnquiryState.QUOTED
    desk.clock.passes(seconds=1)
    desk.deliver(LookForOverdue())
    (expire,) = desk.said_to(ORDER)
    assert expire == ExpireQuote(ENQUIRY_ID)
    desk.forget_what_was_said()
    desk.deliver(expire)
    assert desk.enquiry().state is EnquiryState.EXPIRED
    for receiver in (NOTICES, AGGREGATOR):
        assert desk.said_to(receiver) == [EnquiryChanged(desk.enquiry())]
    assert desk.enquiry(enquiry_id(FLORA.id, "key-0002")).state is EnquiryState.ENQUIRED
    desk.deliver(LookForOverdue(), accept(at=QUOTE.valid_until))
    assert desk.said_to(ORDER) == []
    assert desk.orders() == []


def test_a_quote_that_was_accepted_in_time_does_not_end(desk: Desk) -> None:
    desk.deliver(enquire(), quote(), accept())
    desk.clock.now = QUOTE.valid_until + timedelta(days=1)
    desk.deliver(ExpireQuote(ENQUIRY_ID))
    assert desk.enquiry().state is EnquiryState.ACCEPTED


def test_an_event_waits_some_days_for_its_deposit(desk: Desk) -> None:
    desk.deliver(enquire(), quote(), accept())
    (order,) = desk.orders()
    desk.clock.now = NOW + DEPOSIT_DAYS
    desk.deliver(LookForOverdue())
    assert desk.said_to(ORDER) == []
    desk.clock.passes(seconds=1)
    desk.deliver(LookForOverdue(), ExpireOrder(order.id))
    assert desk.said_to(ORDER) == [ExpireOrder(order.id)]
    assert desk.order(order.id).reason is Reason.UNPAID


def test_each_of_many_overdue_orders_and_quotes_has_a_message_of_its_own(desk: Desk) -> None:
    keys = [f"key-{at:04}" for at in range(5)]
    desk.deliver(*(a_dozen_roses(key=key) for key in keys))
    asked = [enquiry_id(FLORA.id, key) for key in keys]
    desk.deliver(*(enquire(key) for key in keys), *(quote(key=each) for each in asked))
    desk.clock.now = QUOTE.valid_until + timedelta(days=1)
    desk.deliver(LookForOverdue())
    told = desk.said_to(ORDER)
    assert {m.order_id for m in told if isinstance(m, ExpireOrder)} == {
        order_id(FLORA.id, key) for key in keys
    }
    assert {m.enquiry_id for m in told if isinstance(m, ExpireQuote)} == set(asked)
    assert len(told) == 10
