"""What a customer may still change: giving the order up, and wishing for another delivery."""

from datetime import timedelta

import pytest

from services.contracts.common import AuditEntry, Reason
from services.contracts.message import Message
from services.contracts.order_messages import (
    DeliveryChangeRequested,
    OrderCancelled,
    OrderConfirmed,
    OrderRefreshed,
)
from services.contracts.orders import State
from services.manifest import AGGREGATOR, INVENTORY, INVOICING, NOTICES, PAYMENT
from tests.aws import AwsServer
from tests.claims import proves
from tests.integration.order.desk import (
    FLEUR,
    FRIDAY,
    Desk,
    cancel,
    cancel_by_florist,
    reserved,
    ship,
    short,
    wish,
)
from tests.shop import CUTOFF, FELIX, NOW, TOMORROW, a_dozen_roses

LATER = NOW + timedelta(minutes=1)
FRIDAYS_CUTOFF = CUTOFF + timedelta(days=3)


# ---- giving it up ------------------------------------------------------------------------------


def test_a_customer_gives_an_order_up_before_the_cutoff_and_everybody_hears_it(
    desk: Desk,
) -> None:
    desk.sells()
    desk.deliver(cancel(at=CUTOFF - timedelta(seconds=1)))
    written = desk.order()
    assert (written.state, written.reason, written.kept) == (State.CANCELLED, Reason.CUSTOMER, 0)
    for receiver in (INVENTORY, PAYMENT, INVOICING, NOTICES, AGGREGATOR):
        assert desk.said_to(receiver) == [OrderCancelled(written)]


@pytest.mark.parametrize("late", [cancel(at=CUTOFF), cancel(by=FELIX.id)], ids=["late", "stranger"])
def test_neither_a_stranger_nor_a_latecomer_gives_an_order_up(desk: Desk, late: Message) -> None:
    before = desk.sells()
    assert desk.deliver(late) == 0
    assert desk.order() == before
    assert desk.said_to(PAYMENT) == []


def test_a_florist_gives_an_order_up_after_the_cutoff_with_a_reason_that_is_kept(
    desk: Desk,
) -> None:
    desk.sells()
    after = CUTOFF + timedelta(hours=3)
    gone = cancel_by_florist(at=after, note="the van broke down")
    desk.deliver(gone, gone)
    written = desk.order()
    assert (written.state, written.reason) == (State.CANCELLED, Reason.FLORIST)
    assert written.history == (AuditEntry("cancelled", FLEUR, after, "the van broke down"),)


def test_a_shipped_order_is_given_up_by_nobody(desk: Desk) -> None:
    shipped = desk.sells(ship())
    desk.deliver(cancel(), cancel_by_florist())
    assert desk.order() == shipped
    assert desk.said_to(PAYMENT) == []


# ---- another delivery --------------------------------------------------------------------------


@proves("T46")
def test_a_wish_that_can_be_had_is_the_delivery_and_has_a_new_cutoff(desk: Desk) -> None:
    desk.sells()
    desk.deliver(wish(), wish())
    waiting = desk.order()
    assert (waiting.delivery.day, waiting.revision) == (TOMORROW, 1)
    assert desk.said_to(INVENTORY) == [DeliveryChangeRequested(waiting)] * 2
    desk.deliver(reserved(revision=1, cutoff=FRIDAYS_CUTOFF))
    moved = desk.order()
    assert (moved.delivery.day, moved.changeable_until) == (FRIDAY, FRIDAYS_CUTOFF)
    assert (moved.requested_delivery, moved.state) == (None, State.CONFIRMED)
    assert desk.said_to(PAYMENT) == [OrderConfirmed(moved)], "it must know the later day"


def test_a_wish_that_cannot_be_had_leaves_the_delivery_as_it_was_and_says_why(desk: Desk) -> None:
    before = desk.sells()
    desk.deliver(wish(), short(revision=1))
    after = desk.order()
    assert (after.delivery, after.changeable_until) == (before.delivery, CUTOFF)
    assert (after.requested_delivery, after.delivery_change_refused) == (None, Reason.STOCK_SHORT)
    assert after.state is State.CONFIRMED


@proves("FM-ORD-07:mitigation")
@pytest.mark.parametrize(
    "refused",
    [wish(at=CUTOFF), wish(by=FELIX.id), wish(day=TOMORROW)],
    ids=["late", "stranger", "as it is"],
)
def test_some_wishes_are_not_heard(desk: Desk, refused: Message) -> None:
    before = desk.sells()
    assert desk.deliver(refused) == 0
    assert desk.order() == before
    assert desk.said_to(INVENTORY) == []
    assert desk.said_to(AGGREGATOR) == [OrderRefreshed(before)]


@proves("X22")
def test_one_wish_at_a_time_the_next_comes_again_until_the_last_is_answered(desk: Desk) -> None:
    back = wish(day=TOMORROW, at=LATER)
    assert desk.deliver(wish(at=NOW)) == 1, "not even the order itself is known"
    assert desk.deliver(a_dozen_roses(), wish(at=NOW)) == 1, "its own stems are not known of yet"
    assert desk.deliver(reserved(), wish(at=NOW), back) == 1
    assert desk.deliver(reserved(revision=1, cutoff=FRIDAYS_CUTOFF), back) == 0
    assert (desk.order().delivery.day, desk.order().revision) == (FRIDAY, 2)
    desk.deliver(reserved(revision=2))
    assert desk.order().delivery.day == TOMORROW


@proves("T46", "X22")
@pytest.mark.parametrize("late", [reserved(revision=1), short(revision=1), reserved(), short()])
def test_a_late_answer_to_an_older_wish_changes_nothing(desk: Desk, late: Message) -> None:
    again = wish(day=FRIDAY + timedelta(days=1), at=LATER)
    desk.sells(wish(), short(revision=1), again)
    waiting = desk.order()
    assert desk.deliver(late) == 0
    assert desk.order() == waiting
    assert waiting.requested_delivery == again.delivery


def test_what_is_not_answered_yet_is_not_shipped_to_the_old_address(desk: Desk) -> None:
    waiting = desk.sells(wish())
    desk.deliver(ship())
    assert desk.order() == waiting
    desk.deliver(reserved(revision=1), ship())
    assert desk.order().state is State.SHIPPED


def test_what_is_set_aside_for_an_order_that_was_given_up_meanwhile_is_given_back(
    desk: Desk,
) -> None:
    desk.sells(wish(), cancel())
    desk.deliver(reserved(revision=1))
    assert desk.said_to(INVENTORY) == [OrderCancelled(desk.order())]
    assert desk.order().delivery.day == TOMORROW


@proves("T24", "T25", "FM-K24-01:mitigation")
def test_a_wish_whose_announcement_was_lost_is_announced_when_it_comes_again(
    desk: Desk, aws_server: AwsServer
) -> None:
    desk.sells()
    aws_server.stop_queue(INVENTORY)
    assert desk.deliver(wish()) == 1
    aws_server.client("sqs").create_queue(QueueName="inventory-inbox")
    assert desk.deliver(wish()) == 0
    assert desk.said_to(INVENTORY) == [DeliveryChangeRequested(desk.order())]
    assert desk.order().revision == 1
