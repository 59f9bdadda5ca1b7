"""What an invoice says about tax, numbers and dates."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from services.invoicing.domain import Kind, next_number, series_of, tax_shares
from services.shared.model import Line
from tests.shop import DOZEN, NOW, VASE, an_order

RATES = st.sampled_from([0, 7, 19, 25])


def line(total: int, rate: int) -> Line:
    return Line(sku="rose-red", name="Rose", quantity=1, unit_price=total, tax_rate=rate, recipe={})


def test_tax_is_taken_out_of_the_price_that_the_customer_saw() -> None:
    order = an_order((DOZEN, 2), (VASE, 1))
    reduced, full = tax_shares(order.lines)
    assert (reduced.rate, reduced.net, reduced.tax) == (7, 7850, 550)
    assert (full.rate, full.net, full.tax) == (19, 1588, 302)


def test_half_a_cent_of_tax_is_rounded_up() -> None:
    (share,) = tax_shares([line(total=3, rate=20)])
    assert (share.net, share.tax) == (2, 1)


@given(st.lists(st.builds(line, st.integers(0, 10_000_000), RATES), max_size=40))
def test_net_and_tax_of_all_rates_add_up_to_what_is_paid(lines: list[Line]) -> None:
    shares = tax_shares(lines)
    assert sum(share.gross for share in shares) == sum(each.total for each in lines)
    assert len({share.rate for share in shares}) == len(shares)
    for share in shares:
        exactly = share.gross * share.rate / (100 + share.rate)
        assert abs(share.tax - exactly) <= 0.5 + 1e-6


def test_the_first_invoice_of_a_year_in_the_shop_is_number_one_of_that_year() -> None:
    just_after_midnight_in_berlin = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    assert series_of(Kind.INVOICE, just_after_midnight_in_berlin) == "2027"
    order = an_order()
    invoice = next_number(just_after_midnight_in_berlin, Kind.INVOICE, order.id, last=0)
    assert (invoice.label, invoice.key) == ("2027-000001", "invoices/2027/2027-000001.pdf")


def test_credit_notes_have_numbers_of_their_own() -> None:
    credit_note = next_number(NOW, Kind.CREDIT_NOTE, an_order().id, last=6)
    assert (credit_note.label, credit_note.key) == (
        "C2026-000007",
        "invoices/C2026/C2026-000007.pdf",
    )
