"""E-mails as pages: the words of the text, the lines, the sum, a picture, and nothing foreign."""

import re
from html.parser import HTMLParser

import pytest
from msgspec.structs import replace

from services.contracts.identifiers import order_number
from services.contracts.invoices import Invoice, InvoicedLine, InvoiceIssued
from services.contracts.order_messages import OrderPlaced, OrderShipped, PaymentRequested
from services.contracts.orders import PaymentState
from services.notices.domain.by_message import email_for
from services.notices.domain.email import ANY_FLOWERS, Email, Row
from services.notices.domain.page import page
from tests.shop import DOZEN, FLORA, NOW, RED_ROSE, VASE, an_order
from tests.unit.notices.test_emails import ORDER, SITE, paid

LINES = (
    InvoicedLine("a-dozen-red", "A Dozen Red", 1, 4200, is_bouquet=True),
    InvoicedLine("vase-glass", "Glass vase", 1, 1890, is_bouquet=False),
)


class Words(HTMLParser):
    """What a page says."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self.tags: list[str] = []
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.said.append(data)


def written(message: object) -> Email:
    email = email_for(message, NOW)  # type: ignore[arg-type]
    assert email is not None
    return email


@pytest.mark.finding("H2")
def test_the_confirmation_has_lines_total_number_picture_and_the_way_to_the_invoice() -> None:
    invoice = Invoice("2026-000042", "invoices/a.pdf", NOW)
    email = written(InvoiceIssued(ORDER.id, FLORA.id, invoice, LINES, 6090))
    assert email.rows == (
        Row("1 x A Dozen Red", "EUR 42.00"),
        Row("1 x Glass vase", "EUR 18.90"),
        Row("Total, VAT included", "EUR 60.90"),
    )
    for said in (email.text(SITE), " ".join(Words(page(email, SITE)).said)):
        for words in ("A Dozen Red", "EUR 60.90", "2026-000042", order_number(ORDER.id)):
            assert words in said
    assert f'href="{SITE}/shop/orders/{ORDER.id}/invoice"' in page(email, SITE)
    assert f'src="{SITE}/email/a-dozen-red.jpg"' in page(email, SITE)


def test_an_invoice_of_an_earlier_version_is_written_about_without_lines() -> None:
    email = written(InvoiceIssued(ORDER.id, FLORA.id, Invoice("2026-000042", "a.pdf", NOW)))
    assert email.rows == ()
    assert "<table" not in page(email, SITE)


def test_an_order_without_a_bouquet_of_the_gallery_has_the_picture_of_some_flowers() -> None:
    assert written(OrderShipped(an_order((RED_ROSE, 3), (VASE, 1)))).picture == ANY_FLOWERS
    assert written(OrderShipped(an_order((VASE, 1), (DOZEN, 1)))).picture.endswith("dozen-red.jpg")


def test_whoever_has_to_pay_is_led_to_the_payment() -> None:
    asked = PaymentRequested(paid(ORDER, PaymentState.ACTION_REQUIRED), is_unanswered=True)
    for message in (OrderPlaced(ORDER), asked):
        assert f"{SITE}/shop/orders/{ORDER.id}/pay\n" in written(message).text(SITE)


def test_what_somebody_typed_is_text_in_the_page_and_no_markup() -> None:
    email = replace(
        written(OrderPlaced(ORDER)),
        subject="<script>alert(1)</script>",
        paragraphs=('<img src="https://elsewhere.example/x.png">', "Tom & Ida"),
        rows=(Row("<b>1</b>", "EUR 1.00"),),
    )
    found = Words(page(email, SITE))
    assert "script" not in found.tags
    assert found.tags.count("img") == 1
    assert "Tom & Ida" in found.said
    assert "<b>1</b>" in found.said


def test_a_page_loads_nothing_from_elsewhere_and_has_no_script_or_style_sheet() -> None:
    found = page(written(OrderPlaced(ORDER)), SITE)
    assert {"script", "link", "style", "form", "iframe"}.isdisjoint(Words(found).tags)
    assert all(source.startswith(SITE) for source in re.findall(r'src="([^"]*)"', found))
