"""The repository's own pages, as tests read them: links, commands, pictures, figures."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from dfmea.tool.checks.runbooks import commands

ROOT = Path(__file__).parents[1]
ARROW = re.compile(r"^\s*(\w+)\s*--?>>\s*(\w+)\s*:\s*(.+?)\s*$", re.MULTILINE)

OUTPUT = re.compile(r"<!-- exercise: [\w-]+ -->\n```.*?```", re.DOTALL)
"""What a command prints; tests/dfmea/test_exercises.py holds it."""


@dataclass(frozen=True)
class Arrow:
    """One arrow of a sequence diagram: who tells whom what."""

    sender: str
    receiver: str
    what: str

    def __str__(self) -> str:
        line = "-->>" if self.what.isdigit() else "->>"
        return f"{self.sender}{line}{self.receiver}: {self.what}"


@dataclass(frozen=True)
class Page:
    """A Markdown page, by its path in the repository."""

    path: str

    part: str | None = None
    """A section of it alone."""

    @cached_property
    def text(self) -> str:
        """What stands in it."""
        return (ROOT / self.path).read_text() if self.part is None else self.part

    def sections(self) -> list["Page"]:
        """What stands below each of its headings of the second level."""
        return [Page(self.path, part) for part in self.text.split("\n## ")[1:]]

    def arrows(self) -> list[Arrow]:
        """The arrows of its sequence diagrams, from top to bottom."""
        return [
            Arrow(sender, receiver, what.replace("<br/>", ""))
            for block in self.blocks("mermaid")
            for sender, receiver, what in ARROW.findall(block)
        ]

    def blocks(self, language: str) -> Iterator[str]:
        """Its fenced blocks of one language."""
        fenced = rf"^```{language}\n(.*?)^```$"
        yield from re.findall(fenced, self.text, flags=re.MULTILINE | re.DOTALL)

    @cached_property
    def prose(self) -> str:
        """Its text without blocks of code."""
        without = re.sub(r"^```.*?^```$", "", self.text, flags=re.MULTILINE | re.DOTALL)
        return re.sub(r"^(?: {4}|\t).*$", "", without, flags=re.MULTILINE)

    @cached_property
    def spans(self) -> list[str]:
        """What stands between single backticks."""
        return re.findall(r"`([^`\n]+)`", self.prose)

    @cached_property
    def links(self) -> list[str]:
        """Where its links and pictures lead."""
        return re.findall(r"\]\(([^)\s]+)\)", self.prose)

    @cached_property
    def anchors(self) -> set[str]:
        """What a link can name in it, as code hosts make it from headings."""
        headings = re.findall(r"^#+ (.+)$", self.prose, flags=re.MULTILINE)
        made = {re.sub(r"[^\w\- ]", "", heading).strip().lower() for heading in headings}
        given = re.findall(r'<a id="([^"]+)">', self.text)
        return {anchor.replace(" ", "-") for anchor in made} | set(given)

    @cached_property
    def commands(self) -> list[str]:
        """What it tells people to type: in blocks of a shell, and `make ...` in a sentence."""
        typed = [command for _, command in commands(OUTPUT.sub("", self.text))]
        return [*typed, *(span for span in self.spans if span.startswith("make "))]


def pages() -> list[Page]:
    """Every page that people wrote, but for the site's texts and the analysis's report."""
    patterns = (
        "*.md",
        "docs/**/*.md",
        "services/**/README.md",
        "frontend/*/README.md",
        "dfmea/*.md",
        "dfmea/runbooks/*.md",
        "dfmea/template/*.md",
    )
    found = {path for pattern in patterns for path in ROOT.glob(pattern)}
    return [Page(str(path.relative_to(ROOT))) for path in sorted(found)]
