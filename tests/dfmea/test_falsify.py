"""A control is removed in a copy: a proof that does not notice is no proof."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from dfmea.tool.falsify import verdicts
from dfmea.tool.falsify.command import chosen, falsify
from dfmea.tool.falsify.edits import EditError, edited, misfits
from dfmea.tool.falsify.verdicts import Seen, Verdict
from dfmea.tool.model.ablations import Ablation, Ablations, Edit, Runner
from tests.needs import GIT

CLAIM, OTHER = "FM-LID-01:mitigation", "FM-LID-02:effect"
CODE = """
LIMIT = 3


def poured(litres: int) -> int:
    return min(litres, LIMIT)
"""
TESTS = """
import pytest

from jug import poured


@pytest.fixture
def full() -> int:
    assert poured(1) == 1, "the set-up breaks"
    return poured(9)


def test_never_too_much():
    assert poured(9) == 3


def test_something_is_poured():
    assert poured(9) > 0


def test_with_a_set_up(full):
    assert full == 3


def test_that_fails_anyway():
    assert poured(9) == 4
"""


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A jug that never pours more than three litres, and what is tested of it."""
    if not shutil.which("git"):
        GIT.skip()
    (tmp_path / "jug.py").write_text(CODE)
    (tmp_path / "test_jug.py").write_text(TESTS)
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    return tmp_path


def removing(old: str, new: str, *claims: str, code: str = "jug.py:poured") -> Ablation:
    edit = Edit(code=code, old=old, new=new)
    return Ablation(id="ABL-LID", text="The lid is off", edits=(edit,), claims=claims or (CLAIM,))


LID = removing("min(litres, LIMIT)", "litres")


def with_runner(*ablations: Ablation, seconds: int = 60, never: tuple[str, ...] = ()) -> Ablations:
    runner = Runner(
        command=(sys.executable, "-m", "pytest", "-q", "--rootdir={copy}", "--junitxml={junit}"),
        environment={"PYTHONPATH": "{copy}"},
        never=never,
        seconds=seconds,
    )
    return Ablations(runner=runner, ablations=ablations)


def seen(repository: Path, ablations: Ablations, **proofs: str) -> tuple[dict[str, Seen], bool]:
    """What is seen when the tests of these names carry the claim."""
    named = {CLAIM: {f"test_jug.py::{name}" for name in proofs.values()}}
    file = repository / "falsified.json"
    good = falsify(
        list(ablations.ablations), ablations, repository, named, file, 1, tell=lambda _: None
    )
    return verdicts.load(file), good


def test_a_proof_that_fails_without_the_control_is_one(repository: Path) -> None:
    found, good = seen(repository, with_runner(LID), proof="test_never_too_much")
    assert found["ABL-LID"].verdicts == {CLAIM: Verdict.RED}
    assert found["ABL-LID"].red == ("test_jug.py::test_never_too_much",)
    assert good
    assert (repository / "jug.py").read_text() == CODE, "only a copy is edited"


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        ("test_something_is_poured", Verdict.GREEN),
        ("test_that_fails_anyway", Verdict.NOT_RUN),
        ("test_that_is_gone", Verdict.NOT_RUN),
    ],
)
def test_a_proof_that_does_not_notice_or_never_held_is_none(
    repository: Path, name: str, verdict: Verdict
) -> None:
    found, good = seen(repository, with_runner(LID), proof=name)
    assert found["ABL-LID"].verdicts == {CLAIM: verdict}
    assert not good


def test_a_set_up_that_breaks_shows_nothing(repository: Path) -> None:
    broken = removing("min(litres, LIMIT)", "0")
    found, _ = seen(repository, with_runner(broken), proof="test_with_a_set_up")
    assert found["ABL-LID"].verdicts == {CLAIM: Verdict.BROKEN}


def test_a_run_that_does_not_end_shows_nothing(repository: Path) -> None:
    endless = removing("return min(litres, LIMIT)", "while True: litres += 0")
    found, _ = seen(repository, with_runner(endless, seconds=5), proof="test_never_too_much")
    assert found["ABL-LID"].verdicts == {CLAIM: Verdict.BROKEN}


def test_tests_that_the_runner_leaves_out_show_nothing(repository: Path) -> None:
    ablations = with_runner(LID, never=("test_jug.py",))
    found, _ = seen(repository, ablations, proof="test_never_too_much")
    assert found["ABL-LID"].verdicts == {CLAIM: Verdict.NOT_RUN}


def test_an_edit_that_fits_no_more_is_said_and_nothing_is_run(repository: Path) -> None:
    gone = removing("max(litres, LIMIT)", "litres")
    said: list[str] = []
    ablations = with_runner(gone)
    file = repository / "falsified.json"
    assert not falsify([gone], ablations, repository, {}, file, 1, tell=said.append)
    assert "mend the edit" in said[-1]
    assert not file.exists()


@pytest.mark.parametrize(
    ("ablation", "why"),
    [
        (removing("max", "min"), "0 times"),
        (removing("litres", "0"), "2 times"),
        (removing("min(litres, LIMIT)", "min("), "no Python"),
        (removing("3", "4", code="jug.py:LID"), "does not exist"),
        (removing("3", "4", code="cup.py:LIMIT"), "does not exist"),
    ],
)
def test_an_edit_says_why_it_cannot_be_made(repository: Path, ablation: Ablation, why: str) -> None:
    with pytest.raises(EditError, match=why):
        edited(repository, ablation.edits[0])
    assert len(misfits(ablation, repository)) == 1


@pytest.mark.parametrize(
    ("changed", "before", "after"),
    [
        ("jug.py", "poured(litres: int)", "poured(litres: float)"),
        ("test_jug.py", "poured(9) == 3", "poured(8) == 3"),
    ],
)
def test_what_was_seen_counts_until_the_code_or_its_tests_change(
    repository: Path, changed: str, before: str, after: str
) -> None:
    proofs = {CLAIM: {"test_jug.py::test_never_too_much"}}
    file = repository / "falsified.json"
    ablations = with_runner(LID)
    falsify([LID], ablations, repository, proofs, file, 1, tell=lambda _: None)
    assert chosen(ablations, (), verdicts.load(file), repository, proofs) == []
    assert verdicts.red_claims(verdicts.load(file), [LID], repository, proofs) == {CLAIM}
    text = (repository / changed).read_text()
    (repository / changed).write_text(text + "\n\ndef nothing():\n    pass\n")
    assert chosen(ablations, (), verdicts.load(file), repository, proofs) == []
    (repository / changed).write_text(text.replace(before, after))
    assert chosen(ablations, (), verdicts.load(file), repository, proofs) == [LID]
    assert verdicts.red_claims(verdicts.load(file), [LID], repository, proofs) == set()


def test_an_ablation_is_named_by_its_id_or_a_claim(repository: Path) -> None:
    other = Ablation(id="ABL-HANDLE", text="No handle", edits=LID.edits, claims=(OTHER,))
    ablations = with_runner(LID, other)
    assert chosen(ablations, ["ABL-LID"], {}, repository, {}) == [LID]
    assert chosen(ablations, [OTHER], {}, repository, {}) == [other]
    with pytest.raises(KeyError, match="ABL-CORK"):
        chosen(ablations, ["ABL-CORK"], {}, repository, {})
