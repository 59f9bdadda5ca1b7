"""The repository that services keep their documents in, and the one compare-and-set.

A document is written only under the version that was read, so nobody overwrites what they have not
seen.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from typing import Any, Generic, Protocol, TypeVar

import msgspec
from pymongo.collection import Collection
from pymongo.errors import DuplicateKeyError

from services.contracts.reading import read_value
from services.contracts.values import document_of
from services.runtime.bus import AgainSoonError
from services.runtime.mongo import Document

ATTEMPTS = 5


class Versioned(Protocol):
    """A value that a repository can keep."""

    @property
    def id(self) -> str:
        """The key of its document."""

    @property
    def version(self) -> int:
        """The number of its changes."""


ValueT = TypeVar("ValueT", bound=Versioned)
ResultT = TypeVar("ResultT")


class UnknownError(AgainSoonError):
    """There is no such document (yet: messages come in any order)."""


class ContendedError(AgainSoonError):
    """Somebody else changed the document meanwhile; the message comes again."""


def retried(step: Callable[[], ResultT]) -> ResultT:
    """The step's result. It begins again when somebody else changed a document that it had read.

    Raises ContendedError when that happened each time.
    """
    for _ in range(ATTEMPTS - 1):
        with suppress(ContendedError):
            return step()
    return step()


class Repository(Generic[ValueT]):
    """The documents of one collection, each of them a value of one kind.

    A document has the key, the version, the value, and `fields`: those that queries and indexes
    need. A subclass adds the queries of its service. `change` is the only way to change a document.
    It is a compare-and-set, and safe when two instances change the same document at once.
    """

    def __init__(
        self,
        collection: Collection[Document],
        kind: type[ValueT],
        fields: Callable[[ValueT], Document],
    ) -> None:
        self._collection = collection
        self._kind = kind
        self._fields = fields

    def add(self, value: ValueT) -> ValueT:
        """Write a new value. Return the one that is there when it was written before."""
        try:
            self._collection.insert_one(self._document(value))
        except DuplicateKeyError:
            return self.get(value.id)
        return value

    def get(self, key: str) -> ValueT:
        """Return the value with this key. Raises UnknownError."""
        row = self._collection.find_one({"_id": key})
        if row is None:
            raise UnknownError(f"{self._kind.__name__} {key} is not known (yet)")
        return self._value(row)

    def change(self, key: str, rule: Callable[[ValueT], ValueT]) -> ValueT:
        """Apply a rule to the value, and write the result if it differs. Return what is written.

        The rule runs again when somebody else changed the document meanwhile. Raises UnknownError,
        or ContendedError after `ATTEMPTS` attempts.
        """

        def step() -> ValueT:
            before = self.get(key)
            return self.replace(before, rule(before))

        return retried(step)

    def replace(self, before: ValueT, after: ValueT) -> ValueT:
        """Write `after` with the next version, if it differs from what was read before.

        Raises ContendedError when somebody else changed it since.
        """
        if after == before:
            return before
        changed: Any = after
        after = msgspec.structs.replace(changed, version=before.version + 1)
        written = self._collection.replace_one(
            {"_id": before.id, "version": before.version}, self._document(after)
        )
        if not written.matched_count:
            raise ContendedError(f"{self._kind.__name__} {before.id} was changed meanwhile")
        return after

    def find(
        self, query: Mapping[str, Any], sort: list[tuple[str, int]], limit: int = 0
    ) -> list[ValueT]:
        """Return the values that match, at most `limit` of them; 0: all."""
        rows = self._collection.find(query).sort(sort).limit(limit)
        return [self._value(row) for row in rows]

    def each(self, query: Mapping[str, Any]) -> Iterator[ValueT]:
        """Iterate over all values that match, and read them one after the other."""
        return map(self._value, self._collection.find(query))

    def _document(self, value: ValueT) -> Document:
        """Raises msgspec.ValidationError for a value that could not be read again."""
        return {
            "_id": value.id,
            "version": value.version,
            **self._fields(value),
            "value": document_of(value),
        }

    def _value(self, row: Document) -> ValueT:
        return read_value(row["value"], self._kind)
