"""Renders PDFs: the only module that knows Typst. `template/` says how a document looks."""

from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec
import typst

from services.contracts.common import Buyer
from services.contracts.identifiers import order_number
from services.invoicing.domain.einvoice import FILE_NAME, einvoice
from services.invoicing.domain.numbers import Kind
from services.invoicing.domain.statements import Row, Statement, day
from services.invoicing.gateways.letters import INSTEAD, Letters, plain
from services.invoicing.gateways.pdf_metadata import with_einvoice_named
from services.invoicing.gateways.probe import ARCHIVED, Probe
from services.policy.addresses import lines_of
from services.policy.countries import NOWHERE
from services.policy.pricing import amount, money
from services.policy.tax import TaxShare
from services.runtime.logs import service_logger

TEMPLATE = Path(__file__).parents[1] / "template"
CJK_FONT = "noto_cjk_sans_jp_regular"
"""The package that carries the letters of Chinese, Japanese and Korean."""
TITLES = {Kind.INVOICE: "Invoice", Kind.CREDIT_NOTE: "Credit note"}
FORGOTTEN = "A customer whose name we keep no longer"

logger = service_logger()


class PdfRenderer:
    """Renders with the fonts of Typst (Latin, Greek, Cyrillic, Hebrew, Arabic) and one for CJK.

    A name in other letters is invoiced too, with a mark for each letter that no font has. Every
    document conforms to PDF/A and PDF/UA, and contains its e-invoice.
    """

    def __init__(self) -> None:
        self._compiler = compiler("document.typ")
        self._letters = Letters(Probe(compiler("probe.typ")))

    def render(self, statement: Statement) -> bytes:
        """Answer the PDF of a statement. The same statement gives the same bytes every time."""
        shown = _inputs(statement)
        texts = [*_texts(shown)]
        written = self._letters.writable(texts)
        if INSTEAD in "".join(written):
            logger.warning("drawn with marks: no font has some of its letters")
        try:
            return self._drawn(statement, _replaced(shown, texts, written))
        except typst.TypstError:
            # Without the error, which quotes what the customer wrote.
            logger.error("drawn with plain letters: the others could not be drawn together")  # noqa: TRY400
            return self._drawn(statement, _replaced(shown, texts, map(plain, texts)))

    def _drawn(self, statement: Statement, shown: Any) -> bytes:
        pdf = self._compiler.compile(
            format="pdf",
            sys_inputs={
                "statement": msgspec.json.encode(shown).decode(),
                "einvoice": einvoice(statement),
            },
            pdf_standards=[*ARCHIVED],
            timestamp=int(statement.number.issued_at.timestamp()),
        )
        if not isinstance(pdf, bytes):
            raise TypeError(f"Typst gave {type(pdf).__name__} instead of a PDF")
        return with_einvoice_named(pdf)


def compiler(template: str) -> typst.Compiler:
    """A compiler of one of our templates, with our fonts and no others."""
    return typst.Compiler(
        str(TEMPLATE / template),
        root=str(TEMPLATE),
        font_paths=[str(files(CJK_FONT))],
        ignore_system_fonts=True,
    )


def _texts(shown: Any) -> Iterator[str]:
    match shown:
        case str():
            yield shown
        case list():
            for each in shown:
                yield from _texts(each)
        case dict():
            yield from _texts([*shown.values()])


def _replaced(shown: Any, texts: Iterable[str], written: Iterable[str]) -> Any:
    """What is shown, with each of its texts as it is written."""
    instead = dict(zip(texts, written, strict=True))

    def replaced(value: Any) -> Any:
        match value:
            case str():
                return instead[value]
            case list():
                return [replaced(each) for each in value]
            case dict():
                return {name: replaced(each) for name, each in value.items()}
            case _:
                return value

    return replaced(shown)


def _inputs(statement: Statement) -> dict[str, Any]:
    """What the template shows."""
    order = statement.order
    return {
        "title": TITLES[statement.kind],
        "number": statement.number.label,
        "issued_on": statement.issued_on.isoformat(),
        "facts": [[label, fact] for label, fact in _facts(statement)],
        "order": order.id,
        "order_number": order_number(order.id),
        "buyer": _postal(order.buyer),
        "currency": order.currency,
        "rows": [_row(row) for row in statement.rows],
        "taxes": [_tax(share) for share in statement.shares],
        "total": money(statement.total, order.currency),
        "payments": [[label, paid] for label, paid in _payments(statement)],
        "sentences": [text for text in (statement.note, statement.terms) if text],
        "file_name": FILE_NAME,
    }


def _facts(statement: Statement) -> Iterator[tuple[str, str]]:
    order = statement.order
    yield "Issued", day(statement.issued_on)
    if statement.corrects is not None:
        yield "For invoice", statement.corrects.label
        return
    if order.occasion is not None:
        yield "Occasion", order.occasion.name
    if statement.supplied_on is None:
        yield "Planned for", day(order.delivery.day)
        return
    yield "Delivery", day(statement.supplied_on)
    yield "Delivered to", order.delivery.recipient.name


def _payments(statement: Statement) -> Iterator[tuple[str, str]]:
    """The parts in which a commission is paid."""
    if statement.due_on is not None:
        currency = statement.order.currency
        yield "Deposit, paid by card", money(statement.paid, currency)
        yield f"Balance, due on {day(statement.due_on)}", money(statement.due, currency)


def _row(row: Row) -> dict[str, str]:
    return {
        "name": row.name,
        "contents": row.contents,
        "quantity": str(row.quantity),
        "unit_price": amount(row.unit_price),
        "tax_rate": f"{row.rate} %",
        "total": amount(row.gross),
    }


def _tax(share: TaxShare) -> dict[str, str]:
    return {
        "rate": f"{share.rate} %",
        "net": amount(share.net),
        "tax": amount(share.tax),
        "gross": amount(share.gross),
    }


def _postal(buyer: Buyer) -> list[str]:
    if buyer.country == NOWHERE:
        return [FORGOTTEN]
    return [*lines_of(buyer), *([f"VAT ID {buyer.vat_id}"] if buyer.vat_id else [])]
