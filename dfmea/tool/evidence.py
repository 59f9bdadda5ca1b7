"""Reads from JUnit files how the tests of each claim ended, and stores it in a file.

The file (`evidence.json`) is what reports are written from, so that a report is the same on every
machine. A test carries a claim by a property `proves` of its JUnit record (pytest's marker), or by
"[FM-...-01:effect]" in its name (any other runner).
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from xml.etree.ElementTree import Element

from defusedxml import ElementTree

CLAIM = re.compile(r"FM-[A-Z0-9]+-\d{2}:(?:effect|detection|mitigation|restoration)")
PARAMETERS = re.compile(r"\[.*\]$", re.DOTALL)


class Outcome(StrEnum):
    """How a test ended. Of several runs with other parameters the first of these counts."""

    FAILED = "failed"
    PASSED = "passed"
    SKIPPED = "skipped"


class Status(StrEnum):
    """What is known of a claim."""

    FAILED = "failed"
    PROVED = "proved"
    UNPROVED = "unproved"


Proofs = dict[str, dict[str, Outcome]]
"""Claim -> test -> outcome."""


@dataclass(frozen=True)
class Evidence:
    """What is known of all claims."""

    proofs: Mapping[str, Mapping[str, Outcome]] = field(default_factory=dict)
    hashes: Mapping[str, str] = field(default_factory=dict)
    """Code symbol -> hash of its source when the analysis was last written."""

    def status(self, claim: str) -> Status:
        """A claim is proved by a test that ran and passed, if none failed. Skipped is unproved."""
        outcomes = set(self.proofs.get(claim, {}).values())
        if Outcome.FAILED in outcomes:
            return Status.FAILED
        return Status.PROVED if Outcome.PASSED in outcomes else Status.UNPROVED

    def tests(self, claim: str) -> tuple[str, ...]:
        """The tests that carry the claim, whatever came of them."""
        return tuple(sorted(self.proofs.get(claim, {})))

    def passed(self, claim: str) -> tuple[str, ...]:
        """The tests that prove the claim."""
        proofs = self.proofs.get(claim, {})
        return tuple(sorted(test for test, end in proofs.items() if end is Outcome.PASSED))


@dataclass(frozen=True)
class Run:
    """The results in one or more JUnit files."""

    proofs: Proofs
    tests: frozenset[str]
    """Every test that was collected, with or without a claim."""


def read_runs(files: Iterable[tuple[Path, str]]) -> Run:
    """Read JUnit files, each with the folder below which its runner was started ("" for pytest).

    Raises FileNotFoundError, or ElementTree.ParseError for what is no XML.
    """
    proofs: dict[str, dict[str, Outcome]] = defaultdict(dict)
    tests = set()
    for file, folder in files:
        for case in ElementTree.parse(file).iter("testcase"):
            name = case.get("name", "")
            test = identity(case, folder)
            tests.add(test)
            carried = {
                p.get("value", "") for p in case.iter("property") if p.get("name") == "proves"
            }
            for claim in {*CLAIM.findall(name), *CLAIM.findall(" ".join(carried))}:
                proofs[claim][test] = _worse(proofs[claim].get(test), _outcome(case))
    return Run(dict(proofs), frozenset(tests))


def merged(before: Evidence, run: Run, cited: Mapping[str, Iterable[str]]) -> Evidence:
    """The evidence with what a run adds.

    What the run did not collect keeps its outcome while the code still cites it: slow tests may run
    apart from the others. `cited` has the tests by claim, as the sources have them.
    """
    proofs: Proofs = {}
    for claim in {*before.proofs, *run.proofs}:
        still = set(cited.get(claim, ()))
        old = {
            test: outcome
            for test, outcome in before.proofs.get(claim, {}).items()
            if test not in run.tests and test in still
        }
        if tests := {**old, **run.proofs.get(claim, {})}:
            proofs[claim] = tests
    return Evidence(proofs, before.hashes)


def whole(run: Run) -> Run:
    """The run as it is: a skipped test proves nothing."""
    return run


def without_skipped(run: Run) -> Run:
    """The run as if what it skipped had not been collected.

    For whoever checks on a machine that lacks something: what was proved elsewhere stays proved,
    and only a complete run may write the evidence.
    """
    ran: Proofs = {
        claim: {test: end for test, end in tests.items() if end is not Outcome.SKIPPED}
        for claim, tests in run.proofs.items()
    }
    skipped = {test for tests in run.proofs.values() for test in tests} - {
        test for tests in ran.values() for test in tests
    }
    return Run({claim: tests for claim, tests in ran.items() if tests}, run.tests - skipped)


def load_evidence(file: Path) -> Evidence:
    """What the file says; nothing if there is none yet."""
    if not file.exists():
        return Evidence()
    data = json.loads(file.read_text())
    proofs = {
        claim: {test: Outcome(outcome) for test, outcome in tests.items()}
        for claim, tests in data["proofs"].items()
    }
    return Evidence(proofs, data["hashes"])


def save_evidence(evidence: Evidence, file: Path) -> None:
    """Write it, always in the same order."""
    data = {"proofs": evidence.proofs, "hashes": evidence.hashes}
    file.write_text(json.dumps(data, indent=1, sort_keys=True) + "\n")


def identity(case: Element, folder: str) -> str:
    """The id of the test whose record this is."""
    return _test_id(case.get("classname", ""), case.get("name", ""), folder)


def _test_id(classname: str, name: str, folder: str) -> str:
    """`tests/unit/test_x.py::test_y`, without parameters; other runners give a file's path."""
    if classname.endswith((".ts", ".js")):
        path = f"{folder}/{classname}" if folder else classname
        return f"{path}::{name}"
    return f"{classname.replace('.', '/')}.py::{PARAMETERS.sub('', name)}"


def _outcome(case: Element) -> Outcome:
    ends = {child.tag for child in case}
    if ends & {"failure", "error"}:
        return Outcome.FAILED
    return Outcome.SKIPPED if "skipped" in ends else Outcome.PASSED


def _worse(one: Outcome | None, other: Outcome) -> Outcome:
    if one is None:
        return other
    order = list(Outcome)
    return min(one, other, key=order.index)
