"""The e-invoice inside a paper, judged by the rules of EN 16931."""

from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from services.contracts.common import Buyer
from services.contracts.identifiers import order_number
from services.contracts.orders import Line, Order, State
from services.invoicing.domain.einvoice import NAMESPACES, einvoice
from services.invoicing.domain.statements import Statement
from services.policy import pricing
from tests.claims import proves
from tests.shop import DOZEN, VASE, an_order
from tests.unit.invoicing.documents import (
    an_invoice,
    as_event,
    cancelled,
    credit_notes,
    many,
    refunded,
    with_buyer,
)
from tests.unit.invoicing.norm import Norm

PREFIXES = {name.removeprefix("xmlns:"): uri for name, uri in NAMESPACES.items()}
CENT = Decimal("0.01")
NAME = st.text(
    st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=40
).filter(lambda name: not name.isspace())  # fmt: skip
LINE = st.builds(
    Line,
    sku=st.just("rose-red"),
    name=NAME,
    quantity=st.integers(1, 500),
    unit_price=st.integers(0, 100_000),
    tax_rate=st.sampled_from((0, 7, 19)),
    recipe=st.sampled_from(({}, {"rose-red": 3, "fern": 2})),
    wrap=st.sampled_from((None, "wrap-sage")),
    is_own=st.booleans(),
)
NAMES = {"rose-red": "Red rose", "fern": "Fern & more", "wrap-sage": "Sage paper"}


@pytest.fixture(scope="module")
def norm() -> Norm:
    """One for all: its rules are compiled once."""
    return Norm()


@st.composite
def orders(draw: st.DrawFn) -> Order:
    """Of up to 80 lines; some have a balance, some refunds, some were given up."""
    lines = tuple(draw(st.lists(LINE, min_size=1, max_size=80)))
    total = pricing.total(lines)
    named = replace(an_order(), lines=lines, total=total, names=NAMES)
    order = with_buyer(named, draw(NAME))
    deposit = draw(st.integers(0, total))
    order = as_event(order, deposit) if draw(st.booleans()) else order
    for _ in range(draw(st.integers(0, 2))):
        if order.refunded < total:
            order = refunded(order, draw(st.integers(1, total - order.refunded)), draw(NAME))
    kept = draw(st.integers(0, total - order.refunded))
    return cancelled(order, kept) if draw(st.booleans()) else order


def papers(order: Order) -> list[Statement]:
    return [an_invoice(order), *credit_notes(order)]


def amounts(xml: str, name: str) -> list[Decimal]:
    found = ET.fromstring(xml).iterfind(f".//ram:{name}", PREFIXES)  # noqa: S314 - our own
    return [Decimal(element.text or "") for element in found]


def words(xml: str, path: str) -> list[str | None]:
    found = ET.fromstring(xml).iterfind(path, PREFIXES)  # noqa: S314 - our own
    return [element.text for element in found]


@proves("FM-INVO-06:mitigation")
@settings(max_examples=60, deadline=None)
@given(order=orders())
def test_whatever_is_ordered_its_papers_follow_the_norm(norm: Norm, order: Order) -> None:
    for paper in papers(order):
        assert norm.broken(einvoice(paper)) == set()


@proves("FM-INVO-06:mitigation")
@settings(deadline=None)
@given(order=orders())
def test_its_total_is_the_orders_and_everything_adds_up_to_the_cent(order: Order) -> None:
    for paper in papers(order):
        xml = einvoice(paper)
        (total,) = amounts(xml, "GrandTotalAmount")
        (net,) = amounts(xml, "TaxBasisTotalAmount")
        (tax,) = amounts(xml, "TaxTotalAmount")
        (line_net, *lines) = amounts(xml, "LineTotalAmount")[::-1]
        assert total == net + tax
        assert net == line_net == sum(lines)
        assert tax == sum(amounts(xml, "CalculatedAmount"))
    (total,) = amounts(einvoice(an_invoice(order)), "GrandTotalAmount")
    assert total * 100 == order.total


@settings(deadline=None)
@given(order=orders())
def test_a_unit_price_comes_to_its_line_again_and_the_lines_to_their_rate(order: Order) -> None:
    for paper in papers(order):
        prices = amounts(einvoice(paper), "ChargeAmount")
        for row, price in zip(paper.rows, prices, strict=True):
            net = (price * row.quantity).quantize(CENT, ROUND_HALF_UP)
            assert net * 100 == row.net
        by_rate = sorted(paper.rows, key=lambda row: row.rate)
        assert {
            rate: sum(row.net for row in rows)
            for rate, rows in groupby(by_rate, key=lambda row: row.rate)
        } == {share.rate: share.net for share in paper.shares}


def test_the_wedding_with_every_kind_of_paper_follows_the_norm(norm: Norm) -> None:
    wedding = refunded(as_event(an_order(*many(80)), 100_000), 4_711)
    for paper in papers(cancelled(wedding, kept=95_289)):
        assert norm.broken(einvoice(paper)) == set()


def test_who_was_forgotten_is_nobody_where_it_was_sold(norm: Norm) -> None:
    order = refunded(an_order(), 700)
    buyer = replace(order.buyer, name="-", street="-", postcode="00", city="-", country="ZZ")
    (note,) = credit_notes(replace(order, buyer=buyer))
    assert norm.broken(einvoice(note)) == set()


ABROAD = Buyer(
    "J. Watson",
    "221b Baker Street",
    "NW1 6XE",
    "London",
    "GB",
    company="Bees & Co Ltd",
    vat_id="GB980780684",
)
BUYER = ".//ram:BuyerTradeParty"


