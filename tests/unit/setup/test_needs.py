"""A test may be skipped for what a machine lacks, and for nothing else."""

import sys
from pathlib import Path

import pytest

from tests import needs

SKIPPED = '<testcase><skipped type="pytest.skip" message="{}"/></testcase>'


def run(folder: Path, monkeypatch: pytest.MonkeyPatch, *reasons: str) -> int:
    """The command, after a run in which tests were skipped for these reasons."""
    junit = folder / "junit.xml"
    cases = "".join(SKIPPED.format(reason) for reason in reasons)
    junit.write_text(f"<testsuites><testsuite>{cases}<testcase/></testsuite></testsuites>")
    monkeypatch.setattr(sys, "argv", ["needs", str(junit)])
    return needs.main()


def test_what_needs_chromium_is_counted_in_one_line_with_its_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, monkeypatch, *[needs.CHROMIUM.reason] * 71, needs.POPPLER.reason) == 0
    assert capsys.readouterr().out.splitlines() == [
        "71 tests need Chromium: apt-get install chromium, then make test-browser.",
        "1 test needs a second PDF reader: apt-get install poppler-utils.",
    ]


def test_a_test_that_is_skipped_for_no_need_fails_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, monkeypatch, needs.CHROMIUM.reason, "not today") == 1
    assert "1 skipped, which must not be: not today" in capsys.readouterr().out


def test_a_run_without_skips_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, monkeypatch) == 0
    assert capsys.readouterr().out == "Every test ran.\n"
