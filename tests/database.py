"""A MongoDB wire for tests: the embedded server, or whatever MONGODB_URI names."""

import os
import socket
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from pymongo import MongoClient
from pymongo.database import Database

from local.servers import Server, accepts_connections
from services.manifest import OWNERS
from services.runtime.mongo import Document
from services.runtime.preparation import prepare


def free_port() -> int:
    """A TCP port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def embedded_server(home: Path, port: int) -> Server:
    """The embedded database with its journal in `home`, not yet started."""
    return Server(
        "database",
        ["local.database", "--port", str(port), "--data", str(home)],
        accepts_connections(port),
        home / "database.log",
    )


@pytest.fixture(scope="session")
def mongodb_uri(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a database answers."""
    given = os.environ.get("MONGODB_URI", "")
    if given:
        yield given
        return
    port = free_port()
    server = embedded_server(tmp_path_factory.mktemp("database"), port)
    server.start()
    yield f"mongodb://127.0.0.1:{port}/"
    server.stop()


@pytest.fixture
def mongodb(mongodb_uri: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database[Document]]:
    """A database of the test's own, with all indexes, also by the environment of a function."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    for variable in ("DATABASE", "CACHE"):
        monkeypatch.setenv(f"{variable}_URI", mongodb_uri)
        monkeypatch.setenv(f"{variable}_NAME", name)
    client: MongoClient[Document] = MongoClient(mongodb_uri, retryWrites=False, tz_aware=True)
    prepare(client[name], OWNERS, None)
    yield client[name]
    client.drop_database(name)
    client.close()
