"""The site as it is built, and its pages as a browser, or a screen reader, meets them."""

import gzip
import json
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from setup.jekyll import JEKYLL
from stacks.config import ROOT

SOURCE = ROOT / "frontend" / "site"
DATA = SOURCE / "_data"
ANALYSIS = "/analysis/"
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
NAMED_BY = {"a": ("href",), "img": ("src",), "link": ("href",), "script": ("src",)}


def build(folder: Path) -> None:
    """Build the site into a folder. Raises CalledProcessError with Jekyll's words."""
    subprocess.run(
        [JEKYLL, "build", "--quiet", "--disable-disk-cache", "-s", SOURCE, "-d", folder],
        check=True,
        timeout=120,
    )


@dataclass
class Element:
    """An element with its attributes, and the text in it."""

    tag: str
    attributes: dict[str, str]
    words: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """With blanks as a browser shows them."""
        return " ".join("".join(self.words).split())

    def get(self, name: str) -> str:
        """An attribute; empty when there is none."""
        return self.attributes.get(name, "")


class _Reader(HTMLParser):
    """Lists the elements of a page; text belongs to every element that is open around it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self._open: list[Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"</{tag}> closes nothing"
        closed = self._open.pop()
        assert closed.tag == tag, f"<{closed.tag}> is closed by </{tag}>"

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.words.append(data)


class Page:
    """A page of the built site."""

    def __init__(self, folder: Path, file: Path) -> None:
        self.path = "/" + file.relative_to(folder).as_posix().removesuffix("index.html")
        self.source = file.read_text()
        reader = _Reader()
        reader.feed(self.source)
        self.elements = reader.elements

    def __repr__(self) -> str:
        return self.path

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """The elements of this name that have these attributes."""
        return [
            element
            for element in self.elements
            if element.tag == tag
            and all(element.get(name.rstrip("_")) == value for name, value in attributes.items())
        ]

    def the(self, tag: str, **attributes: str) -> Element:
        """The one such element."""
        (element,) = self.all(tag, **attributes)
        return element

    def meta(self, name: str) -> str:
        """What the page says of itself under this name."""
        return next(
            (
                e.get("content")
                for e in self.all("meta")
                if name in (e.get("name"), e.get("property"))
            ),
            "",
        )

    def data(self, kind: str) -> dict[str, Any]:
        """What it tells search engines about the one thing of this kind."""
        told = [json.loads(e.text) for e in self.all("script", type="application/ld+json")]
        (found,) = [each for each in told if each["@type"] == kind]
        return dict(found)

    @property
    def text(self) -> str:
        """All that can be read on it."""
        return self.the("body").text

    @property
    def ids(self) -> list[str]:
        """What links can lead to."""
        return [element.get("id") for element in self.elements if element.get("id")]

    def references(self) -> Iterator[str]:
        """Every address that it names: links, pictures, styles, scripts."""
        for element in self.elements:
            for name in NAMED_BY.get(element.tag, ()):
                if name in element.attributes:
                    yield element.get(name)
            for candidate in filter(None, element.get("srcset").split(",")):
                yield candidate.split()[0]


@dataclass(frozen=True)
class Site:
    """All of it."""

    folder: Path

    @cached_property
    def pages(self) -> dict[str, Page]:
        """Its own pages by their addresses: not the report of the failure analysis."""
        pages = (Page(self.folder, file) for file in sorted(self.folder.rglob("*.html")))
        return {page.path: page for page in pages if not page.path.startswith(ANALYSIS)}

    @property
    def analysis(self) -> Page:
        """The report of the failure analysis, as the site shows it."""
        return Page(self.folder, self.file(ANALYSIS))

    def file(self, path: str) -> Path:
        """What is sent for an address, as CloudFront's function has it (stacks/rewrite.js)."""
        is_file = "." in path.rsplit("/", 1)[-1]
        if path.startswith("/shop/") and not is_file:
            path = "/shop/"
        return self.folder / (path if is_file else f"{path.rstrip('/')}/index.html").lstrip("/")

    def size(self, path: str) -> int:
        """How many bytes are sent for an address: text is compressed."""
        content = self.file(path).read_bytes()
        compressed = Path(path).suffix in ("", ".css", ".js", ".json", ".svg")
        return len(gzip.compress(content) if compressed else content)


def read(name: str) -> Any:
    """A file of the site's data."""
    return json.loads((DATA / name).read_text())


def bouquets() -> Iterable[dict[str, Any]]:
    """The bouquets of the catalogue."""
    return [item for item in read("catalogue.json") if item["kind"] == "bouquet"]


def price(cents: int) -> str:
    """As people read it."""
    return f"€{cents // 100}.{cents % 100:02}"
