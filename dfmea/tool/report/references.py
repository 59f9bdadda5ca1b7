"""Where every id of the analysis can be read, and texts in which ids have become links."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from posixpath import dirname, relpath

from markupsafe import Markup, escape

from dfmea.tool.report.view import View

PAGE = "index.html"
ID = re.compile(
    r"`[^`]+`|\b(?:FM-[A-Z0-9]+-\d{2}|(?:CTL|DET|RB|CC)-[A-Z0-9]+(?:-[A-Z0-9]+)*"
    r"|ACT-\d{2}|[A-Z]\d+(?:\.\d+)?)\b"
)
"""An id, or what stands between backticks and is left alone."""


@dataclass(frozen=True)
class References:
    """Which chapter an id belongs to ("" for none), and the runbooks' files."""

    chapters: Mapping[str, str]
    runbooks: Mapping[str, str]
    """Runbook -> its file, from the repository's root."""
    home: str
    """The report's folder, from there too."""

    def path(self, target: str, page: str = PAGE) -> str:
        """How a page of the report names a file of the repository."""
        return relpath(target, dirname(f"{self.home}/{page}"))

    def html(self, text: str) -> Markup:
        """The text for the page: ids lead to where they are explained, backticks mean code."""
        result, end = Markup(""), 0
        for found in ID.finditer(text):
            result += escape(text[end : found.start()])
            word = found.group()
            code = Markup("<code>{}</code>").format(word.strip("`"))
            result += code if word.startswith("`") else self.html_id(word)
            end = found.end()
        return result + escape(text[end:])

    def html_id(self, word: str) -> Markup:
        """An id alone, of whatever kind, leading to where it is explained."""
        if word in self.runbooks:
            target = self.path(self.runbooks[word])
            return Markup('<a class="id" href="{}">{}</a>').format(target, word)
        if word in self.chapters:
            return Markup('<a class="id" href="#{}">{}</a>').format(word, word)
        return escape(word)

    def markdown(self, text: str, page: str) -> str:
        """The same for Markdown; `page` is where the text stands, from the report's folder."""
        up = "../" * page.count("/")

        def replaced(found: re.Match[str]) -> str:
            word = found.group()
            if word in self.runbooks:
                return f"[{word}]({self.path(self.runbooks[word], page)})"
            if word in self.chapters and not word.startswith("`"):
                chapter = self.chapters[word]
                target = f"modes/{chapter}.md" if chapter else "reference.md"
                return f"[{word}]({'' if target == page else up + target}#{anchor(word)})"
            return word

        return ID.sub(replaced, text)


def anchor(identity: str) -> str:
    """The name by which Markdown pages can be entered at an id."""
    return identity.lower()


def references(view: View) -> References:
    """All ids of the analysis that the report explains."""
    analysis = view.analysis
    others = [
        *(component.id for component in analysis.components),
        *(fact.id for fact in analysis.facts),
        *(tension.id for tension in analysis.tensions),
        *(detection.id for detection in analysis.detections),
        *(link.id for link in analysis.links),
        *(control.id for file in analysis.failures for control in file.controls),
        *(cause.id for file in analysis.failures for cause in file.common_causes),
        *(action.id for action, _ in view.actions),
    ]
    return References(
        chapters={**dict.fromkeys(others, ""), **view.chapter_of},
        runbooks={book.id: analysis.place(book.id).file for book in analysis.runbooks},
        home=f"{analysis.folder.name}/report",
    )
