"""Claims are proved by tests that ran; ratings are answered; tests cite what is claimed."""

import pytest

from dfmea.tool.checks.citations import citations
from dfmea.tool.checks.texts import uses
from tests.dfmea.breaks import FACTS, MODES, TEST, Break, assert_found
from tests.dfmea.conftest import Stand

HIGH = "11 high priority is answered"
SUFFICIENT = "12 sufficient means proved"
HOLD = "28 claims hold"
CITED = "29 cited claims exist"
PROVED = "33 claims are proved"
FACTS_USED = "4 every fact is used"
EVIDENCE = "dfmea/evidence.json"
OF_EFFECT = (
    '"FM-JUG-01:effect": {"checks/test_stand.py::test_an_empty_jug_pours_nothing": "passed"}'
)
FAILED = OF_EFFECT.replace("passed", "failed")
SKIPPED = OF_EFFECT.replace("passed", "skipped")
TEST_ID = f"{TEST}::test_an_empty_jug_pours_nothing"
BREAKS = [
    Break(
        "a sufficient mode has an unproved claim",
        SUFFICIENT,
        *(EVIDENCE, OF_EFFECT, SKIPPED),
        "FM-JUG-01: is called sufficient, but effect is not proved",
        "Prove it by a test that carries the claim's id, or write `sufficient: false`.",
        line="- id: FM-JUG-01",
        where=MODES,
    ),
    Break(
        "a sufficient mode claims nothing",
        SUFFICIENT,
        *(
            MODES,
            "          effect: Nothing is poured\n          mitigation: Nothing is promised\n",
            "          {}\n",
        ),
        "FM-JUG-01: is called sufficient, but claims nothing",
        "Prove it by a test that carries the claim's id, or write `sufficient: false`.",
        line="- id: FM-JUG-01",
    ),
    Break(
        "the test of a claim failed",
        HOLD,
        *(EVIDENCE, OF_EFFECT, FAILED),
        f"FM-JUG-01:effect: is not true: {TEST_ID} failed",
        "Mend the code, or the claim and everything that follows from it.",
        line="- id: FM-JUG-01",
        where=MODES,
    ),
    Break(
        "the test of a claim is gone",
        HOLD,
        *(TEST, "def test_an_empty_jug_pours_nothing", "def test_of_something_else"),
        f"FM-JUG-01:effect: was proved by {TEST_ID}, which is gone or does not cite it any more",
        'Write a test with proves("FM-JUG-01:effect"), then read its result (`evidence`).',
        line="- id: FM-JUG-01",
        where=MODES,
    ),
    Break(
        "a test cites a claim that nobody makes",
        CITED,
        *(TEST, "FM-JUG-01:mitigation", "FM-JUG-01:detection"),
        "FM-JUG-01:detection: is cited by a test, but the analysis makes no such claim",
        "FM-JUG-01 claims: FM-JUG-01:effect, FM-JUG-01:mitigation. Cite one of them, or add the "
        "claim.",
        line='@proves("T01", "FM-JUG-01:effect", "FM-JUG-01:detection")',
    ),
    Break(
        "a test cites an unknown mode",
        CITED,
        *(TEST, "FM-JUG-01:mitigation", "FM-CUP-01:mitigation"),
        "FM-CUP-01:mitigation: is cited by a test, but the analysis makes no such claim",
        "Cite a claim of the analysis, or add the failure mode with its claim.",
        line='@proves("T01", "FM-JUG-01:effect", "FM-CUP-01:mitigation")',
    ),
    Break(
        "a test cites an unknown fact",
        CITED,
        *(TEST, '"T01"', '"T99"'),
        "T99: is cited by a test, but the source text has no such fact",
        "Cite a fact of facts.yaml, or add it there with its line.",
        line='@proves("T99", "FM-JUG-01:effect", "FM-JUG-01:mitigation")',
    ),
    Break(
        "a fact leads nowhere",
        FACTS_USED,
        *(TEST, '"T01", ', ""),
        "T01: is a claim of the source text (L4) that nothing builds on",
        "Cite it where it belongs, prove it by a test, or say why it is `not_used`.",
        line="- {id: T01, kind: claim, line: L4, text: An empty jug pours nothing}",
        where=FACTS,
    ),
    Break(
        "a fact is used and said not to be",
        FACTS_USED,
        *(FACTS, "text: The goal", "text: The goal, not_used: Too hard"),
        "N01: is said to be not used, but dfmea/analysis/scope.yaml:12: scope.yaml cites it",
        "Remove `not_used`, or the citation.",
        line="- {id: N01, kind: number, line: L1, text: The goal, not_used: Too hard}",
    ),
]


