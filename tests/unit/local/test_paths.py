"""Where the local store keeps its things: the same ports each time, or a clear word."""

import socket
import stat
from pathlib import Path

import pytest

from deployment.lock import Lock
from deployment.paths import Paths, PortTakenError
from deployment.problems import ProblemError


def test_a_store_keeps_its_ports_from_one_run_to_the_next(tmp_path: Path) -> None:
    first = Paths(tmp_path).ports()
    assert len({first.emulator, first.database, first.payments}) == 3
    assert Paths(tmp_path).ports() == first
    assert Paths(tmp_path).remembered_ports() == first


def test_a_port_that_somebody_has_taken_is_named_with_the_remedy(tmp_path: Path) -> None:
    ports = Paths(tmp_path).ports()
    with socket.socket() as somebody:
        somebody.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        somebody.bind(("127.0.0.1", ports.database))
        somebody.listen()
        with pytest.raises(PortTakenError) as told:
            Paths(tmp_path).ports()
    for words in (f"port {ports.database} of the database", "make stop", "make reset"):
        assert words in str(told.value)


def test_before_the_first_run_nothing_is_remembered(tmp_path: Path) -> None:
    assert Paths(tmp_path).remembered_ports() is None


def test_a_store_is_open_while_somebody_keeps_it_and_not_after_a_power_cut(tmp_path: Path) -> None:
    paths = Paths(tmp_path)
    assert not paths.is_open
    kept = Lock.take(paths.pid)
    assert kept
    kept.sign()
    assert paths.is_open
    kept.release()
    assert paths.pid.exists()
    assert not paths.is_open


def rights(folder: Path) -> str:
    return stat.filemode(folder.stat().st_mode)


def test_the_folder_belongs_to_its_user_alone(tmp_path: Path) -> None:
    paths = Paths(tmp_path / "new")
    paths.ports()
    assert rights(paths.home) == "drwx------"


def test_a_folder_that_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    paths = Paths(tmp_path / "old")
    paths.logs.mkdir(parents=True)
    paths.home.chmod(0o755)
    paths.prepare()
    assert rights(paths.home) == "drwx------"


def test_a_folder_with_other_things_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear Flora")
    tmp_path.chmod(0o755)
    with pytest.raises(ProblemError, match="new or empty"):
        Paths(tmp_path).prepare()
    assert rights(tmp_path) == "drwxr-xr-x"
