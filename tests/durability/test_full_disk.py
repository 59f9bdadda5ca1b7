"""The embedded database when its disk takes no more, tears a record, or is shared by two."""

import errno
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import bson
import pytest
from pymongo import MongoClient
from pymongo.errors import OperationFailure

from local.database import journal
from local.database.journal import Journal
from local.database.records import JournalDamagedError, record
from local.database.server import OUT_OF_DISK_SPACE, DurableEngine, InUseError
from local.servers import Server, ServerFailedError
from local.wire import CommandError, Document
from services.runtime.mongo import connect
from tests.database import embedded_server, free_port

WRITES = 40
HOLE = range(12, 20)
"""The writes for which the disk has no room."""
Disk = Callable[[int, bytes], int]

pytestmark = pytest.mark.finding("A6")


def insert(key: object, **fields: object) -> Document:
    return {"insert": "rows", "$db": "shop", "documents": [{"_id": key, **fields}]}


def keys(engine: DurableEngine) -> list[Any]:
    found = engine.execute({"find": "rows", "$db": "shop"})
    return [row["_id"] for row in found["cursor"]["firstBatch"]]


def opened(home: Path) -> DurableEngine:
    """What a new process reads; the one before has closed its files without a word."""
    return DurableEngine(home)


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def database(tmp_path: Path, port: int) -> Iterator[Server]:
    server = embedded_server(tmp_path, port)
    server.start()
    yield server
    server.kill()


