"""One failure mode told as three sequences: as it should be, with the fault, and healed."""

from collections.abc import Mapping, Sequence

from dfmea.tool.model.story import Message, Told
from dfmea.tool.report import palette
from dfmea.tool.report.measure import wrap
from dfmea.tool.report.svg import Picture

COLUMN, SIDE, LINE, HEAD = 190, 100, 15, 58
SIZE = 11.5
BOX = 132


def picture(told: Told, title: str, names: Mapping[str, str]) -> Picture:
    """The three panels, one below the other, so that a telephone shows them too."""
    panels = [
        ("Healthy", told.healthy),
        ("With the fault", told.fault),
        ("Healed", told.healed),
    ]
    actors = list(
        dict.fromkeys(
            end for _, messages in panels for m in messages for end in (m.source, m.target)
        )
    )
    heights = [_height(messages, actors) for _, messages in panels]
    drawn = Picture(
        "told",
        f"{told.mode}: {title}",
        "Three sequences one below the other: healthy, with the fault, and healed. What goes wrong "
        "is red and dashed.",
        SIDE * 2 + COLUMN * (len(actors) - 1),
        sum(heights) + 16,
    )
    top = 0.0
    for (name, messages), height in zip(panels, heights, strict=True):
        _panel(drawn, name, messages, actors, names, top)
        top += height
    return drawn


def _room(message: Message, actors: Sequence[str]) -> float:
    """How wide its words may be: between two life lines, or beside the one."""
    one, other = actors.index(message.source), actors.index(message.target)
    if one == other:
        return (SIDE if one == len(actors) - 1 else COLUMN) - 24
    return COLUMN * abs(one - other) - 16


def _step(message: Message, actors: Sequence[str]) -> float:
    return 18 + LINE * len(wrap(message.text, SIZE, _room(message, actors)))


def _height(messages: Sequence[Message], actors: Sequence[str]) -> float:
    return HEAD + 40 + sum(_step(message, actors) for message in messages) + 26


def _panel(
    drawn: Picture,
    name: str,
    messages: Sequence[Message],
    actors: Sequence[str],
    names: Mapping[str, str],
    top: float,
) -> None:
    drawn.text(16, top + 30, name, size=15, bold=True)
    bottom = top + _height(messages, actors) - 18
    for place, actor in enumerate(actors):
        x = SIDE + place * COLUMN
        drawn.line(x, top + HEAD + 20, x, bottom, stroke=palette.EDGE, dash="2 3")
        drawn.rect(
            x - BOX / 2, top + HEAD - 14, BOX, 36, fill=palette.WHITE, stroke=palette.INK, round_=3
        )
        drawn.centred(x, top + HEAD + 4, names.get(actor, actor), limit=BOX - 10, size=SIZE)
    y = top + HEAD + 34
    for message in messages:
        _message(drawn, message, actors, y)
        y += _step(message, actors)
    drawn.line(16, bottom + 8, drawn.width - 16, bottom + 8, stroke=palette.LINE)


def _message(drawn: Picture, message: Message, actors: Sequence[str], y: float) -> None:
    one = SIDE + actors.index(message.source) * COLUMN
    other = SIDE + actors.index(message.target) * COLUMN
    colour = palette.CONTROL if message.fault else palette.INK
    lines = wrap(message.text, SIZE, _room(message, actors))
    own = one == other
    x = one + 12 if own else (one + other) / 2
    width = _room(message, actors)
    left = x - 2 if own else x - width / 2
    drawn.rect(left, y - 2, width, LINE * len(lines) + 3, fill=palette.PAPER)
    for place, line in enumerate(lines):
        drawn.text(
            x,
            y + 10 + place * LINE,
            line,
            size=SIZE,
            fill=colour,
            anchor="start" if own else "middle",
        )
    below = y + LINE * len(lines) + 5
    dash = "5 3" if message.fault else ""
    if own:
        drawn.path(
            f"M{one} {y + 2}h-10v{LINE * len(lines)}h8",
            stroke=colour,
            line=1.4,
            dash=dash,
            end=True,
        )
    else:
        drawn.line(one, below, other, below, stroke=colour, line=1.4, dash=dash, end=True)
