"""A process of the tests that ends in the middle of a test loses no test and hides no failure."""

import subprocess
import sys
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from defusedxml import ElementTree

from deployment.paths import ROOT
from tests.needs import PROCESS

KILLS = """
import os, signal
from pathlib import Path

def test_before():
    pass

def test_that_ends_its_process():
    ends = Path(__file__).with_name("ends")
    left = int(ends.read_text())
    ends.write_text(str(left - 1))
    if left > 0:
        os.kill(os.getpid(), signal.SIGKILL)

def test_after():
    pass
"""


@pytest.mark.parametrize(("ends", "code"), [(0, 0), (1, 0), (2, 1)])
def test_a_test_whose_process_is_lost_runs_once_more(tmp_path: Path, ends: int, code: int) -> None:
    (tmp_path / "test_kills.py").write_text(KILLS)
    (tmp_path / "ends").write_text(str(ends))
    junit = tmp_path / "junit.xml"

    done = subprocess.run(
        [
            sys.executable, "-m", "pytest", "--numprocesses", "2", "--dist", "loadscope",
            "--max-worker-restart", "2", "-p", "tests.lost", "-p", "no:cacheprovider",
            "--rootdir", str(tmp_path), "-c", "/dev/null", f"--junitxml={junit}", str(tmp_path),
        ],
        cwd=ROOT, env={"PYTHONPATH": str(ROOT), "PATH": ""}, capture_output=True, text=True,
        timeout=120, check=False,
    )  # fmt: skip

    assert done.returncode == code, done.stdout
    assert done.stdout.count("ended: SIGKILL") == ends
    root: Element = ElementTree.parse(junit).getroot()
    passed = {case.get("name") for case in root.iter("testcase") if len(case) == 0}
    assert passed == {"test_before", "test_that_ends_its_process", "test_after"}
    assert [each.get("message") for each in root.iter("skipped")] == [PROCESS.reason] * (ends > 0)
