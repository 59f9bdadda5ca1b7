"""What the embedded database has acknowledged outlives a power cut; nothing is there by half."""

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from pymongo import MongoClient
from pymongo.errors import PyMongoError

from local.servers import Server
from services.runtime.mongo import Document, connect
from tests.claims import proves
from tests.database import embedded_server, free_port

WRITERS = 6
CUTS = 4
BUSINESS_SECONDS = 0.6
BOTH = {"$inc": {"a": 1, "b": 1}}


@dataclass
class Writer(threading.Thread):
    """Writes one row after the other, and remembers what was acknowledged."""

    uri: str
    number: int
    acknowledged: list[int] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        super().__init__(daemon=True)

    def __hash__(self) -> int:
        return id(self)

    def run(self) -> None:
        client = connect(self.uri)
        rows, at = client["shop"]["rows"], 0
        while not self.over.is_set():
            at += 1
            try:
                rows.insert_one({"_id": f"{self.number}:{at}", "a": at, "b": at})
                changed = rows.update_one({"_id": f"{self.number}:{at}"}, BOTH)
            except PyMongoError:
                time.sleep(0.05)
                continue
            if changed.matched_count:
                self.acknowledged.append(at)
        client.close()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Where the journal is."""
    return tmp_path


@pytest.fixture
def port() -> int:
    """Where the database answers, before and after a cut."""
    return free_port()


@pytest.fixture
def database(home: Path, port: int) -> Iterator[Server]:
    """The running database."""
    server = embedded_server(home, port)
    server.start()
    yield server
    server.kill()


def all_rows(port: int) -> dict[str, Document]:
    client: MongoClient[Document] = MongoClient(f"mongodb://127.0.0.1:{port}/")
    rows = {row["_id"]: row for row in client["shop"]["rows"].find({})}
    client.close()
    return rows


@proves("T24", "T25", "E22", "FM-DB-04:mitigation")
def test_no_acknowledged_write_is_lost_when_the_power_is_cut_again_and_again(
    database: Server, port: int
) -> None:
    writers = [Writer(f"mongodb://127.0.0.1:{port}/", number) for number in range(WRITERS)]
    for writer in writers:
        writer.start()
    for _ in range(CUTS):
        time.sleep(BUSINESS_SECONDS)
        database.kill()
        database.start()
    time.sleep(BUSINESS_SECONDS)
    for writer in writers:
        writer.over.set()
    for writer in writers:
        writer.join(15)
    database.kill()
    database.start()

    rows = all_rows(port)

    assert sum(len(writer.acknowledged) for writer in writers) > 100
    for writer in writers:
        for at in writer.acknowledged:
            assert rows[f"{writer.number}:{at}"]["a"] == at + 1
    assert all(row["a"] == row["b"] for row in rows.values()), "a write was applied in part"


def test_a_write_that_the_cut_tore_is_left_out_and_the_next_ones_are_kept(
    database: Server, port: int, home: Path
) -> None:
    insert(port, "whole")
    database.kill()
    with (home / "journal.bson").open("ab") as torn:
        torn.write(b"\x80\x00\x00\x00\x02insert")
    database.start()
    insert(port, "after")
    database.kill()
    database.start()
    assert set(all_rows(port)) == {"whole", "after"}


def insert(port: int, key: str) -> None:
    client = connect(f"mongodb://127.0.0.1:{port}/")
    client["shop"]["rows"].insert_one({"_id": key})
    client.close()


def test_indexes_outlive_a_power_cut(database: Server, port: int) -> None:
    client = connect(f"mongodb://127.0.0.1:{port}/")
    client["shop"]["rows"].create_index([("a", 1)], name="a", unique=True)
    database.kill()
    database.start()
    names = set(client["shop"]["rows"].index_information())
    client.close()
    assert names == {"_id_", "a"}


def test_a_clean_stop_keeps_everything(database: Server, port: int) -> None:
    client = connect(f"mongodb://127.0.0.1:{port}/")
    client["shop"]["rows"].insert_many({"_id": at} for at in range(200))
    client.close()
    database.stop()
    database.start()
    assert len(all_rows(port)) == 200