@pytest.mark.finding("H8", "B19")
def test_a_company_abroad_is_named_with_its_person_its_vat_id_and_its_country(norm: Norm) -> None:
    xml = einvoice(an_invoice(replace(an_order(), buyer=ABROAD)))
    assert norm.broken(xml) == set()
    assert words(xml, f"{BUYER}/ram:Name") == ["Bees & Co Ltd"]
    assert words(xml, f"{BUYER}//ram:PersonName") == ["J. Watson"]
    assert words(xml, f"{BUYER}/ram:SpecifiedTaxRegistration/ram:ID") == ["GB980780684"]
    assert words(xml, f"{BUYER}//ram:CountryID") == ["GB"]


@pytest.mark.finding("B19")
@pytest.mark.parametrize("country", ["HK", "US", "GR", "CH"])
def test_a_buyer_without_a_postcode_or_with_a_region_follows_the_norm(
    norm: Norm, country: str
) -> None:
    ids = {"GR": "EL094259216", "CH": "CHE107787577MWST"}
    buyer = replace(
        ABROAD, postcode="", region="Region", country=country, vat_id=ids.get(country, "")
    )
    xml = einvoice(an_invoice(replace(an_order(), buyer=buyer)))
    assert norm.broken(xml) == set()
    assert words(xml, f"{BUYER}//ram:PostcodeCode") == []
    assert words(xml, f"{BUYER}//ram:CountrySubDivisionName") == ["Region"]


@pytest.mark.finding("H8")
def test_the_day_of_the_supply_is_stated_once_it_cannot_change_any_more(norm: Norm) -> None:
    days = ".//ram:ActualDeliverySupplyChainEvent//udt:DateTimeString"
    order = an_order()
    for state in (State.PLACED, State.CONFIRMED, State.CANCELLED):
        assert words(einvoice(an_invoice(replace(order, state=state))), days) == []
    for state in (State.SHIPPED, State.DELIVERED):
        xml = einvoice(an_invoice(replace(order, state=state)))
        assert words(xml, days) == [f"{order.delivery.day:%Y%m%d}"]
        assert norm.broken(xml) == set()


@pytest.mark.parametrize(
    ("true", "false", "rule"),
    [
        ("GrandTotalAmount>102.90<", "GrandTotalAmount>102.91<", "BR-CO-15"),
        ("TaxBasisTotalAmount>94.38<", "TaxBasisTotalAmount>94.37<", "BR-CO-13"),
        ("DuePayableAmount>0.00<", "DuePayableAmount>1.00<", "BR-CO-16"),
        ("LineTotalAmount>78.50<", "LineTotalAmount>78.60<", "BR-CO-10"),
        ("BasisAmount>15.88<", "BasisAmount>20.88<", "BR-S-08"),
        ("TypeCode>380<", "TypeCode>999<", "FX-SCH"),
    ],
)
def test_what_is_tampered_with_breaks_the_rule_for_it(
    norm: Norm, true: str, false: str, rule: str
) -> None:
    xml = einvoice(an_invoice(an_order((DOZEN, 2), (VASE, 1))))
    assert norm.broken(xml) == set()
    assert true in xml
    assert any(rule in broken for broken in norm.broken(xml.replace(true, false)))


def test_a_credit_note_names_the_invoice_that_it_corrects() -> None:
    (note,) = credit_notes(refunded(an_order(), 700))
    xml = einvoice(note)
    assert words(xml, ".//rsm:ExchangedDocument/ram:TypeCode") == ["381"]
    assert words(xml, ".//ram:InvoiceReferencedDocument/ram:IssuerAssignedID") == ["2026-000042"]
    assert amounts(xml, "DuePayableAmount") == [Decimal("7.00")]


def test_each_paper_names_the_order_by_the_number_that_people_say_and_by_its_id(norm: Norm) -> None:
    order = an_order()
    for paper in (an_invoice(order), *credit_notes(refunded(order, 700))):
        xml = einvoice(paper)
        assert norm.broken(xml) == set()
        by = "ram:{}OrderReferencedDocument/ram:IssuerAssignedID"
        assert words(xml, f".//{by.format('Seller')}") == [order_number(order.id)]
        assert words(xml, f".//{by.format('Buyer')}") == [order.id]


def test_of_an_event_the_deposit_is_paid_and_the_balance_is_due() -> None:
    xml = einvoice(an_invoice(as_event(an_order((DOZEN, 20)), 20_000)))
    assert amounts(xml, "GrandTotalAmount") == [Decimal("840.00")]
    assert amounts(xml, "TotalPrepaidAmount") == [Decimal("200.00")]
    assert amounts(xml, "DuePayableAmount") == [Decimal("640.00")]
    assert words(xml, ".//ram:DueDateDateTime/udt:DateTimeString") == ["20270530"]


@pytest.mark.finding("B21")
def test_what_xml_cannot_carry_is_not_there() -> None:
    order = with_buyer(an_order(), "<b>A & B</b>\u202e \uffff]]>\x0b")
    assert words(einvoice(an_invoice(order)), ".//ram:BuyerTradeParty/ram:Name") == [
        "<b>A & B</b> ]]>"
    ]


@pytest.mark.finding("B21")
def test_a_name_of_which_nothing_is_left_has_a_sign_in_its_place(norm: Norm) -> None:
    xml = einvoice(an_invoice(with_buyer(an_order(), "\u202e\u200b")))
    assert words(xml, ".//ram:BuyerTradeParty/ram:Name") == ["-"]
    assert norm.broken(xml) == set()
