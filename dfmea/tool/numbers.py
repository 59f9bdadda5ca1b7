"""The few numbers that a page written by people shows, kept true by the tool."""

import re
from pathlib import Path

from dfmea.tool.assessment import Assessment
from dfmea.tool.availability import in_words
from dfmea.tool.evidence import Status
from dfmea.tool.findings import Finding, Findings, Place

BLOCK = re.compile(r"(<!-- numbers -->\n).*?(<!-- /numbers -->)", re.DOTALL)
"""Between these two lines of a page, the tool writes."""


def numbers(assessment: Assessment) -> str:
    """The block, as Markdown."""
    modes = list(assessment.analysis.modes())
    proved = assessment.count(Status.PROVED)
    claims = sum(assessment.count(status) for status in Status)
    misses = [o for o in assessment.outlooks if o.derived.times_budget > 1]
    worst = max(assessment.outlooks, key=lambda o: o.derived.times_budget)
    least = min(assessment.outlooks, key=lambda o: o.derived.times_budget)
    return (
        "| failure modes | claims proved by a passing test"
        " | minutes a month that they are expected to cost |\n"
        "|---|---|---|\n"
        f"| {len(modes)} | {proved} of {claims} |"
        f" {assessment.spent:.0f} of {assessment.budget:.0f} |\n\n"
        f"{len(misses)} of {len(assessment.outlooks)} scenarios miss the goal if every agreement is"
        " just kept (in series, the source text's parts that our steps need): they would be down"
        " for"
        f" {least.derived.times_budget:.1f} to"
        f" {worst.derived.times_budget:.1f} times the {in_words(assessment.budget)} that the goal"
        " allows.\n"
    )


def fill(assessment: Assessment, page: Path) -> None:
    """Write the numbers into the page, if it has a place for them."""
    if page.exists():
        text = page.read_text()
        page.write_text(BLOCK.sub(lambda m: m[1] + numbers(assessment) + m[2], text))


def stale_numbers(assessment: Assessment, page: Path) -> Findings:
    """Whether the page says something else."""
    text = page.read_text() if page.exists() else ""
    found = BLOCK.search(text)
    if found and found[0] != found[1] + numbers(assessment) + found[2]:
        line = text[: found.start()].count("\n") + 1
        yield Finding(
            Place(f"{page.parent.name}/{page.name}", line),
            page.name,
            "shows other numbers than the analysis has",
            "Run `make dfmea`; it writes them.",
        )
