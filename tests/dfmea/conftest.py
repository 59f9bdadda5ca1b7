"""A tiny system to break: each test gets a copy of its own."""

import shutil
from pathlib import Path

import pytest

from dfmea.tool.checks.registry import ALONE, as_read
from dfmea.tool.checks.subject import Subject
from dfmea.tool.evidence import load_evidence
from dfmea.tool.findings import Finding
from dfmea.tool.loader import UnreadableError, load

SMALL = Path(__file__).parent / "small"
collect_ignore = ["small"]
"""It has tests of its own, which are there to be read by the tool."""


class Stand:
    """A copy of the lemonade stand, with its analysis, code, tests and runbook."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / "dfmea"

    def edit(self, file: str, old: str, new: str) -> None:
        """Put one text in the place of another, once; the other has to be there."""
        path = self.root / file
        text = path.read_text()
        assert old in text, f"{file} has no {old!r}"
        path.write_text(text.replace(old, new, 1))

    def write(self, file: str, text: str) -> None:
        """Add or replace a file."""
        (self.root / file).parent.mkdir(parents=True, exist_ok=True)
        (self.root / file).write_text(text)

    @property
    def subject(self) -> Subject:
        """What the checks look at."""
        evidence = load_evidence(self.folder / "evidence.json")
        return Subject(load(self.folder), self.root, evidence=evidence)

    def findings(self, title: str = "") -> list[Finding]:
        """What the check of this title says; without one, all that do not merely advise."""
        try:
            subject = self.subject
        except UnreadableError as error:
            return list(as_read(error.findings))
        checks = [c for c in ALONE if c.title == title or not (title or c.advice)]
        assert checks, f"no check is called {title!r}"
        return [finding for check in checks for finding in check(subject)]


@pytest.fixture
def stand(tmp_path: Path) -> Stand:
    """A stand that is in order."""
    shutil.copytree(SMALL, tmp_path / "stand")
    return Stand(tmp_path / "stand")
