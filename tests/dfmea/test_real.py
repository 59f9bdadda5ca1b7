"""The store's own analysis, changed in one place: the check that is named says so."""

from dataclasses import replace
from pathlib import Path

import pytest

from dfmea.tool.checks.claims import claims_hold
from dfmea.tool.checks.coverage import words_are_decided
from dfmea.tool.checks.paths import paths_differ_as_recorded
from dfmea.tool.checks.subject import Subject
from dfmea.tool.evidence import Evidence, Outcome, load_evidence
from dfmea.tool.loader import Analysis, load
from dfmea.tool.model.failures import Failures

ROOT = Path(__file__).parents[2]
CLAIM = "FM-K25-01:mitigation"


@pytest.fixture(scope="module")
def real() -> Subject:
    evidence = load_evidence(ROOT / "dfmea" / "evidence.json")
    return Subject(load(ROOT / "dfmea"), ROOT, evidence=evidence)


def without(analysis: Analysis, mode: str) -> tuple[Failures, ...]:
    """Every file of failures, without one row."""
    return tuple(
        file.model_copy(
            update={
                "elements": tuple(
                    element.model_copy(
                        update={"modes": tuple(m for m in element.modes if m.id != mode)}
                    )
                    for element in file.elements
                )
            }
        )
        for file in analysis.failures
    )


def test_a_printed_cell_that_is_changed_is_no_recorded_difference(real: Subject) -> None:
    assert list(paths_differ_as_recorded(real)) == []
    scenarios = real.analysis.scenarios
    printed = tuple(
        row.model_copy(update={"marked": ()}) if row.component == "payment-service" else row
        for row in scenarios.printed
    )
    changed = replace(real.analysis, scenarios=scenarios.model_copy(update={"printed": printed}))
    (finding,) = paths_differ_as_recorded(replace(real, analysis=changed))
    assert "payment-service" in f"{finding.id} {finding.message}"
    assert "payment" in finding.message
    assert finding.remedy


def test_a_failure_mode_that_is_deleted_leaves_its_guide_word_undecided(real: Subject) -> None:
    assert list(words_are_decided(real)) == []
    changed = replace(real.analysis, failures=without(real.analysis, "FM-K25-01"))
    findings = list(words_are_decided(replace(real, analysis=changed)))
    assert any("K25" in f.id and "write-refused" in f.message and f.remedy for f in findings)


def test_a_test_that_does_not_exist_proves_nothing(real: Subject) -> None:
    assert list(claims_hold(real)) == []
    gone = "tests/integration/order/test_write_refused.py::test_that_nobody_wrote"
    cited = {**real.evidence.proofs, CLAIM: {gone: Outcome.PASSED}}
    (finding,) = claims_hold(replace(real, evidence=Evidence(cited)))
    assert finding.id == CLAIM
    assert gone in finding.message
    assert "Write a test" in finding.remedy
