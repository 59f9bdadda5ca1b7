"""Whether a written report says what the analysis says. An analysis may have none."""

from collections.abc import Callable
from pathlib import Path

from dfmea.tool.assessment import Assessment, assess
from dfmea.tool.checks.structure import references_resolve
from dfmea.tool.checks.subject import Check, Need, Subject
from dfmea.tool.findings import Findings
from dfmea.tool.infrastructure.alarms import simulated_seconds
from dfmea.tool.infrastructure.checks.registry import read_template
from dfmea.tool.numbers import stale_numbers
from dfmea.tool.report.checks import (
    links_resolve,
    pictures_are_readable,
    spreadsheet_loses_nothing,
)
from dfmea.tool.report.files import stale

FOLDER = "report"


def report_of(subject: Subject) -> Path:
    """Where the report is, or will be."""
    return subject.analysis.folder / FOLDER


def assessed(subject: Subject) -> Assessment:
    """The analysis with what it adds up to; alarms never fire if the infrastructure is unknown."""
    analysis = subject.analysis
    seconds: dict[str, int | None] = {}
    if subject.templates is not None:
        seconds = simulated_seconds(analysis.detections, read_template(subject.templates))
    return assess(analysis, subject.evidence, seconds)


def links_lead_somewhere(subject: Subject) -> Findings:
    """Of every page and text of the analysis."""
    folder, root = subject.analysis.folder.resolve(), subject.root.resolve()
    # Links of an analysis that stands outside its repository have nothing to be relative to.
    return links_resolve(folder, root) if folder.is_relative_to(root) else iter(())


def pictures_can_be_read(subject: Subject) -> Findings:
    """By who sees badly, and by who does not see them."""
    return pictures_are_readable(report_of(subject))


def _with_report(check: Callable[[Assessment, Path], Findings]) -> Callable[[Subject], Findings]:
    def checked(subject: Subject) -> Findings:
        # Nothing can be summed up while something names what does not exist.
        if report_of(subject).is_dir() and not any(references_resolve(subject)):
            yield from check(assessed(subject), report_of(subject))

    return checked


def numbers_are_current(subject: Subject) -> Findings:
    """Those that the tool writes into the analysis' own first page."""
    if not any(references_resolve(subject)):
        yield from stale_numbers(assessed(subject), subject.analysis.folder / "README.md")


CHECKS = (
    Check(43, "numbers in the text are up to date", numbers_are_current, Need.TEMPLATES),
    Check(43, "the report is up to date", _with_report(stale), Need.TEMPLATES),
    Check(
        44, "the spreadsheet loses nothing", _with_report(spreadsheet_loses_nothing), Need.TEMPLATES
    ),
    Check(45, "links lead somewhere", links_lead_somewhere, Need.CODE),
    Check(46, "pictures can be read", pictures_can_be_read),
)
