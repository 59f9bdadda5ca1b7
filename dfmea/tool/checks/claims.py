"""Checks that claims are proved and that high ratings have actions."""

import re
from collections.abc import Iterable, Iterator

from dfmea.tool.checks.citations import citations, still_cited
from dfmea.tool.checks.code import symbols
from dfmea.tool.checks.records import place_of
from dfmea.tool.checks.subject import Subject
from dfmea.tool.evidence import Status
from dfmea.tool.findings import Finding, Findings
from dfmea.tool.loader import Analysis
from dfmea.tool.model.failures import FailureMode
from dfmea.tool.ratings import claims_of, rate
from dfmea.tool.symbols import fingerprint


def high_priority_is_answered(subject: Subject) -> Findings:
    """A mode of high priority despite its controls has an action, or somebody accepted it."""
    analysis = subject.analysis
    to_do = {
        action.id
        for failures in analysis.failures
        for action in failures.actions
        if action.status == "open"
    }
    for mode in analysis.modes():
        ratings = rate(mode, analysis.scope, subject.evidence, {}, {})
        if ratings.priority_after == "H" and not mode.accepted and not to_do & set(mode.actions):
            numbers = (
                f"S {ratings.severity_after}, O {ratings.occurrence_after}, D {ratings.detection}"
            )
            yield Finding(
                place_of(analysis, mode.id),
                mode.id,
                f"is of high priority ({numbers}), and nothing is going to be done about it",
                "Prove its claims, name an open action, or sign under `accepted` why it may stay.",
            )


def sufficient_means_proved(subject: Subject) -> Findings:
    """Nobody calls the controls of a mode sufficient before all its claims are proved."""
    analysis = subject.analysis
    for mode in analysis.modes():
        open_claims = _not_proved(subject, mode)
        if mode.sufficient and not claims_of(mode):
            wrong = "claims nothing"
        elif mode.sufficient and open_claims:
            wrong = f"{_listed(open_claims)} not proved"
        else:
            continue
        yield Finding(
            place_of(analysis, mode.id),
            mode.id,
            f"is called sufficient, but {wrong}",
            "Prove it by a test that carries the claim's id, or write `sufficient: false`.",
        )


def claims_hold(subject: Subject) -> Findings:
    """No test of a claim failed, and every test that once proved one is still there."""
    analysis, evidence = subject.analysis, subject.evidence
    there = still_cited(subject.root, evidence)
    for mode in analysis.modes():
        for claim in claims_of(mode):
            place = place_of(analysis, mode.id)
            if evidence.status(claim) is Status.FAILED:
                failed = [t for t, end in evidence.proofs[claim].items() if end == "failed"]
                yield Finding(
                    place,
                    claim,
                    f"is not true: {failed[0]} failed",
                    "Mend the code, or the claim and everything that follows from it.",
                )
            for test in evidence.tests(claim):
                if test not in there[claim]:
                    yield Finding(
                        place,
                        claim,
                        f"was proved by {test}, which is gone or does not cite it any more",
                        f'Write a test with proves("{claim}"), then read its result (`evidence`).',
                    )


def cited_claims_exist(subject: Subject) -> Findings:
    """What a test says it proves is claimed by the analysis, or stated by the source text."""
    analysis = subject.analysis
    claims = {claim for mode in analysis.modes() for claim in claims_of(mode)}
    facts = {fact.id for fact in analysis.facts}
    lines = {line for fact in analysis.facts for line in re.findall(r"L\d+", fact.line)}
    for citation in citations(subject):
        is_claim = citation.id.startswith("FM-")
        is_code = citation.place.file.endswith(".py")
        if is_claim and citation.id not in claims:
            yield Finding(
                citation.place,
                citation.id,
                "is cited by a test, but the analysis makes no such claim",
                _remedy(citation.id, claims),
            )
        elif not is_claim and is_code and citation.id not in facts | lines:
            yield Finding(
                citation.place,
                citation.id,
                "is cited by a test, but the source text has no such fact",
                "Cite a fact of facts.yaml, or add it there with its line.",
            )


def claims_are_proved(subject: Subject) -> Findings:
    """Which claims no test has shown yet: a skipped test shows nothing (33)."""
    cited = {citation.id for citation in citations(subject)}
    for mode in subject.analysis.modes():
        unproved = [
            f"{claim.partition(':')[2]}{' (its test did not run)' if claim in cited else ''}"
            for claim in claims_of(mode)
            if subject.evidence.status(claim) is Status.UNPROVED
        ]
        if unproved:
            yield Finding(
                place_of(subject.analysis, mode.id),
                mode.id,
                f"has no proof yet of {', '.join(unproved)}",
                'Write a test that carries the claim: proves("FM-...:effect").',
            )


def code_was_read(subject: Subject) -> Findings:
    """Modes that depend on code that has changed since somebody last reviewed them."""
    changed = set(changed_symbols(subject))
    for mode in subject.analysis.modes():
        touched = [symbol for symbol in symbols_of(subject.analysis, mode) if symbol in changed]
        if touched:
            yield Finding(
                place_of(subject.analysis, mode.id),
                mode.id,
                f"is to be read again: {', '.join(touched)} changed",
                "Read it beside the code, then say so: python -m dfmea.tool reviewed ID...",
            )


def changed_symbols(subject: Subject) -> Iterator[str]:
    """Code that has changed; code that was never recorded counts as unchanged."""
    for symbol, known in subject.evidence.hashes.items():
        if fingerprint(subject.root, symbol) != known:
            yield symbol


def symbols_of(analysis: Analysis, mode: FailureMode) -> list[str]:
    """The code of a mode: that of its controls and of its detections."""
    controls = {c.id: c.code for failures in analysis.failures for c in failures.controls}
    code = controls | {detection.id: detection.code for detection in analysis.detections}
    named = (*mode.controls, *mode.detections)
    return sorted({symbol for name in named for symbol in code.get(name, ())})


def fingerprints(subject: Subject, names: Iterable[str] = ()) -> dict[str, str]:
    """The current hashes of the code of these modes, or of all cited code."""
    analysis, wanted = subject.analysis, set(names)
    if wanted:
        modes = (mode for mode in analysis.modes() if mode.id in wanted)
        cited = {symbol for mode in modes for symbol in symbols_of(analysis, mode)}
    else:
        cited = {field.value for field in symbols(subject)}
    found = {symbol: fingerprint(subject.root, symbol) for symbol in sorted(cited)}
    return {symbol: value for symbol, value in found.items() if value}


def _not_proved(subject: Subject, mode: FailureMode) -> list[str]:
    return [
        claim.partition(":")[2]
        for claim in claims_of(mode)
        if subject.evidence.status(claim) is not Status.PROVED
    ]


def _listed(kinds: list[str]) -> str:
    return f"{', '.join(kinds)} {'is' if len(kinds) == 1 else 'are'}"


def _remedy(wrong: str, claims: set[str]) -> str:
    mode = wrong.partition(":")[0]
    same = sorted(claim for claim in claims if claim.partition(":")[0] == mode)
    if same:
        return f"{mode} claims: {', '.join(same)}. Cite one of them, or add the claim."
    return "Cite a claim of the analysis, or add the failure mode with its claim."
