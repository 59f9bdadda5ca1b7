"""The rules of invoices and credit notes: their numbers, dates and tax.

Prices include tax, as a consumer sees them, so tax is taken out of each rate's sum, once per rate.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from services.shared.model import Invoice, Line, OrderId
from services.shared.values import Value

SHOP_TIME = ZoneInfo("Europe/Berlin")
"""An invoice bears the date, and the year, that it is in the shop."""
DIGITS = 6


class Kind(StrEnum):
    """What is issued. Each kind has series of its own."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    """Takes an invoice back."""


PREFIXES = {Kind.INVOICE: "", Kind.CREDIT_NOTE: "C"}


class Numbered(Value):
    """A paper that exists, because its number was given to its occasion."""

    occasion: str
    """What it was issued for: an occasion has one paper, however often it is announced."""
    series: str
    """The year. Its numbers begin at 1 and leave none out (Directive 2006/112/EC, article 226)."""
    number: int
    issued_at: datetime
    is_stored: bool = False

    @property
    def label(self) -> str:
        """The number as people write it."""
        return label(self.series, self.number)

    @property
    def key(self) -> str:
        """Its object in the invoice bucket."""
        return f"invoices/{self.series}/{self.label}.pdf"

    @property
    def paper(self) -> Invoice:
        """What the others are told."""
        return Invoice(self.label, self.key, self.issued_at)


class TaxShare(Value):
    """What of an invoice is taxed at one rate (per cent). Amounts are minor units."""

    rate: int
    net: int
    tax: int

    @property
    def gross(self) -> int:
        """Net and tax."""
        return self.net + self.tax


def label(series: str, number: int) -> str:
    """Such as `2027-000042`."""
    return f"{series}-{number:0{DIGITS}}"


def occasion_of(kind: Kind, order_id: OrderId) -> str:
    """An order is invoiced once, and its invoice is taken back once."""
    return f"{kind}:{order_id}"


def next_number(now: datetime, kind: Kind, order_id: OrderId, last: int) -> Numbered:
    """The paper of this kind for an order, after `last` of this year's series."""
    # Milliseconds, as the database keeps them: drawn again, it must be the same to the byte.
    issued_at = now.astimezone(UTC).replace(microsecond=now.microsecond // 1000 * 1000)
    return Numbered(occasion_of(kind, order_id), series_of(kind, now), last + 1, issued_at)


def series_of(kind: Kind, now: datetime) -> str:
    """The series that is numbered at this moment."""
    return f"{PREFIXES[kind]}{now.astimezone(SHOP_TIME).year}"


def tax_shares(lines: Iterable[Line]) -> tuple[TaxShare, ...]:
    """What is owed to the state, by rate; halves of a minor unit are rounded up."""
    gross: dict[int, int] = {}
    for line in lines:
        gross[line.tax_rate] = gross.get(line.tax_rate, 0) + line.total
    return tuple(_share(rate, amount) for rate, amount in sorted(gross.items()))


def _share(rate: int, gross: int) -> TaxShare:
    tax = (2 * gross * rate + 100 + rate) // (2 * (100 + rate))
    return TaxShare(rate, gross - tax, tax)
