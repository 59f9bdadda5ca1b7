"""What e-mails say of money that does not stay, and when nobody is written to."""

from typing import Any

import pytest
from msgspec.structs import replace

from services.contracts.order_messages import MoneyContested, OrderCancelled, PaymentRequested
from services.contracts.orders import Order, Payment, PaymentState, State
from services.contracts.payments import (
    Books,
    Dispute,
    DisputeState,
    FailedRefund,
    RefundFailed,
)
from services.notices.domain.by_message import email_for
from tests.shop import NOW
from tests.unit.notices.test_emails import ORDER, SITE, WEDDING, paid, rest, written

TAKEN = ORDER.total


def contested(**books: Any) -> Order:
    payment = Payment(PaymentState.CAPTURED, TAKEN, "try-1", books=Books(TAKEN, **books))
    return replace(ORDER, state=State.DELIVERED, payment=payment)


@pytest.mark.finding("B10", "B11")
@pytest.mark.parametrize(
    ("order", "words"),
    [
        (contested(disputes=(Dispute("du_1", 900, DisputeState.INQUIRED),)), "asks about EUR 9.00"),
        (contested(disputes=(Dispute("du_1", 900, DisputeState.OPEN),)), "Do not refund it"),
        (contested(disputes=(Dispute("du_1", 900, DisputeState.WON),)), "the money is ours"),
        (
            contested(disputes=(Dispute("du_1", 900, DisputeState.LOST),)),
            "is lost",
        ),
        (contested(failed=(FailedRefund("r1", 900),)), "We still owe it"),
        (contested(failed=(FailedRefund("r1", 900),), covered=900), "Do not pay it otherwise"),
    ],
)
def test_the_staff_learn_what_they_must_do_about_money(order: Order, words: str) -> None:
    email = written(MoneyContested(order))
    assert email.is_for_staff
    assert words in email.paragraphs[0]
    assert "EUR 9.00" in email.paragraphs[0]
    assert email.text(SITE).count(f"/shop/staff/orders/{order.id}") == 1


@pytest.mark.finding("B10", "B11")
def test_each_turn_of_a_dispute_is_one_letter_to_the_staff() -> None:
    turns = [contested(disputes=(Dispute("du_1", 900, state),)) for state in DisputeState]
    occasions = [written(MoneyContested(order)).occasion for order in (*turns, *turns)]
    assert len(set(occasions)) == len(DisputeState)


@pytest.mark.finding("B11")
def test_who_was_told_of_a_refund_learns_that_it_did_not_arrive() -> None:
    email = written(RefundFailed(ORDER.id, ORDER.customer, "r1", 900, "EUR"))
    assert not email.is_for_staff
    assert "We still owe it to you" in email.text(SITE)
    assert "EUR 9.00" in email.subject


def voided(taken: int | None, **books: Any) -> Order:
    payment = Payment(PaymentState.VOIDED, TAKEN, "try-1", books=Books(taken, **books))
    return replace(ORDER, state=State.CANCELLED, payment=payment)


@pytest.mark.finding("H9", "B10", "B11")
@pytest.mark.parametrize(
    ("order", "words"),
    [
        (voided(0), ["You are not charged anything."]),
        (voided(TAKEN, returned=TAKEN), ["We give EUR 60.90 back to your card"]),
        (voided(None), ["Whatever was charged for it was given back"]),
        (
            voided(TAKEN, disputes=(Dispute("du_1", TAKEN, DisputeState.OPEN),)),
            ["it has taken EUR 60.90 back from us"],
        ),
        (
            voided(TAKEN, disputes=(Dispute("du_1", TAKEN, DisputeState.LOST),)),
            ["Your bank has given EUR 60.90 back to you."],
        ),
        (
            voided(TAKEN, failed=(FailedRefund("cancellation", TAKEN),)),
            ["Your card did not take EUR 60.90"],
        ),
    ],
)
def test_a_cancellation_says_what_was_charged_and_where_it_is(
    order: Order, words: list[str]
) -> None:
    _, *said = written(OrderCancelled(order)).paragraphs
    assert len(said) == len(words)
    for paragraph, expected in zip(said, words, strict=True):
        assert expected in paragraph


@pytest.mark.finding("M13")
@pytest.mark.parametrize(
    "order",
    [
        paid(ORDER, PaymentState.ACTION_REQUIRED),
        rest(paid(WEDDING, PaymentState.CAPTURED), PaymentState.ACTION_REQUIRED),
    ],
)
def test_nobody_is_asked_to_confirm_while_they_do_and_once_however_often_they_tried(
    order: Order,
) -> None:
    assert email_for(PaymentRequested(order), NOW) is None
    again = replace(order, payment=replace(order.payment, attempt="try-2"))
    occasions = {
        written(PaymentRequested(each, is_unanswered=True)).occasion for each in (order, again)
    }
    assert len(occasions) == 1
