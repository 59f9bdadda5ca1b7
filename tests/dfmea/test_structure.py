"""Ids are unique, what is named exists, and nothing is left over."""

import pytest

from tests.dfmea.breaks import (
    COMPONENTS,
    FACTS,
    LINKS,
    MODELS,
    MODES,
    RUNBOOK,
    SCENARIOS,
    SCOPE,
    Break,
    assert_found,
)
from tests.dfmea.conftest import Stand

UNIQUE = "2 ids are unique"
EXISTS = "2 what is named exists"
USED = "2 nothing is left over"
CAUSE = "{id: C1, text: A hole, occurrence: 1, basis: judgement, rationale: It is new}"
BREAKS = [
    Break(
        "two components share an id",
        UNIQUE,
        *(COMPONENTS, "- id: jug", "- id: stand"),
        f"stand: is defined already at {COMPONENTS}:1",
        "Give this one the next free id, or join the two.",
        line="- id: stand",
    ),
    Break(
        "an element is decided twice",
        UNIQUE,
        *(MODES, "element: K01", "element: jug"),
        f"jug: is defined already at {MODES}:11",
        "Give this one the next free id, or join the two.",
        line="- element: jug",
    ),
    Break(
        "a fault model has a word twice",
        UNIQUE,
        *(MODELS, "word: slow", "word: away"),
        "person: has guide word 'away' twice",
        "Rename one of them.",
        line="- id: person",
    ),
    Break(
        "a mode has a cause twice",
        UNIQUE,
        *(MODES, "        causes:\n", f"        causes:\n          - {CAUSE}\n"),
        "FM-JUG-01: has cause C1 twice",
        "Rename one of them.",
        line="- id: FM-JUG-01",
    ),
    Break(
        "a link ends nowhere",
        EXISTS,
        *(LINKS, "target: jug", "target: jgu"),
        "K01: target names the component 'jgu', which does not exist",
        "Did you mean jug? Otherwise define it.",
        line="- id: K01",
    ),
    Break(
        "a component is of a kind for links",
        EXISTS,
        *(COMPONENTS, "kind: store", "kind: reach"),
        "jug: kind names the fault model of components 'reach', which does not exist",
        "Define it, or name an existing fault model of components.",
        line="- id: jug",
    ),
    Break(
        "a mode names an unknown control",
        EXISTS,
        *(MODES, "controls: [CTL-LOOK]", "controls: [CTL-LOK]"),
        "FM-JUG-01: controls names the control 'CTL-LOK', which does not exist",
        "Did you mean CTL-LOOK? Otherwise define it.",
        line="- id: FM-JUG-01",
    ),
    Break(
        "an effect is on an unknown scenario",
        EXISTS,
        *(MODES, "scenario: drink", "scenario: eat"),
        "FM-JUG-01: scenario names the scenario 'eat', which does not exist",
        "Define it, or name an existing scenario.",
        line="- id: FM-JUG-01",
    ),
    Break(
        "a printed row is of no component",
        EXISTS,
        *(SCENARIOS, "component: stand", "component: tent"),
        "scenarios.yaml: component names the component 'tent', which does not exist",
        "Define it, or name an existing component.",
        line="- {component: tent, marked: [drink], critical: true}",
    ),
    Break(
        "a fact is not in the list",
        EXISTS,
        *(SCOPE, "facts: [N01]", "facts: [N09]"),
        "scope.yaml: facts names the fact 'N09', which does not exist",
        "Did you mean N01? Otherwise define it.",
        line="facts: [N09]",
    ),
    Break(
        "a covering mode does not exist",
        EXISTS,
        *(MODES, "FM-JUG-01: what", "FM-JUG-07: what"),
        "stand: not_applicable mentions FM-JUG-07, which does not exist",
        "Did you mean FM-JUG-01? Otherwise define it.",
        line="- element: stand",
    ),
    Break(
        "a sentence names an unknown control",
        EXISTS,
        *(MODES, "argument: CTL-LOOK", "argument: CTL-SEE"),
        "FM-JUG-01: argument mentions CTL-SEE, which does not exist",
        "Define it, or mend the sentence.",
        line="- id: FM-JUG-01",
    ),
    Break(
        "a runbook's text names an unknown mode",
        EXISTS,
        *(RUNBOOK, "(FM-JUG-01", "(FM-CUP-99"),
        "fill.md: the text mentions FM-CUP-99, which does not exist",
        "Define it, or mend the sentence.",
        line="A glass can be poured (FM-CUP-99 is over).",
    ),
    Break(
        "a control is used by nobody",
        USED,
        *(MODES, "controls: [CTL-LOOK]", "controls: []"),
        "CTL-LOOK: is a control that no failure mode uses",
        "Name it in the mode that it is for, or remove it.",
        line="- id: CTL-LOOK",
    ),
    Break(
        "an action is of no mode",
        USED,
        *(MODES, "actions: [ACT-01]", "actions: []"),
        "ACT-01: is an action of no mode",
        "Name it in the mode that it is for, or remove it.",
        line="- {id: ACT-01, what: Buy a second jug, owner: the child, due: summer, status: open}",
    ),
]


def test_a_system_in_order_has_no_findings(stand: Stand) -> None:
    assert stand.findings() == []


@pytest.mark.parametrize("broken", BREAKS, ids=str)
def test_what_does_not_fit_is_found(stand: Stand, broken: Break) -> None:
    assert_found(stand, broken)


def test_a_fact_and_a_link_may_have_the_same_id(stand: Stand) -> None:
    analysis = stand.subject.analysis
    assert {fact.id for fact in analysis.facts} & {link.id for link in analysis.links} == {"K01"}
    assert stand.findings(UNIQUE) == []


def test_a_file_that_does_not_fit_the_model_is_a_finding_with_its_line(stand: Stand) -> None:
    stand.edit(MODES, "        residual:", "        rpn: 120\n        residual:")
    (finding,) = stand.findings()
    lines = (stand.root / MODES).read_text().splitlines()
    assert lines[finding.place.line - 1] == "        rpn: 120"
    assert finding.id == "FM-JUG-01"
    assert "rpn: Extra inputs are not permitted" in finding.message
    assert finding.check == "1 every file is valid"


def test_a_missing_file_is_a_finding(stand: Stand) -> None:
    (stand.root / FACTS).unlink()
    (finding,) = stand.findings()
    assert str(finding).startswith("dfmea/analysis/facts.yaml: facts.yaml: is missing")
