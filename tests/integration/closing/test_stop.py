"""`make stop` ends a store that does not end by itself, and says so."""

import os
import signal
from pathlib import Path

import pytest

from deployment.lock import Lock
from local.stop import forget, stop
from tests.integration.closing.runs import left_in, opened


def test_an_open_store_is_closed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = opened(tmp_path)
    assert stop(run.paths) is True
    assert (run.end().code, run.end().left) == (0, ())
    assert "closed; its state is kept" in capsys.readouterr().out


def test_a_store_that_does_not_end_is_killed_with_its_servers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = opened(tmp_path)
    os.kill(run.process.pid, signal.SIGSTOP)

    assert stop(run.paths, patience=0.5) is True

    assert run.process.wait(10) == -signal.SIGKILL
    assert "a process" not in left_in(run.paths)
    told = capsys.readouterr()
    assert "has not ended within" in told.err
    assert "is killed" in told.err
    assert "The store is closed" in told.out
    again = opened(tmp_path)
    again.ctrl_c()
    assert again.end().code == 0


def test_servers_that_a_killed_run_has_left_are_waited_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = opened(tmp_path, "0.1", "1")
    run.process.kill()
    run.process.wait()

    assert stop(run.paths) is True

    assert "a process" not in left_in(run.paths, patience=0)
    assert "not running" not in capsys.readouterr().out


def test_nothing_is_forgotten_while_somebody_has_opened_the_store(tmp_path: Path) -> None:
    run = opened(tmp_path)
    assert forget(run.paths) is False
    assert run.paths.logs.exists()
    assert stop(run.paths) is True
    assert forget(run.paths) is True
    assert not tmp_path.exists()


def test_a_lock_on_a_file_that_was_removed_keeps_nobody_out(tmp_path: Path) -> None:
    first = Lock.take(tmp_path / "file")
    assert first is not None
    assert Lock.take(tmp_path / "file") is None
    (tmp_path / "file").unlink()
    assert Lock.take(tmp_path / "file") is not None
