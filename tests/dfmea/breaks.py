"""How a test of a check is written down: what is changed, and what the check then says."""

from dataclasses import dataclass

from dfmea.tool.findings import Finding
from tests.dfmea.conftest import Stand

ANALYSIS = "dfmea/analysis"
COMPONENTS = f"{ANALYSIS}/components.yaml"
FACTS = f"{ANALYSIS}/facts.yaml"
LINKS = f"{ANALYSIS}/links.yaml"
MODELS = f"{ANALYSIS}/fault_models.yaml"
MODES = f"{ANALYSIS}/failure_modes/stand.yaml"
RUNBOOK = "dfmea/runbooks/fill.md"
SCENARIOS = f"{ANALYSIS}/scenarios.yaml"
SCOPE = f"{ANALYSIS}/scope.yaml"
TENSIONS = f"{ANALYSIS}/tensions.yaml"
TEST = "checks/test_stand.py"


@dataclass(frozen=True)
class Break:
    """One change to the stand, and what must be found because of it."""

    name: str
    check: str
    """The check's number and name."""
    file: str
    old: str
    new: str
    found: str
    """The id, and the message."""
    remedy: str
    line: str
    """What the line begins with that the finding names; nothing if it names a file alone."""
    where: str = ""
    """The file that the finding names, if it is not the changed one."""

    def __str__(self) -> str:
        return self.name.replace(" ", "-")


def assert_found(stand: Stand, broken: Break) -> None:
    """Given a stand in order, when this is changed, then its check says so, and how to mend it."""
    stand.edit(broken.file, broken.old, broken.new)
    finding = stand.findings(broken.check)[0]
    _same(f"{finding.id}: {finding.message}", broken.found)
    _same(finding.remedy, broken.remedy)
    _same(finding.check, broken.check)
    _same(finding.place.file, broken.where or broken.file)
    _same(_line(stand, finding), broken.line)


def _line(stand: Stand, finding: Finding) -> str:
    file, line = finding.place.file, finding.place.line
    return (stand.root / file).read_text().splitlines()[line - 1].strip() if line else ""


def _same(got: str, expected: str) -> None:
    assert got == expected, f"\n  got:      {got}\n  expected: {expected}"
