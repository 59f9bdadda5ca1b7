"""The architecture in the method's four stages: boxes, lines, what is left out, the waterline."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from dfmea.tool.model.structure import Component, Link, Position
from dfmea.tool.report import palette
from dfmea.tool.report.routing import Box, Point, Route, Router
from dfmea.tool.report.svg import Picture, number

CELL = 14
"""Lines run along a grid of this many units; boxes stand on it too."""
WIDE, HIGH = 9, 4
COLUMN, ROW = 14, 7
MARGIN = 3
ROOM = 5
"""How many boxes stand in a row if nothing says where they stand."""
LEGEND = 64
NARROWEST = 1160
"""As wide as the legend."""
EARLY = {"boundary", "likelihood", "deployment"}
"""The stages at which something is left out before critical paths are looked at."""
COLOURS = {
    "dependency": palette.DEPENDENCY,
    "data": palette.DATA,
    "control": palette.CONTROL,
}


@dataclass(frozen=True)
class Stage:
    """One of the four pictures."""

    name: str
    title: str
    description: str
    with_links: bool
    leaves_out: frozenset[str]


STAGES = (
    Stage(
        "architecture-1-components",
        "1. The components",
        "Every component as a box, by whom it is run.",
        with_links=False,
        leaves_out=frozenset(),
    ),
    Stage(
        "architecture-2-links",
        "2. How they relate",
        "The same boxes with the links between them: dependency, data and control.",
        with_links=True,
        leaves_out=frozenset(),
    ),
    Stage(
        "architecture-3-exclusions",
        "3. Without what is too unlikely to fail, or not ours to analyse",
        "The same picture; what is left out before critical paths are looked at is dark.",
        with_links=True,
        leaves_out=frozenset(EARLY),
    ),
    Stage(
        "architecture-4-waterline",
        "4. Above the waterline",
        "The same picture; what no critical scenario needs lies below the waterline.",
        with_links=True,
        leaves_out=frozenset({*EARLY, "critical-path"}),
    ),
)


def pictures(components: Sequence[Component], links: Sequence[Link]) -> list[Picture]:
    """All four, with everything at the same place."""
    plan = _Plan(components, links)
    return [_draw(plan, stage) for stage in STAGES]


class _Plan:
    """Where everything is: computed once, for all stages."""

    def __init__(self, components: Iterable[Component], links: Iterable[Link]) -> None:
        self.components = list(components)
        known = {c.id for c in self.components}
        self.links = [k for k in links if {k.source, k.target} <= known and k.source != k.target]
        placed = dict(_positions(self.components))
        self._left, self._step_x = _steps(place.x for place in placed.values())
        self._top, self._step_y = _steps(place.y for place in placed.values())
        self.boxes = {identity: self._box(place) for identity, place in placed.items()}
        self.columns = max((box.right for box in self.boxes.values()), default=0) + MARGIN
        self.rows = max((box.bottom for box in self.boxes.values()), default=0) + MARGIN

    def _box(self, position: Position) -> Box:
        left = MARGIN + round((position.x - self._left) / self._step_x * COLUMN)
        top = MARGIN + round((position.y - self._top) / self._step_y * ROW)
        return Box(left, top, left + WIDE, top + HIGH + (position.rows - 1) * ROW)

    @cached_property
    def routes(self) -> dict[str, list[Point]]:
        """The corners of each link's line."""
        router = Router(self.boxes, self.columns, self.rows)
        return router.corners(Route(k.id, k.source, k.target, k.kind) for k in self.links)


def _positions(components: Sequence[Component]) -> Iterator[tuple[str, Position]]:
    """Where each component stands; those of which nothing is said fill rows below the others."""
    placed = [(c.id, c.position) for c in components if c.position]
    yield from placed
    xs, ys = [place.x for _, place in placed], [place.y + place.rows - 1 for _, place in placed]
    left, step_x = _steps(xs)
    _, step_y = _steps(place.y for _, place in placed)
    for count, component in enumerate(c for c in components if not c.position):
        row, column = divmod(count, ROOM)
        below = max(ys) + step_y if ys else 0.0
        yield component.id, Position(x=left + column * step_x, y=below + row * step_y)


def _steps(values: Iterable[float]) -> tuple[float, float]:
    """The smallest value, and the smallest distance between two: what one column or row is."""
    found = sorted(set(values)) or [0.0]
    gaps = [later - earlier for earlier, later in pairwise(found)]
    return found[0], min(gaps, default=1.0)


def _draw(plan: _Plan, stage: Stage) -> Picture:
    names = {component.id: component.name for component in plan.components}
    picture = Picture(
        stage.name,
        stage.title,
        stage.description,
        max(plan.columns * CELL, NARROWEST),
        plan.rows * CELL + LEGEND,
    )
    out = {
        c.id
        for c in plan.components
        if c.excluded and c.excluded.stage in stage.leaves_out and not c.reopened
    }
    if stage.with_links:
        for link in sorted(plan.links, key=lambda link: not _is_left_out(link, out, stage)):
            _line(picture, link, plan.routes[link.id], names, faded=_is_left_out(link, out, stage))
    for component in plan.components:
        _component(picture, component, plan.boxes[component.id], stage, out)
    _legend(picture, plan.rows * CELL, stage)
    return picture


def _is_left_out(link: Link, out: set[str], stage: Stage) -> bool:
    if link.excluded and link.excluded.stage in stage.leaves_out:
        return True
    return bool(out & {link.source, link.target}) and link.fault_model is None


