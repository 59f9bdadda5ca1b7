"""The critical-path table: each cell as printed and as derived, and why they differ."""

from collections.abc import Sequence
from dataclasses import dataclass

from dfmea.tool.availability import needed
from dfmea.tool.loader import Analysis
from dfmea.tool.model.scenarios import Difference
from dfmea.tool.report import palette
from dfmea.tool.report.svg import Picture

NAME, CELL, HIGH, HEAD = 220, 108, 27, 62
NARROWEST = 680
"""As wide as the legend."""


@dataclass(frozen=True)
class PathCell:
    """A component in a scenario."""

    printed: bool
    derived: bool
    difference: Difference | None


@dataclass(frozen=True)
class PathRow:
    """A component in all scenarios."""

    component: str
    name: str
    absent: bool
    """Whether the source text has no such row."""
    cells: tuple[PathCell, ...]


def path_rows(analysis: Analysis) -> list[PathRow]:
    """The printed rows, in their order, with what our steps need beside them."""
    scenarios = analysis.scenarios.scenarios
    names = {component.id: component.name for component in analysis.components}
    needs = {scenario.id: needed(scenario) for scenario in scenarios}
    known = {(d.component, d.scenario): d for d in analysis.scenarios.differences}
    return [
        PathRow(
            printed.component,
            names.get(printed.component, printed.component),
            printed.absent,
            tuple(
                PathCell(
                    scenario.id in printed.marked,
                    printed.component in needs[scenario.id],
                    known.get((printed.component, scenario.id)),
                )
                for scenario in scenarios
            ),
        )
        for printed in analysis.scenarios.printed
    ]


def picture(analysis: Analysis) -> Picture:
    """The matrix."""
    rows = path_rows(analysis)
    scenarios = [scenario.id for scenario in analysis.scenarios.scenarios]
    width = max(NAME + CELL * len(scenarios) + 16, NARROWEST)
    drawn = Picture(
        "critical-paths",
        "Critical paths as printed and as derived",
        "Components by scenarios. A ring is the source text's mark, a dot is ours; a cell in which "
        "they differ is tinted and names the tension that explains it.",
        width,
        HEAD + HIGH * len(rows) + 46,
    )
    for place, name in enumerate(scenarios):
        drawn.text(NAME + CELL * (place + 0.5), 40, name, anchor="middle", bold=True, size=13)
    for place, row in enumerate(rows):
        _row(drawn, row, HEAD + place * HIGH, width)
    _legend(drawn, HEAD + HIGH * len(rows) + 28)
    return drawn


def _row(drawn: Picture, row: PathRow, y: float, width: float) -> None:
    drawn.line(16, y, width - 16, y, stroke=palette.LINE)
    drawn.text(16, y + 18, row.name, size=12.5, limit=NAME - 40)
    for place, cell in enumerate(row.cells):
        x = NAME + CELL * place
        middle = x + CELL / 2
        if cell.difference:
            drawn.rect(x + 4, y + 2, CELL - 8, HIGH - 4, fill=palette.BLUSH, round_=4)
            with drawn.group(cell.difference.why, f"#{cell.difference.tension}"):
                drawn.text(x + 62, y + 18, cell.difference.tension, size=11, fill=palette.WINE)
            middle = x + 40
        if cell.printed:
            drawn.circle(middle, y + HIGH / 2, 7, stroke=palette.INK)
        if cell.derived:
            drawn.circle(middle, y + HIGH / 2, 3.6, fill=palette.LEAF)


def _legend(drawn: Picture, y: float) -> None:
    shapes: Sequence[tuple[str, bool, bool]] = [
        ("marked in the source text", True, False),
        ("needed by our steps", False, True),
        ("both", True, True),
    ]
    x = 24.0
    for words, ring, dot in shapes:
        if ring:
            drawn.circle(x, y - 4, 7, stroke=palette.INK)
        if dot:
            drawn.circle(x, y - 4, 3.6, fill=palette.LEAF)
        drawn.text(x + 14, y, words, size=11)
        x += 36 + 7 * len(words)
    drawn.rect(x - 6, y - 15, 26, 20, fill=palette.BLUSH, round_=4)
    drawn.text(x + 28, y, "they differ", size=11)
