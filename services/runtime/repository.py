"""Documents that are changed under their version: nobody overwrites what they have not seen."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from typing import Any, Generic, Protocol, TypeVar

import msgspec
from pymongo.collection import Collection
from pymongo.errors import DuplicateKeyError

from services.runtime.bus import AgainSoonError
from services.runtime.mongo import Document

ATTEMPTS = 5


class Versioned(Protocol):
    """What can be kept here."""

    @property
    def id(self) -> str:
        """Its key."""

    @property
    def version(self) -> int:
        """Counts its changes."""


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


class Shelf(Generic[ValueT]):
    """The values of one kind. `fields` are those by which a value is looked for."""

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
        """Write a new one; answers the one that is there when it was written before."""
        try:
            self._collection.insert_one(self._document(value))
        except DuplicateKeyError:
            return self.get(value.id)
        return value

    def get(self, key: str) -> ValueT:
        """The one with this key. Raises UnknownError."""
        row = self._collection.find_one({"_id": key})
        if row is None:
            raise UnknownError(f"{self._kind.__name__} {key} is not known (yet)")
        return self._value(row)

    def change(self, key: str, rule: Callable[[ValueT], ValueT]) -> ValueT:
        """Apply a rule to it as it is, and write it if that changed it.

        Raises UnknownError, or ContendedError when somebody else changed it each time.
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
        self, query: Mapping[str, Any], sort: list[tuple[str, int]], limit: int
    ) -> list[ValueT]:
        """Those that match, a bounded number of them."""
        rows = self._collection.find(query).sort(sort).limit(limit)
        return [self._value(row) for row in rows]

    def each(self, query: Mapping[str, Any]) -> Iterator[ValueT]:
        """All that match, read as they are asked for."""
        return map(self._value, self._collection.find(query))

    def _document(self, value: ValueT) -> Document:
        return {
            "_id": value.id,
            "version": value.version,
            **self._fields(value),
            "value": msgspec.to_builtins(value),
        }

    def _value(self, row: Document) -> ValueT:
        return msgspec.convert(row["value"], self._kind)
