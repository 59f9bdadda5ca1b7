"""The rules of an invoice: its number, its dates, its tax.

Prices include tax, as a consumer sees them, so tax is taken out of each rate's sum, once per rate.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from services.shared.model import Invoice, Line, Order
from services.shared.values import Value

SHOP_TIME = ZoneInfo("Europe/Berlin")
"""An invoice bears the date, and the year, that it is in the shop."""
DIGITS = 6


class Numbered(Value):
    """An invoice that exists, because its number was given to its order."""

    order_id: str
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
    def invoice(self) -> Invoice:
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


def first_number(now: datetime, order: Order, last: int) -> Numbered:
    """The invoice of `order`, after `last` of this year's series."""
    # Milliseconds, as the database keeps them: drawn again, it must be the same to the byte.
    issued_at = now.astimezone(UTC).replace(microsecond=now.microsecond // 1000 * 1000)
    return Numbered(order.id, series_of(now), last + 1, issued_at)


def series_of(now: datetime) -> str:
    """The series that is numbered at this moment."""
    return str(now.astimezone(SHOP_TIME).year)


def tax_shares(lines: Iterable[Line]) -> tuple[TaxShare, ...]:
    """What is owed to the state, by rate; halves of a minor unit are rounded up."""
    gross: dict[int, int] = {}
    for line in lines:
        gross[line.tax_rate] = gross.get(line.tax_rate, 0) + line.total
    return tuple(_share(rate, amount) for rate, amount in sorted(gross.items()))


def _share(rate: int, gross: int) -> TaxShare:
    tax = (2 * gross * rate + 100 + rate) // (2 * (100 + rate))
    return TaxShare(rate, gross - tax, tax)
