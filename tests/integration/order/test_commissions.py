"""Commissions: from an enquiry over a quote to an order with a deposit and a balance."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from services.contracts.commissions import AcceptQuote, DeclineQuote, EnquiryChanged, EnquiryState
from services.contracts.common import AuditEntry
from services.contracts.message import Message
from services.contracts.order_messages import (
    OrderCancelled,
    OrderConfirmed,
    OrderPlaced,
    PaymentRequested,
)
from services.contracts.orders import Order, PaymentState, State
from services.contracts.payments import Part, PaymentDeclined, PaymentExpired
from services.manifest import AGGREGATOR, INVENTORY, INVOICING, NOTICES, PAYMENT
from services.order.domain.commissions import BALANCE_BEFORE, DEPOSIT_DAYS
from services.policy.pricing import line_total, total
from tests.aws import AwsServer
from tests.claims import proves
from tests.integration.order.harness import (
    ENQUIRY_ID,
    FLEUR,
    QUOTE,
    WEDDING,
    OrderHarness,
    accept,
    authorised,
    cancel,
    cancel_by_florist,
    captured,
    change_delivery,
    enquire,
    quote,
    refund,
    reserved,
    ship,
)
from tests.shop import FELIX, FLORA, FLORAS_ADDRESS, NOW

DEPOSIT, REST = 30_000, 120_000
LATER = NOW + timedelta(hours=1)


def accepted(harness: OrderHarness) -> Order:
    """The order that an enquiry, a quote and a yes come to."""
    assert harness.deliver(enquire(), quote(), accept()) == 0
    (order,) = harness.orders()
    return order


# ---- from the enquiry to the order -------------------------------------------------------------


def test_an_enquiry_is_quoted_accepted_and_becomes_an_order(harness: OrderHarness) -> None:
    harness.deliver(enquire(), enquire())
    asked = harness.enquiry()
    assert (asked.state, asked.request.wishes) == (EnquiryState.ENQUIRED, "Wild and white")
    harness.deliver(quote(), quote())
    quoted = harness.enquiry()
    assert (quoted.state, quoted.quote) == (EnquiryState.QUOTED, QUOTE)
    assert quoted.history == (AuditEntry("quoted", FLEUR, NOW),)
    harness.deliver(accept())
    yes = harness.enquiry()
    (order,) = harness.orders()
    assert (yes.state, yes.order_id) == (EnquiryState.ACCEPTED, order.id)
    told = [EnquiryChanged(e) for e in (asked, asked, quoted, quoted, yes)]
    for receiver in (NOTICES, AGGREGATOR):
        assert harness.sent_to(receiver) == [*told, OrderPlaced(order)]
    assert harness.sent_to(PAYMENT) == [OrderPlaced(order)]


def test_the_order_of_an_event_waits_for_its_deposit_and_knows_when_the_rest_is_due(
    harness: OrderHarness,
) -> None:
    order = accepted(harness)
    assert (order.total, order.first_amount) == (DEPOSIT + REST, DEPOSIT)
    assert order.balance is not None
    assert (order.balance.amount, order.balance.due_on) == (REST, WEDDING - BALANCE_BEFORE)
    assert order.pay_by == NOW + DEPOSIT_DAYS
    assert (order.delivery.day, order.buyer) == (WEDDING, FLORAS_ADDRESS)
    assert [(line.name, line_total(line)) for line in order.lines] == [("Tables", 150_000)]


def test_a_quote_without_a_rest_is_paid_at_once(harness: OrderHarness) -> None:
    harness.deliver(enquire(), quote(replace(QUOTE, deposit=total(QUOTE.lines))), accept())
    (order,) = harness.orders()
    assert (order.balance, order.first_amount) == (None, total(QUOTE.lines))


@proves("T46")
def test_to_accept_twice_is_one_order(harness: OrderHarness) -> None:
    order = accepted(harness)
    harness.discard_sent()
    elsewhere = replace(FLORAS_ADDRESS, city="Potsdam")
    harness.deliver(accept(), replace(accept(), buyer=elsewhere))
    assert harness.orders() == [order]
    assert harness.sent_to(PAYMENT) == [OrderPlaced(order)] * 2


@proves("T24", "T25", "FM-K24-01:mitigation")
def test_an_acceptance_that_could_not_be_announced_is_announced_when_it_comes_again(
    harness: OrderHarness, aws_server: AwsServer
) -> None:
    harness.deliver(enquire(), quote())
    aws_server.stop_queue(PAYMENT)
    assert harness.deliver(accept()) == 1
    aws_server.client("sqs").create_queue(QueueName="payment-inbox")
    assert harness.deliver(accept()) == 0
    (order,) = harness.orders()
    assert harness.sent_to(PAYMENT) == [OrderPlaced(order)]


# ---- quotes that do not stand ------------------------------------------------------------------


def test_a_later_quote_replaces_an_earlier_one_but_not_the_other_way_round(
    harness: OrderHarness,
) -> None:
    dearer = replace(QUOTE, deposit=40_000)
    harness.deliver(enquire(), quote(dearer, at=LATER), quote(QUOTE, at=NOW))
    assert harness.enquiry().quote == dearer
    assert len(harness.enquiry().history) == 1


@pytest.mark.parametrize(
    "refused",
    [
        accept(version=1),
        accept(version=3),
        accept(at=QUOTE.valid_until + timedelta(seconds=1)),
        AcceptQuote(ENQUIRY_ID, FELIX, FLORAS_ADDRESS, 2, NOW),
    ],
    ids=["not yet quoted", "newer", "too late", "a stranger"],
)
def test_a_quote_is_accepted_only_as_it_was_seen_in_time_and_by_whom_it_is_for(
    harness: OrderHarness, refused: AcceptQuote
) -> None:
    harness.deliver(enquire(), quote())
    assert harness.deliver(refused) == 0
    assert harness.enquiry().state is EnquiryState.QUOTED
    assert harness.orders() == []


def test_whoever_saw_the_old_quote_does_not_accept_the_new_one(harness: OrderHarness) -> None:
    harness.deliver(enquire(), quote(), quote(replace(QUOTE, deposit=40_000), at=LATER))
    harness.deliver(accept(version=2, at=LATER))
    assert harness.orders() == []
    harness.deliver(accept(version=3, at=LATER))
    assert [order.first_amount for order in harness.orders()] == [40_000]


@pytest.mark.parametrize(
    ("by", "history"),
    [
        (FLORA.id, (AuditEntry("quoted", FLEUR, NOW),)),
        (FLEUR, (AuditEntry("quoted", FLEUR, NOW), AuditEntry("declined", FLEUR, LATER))),
    ],
    ids=["customer", "florist"],
)
def test_from_a_declined_enquiry_nothing_leads_on(
    harness: OrderHarness, by: str, history: tuple[AuditEntry, ...]
) -> None:
    no = DeclineQuote(ENQUIRY_ID, by=by, requested_at=LATER)
    harness.deliver(enquire(), quote(), no, no, quote(at=LATER + timedelta(hours=1)), accept())
    written = harness.enquiry()
    assert (written.state, written.history) == (EnquiryState.DECLINED, history)
    assert harness.orders() == []


def test_what_is_accepted_cannot_be_declined_any_more(harness: OrderHarness) -> None:
    accepted(harness)
    harness.deliver(DeclineQuote(ENQUIRY_ID, by=FLORA.id, requested_at=LATER))
    assert harness.enquiry().state is EnquiryState.ACCEPTED


@proves("X22")
def test_an_answer_that_overtakes_the_enquiry_comes_again(harness: OrderHarness) -> None:
    assert harness.deliver(quote()) == 1
    assert harness.deliver(enquire(), quote()) == 0
    assert harness.enquiry().state is EnquiryState.QUOTED


# ---- deposit and balance -----------------------------------------------------------------------


@proves("T28")
def test_the_deposit_confirms_an_event_and_the_balance_lets_it_ship(harness: OrderHarness) -> None:
    order = accepted(harness)
    harness.discard_sent()
    harness.deliver(reserved(order.id, cutoff=None), authorised(order.id, DEPOSIT))
    assert harness.sent_to(INVOICING) == [OrderConfirmed(harness.order(order.id))]
    harness.deliver(captured(order.id, DEPOSIT), ship(order.id))
    assert harness.order(order.id).state is State.CONFIRMED, "the rest is not paid"
    harness.deliver(captured(order.id, REST, version=3, part=Part.BALANCE), ship(order.id))
    assert harness.order(order.id).state is State.SHIPPED


@pytest.mark.parametrize(
    "state", [PaymentState.DECLINED, PaymentState.EXPIRED], ids=["declined", "expired"]
)
def test_a_balance_that_cannot_be_charged_is_announced(
    harness: OrderHarness, state: PaymentState
) -> None:
    order = accepted(harness)
    news: dict[PaymentState, Message] = {
        PaymentState.DECLINED: PaymentDeclined(
            order.id, "collect-1", "expired_card", part=Part.BALANCE, version=3
        ),
        PaymentState.EXPIRED: PaymentExpired(order.id, "collect-1", part=Part.BALANCE, version=3),
    }
    harness.deliver(reserved(order.id, cutoff=None), captured(order.id, DEPOSIT))
    harness.discard_sent()
    harness.deliver(news[state])
    written = harness.order(order.id)
    assert written.state is State.CONFIRMED
    assert written.balance is not None
    assert written.balance.payment.state is state
    for receiver in (NOTICES, AGGREGATOR):
        assert harness.sent_to(receiver) == [PaymentRequested(written)]


def test_a_refund_of_an_event_may_come_from_deposit_and_balance(harness: OrderHarness) -> None:
    order = accepted(harness)
    harness.deliver(
        reserved(order.id, cutoff=None),
        captured(order.id, DEPOSIT),
        captured(order.id, REST, version=3, part=Part.BALANCE),
        refund(DEPOSIT + 1, key=order.id),
    )
    assert harness.order(order.id).taken == REST - 1


# ---- given up ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "kept"), [(14, 0), (13, DEPOSIT), (1, DEPOSIT)])
def test_of_a_commission_cancelled_less_than_two_weeks_before_the_deposit_is_kept(
    harness: OrderHarness, days: int, kept: int
) -> None:
    order = accepted(harness)
    harness.deliver(
        reserved(order.id, cutoff=None),
        captured(order.id, DEPOSIT),
        captured(order.id, REST, version=3, part=Part.BALANCE),
    )
    harness.discard_sent()
    day = NOW + timedelta(days=(WEDDING - NOW.date()).days - days)
    harness.deliver(cancel(at=day, key=order.id))
    written = harness.order(order.id)
    assert (written.state, written.kept) == (State.CANCELLED, kept)
    assert harness.sent_to(PAYMENT) == [OrderCancelled(written)]


def test_of_a_commission_that_the_shop_cancels_nothing_is_kept(harness: OrderHarness) -> None:
    order = accepted(harness)
    harness.deliver(reserved(order.id, cutoff=None), captured(order.id, DEPOSIT))
    eve = NOW + timedelta(days=(WEDDING - NOW.date()).days - 1)
    harness.deliver(cancel_by_florist(at=eve, key=order.id, note="hail took the peonies"))
    assert (harness.order(order.id).state, harness.order(order.id).kept) == (State.CANCELLED, 0)


def test_an_events_delivery_is_arranged_with_the_florist(harness: OrderHarness) -> None:
    order = accepted(harness)
    harness.deliver(reserved(order.id, cutoff=None))
    before = harness.order(order.id)
    harness.discard_sent()
    assert harness.deliver(replace(change_delivery(), order_id=order.id)) == 0
    assert harness.order(order.id) == before
    assert harness.sent_to(INVENTORY) == []
