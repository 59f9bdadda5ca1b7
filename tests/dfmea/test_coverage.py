"""Nothing is left undecided: exclusions, guide words, SEEMS, reads and writes, links."""

import pytest

from tests.dfmea.breaks import (
    COMPONENTS,
    LINKS,
    MODELS,
    MODES,
    Break,
    assert_found,
)
from tests.dfmea.conftest import Stand

REASON = "5 every exclusion has a reason"
HOLDS = "5 every exclusion holds"
WORDS = "6 every guide word is decided"
OUT = "6 what is excluded has no modes"
SEEMS = "7 all five SEEMS are answered"
APART = "8 reads and writes are apart"
LINKED = "9 every link is analysed or excluded"
OF_THE_GROCER = "excluded: {stage: likelihood, reason: outside, because: Always open}"
BREAKS = [
    Break(
        "an exclusion has an unknown reason",
        REASON,
        *(COMPONENTS, "reason: outside", "reason: boring"),
        "grocer: is excluded for 'boring', which is no reason of the scope",
        "Take one of outside; or add the reason to scope.yaml.",
        line="- id: grocer",
    ),
    Break(
        "a link is excluded for an unknown reason",
        REASON,
        *(LINKS, "reason: outside", "reason: boring"),
        "L01: is excluded for 'boring', which is no reason of the scope",
        "Take one of outside; or add the reason to scope.yaml.",
        line="- id: L01",
    ),
    Break(
        "something is reopened that was never closed",
        REASON,
        *(COMPONENTS, OF_THE_GROCER, "reopened: She may be ill"),
        "grocer: is reopened, but nothing excludes it",
        "Write down the exclusion that is taken back, or remove `reopened`.",
        line="- id: grocer",
    ),
    Break(
        "a scenario needs what is said to be on no path",
        HOLDS,
        *(
            COMPONENTS,
            "added: Somebody has to hold it",
            "excluded: {stage: critical-path, reason: outside, because: Not needed}",
        ),
        "jug: is excluded as on no critical path, but drink needs it: 'Ask and get a glass'",
        "Reopen it, or take it out of the step's `needs`.",
        line="- id: jug",
    ),
    Break(
        "a guide word has no answer",
        WORDS,
        *(MODES, "      slow: Nobody is in a hurry\n", ""),
        "stand: does not decide 'slow' (It takes long)",
        "Add a failure mode with it, or say under `not_applicable` why it cannot happen.",
        line="- element: stand",
    ),
    Break(
        "a guide word is unknown",
        WORDS,
        *(MODES, "      slow: Nobody is", "      lazy: Nobody is"),
        "stand: does not decide 'slow' (It takes long)",
        "Add a failure mode with it, or say under `not_applicable` why it cannot happen.",
        line="- element: stand",
    ),
    Break(
        "a mode answers an unknown word",
        WORDS,
        *(MODES, "words: [read-refused]", "words: [read-refused, cracked]"),
        "FM-JUG-01: answers 'cracked', which is no word of the fault model 'store'",
        "Take one of: read-refused, write-refused, slow, spoilt, crowded, shared.",
        line="- id: FM-JUG-01",
    ),
    Break(
        "a word is answered both ways",
        WORDS,
        *(MODES, "words: [read-refused]", "words: [read-refused, spoilt]"),
        "FM-JUG-01: answers 'spoilt', which jug calls not applicable",
        "Remove one of the two.",
        line="- id: FM-JUG-01",
    ),
    Break(
        "a component in scope is decided nowhere",
        WORDS,
        *(COMPONENTS, OF_THE_GROCER, "added: She is needed"),
        "grocer: is in scope, and no file of failure_modes/ decides its 5 words",
        "Add `- element: grocer` to one of them, or exclude it with a reason.",
        line="- id: grocer",
    ),
    Break(
        "an excluded component is analysed",
        OUT,
        *(MODES, "  - element: K01", "  - element: grocer\n  - element: K01"),
        "grocer: is excluded, and its failures are analysed all the same",
        "Remove the element, or write in components.yaml why it is `reopened`.",
        line="- element: grocer",
    ),
    Break(
        "an excluded link is analysed",
        OUT,
        *(MODES, "  - element: K01", "  - element: L01"),
        "L01: is excluded, and its failures are analysed all the same",
        "Remove the element.",
        line="- element: L01",
    ),
    Break(
        "a kind is never asked about load",
        SEEMS,
        *(MODELS, "excessive-load", "excessive-latency"),
        "stand: says nothing about excessive-load",
        "Answer a word of that kind; if 'person' has none, add one there.",
        line="- element: stand",
        where=MODES,
    ),
    Break(
        "a mode of a store does not say whether it reads",
        APART,
        *(MODES, "        operation: read\n", ""),
        "FM-JUG-01: does not say whether jug is read or written",
        "Add `operation: read`, `write` or `both`.",
        line="- id: FM-JUG-01",
    ),
    Break(
        "nobody asks how a store is written",
        APART,
        *(MODES, "      write-refused: It is open at the top\n", ""),
        "jug: has no failure mode of a write",
        "Add one, or call 'write-refused' not applicable if nobody does that here.",
        line="- element: jug",
    ),
    Break(
        "a link is neither analysed nor excluded",
        LINKED,
        *(LINKS, "  fault_model: reach\n", ""),
        "K01: from stand to jug is neither analysed nor excluded",
        "Give it a `fault_model`, or say under `excluded` why it needs none.",
        line="- id: K01",
    ),
]


@pytest.mark.parametrize("broken", BREAKS, ids=str)
def test_what_is_undecided_is_found(stand: Stand, broken: Break) -> None:
    assert_found(stand, broken)


def test_a_reopened_component_is_analysed_like_any_other(stand: Stand) -> None:
    stand.edit(COMPONENTS, OF_THE_GROCER, f"{OF_THE_GROCER}\n  reopened: She may be ill")
    (finding,) = stand.findings(WORDS)
    assert finding.id == "grocer"
    assert stand.findings(REASON) == []


def test_a_word_may_have_several_modes(stand: Stand) -> None:
    mode = (stand.root / MODES).read_text().partition("    modes:\n")[2].partition("  - element")[0]
    again = mode.replace("FM-JUG-01", "FM-JUG-02")
    stand.edit(MODES, "    modes:\n", f"    modes:\n{again}")
    assert stand.findings(WORDS) == []
