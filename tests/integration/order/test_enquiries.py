"""Events: from an enquiry over a quote to an order with a deposit and a balance."""

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
from tests.integration.order.desk import (
    ENQUIRY_ID,
    FLEUR,
    QUOTE,
    WEDDING,
    Desk,
    accept,
    authorised,
    cancel,
    cancel_by_florist,
    captured,
    enquire,
    quote,
    refund,
    reserved,
    ship,
    wish,
)
from tests.shop import FELIX, FLORA, FLORAS_ADDRESS, NOW

DEPOSIT, REST = 30_000, 120_000
LATER = NOW + timedelta(hours=1)


def accepted(desk: Desk) -> Order:
    """The order that an enquiry, a quote and a yes come to."""
    assert desk.deliver(enquire(), quote(), accept()) == 0
    (order,) = desk.orders()
    return order


# ---- from the enquiry to the order -------------------------------------------------------------


def test_an_enquiry_is_quoted_accepted_and_becomes_an_order(desk: Desk) -> None:
    desk.deliver(enquire(), enquire())
    asked = desk.enquiry()
    assert (asked.state, asked.request.wishes) == (EnquiryState.ENQUIRED, "Wild and white")
    desk.deliver(quote(), quote())
    quoted = desk.enquiry()
    assert (quoted.state, quoted.quote) == (EnquiryState.QUOTED, QUOTE)
    assert quoted.history == (AuditEntry("quoted", FLEUR, NOW),)
    desk.deliver(accept())
    yes = desk.enquiry()
    (order,) = desk.orders()
    assert (yes.state, yes.order_id) == (EnquiryState.ACCEPTED, order.id)
    told = [EnquiryChanged(e) for e in (asked, asked, quoted, quoted, yes)]
    for receiver in (NOTICES, AGGREGATOR):
        assert desk.said_to(receiver) == [*told, OrderPlaced(order)]
    assert desk.said_to(PAYMENT) == [OrderPlaced(order)]


def test_the_order_of_an_event_waits_for_its_deposit_and_knows_when_the_rest_is_due(
    desk: Desk,
) -> None:
    order = accepted(desk)
    assert (order.total, order.first_amount) == (DEPOSIT + REST, DEPOSIT)
    assert order.balance is not None
    assert (order.balance.amount, order.balance.due_on) == (REST, WEDDING - BALANCE_BEFORE)
    assert order.pay_by == NOW + DEPOSIT_DAYS
    assert (order.delivery.day, order.buyer) == (WEDDING, FLORAS_ADDRESS)
    assert [(line.name, line_total(line)) for line in order.lines] == [("Tables", 150_000)]


def test_a_quote_without_a_rest_is_paid_at_once(desk: Desk) -> None:
    desk.deliver(enquire(), quote(replace(QUOTE, deposit=total(QUOTE.lines))), accept())
    (order,) = desk.orders()
    assert (order.balance, order.first_amount) == (None, total(QUOTE.lines))


@proves("T46")
def test_to_accept_twice_is_one_order(desk: Desk) -> None:
    order = accepted(desk)
    desk.forget_what_was_said()
    elsewhere = replace(FLORAS_ADDRESS, city="Potsdam")
    desk.deliver(accept(), replace(accept(), buyer=elsewhere))
    assert desk.orders() == [order]
    assert desk.said_to(PAYMENT) == [OrderPlaced(order)] * 2


@proves("T24", "T25", "FM-K24-01:mitigation")
def test_an_acceptance_that_could_not_be_announced_is_announced_when_it_comes_again(
    desk: Desk, aws_server: AwsServer
) -> None:
    desk.deliver(enquire(), quote())
    aws_server.stop_queue(PAYMENT)
    assert desk.deliver(accept()) == 1
    aws_server.client("sqs").create_queue(QueueName="payment-inbox")
    assert desk.deliver(accept()) == 0
    (order,) = desk.orders()
    assert desk.said_to(PAYMENT) == [OrderPlaced(order)]


# ---- quotes that do not stand ------------------------------------------------------------------


def test_a_later_quote_replaces_an_earlier_one_but_not_the_other_way_round(desk: Desk) -> None:
    dearer = replace(QUOTE, deposit=40_000)
    desk.deliver(enquire(), quote(dearer, at=LATER), quote(QUOTE, at=NOW))
    assert desk.enquiry().quote == dearer
    assert len(desk.enquiry().history) == 1


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
    desk: Desk, refused: AcceptQuote
) -> None:
    desk.deliver(enquire(), quote())
    assert desk.deliver(refused) == 0
    assert desk.enquiry().state is EnquiryState.QUOTED
    assert desk.orders() == []


def test_whoever_saw_the_old_quote_does_not_accept_the_new_one(desk: Desk) -> None:
    desk.deliver(enquire(), quote(), quote(replace(QUOTE, deposit=40_000), at=LATER))
    desk.deliver(accept(version=2, at=LATER))
    assert desk.orders() == []
    desk.deliver(accept(version=3, at=LATER))
    assert [order.first_amount for order in desk.orders()] == [40_000]


