"""Somebody looks at something whose view is absent or old: its owner announces it again."""

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
    OrderMissing,
    OrderRefreshed,
    OrdersListed,
    RefreshDay,
    RefreshOrder,
    RefreshOrders,
)
from services.manifest import AGGREGATOR
from services.runtime.envelope import read
from tests.claims import proves
from tests.integration.order.desk import (
    ENQUIRY_ID,
    FLEUR,
    FRIDAY,
    ORDER_ID,
    Desk,
    enquire,
    quote,
    reserved,
    wish,
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
def test_a_kick_is_answered_with_the_order_or_with_the_news_that_there_is_none(desk: Desk) -> None:
    desk.deliver(a_dozen_roses())
    desk.forget_what_was_said()
    desk.deliver(RefreshOrder(ORDER_ID), RefreshOrder("a" * 26))
    assert desk.said_to(AGGREGATOR) == [OrderRefreshed(desk.order()), OrderMissing("a" * 26)]


@proves("T12", "X24")
def test_a_kick_is_answered_with_the_enquiry_or_with_the_news_that_there_is_none(
    desk: Desk,
) -> None:
    desk.deliver(enquire())
    desk.forget_what_was_said()
    desk.deliver(RefreshEnquiry(ENQUIRY_ID), RefreshEnquiry("a" * 26))
    assert desk.said_to(AGGREGATOR) == [EnquiryRefreshed(desk.enquiry()), EnquiryMissing("a" * 26)]


def test_a_customers_list_is_theirs_alone_and_empty_for_a_newcomer(desk: Desk) -> None:
    desk.deliver(a_dozen_roses(), a_dozen_roses(FELIX), enquire())
    desk.forget_what_was_said()
    desk.deliver(RefreshOrders(FLORA.id), RefreshOrders("sub-new"))
    desk.deliver(RefreshEnquiries(FLORA.id), RefreshEnquiries(FELIX.id))
    assert desk.said_to(AGGREGATOR) == [
        OrdersListed(FLORA.id, (desk.order(),), last=True),
        OrdersListed("sub-new", (), last=True),
        EnquiriesListed(FLORA.id, (desk.enquiry(),), last=True),
        EnquiriesListed(FELIX.id, (), last=True),
    ]


def test_a_florist_sees_all_enquiries_that_are_open(desk: Desk) -> None:
    desk.deliver(enquire(), enquire("key-0002"), quote(), DeclineQuote(ENQUIRY_ID, FLEUR, NOW))
    desk.forget_what_was_said()
    desk.deliver(RefreshEnquiries())
    (told,) = desk.said_to(AGGREGATOR)
    assert isinstance(told, EnquiriesListed)
    assert [enquiry.state for enquiry in told.enquiries] == ["enquired"]


def test_a_day_lists_what_is_delivered_on_it_also_after_it_was_changed(desk: Desk) -> None:
    desk.deliver(a_dozen_roses(), a_dozen_roses(FELIX))
    desk.deliver(reserved(), wish(FRIDAY), reserved(revision=1))
    desk.forget_what_was_said()
    desk.deliver(RefreshDay(TOMORROW), RefreshDay(FRIDAY))
    felix = desk.order(order_id(FELIX.id, "key-0001"))
    assert desk.said_to(AGGREGATOR) == [
        DayListed(TOMORROW, (felix,), last=True),
        DayListed(FRIDAY, (desk.order(),), last=True),
    ]


@proves("T24", "FM-K24-02:mitigation")
def test_long_lists_of_long_orders_are_told_in_parts_that_fit_into_a_message(desk: Desk) -> None:
    """Thirty orders of eighty lines would be one message of some 300 kB."""
    keys = [f"key-{at:04}" for at in range(30)]
    wanted = request_for(*((DOZEN, 1), (VASE, 1)) * 40)
    desk.deliver(*(place(wanted, key=key) for key in keys))
    desk.forget_what_was_said()
    desk.deliver(RefreshOrders(FLORA.id), RefreshDay(TOMORROW))
    told = desk.aws_server.envelopes(AGGREGATOR)
    assert max(len(bytes(envelope.data)) for envelope in told) < MOST_OF_A_MESSAGE
    parts = [part for part in map(read, told) if isinstance(part, OrdersListed)]
    assert [part.last for part in parts] == [False, True]
    listed = [each.id for part in parts for each in part.orders]
    assert sorted(listed) == sorted(order_id(FLORA.id, key) for key in keys)
