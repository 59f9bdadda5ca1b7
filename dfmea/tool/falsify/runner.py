"""Runs the tests of an ablation's claims in a copy of the repository without the control."""

import os
import shutil
import signal
import subprocess
from collections import defaultdict
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from defusedxml import ElementTree

from dfmea.tool.evidence import identity
from dfmea.tool.falsify.edits import apply, edited
from dfmea.tool.falsify.verdicts import Proofs, Seen, Verdict
from dfmea.tool.model.ablations import Ablation, Runner

GRACE_SECONDS = 10
"""How long a run that is stopped has to end its servers."""
FAILED = 1
"""pytest's exit code when tests ran and some failed; above it nothing was seen.

https://docs.pytest.org/en/stable/reference/exit-codes.html
"""


@dataclass(frozen=True)
class After:
    """What became of the tests that ran."""

    red: frozenset[str] = frozenset()
    green: frozenset[str] = frozenset()


def see(ablation: Ablation, runner: Runner, root: Path, proofs: Proofs, name: str) -> Seen:
    """Remove the control, run the tests, and say what they did. Raises EditError.

    `proofs` are those that pass with the control; `name` is the fingerprint of what is seen.
    """
    tests = {
        claim: {test for test in proofs.get(claim, ()) if is_run(test, runner)}
        for claim in ablation.claims
    }
    for edit in ablation.edits:
        edited(root, edit)
    ours = set().union(*tests.values())
    if not ours:
        return Seen(name, dict.fromkeys(tests, Verdict.NOT_RUN), ())
    after = run_in_copy(ours, runner, root, ablation)
    verdicts = {claim: _verdict(after, each) for claim, each in tests.items()}
    return Seen(name, verdicts, tuple(sorted(after.red)))


def run_in_copy(
    tests: Collection[str], runner: Runner, root: Path, ablation: Ablation | None = None
) -> After:
    """Run tests in a copy, with an ablation or as the code is. Raises EditError."""
    with TemporaryDirectory(prefix="falsify-") as folder:
        copy = Path(folder) / "copy"
        _copy(root, copy, runner)
        if ablation:
            apply(ablation, copy)
        return _run(runner, copy, Path(folder) / "junit.xml", sorted(tests))


def is_run(test: str, runner: Runner) -> bool:
    """Whether the runner runs this test."""
    return test.startswith(runner.only) and not test.startswith(runner.never)


def _copy(root: Path, copy: Path, runner: Runner) -> None:
    """Copy what git keeps, as it is in the working folder; link what it does not keep."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root, capture_output=True, check=True, text=True,
    ).stdout  # fmt: skip
    for name in filter(None, listed.split("\0")):
        if (root / name).is_file() and name not in runner.links:
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(root / name, copy / name)
    for name in runner.links:
        if (root / name).exists():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            (copy / name).symlink_to((root / name).resolve())


def _run(runner: Runner, copy: Path, junit: Path, tests: list[str]) -> After:
    """What became of the tests; nothing when they could not be run, or took too long."""
    command = [part.format(junit=junit, copy=copy) for part in runner.command]
    own = {name: value.format(copy=copy) for name, value in runner.environment.items()}
    running = subprocess.Popen(
        [*command, *tests], cwd=copy, env={**os.environ, **own}, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        code = running.wait(runner.seconds)
    except subprocess.TimeoutExpired:
        return After()
    finally:
        _end_group(running)
    return _read(junit) if 0 <= code <= FAILED and junit.exists() else After()


def _read(junit: Path) -> After:
    """A test that fails is red; one whose set-up breaks, or that is skipped, shows nothing."""
    ends: dict[str, set[str]] = defaultdict(set)
    for case in ElementTree.parse(junit).iter("testcase"):
        ends[identity(case, "")] |= {child.tag for child in case} & {"failure", "error", "skipped"}
    red = frozenset(test for test, end in ends.items() if "failure" in end)
    green = frozenset(test for test, end in ends.items() if not end)
    return After(red, green)


def _end_group(leader: subprocess.Popen[bytes]) -> None:
    """End the run and whatever it started: servers, say."""
    with suppress(ProcessLookupError):
        os.killpg(leader.pid, signal.SIGTERM)
    try:
        leader.wait(GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(leader.pid, signal.SIGKILL)
        leader.wait()


def _verdict(after: After, tests: set[str]) -> Verdict:
    if not tests:
        return Verdict.NOT_RUN
    if after.red & tests:
        return Verdict.RED
    return Verdict.GREEN if tests <= after.green else Verdict.BROKEN
