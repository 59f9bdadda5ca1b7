"""Checks the critical paths and the goal against the steps and numbers."""

from collections.abc import Iterator
from dataclasses import dataclass

from dfmea.tool.availability import budget_minutes, in_words
from dfmea.tool.checks.records import line_with
from dfmea.tool.checks.subject import Subject
from dfmea.tool.findings import Finding, Findings
from dfmea.tool.loader import Analysis

FILE = "scenarios.yaml"


@dataclass(frozen=True)
class Cell:
    """One cell of the table of critical paths."""

    component: str
    scenario: str


def budget_is_in_words(subject: Subject) -> Findings:
    """Goal and window give the budget that people read."""
    analysis = subject.analysis
    goal = analysis.scope.goal
    minutes = budget_minutes(goal)
    words = in_words(minutes)
    if words not in goal.rationale:
        yield Finding(
            line_with(analysis, "scope.yaml", "availability", str(goal.availability)),
            "goal",
            f"of {goal.availability:.10g} in {goal.window_days} days leaves {words} "
            f"({minutes:.10g} min), which the rationale does not say",
            f"Write '{words}' into the rationale and read the budget again, or set the goal back.",
        )


def paths_differ_as_recorded(subject: Subject) -> Findings:
    """The derived table differs from the printed one in the recorded cells and in no others."""
    analysis = subject.analysis
    derived, printed = derived_path(analysis), printed_path(analysis)
    recorded = {Cell(d.component, d.scenario): d for d in analysis.scenarios.differences}
    for cell in sorted(derived ^ printed, key=lambda cell: (cell.component, cell.scenario)):
        if cell not in recorded:
            yield _finding(
                analysis,
                cell,
                _disagree(cell, marked=cell in printed),
                "Correct the step's `needs`, or record the difference with its tension.",
            )
    for cell, difference in recorded.items():
        facts = (cell in printed, cell in derived)
        if facts[0] == facts[1]:
            message = f"is recorded as a difference in '{cell.scenario}', but there is none"
            yield _finding(analysis, cell, message, "Remove the difference, or mend the steps.")
        elif facts != (difference.printed, difference.derived):
            message = f"has a recorded difference in '{cell.scenario}' that is the other way round"
            yield _finding(analysis, cell, message, "Exchange `printed` and `derived`.")


def rows_are_there(subject: Subject) -> Findings:
    """Every component of the source text on a path has a row, if only to say that it lacks one."""
    analysis = subject.analysis
    rows = {row.component for row in analysis.scenarios.printed}
    for component in analysis.components:
        on = [cell.scenario for cell in needed(analysis) if cell.component == component.id]
        # What the source text excluded before it drew the table was never to have a row.
        expected = component.post and not component.excluded
        if expected and on and component.id not in rows:
            yield Finding(
                line_with(analysis, FILE, "printed"),
                component.id,
                f"is needed by '{on[0]}', and the printed table has no row for it",
                "Add its row as printed, or one with `absent: true` if the source text forgot it.",
            )


def derived_path(analysis: Analysis) -> set[Cell]:
    """A component is on a scenario's path if one of its steps needs it.

    Only components of the table are compared: what the source text left out of it on purpose, or
    never knew, has no cell.
    """
    rows = {row.component for row in analysis.scenarios.printed}
    return {cell for cell in needed(analysis) if cell.component in rows}


def needed(analysis: Analysis) -> Iterator[Cell]:
    """Every component that a scenario's steps need."""
    for scenario in analysis.scenarios.scenarios:
        for step in scenario.steps:
            yield from (Cell(component, scenario.id) for component in step.needs)


def printed_path(analysis: Analysis) -> set[Cell]:
    """The marks of the table as the source text prints it."""
    rows = analysis.scenarios.printed
    return {Cell(row.component, scenario) for row in rows for scenario in row.marked}


def _disagree(cell: Cell, *, marked: bool) -> str:
    if marked:
        return f"is marked in the printed table for '{cell.scenario}', and no step there needs it"
    return f"is needed by a step of '{cell.scenario}', and the printed table does not mark it"


def _finding(analysis: Analysis, cell: Cell, message: str, remedy: str) -> Finding:
    place = line_with(analysis, FILE, "component", cell.component)
    return Finding(place, cell.component, message, remedy)
