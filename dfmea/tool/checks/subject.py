"""The input of checks, and the class of a check."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

from dfmea.tool.evidence import Evidence
from dfmea.tool.findings import Finding, Findings
from dfmea.tool.loader import Analysis


@dataclass(frozen=True)
class Subject:
    """The analysis, and the places of code, tests and infrastructure."""

    analysis: Analysis
    root: Path
    """The repository: paths of code and tests begin here."""
    templates: Path | None = None
    """The folder of the synthesised infrastructure."""
    evidence: Evidence = field(default_factory=Evidence)
    """How the tests of the claims ended."""


class Need(StrEnum):
    """What a check cannot do without."""

    ANALYSIS = "the analysis alone"
    CODE = "the code"
    TEMPLATES = "the synthesised infrastructure (--templates)"


@dataclass(frozen=True)
class Check:
    """One check."""

    number: int
    name: str
    function: Callable[[Subject], Findings]
    need: Need = Need.ANALYSIS
    advice: bool = False
    """Its findings are hints, which do not fail the run."""

    @property
    def title(self) -> str:
        """The name of the check in findings."""
        return f"{self.number} {self.name}"

    def possible(self, subject: Subject) -> bool:
        """Whether what it needs is there."""
        return self.need is not Need.TEMPLATES or subject.templates is not None

    def __call__(self, subject: Subject) -> Iterator[Finding]:
        """Run the check; return its findings."""
        for finding in self.function(subject):
            yield replace(finding, check=self.title)
