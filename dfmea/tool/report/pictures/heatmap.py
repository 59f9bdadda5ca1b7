"""Applicability: every element against every guide word of its kind, and what was decided."""

from collections.abc import Sequence

from dfmea.tool.report import measure, palette
from dfmea.tool.report.svg import Picture
from dfmea.tool.report.view import STATES, Cell, Section, State

LOOK: dict[State, tuple[str, str, str]] = {
    "proved": (palette.LEAF, palette.WHITE, palette.LEAF),
    "partly": ("#a9c7a8", palette.INK, palette.LEAF),
    "unproved": (palette.STRAW, palette.INK, "#b89a4a"),
    "failed": (palette.WINE, palette.WHITE, palette.WINE),
    "covered": (palette.SHADE, palette.MUTED, palette.LINE),
    "impossible": (palette.PAPER, "#6b7466", palette.LINE),
    "open": (palette.WHITE, palette.WINE, palette.WINE),
}
CELL, HIGH, TOP = 86, 22, 14
NARROWEST = 800
"""As wide as the legend."""


def picture(name: str, what: str, sections: Sequence[Section]) -> Picture:
    """The map of components, or of links."""
    columns = max((len(section.cells) for section in sections), default=1)
    names = [_label(section) for section in sections]
    left = max((measure.width(each, 11) for each in names), default=0) + 32
    width = max(left + CELL * columns + 16, NARROWEST)
    height = TOP + HIGH * len(sections) + 20 + 20 * ((len(STATES) + 1) // 2)
    drawn = Picture(
        name,
        f"What can happen to each {what}",
        f"A row per {what}, a cell per guide word of its kind: proved, claimed, covered elsewhere, "
        "or impossible for a reason that is given.",
        width,
        height,
    )
    for place, section in enumerate(sections):
        y = TOP + place * HIGH
        with drawn.group(section.name, f"#{section.id}"):
            drawn.text(16, y + 15, names[place], size=11)
        for column, cell in enumerate(section.cells):
            _cell(drawn, cell, section.id, left + column * CELL, y)
    _legend(drawn, TOP + HIGH * len(sections) + 20)
    return drawn


def _label(section: Section) -> str:
    return section.name if section.is_component else f"{section.id}  {section.name}"


def _cell(drawn: Picture, cell: Cell, element: str, x: float, y: float) -> None:
    fill, ink, stroke = LOOK[cell.state]
    goal = cell.modes[0] if cell.modes else element
    with drawn.group(f"{cell.word.prompt}. {cell.reason or 'Not decided.'}", f"#{goal}"):
        drawn.rect(x + 1, y + 1, CELL - 2, HIGH - 3, fill=fill, stroke=stroke, round_=2)
        drawn.text(
            x + CELL / 2,
            y + 14,
            cell.word.word,
            size=9.5,
            fill=ink,
            anchor="middle",
            limit=CELL - 6,
        )


def _legend(drawn: Picture, y: float) -> None:
    for place, (state, words) in enumerate(STATES.items()):
        x, line = 16 + 400 * (place % 2), y + 20 * (place // 2)
        fill, _, stroke = LOOK[state]
        drawn.rect(x, line - 11, 24, 14, fill=fill, stroke=stroke, round_=2)
        drawn.text(x + 32, line, words, size=11)
