"""A claim is proved by a test that ran and passed, and by nothing else."""

from pathlib import Path

import pytest

from dfmea.tool.evidence import (
    Evidence,
    Outcome,
    Status,
    load_evidence,
    merged,
    read_runs,
    save_evidence,
    without_skipped,
)

CLAIM = "FM-JUG-01:effect"


def junit(folder: Path, *cases: str) -> Path:
    file = folder / "junit.xml"
    file.write_text(f"<testsuites><testsuite>{''.join(cases)}</testsuite></testsuites>")
    return file


def case(name: str, ending: str = "", claim: str = CLAIM, classname: str = "tests.test_jug") -> str:
    carried = f'<properties><property name="proves" value="{claim}"/></properties>' if claim else ""
    return f'<testcase classname="{classname}" name="{name}">{carried}{ending}</testcase>'


@pytest.mark.parametrize(
    ("ending", "status"),
    [
        ("", Status.PROVED),
        ("<skipped/>", Status.UNPROVED),
        ("<failure/>", Status.FAILED),
        ("<error/>", Status.FAILED),
    ],
)
def test_only_a_test_that_passed_proves_a_claim(
    tmp_path: Path, ending: str, status: Status
) -> None:
    run = read_runs([(junit(tmp_path, case("test_it", ending)), "")])
    assert Evidence(run.proofs).status(CLAIM) is status


def test_a_claim_that_nothing_carries_is_unproved() -> None:
    assert Evidence().status(CLAIM) is Status.UNPROVED


def test_one_failure_outweighs_every_success(tmp_path: Path) -> None:
    file = junit(tmp_path, case("test_one"), case("test_other", "<failure/>"))
    evidence = Evidence(read_runs([(file, "")]).proofs)
    assert evidence.status(CLAIM) is Status.FAILED
    assert evidence.passed(CLAIM) == ("tests/test_jug.py::test_one",)


def test_runs_with_other_parameters_are_one_test_with_the_worst_end(tmp_path: Path) -> None:
    file = junit(tmp_path, case("test_it[full]"), case("test_it[empty]", "<failure/>"))
    assert read_runs([(file, "")]).proofs == {CLAIM: {"tests/test_jug.py::test_it": Outcome.FAILED}}


def test_a_runner_without_properties_carries_the_claim_in_the_name(tmp_path: Path) -> None:
    name = f"the jug &gt; pours again [{CLAIM}]"
    file = junit(tmp_path, case(name, claim="", classname="shop/jug.spec.ts"))
    assert read_runs([(file, "front")]).proofs == {
        CLAIM: {f"front/shop/jug.spec.ts::the jug > pours again [{CLAIM}]": Outcome.PASSED}
    }


def test_a_fact_of_the_source_text_is_no_claim(tmp_path: Path) -> None:
    assert read_runs([(junit(tmp_path, case("test_it", claim="T25")), "")]).proofs == {}


def test_what_a_run_did_not_collect_keeps_its_outcome_while_it_is_cited(tmp_path: Path) -> None:
    before = Evidence({CLAIM: {"tests/test_slow.py::test_a": Outcome.PASSED}})
    run = read_runs([(junit(tmp_path, case("test_it", claim="")), "")])
    cited = {CLAIM: ["tests/test_slow.py::test_a"]}
    assert merged(before, run, cited).status(CLAIM) is Status.PROVED
    assert merged(before, run, {}).status(CLAIM) is Status.UNPROVED


def test_a_test_that_no_longer_carries_the_claim_proves_it_no_longer(tmp_path: Path) -> None:
    before = Evidence({CLAIM: {"tests/test_jug.py::test_it": Outcome.PASSED}})
    run = read_runs([(junit(tmp_path, case("test_it", claim="")), "")])
    cited = {CLAIM: ["tests/test_jug.py::test_it"]}
    assert merged(before, run, cited).proofs == {}


def test_on_a_machine_that_skips_a_test_what_it_proved_elsewhere_stays_proved(
    tmp_path: Path,
) -> None:
    before = Evidence({CLAIM: {"tests/test_jug.py::test_it": Outcome.PASSED}})
    cited = {CLAIM: ["tests/test_jug.py::test_it"]}
    run = read_runs([(junit(tmp_path, case("test_it", "<skipped/>")), "")])
    assert merged(before, without_skipped(run), cited).status(CLAIM) is Status.PROVED
    assert merged(before, run, cited).status(CLAIM) is Status.UNPROVED


def test_evidence_is_kept_in_a_file(tmp_path: Path) -> None:
    evidence = Evidence({CLAIM: {"b": Outcome.PASSED, "a": Outcome.FAILED}}, {"jug.py:pour": "abc"})
    save_evidence(evidence, tmp_path / "evidence.json")
    assert load_evidence(tmp_path / "evidence.json") == evidence


def test_before_the_first_run_there_is_none(tmp_path: Path) -> None:
    assert load_evidence(tmp_path / "evidence.json") == Evidence()
