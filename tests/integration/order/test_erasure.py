"""Somebody wants to be forgotten: orders stay for the books, the person goes for good."""

import msgspec
import pytest
from msgspec.structs import replace

from services.contracts.commissions import EnquiriesListed, EnquiryState
from services.contracts.common import Reason
from services.contracts.message import Message
from services.contracts.order_messages import (
    CustomerErased,
    EraseCustomer,
    ErasureRefused,
    OrderCancelled,
    OrdersListed,
)
from services.contracts.orders import State
from services.manifest import AGGREGATOR, INVENTORY, NOTICES, PAYMENT, PROFILES
from tests.aws import AwsServer
from tests.claims import proves
from tests.integration.order.harness import (
    QUOTE,
    WEDDING,
    OrderHarness,
    accept,
    cancel,
    captured,
    change_delivery,
    deliver,
    enquire,
    quote,
    refund,
    ship,
)
from tests.shop import FELIX, FLORA, NOW, a_dozen_roses

ERASE = EraseCustomer(FLORA, NOW)
PERSONAL = (
    "Flora", "Amaryllis", "Gartenweg", "10115", "Iris", "Wiesenthal", "Blumenstra", "80331",
    "1234567", "For you", "Ida", "Wild and white",
)  # fmt: skip
"""The personal data in tests.shop and the harness."""


def names_somebody(harness: OrderHarness, customer: str = FLORA.id) -> bool:
    rows = [
        row["value"]
        for collection in ("orders", "enquiries")
        for row in harness.database[collection].find({"customer": customer})
    ]
    written = msgspec.json.encode(rows).decode()
    return any(word in written for word in PERSONAL)


def test_orders_are_kept_for_the_books_without_the_people_in_them(harness: OrderHarness) -> None:
    before = harness.after_sale(ship(), captured(), deliver(), refund(700))
    assert names_somebody(harness)
    assert harness.deliver(ERASE) == 0
    after = harness.order()
    assert not names_somebody(harness)
    kept = ("id", "lines", "total", "currency", "placed_at", "state", "payment")
    for field in kept:
        assert getattr(after, field) == getattr(before, field)
    assert after.refunds == tuple(replace(each, reason="") for each in before.refunds)
    assert after.delivery.day == before.delivery.day
    for receiver in (PROFILES, PAYMENT):
        assert harness.sent_to(receiver)[-1] == CustomerErased(FLORA)


@proves("X22")
def test_readers_get_each_order_and_enquiry_newer_than_what_named_a_person(
    harness: OrderHarness,
) -> None:
    before = harness.after_sale(cancel(), enquire())
    harness.deliver(ERASE)
    orders, asked = harness.sent_to(AGGREGATOR)
    assert orders == OrdersListed(FLORA.id, (harness.order(),), last=True)
    assert asked == EnquiriesListed(FLORA.id, (harness.enquiry(),), last=True)
    assert harness.order().version > before.version


def test_nobody_is_forgotten_whose_flowers_are_still_to_come(harness: OrderHarness) -> None:
    before = harness.after_sale()
    harness.sent_to(NOTICES)
    assert harness.deliver(ERASE) == 0
    after = harness.order()
    assert after == replace(before, erasure_refused_at=NOW, version=after.version)
    refused = [ErasureRefused(FLORA, NOW, (before.id,))]
    assert harness.sent_to(PROFILES) == harness.sent_to(NOTICES) == refused
    assert harness.deliver(ERASE) == 0
    assert harness.order() == after
    assert harness.sent_to(PROFILES) == harness.sent_to(NOTICES) == refused
    assert harness.deliver(a_dozen_roses(key="key-0002")) == 0, "they are still a customer"
    assert {order.state for order in harness.orders()} == {State.CONFIRMED, State.PLACED}


def test_others_stay_whoever_they_are(harness: OrderHarness) -> None:
    harness.deliver(a_dozen_roses(FELIX), a_dozen_roses(), cancel(), ERASE)
    assert names_somebody(harness, FELIX.id)
    assert not names_somebody(harness)


def test_an_enquiry_is_closed_so_that_nobody_answers_a_stranger(harness: OrderHarness) -> None:
    harness.deliver(enquire(), quote(), ERASE)
    written = harness.enquiry()
    assert written.state is EnquiryState.DECLINED
    assert written.quote is not None
    assert written.quote.lines == tuple(replace(line, name="-") for line in QUOTE.lines)
    assert written.request.day == WEDDING
    assert not names_somebody(harness)


def test_the_order_of_an_event_forgets_whose_it_was(harness: OrderHarness) -> None:
    harness.deliver(enquire(), quote(), accept())
    (order,) = harness.orders()
    harness.deliver(cancel(key=order.id), ERASE)
    assert not names_somebody(harness)
    assert harness.order(order.id).occasion is not None


@proves("T46", "X22")
@pytest.mark.parametrize(
    "late",
    [a_dozen_roses(), enquire(), quote(), accept(), change_delivery(), ERASE],
    ids=lambda message: type(message).__name__,
)
def test_a_late_message_does_not_bring_them_back(harness: OrderHarness, late: Message) -> None:
    harness.deliver(a_dozen_roses(), cancel(), enquire(), quote(), ERASE)
    harness.discard_sent()
    assert harness.deliver(late) == 0
    assert not names_somebody(harness)
    assert {order.state for order in harness.orders()} == {State.CANCELLED}
    assert harness.enquiry().state is EnquiryState.DECLINED


@proves("X22")
def test_what_was_asked_before_and_arrives_after_is_cancelled_and_names_nobody(
    harness: OrderHarness,
) -> None:
    harness.deliver(ERASE)
    assert harness.deliver(a_dozen_roses(), enquire()) == 0
    (order,) = harness.orders()
    assert (order.state, order.reason) == (State.CANCELLED, Reason.CUSTOMER)
    assert harness.enquiry().state is EnquiryState.DECLINED
    assert harness.sent_to(INVENTORY) == [OrderCancelled(order)]
    assert not names_somebody(harness)


@proves("T24", "T25", "FM-K24-01:mitigation")
def test_an_erasure_that_could_not_be_announced_is_announced_when_it_comes_again(
    harness: OrderHarness, aws_server: AwsServer
) -> None:
    harness.after_sale(cancel())
    aws_server.stop_queue(PROFILES)
    assert harness.deliver(ERASE) == 1
    aws_server.client("sqs").create_queue(QueueName="profiles-inbox")
    assert harness.deliver(ERASE) == 0
    assert harness.sent_to(PROFILES) == [CustomerErased(FLORA)]
    assert not names_somebody(harness)
