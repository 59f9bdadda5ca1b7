"""Whether the failure modes fit into the goal."""

from dfmea.tool.availability import in_words
from dfmea.tool.checks.records import line_with
from dfmea.tool.checks.reports import assessed
from dfmea.tool.checks.structure import references_resolve
from dfmea.tool.checks.subject import Subject
from dfmea.tool.findings import Finding, Findings

SHOWN = 3


def minutes_fit(subject: Subject) -> Findings:
    """What the modes cost is within the goal's budget, or within an overrun that was accepted."""
    # Nothing can be summed up while something names what does not exist.
    if any(references_resolve(subject)):
        return
    assessment, scope = assessed(subject), subject.analysis.scope
    allowed = assessment.budget * (scope.overrun.times if scope.overrun else 1)
    if assessment.spent <= allowed:
        return
    biggest = ", ".join(f"{each.mode} {each.minutes:.0f}" for each in assessment.spendings[:SHOWN])
    yield Finding(
        line_with(subject.analysis, "scope.yaml", "availability:"),
        "goal",
        f"the failure modes cost {in_words(assessment.spent)}, the goal of"
        f" {scope.goal.availability:.1%} allows {in_words(allowed)}; the most: {biggest} min",
        "Mend what costs most, lower the goal, or say under `overrun` why it may cost more.",
    )
