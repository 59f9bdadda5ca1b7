"""All checks, by their numbers."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from dfmea.tool.checks import claims, code, coverage, paths, runbooks, structure, sums, texts
from dfmea.tool.checks.ablations import CHECKS as ABLATIONS
from dfmea.tool.checks.reports import CHECKS as REPORT
from dfmea.tool.checks.subject import Check, Need, Subject
from dfmea.tool.findings import Finding, Findings
from dfmea.tool.infrastructure.checks import CHECKS as INFRASTRUCTURE


def by_the_loader(_: Subject) -> Findings:
    """Nothing to do: what the loader cannot read is not checked any further."""
    yield from ()


READABLE = Check(1, "every file is valid", by_the_loader)

ALONE = (
    READABLE,
    Check(2, "ids are unique", structure.ids_are_unique),
    Check(2, "what is named exists", structure.references_resolve),
    Check(2, "nothing is left over", structure.nothing_is_left_over),
    Check(3, "schemas are up to date", texts.schemas_are_current),
    Check(4, "every fact is used", texts.facts_are_used, Need.CODE),
    Check(5, "every exclusion has a reason", coverage.exclusions_have_reasons),
    Check(5, "every exclusion holds", coverage.paths_keep_their_components),
    Check(6, "every guide word is decided", coverage.words_are_decided),
    Check(6, "what is excluded has no modes", coverage.excluded_have_no_modes),
    Check(7, "all five SEEMS are answered", coverage.seems_are_answered),
    Check(8, "reads and writes are apart", coverage.reads_and_writes_are_apart),
    Check(9, "every link is analysed or excluded", coverage.links_are_analysed),
    # The model has no field for a rating that is computed, and refuses unknown fields.
    Check(10, "computed ratings are not typed", by_the_loader),
    Check(11, "high priority is answered", claims.high_priority_is_answered),
    Check(12, "sufficient means proved", claims.sufficient_means_proved),
    Check(20, "cited code exists", code.code_exists, Need.CODE),
    Check(21, "code that runs belongs to a component", code.code_is_claimed, Need.CODE),
    Check(22, "changed code was read again", claims.code_was_read, Need.CODE, advice=True),
    Check(28, "claims hold", claims.claims_hold, Need.CODE),
    Check(29, "cited claims exist", claims.cited_claims_exist, Need.CODE),
    Check(33, "claims are proved", claims.claims_are_proved, advice=True),
    Check(34, "alarms lead to runbooks", runbooks.alarms_lead_to_runbooks),
    Check(34, "runbooks are needed", runbooks.runbooks_are_needed),
    Check(35, "runbooks are complete", runbooks.runbooks_are_complete),
    Check(36, "commands of runbooks exist", runbooks.commands_exist, Need.CODE),
    Check(38, "the budget is in words", paths.budget_is_in_words),
    Check(39, "every scenario can be summed up", sums.scenarios_can_be_summed_up),
    Check(40, "the failure modes fit into the goal", sums.minutes_fit, Need.TEMPLATES),
    Check(42, "critical paths differ as recorded", paths.paths_differ_as_recorded),
    Check(42, "rows of critical paths are there", paths.rows_are_there),
)
"""They need nothing but the analysis and the sources, and the alarms' time for the sum."""

CHECKS: tuple[Check, ...] = tuple(
    sorted((*ALONE, *INFRASTRUCTURE, *REPORT, *ABLATIONS), key=lambda check: check.number)
)


def as_read(findings: Iterable[Finding]) -> Iterator[Finding]:
    """What the loader could not read, as the first check's findings."""
    return (replace(finding, check=READABLE.title) for finding in findings)
