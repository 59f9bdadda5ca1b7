"""How prices add up: of a line, of all lines, and of the lines at each tax rate.

Amounts are minor units and include tax. This module knows no other one: whatever has a quantity and
a unit price has a total, be it ordered, quoted or invoiced.
"""

from collections.abc import Iterable
from typing import Protocol

MOST = 100_000_000
"""What an order may cost, in minor units: more is agreed upon with the shop."""


class Priced(Protocol):
    """Something that is sold in a quantity at a unit price."""

    @property
    def quantity(self) -> int:
        """How many."""

    @property
    def unit_price(self) -> int:
        """The price of one."""


class Taxed(Priced, Protocol):
    """The same, with the tax rate that its price includes."""

    @property
    def tax_rate(self) -> int:
        """Per cent."""


def line_total(line: Priced) -> int:
    """Answer what one line costs."""
    return line.quantity * line.unit_price


def total(lines: Iterable[Priced]) -> int:
    """Answer what all lines cost together."""
    return sum(line_total(line) for line in lines)


def gross_by_rate(lines: Iterable[Taxed]) -> dict[int, int]:
    """Answer what the lines at each tax rate cost together."""
    gross: dict[int, int] = {}
    for line in lines:
        gross[line.tax_rate] = gross.get(line.tax_rate, 0) + line_total(line)
    return gross


def money(minor: int, currency: str) -> str:
    """Answer an amount as people read it: 123450 minor units are `EUR 1,234.50`."""
    return f"{currency} {amount(minor)}"


def amount(minor: int) -> str:
    """Answer the same without the currency: `1,234.50`."""
    units, cents = divmod(minor, 100)
    return f"{units:,}.{cents:02}"
