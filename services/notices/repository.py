"""Notices' collection: one document per e-mail, by its occasion, so that it is sent once.

Nothing in it is personal. It is written before the call and after it: if the function breaks off in
between, the e-mail is sent again, because twice is better than never.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from pymongo import ReturnDocument
from pymongo.database import Database

from services.manifest import NOTICES
from services.runtime.mongo import Document, own

KEPT = timedelta(days=90)
"""Far longer than any message can come again: queues keep one for 4 + 14 days."""


class State(StrEnum):
    """What became of an e-mail. All states but the first are final."""

    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"
    """Amazon SES will not send it to this address."""
    NOBODY = "nobody"
    """There is no such customer (any more), or they have no address."""
    UNSENT = "unsent"
    """This store has no sender."""


class Notices:
    """The e-mails that were sent, or are being sent."""

    def __init__(self, database: Database[Document]) -> None:
        self._notices = own(database, "notices", NOTICES)

    def ensure_indexes(self) -> None:
        """Old documents expire; harmless to repeat."""
        self._notices.create_index([("expires_at", 1)], name="expiry", expireAfterSeconds=0)

    def begin(self, occasion: str, now: datetime) -> bool:
        """Note that an e-mail is about to be sent; False when it is settled already."""
        fresh = {"state": State.SENDING.value, "expires_at": now + KEPT}
        row = self._notices.find_one_and_update(
            {"_id": occasion},
            {"$setOnInsert": fresh},
            upsert=True,
            return_document=ReturnDocument.AFTER,
        )
        return (row or fresh)["state"] == State.SENDING

    def settle(self, occasion: str, state: State) -> None:
        """Note what became of it."""
        self._notices.update_one({"_id": occasion}, {"$set": {"state": state.value}})
