"""Lines go round boxes, end at their borders, and do not hide each other."""

from itertools import pairwise

import pytest

from dfmea.tool.report.routing import Box, Point, Route, Router

BOXES = {
    "a": Box(2, 2, 8, 6),
    "b": Box(20, 2, 26, 6),
    "c": Box(11, 1, 17, 7),
    "d": Box(20, 12, 26, 16),
}


def router() -> Router:
    return Router(BOXES, 30, 20)


def points(way: list[Point]) -> list[Point]:
    """Every grid point of a way of which the corners are known."""
    found = [way[0]]
    for (x1, y1), (x2, y2) in pairwise(way):
        length = max(abs(x2 - x1), abs(y2 - y1))
        found += [
            (x1 + (x2 - x1) * n // length, y1 + (y2 - y1) * n // length)
            for n in range(1, length + 1)
        ]
    return found


def test_a_line_goes_round_what_stands_between() -> None:
    way = router().corners([Route("K01", "a", "b", "data")])["K01"]
    inside = {p for name in ("c", "d") for p in BOXES[name].points()}
    assert not inside & set(points(way))
    assert way[0] in set(BOXES["a"].points())
    assert way[-1] in set(BOXES["b"].points())


def test_lines_that_end_elsewhere_do_not_run_on_top_of_each_other() -> None:
    lines = [Route("K01", "a", "b", "data"), Route("K02", "a", "d", "data")]
    ways = router().corners(lines)
    first, second = (set(pairwise(points(ways[name]))) for name in ("K01", "K02"))
    assert not first & second


def test_the_same_lines_give_the_same_corners_in_any_order() -> None:
    lines = [
        Route("K01", "a", "b", "data"),
        Route("K02", "c", "d", "data"),
        Route("K03", "d", "a", "x"),
    ]
    assert router().corners(lines) == router().corners(lines[::-1])


def test_where_no_way_is_it_says_so() -> None:
    walled = Router({"a": Box(1, 1, 4, 4), "b": Box(1, 5, 4, 8)}, 5, 9)
    assert walled.corners([Route("K01", "a", "b", "data")])
    with pytest.raises(ValueError, match="no way for K01"):
        Router({"a": Box(1, 1, 4, 4), "b": Box(6, 1, 9, 4)}, 5, 5).corners(
            [Route("K01", "a", "b", "data")]
        )
