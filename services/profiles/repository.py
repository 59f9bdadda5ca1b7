"""Profiles' collection: one document per customer; of an erased customer, only that it was erased.

`days` repeats the profile's reminders as `MM-DD`, so that an index finds who has one.
"""

from datetime import date

from pymongo import ASCENDING
from pymongo.database import Database

from services.contracts.common import CustomerId
from services.manifest import PROFILES
from services.profiles.domain import CustomerRecord, marks_of, marks_on
from services.runtime.mongo import Document, own
from services.runtime.repository import Repository, UnknownError


class Profiles(Repository[CustomerRecord]):
    """The customers, as they describe themselves."""

    def __init__(self, database: Database[Document]) -> None:
        self._profiles = own(database, "profiles", PROFILES)
        super().__init__(
            self._profiles, CustomerRecord, lambda record: {"days": marks_of(record.profile)}
        )

    def find_one(self, customer: CustomerId) -> CustomerRecord | None:
        """The customer's record; None when there is none."""
        try:
            return self.get(customer)
        except UnknownError:
            return None

    def reminded(self, day: date, after: CustomerId, limit: int) -> list[CustomerRecord]:
        """The next records after a customer, by their ids, with a reminder of this day."""
        query: Document = {"days": {"$in": marks_on(day)}, "_id": {"$gt": after}}
        return self.find(query, [("_id", ASCENDING)], limit)
