"""A paper as two readers, an archive, a machine and a screen reader find it."""

import io
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import facturx
import pytest
from msgspec.structs import replace
from pypdf import PdfReader

from services.contracts.common import Buyer
from services.contracts.identifiers import order_number
from services.contracts.orders import State
from services.invoicing.domain.einvoice import einvoice
from services.invoicing.domain.statements import Statement
from services.invoicing.gateways.pdf import PdfRenderer
from services.invoicing.gateways.pdf_metadata import UnknownPdfError, with_einvoice_named
from services.policy.pricing import amount, line_total
from tests.claims import proves
from tests.logs import LogRecords
from tests.needs import POPPLER
from tests.shop import DOZEN, VASE, an_order
from tests.unit.invoicing.documents import (
    NAMES,
    an_invoice,
    as_event,
    cancelled,
    credit_notes,
    many,
    refunded,
    with_buyer,
)

Pages = Callable[[bytes], list[str]]


def by_pypdf(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


def by_poppler(pdf: bytes) -> list[str]:
    if not shutil.which("pdftotext"):
        POPPLER.skip()
    read = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True
    )
    return read.stdout.decode().split("\f")[:-1]


@pytest.fixture(scope="module")
def renderer() -> PdfRenderer:
    """One for all: its fonts are loaded once."""
    return PdfRenderer()


def catalogue_of(pdf: bytes) -> Any:
    return PdfReader(io.BytesIO(pdf), strict=True).root_object


def metadata_of(pdf: bytes) -> str:
    return str(catalogue_of(pdf)["/Metadata"].get_data().decode())


def test_the_invoice_says_what_the_law_asks_for(renderer: PdfRenderer) -> None:
    (page,) = by_pypdf(renderer.render(an_invoice(an_order((DOZEN, 2), (VASE, 1)))))
    seller = ("Crassula Flowers GmbH", "Am Blumenmarkt 3", "10969 Berlin", "VAT ID DE")
    buyer = ("Flora Amaryllis", "Gartenweg 7", "10115 Berlin")
    dates = ("2026-000042", "23 November 2026", "24 November 2026")
    amounts = ("A Dozen Red", "84.00", "78.50", "5.50", "15.88", "3.02", "EUR 102.90")
    for words in (*seller, *buyer, *dates, *amounts, "Paid by card"):
        assert words in page


def test_each_paper_says_the_number_of_the_order_that_its_page_and_e_mails_say(
    renderer: PdfRenderer,
) -> None:
    order = an_order()
    for paper in (an_invoice(order), *credit_notes(refunded(order, 700))):
        (page,) = by_pypdf(renderer.render(paper))
        assert f"Order {order_number(order.id)} ({order.id})" in page


@proves("FM-INVO-06:mitigation")
@pytest.mark.parametrize("pages", [by_pypdf, by_poppler])
def test_two_readers_find_every_line_and_the_orders_total(
    renderer: PdfRenderer, pages: Pages
) -> None:
    order = as_event(an_order(*many(80)), deposit=100_000)
    text = "\n".join(pages(renderer.render(an_invoice(order))))
    for line in order.lines:
        assert line.name in text
        assert amount(line_total(line)) in text
    assert f"EUR {amount(order.total)}" in text
    assert f"EUR {amount(order.total - 100_000)}" in text


@pytest.mark.finding("H8", "B19")
def test_a_company_abroad_reads_its_name_its_vat_id_and_its_country(renderer: PdfRenderer) -> None:
    buyer = Buyer(
        "J. Watson", "221b Baker Street", "NW1 6XE", "London", "GB", company="Bees & Co Ltd",
        vat_id="GB980780684",
    )  # fmt: skip
    (page,) = by_pypdf(renderer.render(an_invoice(replace(an_order(), buyer=buyer))))
    for words in ("J. Watson", "Bees & Co Ltd", "NW1 6XE", "UNITED KINGDOM", "VAT ID GB980780684"):
        assert words in page


@pytest.mark.finding("H8")
def test_a_day_that_may_still_change_is_a_plan_and_no_fact(renderer: PdfRenderer) -> None:
    order = an_order()
    (page,) = by_pypdf(renderer.render(an_invoice(replace(order, state=State.CONFIRMED))))
    assert "Planned for" in page
    for words in ("24 November 2026", "Delivery is planned for", "your order says if it moves"):
        assert words in " ".join(page.split())
    assert "Delivered to" not in page
    (page,) = by_pypdf(renderer.render(an_invoice(replace(order, state=State.DELIVERED))))
    assert "lanned for" not in page
    assert "24 November 2026" in page
    assert "Delivered to" in page