@pytest.mark.parametrize("broken", BREAKS, ids=str)
def test_what_is_not_shown_is_found(stand: Stand, broken: Break) -> None:
    assert_found(stand, broken)


@pytest.fixture
def grave(stand: Stand) -> Stand:
    """A stand whose jug matters, without an action."""
    stand.edit(MODES, "severity: 3, occurrence: 3", "severity: 10, occurrence: 9")
    stand.edit(MODES, "actions: [ACT-01]", "actions: []")
    return stand


def test_a_high_priority_that_nobody_answers_is_found(grave: Stand) -> None:
    (finding,) = grave.findings(HIGH)
    assert finding.id == "FM-JUG-01"
    assert finding.message == (
        "is of high priority (S 10, O 9, D 2), and nothing is going to be done about it"
    )


@pytest.mark.parametrize(
    ("answer", "left"),
    [
        ("actions: [ACT-01]", 0),
        ("accepted: A parent, in May, for there is no money", 0),
        ("actions: []", 1),
    ],
)
def test_an_open_action_or_a_signature_answers_it(grave: Stand, answer: str, left: int) -> None:
    grave.edit(MODES, "actions: []", answer)
    assert len(grave.findings(HIGH)) == left


def test_an_action_that_is_done_answers_nothing_that_is_still_high(grave: Stand) -> None:
    grave.edit(MODES, "actions: []", "actions: [ACT-01]")
    grave.edit(MODES, "status: open", "status: done")
    assert len(grave.findings(HIGH)) == 1


def test_a_skipped_test_proves_nothing_and_that_is_advice(stand: Stand) -> None:
    assert stand.findings(PROVED) == []
    stand.edit(EVIDENCE, OF_EFFECT, SKIPPED)
    (finding,) = stand.findings(PROVED)
    assert (finding.id, finding.message) == (
        "FM-JUG-01",
        "has no proof yet of effect (its test did not run)",
    )
    assert stand.findings(HOLD) == []
    stand.edit(TEST, '"FM-JUG-01:effect", ', "")
    assert stand.findings(PROVED)[0].message == "has no proof yet of effect"


def test_a_test_in_another_language_cites_in_its_name(stand: Stand) -> None:
    stand.write("checks/jug.spec.ts", 'it("pours nothing [FM-JUG-01:effect, FM-CUP-02:effect]")\n')
    stand.write("checks/node_modules/x/x.spec.ts", 'it("is not ours [FM-CUP-03:effect]")\n')
    (finding,) = stand.findings(CITED)
    assert (str(finding.place), finding.id) == ("checks/jug.spec.ts:1", "FM-CUP-02:effect")


def test_a_marker_of_a_parameter_belongs_to_its_test(stand: Stand) -> None:
    stand.edit(
        TEST, "\n\n@proves", "\n\n@cases(param(1, marks=proves('FM-JUG-01:effect')))\n@proves"
    )
    found = [each for each in citations(stand.subject) if each.id == "FM-JUG-01:effect"]
    assert [each.test for each in found] == [TEST_ID, TEST_ID]


def test_the_uses_of_a_fact_name_the_analysis_and_the_tests(stand: Stand) -> None:
    found = uses(stand.subject)
    assert found["K01"] == ["dfmea/analysis/links.yaml:1: K01"]
    assert found["T01"] == ["checks/test_stand.py:6: test_an_empty_jug_pours_nothing"]
    assert found["R01"] == []
