"""What florists do about orders, one or many, and that it is written down who did it and when."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.contracts.common import AuditEntry
from services.contracts.identifiers import order_id
from services.contracts.invoices import CreditNoteIssued, Invoice
from services.contracts.order_messages import (
    DepartOrder,
    ExpireOrder,
    OrderDelivered,
    OrderRefunded,
    OrderShipped,
    OrderSubstituted,
    SubstituteStems,
)
from services.contracts.order_requests import OrderRequest, SubstitutionPolicy
from services.contracts.orders import MOST_AUDIT_ENTRIES, State, Substitute
from services.contracts.payments import PaymentExpired, PaymentRefunded
from services.manifest import AGGREGATOR, INVENTORY, INVOICING, NOTICES, ORDER, PAYMENT
from services.runtime.bus import Queues
from tests.aws import AwsServer
from tests.claims import proves
from tests.integration.order.harness import (
    FLEUR,
    ORDER_ID,
    PRICE,
    OrderHarness,
    authorised,
    cancel,
    captured,
    change_delivery,
    deliver,
    refund,
    reserved,
    ship,
    undo,
)
from tests.lambdas import TRACE
from tests.logs import LogRecords
from tests.shop import DOZEN, FLORA, NOW, a_dozen_roses, place, request_for

NOON = NOW + timedelta(hours=3)
NOTE = Invoice("C2026-000001", "credit-notes/2026/C2026-000001.pdf", NOW)


# ---- on the way --------------------------------------------------------------------------------


def test_an_order_is_shipped_and_delivered_and_it_is_written_down_who_did_it(
    harness: OrderHarness,
) -> None:
    harness.after_sale()
    harness.deliver(ship(), ship())
    shipped = harness.order()
    for receiver in (INVENTORY, PAYMENT, NOTICES):
        assert harness.sent_to(receiver) == [OrderShipped(shipped)] * 2
    assert harness.sent_to(AGGREGATOR)[1:] == [OrderShipped(shipped)] * 2
    harness.deliver(deliver(at=NOON), deliver(at=NOON))
    assert harness.order().history == (
        AuditEntry("shipped", FLEUR, NOW),
        AuditEntry("delivered", FLEUR, NOON),
    )
    assert harness.sent_to(NOTICES) == [OrderDelivered(harness.order())] * 2


@pytest.mark.finding("H6")
@given(clicks=st.lists(st.sampled_from(["ship", "deliver"]), max_size=6))
@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_no_clicks_within_a_second_ship_and_deliver(
    harness: OrderHarness, clicks: list[str]
) -> None:
    harness.may_undo = True
    key = f"key-{harness.clock.now.timestamp()}"
    harness.clock.passes(hours=1)
    sold = order_id(FLORA.id, key)
    harness.deliver(a_dozen_roses(key=key), reserved(sold), authorised(sold))
    harness.discard_sent()
    for at, click in enumerate(clicks):
        moment = NOW + timedelta(milliseconds=100 * at)
        harness.deliver(ship(sold, at=moment) if click == "ship" else deliver(sold, at=moment))
    order = harness.order(sold)
    assert (order.state, order.leaves_at is not None) == (State.CONFIRMED, "ship" in clicks)
    for receiver in (INVENTORY, PAYMENT, NOTICES):
        assert harness.sent_to(receiver) == [], "nobody pays, and nobody is written to"


@pytest.mark.finding("H6")
def test_a_shipment_is_undone_within_a_minute_and_nobody_has_paid(harness: OrderHarness) -> None:
    harness.after_sale()
    harness.may_undo = True
    harness.deliver(ship())
    harness.deliver(undo(NOON), undo(NOON))
    assert harness.depart() == 0, "what was to leave then stays"
    order = harness.order()
    assert (order.state, order.leaves_at) == (State.CONFIRMED, None)
    assert [entry.what for entry in order.history] == ["shipped", "shipment_undone"]
    for receiver in (INVENTORY, PAYMENT, NOTICES):
        assert harness.sent_to(receiver) == []


@pytest.mark.finding("H6")
def test_what_was_undone_is_not_shipped_by_a_repeat_but_by_another_request(
    harness: OrderHarness,
) -> None:
    harness.after_sale()
    harness.may_undo = True
    harness.deliver(ship(), undo(NOON), ship())
    assert harness.order().leaves_at is None
    harness.may_undo = False
    harness.deliver(ship(at=NOON + timedelta(minutes=1)))
    assert harness.order().state is State.SHIPPED


@pytest.mark.finding("H6")
def test_what_has_left_cannot_be_undone(harness: OrderHarness) -> None:
    harness.after_sale()
    harness.deliver(ship(), undo(NOON))
    assert harness.order().state is State.SHIPPED


@pytest.mark.finding("H6")
def test_what_is_about_to_leave_is_neither_cancelled_nor_moved_nor_filled_with_others(
    harness: OrderHarness,
) -> None:
    harness.after_sale()
    harness.may_undo = True
    harness.deliver(ship())
    before = harness.order()
    substitute = SubstituteStems(
        ORDER_ID, "s1", "rose-red", "eucalyptus", 2, by=FLEUR, requested_at=NOW
    )
    assert harness.deliver(cancel(), change_delivery(), substitute) == 0
    assert harness.order() == before


@pytest.mark.finding("H6")
def test_an_order_whose_payment_ends_before_it_leaves_stays_in_the_shop(
    harness: OrderHarness,
) -> None:
    harness.after_sale()
    harness.may_undo = True
    harness.deliver(ship(), PaymentExpired(ORDER_ID, "attempt-1", version=9))
    assert harness.depart() == 0
    order = harness.order()
    assert (order.state, order.leaves_at) == (State.CONFIRMED, None)
    assert harness.sent_to(INVENTORY) == []


@pytest.mark.finding("H6")
def test_the_time_to_undo_is_kept_by_the_bus_and_not_by_a_browser() -> None:
    calls: list[dict[str, Any]] = []

    class Recorder:
        def call(self, _service: str, _operation: str, parameters: dict[str, Any]) -> None:
            calls.append(parameters)

    recorder: Any = Recorder()
    bus = Queues(recorder, {ORDER: "https://queue"})
    bus.publish(DepartOrder(ORDER_ID, NOW, 60), TRACE)
    bus.publish(ExpireOrder(ORDER_ID), TRACE)
    assert [call.get("DelaySeconds") for call in calls] == [60, None]


@proves("T28", "FM-ORD-06:mitigation")
def test_an_order_that_is_not_paid_for_is_not_shipped(harness: OrderHarness) -> None:
    harness.deliver(a_dozen_roses(), reserved())
    harness.discard_sent()
    assert harness.deliver(ship(), deliver()) == 0
    assert (harness.order().state, harness.order().history) == (State.PLACED, ())
    assert harness.sent_to(INVENTORY) == []


@proves("T46")
def test_of_many_orders_one_that_cannot_be_shipped_holds_up_none_of_the_others(
    harness: OrderHarness, log_records: LogRecords
) -> None:
    keys = [f"key-{at:04}" for at in range(3)]
    first, unpaid, last = (order_id(FLORA.id, key) for key in keys)
    harness.deliver(*(a_dozen_roses(key=key) for key in keys))
    harness.deliver(*(reserved(each) for each in (first, unpaid, last)))
    harness.deliver(authorised(first), authorised(last))
    assert harness.deliver(ship(first, "a" * 26, unpaid, last)) == 0
    states = [harness.order(each).state for each in (first, unpaid, last)]
    assert states == [State.SHIPPED, State.PLACED, State.SHIPPED]
    assert harness.deliver(deliver(unpaid, "a" * 26, first, last)) == 0
    states = [harness.order(each).state for each in (first, unpaid, last)]
    assert states == [State.DELIVERED, State.PLACED, State.DELIVERED]
    refusals = [
        (record["asked"], record["order_id"])
        for record in log_records()
        if record["message"].startswith("refused")
    ]
    assert refusals == [
        ("shipped", "a" * 26),
        ("shipped", unpaid),
        ("delivered", unpaid),
        ("delivered", "a" * 26),
    ]


@proves("T24", "U5", "FM-K24-01:mitigation")
def test_an_order_that_arrives_before_its_shipping_could_be_announced_is_paid_for_all_the_same(
    harness: OrderHarness, aws_server: AwsServer
) -> None:
    harness.after_sale()
    aws_server.stop_queue(PAYMENT)
    assert harness.deliver(ship()) == 1
    aws_server.client("sqs").create_queue(QueueName="payment-inbox")
    assert harness.deliver(deliver(), ship()) == 0
    assert harness.order().state is State.DELIVERED
    assert harness.sent_to(PAYMENT) == [OrderShipped(harness.order())]


# ---- giving back -------------------------------------------------------------------------------


def test_a_part_of_the_price_is_promised_back_once_with_its_reason(harness: OrderHarness) -> None:
    harness.after_sale(ship(), captured())
    harness.deliver(refund(700), refund(700))
    written = harness.order()
    assert [(r.id, r.amount, r.reason) for r in written.refunds] == [("r1", 700, "two were wilted")]
    assert written.history[-1] == AuditEntry("refunded", FLEUR, NOW, "two were wilted")
    for receiver in (PAYMENT, INVOICING):
        assert harness.sent_to(receiver) == [OrderRefunded(written)] * 2


@proves("T46")
def test_never_more_is_promised_back_than_was_taken(harness: OrderHarness) -> None:
    harness.after_sale()
    harness.deliver(refund(1))
    assert harness.order().refunds == (), "it is held, not taken"
    harness.deliver(ship(), captured(), refund(3000, "r1"), refund(1201, "r2"), refund(1200, "r3"))
    assert [r.id for r in harness.order().refunds] == ["r1", "r3"]
    assert (harness.order().refunded, harness.order().taken) == (PRICE, 0)
    harness.deliver(refund(1, "r4"))
    assert harness.order().refunded == PRICE


def test_of_a_cancelled_order_everything_goes_back_at_once_so_that_no_part_can(
    harness: OrderHarness,
) -> None:
    cancelled = harness.after_sale(captured(), cancel())
    harness.deliver(refund(100))
    assert harness.order() == cancelled
    assert harness.sent_to(PAYMENT) == []


def test_a_refund_is_paid_and_credited_each_once_whichever_comes_first(
    harness: OrderHarness,
) -> None:
    harness.after_sale(ship(), captured(), refund(700, "r1"), refund(300, "r2"))
    credited = CreditNoteIssued(ORDER_ID, FLORA.id, NOTE, refund="r2")
    paid = PaymentRefunded(ORDER_ID, FLORA.id, "r2", 300, "EUR")
    harness.deliver(credited, paid, credited, paid)
    first, second = harness.order().refunds
    assert (first.credit_note, first.is_paid) == (None, False)
    assert (second.credit_note, second.is_paid) == (NOTE, True)


@proves("FM-K24-02:mitigation")
def test_after_so_many_acts_of_the_staff_a_message_about_an_order_would_not_fit_any_more(
    harness: OrderHarness,
) -> None:
    harness.after_sale(ship(), captured(), *(refund(1, f"r{at}") for at in range(60)))
    assert len(harness.order().history) == MOST_AUDIT_ENTRIES
    harness.deliver(deliver())
    assert harness.order().state is State.DELIVERED


# ---- other stems -------------------------------------------------------------------------------


def substitution(
    quantity: int = 4, name: str = "s1", instead_of: str = "rose-red"
) -> SubstituteStems:
    return SubstituteStems(
        ORDER_ID, name, instead_of, "eucalyptus", quantity, by=FLEUR, requested_at=NOW
    )


@proves("FM-STK-04:restoration")
def test_a_florist_takes_other_stems_and_inventory_is_informed(harness: OrderHarness) -> None:
    harness.after_sale()
    harness.deliver(substitution(), substitution())
    written = harness.order()
    assert written.substitutes == (Substitute("s1", "rose-red", "eucalyptus", 4),)
    assert written.history == (
        AuditEntry("substituted", FLEUR, NOW, "4 eucalyptus instead of rose-red"),
    )
    assert harness.sent_to(INVENTORY) == [OrderSubstituted(written)] * 2


@proves("T46")
@pytest.mark.parametrize(
    "refused", [substitution(9, "s2"), substitution(1, "s2", "tulip")], ids=["too many", "none"]
)
def test_no_more_stems_are_replaced_than_the_order_has(
    harness: OrderHarness, refused: SubstituteStems
) -> None:
    """Twelve red roses, four of which are replaced already."""
    before = harness.after_sale(substitution())
    harness.deliver(refused)
    assert harness.order() == before
    harness.deliver(substitution(8, "s3"))
    assert sum(s.quantity for s in harness.order().substitutes) == 12


def test_who_wants_nothing_replaced_gets_nothing_replaced(harness: OrderHarness) -> None:
    request = msgspec.structs.replace(request_for((DOZEN, 1)), substitution=SubstitutionPolicy.NONE)
    assert isinstance(request, OrderRequest)
    harness.deliver(place(request), reserved(), authorised())
    harness.discard_sent()
    harness.deliver(substitution())
    assert (harness.order().substitution, harness.order().substitutes) == (
        SubstitutionPolicy.NONE,
        (),
    )
    assert harness.sent_to(INVENTORY) == []


def test_what_has_left_the_shop_is_not_replaced(harness: OrderHarness) -> None:
    shipped = harness.after_sale(ship())
    harness.deliver(substitution())
    assert harness.order() == shipped
