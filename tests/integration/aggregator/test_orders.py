"""The views of orders only move forward, whatever comes first, and vanish when they are old."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from msgspec.structs import replace

from services.contracts.invoices import CreditNoteIssued, Invoice, InvoiceIssued
from services.contracts.message import Message
from services.contracts.order_messages import (
    DayListed,
    DeliveryChangeAnswered,
    DeliveryChangeRequested,
    OrderCancelled,
    OrderConfirmed,
    OrderDelivered,
    OrderMissing,
    OrderPlaced,
    OrderRefreshed,
    OrderRefunded,
    OrderShipped,
    OrdersListed,
    OrderSubstituted,
    PaymentRequested,
)
from services.contracts.orders import Refund, State
from services.contracts.views import HARD, NOT_FOUND_FOR, day_orders_view, order_view, orders_view
from tests.claims import proves
from tests.integration.aggregator.conftest import Harness
from tests.shop import FELIX, FLORA, NOW, TOMORROW, an_order

PLACED = an_order()
CONFIRMED = replace(PLACED, state=State.CONFIRMED, version=3)
SHIPPED = replace(PLACED, state=State.SHIPPED, version=4)
INVOICE = Invoice("2027-000042", "invoices/2027/2027-000042.pdf", NOW)
NOTE = Invoice("C2027-000001", "credit-notes/2027/C2027-000001.pdf", NOW)
INVOICED = InvoiceIssued(PLACED.id, FLORA.id, INVOICE)
CREDITED = CreditNoteIssued(PLACED.id, FLORA.id, NOTE)
PART_CREDITED = CreditNoteIssued(PLACED.id, FLORA.id, NOTE, refund="r1")
STORY: tuple[Message, ...] = (
    OrderPlaced(PLACED),
    OrderConfirmed(CONFIRMED),
    OrderShipped(SHIPPED),
    INVOICED,
)
REFUNDED = replace(SHIPPED, refunds=(Refund("r1", 700, "wilted"),), version=6)


@proves("T20", "T46", "X22", "K15", "K16", "FM-CACHE-07:mitigation")
@pytest.mark.parametrize("story", list(permutations(STORY)))
def test_in_whatever_order_and_however_often_events_come_the_view_ends_the_same(
    harness: Harness, story: tuple[Message, ...]
) -> None:
    harness.deliver(*story, *story[:2])
    shown = harness.view(order_view(PLACED.id))
    assert (shown["version"], shown["order"]["state"]) == (4, "shipped")
    assert shown["invoice"]["number"] == INVOICE.number
    assert (shown["customer"], shown["kind"]) == (FLORA.id, "order")


@pytest.mark.parametrize(
    "kind",
    [
        OrderPlaced, OrderConfirmed, OrderShipped, OrderDelivered, OrderCancelled, OrderRefunded,
        DeliveryChangeRequested, DeliveryChangeAnswered, OrderSubstituted, PaymentRequested,
        OrderRefreshed,
    ],
)  # fmt: skip
def test_every_event_of_an_order_shows_it(harness: Harness, kind: type[OrderPlaced]) -> None:
    harness.deliver(kind(SHIPPED))
    assert harness.view(order_view(PLACED.id))["order"]["state"] == "shipped"


@proves("T46", "X22", "FM-CACHE-07:mitigation")
@pytest.mark.parametrize(
    "story", list(permutations([OrderRefunded(REFUNDED), PART_CREDITED, CREDITED, INVOICED]))
)
def test_every_paper_of_an_order_is_shown_by_what_it_is_for(
    harness: Harness, story: tuple[Message, ...]
) -> None:
    harness.deliver(*story)
    shown = harness.view(order_view(PLACED.id))
    assert shown["invoice"]["number"] == INVOICE.number
    assert shown["credit_note"]["number"] == NOTE.number
    assert shown["credit_notes"]["r1"]["number"] == NOTE.number
    assert shown["version"] == 6


def test_an_order_that_is_announced_anew_brings_all_its_papers_with_it(harness: Harness) -> None:
    paid = replace(REFUNDED.refunds[0], credit_note=NOTE)
    whole = replace(REFUNDED, invoice=INVOICE, credit_note=NOTE, refunds=(paid,))
    harness.deliver(OrderRefunded(REFUNDED), INVOICED, CREDITED, PART_CREDITED)
    before = harness.view(order_view(PLACED.id))
    harness.clear()
    harness.deliver(OrderRefreshed(whole))
    after = harness.view(order_view(PLACED.id))
    for document in ("invoice", "credit_note", "credit_notes"):
        assert after[document] == before[document]


# ---- missing -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "story",
    list(permutations([OrderMissing(PLACED.id), OrderPlaced(PLACED), OrderMissing(PLACED.id)])),
)
def test_an_order_that_is_there_cannot_go_missing(
    harness: Harness, story: tuple[Message, ...]
) -> None:
    harness.deliver(*story)
    shown = harness.view(order_view(PLACED.id))
    assert "missing" not in shown
    assert shown["order"]["state"] == "placed"


# ---- lists -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "document", [INVOICED, CREDITED, PART_CREDITED], ids=["invoice", "note", "part"]
)
def test_a_document_shows_that_its_order_exists(harness: Harness, document: Message) -> None:
    harness.deliver(OrderMissing(PLACED.id), document)
    assert "missing" not in harness.view(order_view(PLACED.id))


def test_a_list_is_marked_complete_when_its_last_part_has_come(harness: Harness) -> None:
    harness.deliver(OrdersListed(FLORA.id, (PLACED,), last=False))
    assert not harness.shows(orders_view(FLORA.id))
    harness.deliver(OrdersListed(FLORA.id, (), last=True))
    assert harness.shows(orders_view(FLORA.id))
    assert not harness.shows(orders_view(FELIX.id))


def test_a_day_is_marked_complete_when_its_last_part_has_come(harness: Harness) -> None:
    harness.deliver(DayListed(TOMORROW, (PLACED,), last=False))
    assert not harness.shows(day_orders_view(TOMORROW))
    harness.deliver(DayListed(TOMORROW, (), last=True))
    assert harness.shows(day_orders_view(TOMORROW))
    assert harness.view(order_view(PLACED.id))["delivery_day"] == TOMORROW.isoformat()


@proves("T46", "X22", "FM-CACHE-07:mitigation")
@pytest.mark.parametrize(
    "story",
    list(
        permutations(
            [
                OrderShipped(SHIPPED),
                OrdersListed(FLORA.id, (PLACED,), last=True),
                DayListed(TOMORROW, (CONFIRMED,), last=True),
                INVOICED,
            ]
        )
    ),
)
def test_a_list_that_comes_late_shows_no_older_order(
    harness: Harness, story: tuple[Message, ...]
) -> None:
    harness.deliver(*story)
    shown = harness.contents()
    assert set(shown) == {
        order_view(PLACED.id),
        orders_view(FLORA.id),
        day_orders_view(TOMORROW),
    }
    assert shown[order_view(PLACED.id)]["state"] == "shipped"


def test_an_order_that_moves_is_found_on_its_new_day_alone(harness: Harness) -> None:
    later = TOMORROW + timedelta(days=3)
    moved = replace(PLACED, delivery=replace(PLACED.delivery, day=later), version=7)
    harness.deliver(OrderConfirmed(moved), OrderPlaced(PLACED))
    assert harness.view(order_view(PLACED.id))["delivery_day"] == later.isoformat()


@proves("T35")
def test_a_list_is_marked_complete_no_longer_than_its_orders_live(harness: Harness) -> None:
    first, last = PLACED, an_order(key="key-0002")
    harness.deliver(OrdersListed(FLORA.id, (first,), last=False))
    harness.deliver(OrdersListed(FLORA.id, (last,), last=True))
    mark = harness.view(orders_view(FLORA.id))["expires_at"]
    assert all(mark < harness.view(order_view(each.id))["expires_at"] for each in (first, last))


@proves("T35", "FM-CACHE-04:mitigation", "FM-CACHE-09:mitigation")
def test_every_view_of_an_order_ends_at_a_known_time(harness: Harness) -> None:
    before = datetime.now(UTC)
    harness.deliver(*STORY, OrderMissing("a" * 26), OrdersListed(FLORA.id, (PLACED,), last=True))
    for shown in harness.mongodb["views"].find():
        most = NOT_FOUND_FOR if "missing" in shown else HARD
        assert timedelta() < shown["expires_at"] - before <= most + timedelta(minutes=1)
    indexes = harness.mongodb["views"].index_information()
    assert indexes["expiry"]["expireAfterSeconds"] == 0


# ---- who was erased ----------------------------------------------------------------------------


NOBODYS = replace(
    SHIPPED,
    state=State.DELIVERED,
    buyer=replace(PLACED.buyer, name="-", street="-", city="-"),
    delivery=replace(
        PLACED.delivery,
        recipient=replace(PLACED.delivery.recipient, name="-", street="-", city="-"),
    ),
    card_message="",
    version=9,
)


@proves("T46", "X22")
@pytest.mark.parametrize(
    "story",
    list(
        permutations(
            [
                OrderShipped(SHIPPED),
                OrderDelivered(replace(SHIPPED, state=State.DELIVERED, version=8)),
                OrdersListed(FLORA.id, (NOBODYS,), last=True),
                INVOICED,
            ]
        )
    ),
)
def test_no_late_message_shows_whoever_was_erased(
    harness: Harness, story: tuple[Message, ...]
) -> None:
    harness.deliver(*story)
    shown = str(harness.contents())
    assert "Amaryllis" not in shown
    assert "Wiesenthal" not in shown
    assert harness.view(order_view(PLACED.id))["version"] == 9