@pytest.mark.parametrize(
    ("by", "history"),
    [
        (FLORA.id, (AuditEntry("quoted", FLEUR, NOW),)),
        (FLEUR, (AuditEntry("quoted", FLEUR, NOW), AuditEntry("declined", FLEUR, LATER))),
    ],
    ids=["customer", "florist"],
)
def test_from_a_declined_enquiry_nothing_leads_on(
    desk: Desk, by: str, history: tuple[AuditEntry, ...]
) -> None:
    no = DeclineQuote(ENQUIRY_ID, by, LATER)
    desk.deliver(enquire(), quote(), no, no, quote(at=LATER + timedelta(hours=1)), accept())
    written = desk.enquiry()
    assert (written.state, written.history) == (EnquiryState.DECLINED, history)
    assert desk.orders() == []


def test_what_is_accepted_cannot_be_declined_any_more(desk: Desk) -> None:
    accepted(desk)
    desk.deliver(DeclineQuote(ENQUIRY_ID, FLORA.id, LATER))
    assert desk.enquiry().state is EnquiryState.ACCEPTED


@proves("X22")
def test_an_answer_that_overtakes_the_enquiry_comes_again(desk: Desk) -> None:
    assert desk.deliver(quote()) == 1
    assert desk.deliver(enquire(), quote()) == 0
    assert desk.enquiry().state is EnquiryState.QUOTED


# ---- deposit and balance -----------------------------------------------------------------------


@proves("T28")
def test_the_deposit_confirms_an_event_and_the_balance_lets_it_ship(desk: Desk) -> None:
    order = accepted(desk)
    desk.forget_what_was_said()
    desk.deliver(reserved(order.id, cutoff=None), authorised(order.id, DEPOSIT))
    assert desk.said_to(INVOICING) == [OrderConfirmed(desk.order(order.id))]
    desk.deliver(captured(order.id, DEPOSIT), ship(order.id))
    assert desk.order(order.id).state is State.CONFIRMED, "the rest is not paid"
    desk.deliver(captured(order.id, REST, version=3, part=Part.BALANCE), ship(order.id))
    assert desk.order(order.id).state is State.SHIPPED


@pytest.mark.parametrize(
    "state", [PaymentState.DECLINED, PaymentState.EXPIRED], ids=["declined", "expired"]
)
def test_a_balance_that_cannot_be_charged_is_told_to_the_customer_and_the_florist(
    desk: Desk, state: PaymentState
) -> None:
    order = accepted(desk)
    news: dict[PaymentState, Message] = {
        PaymentState.DECLINED: PaymentDeclined(
            order.id, "collect-1", "expired_card", part=Part.BALANCE, version=3
        ),
        PaymentState.EXPIRED: PaymentExpired(order.id, "collect-1", part=Part.BALANCE, version=3),
    }
    desk.deliver(reserved(order.id, cutoff=None), captured(order.id, DEPOSIT))
    desk.forget_what_was_said()
    desk.deliver(news[state])
    written = desk.order(order.id)
    assert written.state is State.CONFIRMED
    assert written.balance is not None
    assert written.balance.payment.state is state
    for receiver in (NOTICES, AGGREGATOR):
        assert desk.said_to(receiver) == [PaymentRequested(written)]


def test_a_refund_of_an_event_may_come_from_deposit_and_balance(desk: Desk) -> None:
    order = accepted(desk)
    desk.deliver(
        reserved(order.id, cutoff=None),
        captured(order.id, DEPOSIT),
        captured(order.id, REST, version=3, part=Part.BALANCE),
        refund(DEPOSIT + 1, key=order.id),
    )
    assert desk.order(order.id).taken == REST - 1


# ---- given up ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "kept"), [(14, 0), (13, DEPOSIT), (1, DEPOSIT)])
def test_of_an_event_given_up_less_than_two_weeks_before_the_deposit_is_kept(
    desk: Desk, days: int, kept: int
) -> None:
    order = accepted(desk)
    desk.deliver(
        reserved(order.id, cutoff=None),
        captured(order.id, DEPOSIT),
        captured(order.id, REST, version=3, part=Part.BALANCE),
    )
    desk.forget_what_was_said()
    day = NOW + timedelta(days=(WEDDING - NOW.date()).days - days)
    desk.deliver(cancel(at=day, key=order.id))
    written = desk.order(order.id)
    assert (written.state, written.kept) == (State.CANCELLED, kept)
    assert desk.said_to(PAYMENT) == [OrderCancelled(written)]


def test_of_an_event_that_the_shop_gives_up_nothing_is_kept(desk: Desk) -> None:
    order = accepted(desk)
    desk.deliver(reserved(order.id, cutoff=None), captured(order.id, DEPOSIT))
    eve = NOW + timedelta(days=(WEDDING - NOW.date()).days - 1)
    desk.deliver(cancel_by_florist(at=eve, key=order.id, note="hail took the peonies"))
    assert (desk.order(order.id).state, desk.order(order.id).kept) == (State.CANCELLED, 0)


def test_an_events_delivery_is_arranged_with_the_florist(desk: Desk) -> None:
    order = accepted(desk)
    desk.deliver(reserved(order.id, cutoff=None))
    before = desk.order(order.id)
    desk.forget_what_was_said()
    assert desk.deliver(replace(wish(), order_id=order.id)) == 0
    assert desk.order(order.id) == before
    assert desk.said_to(INVENTORY) == []
