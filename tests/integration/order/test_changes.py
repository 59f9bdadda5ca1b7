"""What a customer may still change: cancelling the order, and asking for another delivery."""

from datetime import datetime, timedelta

import pytest

from services.contracts.common import AuditEntry, Reason
from services.contracts.message import Message
from services.contracts.order_messages import (
    DeliveryChangeAnswered,
    DeliveryChangeRequested,
    OrderCancelled,
    OrderConfirmed,
    OrderRefreshed,
)
from services.contracts.orders import State
from services.manifest import AGGREGATOR, INVENTORY, INVOICING, NOTICES, PAYMENT
from tests.aws import AwsServer
from tests.claims import proves
from tests.integration.order.harness import (
    FLEUR,
    FRIDAY,
    OrderHarness,
    cancel,
    cancel_by_florist,
    change_delivery,
    reserved,
    ship,
    short,
)
from tests.shop import CUTOFF, FELIX, FLORA, NOW, TOMORROW, a_dozen_roses

LATER = NOW + timedelta(minutes=1)
FRIDAYS_CUTOFF = CUTOFF + timedelta(days=3)


# ---- giving it up ------------------------------------------------------------------------------


def test_a_customer_cancels_before_the_cutoff_and_every_receiver_is_informed(
    harness: OrderHarness,
) -> None:
    harness.after_sale()
    harness.deliver(cancel(at=CUTOFF - timedelta(seconds=1)))
    written = harness.order()
    assert (written.state, written.reason, written.kept) == (State.CANCELLED, Reason.CUSTOMER, 0)
    for receiver in (INVENTORY, PAYMENT, INVOICING, NOTICES, AGGREGATOR):
        assert harness.sent_to(receiver) == [OrderCancelled(written)]


@pytest.mark.parametrize("late", [cancel(at=CUTOFF), cancel(by=FELIX.id)], ids=["late", "stranger"])
def test_neither_a_stranger_nor_a_latecomer_cancels_an_order(
    harness: OrderHarness, late: Message
) -> None:
    before = harness.after_sale()
    assert harness.deliver(late) == 0
    assert harness.order() == before
    assert harness.sent_to(PAYMENT) == []


def test_a_florist_cancels_after_the_cutoff_with_a_reason_that_is_kept(
    harness: OrderHarness,
) -> None:
    harness.after_sale()
    after = CUTOFF + timedelta(hours=3)
    gone = cancel_by_florist(at=after, note="the van broke down")
    harness.deliver(gone, gone)
    written = harness.order()
    assert (written.state, written.reason) == (State.CANCELLED, Reason.FLORIST)
    assert written.history == (AuditEntry("cancelled", FLEUR, after, "the van broke down"),)


def test_a_shipped_order_is_cancelled_by_nobody(harness: OrderHarness) -> None:
    shipped = harness.after_sale(ship())
    harness.deliver(cancel(), cancel_by_florist())
    assert harness.order() == shipped
    assert harness.sent_to(PAYMENT) == []


# ---- another delivery --------------------------------------------------------------------------


@proves("T46")
def test_a_delivery_change_that_is_granted_has_a_new_cutoff(harness: OrderHarness) -> None:
    harness.after_sale()
    harness.deliver(change_delivery(), change_delivery())
    waiting = harness.order()
    assert (waiting.delivery.day, waiting.revision) == (TOMORROW, 1)
    assert harness.sent_to(INVENTORY) == [DeliveryChangeRequested(waiting)] * 2
    harness.deliver(reserved(revision=1, cutoff=FRIDAYS_CUTOFF))
    moved = harness.order()
    assert (moved.delivery.day, moved.changeable_until) == (FRIDAY, FRIDAYS_CUTOFF)
    assert (moved.requested_delivery, moved.state) == (None, State.CONFIRMED)
    assert harness.sent_to(PAYMENT) == [OrderConfirmed(moved)], "it must know the later day"


def test_a_delivery_change_that_is_refused_leaves_the_delivery_and_has_a_reason(
    harness: OrderHarness,
) -> None:
    before = harness.after_sale()
    harness.deliver(change_delivery(), short(revision=1))
    after = harness.order()
    assert (after.delivery, after.changeable_until) == (before.delivery, CUTOFF)
    assert (after.requested_delivery, after.delivery_change_refused) == (None, Reason.STOCK_SHORT)
    assert after.state is State.CONFIRMED


@pytest.mark.finding("M7")
def test_the_cards_text_is_changed_at_once_and_its_customer_is_told(harness: OrderHarness) -> None:
    before = harness.after_sale()
    change = change_delivery(day=before.delivery.day, card="Get well!")
    harness.deliver(change, change)
    after = harness.order()
    assert (after.card_message, after.card_changed_at) == ("Get well!", NOW)
    assert (after.delivery, after.requested_delivery) == (before.delivery, None)
    assert harness.sent_to(INVENTORY) == []
    assert harness.sent_to(NOTICES) == [DeliveryChangeAnswered(after)] * 2, "the mail is one"


