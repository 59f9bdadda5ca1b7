"""Finds paths for the lines between boxes: along a grid, around the boxes, with few bends."""

import heapq
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

Point = tuple[int, int]
Heading = tuple[int, int]
Edge = tuple[Point, Point]

HEADINGS: tuple[Heading, ...] = ((1, 0), (0, 1), (-1, 0), (0, -1))
BEND = 4.0
"""What a bend costs, in cells of detour."""
CROSSING = 3.0
SHARED = 12.0
"""The cost per cell of running on top of another line, which would hide one of them."""
MERGED = 0.4
"""The same for lines that end at the same box: they may flow together."""
CLOSE = 0.8
"""What touching the cell next to a box costs, so that lines keep away from corners."""
CORNER = 2.5
"""What leaving a box far from its side's middle costs at most."""


@dataclass(frozen=True)
class Box:
    """Grid points from `left`, `top` to `right`, `bottom`, the border included."""

    left: int
    top: int
    right: int
    bottom: int

    def ports(self) -> Iterator[tuple[Point, Heading, float]]:
        """Where a line may begin: the point, the way out, and what it costs."""
        for x in range(self.left + 1, self.right):
            off = abs(2 * x - self.left - self.right) / max(self.right - self.left, 1)
            yield (x, self.top), (0, -1), off * CORNER
            yield (x, self.bottom), (0, 1), off * CORNER
        for y in range(self.top + 1, self.bottom):
            off = abs(2 * y - self.top - self.bottom) / max(self.bottom - self.top, 1)
            tall = self.bottom - self.top > 2 * (self.right - self.left)
            yield (self.left, y), (-1, 0), 0 if tall else off * CORNER
            yield (self.right, y), (1, 0), 0 if tall else off * CORNER

    def distance(self, point: Point) -> int:
        """How many cells away the point is at least."""
        x, y = point
        return max(self.left - x, 0, x - self.right) + max(self.top - y, 0, y - self.bottom)

    def points(self, margin: int = 0) -> Iterator[Point]:
        """All its points, and those around it."""
        for x in range(self.left - margin, self.right + margin + 1):
            for y in range(self.top - margin, self.bottom + margin + 1):
                yield x, y


@dataclass(frozen=True)
class Route:
    """A line to be drawn. Lines of one `family` may merge where they end."""

    id: str
    source: str
    target: str
    family: str


@dataclass
class Router:
    """Draws one line after the other, and remembers where they are."""

    boxes: Mapping[str, Box]
    width: int
    height: int
    _inside: set[Point] = field(default_factory=set)
    _near: set[Point] = field(default_factory=set)
    _taken: dict[Edge, list[Route]] = field(default_factory=dict)
    _passed: Counter[Point] = field(default_factory=Counter)
    _ports: dict[Point, list[Route]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for box in self.boxes.values():
            self._inside.update(box.points())
            self._near.update(box.points(1))

    def corners(self, routes: Iterable[Route]) -> dict[str, list[Point]]:
        """The corners of each line, near neighbours first."""
        found = {}
        for route in sorted(routes, key=lambda route: (self._span(route), route.id)):
            path = self._path(route)
            self._remember(route, path)
            found[route.id] = _corners(path)
        return found

    def _span(self, route: Route) -> int:
        one, other = self.boxes[route.source], self.boxes[route.target]
        x = max(other.left - one.right, one.left - other.right, 0)
        y = max(other.top - one.bottom, one.top - other.bottom, 0)
        return x + y

    def _path(self, route: Route) -> list[Point]:
        """The cheapest way from one box's border to the other's."""
        goal = self.boxes[route.target]
        ends = {(point, (-heading[0], -heading[1])): cost for point, heading, cost in goal.ports()}
        queue: list[tuple[float, float, Point, Heading]] = []
        best: dict[tuple[Point, Heading], float] = {}
        before: dict[tuple[Point, Heading], tuple[Point, Heading] | None] = {}
        for point, heading, cost in self.boxes[route.source].ports():
            start = cost + self._at_port(point, route)
            best[point, heading] = start
            before[point, heading] = None
            heapq.heappush(queue, (start + goal.distance(point), start, point, heading))
        while queue:
            _, cost, point, heading = heapq.heappop(queue)
            if cost > best[point, heading]:
                continue
            if point in self._inside and (point, heading) in ends and before[point, heading]:
                return _trace(before, (point, heading))
            for next_, turned, price in self._steps(point, heading, route, ends):
                total = cost + price
                if total < best.get((next_, turned), float("inf")):
                    best[next_, turned] = total
                    before[next_, turned] = (point, heading)
                    estimate = total + goal.distance(next_)
                    heapq.heappush(queue, (estimate, total, next_, turned))
        raise ValueError(f"no way for {route.id} from {route.source} to {route.target}")

    def _steps(
        self,
        point: Point,
        heading: Heading,
        route: Route,
        ends: Mapping[tuple[Point, Heading], float],
    ) -> Iterator[tuple[Point, Heading, float]]:
        leaving = point in self._inside
        for turned in (heading,) if leaving else HEADINGS:
            if turned == (-heading[0], -heading[1]):
                continue
            next_ = point[0] + turned[0], point[1] + turned[1]
            if not (0 < next_[0] < self.width and 0 < next_[1] < self.height):
                continue
            price = 1.0 + (BEND if turned != heading else 0)
            if next_ in self._inside:
                if (next_, turned) not in ends:
                    continue
                price += ends[next_, turned] + self._at_port(next_, route)
            elif next_ in self._near:
                price += CLOSE
            yield next_, turned, price + self._crowd(point, next_, route)

    def _crowd(self, point: Point, next_: Point, route: Route) -> float:
        others = self._taken.get(_edge(point, next_))
        if others:
            return sum(MERGED if _kin(route, other) else SHARED for other in others)
        return CROSSING if self._passed[next_] else 0.0

    def _at_port(self, point: Point, route: Route) -> float:
        return sum(MERGED if _kin(route, other) else SHARED for other in self._ports.get(point, ()))

    def _remember(self, route: Route, path: list[Point]) -> None:
        for point, next_ in pairwise(path):
            self._taken.setdefault(_edge(point, next_), []).append(route)
        self._passed.update(path)
        for port in (path[0], path[-1]):
            self._ports.setdefault(port, []).append(route)


def _kin(one: Route, other: Route) -> bool:
    """Whether two lines may run on top of each other."""
    return one.family == other.family and one.target == other.target


def _edge(point: Point, next_: Point) -> Edge:
    return (point, next_) if point < next_ else (next_, point)


def _trace(
    before: Mapping[tuple[Point, Heading], tuple[Point, Heading] | None],
    last: tuple[Point, Heading],
) -> list[Point]:
    path = []
    state: tuple[Point, Heading] | None = last
    while state:
        path.append(state[0])
        state = before[state]
    return path[::-1]


def _corners(path: list[Point]) -> list[Point]:
    """Only the ends and the points where the way turns."""
    kept = [path[0]]
    for before, point, after in zip(path, path[1:], path[2:], strict=False):
        if (point[0] - before[0], point[1] - before[1]) != (
            after[0] - point[0],
            after[1] - point[1],
        ):
            kept.append(point)
    return [*kept, path[-1]]
