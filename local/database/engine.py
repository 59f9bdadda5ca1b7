"""Executes commands with mongomock, one at a time, so that each is atomic.

mongomock is a library and not thread-safe: the caller holds one lock around `execute`.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import bson
import mongomock
import pymongo.errors

from local.database import lookup
from local.database.allowed import check
from local.wire import CommandError, Document, hello

BAD_VALUE = 2
UNKNOWN_ERROR = 8
NAMESPACE_NOT_FOUND = 26
DUPLICATE_KEY = 11000
WRITES = frozenset(
    {
        "insert",
        "update",
        "delete",
        "findandmodify",
        "create",
        "createindexes",
        "drop",
        "dropdatabase",
    }
)
INDEX_OPTIONS = ("unique", "sparse")
LIFETIME = "expireAfterSeconds"
VERSION = [5, 0, 0, 0]

Rows = list[Document]


class Engine:
    """All databases, in memory."""

    def __init__(self) -> None:
        lookup.install()
        self._client: Any = mongomock.MongoClient(tz_aware=False)
        # Kept here, because mongomock would search for expired documents at every access.
        self._lifetimes: dict[tuple[str, str], dict[str, Document]] = {}

    def execute(self, command: Document) -> Document:
        """Answer one command. Raises CommandError."""
        name = check(command)
        handler: Callable[[Document], Document] = getattr(self, f"_{name}")
        try:
            return {**handler(command), "ok": 1.0}
        except pymongo.errors.PyMongoError as error:
            raise CommandError(_code(error), str(error)) from error
        except (TypeError, ValueError, NotImplementedError) as error:
            raise CommandError(BAD_VALUE, str(error)) from error

    def databases(self) -> list[str]:
        """The names of the databases that have collections."""
        return [str(name) for name in self._client.list_database_names()]

    def collections(self, database: str) -> list[str]:
        """The names of a database's collections."""
        return [str(name) for name in self._client[database].list_collection_names()]

    def rows(self, database: str, collection: str) -> Rows:
        """Every document of a collection."""
        return list(self._client[database][collection].find())

    def indexes(self, database: str, collection: str) -> Rows:
        """The indexes of a collection as createIndexes would take them, but that of `_id`."""
        known = self._client[database][collection].index_information()
        return [
            {
                "name": name,
                "key": dict(index["key"]),
                **{option: index[option] for option in INDEX_OPTIONS if option in index},
                **self._lifetimes.get((database, collection), {}).get(name, {}),
            }
            for name, index in known.items()
            if name != "_id_"
        ]

    def _collection(self, command: Document) -> Any:
        return self._client[command["$db"]][next(iter(command.values()))]

    def _hello(self, _: Document) -> Document:
        return hello()

    _ismaster = _hello

    def _ping(self, _: Document) -> Document:
        return {}

    _endsessions = _killcursors = _ping

    def _buildinfo(self, _: Document) -> Document:
        return {"version": ".".join(map(str, VERSION[:3])), "versionArray": VERSION}

    def _insert(self, command: Document) -> Document:
        collection = self._collection(command)

        def insert(document: Document) -> Document:
            collection.insert_one(document)
            return {"n": 1}

        return _batch(command, command["documents"], insert)

    def _update(self, command: Document) -> Document:
        collection = self._collection(command)

        def update(operation: Document) -> Document:
            result = _update_method(collection, operation)(
                operation["q"], operation["u"], upsert=operation.get("upsert", False)
            )
            if result.upserted_id is not None:
                return {"n": 1, "nModified": 0, "upserted": result.upserted_id}
            return {"n": result.matched_count, "nModified": result.modified_count or 0}

        return {"nModified": 0, **_batch(command, command["updates"], update)}

    def _delete(self, command: Document) -> Document:
        collection = self._collection(command)

        def delete(operation: Document) -> Document:
            method = collection.delete_one if operation.get("limit") else collection.delete_many
            return {"n": method(operation["q"]).deleted_count}

        return _batch(command, command["deletes"], delete)

    def _findandmodify(self, command: Document) -> Document:
        collection = self._collection(command)
        query, order = command.get("query", {}), list(command.get("sort", {}).items()) or None
        fields = command.get("fields")
        if command.get("remove"):
            value = collection.find_one_and_delete(query, projection=fields, sort=order)
        else:
            update = command["update"]
            by_operators = any(name.startswith("$") for name in update)
            method = (
                collection.find_one_and_update if by_operators else collection.find_one_and_replace
            )
            value = method(
                query,
                update,
                projection=fields,
                sort=order,
                upsert=command.get("upsert", False),
                return_document=command.get("new", False),
            )
        found = value is not None
        return {"value": value, "lastErrorObject": {"n": int(found), "updatedExisting": found}}

    def _find(self, command: Document) -> Document:
        cursor = self._collection(command).find(
            command.get("filter", {}), command.get("projection")
        )
        if command.get("sort"):
            cursor = cursor.sort(list(command["sort"].items()))
        cursor = cursor.skip(command.get("skip", 0)).limit(abs(command.get("limit", 0)))
        return _page(command, list(cursor))

    def _create(self, command: Document) -> Document:
        self._client[command["$db"]].create_collection(command["create"])
        return {}

    def _createindexes(self, command: Document) -> Document:
        collection = self._collection(command)
        for index in command["indexes"]:
            options = {option: index[option] for option in INDEX_OPTIONS if option in index}
            keys = [(field, int(direction)) for field, direction in index["key"].items()]
            collection.create_index(keys, name=index["name"], **options)
            if LIFETIME in index:
                lifetimes = self._lifetimes.setdefault((command["$db"], collection.name), {})
                lifetimes[index["name"]] = {LIFETIME: index[LIFETIME]}
        return {}

    def _listindexes(self, command: Document) -> Document:
        known = self.indexes(command["$db"], command["listIndexes"])
        return _page(command, [{"v": 2, "key": {"_id": 1}, "name": "_id_"}, *known])

    def _listcollections(self, command: Document) -> Document:
        names = self.collections(command["$db"])
        return _page(command, [{"name": name, "type": "collection"} for name in names])

    def _drop(self, command: Document) -> Document:
        if command["drop"] not in self.collections(command["$db"]):
            raise CommandError(NAMESPACE_NOT_FOUND, "ns not found")
        self._collection(command).drop()
        self._lifetimes.pop((command["$db"], command["drop"]), None)
        return {}

    def _dropdatabase(self, command: Document) -> Document:
        self._client.drop_database(command["$db"])
        for namespace in [n for n in self._lifetimes if n[0] == command["$db"]]:
            del self._lifetimes[namespace]
        return {"dropped": command["$db"]}

    def expired(self, now: datetime) -> list[Document]:
        """The delete commands for documents that are expired by a time-to-live index."""
        moment = now.astimezone(UTC).replace(tzinfo=None)
        return [
            {"delete": collection, "$db": database, "deletes": [{"q": {"_id": key}, "limit": 1}]}
            for database in self.databases()
            for collection in self.collections(database)
            for index in self.indexes(database, collection)
            if LIFETIME in index
            for key in self._over(database, collection, index, moment)
        ]

    def _over(self, database: str, collection: str, index: Document, now: datetime) -> list[Any]:
        field, seconds = next(iter(index["key"])), index[LIFETIME]
        return [
            row["_id"]
            for row in self.rows(database, collection)
            if isinstance(row.get(field), datetime)
            and (now - row[field]).total_seconds() >= seconds
        ]