@pytest.mark.finding("M7")
def test_a_card_that_is_changed_with_the_delivery_stays_when_that_is_refused(
    harness: OrderHarness,
) -> None:
    before = harness.after_sale()
    harness.deliver(change_delivery(card="Get well!"))
    assert harness.sent_to(NOTICES) == [], "one e-mail, when the delivery is decided"
    harness.deliver(short(revision=1))
    after = harness.order()
    assert (after.card_message, after.delivery) == ("Get well!", before.delivery)
    assert harness.sent_to(NOTICES) == [DeliveryChangeAnswered(after)]


@pytest.mark.finding("M7")
@pytest.mark.parametrize(
    ("at", "by"), [(CUTOFF, FLORA.id), (NOW, FELIX.id)], ids=["late", "stranger"]
)
def test_the_card_stays_once_the_florist_has_begun_and_for_strangers(
    harness: OrderHarness, at: datetime, by: str
) -> None:
    before = harness.after_sale()
    harness.deliver(change_delivery(day=before.delivery.day, at=at, by=by, card="Late"))
    assert harness.order() == before


@pytest.mark.finding("M7")
def test_an_older_text_of_the_card_does_not_replace_a_later_one(harness: OrderHarness) -> None:
    day = harness.after_sale().delivery.day
    harness.deliver(change_delivery(day=day, at=LATER, card="Later"))
    harness.deliver(change_delivery(day=day, at=NOW, card="Earlier"))
    assert harness.order().card_message == "Later"


@proves("FM-ORD-07:mitigation")
@pytest.mark.parametrize(
    "refused",
    [change_delivery(at=CUTOFF), change_delivery(by=FELIX.id), change_delivery(day=TOMORROW)],
    ids=["late", "stranger", "as it is"],
)
def test_some_delivery_changes_are_not_allowed(harness: OrderHarness, refused: Message) -> None:
    before = harness.after_sale()
    assert harness.deliver(refused) == 0
    assert harness.order() == before
    assert harness.sent_to(INVENTORY) == []
    assert harness.sent_to(AGGREGATOR) == [OrderRefreshed(before)]


@proves("X22")
def test_one_delivery_change_at_a_time_the_next_waits_for_the_last_ones_answer(
    harness: OrderHarness,
) -> None:
    back = change_delivery(day=TOMORROW, at=LATER)
    assert harness.deliver(change_delivery(at=NOW)) == 1, "not even the order itself is known"
    assert harness.deliver(a_dozen_roses(), change_delivery(at=NOW)) == 1, (
        "its own stems are not known of yet"
    )
    assert harness.deliver(reserved(), change_delivery(at=NOW), back) == 1
    assert harness.deliver(reserved(revision=1, cutoff=FRIDAYS_CUTOFF), back) == 0
    assert (harness.order().delivery.day, harness.order().revision) == (FRIDAY, 2)
    harness.deliver(reserved(revision=2))
    assert harness.order().delivery.day == TOMORROW


@proves("T46", "X22")
@pytest.mark.parametrize("late", [reserved(revision=1), short(revision=1), reserved(), short()])
def test_a_late_answer_to_an_older_request_changes_nothing(
    harness: OrderHarness, late: Message
) -> None:
    again = change_delivery(day=FRIDAY + timedelta(days=1), at=LATER)
    harness.after_sale(change_delivery(), short(revision=1), again)
    waiting = harness.order()
    assert harness.deliver(late) == 0
    assert harness.order() == waiting
    assert waiting.requested_delivery == again.delivery


def test_what_is_not_answered_yet_is_not_shipped_to_the_old_address(harness: OrderHarness) -> None:
    waiting = harness.after_sale(change_delivery())
    harness.deliver(ship())
    assert harness.order() == waiting
    harness.deliver(reserved(revision=1), ship())
    assert harness.order().state is State.SHIPPED


def test_what_is_reserved_for_an_order_that_was_cancelled_meanwhile_is_given_back(
    harness: OrderHarness,
) -> None:
    harness.after_sale(change_delivery(), cancel())
    harness.deliver(reserved(revision=1))
    assert harness.sent_to(INVENTORY) == [OrderCancelled(harness.order())]
    assert harness.order().delivery.day == TOMORROW


@proves("T24", "T25", "FM-K24-01:mitigation")
def test_a_request_whose_announcement_was_lost_is_announced_when_it_comes_again(
    harness: OrderHarness, aws_server: AwsServer
) -> None:
    harness.after_sale()
    aws_server.stop_queue(INVENTORY)
    assert harness.deliver(change_delivery()) == 1
    aws_server.client("sqs").create_queue(QueueName="inventory-inbox")
    assert harness.deliver(change_delivery()) == 0
    assert harness.sent_to(INVENTORY) == [DeliveryChangeRequested(harness.order())]
    assert harness.order().revision == 1
