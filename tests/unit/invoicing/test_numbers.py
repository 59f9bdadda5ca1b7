"""Numbers and dates of papers."""

from datetime import UTC, datetime

from msgspec.structs import replace

from services.contracts.orders import Refund
from services.invoicing.domain.numbers import (
    Kind,
    credit_note_of,
    invoice_of,
    must_be_invoiced,
    next_number,
    series_of,
)
from tests.shop import NOW, an_order


def test_the_first_invoice_of_a_year_in_the_shop_is_number_one_of_that_year() -> None:
    just_after_midnight_in_berlin = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    assert series_of(Kind.INVOICE, just_after_midnight_in_berlin) == "2027"
    occasion = invoice_of(an_order().id)
    invoice = next_number(just_after_midnight_in_berlin, Kind.INVOICE, occasion, last=0)
    assert (invoice.label, invoice.key) == ("2027-000001", "invoices/2027/2027-000001.pdf")


def test_credit_notes_have_numbers_of_their_own() -> None:
    credit_note = next_number(NOW, Kind.CREDIT_NOTE, credit_note_of(an_order().id, ""), last=6)
    assert (credit_note.label, credit_note.key) == (
        "C2026-000007",
        "invoices/C2026/C2026-000007.pdf",
    )


def test_every_refund_and_the_cancellation_are_occasions_of_their_own() -> None:
    assert credit_note_of("order", "") == "credit_note:order"
    assert credit_note_of("order", "refund-1") == "credit_note:order:refund-1"


def test_an_order_of_which_money_went_back_or_stays_was_confirmed() -> None:
    order = an_order()
    assert not must_be_invoiced(order)
    assert must_be_invoiced(replace(order, refunds=(Refund("refund-1", 100, ""),)))
    assert must_be_invoiced(replace(order, kept=100))
