"""Whoever is called has something to read, and can do what it says."""

import pytest

from dfmea.tool.checks.runbooks import commands
from tests.dfmea.breaks import MODES, RUNBOOK, Break, assert_found
from tests.dfmea.conftest import Stand

LEAD = "34 alarms lead to runbooks"
NEEDED = "34 runbooks are needed"
COMPLETE = "35 runbooks are complete"
COMMANDS = "36 commands of runbooks exist"
TYPED = "Write a command that exists; it will be typed in a hurry."
BREAKS = [
    Break(
        "a page leads nowhere",
        LEAD,
        *(RUNBOOK, "detections: [DET-BELL]", "detections: []"),
        "DET-BELL: calls somebody, and no runbook says what to do then",
        "List it under `detections` of a runbook, or make it a ticket.",
        line="- id: DET-BELL",
        where=MODES,
    ),
    Break(
        "a section is missing",
        COMPLETE,
        *(RUNBOOK, "## Roll back\n", ""),
        "fill.md: has no section 'Roll back'",
        "Add '## Roll back'; the sections are Trigger, First action, Verify, Roll back.",
        line="---",
    ),
    Break(
        "a target of make is misspelt",
        COMMANDS,
        *(RUNBOOK, "make fill", "JUG=2 make -s fil GLASS=3"),
        "fill.md: tells people to type 'JUG=2 make -s fil GLASS=3', but the Makefile has no target "
        "'fil'",
        TYPED,
        line="JUG=2 make -s fil GLASS=3",
    ),
    Break(
        "a module is not there",
        COMMANDS,
        *(RUNBOOK, "make fill", "python -m stand.till"),
        "fill.md: tells people to type 'python -m stand.till', but there is no module 'stand.till'",
        TYPED,
        line="python -m stand.till",
    ),
    Break(
        "a program is unheard of",
        COMMANDS,
        *(RUNBOOK, "make fill", "mkae fill"),
        "fill.md: tells people to type 'mkae fill', but 'mkae' is neither make, nor python -m, nor "
        "one of the scope's runbook_programs",
        TYPED,
        line="mkae fill",
    ),
    Break(
        "a command is not finished",
        COMMANDS,
        *(RUNBOOK, "make fill", "make fill NOTE='two"),
        "fill.md: tells people to type 'make fill NOTE='two', but no shell reads that (No closing "
        "quotation)",
        TYPED,
        line="make fill NOTE='two",
    ),
]


@pytest.mark.parametrize("broken", BREAKS, ids=str)
def test_what_helps_nobody_is_found(stand: Stand, broken: Break) -> None:
    assert_found(stand, broken)


@pytest.mark.parametrize("command", ["make fill", "python -m stand.handler", "bell --loud"])
def test_what_exists_may_be_typed(stand: Stand, command: str) -> None:
    stand.edit(RUNBOOK, "make fill", command)
    assert stand.findings(COMMANDS) == []


def test_a_runbook_that_neither_a_mode_nor_a_page_names_is_found(stand: Stand) -> None:
    stand.edit(MODES, "        runbook: RB-FILL\n", "")
    assert stand.findings(NEEDED) == [], "the page still names it"
    stand.edit(MODES, "tier: page", "tier: ticket")
    (finding,) = stand.findings(NEEDED)
    assert finding.id == "RB-FILL"
    assert finding.message == "is a runbook that no failure mode and no page names"


def test_only_fenced_blocks_of_a_shell_are_commands() -> None:
    text = (
        "make nothing\n```\n# why\n$ make one\n```\n```json\n{}\n```\n  ```sh\n  make two\n  ```\n"
    )
    assert list(commands(text)) == [(4, "make one"), (10, "make two")]
