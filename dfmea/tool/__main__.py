"""The command line: `python -m dfmea.tool [check | uses | explain ID | ...]`."""

import argparse
import sys
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from pathlib import Path
from signal import SIG_DFL, SIGPIPE, signal

from dfmea.tool import schemas
from dfmea.tool.checks.ablations import proofs_of, red
from dfmea.tool.checks.citations import still_cited
from dfmea.tool.checks.claims import fingerprints
from dfmea.tool.checks.registry import CHECKS, as_read
from dfmea.tool.checks.reports import assessed, report_of
from dfmea.tool.checks.subject import Subject
from dfmea.tool.checks.texts import uses
from dfmea.tool.evidence import (
    Evidence,
    Run,
    Status,
    load_evidence,
    merged,
    read_runs,
    save_evidence,
    whole,
    without_skipped,
)
from dfmea.tool.explain import explain
from dfmea.tool.falsify.command import FILE, chosen, falsify
from dfmea.tool.falsify.verdicts import load as load_verdicts
from dfmea.tool.findings import Finding
from dfmea.tool.loader import UnreadableError, load
from dfmea.tool.numbers import fill
from dfmea.tool.ratings import claims_of
from dfmea.tool.report.files import write

Options = argparse.Namespace
EVIDENCE = "evidence.json"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return 1 if a check fails."""
    parser = _parser()
    options = parser.parse_intermixed_args(arguments)
    if wrong := _wrong(options):
        parser.error(wrong)
    try:
        return COMMANDS[options.command](options)
    except UnreadableError as error:
        _print_findings(as_read(error.findings))
        print(f"\nThe analysis cannot be read: {_count(len(error.findings), 'finding')}.")
        return 1


def check(options: Options) -> int:
    """What does not hold, and in one line how far the analysis is."""
    subject = _subject(options)
    possible = [each for each in CHECKS if each.possible(subject)]
    advice = (finding for each in possible if each.advice for finding in each(subject))
    _print_findings(advice, " (for reading; nothing fails)")
    findings = [finding for each in possible if not each.advice for finding in each(subject)]
    _print_findings(findings)
    print()
    skipped = sorted({each.number for each in CHECKS if not each.possible(subject)})
    if skipped:
        print(f"Not checked without --templates: {', '.join(map(str, skipped))}.")
    print(summary(subject, len(findings)))
    return int(bool(findings))


def summary(subject: Subject, findings: int) -> str:
    """The state of the analysis."""
    analysis = subject.analysis
    statuses = [subject.evidence.status(c) for mode in analysis.modes() for c in claims_of(mode)]
    counts = ", ".join(f"{statuses.count(status)} {status}" for status in Status)
    counts += f", {len(red(subject))} seen to fail without their controls"
    elements = sum(len(failures.elements) for failures in analysis.failures)
    modes = sum(1 for _ in analysis.modes())
    return (
        f"{analysis.scope.system}: {_count(elements, 'element')}, {_count(modes, 'failure mode')}; "
        f"{_count(len(statuses), 'claim')}: {counts}; {_count(findings, 'finding')}."
    )


def _count(number: int, what: str) -> str:
    return f"{number or 'no'} {what}{'' if number == 1 else 's'}"


def show_uses(options: Options) -> int:
    """Every fact of the source text with what builds on it."""
    subject = _subject(options)
    cited = uses(subject)
    for fact in subject.analysis.facts:
        print(f"{fact.id} ({fact.line}) {fact.text}")
        for use in cited[fact.id] or [f"not used: {fact.not_used or 'nobody says why'}"]:
            print(f"    {use}")
    return 0


def show_one(options: Options) -> int:
    """Everything known about an id, and everything that names it."""
    subject = _subject(options)
    explained = {identity: list(explain(subject, identity)) for identity in options.ids}
    for identity, lines in explained.items():
        print("\n".join(lines) if lines else f"Nothing has the id {identity}.")
    return int(not all(explained.values()))


def write_schemas(_: Options) -> int:
    """Generate them from the model."""
    schemas.write()
    return 0


def write_evidence(options: Options) -> int:
    """Keep what a complete run of the tests said, for reports that are the same everywhere."""
    subject = _subject(options, whole)
    save_evidence(subject.evidence, options.folder / EVIDENCE)
    print(f"Kept in {options.folder / EVIDENCE}.")
    return 0


def write_reviewed(options: Options) -> int:
    """Remember the code as it is: whoever says this has read it beside these modes."""
    subject = _subject(options)
    now = fingerprints(subject, options.ids)
    before = subject.evidence.hashes if options.ids else {}
    save_evidence(Evidence(subject.evidence.proofs, {**before, **now}), options.folder / EVIDENCE)
    print(f"{len(now)} places in the code are remembered as read.")
    return 0


def write_report(options: Options) -> int:
    """Write the report: a page, Markdown, a spreadsheet, pictures."""
    subject = _subject(options)
    alarms = any(each.type == "alarm" for each in subject.analysis.detections)
    if alarms and subject.templates is None:
        print("The report is left as it is: without --templates nobody knows when alarms fire.")
        return 0
    assessment = assessed(subject)
    write(assessment, report_of(subject))
    fill(assessment, options.folder / "README.md")
    print(f"Written to {report_of(subject)}.")
    return 0


def remove_controls(options: Options) -> int:
    """Remove controls in a copy, see whether their proofs fail: of an ablation, control, claim."""
    subject = _subject(options)
    ablations, file = subject.analysis.ablations, options.folder / FILE
    if ablations is None:
        print("There is no analysis/ablations.yaml.")
        return 0
    seen, proofs = load_verdicts(file), proofs_of(subject)
    try:
        wanted = chosen(ablations, options.ids, seen, options.root, proofs)
    except KeyError as unknown:
        print(f"No ablation has the id, the control or the claim {unknown.args[0]}.")
        return 1
    good = falsify(wanted, ablations, options.root, proofs, file, options.jobs)
    print(f"{len(red(subject))} claims are seen to need their controls.")
    return int(not good)


COMMANDS: dict[str, Callable[[Options], int]] = {
    "check": check,
    "uses": show_uses,
    "explain": show_one,
    "schemas": write_schemas,
    "evidence": write_evidence,
    "report": write_report,
    "reviewed": write_reviewed,
    "falsify": remove_controls,
}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "python -m dfmea.tool",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="\n".join(f"{name:10}{each.__doc__}" for name, each in COMMANDS.items()),
    )
    add = parser.add_argument
    add("command", nargs="?", choices=COMMANDS, default="check", help="see below")
    add("ids", nargs="*", help="what to explain; the modes that were reviewed (all, if none)")
    add("--folder", type=Path, default=Path("dfmea"), help="the analysis")
    add("--root", type=Path, default=Path(), help="where code and tests are")
    add("--templates", type=Path, help="folder of the synthesised infrastructure")
    add("--jobs", type=int, default=1, help="how many controls are removed side by side")
    add(
        "--junit",
        nargs="*",
        default=[],
        metavar="[FOLDER=]FILE",
        help="results of tests; FOLDER is where their runner was started, if not in the root",
    )
    return parser


def _wrong(options: Options) -> str | None:
    """The files that were named but do not exist."""
    templates: Path | None = options.templates
    if templates and not any(templates.glob("*.template.json")):
        return f"{templates} has no *.template.json: synthesise first"
    missing = [str(file) for file, _ in map(_run, options.junit) if not file.exists()]
    return f"there are no results in {', '.join(missing)}: test first" if missing else None


def _subject(options: Options, taken: Callable[[Run], Run] = without_skipped) -> Subject:
    """The analysis with its evidence: the stored results, updated by the given ones."""
    evidence = load_evidence(options.folder / EVIDENCE)
    if options.junit:
        run = taken(read_runs(_run(given) for given in options.junit))
        evidence = merged(evidence, run, still_cited(options.root, evidence))
    return Subject(load(options.folder), options.root, options.templates, evidence)


def _run(given: str) -> tuple[Path, str]:
    folder, equals, file = given.rpartition("=")
    return (Path(file), folder) if equals else (Path(given), "")


def _print_findings(findings: Iterable[Finding], note: str = "") -> None:
    """Group the findings by check; print a remedy once for neighbours that share it."""
    for title, of_check in groupby(findings, key=lambda finding: finding.check):
        print(f"\n{title}{note}")
        for remedy, alike in groupby(of_check, key=lambda finding: finding.remedy):
            for finding in alike:
                print(f"  {finding.place}: {finding.id}: {finding.message}")
            print(f"      {remedy}")


if __name__ == "__main__":
    signal(SIGPIPE, SIG_DFL)  # `... | head` ends it quietly
    sys.exit(main())
