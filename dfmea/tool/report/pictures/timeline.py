"""How long a fault lasts until each alarm fires, as simulated from the alarm's own settings."""

import math
from collections.abc import Mapping, Sequence

from dfmea.tool.model.controls import Detection, Tier
from dfmea.tool.report import palette
from dfmea.tool.report.svg import Picture

NAME, CHART, HIGH, TOP = 250, 470, 22, 62
TICKS = (
    (60, "1 min"),
    (300, "5 min"),
    (900, "15 min"),
    (3600, "1 h"),
    (14400, "4 h"),
    (86400, "1 d"),
)
COLOURS = {Tier.PAGE: palette.WINE, Tier.TICKET: palette.LEAF}


def picture(alarms: Sequence[Detection], seconds: Mapping[str, int | None]) -> Picture:
    """A line per alarm, the soonest first; the scale is logarithmic."""
    order = sorted(alarms, key=lambda each: (seconds.get(each.id) or math.inf, each.id))
    longest = max([3600, *(s for each in alarms if (s := seconds.get(each.id)))])
    drawn = Picture(
        "detection",
        "From the fault to the alarm",
        "A line per alarm from the moment of the fault to the moment at which the alarm fires; "
        "those that call a person are red, those that write a ticket green.",
        NAME + CHART + 100,
        TOP + HIGH * len(order) + 44,
    )
    ticks = [(at, words) for at, words in TICKS if at <= longest * 1.05]
    for at, words in ticks:
        x = NAME + _along(at, longest)
        drawn.text(x, TOP - 20, words, size=11, anchor="middle")
        drawn.line(x, TOP - 12, x, TOP + HIGH * len(order), stroke=palette.LINE)
    for place, alarm in enumerate(order):
        _alarm(drawn, alarm, seconds.get(alarm.id), TOP + place * HIGH, longest)
    y = TOP + HIGH * len(order) + 24
    drawn.circle(22, y - 4, 5, fill=palette.WINE)
    drawn.text(34, y, "calls a person", size=11)
    drawn.circle(172, y - 4, 5, fill=palette.LEAF)
    drawn.text(184, y, "writes a ticket", size=11)
    return drawn


def _along(seconds: float, longest: float) -> float:
    """Where on the axis: logarithmic from half a minute on."""
    return math.log(max(seconds, 30) / 30) / math.log(longest / 30) * CHART


def _alarm(drawn: Picture, alarm: Detection, seconds: int | None, y: float, longest: float) -> None:
    drawn.text(NAME - 12, y + 15, alarm.id, size=11, anchor="end", limit=NAME - 28)
    if seconds is None:
        drawn.text(NAME + 4, y + 15, "not simulated", size=11, fill=palette.MUTED)
        return
    colour = COLOURS.get(alarm.tier or Tier.TICKET, palette.LEAF)
    x = NAME + _along(seconds, longest)
    with drawn.group(f"{alarm.id}: {alarm.text}"):
        drawn.line(NAME, y + 11, x, y + 11, stroke=colour, line=1.6)
        drawn.circle(x, y + 11, 4.5, fill=colour)
        drawn.text(x + 10, y + 15, duration(seconds), size=11)


def duration(seconds: int) -> str:
    """Such as "90 s", "6 min" or "1 h 05 min"."""
    if seconds < 120:
        return f"{seconds} s"
    minutes = round(seconds / 60)
    if minutes < 120:
        return f"{minutes} min"
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest:02} min" if rest else f"{hours} h"
