"""Everything can be summed up, and the sum fits into the goal or into an overrun that is signed."""

import pytest

from tests.dfmea.breaks import COMPONENTS, SCOPE, Break, assert_found
from tests.dfmea.conftest import Stand

SUMMED = "39 every scenario can be summed up"
FITS = "40 the failure modes fit into the goal"
STRICT = ("availability: 0.99\n", "availability: 0.9999\n")
BREAKS = [
    Break(
        "a component that is needed says nothing of its availability",
        SUMMED,
        COMPONENTS,
        '  sle: {value: 0.999, kind: assumption, source: a guess, as_of: "2026-01"}\n',
        "",
        "jug: is needed by the scenario drink, and nobody says how available it is",
        "Give it an `sle` with its source; an assumption that says so is better than none.",
        line="- id: jug",
    ),
    Break(
        "the goal leaves less than the failure modes cost",
        FITS,
        SCOPE,
        *STRICT,
        "goal: the failure modes cost 5 min, the goal of 99.99% allows 1 min,"
        " 1 times of which are accepted (1 min); the most: FM-JUG-01 5 min",
        "Mend what costs most, lower the goal, or say under `overrun` why it may cost more.",
        line="availability: 0.9999",
    ),
]


@pytest.mark.parametrize("broken", BREAKS, ids=str)
def test_what_does_not_add_up_is_found(stand: Stand, broken: Break) -> None:
    assert_found(stand, broken)


@pytest.mark.parametrize(("times", "found"), [(2, 1), (4, 0)])
def test_an_overrun_is_accepted_as_far_as_it_is_signed(
    stand: Stand, times: int, found: int
) -> None:
    stand.edit(SCOPE, *STRICT)
    signed = f"overrun: {{times: {times}, why: It is hot}}\n"
    text = (stand.root / SCOPE).read_text()
    (stand.root / SCOPE).write_text(f"{text.rstrip()}\n{signed}")
    assert len(stand.findings(FITS)) == found
