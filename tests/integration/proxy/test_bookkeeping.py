"""A customer's orders for their own books, as CSV: every column of amounts adds up (U3)."""

import csv
import io
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.contracts.identifiers import order_id
from services.contracts.inventory import Item, ItemKind
from services.contracts.invoices import CreditNoteIssued, Invoice, InvoiceIssued
from services.contracts.order_messages import OrdersListed
from services.contracts.orders import Order, Refund, State
from services.policy.tax import tax_shares
from services.proxy.cache import Documents
from services.proxy.features.order_csv import FORMULA, HEAD, as_csv
from tests.aws import AwsServer
from tests.claims import proves
from tests.integration.proxy.api import Answer, Api
from tests.integration.proxy.asking import INVOICE, ORDER_ID, placed, sent, shipped
from tests.integration.proxy.conftest import Show
from tests.shop import FELIX, VASE, an_order

Rows = list[dict[str, str]]
NOTE = Invoice("C2027-000007", "invoices/C2027/C2027-000007.pdf", INVOICE.issued_at)
AMOUNTS = ("net", "tax", "gross")


def rows_of(text: str) -> Rows:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def summed(rows: Rows, column: str) -> int:
    """Minor units."""
    return int(sum(Decimal(row[column]) for row in rows) * 100)


def ask(api: Api, **query: str) -> Answer:
    return api.call("GET", "/orders", query=query, Accept="text/csv")


@proves("U3")
def test_orders_come_as_a_table_with_their_totals_and_tax(
    flora: Api, show: Show, aws_server: AwsServer
) -> None:
    show(OrdersListed("sub-flora", (shipped(),), last=True))
    show(InvoiceIssued(ORDER_ID, "sub-flora", INVOICE))
    answer = ask(flora)
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "text/csv"
    assert "orders.csv" in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.content.splitlines(keepends=True)[0] == f"{','.join(HEAD)}\r\n"
    rows = rows_of(answer.content)
    assert [(row["tax_rate"], *(row[amount] for amount in AMOUNTS)) for row in rows] == [
        ("7", "39.25", "2.75", "42.00"),
        ("19", "15.88", "3.02", "18.90"),
    ]
    assert {row["document"] for row in rows} == {INVOICE.number}
    assert {row["order"] for row in rows} == {ORDER_ID}
    assert sent(aws_server) == []


@pytest.mark.finding("L")
def test_a_row_says_whose_flowers_it_is_about_and_which_paper_of_which_day(
    flora: Api, show: Show
) -> None:
    at = datetime(2026, 12, 31, 23, 30, 5, 123456, tzinfo=UTC)
    late = Invoice("2027-000001", "invoices/x.pdf", at)
    show(OrdersListed("sub-flora", (shipped(placed_at=at),), last=True))
    (row, _) = rows_of(ask(flora).content)
    assert (row["kind"], row["document"], row["dated"]) == ("order", "", "")
    show(InvoiceIssued(ORDER_ID, "sub-flora", late))
    for row in rows_of(ask(flora).content):
        assert (row["kind"], row["document"]) == ("invoice", late.number)
        assert row["dated"] == "2027-01-01", "the day of the shop"
        assert row["recipient"] == "Iris Wiesenthal"
        assert row["placed_at"] == "2026-12-31T23:30:05+00:00"


@proves("U3")
def test_what_went_back_stands_in_rows_of_its_own(flora: Api, show: Show) -> None:
    refund = Refund("r" * 20, 1000, "A rose was missing.", is_paid=True)
    cancelled = placed(
        id=order_id("sub-flora", "key-0002"), state=State.CANCELLED, kept=2000, version=9
    )
    show(OrdersListed("sub-flora", (shipped(refunds=(refund,)), cancelled), last=True))
    show(CreditNoteIssued(ORDER_ID, "sub-flora", NOTE, refund.id))
    rows = rows_of(ask(flora).content)
    refunded = [row for row in rows if row["kind"] == "refund"]
    assert {row["document"] for row in refunded} == {NOTE.number}
    assert summed(refunded, "gross") == -1000
    assert summed([row for row in rows if row["order"] == cancelled.id], "gross") == 2000
    assert summed(rows, "gross") == 6090 - 1000 + 2000
    assert summed(rows, "net") + summed(rows, "tax") == summed(rows, "gross")


