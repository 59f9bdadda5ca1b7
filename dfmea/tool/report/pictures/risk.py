"""Severity by occurrence, before the controls count and after: where the failure modes stand."""

from collections import defaultdict
from collections.abc import Callable, Sequence

from dfmea.tool.ratings import Ratings
from dfmea.tool.report import palette
from dfmea.tool.report.svg import Picture
from dfmea.tool.report.view import Row

CELL, LEFT, TOP, GAP = 38, 56, 62, 74
Where = Callable[[Ratings], tuple[int, int, str]]


def _before(ratings: Ratings) -> tuple[int, int, str]:
    return ratings.severity_before, ratings.occurrence_before, ratings.priority_before


def _after(ratings: Ratings) -> tuple[int, int, str]:
    return ratings.severity_after, ratings.occurrence_after, ratings.priority_after


def picture(rows: Sequence[Row]) -> Picture:
    """Two squares: before and after."""
    size = 10 * CELL
    drawn = Picture(
        "risk",
        "Severity by occurrence, before and after",
        "Two squares of ten by ten. Each number counts the failure modes with that severity and "
        "occurrence; the colour is the highest action priority among them.",
        LEFT * 2 + size * 2 + GAP,
        TOP + size + 92,
    )
    _square(drawn, LEFT, "Before: as if no control worked", rows, _before)
    _square(drawn, LEFT + size + GAP, "After: what is proved counts", rows, _after)
    x = float(LEFT)
    for letter, words in (("H", "high priority"), ("M", "medium"), ("L", "low")):
        fill, _ = palette.PRIORITY[letter]
        drawn.rect(x, TOP + size + 62, 16, 16, fill=fill, stroke=palette.EDGE, round_=8)
        drawn.text(x + 24, TOP + size + 75, words, size=11)
        x += 50 + 7 * len(words)
    return drawn


def _square(drawn: Picture, left: float, title: str, rows: Sequence[Row], where: Where) -> None:
    size = 10 * CELL
    drawn.text(left, 34, title, size=14, bold=True)
    for step in range(11):
        offset = step * CELL
        drawn.line(left, TOP + offset, left + size, TOP + offset, stroke=palette.LINE)
        drawn.line(left + offset, TOP, left + offset, TOP + size, stroke=palette.LINE)
    for rating in range(1, 11):
        middle = (rating - 0.5) * CELL
        drawn.text(left + middle, TOP + size + 17, str(rating), size=11, anchor="middle")
        drawn.text(left - 9, TOP + size - middle + 4, str(rating), size=11, anchor="end")
    drawn.text(left + size / 2, TOP + size + 37, "occurrence", size=12, anchor="middle")
    drawn.text(left - 36, TOP + size / 2, "severity", size=12, anchor="middle", turned=True)
    _counts(drawn, left, rows, where)


def _counts(drawn: Picture, left: float, rows: Sequence[Row], where: Where) -> None:
    found: dict[tuple[int, int], list[tuple[str, str]]] = defaultdict(list)
    for row in rows:
        severity, occurrence, priority = where(row.ratings)
        found[severity, occurrence].append((priority, f"{row.mode.id} {row.mode.title}"))
    for (severity, occurrence), modes in sorted(found.items()):
        x = left + (occurrence - 0.5) * CELL
        y = TOP + (10.5 - severity) * CELL
        fill, ink = palette.PRIORITY[min(priority for priority, _ in modes)]
        half = 11 + min(len(modes), 8) * 0.6
        with drawn.group("\n".join(title for _, title in sorted(modes))):
            drawn.rect(
                x - half, y - half, 2 * half, 2 * half, fill=fill, stroke=palette.EDGE, round_=half
            )
            drawn.text(x, y + 4, str(len(modes)), size=12, fill=ink, anchor="middle", bold=True)
