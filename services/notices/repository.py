"""Notices' collection: one document per e-mail, by its occasion, so that it is sent once.

Nothing in it is personal. It is written before the call and after it: one instance claims the
e-mail, so that two at once send one. If it breaks off in between, the e-mail is sent again, because
twice is better than never.
"""

from contextlib import suppress
from datetime import datetime, timedelta
from enum import StrEnum

from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from services.manifest import NOTICES
from services.runtime.bus import AgainSoonError
from services.runtime.mongo import Document, own

KEPT = timedelta(days=90)
"""Far longer than any message can come again: queues keep one for 4 + 14 days."""


CLAIMED = timedelta(seconds=30)
"""Longer than an instance may run: after that, whoever claimed an e-mail has broken off."""


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

    def begin(self, occasion: str, now: datetime) -> bool:
        """Claim an e-mail that is about to be sent; False when it is settled already.

        Raises AgainSoonError while another instance has claimed it: that one sends it, or breaks
        off.
        """
        claim = {"claimed_until": now + CLAIMED}
        fresh = {"state": State.SENDING.value, "expires_at": now + KEPT, **claim}
        with suppress(DuplicateKeyError):
            self._notices.insert_one({"_id": occasion, **fresh})
            return True
        is_free = {"$or": [{"claimed_until": {"$exists": False}}, {"claimed_until": {"$lte": now}}]}
        claimed = self._notices.update_one(
            {"_id": occasion, "state": State.SENDING.value, **is_free}, {"$set": claim}
        )
        if claimed.matched_count:
            return True
        row = self._notices.find_one({"_id": occasion})
        if row is None or row["state"] == State.SENDING:
            raise AgainSoonError("this e-mail is being sent by another instance")
        return False

    def release(self, occasion: str) -> None:
        """Give up the claim: the e-mail was not sent, and is tried again."""
        self._notices.update_one({"_id": occasion}, {"$unset": {"claimed_until": ""}})

    def settle(self, occasion: str, state: State) -> None:
        """Note what became of it."""
        self._notices.update_one({"_id": occasion}, {"$set": {"state": state.value}})
