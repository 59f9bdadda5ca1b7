"""Pictures have a title, a description, readable colours, and no text that runs out (check 46)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element

from defusedxml import ElementTree

from dfmea.tool.findings import Finding, Findings, Place
from dfmea.tool.report.measure import width
from dfmea.tool.report.palette import contrast

SVG = "{http://www.w3.org/2000/svg}"
READABLE = 4.5
"""The contrast that WCAG 2 asks for in its level AA."""
COLOUR = re.compile(r"#[0-9a-f]{6}")
REMEDY = "Mend the module in dfmea/tool/report/pictures that draws it."


@dataclass(frozen=True)
class _Area:
    left: float
    top: float
    right: float
    bottom: float
    fill: str

    def has(self, x: float, y: float) -> bool:
        """Whether the point is in it."""
        return self.left <= x <= self.right and self.top <= y <= self.bottom


@dataclass(frozen=True)
class _Text:
    words: str
    area: _Area
    """What it covers, by our estimate; its fill is the letters' colour."""


def pictures_are_readable(folder: Path) -> Findings:
    """Each SVG file below `folder`."""
    for file in sorted(folder.rglob("*.svg")):
        place = Place(f"{folder.parent.name}/{folder.name}/{file.relative_to(folder)}")
        for message in _faults(ElementTree.parse(file).getroot()):
            yield Finding(place, file.name, message, REMEDY)


def _faults(root: Element) -> Iterator[str]:
    for name in ("title", "desc"):
        element = root.find(f"{SVG}{name}")
        if element is None or not (element.text or "").strip():
            yield f"has no <{name}>"
    x, y, wide, high = (float(part) for part in root.get("viewBox", "0 0 0 0").split())
    whole = _Area(x, y, x + wide, y + high, "")
    areas: list[_Area] = []
    for element in root.iter():
        if element.tag == f"{SVG}rect" and COLOUR.fullmatch(element.get("fill", "")):
            areas.append(_rect(element))
        elif element.tag == f"{SVG}text":
            yield from _unreadable(_text(element), areas, whole)


def _unreadable(text: _Text, areas: list[_Area], whole: _Area) -> Iterator[str]:
    area = text.area
    middle = (area.left + area.right) / 2, (area.top + area.bottom) / 2
    behind = next((each for each in reversed(areas) if each.has(*middle)), None)
    if behind is None:
        yield f"{text.words!r} has nothing behind it"
        return
    if (ratio := contrast(area.fill, behind.fill)) < READABLE:
        yield f"{text.words!r} has a contrast of {ratio:.1f} only ({area.fill} on {behind.fill})"
    if not (whole.has(area.left, area.top) and whole.has(area.right, area.bottom)):
        yield f"{text.words!r} runs out of the picture"
    elif area.left < behind.left - 1 or area.right > behind.right + 1:
        yield f"{text.words!r} runs out of its box"


def _rect(element: Element) -> _Area:
    left, top = float(element.get("x", 0)), float(element.get("y", 0))
    right, bottom = left + float(element.get("width", 0)), top + float(element.get("height", 0))
    return _Area(left, top, right, bottom, element.get("fill", ""))


def _text(element: Element) -> _Text:
    words = (element.text or "") + "".join(child.tail or "" for child in element)
    size = float(element.get("font-size", 12))
    length = width(words, size, bold=element.get("font-weight") == "600")
    x, y = float(element.get("x", 0)), float(element.get("y", 0))
    start = {"middle": length / 2, "end": length}.get(element.get("text-anchor", ""), 0.0)
    fill = element.get("fill", "")
    if element.get("transform"):
        return _Text(words, _Area(x - size * 0.8, y - start, x, y - start + length, fill))
    return _Text(words, _Area(x - start, y - size * 0.8, x - start + length, y, fill))
