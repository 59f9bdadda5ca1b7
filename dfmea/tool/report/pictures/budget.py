"""Where the minutes of the budget go."""

from collections.abc import Mapping, Sequence

from dfmea.tool.availability import in_words
from dfmea.tool.budget import Spending
from dfmea.tool.report import palette
from dfmea.tool.report.svg import Picture

NAME, CHART, HIGH, TOP, RIGHT = 500, 330, 24, 126, 90
SHOWN = 18
TINTS = (palette.LEAF, "#6f9a78", "#a9c7a8", "#d3e1cd")


def picture(spendings: Sequence[Spending], titles: Mapping[str, str], budget: float) -> Picture:
    """One bar that is filled, and the biggest spenders below it."""
    spent = sum(each.minutes for each in spendings)
    paying = [each for each in spendings if each.minutes > 0]
    shown, rest = paying[:SHOWN], paying[SHOWN:]
    width = NAME + CHART + RIGHT
    drawn = Picture(
        "budget",
        "Where the minutes go",
        f"The failure modes together are expected to cost {in_words(spent)} of {in_words(budget)}; "
        "the biggest are listed.",
        width,
        TOP + HIGH * (len(shown) + bool(rest)) + 26,
    )
    _whole(drawn, paying, spent, budget, width - 32)
    biggest = max((each.minutes for each in shown), default=1.0)
    for place, each in enumerate(shown):
        label = f"{each.mode}  {titles[each.mode]}"
        with drawn.group(titles[each.mode], f"#{each.mode}"):
            _line(drawn, TOP + place * HIGH, label, each.minutes, biggest, TINTS[place % 4])
    if rest:
        minutes = sum(each.minutes for each in rest)
        label = f"{len(rest)} more"
        _line(drawn, TOP + len(shown) * HIGH, label, minutes, max(biggest, minutes), palette.LINE)
    return drawn


def _whole(
    drawn: Picture, paying: Sequence[Spending], spent: float, budget: float, width: float
) -> None:
    scale = width / max(spent, budget)
    words = f"{in_words(spent)} of {in_words(budget)}"
    drawn.text(16, 32, words, size=15, bold=True)
    drawn.rect(16, 48, budget * scale, 30, fill=palette.SHADE, stroke=palette.EDGE)
    start = 16.0
    for place, each in enumerate(paying):
        with drawn.group(f"{each.mode}: {each.minutes:.1f} min"):
            drawn.rect(start, 48, each.minutes * scale, 30, fill=TINTS[place % 4])
        start += each.minutes * scale
    goal = 16 + budget * scale
    drawn.line(goal, 40, goal, 88, stroke=palette.CONTROL, line=1.6)
    drawn.text(goal, 103, "the budget", size=11, fill=palette.CONTROL, anchor="end")


def _line(drawn: Picture, y: float, label: str, minutes: float, biggest: float, fill: str) -> None:
    length = minutes / biggest * CHART
    drawn.text(16, y + 15, label, size=11.5, limit=NAME - 32)
    drawn.rect(NAME, y + 4, max(length, 0.8), HIGH - 9, fill=fill)
    drawn.text(NAME + length + 7, y + 15, f"{minutes:.1f} min", size=11)
