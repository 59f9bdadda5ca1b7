"""What a service builds can be read again: by the type's own reader, in documents and messages."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from services.contracts.commissions import (
    AcceptQuote,
    Enquiry,
    EnquiryChanged,
    EnquiryRequest,
    EnquiryState,
    QuotedLine,
    QuoteEnquiry,
    QuoteRequest,
)
from services.contracts.inventory import Item, ItemKind
from services.contracts.message import Message
from services.contracts.order_messages import OrderPlaced, OrderRefreshed
from services.contracts.order_requests import RequestedLine
from services.contracts.orders import Refund
from services.contracts.payments import Card, CardsChanged
from services.contracts.requests import Requests
from services.contracts.values import document_of
from services.order.domain import changes
from services.order.domain.commissions import commissioned_order, quoted
from services.order.domain.order import place
from services.payment.domain.receivable import owed_for
from services.payment.domain.wallet import StoredWallet
from services.policy.refusal import Refusal
from services.policy.requests import knowing, refusing
from services.runtime.envelope import open_envelope, read, seal
from tests.lambdas import TRACE
from tests.shop import FLORA, FLORAS_ADDRESS, NOW, RECIPIENT, request_for
from tests.shop import place as placing

quantities = st.sampled_from([1, 2, 499, 500])
prices = st.sampled_from([0, 1, 5150, 99_999_999, 100_000_000])
counts = st.sampled_from([1, 2, 79, 80])
HOLD = timedelta(minutes=30)


def is_readable(message: Message) -> bool:
    return read(open_envelope(seal(message, TRACE))) == message


@pytest.mark.finding("A1", "B01")
@settings(deadline=None)
@given(count=counts, quantity=quantities, price=prices, data=st.data())
def test_an_order_of_any_size_and_price_can_be_read_by_all_who_are_told_of_it(
    count: int, quantity: int, price: int, data: st.DataObject
) -> None:
    item = Item("rose-red", "Red rose", ItemKind.STEM, price, 7)
    wanted = request_for((item, 1))
    lines = tuple(RequestedLine(item.sku, quantity) for _ in range(count))
    expected = data.draw(st.sampled_from([0, 100_000_000]))
    command = placing(replace(wanted, lines=lines, expected_total=expected))
    order = place(command, {item.sku: item}, None, HOLD)
    for each in (order, changes.erased(order)):
        assert msgspec.convert(document_of(each), type(each)) == each
        assert is_readable(OrderPlaced(each))
    refund = Refund("r" * 20, min(order.total, 100_000_000), "wilted")
    assert is_readable(OrderRefreshed(replace(order, refunds=(refund,) * 3)))
    for owed in owed_for(order):
        assert msgspec.convert(document_of(owed), type(owed)) == owed


@pytest.mark.finding("A1")
@settings(deadline=None)
@given(count=counts, quantity=quantities, price=prices, deposit=st.sampled_from([1, 100_000_000]))
def test_a_commission_of_any_size_and_price_can_be_read_by_all_who_are_told_of_it(
    count: int, quantity: int, price: int, deposit: int
) -> None:
    request = EnquiryRequest("Wedding", NOW.date(), RECIPIENT, "+49 30 1234567", "White")
    asked = Enquiry("e" * 26, FLORA.id, request, NOW)
    lines = (QuotedLine("Tables", quantity, price, 7),) * count
    quote = QuoteRequest(lines, deposit, NOW + timedelta(days=7))
    enquiry = quoted(asked, QuoteEnquiry(asked.id, quote, by="sub-fleur", requested_at=NOW))
    assert is_readable(EnquiryChanged(enquiry))
    if enquiry.state is EnquiryState.QUOTED:
        accepted = replace(enquiry, state=EnquiryState.ACCEPTED, order_id="a" * 26)
        command = AcceptQuote(asked.id, FLORA, FLORAS_ADDRESS, 2, NOW)
        assert is_readable(OrderPlaced(commissioned_order(accepted, command)))


@pytest.mark.finding("A1")
@settings(deadline=None)
@given(marks=st.lists(st.text("abc.", max_size=40), max_size=130))
def test_what_is_known_of_requests_can_be_read_again(marks: list[str]) -> None:
    requests = Requests()
    for mark in marks:
        requests = refusing(knowing(requests, mark, NOW), mark, Refusal("day", "too late."))
    wallet = StoredWallet("sub-flora", requests=requests)
    assert msgspec.convert(document_of(wallet), StoredWallet) == wallet
    assert is_readable(CardsChanged(wallet.public))


@pytest.mark.finding("A1")
@pytest.mark.parametrize(
    "value",
    [
        Card("4242", "visa", "4242", "2030-01"),
        Card("pm_visa", "visa", "4242", "30-1"),
        Item("Red Rose", "Red rose", ItemKind.STEM, 320, 7),
        (Item("rose-red", "Red rose", ItemKind.STEM, -1, 7),),
        Refund("r1", -1, "wilted"),
    ],
    ids=str,
)
def test_what_could_not_be_read_again_is_not_written(value: Any) -> None:
    with pytest.raises(msgspec.ValidationError):
        document_of(value)
