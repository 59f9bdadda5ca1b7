"""`make stop` ends the store that runs here, and never another program."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from deployment.paths import Paths
from local.stop import stop


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    """A local store's folder."""
    return Paths(tmp_path)


def test_a_store_that_does_not_run_is_no_trouble(
    paths: Paths, capsys: pytest.CaptureFixture[str]
) -> None:
    assert stop(paths) is True
    assert "not running" in capsys.readouterr().out


def test_a_program_that_was_given_the_stores_old_number_is_left_alone(paths: Paths) -> None:
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as stranger:
        paths.pid.write_text(str(stranger.pid))
        assert stop(paths) is True
        assert stranger.poll() is None
        stranger.kill()


def test_the_number_of_a_program_that_has_ended_means_that_nothing_runs(paths: Paths) -> None:
    ended = subprocess.Popen([sys.executable, "-c", "pass"])
    ended.wait()
    paths.pid.write_text(str(ended.pid))
    assert stop(paths) is True
    assert os.getpid() != ended.pid
