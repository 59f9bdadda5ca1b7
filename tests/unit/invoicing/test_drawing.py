"""The invoice as a reader, an archive and a screen reader find it."""

import io
from typing import Any

import pytest
from msgspec.structs import replace
from pypdf import PdfReader

from services.invoicing.domain import Kind, Numbered, next_number
from services.invoicing.drawing import Draughtsman, money
from services.shared.model import Item, Order
from tests.logs import LogRecords
from tests.shop import DOZEN, NOW, VASE, an_order

NAMES = ("Rosé «Žižka»", "Łąka polna", "Ποιήματα", "Пион розовый", "Straße ẞ")


@pytest.fixture(scope="module")
def draughtsman() -> Draughtsman:
    """One for all: its fonts are loaded once."""
    return Draughtsman()


def numbered(order: Order, kind: Kind = Kind.INVOICE) -> Numbered:
    return next_number(NOW, kind, order.id, last=41)


def pages(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


def with_buyer(order: Order, name: str) -> Order:
    return replace(order, buyer=replace(order.buyer, name=name))


def many(lines: int) -> list[tuple[Item, int]]:
    def item(at: int) -> Item:
        return replace(DOZEN, sku=f"item-{at}", name=f"{NAMES[at % len(NAMES)]} {at}")

    return [(item(at), at % 5 + 1) for at in range(lines)]


def test_the_invoice_says_what_the_law_asks_for(draughtsman: Draughtsman) -> None:
    order = an_order((DOZEN, 2), (VASE, 1))
    (page,) = pages(draughtsman.draw(numbered(order), order))
    seller = ("Crassula Flowers GmbH", "VAT ID DE")
    buyer = ("Flora Amaryllis", "Gartenweg 7", "10115 Berlin")
    dates = ("2026-000042", "23 November 2026", "24 November 2026")
    amounts = ("A Dozen Red", "84.00", "78.50", "5.50", "15.88", "3.02", "EUR 102.90")
    for words in (*seller, *buyer, *dates, *amounts):
        assert words in page


def test_a_credit_note_names_the_invoice_that_it_takes_back(draughtsman: Draughtsman) -> None:
    order = an_order((DOZEN, 2))
    credit_note = numbered(order, Kind.CREDIT_NOTE)
    (page,) = pages(draughtsman.draw(credit_note, order, cancels=numbered(order)))
    for words in ("Credit note C2026-000042", "Cancels invoice", "2026-000042", "EUR 84.00"):
        assert words in page
    assert "Paid by card" not in page


def test_names_are_written_in_their_own_letters(draughtsman: Draughtsman) -> None:
    order = with_buyer(an_order(*many(5)), "Zoë Žižek-Łukasiewicz")
    (page,) = pages(draughtsman.draw(numbered(order), order))
    for name in (*NAMES, "Zoë Žižek-Łukasiewicz"):
        assert name in page


def test_forty_lines_go_over_two_pages_with_the_headings_on_both(draughtsman: Draughtsman) -> None:
    order = an_order(*many(40))
    first, second = pages(draughtsman.draw(numbered(order), order))
    assert "Quantity" in first
    assert "Quantity" in second
    assert "Page 2 of 2" in second
    assert f"EUR {money(order.total)}" in second


def test_it_is_made_for_archives_and_for_people_who_listen(draughtsman: Draughtsman) -> None:
    order = an_order()
    reader = PdfReader(io.BytesIO(draughtsman.draw(numbered(order), order)))
    catalog: Any = reader.root_object
    assert catalog["/MarkInfo"]["/Marked"].value is True
    assert catalog["/Lang"] == "en"
    metadata = catalog["/Metadata"].get_data().decode()
    assert "<pdfaid:part>3</pdfaid:part>" in metadata
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata


def test_drawn_again_it_is_the_same_to_the_byte(draughtsman: Draughtsman) -> None:
    order = an_order(*many(3))
    again = Draughtsman().draw(numbered(order), order)
    assert draughtsman.draw(numbered(order), order) == again


def test_a_name_that_no_font_can_write_is_invoiced_all_the_same(
    draughtsman: Draughtsman, log_records: LogRecords
) -> None:
    order = with_buyer(an_order(), "山田 花子")
    (page,) = pages(draughtsman.draw(numbered(order), order))
    assert "EUR 42.00" in page
    (record,) = log_records()
    assert record["level"] == "WARNING"
    assert "山田" not in str(record)


@pytest.mark.parametrize(
    ("minor", "written"), [(0, "0.00"), (5, "0.05"), (4200, "42.00"), (123_456_789, "1,234,567.89")]
)
def test_money_is_written_as_people_read_it(minor: int, written: str) -> None:
    assert money(minor) == written
