"""How a scenario's minutes add up, component by component, and where the goal lies."""

from collections.abc import Mapping

from dfmea.tool.availability import Outlook, in_words
from dfmea.tool.report import palette
from dfmea.tool.report.svg import Picture

NAME, CHART, HIGH, TOP, RIGHT = 210, 540, 24, 76, 120


def picture(
    outlook: Outlook,
    name: str,
    components: Mapping[str, tuple[str, float]],
    window: float,
    budget: float,
    tree: float | None,
) -> Picture:
    """A bar per component that the scenario needs, each beginning where the one before ends.

    `components` has the name and the availability of each, `window` its minutes; `tree` is the
    probability that the scenario's fault tree gives, if there is one.
    """
    whole = outlook.whole
    order = sorted(whole.components, key=lambda each: (components[each][1], components[each][0]))
    sums = [
        (f"in series, {each.name}", each.minutes)
        for each in (outlook.printed, outlook.derived, outlook.whole, outlook.accepted)
        if each.components
    ]
    if tree is not None:
        sums.append(("by the fault tree", tree * window))
    scale = CHART / max([budget, *(minutes for _, minutes in sums)])
    drawn = Picture(
        f"waterfall-{outlook.scenario}",
        f"{name}: how the expected downtime adds up",
        f"Bars from left to right, one per component in series; together {in_words(whole.minutes)} "
        f"of the window, against a budget of {in_words(budget)}.",
        NAME + CHART + RIGHT,
        TOP + HIGH * (len(order) + len(sums)) + 70,
    )
    drawn.text(16, 30, name, size=15, bold=True)
    available, minutes = 1.0, 0.0
    for place, each in enumerate(order):
        label, own = components[each]
        y = TOP + place * HIGH
        available *= own
        total = (1 - available) * window
        drawn.text(NAME - 12, y + 15, label, size=12, anchor="end", limit=NAME - 28)
        fill = palette.EDGE if total <= budget else "#c98f9a"
        _bar(drawn, y, minutes * scale, (total - minutes) * scale, fill)
        drawn.text(NAME + total * scale + 7, y + 15, f"{own:.3%}".replace("%", " %"), size=10.5)
        minutes = total
    top = TOP + HIGH * len(order) + 26
    drawn.line(16, top - 12, NAME + CHART + RIGHT - 16, top - 12, stroke=palette.LINE)
    for place, (label, each_minutes) in enumerate(sums):
        y = top + place * HIGH
        fill = palette.LEAF if each_minutes <= budget else palette.WINE
        drawn.text(NAME - 12, y + 15, label, size=12, anchor="end")
        _bar(drawn, y, 0, each_minutes * scale, fill)
        words = in_words(each_minutes)
        drawn.text(NAME + each_minutes * scale + 7, y + 15, words, size=11, bold=True)
    _goal(drawn, NAME + budget * scale, top + HIGH * len(sums), budget)
    return drawn


def _bar(drawn: Picture, y: float, start: float, length: float, fill: str) -> None:
    drawn.rect(NAME + start, y + 4, max(length, 0.8), HIGH - 9, fill=fill)


def _goal(drawn: Picture, x: float, bottom: float, budget: float) -> None:
    drawn.line(x, TOP - 14, x, bottom + 4, stroke=palette.CONTROL, line=1.4, dash="6 3")
    drawn.text(x, TOP - 22, f"the goal: {in_words(budget)}", fill=palette.CONTROL, anchor="middle")
