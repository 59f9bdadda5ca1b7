"""Somebody wants to be forgotten: orders stay for the books, the person goes for good."""

import msgspec
import pytest

from services.contracts.commissions import EnquiriesListed, EnquiryState
from services.contracts.common import Reason
from services.contracts.message import Message
from services.contracts.order_messages import (
    CustomerErased,
    EraseCustomer,
    OrderCancelled,
    OrdersListed,
)
from services.contracts.orders import State
from services.manifest import AGGREGATOR, INVENTORY, PAYMENT, PROFILES
from tests.aws import AwsServer
from tests.claims import proves
from tests.integration.order.desk import (
    QUOTE,
    WEDDING,
    Desk,
    accept,
    cancel,
    captured,
    deliver,
    enquire,
    quote,
    refund,
    ship,
    wish,
)
from tests.shop import FELIX, FLORA, NOW, a_dozen_roses

ERASE = EraseCustomer(FLORA, NOW)
PERSONAL = (
    "Flora", "Amaryllis", "Gartenweg", "10115", "Iris", "Wiesenthal", "Blumenstra", "80331",
    "1234567", "For you", "Ida", "Wild and white",
)  # fmt: skip
"""What tests.shop and the desk say of people."""


def names_somebody(desk: Desk, customer: str = FLORA.id) -> bool:
    rows = [
        row["value"]
        for collection in ("orders", "enquiries")
        for row in desk.database[collection].find({"customer": customer})
    ]
    written = msgspec.json.encode(rows).decode()
    return any(word in written for word in PERSONAL)


def test_orders_are_kept_for_the_books_without_the_people_in_them(desk: Desk) -> None:
    before = desk.sells(ship(), captured(), deliver(), refund(700))
    assert names_somebody(desk)
    assert desk.deliver(ERASE) == 0
    after = desk.order()
    assert not names_somebody(desk)
    kept = ("id", "lines", "total", "currency", "placed_at", "state", "refunds", "payment")
    for field in kept:
        assert getattr(after, field) == getattr(before, field)
    assert after.delivery.day == before.delivery.day
    for receiver in (PROFILES, PAYMENT):
        assert desk.said_to(receiver)[-1] == CustomerErased(FLORA)


@proves("X22")
def test_readers_are_told_of_each_order_and_enquiry_newer_than_what_named_a_person(
    desk: Desk,
) -> None:
    before = desk.sells(cancel(), enquire())
    desk.deliver(ERASE)
    orders, asked = desk.said_to(AGGREGATOR)
    assert orders == OrdersListed(FLORA.id, (desk.order(),), last=True)
    assert asked == EnquiriesListed(FLORA.id, (desk.enquiry(),), last=True)
    assert desk.order().version > before.version


def test_nobody_is_forgotten_whose_flowers_are_still_to_come(desk: Desk) -> None:
    before = desk.sells()
    assert desk.deliver(ERASE) == 0
    assert desk.order() == before
    assert desk.said_to(PROFILES) == []
    assert desk.deliver(a_dozen_roses(key="key-0002")) == 0, "they are still a customer"
    assert {order.state for order in desk.orders()} == {State.CONFIRMED, State.PLACED}


def test_others_stay_whoever_they_are(desk: Desk) -> None:
    desk.deliver(a_dozen_roses(FELIX), a_dozen_roses(), cancel(), ERASE)
    assert names_somebody(desk, FELIX.id)
    assert not names_somebody(desk)


def test_an_enquiry_is_closed_so_that_nobody_answers_a_stranger(desk: Desk) -> None:
    desk.deliver(enquire(), quote(), ERASE)
    written = desk.enquiry()
    assert written.state is EnquiryState.DECLINED
    assert written.quote is not None
    assert written.quote.lines == QUOTE.lines
    assert written.request.day == WEDDING
    assert not names_somebody(desk)


def test_the_order_of_an_event_forgets_whose_it_was(desk: Desk) -> None:
    desk.deliver(enquire(), quote(), accept())
    (order,) = desk.orders()
    desk.deliver(cancel(key=order.id), ERASE)
    assert not names_somebody(desk)
    assert desk.order(order.id).occasion is not None


@proves("T46", "X22")
@pytest.mark.parametrize(
    "late",
    [a_dozen_roses(), enquire(), quote(), accept(), wish(), ERASE],
    ids=lambda message: type(message).__name__,
)
def test_a_late_message_does_not_bring_them_back(desk: Desk, late: Message) -> None:
    desk.deliver(a_dozen_roses(), cancel(), enquire(), quote(), ERASE)
    desk.forget_what_was_said()
    assert desk.deliver(late) == 0
    assert not names_somebody(desk)
    assert {order.state for order in desk.orders()} == {State.CANCELLED}
    assert desk.enquiry().state is EnquiryState.DECLINED


@proves("X22")
def test_what_was_asked_before_and_arrives_after_is_given_up_and_names_nobody(desk: Desk) -> None:
    desk.deliver(ERASE)
    assert desk.deliver(a_dozen_roses(), enquire()) == 0
    (order,) = desk.orders()
    assert (order.state, order.reason) == (State.CANCELLED, Reason.CUSTOMER)
    assert desk.enquiry().state is EnquiryState.DECLINED
    assert desk.said_to(INVENTORY) == [OrderCancelled(order)]
    assert not names_somebody(desk)


@proves("T24", "T25", "FM-K24-01:mitigation")
def test_an_erasure_that_could_not_be_told_is_told_when_it_comes_again(
    desk: Desk, aws_server: AwsServer
) -> None:
    desk.sells(cancel())
    aws_server.stop_queue(PROFILES)
    assert desk.deliver(ERASE) == 1
    aws_server.client("sqs").create_queue(QueueName="profiles-inbox")
    assert desk.deliver(ERASE) == 0
    assert desk.said_to(PROFILES) == [CustomerErased(FLORA)]
    assert not names_somebody(desk)
