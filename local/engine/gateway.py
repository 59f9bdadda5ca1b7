"""Translates MongoDB's commands to the engine's functions (documentdb_api in PostgreSQL)."""

import itertools
import threading
from collections.abc import Callable, Mapping
from typing import Any, LiteralString, cast

import bson
import psycopg
from psycopg import sql

from local.wire import OPTIONS, CommandError, Document, hello

ENVELOPE = frozenset(
    {"lsid", "$db", "$clusterTime", "$readPreference", "readConcern", "writeConcern"}
)
"""What a driver adds to a command."""
BSON = "BSONHEX"
CODES = {"23505": 11000, "M001C": 11000}
"""PostgreSQL's and the engine's states that the store cares about, as MongoDB's numbers."""
UNKNOWN_ERROR = 8
COMMAND_NOT_FOUND = 59
CURSORS: Mapping[str, LiteralString] = {
    "find": "find_cursor_first_page",
    "listcollections": "list_collections_cursor_first_page",
    "listindexes": "list_indexes_cursor_first_page",
}
WRITES: Mapping[str, LiteralString] = {"insert": "insert", "update": "update", "delete": "delete"}

Argument = str | bytes | int | bool | None


class Connection:
    """One connection to the engine; a cursor stays with the connection that opened it."""

    def __init__(self, dsn: str) -> None:
        self._lock = threading.RLock()
        self._postgres = psycopg.connect(dsn, autocommit=True)
        self._postgres.execute("set documentdb_core.bsonUseEJson to false")

    def call(self, function: LiteralString, *arguments: Argument) -> tuple[Any, ...]:
        """The row that a function of the engine answers. Raises CommandError."""
        slots = [
            sql.SQL("%s::documentdb_core.bson" if isinstance(a, bytes) else "%s") for a in arguments
        ]
        query = sql.SQL("select * from {}({})").format(sql.SQL(function), sql.SQL(", ").join(slots))
        values = [BSON + a.hex() if isinstance(a, bytes) else a for a in arguments]
        try:
            with self._lock:
                row = self._postgres.execute(query, values).fetchone()
        except psycopg.Error as error:
            code = CODES.get(error.sqlstate or "", UNKNOWN_ERROR)
            raise CommandError(code, str(error).partition("\n")[0]) from error
        return row or ()


class Gateway:
    """Executes a driver's commands."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._local = threading.local()
        self._cursor_ids = itertools.count(1000)
        self._cursors: dict[int, tuple[Connection, str, str]] = {}
        self._commands: dict[str, Callable[[Connection, Document], Document]] = {
            "hello": lambda *_: hello(),
            "ismaster": lambda *_: hello(),
            "ping": lambda *_: {"ok": 1.0},
            "endsessions": lambda *_: {"ok": 1.0},
            "buildinfo": lambda *_: {"version": "7.0.0", "versionArray": [7, 0, 0, 0], "ok": 1.0},
            "getmore": self._get_more,
            "killcursors": self._kill_cursors,
            "findandmodify": self._find_and_modify,
            "createindexes": self._create_indexes,
            "drop": self._drop,
            "dropdatabase": self._drop_database,
        }

    def execute(self, command: Document) -> Document:
        """The reply to a command. Raises CommandError."""
        name = next(iter(command)).lower()
        if name in WRITES:
            return self._write(WRITES[name], command)
        if name in CURSORS:
            return self._open_cursor(CURSORS[name], command)
        if name not in self._commands:
            raise CommandError(COMMAND_NOT_FOUND, f"no such command: '{next(iter(command))}'")
        return self._commands[name](self._connection(), command)

    def _connection(self) -> Connection:
        """One per driver's connection, which has a thread of its own."""
        if not hasattr(self._local, "connection"):
            self._local.connection = Connection(self._dsn)
        return cast("Connection", self._local.connection)

    def _write(self, function: LiteralString, command: Document) -> Document:
        row = self._connection().call(
            f"documentdb_api.{function}", command["$db"], _body(command), None, None
        )
        reply = _document(row[0])
        for failure in reply.get("writeErrors", ()):
            failure["code"] = CODES.get(_state(failure["code"]), failure["code"])
        return reply

    def _find_and_modify(self, connection: Connection, command: Document) -> Document:
        row = connection.call(
            "documentdb_api.find_and_modify", command["$db"], _body(command), None
        )
        return _document(row[0])

    def _open_cursor(self, function: LiteralString, command: Document) -> Document:
        connection, database = self._connection(), command["$db"]
        cursor = next(self._cursor_ids)
        page, continuation, _, _ = connection.call(
            f"documentdb_api.{function}", database, _body(command), cursor
        )
        return self._page(connection, database, page, continuation, cursor)

    def _get_more(self, _: Connection, command: Document) -> Document:
        cursor = command["getMore"]
        owner, database, continuation = self._cursors.pop(cursor)
        state = bytes.fromhex(continuation.removeprefix(BSON))
        page, left = owner.call("documentdb_api.cursor_get_more", database, _body(command), state)
        return self._page(owner, database, page, left, cursor)

    def _page(
        self, connection: Connection, database: str, page: str, left: str | None, cursor: int
    ) -> Document:
        reply = _document(page)
        if left:
            self._cursors[cursor] = (connection, database, left)
        reply["cursor"]["id"] = bson.Int64(cursor if left else 0)
        return reply

    def _kill_cursors(self, _: Connection, command: Document) -> Document:
        for cursor in command["cursors"]:
            self._cursors.pop(cursor, None)
        return {"ok": 1.0, "cursorsKilled": command["cursors"]}

    def _create_indexes(self, connection: Connection, command: Document) -> Document:
        row = connection.call(
            "documentdb_api_internal.create_indexes_non_concurrently",
            command["$db"],
            _body(command),
            True,  # noqa: FBT003 - the engine's own signature
        )
        return _document(row[0])

    def _drop(self, connection: Connection, command: Document) -> Document:
        function: LiteralString = "documentdb_api.drop_collection"
        connection.call(function, command["$db"], command["drop"], None, None, False)  # noqa: FBT003
        return {"ok": 1.0}

    def _drop_database(self, connection: Connection, command: Document) -> Document:
        connection.call("documentdb_api.drop_database", command["$db"], None)
        return {"ok": 1.0, "dropped": command["$db"]}


def _body(command: Document) -> bytes:
    fields = {name: value for name, value in command.items() if name not in ENVELOPE}
    return bson.encode(fields, codec_options=OPTIONS)


def _document(text: str) -> Document:
    return bson.decode(bytes.fromhex(text.removeprefix(BSON)), OPTIONS)


def _state(packed: int) -> str:
    """The five letters of a state that PostgreSQL has packed into a number, six bits each."""
    return "".join(chr((packed >> 6 * at & 0x3F) + ord("0")) for at in range(5))
