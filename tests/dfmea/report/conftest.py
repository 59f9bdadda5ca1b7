"""The lemonade stand with what a report can show of it: places, a fault tree, a told mode."""

import shutil
from pathlib import Path

import pytest

from dfmea.tool.assessment import Assessment, assess
from dfmea.tool.evidence import load_evidence
from dfmea.tool.loader import load
from dfmea.tool.report import write
from tests.dfmea.conftest import SMALL, Stand

TOLD = """
told_mode:
  mode: FM-JUG-01
  healthy:
    - {source: stand, target: jug, text: Pour}
    - {source: stand, target: stand, text: Smile at whoever stands there and waits for a glass}
  fault:
    - {source: stand, target: jug, text: "Pour: nothing comes", fault: true}
  healed:
    - {source: jug, target: jug, text: Is full again}
"""
TREE = """
events:
  - id: hot-day
    text: It is so hot that everybody comes at once, and the second jug is empty too
    probability: 0.1
    basis: assumption
    source: A guess
fault_trees:
  - scenario: drink
    top:
      id: thirst
      text: Nobody gets a glass
      any: [stand, {id: both, text: The jug is empty on a hot day, all: [hot-day, stand]}]
"""


def told_stand(root: Path) -> Stand:
    """A copy of the stand below `root`."""
    shutil.copytree(SMALL, root)
    stand = Stand(root)
    scope, sums = "dfmea/analysis/scope.yaml", "dfmea/analysis/arithmetic.yaml"
    stand.write(scope, (root / scope).read_text() + TOLD)
    stand.write(sums, (root / sums).read_text() + TREE)
    stand.edit(
        "dfmea/analysis/components.yaml", "- id: jug\n", "- id: jug\n  position: {x: 2, y: 0}\n"
    )
    mode = "dfmea/analysis/failure_modes/stand.yaml"
    stand.edit(
        mode,
        "          effect: Nothing",
        "          restoration: It pours\n          effect: Nothing",
    )
    return stand


def assessed(stand: Stand) -> Assessment:
    """What the stand's analysis adds up to; its alarms fire after two minutes."""
    analysis = load(stand.folder)
    evidence = load_evidence(stand.folder / "evidence.json")
    alarms = {each.id: 120 for each in analysis.detections if each.type == "alarm"}
    return assess(analysis, evidence, alarms)


@pytest.fixture(scope="session")
def reported(tmp_path_factory: pytest.TempPathFactory) -> Stand:
    """The stand with its report; tests only read it."""
    stand = told_stand(tmp_path_factory.mktemp("reported") / "stand")
    write(assessed(stand), stand.folder / "report")
    return stand


@pytest.fixture(scope="session")
def assessment(reported: Stand) -> Assessment:
    """Its assessment."""
    return assessed(reported)


@pytest.fixture
def copy(reported: Stand, tmp_path: Path) -> Stand:
    """The stand with its report, to be broken."""
    shutil.copytree(reported.root, tmp_path / "stand")
    return Stand(tmp_path / "stand")
