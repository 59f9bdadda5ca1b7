"""MongoDB as this store uses it: what DocumentDB 5.0, MongoDB and the embedded server do alike.

One service writes a collection (T21, T22); others may read it where the post says so.
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pymongo import MongoClient
from pymongo.collection import Collection
from pymongo.database import Database
from pymongo.errors import OperationFailure

from services.manifest import MANIFEST, OWNERS, Participant
from services.runtime.aws import Aws
from services.runtime.settings import optional, required

Document = dict[str, Any]
Documents = Database[Document]
"""A database of documents, for whoever hands one on to a store."""

COMMANDS = frozenset(
    {
        "hello", "ismaster", "ping", "buildinfo", "endsessions", "killcursors",
        "insert", "update", "delete", "find", "getmore", "findandmodify",
        "create", "createindexes", "listindexes", "listcollections", "drop", "dropdatabase",
    }
)  # fmt: skip
"""The commands that the store sends, in lower case; the embedded server refuses any other."""
QUERY_OPERATORS = frozenset(
    {"$and", "$eq", "$exists", "$gt", "$gte", "$in", "$lt", "$lte", "$nin", "$or"}
)
UPDATE_OPERATORS = frozenset({"$inc", "$set", "$setOnInsert", "$unset"})

POOL_SIZE = 2
"""Connections of one function instance; the stacks bound concurrency x pool by the cluster."""
IDLE_MILLISECONDS = 300_000
"""A connection that was unused for so long is replaced: a security group forgets it after 350 s.

https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/security-group-connection-tracking.html
"""
DATABASE = "crassula"
CACHE = "crassula_cache"
DUPLICATE_KEY = 11000
AUTHENTICATION_FAILED = 18
CA_BUNDLE = Path(__file__).with_name("global-bundle.pem")
"""Amazon's certificate authorities for DocumentDB."""


class NotTheOwnerError(Exception):
    """A service asked to write a collection that belongs to another one."""


class NotAReaderError(Exception):
    """A service asked to read a collection that its row of the manifest does not name."""


def connect(uri: str, **options: Any) -> MongoClient[Document]:
    """A client that fails fast and never retries a write by itself (DocumentDB before 8.0 cannot).

    Connects at first use. A read that fails on the way is tried once more by the driver.
    """
    return MongoClient(
        uri,
        connect=False,
        retryWrites=False,
        maxPoolSize=POOL_SIZE,
        connectTimeoutMS=2000,
        serverSelectionTimeoutMS=3000,
        waitQueueTimeoutMS=2000,
        maxIdleTimeMS=IDLE_MILLISECONDS,
        tz_aware=True,
        **{"socketTimeoutMS": 3000, **options},
    )


def database(aws: Aws) -> Database[Document]:
    """The business data: DATABASE_URI, or the cluster whose secret is DATABASE_SECRET."""
    return _cluster(aws, "DATABASE")[optional("DATABASE_NAME", DATABASE)]


def cache(aws: Aws) -> Database[Document]:
    """The data cache: CACHE_URI, or the cluster whose secret is CACHE_SECRET."""
    return _cluster(aws, "CACHE")[optional("CACHE_NAME", CACHE)]


def is_login_refused(error: BaseException | None) -> bool:
    """Whether the database no longer takes the password that an instance began with.

    Secrets Manager changes it every month; whoever asks for it again is let in.
    """
    return isinstance(error, OperationFailure) and error.code == AUTHENTICATION_FAILED


def _cluster(aws: Aws, name: str) -> MongoClient[Document]:
    uri = optional(f"{name}_URI")
    if uri:
        return connect(uri)
    return connect_by_secret(aws, required(f"{name}_SECRET"))


def secret_of(aws: Aws, name: str) -> Document:
    """The content of a secret. Raises as `Aws.call` does."""
    secret = aws.call("secretsmanager", "GetSecretValue", {"SecretId": name})
    content: Document = json.loads(secret["SecretString"])
    return content


def connect_by_secret(aws: Aws, name: str, **options: Any) -> MongoClient[Document]:
    """A client of the cluster whose address and login are in this secret."""
    login = secret_of(aws, name)
    return connect(
        f"mongodb://{login['host']}:{login['port']}/?replicaSet=rs0",
        username=login["username"],
        password=login["password"],
        tls=True,
        tlsCAFile=str(CA_BUNDLE),
        **options,
    )


def own(database: Database[Document], name: str, service: Participant) -> Collection[Document]:
    """The collection, to read and write. Raises NotTheOwnerError for anyone but its owner."""
    if OWNERS.get(name) is not service:
        raise NotTheOwnerError(f"{service} may not write {name}: {OWNERS.get(name)} owns it")
    return database[name]


def readable(database: Database[Document], name: str, service: Participant) -> Collection[Document]:
    """The collection, to be read. Raises NotAReaderError unless the manifest lets `service`."""
    if name not in MANIFEST[service].reads:
        raise NotAReaderError(f"{service} may not read {name}: services/manifest.py")
    return database[name]


class Reader:
    """Another service's collection: to be read, in whole documents."""

    def __init__(self, database: Database[Document], name: str, service: Participant) -> None:
        """Raises NotAReaderError unless the manifest lets `service` read it."""
        self._collection = readable(database, name, service)

    def find_one(self, key: str) -> Document | None:
        """The document with this `_id`."""
        return self._collection.find_one({"_id": key})

    def find_many(self, keys: Iterable[str]) -> list[Document]:
        """The documents with these `_id`s, in no order; those that do not exist are left out."""
        return list(self._collection.find({"_id": {"$in": list(keys)}}))

    def page(self, query: Mapping[str, Any], after: str, limit: int) -> list[Document]:
        """The next documents that match, in the order of their `_id`s, after one of them."""
        found = self._collection.find({**query, "_id": {"$gt": after}})
        return list(found.sort("_id", 1).limit(limit))
