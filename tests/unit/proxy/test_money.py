"""Every amount that a browser shows comes from the API."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from services.contracts.commissions import (
    Enquiry,
    EnquiryRequest,
    EnquiryState,
    QuotedLine,
    QuoteRequest,
)
from services.contracts.orders import Balance, Occasion, Payment, PaymentState, Refund, State
from services.contracts.payments import Part
from services.policy.delivery import shop_day
from services.policy.orders import EVENT_NOTICE
from services.proxy.features.commissions import shown_enquiry
from services.proxy.features.order_bodies import ShownMoney, ShownPayable, shown_money
from tests.shop import FLORA, NOW, RECIPIENT, TOMORROW, an_order

PLACED = an_order()
TOTAL, REST = PLACED.total, 3000
DEPOSIT = TOTAL - REST
AUTHORISED = Payment(PaymentState.AUTHORISED, TOTAL, "1")
CAPTURED = Payment(PaymentState.CAPTURED, TOTAL, "1")
EVENT = replace(
    PLACED,
    state=State.CONFIRMED,
    payment=replace(CAPTURED, amount=DEPOSIT),
    balance=Balance(REST, TOMORROW),
    occasion=Occasion("e" * 26, "Wedding"),
)
QUOTE = QuoteRequest(
    (QuotedLine("Bridal bouquet", 1, 18_000, 7), QuotedLine("Table piece", 8, 4500, 7)),
    15_000,
    NOW + timedelta(days=1),
)
ENQUIRY = Enquiry(
    "e" * 26,
    FLORA.id,
    EnquiryRequest("Wedding", shop_day(NOW) + timedelta(days=90), RECIPIENT, "+49 30 1", "White."),
    NOW,
    state=EnquiryState.QUOTED,
    quote=QUOTE,
)


def shown(
    payable: ShownPayable | None = None, *, taken: int = 0, held: int = 0, charged: int = 0
) -> ShownMoney:
    return ShownMoney(
        payable,
        taken,
        held,
        kept_if_cancelled=0,
        charged=charged,
        given_back=0,
        disputed=0,
        lost=0,
        unpaid_refunds=0,
        is_taken_at_once=False,
    )


def test_an_order_shows_what_is_to_pay_what_was_taken_and_what_is_held() -> None:
    to_pay = ShownPayable(Part.FIRST, TOTAL)
    assert shown_money(PLACED, NOW, for_staff=False) == shown(to_pay)
    authorised = replace(PLACED, payment=AUTHORISED)
    assert shown_money(authorised, NOW, for_staff=False) == shown(held=TOTAL)
    refunded = replace(PLACED, payment=CAPTURED, refunds=(Refund("r", 200, "wilted"),))
    assert shown_money(refunded, NOW, for_staff=False) == shown(taken=TOTAL - 200, charged=TOTAL)


def test_an_event_shows_its_balance_once_the_stored_card_was_declined() -> None:
    assert shown_money(EVENT, NOW, for_staff=False).payable is None
    balance = Balance(REST, TOMORROW, Payment(PaymentState.DECLINED, REST, "2"))
    declined = replace(EVENT, balance=balance)
    assert shown_money(declined, NOW, for_staff=False).payable == ShownPayable(Part.BALANCE, REST)


@pytest.mark.parametrize(
    ("days", "for_staff", "kept"),
    [(EVENT_NOTICE.days, False, 0), (EVENT_NOTICE.days - 1, False, DEPOSIT), (1, True, 0)],
)
def test_an_event_shows_what_is_kept_if_its_reader_cancels_it(
    *, days: int, for_staff: bool, kept: int
) -> None:
    delivery = replace(EVENT.delivery, day=shop_day(NOW) + timedelta(days=days))
    event = replace(EVENT, delivery=delivery)
    assert shown_money(event, NOW, for_staff=for_staff).kept_if_cancelled == kept


def test_a_quote_shows_its_sums() -> None:
    quote = shown_enquiry(ENQUIRY, NOW).quote
    assert quote is not None
    assert [line.total for line in quote.lines] == [18_000, 36_000]
    assert (quote.total, quote.deposit, quote.balance) == (54_000, 15_000, 39_000)


def test_an_enquiry_shows_what_is_in_the_way_of_its_acceptance() -> None:
    assert shown_enquiry(ENQUIRY, NOW).obstacles.accept is None
    too_late = shown_enquiry(ENQUIRY, QUOTE.valid_until + timedelta(microseconds=1))
    assert too_late.obstacles.accept is not None
    assert too_late.obstacles.accept.field == "quote.valid_until"
    unanswered = replace(ENQUIRY, state=EnquiryState.ENQUIRED, quote=None)
    accept = shown_enquiry(unanswered, NOW).obstacles.accept
    assert accept is not None
    assert accept.field == "state"
