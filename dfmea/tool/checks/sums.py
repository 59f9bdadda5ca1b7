"""Checks that the sums can be computed, and that the failure modes fit into the goal."""

from dfmea.tool.availability import in_words, needed
from dfmea.tool.checks.records import line_with, place_of
from dfmea.tool.checks.reports import assessed
from dfmea.tool.checks.structure import references_resolve
from dfmea.tool.checks.subject import Subject
from dfmea.tool.findings import Finding, Findings

SHOWN = 3


def scenarios_can_be_summed_up(subject: Subject) -> Findings:
    """Components of scenarios have an expectation; without one they would count as perfect."""
    analysis = subject.analysis
    silent = {c.id for c in analysis.components if not c.sle and c.owner != "client"}
    for scenario in analysis.scenarios.scenarios:
        for component in sorted(needed(scenario) & silent):
            yield Finding(
                place_of(analysis, component),
                component,
                f"is needed by the scenario {scenario.id}, and nobody says how available it is",
                "Give it an `sle` with its source; an assumption that says so is better than none.",
            )


def minutes_fit(subject: Subject) -> Findings:
    """What the modes cost is within the goal's budget, or within an overrun that was accepted."""
    # Nothing can be summed up while something names what does not exist.
    if any(references_resolve(subject)):
        return
    assessment, scope = assessed(subject), subject.analysis.scope
    times = scope.overrun.times if scope.overrun else 1
    allowed = assessment.budget * times
    if assessment.spent <= allowed:
        return
    biggest = ", ".join(f"{each.mode} {each.minutes:.0f}" for each in assessment.spendings[:SHOWN])
    yield Finding(
        line_with(subject.analysis, "scope.yaml", "availability:"),
        "goal",
        f"the failure modes cost {in_words(assessment.spent)}, the goal of"
        f" {scope.goal.availability * 100:g}% allows {in_words(assessment.budget)}, {times:g} times"
        f" of which are accepted ({in_words(allowed)}); the most: {biggest} min",
        "Mend what costs most, lower the goal, or say under `overrun` why it may cost more.",
    )
