"""What AWS asks, and what an order takes: the data beside this module."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
MEMORY = "memory"
"""The basis of a list price from memory, within 15 % by our judgement."""
GIGABYTE = 1_000_000_000


@dataclass(frozen=True)
class Price:
    """What a number of units costs."""

    usd: float
    per: int
    """How many units `usd` is for."""
    unit: str
    page: str
    """Where AWS keeps it."""
    basis: str
    """How we know it: `memory`, or where it was read."""
    date: str
    free: int = 0
    """So many units of a month cost nothing."""

    def of(self, quantity: float) -> float:
        """US dollars for so many units."""
        return max(0.0, quantity - self.free) * self.usd / self.per


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / name).read_text())


_DATA = _read("prices.toml")
REGION: str = _DATA["region"]
HOURS: float = _DATA["hours_a_month"]
PRICES: Mapping[str, Price] = {
    name: Price(**row) for name, row in _DATA.items() if isinstance(row, dict)
}
FREE: Mapping[str, Mapping[str, str]] = _read("free.toml")
"""`by_use` and `nothing`: the reason for each type of resource without a monthly price."""
COUNTS: Mapping[str, Any] = _read("counts.toml")
ASSUMED: Mapping[str, float] = COUNTS["assumed"]
MEASURED: Mapping[str, Any] = COUNTS["measured"]