def _update_method(collection: Any, operation: Document) -> Any:
    if operation.get("multi"):
        return collection.update_many
    by_operators = any(name.startswith("$") for name in operation["u"])
    return collection.update_one if by_operators else collection.replace_one


def _batch(command: Document, operations: Rows, apply: Callable[[Document], Document]) -> Document:
    """Apply each operation; an ordered batch ends at the first failure, as MongoDB's does."""
    totals: dict[str, int] = {"n": 0}
    upserted: Rows = []
    errors: Rows = []
    for index, operation in enumerate(operations):
        try:
            outcome = apply(operation)
        except pymongo.errors.PyMongoError as error:
            errors.append({"index": index, "code": _code(error), "errmsg": str(error)})
            if command.get("ordered", True):
                break
            continue
        if "upserted" in outcome:
            upserted.append({"index": index, "_id": outcome.pop("upserted")})
        for name, count in outcome.items():
            totals[name] = totals.get(name, 0) + count
    return {
        **totals,
        **({"upserted": upserted} if upserted else {}),
        **({"writeErrors": errors} if errors else {}),
    }


def _page(command: Document, rows: Rows) -> Document:
    """A cursor's only page: the store reads bounded lists (DocumentDB has few cursors)."""
    namespace = f"{command['$db']}.{next(iter(command.values()))}"
    return {"cursor": {"id": bson.Int64(0), "ns": namespace, "firstBatch": rows}}


def _code(error: Exception) -> int:
    if isinstance(error, pymongo.errors.DuplicateKeyError):
        return DUPLICATE_KEY
    code = getattr(error, "code", None)
    return code if isinstance(code, int) else UNKNOWN_ERROR
