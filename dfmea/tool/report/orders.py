"""The failure modes by action priority, and where a product of ratings would have put them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dfmea.tool.report.view import Row

LETTERS = "HML"


@dataclass(frozen=True)
class Order:
    """A row with its two places, counted from 1."""

    row: Row
    by_priority: int
    by_product: int


def orders(rows: Sequence[Row]) -> list[Order]:
    """All rows, the highest action priority first."""
    by_priority = sorted(rows, key=_priority)
    products = {row.mode.id: place for place, row in enumerate(sorted(rows, key=_product), 1)}
    return [Order(row, place, products[row.mode.id]) for place, row in enumerate(by_priority, 1)]


def counts(letters: Iterable[str]) -> dict[str, int]:
    """How many are high, medium and low."""
    found = list(letters)
    return {letter: found.count(letter) for letter in LETTERS}


def _priority(row: Row) -> tuple[int, int, int, int, str]:
    ratings = row.ratings
    return (
        LETTERS.index(ratings.priority_after),
        -ratings.severity_after,
        -ratings.occurrence_after,
        -ratings.detection,
        row.mode.id,
    )


def _product(row: Row) -> tuple[int, str]:
    return -row.ratings.rpn_after, row.mode.id
