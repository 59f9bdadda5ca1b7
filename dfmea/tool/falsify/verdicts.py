"""What was seen when a control was removed, with the code of which that is true.

The file (`falsified.json`) is committed. A verdict holds as long as the ablation, the code that it
edits and the tests that it ran are the same; after that it is stale, and is to be seen again.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

from dfmea.tool.model.ablations import Ablation
from dfmea.tool.symbols import source

Proofs = Mapping[str, Collection[str]]
"""Claim -> the tests that carry it."""


class Verdict(StrEnum):
    """What a claim's tests did without the control."""

    RED = "red"
    """At least one of them failed: they prove the claim."""
    GREEN = "green"
    """All passed: they prove nothing about this control."""
    BROKEN = "broken"
    """They could not be run, so nothing was seen."""
    NOT_RUN = "not run"
    """None of them is run by this runner."""


@dataclass(frozen=True)
class Seen:
    """One ablation's run."""

    fingerprint: str
    verdicts: Mapping[str, str]
    """Claim -> verdict."""
    red: tuple[str, ...]
    """The tests that failed."""


def fingerprint(ablation: Ablation, root: Path, proofs: Proofs) -> str:
    """A short hash of all that the verdict depends on by name: edits, their code, the tests."""
    tests = {test for claim in ablation.claims for test in proofs.get(claim, ())}
    named = (test.partition("::") for test in sorted(tests))
    symbols = (f"{file}:{name}" if file.endswith(".py") else file for file, _, name in named)
    read = [*(edit.code for edit in ablation.edits), *symbols]
    parts = [ablation.model_dump_json(), *(source(root, each) or "" for each in read)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def is_current(seen: Seen | None, ablation: Ablation, root: Path, proofs: Proofs) -> bool:
    """Whether what was seen is true of the code as it is."""
    return seen is not None and seen.fingerprint == fingerprint(ablation, root, proofs)


def load(file: Path) -> dict[str, Seen]:
    """Ablation -> what was seen; nothing if nothing was."""
    if not file.exists():
        return {}
    return {
        identity: Seen(each["fingerprint"], each["verdicts"], tuple(each["red"]))
        for identity, each in json.loads(file.read_text()).items()
    }


def save(seen: Mapping[str, Seen], file: Path) -> None:
    """Write it, always in the same order."""
    data = {identity: asdict(each) for identity, each in seen.items()}
    file.write_text(json.dumps(data, indent=1, sort_keys=True) + "\n")


def red_claims(
    seen: Mapping[str, Seen], ablations: Iterable[Ablation], root: Path, proofs: Proofs
) -> set[str]:
    """The claims whose tests were seen to fail, where that is true of the code as it is."""
    return {
        claim
        for ablation in ablations
        if is_current(each := seen.get(ablation.id), ablation, root, proofs) and each
        for claim, verdict in each.verdicts.items()
        if verdict == Verdict.RED
    }
