"""Critical paths and the budget are what steps and numbers say."""

import pytest

from tests.dfmea.breaks import COMPONENTS, SCENARIOS, SCOPE, Break, assert_found
from tests.dfmea.conftest import Stand

WORDS = "38 the budget is in words"
DIFFER = "42 critical paths differ as recorded"
ROWS = "42 rows of critical paths are there"
OF_THE_JUG = "- {component: jug, marked: [], critical: false}"
BREAKS = [
    Break(
        "the goal is raised and the words are not",
        WORDS,
        *(SCOPE, "availability: 0.99", "availability: 0.999"),
        "goal: of 0.999 in 10 days leaves 14 min (14.4 min), which the rationale does not say",
        "Write '14 min' into the rationale and read the budget again, or set the goal back.",
        line="availability: 0.999",
    ),
    Break(
        "a printed cell is changed",
        DIFFER,
        *(SCENARIOS, "component: stand, marked: [drink]", "component: stand, marked: []"),
        "stand: is needed by a step of 'drink', and the printed table does not mark it",
        "Correct the step's `needs`, or record the difference with its tension.",
        line="- {component: stand, marked: [], critical: true}",
    ),
    Break(
        "a step needs less than is printed",
        DIFFER,
        *(SCENARIOS, "needs: [stand, jug]", "needs: [jug]"),
        "stand: is marked in the printed table for 'drink', and no step there needs it",
        "Correct the step's `needs`, or record the difference with its tension.",
        line="- {component: stand, marked: [drink], critical: true}",
    ),
    Break(
        "a recorded difference is none",
        DIFFER,
        *(SCENARIOS, "needs: [stand, jug]", "needs: [stand]"),
        "jug: is recorded as a difference in 'drink', but there is none",
        "Remove the difference, or mend the steps.",
        line=OF_THE_JUG,
    ),
    Break(
        "a difference is the other way round",
        DIFFER,
        *(SCENARIOS, "printed: false\n    derived: true", "printed: true\n    derived: false"),
        "jug: has a recorded difference in 'drink' that is the other way round",
        "Exchange `printed` and `derived`.",
        line=OF_THE_JUG,
    ),
]


@pytest.mark.parametrize("broken", BREAKS, ids=str)
def test_what_disagrees_is_found(stand: Stand, broken: Break) -> None:
    assert_found(stand, broken)


def test_what_the_source_text_knows_and_forgot_in_its_table_needs_a_row(stand: Stand) -> None:
    stand.edit(SCENARIOS, f"  {OF_THE_JUG}\n", "")
    assert stand.findings(ROWS) == [], "the source text does not know a jug"
    stand.edit(COMPONENTS, "added: Somebody has to hold it", "post: C01")
    (finding,) = stand.findings(ROWS)
    assert finding.id == "jug"
    assert finding.message == "is needed by 'drink', and the printed table has no row for it"