def test_an_event_says_what_was_paid_and_what_is_due_when(renderer: PdfRenderer) -> None:
    order = as_event(an_order((DOZEN, 20)), deposit=20_000)
    (page,) = by_pypdf(renderer.render(an_invoice(order)))
    for words in (
        "Wedding of Iris and Basil",
        "EUR 840.00",
        "Deposit, paid by card",
        "EUR 200.00",
        "Balance, due on 30 May 2027",
        "EUR 640.00",
    ):
        assert words in page


def test_a_credit_note_of_a_part_names_its_invoice_and_why(renderer: PdfRenderer) -> None:
    (note,) = credit_notes(refunded(an_order((DOZEN, 2), (VASE, 1)), 1029))
    (page,) = by_pypdf(renderer.render(note))
    for words in ("Credit note C2026-000007", "2026-000042", "EUR 10.29", "8.40", "1.89",
                  "Two roses were broken."):  # fmt: skip
        assert words in page
    assert "Paid by card" not in page


def test_a_cancellation_says_what_is_taken_back(renderer: PdfRenderer) -> None:
    (note,) = credit_notes(cancelled(an_order((DOZEN, 2))))
    (page,) = by_pypdf(renderer.render(note))
    for words in ("A Dozen Red", "The order was cancelled.", "EUR 84.00"):
        assert words in page


def test_what_is_kept_of_a_deposit_is_said(renderer: PdfRenderer) -> None:
    order = as_event(an_order((DOZEN, 20)), deposit=20_000)
    (note,) = credit_notes(cancelled(order, kept=20_000))
    (page,) = by_pypdf(renderer.render(note))
    for words in ("EUR 640.00", "We keep EUR 200.00 of the deposit"):
        assert words in page


def test_who_was_forgotten_is_not_named(renderer: PdfRenderer) -> None:
    order = refunded(an_order(), 700)
    nobody = replace(order.buyer, name="-", street="-", postcode="00", city="-", country="ZZ")
    (note,) = credit_notes(replace(order, buyer=nobody))
    (page,) = by_pypdf(renderer.render(note))
    assert "A customer whose name we keep no longer" in page
    assert "ZZ" not in page


@pytest.mark.parametrize("pages", [by_pypdf, by_poppler])
def test_names_are_written_in_their_own_letters(renderer: PdfRenderer, pages: Pages) -> None:
    people = (
        "Zoë Žižek-Łukasiewicz",
        "Ελένη Ξανθού",
        "Юлия Щербакова",
        "山田 花子",
        "김민지",
        "王小明",
    )
    for name in people:
        pdf = renderer.render(an_invoice(with_buyer(an_order(*many(len(NAMES))), name)))
        (page,) = pages(pdf)
        for words in (*NAMES, name):
            assert words in page
        assert "<pdfaid:part>3</pdfaid:part>" in metadata_of(pdf)


@pytest.mark.parametrize("pages", [by_pypdf, by_poppler])
def test_eighty_lines_go_over_several_pages_with_the_headings_on_each(
    renderer: PdfRenderer, pages: Pages
) -> None:
    written = pages(renderer.render(an_invoice(an_order(*many(80)))))
    assert len(written) > 2
    for at, page in enumerate(written, 1):
        assert "Quantity" in page
        assert f"2026-000042 · Page {at} of {len(written)}" in page


@pytest.mark.parametrize("lines", [1, 2, 3, *range(10, 24)])
def test_the_sums_are_never_without_the_last_lines(renderer: PdfRenderer, lines: int) -> None:
    order = an_order(*many(lines))
    *_, last = by_pypdf(renderer.render(an_invoice(order)))
    for line in order.lines[-3:]:
        assert line.name in last
    for words in ("VAT included", f"EUR {amount(order.total)}", "Paid by card"):
        assert words in last