def test_a_table_has_its_owners_orders_alone(flora: Api, felix: Api, show: Show) -> None:
    theirs = an_order((VASE, 3), customer=FELIX)
    show(OrdersListed("sub-flora", (shipped(),), last=True))
    show(OrdersListed("sub-felix", (theirs,), last=True))
    assert {row["order"] for row in rows_of(ask(flora).content)} == {ORDER_ID}
    assert {row["order"] for row in rows_of(ask(felix).content)} == {theirs.id}


def test_nothing_that_a_customer_writes_becomes_a_formula_of_a_spreadsheet(
    flora: Api, show: Show
) -> None:
    evil = '=HYPERLINK("http://evil.example","Click")'
    order = shipped(card_message=evil, refunds=(Refund("r" * 20, 100, evil),))
    show(OrdersListed("sub-flora", (order,), last=True))
    show(InvoiceIssued(ORDER_ID, "sub-flora", Invoice("=1+1", "invoices/x.pdf", NOTE.issued_at)))
    rows = rows_of(ask(flora).content)
    texts = [row[column] for row in rows for column in HEAD if column not in AMOUNTS]
    assert not [text for text in texts if text.startswith(FORMULA)]
    assert "'=1+1" in texts
    assert "HYPERLINK" not in ask(flora).content


def test_who_has_ordered_nothing_gets_an_empty_table(flora: Api, show: Show) -> None:
    show(OrdersListed("sub-flora", (), last=True))
    assert ask(flora).content == f"{','.join(HEAD)}\r\n"


def test_a_long_table_comes_in_parts_that_lead_to_each_other(flora: Api, show: Show) -> None:
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    orders = [
        placed(id=order_id("sub-flora", f"key-{at:04}"), placed_at=begin + timedelta(hours=at))
        for at in range(205)
    ]
    for at in range(0, 205, 20):
        show(OrdersListed("sub-flora", tuple(orders[at : at + 20]), last=at >= 200))
    first = ask(flora)
    assert first.headers["Link"].endswith('; rel="next"')
    third = ask(flora, limit="100").headers["Link"]
    assert "limit=100&" in third, "the next part is as long as the caller wanted"
    before = first.headers["Link"].split("before=")[1].split(">")[0]
    second = ask(flora, before=before)
    assert "Link" not in second.headers
    rows = [*rows_of(first.content), *rows_of(second.content)]
    listed = list(dict.fromkeys(row["order"] for row in rows))
    assert listed == [order.id for order in reversed(orders)]
    assert len({row["order"] for row in rows_of(ask(flora, limit="3").content)}) == 3


@pytest.mark.parametrize("accepted", ["application/json", "*/*", "text/html, text/csv"])
def test_who_does_not_ask_for_a_table_gets_json(flora: Api, show: Show, accepted: str) -> None:
    show(OrdersListed("sub-flora", (), last=True))
    answer = flora.call("GET", "/orders", Accept=accepted)
    assert answer.body == {"orders": [], "next": None}


ITEMS = st.builds(
    lambda at, price, rate: Item(f"item-{at}", "Item", ItemKind.ADDON, price, rate),
    st.integers(0, 99),
    st.integers(0, 99_999),
    st.sampled_from([0, 5, 7, 19]),
)
LINES = st.lists(st.tuples(ITEMS, st.integers(1, 500)), min_size=1, max_size=8)


@st.composite
def orders_with_refunds(draw: st.DrawFn) -> Order:
    """Any order of which any part went back, cancelled or not, with any part of the rest kept."""
    order = an_order(*draw(LINES))
    refunds, left = [], order.total
    for at in range(draw(st.integers(0, 3))):
        amount = draw(st.integers(0, left))
        left -= amount
        refunds.append(Refund(f"refund-{at}", amount, "-"))
    state = draw(st.sampled_from([State.CONFIRMED, State.CANCELLED]))
    kept = draw(st.integers(0, left)) if state is State.CANCELLED else 0
    return placed(
        lines=order.lines, total=order.total, refunds=tuple(refunds), state=state, kept=kept
    )


@given(orders_with_refunds())
def test_whatever_was_ordered_and_given_back_the_columns_add_up(order: Order) -> None:
    rows = rows_of(as_csv([(order, Documents())]))
    stays = order.kept if order.state is State.CANCELLED else order.total - order.refunded
    assert summed(rows, "gross") == stays
    for row in rows:
        assert summed([row], "net") + summed([row], "tax") == summed([row], "gross")
    by_rate: dict[str, int] = defaultdict(int)
    for row in rows:
        if row["kind"] == "order":
            by_rate[row["tax_rate"]] += summed([row], "tax")
    assert by_rate == {str(share.rate): share.tax for share in tax_shares(order.lines)}