class FullDisk:
    """Takes half of what is written, and then nothing, as long as it is full."""

    def __init__(self, write: Disk) -> None:
        self._write = write
        self.is_full = False
        self._has_taken_half = False

    def __call__(self, file: int, content: bytes) -> int:
        if not self.is_full:
            return self._write(file, content)
        if self._has_taken_half:
            self._has_taken_half = False
            raise OSError(errno.ENOSPC, "No space left on device")
        self._has_taken_half = True
        return self._write(file, content[: len(content) // 2])


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> FullDisk:
    full = FullDisk(os.write)
    monkeypatch.setattr(os, "write", full)
    return full


def test_what_was_written_around_a_full_disk_is_there_and_nothing_else(
    tmp_path: Path, disk: FullDisk
) -> None:
    engine, acknowledged = DurableEngine(tmp_path), list[int]()
    for at in range(WRITES):
        disk.is_full = at in HOLE
        if at in HOLE:
            with pytest.raises(CommandError) as refused:
                engine.execute(insert(at))
            assert refused.value.code == OUT_OF_DISK_SPACE
        else:
            engine.execute(insert(at))
            acknowledged.append(at)
        assert keys(engine) == acknowledged, "a reader saw a write that was refused"
    engine.close()
    assert acknowledged == [at for at in range(WRITES) if at not in HOLE]
    assert keys(opened(tmp_path)) == acknowledged


def test_while_a_torn_record_cannot_be_cut_off_no_write_is_taken(
    tmp_path: Path, disk: FullDisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = DurableEngine(tmp_path)
    engine.execute(insert("before"))

    def refuse(*_: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as broken:
        broken.setattr(os, "ftruncate", refuse)
        disk.is_full = True
        with pytest.raises(CommandError):
            engine.execute(insert("torn"))
        disk.is_full = False
        with pytest.raises(CommandError):
            engine.execute(insert("behind what is torn"))
        assert keys(engine) == ["before"]
    engine.execute(insert("after"))
    engine.close()
    assert keys(opened(tmp_path)) == ["before", "after"]


def test_a_write_that_could_not_be_flushed_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = DurableEngine(tmp_path)
    fsync, failures = os.fsync, [OSError(errno.EIO, "Input/output error")]

    def fail_once(file: int) -> None:
        if failures:
            raise failures.pop()
        fsync(file)

    monkeypatch.setattr(os, "fsync", fail_once)
    with pytest.raises(CommandError):
        engine.execute(insert("refused"))
    engine.execute(insert("taken"))
    assert keys(engine) == ["taken"]
    engine.close()
    assert keys(opened(tmp_path)) == ["taken"]


def test_a_write_without_room_for_a_snapshot_is_taken_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "COMPACT_AT_BYTES", 100)
    engine = DurableEngine(tmp_path)

    def without_room(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(Path, "replace", without_room)
        for at in range(10):
            engine.execute(insert(at))
    engine.close()
    assert keys(opened(tmp_path)) == [*range(10)]
    assert not (tmp_path / "journal.new").exists()


def test_a_full_disk_does_not_end_the_database_that_deletes_what_is_expired(
    tmp_path: Path, disk: FullDisk
) -> None:
    engine, now = DurableEngine(tmp_path), datetime.now(UTC)
    index = {"name": "t", "key": {"t": 1}, "expireAfterSeconds": 1}
    engine.execute({"createIndexes": "rows", "$db": "shop", "indexes": [index]})
    engine.execute(insert("old", t=datetime.now(UTC).replace(tzinfo=None)))
    disk.is_full = True
    assert engine.expire(now + timedelta(hours=1)) == 0
    disk.is_full = False
    assert engine.expire(now + timedelta(hours=1)) == 1


def test_a_limit_on_the_file_of_the_running_server_costs_only_what_was_refused(
    database: Server, port: int, tmp_path: Path
) -> None:
    client = connect(f"mongodb://127.0.0.1:{port}/")
    rows, acknowledged = client["shop"]["rows"], set[str]()
    unlimited = resource.prlimit(database.pid, resource.RLIMIT_FSIZE)
    for at in range(WRITES):
        size = (tmp_path / "journal.bson").stat().st_size
        limit = (size + 20, unlimited[1]) if at in HOLE else unlimited
        resource.prlimit(database.pid, resource.RLIMIT_FSIZE, limit)
        if at in HOLE:
            with pytest.raises(OperationFailure) as refused:
                rows.insert_one({"_id": f"row {at}"})
            assert refused.value.code == OUT_OF_DISK_SPACE
        else:
            rows.insert_one({"_id": f"row {at}"})
            acknowledged.add(f"row {at}")
    assert len(acknowledged) == WRITES - len(HOLE)
    assert {row["_id"] for row in rows.find({})} == acknowledged
    database.kill()
    database.start()
    assert {row["_id"] for row in rows.find({})} == acknowledged
    client.close()


@pytest.mark.parametrize("cut", [1, 7, 13, 40])
def test_a_record_that_was_torn_at_the_end_is_cut_off_and_said(
    tmp_path: Path, cut: int, capsys: pytest.CaptureFixture[str]
) -> None:
    engine = DurableEngine(tmp_path)
    engine.execute(insert("whole"))
    engine.close()
    torn = record(insert("torn"))
    with (tmp_path / "journal.bson").open("ab") as file:
        file.write(torn[:-cut])
    engine = opened(tmp_path)
    assert keys(engine) == ["whole"]
    assert f"the last {len(torn) - cut} bytes were never acknowledged" in capsys.readouterr().err
    engine.execute(insert("next"))
    engine.close()
    assert keys(opened(tmp_path)) == ["whole", "next"]


def test_a_record_whose_end_never_reached_the_disk_is_cut_off(tmp_path: Path) -> None:
    engine = DurableEngine(tmp_path)
    engine.execute(insert("whole"))
    engine.close()
    torn = record(insert("torn"))
    with (tmp_path / "journal.bson").open("ab") as file:
        file.write(torn[:20] + bytes(len(torn) - 20))
    assert keys(opened(tmp_path)) == ["whole"]


@pytest.mark.parametrize("at", [2, 6, 10, 30, -3])
def test_a_damaged_record_before_others_is_said_and_nothing_is_changed(
    tmp_path: Path, at: int
) -> None:
    engine = DurableEngine(tmp_path)
    start = (tmp_path / "journal.bson").stat().st_size
    for key in ("damaged", "second", "third"):
        engine.execute(insert(key))
    engine.close()
    content = bytearray((tmp_path / "journal.bson").read_bytes())
    first = len(record(insert("damaged")))
    content[start + at % first] ^= 0x40
    (tmp_path / "journal.bson").write_bytes(content)
    with pytest.raises(JournalDamagedError, match=f"byte {start}"):
        opened(tmp_path)
    assert (tmp_path / "journal.bson").read_bytes() == content


def test_a_server_with_a_damaged_journal_does_not_start_and_says_why(
    database: Server, port: int, tmp_path: Path
) -> None:
    client: MongoClient[Document] = MongoClient(f"mongodb://127.0.0.1:{port}/")
    start = (tmp_path / "journal.bson").stat().st_size
    client["shop"]["rows"].insert_one({"_id": "damaged"})
    client["shop"]["rows"].insert_one({"_id": "whole"})
    client.close()
    database.kill()
    with (tmp_path / "journal.bson").open("r+b") as file:
        file.seek(start + 25)
        file.write(b"\xff")
    with pytest.raises(ServerFailedError, match=f"the record at byte {start} is damaged"):
        database.start()


def test_the_journal_of_the_version_before_is_read(tmp_path: Path) -> None:
    old = b"".join(bson.encode(insert(key)) for key in ("one", "two"))
    (tmp_path / "journal.bson").write_bytes(old + bson.encode(insert("torn"))[:-5])
    assert keys(opened(tmp_path)) == ["one", "two"]
    assert keys_of(tmp_path) == ["one", "two"]


def keys_of(home: Path) -> list[Any]:
    return [each["_id"] for command in Journal(home / "journal.bson").replay()
            for each in command["documents"]]  # fmt: skip


def test_two_cannot_keep_their_documents_in_one_folder(tmp_path: Path) -> None:
    first = DurableEngine(tmp_path)
    with pytest.raises(InUseError):
        DurableEngine(tmp_path)
    first.execute(insert("one"))
    first.close()
    assert keys(opened(tmp_path)) == ["one"]


def test_a_second_process_on_the_same_folder_ends_and_says_why(
    database: Server, port: int, tmp_path: Path
) -> None:
    command = [sys.executable, "-m", "local.database", "--port", str(free_port())]
    second = subprocess.run(
        [*command, "--data", str(tmp_path)], capture_output=True, check=False, timeout=20
    )
    assert second.returncode == 1
    assert b"another database keeps its documents in" in second.stderr
    assert b"make stop" in second.stderr
    assert database.is_alive()


def test_an_acknowledged_write_is_flushed_before_its_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushed: list[int] = []
    engine, fsync = DurableEngine(tmp_path), os.fsync

    def noted(file: int) -> None:
        fsync(file)
        flushed.append(file)

    monkeypatch.setattr(os, "fsync", noted)
    engine.execute(insert("one"))
    assert len(flushed) == 1


def test_killed_in_the_middle_of_its_writes_it_has_all_that_it_acknowledged(
    database: Server, port: int
) -> None:
    client = connect(f"mongodb://127.0.0.1:{port}/")
    acknowledged: list[int] = []
    deadline = time.monotonic() + 0.3
    while time.monotonic() < deadline:
        client["shop"]["rows"].insert_one({"_id": len(acknowledged), "text": "x" * 5000})
        acknowledged.append(len(acknowledged))
    database.kill()
    database.start()
    assert [row["_id"] for row in client["shop"]["rows"].find({})] == acknowledged
    client.close()
