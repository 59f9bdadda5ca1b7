"""Refresh requests: a view is absent or old, and its owner announces it again."""

import pytest

from services.contracts.commissions import (
    DeclineQuote,
    EnquiriesListed,
    EnquiryMissing,
    EnquiryRefreshed,
    RefreshEnquiries,
    RefreshEnquiry,
)
from services.contracts.identifiers import order_id
from services.contracts.order_messages import (
    DayListed,
    FindOrders,
    OrderMissing,
    OrderRefreshed,
    OrdersFound,
    OrdersListed,
    RefreshDay,
    RefreshOrder,
    RefreshOrders,
)
from services.manifest import AGGREGATOR
from services.policy.search import wanted
from services.runtime.envelope import read
from tests.claims import proves
from tests.integration.order.harness import (
    ENQUIRY_ID,
    FLEUR,
    FRIDAY,
    ORDER_ID,
    OrderHarness,
    change_delivery,
    enquire,
    quote,
    reserved,
)
from tests.shop import (
    DOZEN,
    FELIX,
    FLORA,
    NOW,
    TOMORROW,
    VASE,
    a_dozen_roses,
    place,
    request_for,
)

MOST_OF_A_MESSAGE = 256_000
"""Bytes: what SQS takes."""


@proves("T12", "E14", "X24")
def test_a_refresh_request_is_answered_with_the_order_or_that_there_is_none(
    harness: OrderHarness,
) -> None:
    harness.deliver(a_dozen_roses())
    harness.discard_sent()
    harness.deliver(RefreshOrder(ORDER_ID), RefreshOrder("a" * 26))
    assert harness.sent_to(AGGREGATOR) == [OrderRefreshed(harness.order()), OrderMissing("a" * 26)]


@proves("T12", "X24")
def test_a_refresh_request_is_answered_with_the_enquiry_or_that_there_is_none(
    harness: OrderHarness,
) -> None:
    harness.deliver(enquire())
    harness.discard_sent()
    harness.deliver(RefreshEnquiry(ENQUIRY_ID), RefreshEnquiry("a" * 26))
    assert harness.sent_to(AGGREGATOR) == [
        EnquiryRefreshed(harness.enquiry()),
        EnquiryMissing("a" * 26),
    ]


def test_a_customers_list_is_theirs_alone_and_empty_for_a_newcomer(harness: OrderHarness) -> None:
    harness.deliver(a_dozen_roses(), a_dozen_roses(FELIX), enquire())
    harness.discard_sent()
    harness.deliver(RefreshOrders(FLORA.id), RefreshOrders("sub-new"))
    harness.deliver(RefreshEnquiries(FLORA.id), RefreshEnquiries(FELIX.id))
    assert harness.sent_to(AGGREGATOR) == [
        OrdersListed(FLORA.id, (harness.order(),), last=True),
        OrdersListed("sub-new", (), last=True),
        EnquiriesListed(FLORA.id, (harness.enquiry(),), last=True),
        EnquiriesListed(FELIX.id, (), last=True),
    ]


def test_a_florist_sees_all_enquiries_that_are_open(harness: OrderHarness) -> None:
    harness.deliver(
        enquire(),
        enquire("key-0002"),
        quote(),
        DeclineQuote(ENQUIRY_ID, by=FLEUR, requested_at=NOW),
    )
    harness.discard_sent()
    harness.deliver(RefreshEnquiries())
    (told,) = harness.sent_to(AGGREGATOR)
    assert isinstance(told, EnquiriesListed)
    assert [enquiry.state for enquiry in told.enquiries] == ["enquired"]


def test_a_day_lists_what_is_delivered_on_it_also_after_it_was_changed(
    harness: OrderHarness,
) -> None:
    harness.deliver(a_dozen_roses(), a_dozen_roses(FELIX))
    harness.deliver(reserved(), change_delivery(FRIDAY), reserved(revision=1))
    harness.discard_sent()
    harness.deliver(RefreshDay(TOMORROW), RefreshDay(FRIDAY))
    felix = harness.order(order_id(FELIX.id, "key-0001"))
    assert harness.sent_to(AGGREGATOR) == [
        DayListed(TOMORROW, (felix,), last=True),
        DayListed(FRIDAY, (harness.order(),), last=True),
    ]


@proves("T24", "FM-K24-02:mitigation")
def test_long_lists_of_long_orders_are_sent_in_parts_that_fit_into_a_message(
    harness: OrderHarness,
) -> None:
    """Thirty orders of eighty lines would be one message of some 300 kB."""
    keys = [f"key-{at:04}" for at in range(30)]
    wanted = request_for(*((DOZEN, 1), (VASE, 1)) * 40)
    harness.deliver(*(place(wanted, key=key) for key in keys))
    harness.discard_sent()
    harness.deliver(RefreshOrders(FLORA.id), RefreshDay(TOMORROW))
    told = harness.aws_server.envelopes(AGGREGATOR)
    assert max(len(bytes(envelope.data)) for envelope in told) < MOST_OF_A_MESSAGE
    parts = [part for part in map(read, told) if isinstance(part, OrdersListed)]
    assert [part.last for part in parts] == [False, True]
    listed = [each.id for part in parts for each in part.orders]
    assert sorted(listed) == sorted(order_id(FLORA.id, key) for key in keys)


@pytest.mark.finding("M10")
def test_orders_are_found_by_the_names_the_phone_and_the_number(harness: OrderHarness) -> None:
    sold = harness.after_sale()
    for said in ("iris wiesen", "030 1234567", sold.id[:8], "amaryllis"):
        harness.deliver(FindOrders(wanted(said)))
        (found,) = harness.sent_to(AGGREGATOR)
        assert isinstance(found, OrdersFound)
        assert (found.ids, found.last, found.more) == ((sold.id,), True, False)
    harness.deliver(FindOrders(wanted("iris nobody")))
    (none,) = harness.sent_to(AGGREGATOR)
    assert isinstance(none, OrdersFound)
    assert (none.orders, none.ids) == ((), ())


@pytest.mark.finding("B20")
def test_more_than_a_thousand_orders_of_a_day_are_all_listed(harness: OrderHarness) -> None:
    sold = harness.after_sale()
    (row,) = harness.database["orders"].find()
    for at in range(1100):
        key = f"{at:026}"
        value = {**row["value"], "id": sold.id}
        harness.database["orders"].insert_one({**row, "_id": key, "value": value})
    harness.deliver(RefreshDay(sold.delivery.day), RefreshOrders(FLORA.id))
    listed = harness.sent_to(AGGREGATOR)
    for kind in (DayListed, OrdersListed):
        parts = [each for each in listed if isinstance(each, kind)]
        assert sum(len(each.orders) for each in parts) == 1101
