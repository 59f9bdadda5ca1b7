"""docs/cost.md and docs/cost.json, and how two of the latter differ."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from operations.cost.changes import HARMS, cheapest
from operations.cost.floor import Line, floor, total
from operations.cost.orders import ORDERS, PLANS, customers, per_thousand, plan
from operations.cost.prices import MEMORY, PRICES, REGION
from operations.cost.template import Resource

ACTIVE = (100, 1_000, 10_000, 50_000)
"""Active customers of a month, for which the plans are compared."""
SMALL = 0.005
"""US dollars; a smaller difference is none."""
Figures = dict[str, dict[str, float]]


def figures(separate: list[Resource], shared: list[Resource]) -> Figures:
    """US dollars by row: the floor of both kinds of deployment, and a thousand orders."""
    return {
        "floor": _by_row(floor(separate)),
        "floor, shares_cluster": _by_row(floor(shared)),
        "orders": _by_row(per_thousand(separate)),
        "customers": {
            f"{name}, {active}": round(customers(name, active), 2)
            for name in PLANS
            for active in ACTIVE
        },
    }


def written(figures: Figures) -> str:
    """The text of docs/cost.json."""
    return json.dumps(figures, indent=2) + "\n"


def difference(before: Mapping[str, Any], after: Figures) -> list[str]:
    """A line for each row that became dearer or cheaper, and for each sum that did."""
    lines: list[str] = []
    for part, rows in after.items():
        old = before.get(part, {})
        changed = {
            row: rows.get(row, 0.0) - old.get(row, 0.0)
            for row in sorted({*rows, *old})
            if abs(rows.get(row, 0.0) - old.get(row, 0.0)) >= SMALL
        }
        if changed and part != "customers":
            changed["together"] = sum(changed.values())
        lines.extend(f"{part}: {row}: {usd:+.2f} USD" for row, usd in changed.items())
    return lines


def page(separate: list[Resource], shared: list[Resource]) -> str:
    """The text of docs/cost.md."""
    lines = [
        "# What the store costs on AWS",
        "",
        "`make cost` computes this page from production's templates, from the prices in"
        " `operations/cost/prices.toml` and from the counts in `operations/cost/counts.toml`."
        " `make cost BEFORE=main` shows what a change makes dearer or cheaper.",
        "",
        "<!-- generated: cost -->",
        *_body(separate, shared),
        "<!-- /generated -->",
        "",
    ]
    return "\n".join(lines)


def _body(separate: list[Resource], shared: list[Resource]) -> Iterator[str]:
    alone, together = floor(separate), {(x.what, x.price): x for x in floor(shared)}
    yield (
        f"US dollars without tax, in {REGION}, without AWS's free allowances, except for those of"
        " Cognito's plans. Not in it: the payment provider's fees, a domain and its zone, support."
    )
    yield from ("", "## The floor: a month without a customer", "")
    yield from _table(
        ("resource", "unit", "units", "USD", "with `shares_cluster=true`"),
        [
            *(
                (
                    f"`{line.what}`",
                    PRICES[line.price].unit,
                    _number(line.quantity),
                    f"{line.usd:.2f}",
                    f"{together[line.what, line.price].usd:.2f}",
                )
                for line in alone
                if line.usd >= SMALL
            ),
            ("**together**", "", "", f"**{total(alone):.0f}**",
             f"**{total(together.values()):.0f}**"),
        ],
    )  # fmt: skip
    orders = per_thousand(separate)
    yield from ("", f"## {ORDERS} orders, on top of the floor", "")
    yield from _table(
        ("what", "unit", "units", "USD"),
        [
            *((x.what, PRICES[x.price].unit, _number(x.quantity), f"{x.usd:.2f}") for x in orders),
            ("**together**", "", "", f"**{total(orders):.2f}**"),
        ],
    )
    yield from ("", "## Customers: the plans of Cognito", "")
    yield f"The store has the plan `{plan(separate)}`. USD a month:"
    yield ""
    yield from _table(
        ("active customers", *(f"`{name}`" for name in PLANS)),
        [(str(n), *(f"{customers(name, n):.2f}" for name in PLANS)) for n in ACTIVE],
    )
    yield from ("", "## The three changes that save most for the least harm", "")
    yield from _table(
        ("change", "saves a month, USD", "harm", "what the shop would lose"),
        [
            (change.what, f"{change.saves:.2f}", HARMS[change.harm], change.why)
            for change in cheapest(separate, shared)
        ],
    )
    yield from ("", "## The prices", "")
    yield (
        "A list price from memory is right within 15 %, by our judgement. Whoever reads AWS's page"
        " again writes the figure, where it was read and the date into"
        " `operations/cost/prices.toml`."
    )
    yield ""
    yield from _table(
        ("price", "USD", "for", "AWS's page", "known from", "date"),
        [
            (f"`{name}`", f"{p.usd:g}", f"{p.per:,} ({p.unit})", f"[page]({p.page})",
             "memory" if p.basis == MEMORY else p.basis, p.date)
            for name, p in PRICES.items()
        ],
    )  # fmt: skip


def _by_row(lines: Iterable[Line]) -> dict[str, float]:
    return {f"{line.what}: {line.price}": round(line.usd, 4) for line in lines}


def _number(quantity: float) -> str:
    return f"{quantity:,.0f}" if quantity >= 10 else f"{quantity:.3g}"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{' --- |' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"
