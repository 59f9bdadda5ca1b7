"""Draws invoices: the only module that knows Typst. How one looks stands in `template/`."""

from pathlib import Path
from typing import Literal

import msgspec
import typst

from services.invoicing.domain import SHOP_TIME, Numbered, TaxShare, tax_shares
from services.shared.logs import service_logger
from services.shared.model import Address, Line, Order

TEMPLATE = Path(__file__).with_name("template")
Standard = Literal["a-3a", "ua-1"]
ARCHIVED: tuple[Standard, ...] = ("a-3a", "ua-1")
"""PDF/A-3 for ten years in an archive, PDF/UA for people who listen to it."""
UNDISPLAYABLE = "could not be displayed"

logger = service_logger()


class Draughtsman:
    """Draws with the fonts that come with Typst: Latin, Greek, Cyrillic, Hebrew, Arabic.

    A name in other letters is still invoiced, with boxes for what no font has; only such an invoice
    is without the promises of PDF/A and PDF/UA.
    """

    def __init__(self) -> None:
        self._compiler = typst.Compiler(
            str(TEMPLATE / "invoice.typ"), root=str(TEMPLATE), ignore_system_fonts=True
        )

    def draw(self, paper: Numbered, order: Order, cancels: Numbered | None = None) -> bytes:
        """The PDF of an invoice, or of the credit note that `cancels` one.

        The same paper is the same to the byte, whenever it is drawn.
        """
        words = _shown(paper, order, cancels)
        try:
            return self._compile(paper, words, ARCHIVED)
        except typst.TypstError as error:
            if UNDISPLAYABLE not in error.message:
                raise
            logger.warning("invoice drawn without PDF/A: no font has some of its letters")
            return self._compile(paper, words, ())

    def _compile(
        self, paper: Numbered, words: dict[str, object], standards: tuple[Standard, ...]
    ) -> bytes:
        pdf = self._compiler.compile(
            format="pdf",
            sys_inputs={"paper": msgspec.json.encode(words).decode()},
            pdf_standards=[*standards],
            timestamp=int(paper.issued_at.timestamp()),
        )
        if not isinstance(pdf, bytes):
            raise TypeError(f"Typst gave {type(pdf).__name__} instead of a PDF")
        return pdf


def _shown(paper: Numbered, order: Order, cancels: Numbered | None) -> dict[str, object]:
    """The words of the template."""
    issued = paper.issued_at.astimezone(SHOP_TIME)
    return {
        "title": "Credit note" if cancels else "Invoice",
        "number": paper.label,
        "cancels": cancels.label if cancels else None,
        "issued": f"{issued:%-d %B %Y}",
        "issued_on": issued.date().isoformat(),
        "delivery": f"{order.delivery.day:%-d %B %Y}",
        "order": order.id,
        "buyer": _postal(order.buyer),
        "recipient": order.delivery.recipient.name,
        "currency": order.currency,
        "lines": [_line(line) for line in order.lines],
        "taxes": [_tax(share) for share in tax_shares(order.lines)],
        "total": money(order.total),
    }


def _line(line: Line) -> dict[str, str]:
    return {
        "name": line.name,
        "sku": line.sku,
        "quantity": str(line.quantity),
        "unit_price": money(line.unit_price),
        "tax_rate": f"{line.tax_rate} %",
        "total": money(line.total),
    }


def _tax(share: TaxShare) -> dict[str, str]:
    return {
        "rate": f"{share.rate} %",
        "net": money(share.net),
        "tax": money(share.tax),
        "gross": money(share.gross),
    }


def _postal(address: Address) -> list[str]:
    return [
        address.name,
        address.street,
        f"{address.postcode} {address.city}",
        address.country,
    ]


def money(minor: int) -> str:
    """Minor units as people read them: 123450 is `1,234.50`."""
    units, cents = divmod(minor, 100)
    return f"{units:,}.{cents:02}"
