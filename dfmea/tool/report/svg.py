"""Draws the shapes that the pictures need, as SVG with a title and a description."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal
from xml.sax.saxutils import escape, quoteattr

from dfmea.tool.report.measure import shorten, wrap
from dfmea.tool.report.palette import FONT, INK, PAPER

Anchor = Literal["start", "middle", "end"]


def number(value: float) -> str:
    """A coordinate, short and the same on every machine."""
    shown = f"{value:.1f}".rstrip("0").rstrip(".")
    return "0" if shown == "-0" else shown


@dataclass
class Picture:
    """A picture, to which shapes are added."""

    name: str
    """Its file's name without the ending; ids inside begin with it, as pages hold many pictures."""
    title: str
    description: str
    width: float
    height: float
    _parts: list[str] = field(default_factory=list)
    _markers: dict[str, str] = field(default_factory=dict)

    def rect(  # noqa: PLR0913 (a shape has as many attributes)
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        fill: str = "none",
        stroke: str = "none",
        line: float = 1,
        round_: float = 0,
        dash: str = "",
    ) -> None:
        """A rectangle."""
        rounded = f' rx="{number(round_)}"' if round_ else ""
        self._parts.append(
            f'<rect x="{number(x)}" y="{number(y)}" width="{number(width)}" '
            f'height="{number(height)}"{rounded} fill="{fill}"{_stroke(stroke, line, dash)}/>'
        )

    def path(
        self,
        data: str,
        *,
        fill: str = "none",
        stroke: str = "none",
        line: float = 1,
        dash: str = "",
        start: bool = False,
        end: bool = False,
    ) -> None:
        """A path, with arrow heads where asked."""
        heads = ""
        if start:
            heads += f' marker-start="url(#{self._marker(stroke)})"'
        if end:
            heads += f' marker-end="url(#{self._marker(stroke)})"'
        self._parts.append(f'<path d="{data}" fill="{fill}"{_stroke(stroke, line, dash)}{heads}/>')

    def line(  # noqa: PLR0913 (a shape has as many attributes)
        self,
        x1: float,
        y1: float,
        x2: float,
        y2: float,
        *,
        stroke: str,
        line: float = 1,
        dash: str = "",
        end: bool = False,
    ) -> None:
        """A straight line."""
        data = f"M{number(x1)} {number(y1)}L{number(x2)} {number(y2)}"
        self.path(data, stroke=stroke, line=line, dash=dash, end=end)

    def circle(
        self, x: float, y: float, radius: float, *, fill: str = "none", stroke: str = "none"
    ) -> None:
        """A circle."""
        self._parts.append(
            f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(radius)}" '
            f'fill="{fill}"{_stroke(stroke, 1, "")}/>'
        )

    def text(  # noqa: PLR0913 (a shape has as many attributes)
        self,
        x: float,
        y: float,
        words: str,
        *,
        size: float = 12,
        fill: str = INK,
        anchor: Anchor = "start",
        bold: bool = False,
        limit: float = 0,
        turned: bool = False,
    ) -> None:
        """One line on the base line `y`, shortened to `limit` if there is one."""
        shown = shorten(words, size, limit, bold=bold) if limit else words
        more = f' text-anchor="{anchor}"' if anchor != "start" else ""
        more += ' font-weight="600"' if bold else ""
        more += f' transform="rotate(-90 {number(x)} {number(y)})"' if turned else ""
        full = f"<title>{escape(words)}</title>" if shown != words else ""
        self._parts.append(
            f'<text x="{number(x)}" y="{number(y)}" font-size="{number(size)}" '
            f'fill="{fill}"{more}>{full}{escape(shown)}</text>'
        )

    def centred(
        self, x: float, y: float, words: str, *, limit: float, size: float = 12, fill: str = INK
    ) -> None:
        """Wrapped lines around the middle `x`, `y`."""
        lines = wrap(words, size, limit)
        top = y - (len(lines) - 1) * size * 0.6 + size * 0.36
        for place, line in enumerate(lines):
            self.text(x, top + place * size * 1.2, line, size=size, fill=fill, anchor="middle")

    @contextmanager
    def group(self, title: str = "", link: str = "") -> Iterator[None]:
        """Shapes that belong together, with words for a pointer and a place to lead to."""
        self._parts.append(f"<a href={quoteattr(link)}>" if link else "<g>")
        if title:
            self._parts.append(f"<title>{escape(title)}</title>")
        yield
        self._parts.append("</a>" if link else "</g>")

    def svg(self, page: str = "") -> str:
        """The whole picture; `page` has the places that its links lead to, if it is another one."""
        markers = "".join(self._markers[colour] for colour in sorted(self._markers))
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {number(self.width)} '
            f'{number(self.height)}" font-family="{FONT}" role="img" '
            f'aria-labelledby="{self.name}-title {self.name}-desc">\n'
            f'<title id="{self.name}-title">{escape(self.title)}</title>\n'
            f'<desc id="{self.name}-desc">{escape(self.description)}</desc>\n'
            + (f"<defs>{markers}</defs>\n" if markers else "")
            + f'<rect width="{number(self.width)}" height="{number(self.height)}" '
            + f'fill="{PAPER}"/>\n'
            + "\n".join(self._parts).replace('<a href="#', f'<a href="{page}#')
            + "\n</svg>\n"
        )

    def _marker(self, colour: str) -> str:
        identity = f"{self.name}-{colour.lstrip('#')}"
        self._markers[colour] = (
            f'<marker id="{identity}" viewBox="0 0 10 10" refX="9.5" refY="5" markerWidth="8" '
            f'markerHeight="8" markerUnits="userSpaceOnUse" orient="auto-start-reverse">'
            f'<path d="M0 0.8L10 5L0 9.2L2.2 5z" fill="{colour}"/></marker>'
        )
        return identity


def _stroke(colour: str, line: float, dash: str) -> str:
    if colour == "none":
        return ""
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return f' stroke="{colour}" stroke-width="{number(line)}"{dashed}'
