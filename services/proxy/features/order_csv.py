"""A customer's orders as CSV (RFC 4180), for their own books (U3).

A row for each rate of tax of an order, and one with negative amounts for what went back, so that
every column of amounts adds up. Amounts have a decimal point.
"""

import csv
import io
from collections.abc import Iterable, Iterator

from services.contracts.orders import (
    Order,
)
from services.policy.tax import TaxShare, given_back, tax_shares
from services.proxy.cache import (
    Documents,
)

CSV = "text/csv"
HEAD = (
    "order", "placed_at", "delivery_day", "state", "kind", "document",
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
    number = documents.invoice.number if documents.invoice else ""
    for share in tax_shares(order.lines):
        yield _row(order, "order", number, share, 1)
    notes = {r.id: r.credit_note or documents.of_refunds.get(r.id) for r in order.refunds}
    for part in given_back(order):
        kind = "refund" if part.refund else "cancellation"
        note = notes[part.refund] if part.refund else documents.credit_note
        for share in part.shares:
            yield _row(order, kind, note.number if note else "", share, -1)


def _row(order: Order, kind: str, document: str, share: TaxShare, sign: int) -> list[str]:
    return [
        order.id,
        order.placed_at.isoformat(),
        order.delivery.day.isoformat(),
        order.state.value,
        kind,
        _text(document),
        order.currency,
        str(share.rate),
        *(_amount(sign * minor) for minor in (share.net, share.tax, share.gross)),
    ]


def _text(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text


def _amount(minor: int) -> str:
    sign, units = "-" if minor < 0 else "", abs(minor)
    return f"{sign}{units // 100}.{units % 100:02}"
