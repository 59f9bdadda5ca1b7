"""What customers ask for becomes an order, once, and everyone who has work to do is told."""

from datetime import timedelta

import pytest
from msgspec.structs import replace
from pymongo.database import Database

from services.contracts.common import Reason
from services.contracts.order_messages import (
    OrderCancelled,
    OrderPlaced,
    OrderRefreshed,
    PlaceOrder,
)
from services.contracts.orders import State, Stock
from services.contracts.profiles import Profile
from services.contracts.requests import mark_of
from services.manifest import AGGREGATOR, INVENTORY, NOTICES, ORDER, PAYMENT
from services.order import handler as order
from services.policy.unpaid import MOST_ORDERS
from services.profiles.domain import CustomerRecord
from services.profiles.repository import Profiles
from services.runtime.mongo import Document, NotTheOwnerError, own
from tests.aws import AwsServer
from tests.claims import proves
from tests.integration.conftest import Employ
from tests.integration.order.harness import OrderHarness, disconnected_worker, reserved
from tests.shop import (
    DOZEN,
    FLORA,
    FLORAS_ADDRESS,
    NOW,
    VASE,
    a_dozen_roses,
    place,
    request_for,
)


@proves("T22", "T23", "K24", "K25")
def test_an_order_is_priced_written_and_announced_to_all_who_have_work(
    harness: OrderHarness,
) -> None:
    assert harness.deliver(place(request_for((DOZEN, 2), (VASE, 1)))) == 0
    (written,) = harness.orders()
    assert (written.state, written.total) == (State.PLACED, 2 * 4200 + 1890)
    assert written.stems() == {"rose-red": 24, "eucalyptus": 6, "vase-glass": 1}
    for receiver in (INVENTORY, PAYMENT, NOTICES, AGGREGATOR):
        assert harness.sent_to(receiver) == [OrderPlaced(written)]


@proves("T46", "E16", "FM-SQS-02:mitigation")
def test_the_same_request_delivered_twice_is_one_order(harness: OrderHarness) -> None:
    harness.deliver(a_dozen_roses(), a_dozen_roses())
    harness.deliver(place(request_for((VASE, 1)), key="key-0001"))
    (written,) = harness.orders()
    assert written.total == 4200
    assert harness.sent_to(INVENTORY) == [OrderPlaced(written)] * 3


