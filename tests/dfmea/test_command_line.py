"""`python -m dfmea.tool`: what it prints, and how it ends."""

import json
from pathlib import Path

import pytest

from dfmea.tool.__main__ import main
from tests.dfmea.breaks import MODES, TENSIONS, TEST
from tests.dfmea.conftest import Stand

Output = pytest.CaptureFixture[str]
JUNIT = """<testsuite>
<testcase classname="checks.test_stand" name="test_an_empty_jug_pours_nothing">
<properties><property name="proves" value="FM-JUG-01:effect"/></properties>{end}
</testcase></testsuite>
"""


def run(stand: Stand, *arguments: str | Path) -> int:
    given = ["--folder", stand.folder, "--root", stand.root]
    return main([*map(str, arguments), *map(str, given)])


def test_a_system_in_order_ends_well_and_says_how_far_it_is(stand: Stand, capsys: Output) -> None:
    assert run(stand) == 0
    assert capsys.readouterr().out.splitlines()[-1] == (
        "Lemonade stand: 3 elements, 1 failure mode; "
        "2 claims: 0 failed, 2 proved, 0 unproved, 0 seen to fail without their controls; "
        "no findings."
    )


def test_findings_are_grouped_by_check_and_end_with_1(stand: Stand, capsys: Output) -> None:
    stand.edit(MODES, "      slow: Nobody is in a hurry\n", "")
    stand.edit(TENSIONS, "handler.py:Jug", "handler.py:Mug")
    assert run(stand, "check") == 1
    out = capsys.readouterr().out
    assert (
        """
6 every guide word is decided
  dfmea/analysis/failure_modes/stand.yaml:3: stand: does not decide 'slow' (It takes long)
      Add a failure mode with it, or say under `not_applicable` why it cannot happen.
"""
        in out
    )
    assert out.index("6 every guide word") < out.index("20 cited code exists")
    assert out.endswith("; 3 findings.\n"), (
        "a component that says nothing about latency is one more"
    )


def test_what_was_not_checked_is_said(stand: Stand, capsys: Output) -> None:
    run(stand)
    assert "Not checked without --templates: 13, 14, 15," in capsys.readouterr().out


def test_an_analysis_that_cannot_be_read_is_no_traceback(stand: Stand, capsys: Output) -> None:
    stand.edit(MODES, "title: The jug is empty", "titel: The jug is empty")
    assert run(stand) == 1
    out = capsys.readouterr().out
    assert "1 every file is valid" in out
    assert "FM-JUG-01" in out
    assert "The analysis cannot be read: 2 findings." in out


def test_results_of_tests_count_before_they_are_kept(
    stand: Stand, capsys: Output, tmp_path: Path
) -> None:
    kept = (stand.folder / "evidence.json").read_text()
    results = tmp_path / "junit.xml"
    results.write_text(JUNIT.format(end="<failure/>"))
    assert run(stand, "--junit", results) == 1
    assert "FM-JUG-01:effect: is not true" in capsys.readouterr().out
    assert (stand.folder / "evidence.json").read_text() == kept


def test_results_of_tests_are_kept_by_evidence(stand: Stand, tmp_path: Path) -> None:
    results = tmp_path / "junit.xml"
    results.write_text(JUNIT.format(end="<skipped/>"))
    assert run(stand, "evidence", "--junit", results) == 0
    proofs = json.loads((stand.folder / "evidence.json").read_text())["proofs"]
    assert proofs["FM-JUG-01:effect"] == {f"{TEST}::test_an_empty_jug_pours_nothing": "skipped"}


def test_results_of_another_runner_are_below_its_folder(stand: Stand, tmp_path: Path) -> None:
    results = tmp_path / "front.xml"
    case = '<testcase classname="jug.spec.ts" name="pours nothing [FM-JUG-01:effect]"/>'
    results.write_text(f"<testsuite>{case}</testsuite>")
    run(stand, "evidence", "--junit", f"checks={results}")
    proofs = json.loads((stand.folder / "evidence.json").read_text())["proofs"]
    assert "checks/jug.spec.ts::pours nothing [FM-JUG-01:effect]" in proofs["FM-JUG-01:effect"]


def test_code_is_remembered_as_read(stand: Stand, capsys: Output) -> None:
    assert run(stand, "reviewed") == 0
    hashes = json.loads((stand.folder / "evidence.json").read_text())["hashes"]
    assert {"stand/handler.py:pour", "stand/handler.py:Jug"} <= set(hashes)
    assert "are remembered as read" in capsys.readouterr().out


def test_uses_tell_what_builds_on_each_fact(stand: Stand, capsys: Output) -> None:
    assert run(stand, "uses") == 0
    out = capsys.readouterr().out
    assert "N01 (L1) The goal\n    dfmea/analysis/scope.yaml:12: scope.yaml\n" in out
    assert "R01 (L6) Buy a second jug\n    not used: Too dear\n" in out


def test_explain_tells_everything_about_an_id(stand: Stand, capsys: Output) -> None:
    assert run(stand, "explain", "FM-JUG-01", "DET-BELL") == 0
    out = capsys.readouterr().out
    assert "FM-JUG-01, dfmea/analysis/failure_modes/stand.yaml:19\nFailureMode of jug\n" in out
    assert "  FM-JUG-01:mitigation is proved\n    checks/test_stand.py::" in out
    assert "  stand (dfmea/analysis/failure_modes/stand.yaml:3), not_applicable" in out
    assert "  RB-FILL (dfmea/runbooks/fill.md:2), detections" in out


def test_explain_says_if_there_is_nothing(stand: Stand, capsys: Output) -> None:
    assert run(stand, "explain", "FM-CUP-01") == 1
    assert capsys.readouterr().out == "Nothing has the id FM-CUP-01.\n"


def test_a_report_is_written_and_then_held_to_what_it_says(
    stand: Stand, capsys: Output, tmp_path: Path
) -> None:
    nothing = tmp_path / "cdk.out"
    nothing.mkdir()
    (nothing / "Empty.template.json").write_text('{"Resources": {}}')
    (nothing / "Empty.metadata.json").write_text("{}")
    assert run(stand, "report", "--templates", nothing) == 0
    page = stand.folder / "report" / "index.html"
    page.write_text(page.read_text().replace("Lemonade", "Orangeade"))
    run(stand, "check", "--templates", nothing)
    out = capsys.readouterr().out
    assert "43 the report is up to date\n  dfmea/report/index.html: index.html: is not what" in out
    assert out.count("dfmea/report/") == 1


def test_without_infrastructure_no_report_is_written_of_alarms(
    stand: Stand, capsys: Output
) -> None:
    assert run(stand, "report") == 0
    assert "The report is left as it is" in capsys.readouterr().out
    assert not (stand.folder / "report").exists()


@pytest.mark.parametrize("given", [("--templates", "nowhere"), ("--junit", "nothing.xml")])
def test_what_is_not_there_is_said_at_once(
    stand: Stand, capsys: Output, given: tuple[str, str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        run(stand, *given)
    assert given[1] in capsys.readouterr().err