def _line(
    picture: Picture,
    link: Link,
    way: Sequence[Point],
    names: Mapping[str, str],
    *,
    faded: bool,
) -> None:
    title = f"{link.id}: {names[link.source]} → {names[link.target]}: {link.carries}"
    with picture.group(title, f"#{link.id}"):
        picture.path(
            _rounded([(x * CELL, y * CELL) for x, y in way]),
            stroke="#c9c4b8" if faded else COLOURS[link.kind],
            line=1.4,
            dash="" if link.drawn else "5 3",
            start=link.kind == "control",
            end=True,
        )


def _rounded(points: Sequence[tuple[float, float]], radius: float = 5) -> str:
    """A path through the points whose corners are round."""
    data = f"M{number(points[0][0])} {number(points[0][1])}"
    for before, point, after in zip(points, points[1:], points[2:], strict=False):
        entry, leave = _towards(point, before, radius), _towards(point, after, radius)
        data += (
            f"L{number(entry[0])} {number(entry[1])}"
            f"Q{number(point[0])} {number(point[1])} {number(leave[0])} {number(leave[1])}"
        )
    return data + f"L{number(points[-1][0])} {number(points[-1][1])}"


def _towards(
    point: tuple[float, float], other: tuple[float, float], radius: float
) -> tuple[float, float]:
    length = abs(other[0] - point[0]) + abs(other[1] - point[1])
    part = min(radius, length / 2) / length if length else 0
    return point[0] + (other[0] - point[0]) * part, point[1] + (other[1] - point[1]) * part


def _component(
    picture: Picture, component: Component, box: Box, stage: Stage, out: set[str]
) -> None:
    fill, ink = _look(component, is_out=component.id in out)
    x, y = box.left * CELL, box.top * CELL
    width, height = (box.right - box.left) * CELL, (box.bottom - box.top) * CELL
    dash = "4 3" if component.added else ""
    with picture.group(component.description, f"#{component.id}"):
        picture.rect(x, y, width, height, fill=fill, stroke=palette.INK, line=1.1, dash=dash)
        if component.owner == "own" and component.kind == "function":
            for side in (x + 6, x + width - 6):
                picture.line(side, y, side, y + height, stroke=ink, line=0.9)
        if component.id in out and component.excluded and component.excluded.stage not in EARLY:
            _waves(picture, x, y, width)
        if component.reopened and len(stage.leaves_out) > 0:
            picture.rect(x - 4, y - 4, width + 8, height + 8, stroke=palette.LEAF, line=1.6)
        picture.centred(x + width / 2, y + height / 2, component.name, limit=width - 18, fill=ink)


def _look(component: Component, *, is_out: bool) -> tuple[str, str]:
    if is_out:
        return palette.EXCLUDED, palette.WHITE
    return {
        "own": (palette.OWN, palette.INK),
        "client": (palette.CLIENT, palette.WHITE),
    }.get(component.owner, (palette.THIRD_PARTY, palette.INK))


def _waves(picture: Picture, x: float, y: float, width: float) -> None:
    """The surface of the water, on the upper edge of what lies below it."""
    step = width / 6
    data = f"M{number(x)} {number(y - 5)}"
    for place in range(6):
        start = x + place * step
        data += (
            f"Q{number(start + step / 4)} {number(y - 9)} {number(start + step / 2)} "
            f"{number(y - 5)}T{number(start + step)} {number(y - 5)}"
        )
    picture.path(data, stroke=palette.DATA, line=1.4)


def _legend(picture: Picture, top: float, stage: Stage) -> None:
    x, y = float(MARGIN * CELL), top + 4
    boxes = [
        (palette.OWN, "own", ""),
        (palette.THIRD_PARTY, "third party", ""),
        (palette.CLIENT, "client", ""),
        (palette.OWN, "not in the source text", "4 3"),
    ]
    if stage.leaves_out:
        boxes.insert(0, (palette.EXCLUDED, "excluded", ""))
    for fill, words, dash in boxes:
        picture.rect(x, y, 26, 15, fill=fill, stroke=palette.INK, dash=dash)
        picture.text(x + 33, y + 12, words, size=11)
        x += 44 + 7.2 * len(words)
    if stage.leaves_out:
        picture.rect(x, y - 1, 26, 17, stroke=palette.LEAF, line=1.6)
        picture.text(x + 33, y + 12, "excluded by the source text, reopened here", size=11)
        x += 44 + 7.2 * 41
    if "critical-path" in stage.leaves_out:
        _waves(picture, x, y + 14, 26)
        picture.text(x + 33, y + 12, "below the waterline", size=11)
    if stage.with_links:
        _lines_legend(picture, MARGIN * CELL, y + 34)


def _lines_legend(picture: Picture, x: float, y: float) -> None:
    kinds = [
        (palette.DEPENDENCY, "dependency", "", False),
        (palette.DATA, "data", "", False),
        (palette.CONTROL, "control", "", True),
        (palette.DEPENDENCY, "not drawn in the source text", "5 3", False),
    ]
    for colour, words, dash, both in kinds:
        data = f"M{number(x)} {number(y)}L{number(x + 34)} {number(y)}"
        picture.path(data, stroke=colour, line=1.4, dash=dash, start=both, end=True)
        picture.text(x + 42, y + 4, words, size=11)
        x += 56 + 7.2 * len(words)
