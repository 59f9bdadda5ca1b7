"""The decision records in docs/decisions/, and their index."""

import re
from dataclasses import dataclass
from pathlib import Path

from docs.tool.pictures import table

FOLDER = Path(__file__).parents[1] / "decisions"
NAME = re.compile(r"(\d{4})-[a-z0-9-]+\.md")
TITLE = re.compile(r"# (\d{4}) (.+)")
STATUS = re.compile(r"^- Status: (.+)$", re.MULTILINE)
DATE = re.compile(r"^- Date: (\d{4}-\d{2}-\d{2})$", re.MULTILINE)


class UnreadableRecordError(Exception):
    """A record has no number, title, status or date."""


@dataclass(frozen=True)
class Record:
    """One decision."""

    file: str
    number: str
    title: str
    status: str
    date: str
    text: str

    @classmethod
    def read(cls, path: Path) -> "Record":
        """The record in a file. Raises UnreadableRecordError."""
        text = path.read_text()
        title, status, date = TITLE.match(text), STATUS.search(text), DATE.search(text)
        if not (title and status and date):
            raise UnreadableRecordError(f"{path.name}: begin as docs/decisions/README.md says")
        return cls(path.name, title[1], title[2], status[1], date[1], text)


def records() -> list[Record]:
    """All of them, by number."""
    return [Record.read(path) for path in sorted(FOLDER.iterdir()) if NAME.fullmatch(path.name)]


def index() -> str:
    """The table of all records."""
    rows = [(r.number, f"[{r.title}]({r.file})", r.status, r.date) for r in records()]
    return table(("number", "decision", "status", "date"), rows)
