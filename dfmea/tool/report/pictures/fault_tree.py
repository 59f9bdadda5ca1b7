"""A scenario's fault tree: what has to fail, alone or together, for the scenario to fail."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from dfmea.tool.model.arithmetic import Gate
from dfmea.tool.report import palette
from dfmea.tool.report.measure import wrap
from dfmea.tool.report.svg import Picture, number

COLUMN, BOX, HIGH, TOP = 280, 222, 38, 58
SIZE = 11.5
CLOSE = 4


@dataclass
class _Node:
    """A gate or an input with its place: a column, and a middle in units of `HIGH`."""

    id: str
    text: str
    column: int
    word: str = ""
    """"or" or "and"; empty for an input."""
    middle: float = 0
    children: list["_Node"] = field(default_factory=list)


def picture(
    scenario: str, name: str, top: Gate, inputs: Mapping[str, tuple[str, float]], chance: float
) -> Picture:
    """The tree from left to right. `inputs` has the words and the probability of each input."""
    root = _node(top, 0, inputs)
    rows = _place(root, 0)
    columns = _depth(root) + 1
    drawn = Picture(
        f"fault-tree-{scenario}",
        f"{name}: fault tree",
        f"{top.text}: expected for {chance:.3%} of the time. Gates on the left, single failures on "
        "the right.",
        COLUMN * columns - (COLUMN - BOX) + 150,
        TOP + HIGH * rows + 40,
    )
    drawn.text(16, 30, f"{name}: {chance:.2%} of the time".replace("%", " %"), size=15, bold=True)
    _draw(drawn, root, inputs)
    _legend(drawn, TOP + HIGH * rows + 20)
    return drawn


def _node(gate: Gate, column: int, inputs: Mapping[str, tuple[str, float]]) -> _Node:
    node = _Node(gate.id, gate.text, column, "or" if gate.any else "and")
    for child in gate.any or gate.all:
        node.children.append(
            _Node(child, inputs[child][0], column + 1)
            if isinstance(child, str)
            else _node(child, column + 1, inputs)
        )
    return node


def _place(node: _Node, row: float) -> float:
    """Give every node its middle; returns the first free row below."""
    if not node.children:
        node.middle = row + 0.5
        return row + 1
    for child in node.children:
        row = _place(child, row)
    node.middle = (node.children[0].middle + node.children[-1].middle) / 2
    return row


def _depth(node: _Node) -> int:
    return max((_depth(child) for child in node.children), default=node.column)


def _draw(drawn: Picture, node: _Node, inputs: Mapping[str, tuple[str, float]]) -> None:
    x, y = 16 + node.column * COLUMN, TOP + node.middle * HIGH
    for child in node.children:
        _branch(drawn, x + BOX, y, 16 + child.column * COLUMN, TOP + child.middle * HIGH)
    for child in node.children:
        _draw(drawn, child, inputs)
    if node.word:
        _gate(drawn, node, x, y)
    else:
        chance = inputs[node.id][1]
        high = HIGH - CLOSE * 2
        drawn.rect(
            x, y - high / 2, BOX, high, fill=palette.WHITE, stroke=palette.EDGE, round_=high / 2
        )
        with drawn.group(node.text):
            _leaf(drawn, node.text, x + BOX / 2, y)
        drawn.text(x + BOX + 8, y + 4, f"{chance:.3%}".replace("%", " %"), size=10.5)


def _leaf(drawn: Picture, text: str, x: float, y: float) -> None:
    """One or two lines; what does not fit is shown by the pointer."""
    first, *rest = wrap(text, 10.5, BOX - 26)
    if not rest:
        drawn.text(x, y + 4, first, size=SIZE if len(first) < 26 else 10.5, anchor="middle")
        return
    drawn.text(x, y - 2, first, size=10.5, anchor="middle")
    drawn.text(x, y + 10.5, " ".join(rest), size=10.5, anchor="middle", limit=BOX - 26)


def _gate(drawn: Picture, node: _Node, x: float, y: float) -> None:
    lines = wrap(node.text, SIZE, BOX - 48)
    high = max(26.0, len(lines) * SIZE * 1.25 + 10)
    fill = palette.LEAF_PALE if node.word == "or" else palette.STRAW
    drawn.rect(x, y - high / 2, BOX, high, fill=fill, stroke=palette.INK, round_=3)
    drawn.line(x + BOX - 38, y - high / 2, x + BOX - 38, y + high / 2, stroke=palette.EDGE)
    drawn.text(x + BOX - 19, y + 4, node.word, size=SIZE, anchor="middle", bold=True)
    begin = y - (len(lines) - 1) * SIZE * 0.625 + 4
    for place, line in enumerate(lines):
        drawn.text(x + 9, begin + place * SIZE * 1.25, line, size=SIZE)


def _branch(drawn: Picture, x1: float, y1: float, x2: float, y2: float) -> None:
    middle = x1 + 24
    drawn.path(
        f"M{number(x1)} {number(y1)}H{number(middle)}V{number(y2)}H{number(x2)}",
        stroke=palette.EDGE,
    )


def _legend(drawn: Picture, y: float) -> None:
    for x, fill, words in (
        (16, palette.LEAF_PALE, "or: any input suffices"),
        (206, palette.STRAW, "and: all inputs together"),
    ):
        drawn.rect(x, y - 12, 24, 15, fill=fill, stroke=palette.INK, round_=3)
        drawn.text(x + 32, y, words, size=11)
