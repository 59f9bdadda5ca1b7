"""Checks that controls can be removed as written, and that their proofs failed without them."""

from collections import defaultdict
from collections.abc import Iterator

from dfmea.tool.checks.citations import citations, still_cited
from dfmea.tool.checks.records import place_of
from dfmea.tool.checks.subject import Check, Need, Subject
from dfmea.tool.falsify import verdicts
from dfmea.tool.falsify.command import FILE
from dfmea.tool.falsify.edits import misfits
from dfmea.tool.falsify.verdicts import Seen, Verdict
from dfmea.tool.findings import Finding, Findings
from dfmea.tool.model.ablations import Ablation
from dfmea.tool.ratings import claims_of

AGAIN = "Run it again: python -m dfmea.tool falsify"


def ablations_fit(subject: Subject) -> Findings:
    """Each edit can be made in the code as it is, and names a control and claims that exist."""
    modes = {claim: mode for mode in subject.analysis.modes() for claim in claims_of(mode)}
    known = {control.id for file in subject.analysis.failures for control in file.controls}
    for each in _ablations(subject):
        wrong = [*misfits(each, subject.root)]
        wrong += [f"{claim} is no claim" for claim in each.claims if claim not in modes]
        if each.control and each.control not in known:
            wrong.append(f"{each.control} is no control")
        elif each.control:
            wrong += [
                f"{claim.partition(':')[0]} does not name {each.control}"
                for claim in each.claims
                if claim in modes and each.control not in modes[claim].controls
            ]
        for message in wrong:
            yield Finding(
                place_of(subject.analysis, each.id),
                each.id,
                f"cannot be made: {message}",
                "Follow the code: write how the control is removed from it now.",
            )


def proofs_went_red(subject: Subject) -> Findings:
    """No claim's tests stayed green when its control was removed."""
    for each, seen in _seen(subject):
        for claim, verdict in seen.verdicts.items():
            if verdict in (Verdict.GREEN, Verdict.BROKEN):
                what = "stayed green" if verdict == Verdict.GREEN else "could not be run"
                yield Finding(
                    place_of(subject.analysis, each.id),
                    claim,
                    f"is not proved: its tests {what} without its control ({each.id})",
                    f"Write a test that fails without it, or a better edit. {AGAIN} {each.id}",
                )


def claims_went_red(subject: Subject) -> Findings:
    """Which proofs nobody has seen to fail, in the code as it is."""
    ablations = subject.analysis.ablations
    if ablations is None:
        return
    seen, proofs = verdicts.load(subject.analysis.folder / FILE), proofs_of(subject)
    for each in ablations.ablations:
        if not verdicts.is_current(seen.get(each.id), each, subject.root, proofs):
            yield Finding(
                place_of(subject.analysis, each.id),
                each.id,
                "was not seen with this code, or with these tests",
                f"{AGAIN} {each.id}",
            )


def red(subject: Subject) -> set[str]:
    """The claims whose tests were seen to fail without what they lean on."""
    seen = verdicts.load(subject.analysis.folder / FILE)
    return verdicts.red_claims(seen, _ablations(subject), subject.root, proofs_of(subject))


def proofs_of(subject: Subject) -> dict[str, set[str]]:
    """The tests of each claim: those that the sources cite, and those that were run."""
    proofs: dict[str, set[str]] = defaultdict(set)
    for citation in citations(subject):
        if citation.test.partition("::")[2].startswith("test_"):
            proofs[citation.id].add(citation.test)
    for claim, tests in still_cited(subject.root, subject.evidence).items():
        proofs[claim].update(tests)
    return proofs


def _ablations(subject: Subject) -> tuple[Ablation, ...]:
    return subject.analysis.ablations.ablations if subject.analysis.ablations else ()


def _seen(subject: Subject) -> Iterator[tuple[Ablation, Seen]]:
    """What was seen of the code as it is."""
    known, proofs = verdicts.load(subject.analysis.folder / FILE), proofs_of(subject)
    for each in _ablations(subject):
        seen = known.get(each.id)
        if seen and verdicts.is_current(seen, each, subject.root, proofs):
            yield each, seen


CHECKS = (
    Check(47, "controls can be removed as written", ablations_fit, Need.CODE),
    Check(48, "proofs fail without their controls", proofs_went_red, Need.CODE),
    Check(49, "proofs were seen to fail", claims_went_red, Need.CODE, advice=True),
)
