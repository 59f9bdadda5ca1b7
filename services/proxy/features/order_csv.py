"""A customer's orders as CSV (RFC 4180), for their own books (U3).

A row for each rate of tax of an order, and one with negative amounts for what went back, so that
every column of amounts adds up. Amounts have a decimal point. A row is of the kind `order` until
the order is invoiced; `dated` is the day of the shop on which its document was issued.
"""

import csv
import io
from collections.abc import Iterable, Iterator

from services.contracts.invoices import Invoice
from services.contracts.orders import (
    Order,
)
from services.policy.delivery import shop_day
from services.policy.tax import TaxShare, given_back, tax_shares
from services.proxy.cache import (
    Documents,
)

CSV = "text/csv"
HEAD = (
    "order", "placed_at", "delivery_day", "recipient", "state", "kind", "document", "dated",
    "currency", "tax_rate", "net", "tax", "gross",
)  # fmt: skip
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would take for a formula, at the beginning of a text."""


def as_csv(orders: Iterable[tuple[Order, Documents]]) -> str:
    """The table."""
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(HEAD)
    for order, documents in orders:
        writer.writerows(_rows(order, documents))
    return table.getvalue()


def _rows(order: Order, documents: Documents) -> Iterator[list[str]]:
    invoice = documents.invoice
    for share in tax_shares(order.lines):
        yield _row(order, "invoice" if invoice else "order", invoice, share, 1)
    notes = {r.id: r.credit_note or documents.of_refunds.get(r.id) for r in order.refunds}
    for part in given_back(order):
        kind = "refund" if part.refund else "cancellation"
        note = notes[part.refund] if part.refund else documents.credit_note
        for share in part.shares:
            yield _row(order, kind, note, share, -1)


def _row(
    order: Order, kind: str, document: Invoice | None, share: TaxShare, sign: int
) -> list[str]:
    return [
        order.id,
        order.placed_at.isoformat(timespec="seconds"),
        order.delivery.day.isoformat(),
        _text(order.delivery.recipient.name),
        order.state.value,
        kind,
        _text(document.number) if document else "",
        shop_day(document.issued_at).isoformat() if document else "",
        order.currency,
        str(share.rate),
        *(_amount(sign * minor) for minor in (share.net, share.tax, share.gross)),
    ]


def _text(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text


def _amount(minor: int) -> str:
    sign, units = "-" if minor < 0 else "", abs(minor)
    return f"{sign}{units // 100}.{units % 100:02}"