def test_it_is_made_for_archives_and_for_people_who_listen(renderer: PdfRenderer) -> None:
    pdf = renderer.render(an_invoice(an_order()))
    catalogue = catalogue_of(pdf)
    assert catalogue["/MarkInfo"]["/Marked"].value is True
    assert catalogue["/StructTreeRoot"]["/K"]
    assert catalogue["/Lang"] == "en"
    assert catalogue["/OutputIntents"]
    for words in (
        "<pdfaid:part>3</pdfaid:part>",
        "<pdfaid:conformance>A</pdfaid:conformance>",
        "<pdfuaid:part>1</pdfuaid:part>",
    ):
        assert words in metadata_of(pdf)


@pytest.mark.parametrize(
    "paper",
    [an_invoice(an_order(*many(12))), credit_notes(refunded(an_order(), 700))[0]],
    ids=["invoice", "credit note"],
)
def test_machines_find_the_e_invoice_inside(renderer: PdfRenderer, paper: Statement) -> None:
    pdf = renderer.render(paper)
    assert facturx.get_xml_from_pdf(pdf) == ("factur-x.xml", einvoice(paper).encode())
    (attached,) = catalogue_of(pdf)["/AF"]
    assert attached.get_object()["/AFRelationship"] == "/Alternative"
    for words in (
        "<fx:DocumentType>INVOICE</fx:DocumentType>",
        "<fx:DocumentFileName>factur-x.xml</fx:DocumentFileName>",
        "<fx:ConformanceLevel>EN 16931</fx:ConformanceLevel>",
        "<pdfaSchema:prefix>fx</pdfaSchema:prefix>",
    ):
        assert metadata_of(pdf).count(words) == 1


def test_poppler_finds_the_same_e_invoice_inside(renderer: PdfRenderer, tmp_path: Path) -> None:
    if not shutil.which("pdfdetach"):
        POPPLER.skip()
    paper, pdf, xml = an_invoice(an_order()), tmp_path / "paper.pdf", tmp_path / "saved.xml"
    pdf.write_bytes(renderer.render(paper))
    command = ["pdfdetach", "-savefile", "factur-x.xml", "-o", str(xml), str(pdf)]
    saving = subprocess.run(command, capture_output=True, check=True)
    assert xml.read_text() == einvoice(paper)
    assert saving.stderr == b""


def test_a_strict_reader_has_no_word_of_warning(
    renderer: PdfRenderer, caplog: pytest.LogCaptureFixture
) -> None:
    reader = PdfReader(io.BytesIO(renderer.render(an_invoice(an_order(*many(30))))), strict=True)
    assert [page.extract_text() for page in reader.pages]
    assert reader.attachments["factur-x.xml"]
    assert caplog.records == []


def test_a_pdf_that_is_written_otherwise_is_not_touched() -> None:
    with pytest.raises(UnknownPdfError):
        with_einvoice_named(b"%PDF-1.7\nsomething else\n%%EOF")


@proves("T46", "FM-INVB-04:mitigation")
def test_drawn_again_it_is_the_same_to_the_byte(renderer: PdfRenderer) -> None:
    paper = an_invoice(an_order(*many(6)))
    assert renderer.render(paper) == PdfRenderer().render(paper)


@pytest.mark.finding("A2")
@proves("FM-INVO-02:mitigation")
def test_a_name_that_no_font_can_write_is_invoiced_all_the_same(
    renderer: PdfRenderer, log_records: LogRecords
) -> None:
    paper = an_invoice(with_buyer(an_order(), "สมหญิง of Bangkok"))
    pdf = renderer.render(paper)
    (page,) = by_pypdf(pdf)
    assert "EUR 42.00" in page
    assert "\ufffd of Bangkok" in page
    assert facturx.get_xml_from_pdf(pdf)[1] == einvoice(paper).encode()
    assert "<pdfaid:part>3</pdfaid:part>" in metadata_of(pdf)
    (record,) = log_records()
    assert record["level"] == "WARNING"
    assert "สมหญิง" not in str(record)


def test_a_name_without_a_space_stays_on_its_paper(renderer: PdfRenderer) -> None:
    order = with_buyer(an_order(), "ẞ" * 120)
    (page,) = by_pypdf(renderer.render(an_invoice(order)))
    assert page.count("ẞ") == 120
    assert max(line.count("ẞ") for line in page.splitlines()) < 50


@pytest.mark.parametrize(
    ("minor", "written"), [(0, "0.00"), (5, "0.05"), (4200, "42.00"), (123_456_789, "1,234,567.89")]
)
def test_money_is_written_as_people_read_it(minor: int, written: str) -> None:
    assert amount(minor) == written