@proves("T25", "T48", "E22", "FM-K25-03:mitigation")
def test_when_the_database_is_down_the_message_stays_and_the_order_appears_once_later(
    harness: OrderHarness, employ: Employ, mongodb_uri: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URI", "mongodb://127.0.0.1:9/")
    assert disconnected_worker().deliver(a_dozen_roses()) == 1
    assert harness.sent_to(INVENTORY) == []
    monkeypatch.setenv("DATABASE_URI", mongodb_uri)
    assert employ(order).deliver(a_dozen_roses()) == 0
    assert len(harness.orders()) == 1


@proves("T24", "T25", "X22", "FM-K24-01:effect", "FM-K24-01:mitigation", "FM-SQS-01:mitigation")
def test_when_an_announcement_cannot_be_sent_it_is_made_when_the_message_comes_again(
    harness: OrderHarness, aws_server: AwsServer
) -> None:
    aws_server.stop_queue(PAYMENT)
    assert harness.deliver(a_dozen_roses()) == 1
    (written,) = harness.orders()
    aws_server.client("sqs").create_queue(QueueName="payment-inbox")
    assert harness.deliver(a_dozen_roses()) == 0
    assert harness.sent_to(PAYMENT) == [OrderPlaced(written)]
    assert harness.orders() == [written]


@proves("T21", "T22", "FM-K25-05:mitigation")
def test_order_can_write_nothing_but_its_own(mongodb: Database[Document]) -> None:
    for collection in ("items", "profiles", "payments", "invoices", "views", "anything"):
        with pytest.raises(NotTheOwnerError, match="order may not write"):
            own(mongodb, collection, ORDER)


def test_the_profile_names_the_buyer_when_the_order_does_not(
    harness: OrderHarness, mongodb: Database[Document]
) -> None:
    profile = Profile(FLORA.id, "flora@example.com", "Flora", FLORAS_ADDRESS)
    Profiles(mongodb).add(CustomerRecord(FLORA.id, profile))
    harness.deliver(place(request_for((DOZEN, 1), buyer=None)))
    (written,) = harness.orders()
    assert (written.state, written.buyer) == (State.PLACED, FLORAS_ADDRESS)


def test_an_order_without_anybody_to_invoice_is_cancelled_with_the_reason(
    harness: OrderHarness,
) -> None:
    harness.deliver(place(request_for((DOZEN, 1), buyer=None)))
    (written,) = harness.orders()
    assert harness.sent_to(AGGREGATOR) == [OrderCancelled(written)]
    assert written.reason is Reason.BUYER_UNKNOWN


def test_what_is_not_sold_is_not_ordered(
    harness: OrderHarness, mongodb: Database[Document]
) -> None:
    mongodb["items"].delete_many({})
    harness.deliver(a_dozen_roses())
    (written,) = harness.orders()
    assert harness.sent_to(AGGREGATOR) == [OrderCancelled(written)]
    assert written.reason is Reason.UNKNOWN_SKU


@proves("X22", "FM-SQS-03:mitigation")
def test_a_fact_about_an_order_that_is_not_known_yet_comes_again(harness: OrderHarness) -> None:
    assert harness.deliver(reserved()) == 1
    assert harness.deliver(a_dozen_roses(), reserved()) == 0
    assert harness.order().stock is Stock.RESERVED


@proves("FM-DB-06:mitigation")
def test_every_look_into_the_books_has_its_index(
    employ: Employ, mongodb: Database[Document]
) -> None:
    employ(order).deliver(a_dozen_roses())
    of_orders, of_enquiries = (
        {name: index["key"] for name, index in mongodb[collection].index_information().items()}
        for collection in ("orders", "enquiries")
    )
    assert of_orders["customer"] == [("customer", 1), ("placed_at", -1)]
    assert of_orders["overdue"] == [("state", 1), ("pay_by", 1)]
    assert of_orders["day"] == [("day", 1), ("_id", 1)]
    assert of_orders["changed"] == [("changed_at", 1), ("_id", 1)]
    assert of_enquiries["customer"] == [("customer", 1), ("asked_at", -1)]
    assert of_enquiries["open"] == [("state", 1), ("asked_at", -1)]
    assert of_enquiries["overdue"] == [("state", 1), ("valid_until", 1)]


def an_order_at(minute: int) -> PlaceOrder:
    at = NOW + timedelta(minutes=minute)
    return place(request_for((DOZEN, 1)), key=f"key-{minute:04}", at=at)


@pytest.mark.finding("A8")
def test_a_customer_who_pays_for_nothing_gets_no_more_than_a_few_orders(
    harness: OrderHarness,
) -> None:
    harness.deliver(*[an_order_at(minute) for minute in range(MOST_ORDERS + 2)])
    refused = [order for order in harness.orders() if order.reason is Reason.TOO_MUCH_UNPAID]
    assert {order.id for order in refused} == {
        an_order_at(minute).order_id for minute in (MOST_ORDERS, MOST_ORDERS + 1)
    }
    told = harness.sent_to(INVENTORY)
    assert [type(event) for event in told] == [OrderPlaced] * MOST_ORDERS + [OrderCancelled] * 2
    harness.deliver(an_order_at(0), an_order_at(MOST_ORDERS))
    assert [type(event) for event in harness.sent_to(INVENTORY)] == [OrderPlaced, OrderCancelled]


@pytest.mark.finding("B03", "A9")
def test_of_ten_orders_at_once_with_one_key_one_is_kept_and_nine_are_told(
    harness: OrderHarness,
) -> None:
    bodies = [request_for((DOZEN, count)) for count in range(1, 11)]
    marks = [
        mark_of(by=FLORA.id, operation="place_order", about="", key="key-0001", body=b"%d" % count)
        for count in range(10)
    ]
    asked = [replace(place(body), mark=mark) for body, mark in zip(bodies, marks, strict=True)]
    harness.deliver(*asked)
    (kept,) = harness.orders()
    assert (kept.state, kept.total) == (State.PLACED, bodies[0].expected_total)
    assert [refused.mark for refused in kept.requests.refused] == marks[1:]
    assert {refused.field for refused in kept.requests.refused} == {"Idempotency-Key"}
    shown = harness.sent_to(AGGREGATOR)[-1]
    assert shown == OrderRefreshed(kept)
