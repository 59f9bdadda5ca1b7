"""The data cache, to be written."""

from pymongo import UpdateOne
from pymongo.database import Database
from pymongo.errors import BulkWriteError

from services.aggregator.domain.write import Write
from services.contracts.views import VIEWS
from services.manifest import AGGREGATOR
from services.runtime.mongo import DUPLICATE_KEY, Document, own


class NotShownError(Exception):
    """The cache refused a write. Says why, but not what: views name people, and this is logged."""


class Views:
    """The views, each a document."""

    def __init__(self, cache: Database[Document]) -> None:
        self._views = own(cache, VIEWS, AGGREGATOR)

    def apply(self, *writes: Write) -> None:
        """Make these writes, in one round trip, each if its condition holds.

        A write whose condition fails comes back as a duplicate key, for its view exists. Either
        something newer is there, or the view was inserted at this very moment: so those are tried
        once more as plain updates, which match only in the second case. Raises NotShownError.
        """
        if not writes:
            return
        try:
            self._views.bulk_write([_update(w, upsert=w.inserted) for w in writes], ordered=False)
        except BulkWriteError as error:
            failures = error.details["writeErrors"]
            codes = {failure["code"] for failure in failures}
            if codes != {DUPLICATE_KEY}:
                raise NotShownError(f"refused with {sorted(codes)}") from None
            again = [_update(writes[failure["index"]], upsert=False) for failure in failures]
            self._views.bulk_write(again, ordered=False)


def _update(write: Write, *, upsert: bool) -> UpdateOne:
    return UpdateOne({"_id": write.view, **write.condition}, write.update, upsert=upsert)
