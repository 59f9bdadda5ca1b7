"""Which body each Idempotency-Key came with, where one request changes several documents.

The first that comes claims its key. A claim is kept for ever, because a repeat may come however
late; only staff, and customers who want to be forgotten, make any.
"""

from contextlib import suppress

from pymongo import ReturnDocument
from pymongo.collection import Collection
from pymongo.errors import DuplicateKeyError

from services.contracts.requests import Mark, key_of
from services.runtime.mongo import Document


class Claims:
    """The keys of requests, each with the mark of the request that came first."""

    def __init__(self, collection: Collection[Document]) -> None:
        self._claims = collection

    def claim(self, mark: Mark) -> bool:
        """Claim the key of a request; False when another body has it. No mark claims nothing."""
        if not mark:
            return True
        key = {"_id": key_of(mark)}
        with suppress(DuplicateKeyError):
            row = self._claims.find_one_and_update(
                key,
                {"$setOnInsert": {"mark": mark}},
                upsert=True,
                return_document=ReturnDocument.AFTER,
            )
            return row is not None and row["mark"] == mark
        return self._claims.find_one({**key, "mark": mark}) is not None

    def refuse(self, mark: Mark) -> None:
        """Note that this request was refused: a repeat is refused too, whatever is so by then."""
        if mark:
            self._claims.update_one({"_id": key_of(mark)}, {"$set": {"refused": True}})

    def is_refused(self, mark: Mark) -> bool:
        """Return whether this request was refused."""
        if not mark:
            return False
        return self._claims.find_one({"_id": key_of(mark), "refused": True}) is not None
