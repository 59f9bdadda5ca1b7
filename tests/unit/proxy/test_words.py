"""For everything that the API refuses, the shop has words for its customers (M1)."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
WORDS = ROOT / "frontend/shop/app/core/api/problem-words.ts"
RAISES = {"conflict", "Refusal", "refuse_unplanned"}
FOR_FLORISTS = {"staff_orders.py", "staff_stock.py", "staff_counts.py"}
OF_FLORISTS = {
    "history",
    "refunds",
    "amount",
    "substitution",
    "instead_of",
    "quantity",
    "payment",
    "requested_delivery",
}
"""What only an act of a florist is refused with."""
CHECKED_AGAIN = {"lines", "deposit", "Idempotency-Key"}
"""Refusals that the proxy answers as mistakes (422)."""


def refused_fields() -> Iterator[str]:
    """The last name of each field that a rule of the shop refuses with 409."""
    for folder in ("services/proxy", "services/policy"):
        for path in (ROOT / folder).rglob("*.py"):
            if path.name in FOR_FLORISTS:
                continue
            for node in ast.walk(ast.parse(path.read_text())):
                match node:
                    case ast.Call(func=ast.Name(id=name), args=[field, *_]) if name in RAISES:
                        yield from _last_name(field)


def _last_name(field: ast.expr) -> Iterator[str]:
    """What follows the last dot of a literal; a variable names a field that is found elsewhere."""
    text = ""
    if isinstance(field, ast.Constant):
        text = str(field.value)
    elif isinstance(field, ast.JoinedStr):
        last = field.values[-1]
        text = str(last.value) if isinstance(last, ast.Constant) else ""
    # `bouquets[2]` as a whole has the general words.
    if text and text != "]":
        yield text.rpartition(".")[2]


def worded() -> set[str]:
    table = WORDS.read_text().split("const CONFLICTS", 1)[1].split("};", 1)[0]
    return set(re.findall(r"^  '?([A-Za-z_-]+)'?:", table, re.MULTILINE))


@pytest.mark.finding("M1")
def test_the_shop_has_words_for_all_that_the_api_refuses() -> None:
    refused = set(refused_fields())
    assert {"state", "sku", "postcode", "valid_until"} <= refused, "the rules are found"
    assert refused - OF_FLORISTS - CHECKED_AGAIN - worded() == set()


@pytest.mark.finding("M1")
def test_there_are_no_words_for_what_is_never_refused() -> None:
    assert worded() - set(refused_fields()) == set()
