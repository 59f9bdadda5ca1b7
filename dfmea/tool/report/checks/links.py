"""Links in pages and Markdown lead somewhere (check 45)."""

import os.path
import re
from collections.abc import Callable, Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

from dfmea.tool.findings import Finding, Findings, Place

OUTSIDE = ("https:", "http:", "mailto:", "data:")
IN_MARKDOWN = re.compile(r"(?<!\\)\]\(([^()\s]+)\)")
HEADING = re.compile(r"^#{1,6} +(.+)$", re.MULTILINE)
ENTRY = re.compile(r'<a id="([^"]+)">')
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)


def links_resolve(folder: Path, root: Path) -> Findings:
    """Every relative link below `folder` leads to a file within `root`, and to a place in it."""
    home = Path(os.path.normpath(root.absolute()))
    anchors = cache(_anchors)
    for file in sorted(Path(os.path.normpath(folder.absolute())).rglob("*")):
        if file.suffix in (".html", ".md", ".svg"):
            yield from _broken(file, home, anchors)


def _broken(file: Path, root: Path, anchors: Callable[[Path], frozenset[str]]) -> Findings:
    for link in sorted(set(_links(file))):
        path, _, anchor = link.partition("#")
        goal = Path(os.path.normpath(file.parent / unquote(path))) if path else file
        place = Place(str(file.relative_to(root)))
        if not goal.is_relative_to(root) or not goal.exists():
            yield Finding(place, link, "leads to a file that does not exist", "Mend the link.")
        elif anchor and goal.is_file() and unquote(anchor) not in anchors(goal):
            message = f"leads to a place that {goal.name} does not have"
            yield Finding(place, link, message, "Mend the link, or name the place.")


def _links(file: Path) -> Iterator[str]:
    text = file.read_text()
    found = IN_MARKDOWN.findall(CODE.sub("", text)) if file.suffix == ".md" else _tags(text).links
    return (link for link in found if not link.startswith(OUTSIDE))


def _anchors(file: Path) -> frozenset[str]:
    text = file.read_text()
    if file.suffix == ".md":
        headings = (_heading(words) for words in HEADING.findall(text))
        return frozenset({*headings, *ENTRY.findall(text)})
    return frozenset(_tags(text).ids)


def _heading(words: str) -> str:
    """A heading's anchor as code hosts make it."""
    return re.sub(r"[^\w\- ]", "", words.strip().lower()).replace(" ", "-")


def _tags(text: str) -> "_Tags":
    tags = _Tags()
    tags.feed(text)
    return tags


class _Tags(HTMLParser):
    """Collects what a page links to, and where it can be entered."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note `href` and `id`."""
        for name, value in attrs:
            if value and name in ("href", "src"):
                self.links.append(value)
            elif value and name == "id":
                self.ids.append(value)
