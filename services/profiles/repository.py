"""Profiles' collection: one document per customer; of one who was erased, that they were.

`days` repeats the profile's reminders as `MM-DD`, so that an index finds who has one.
`described_at` and `email_requested_at` are when the customer last described themselves, and asked
for another e-mail address: of two requests the later stands.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import msgspec
from msgspec.structs import replace
from pymongo import ASCENDING, ReturnDocument
from pymongo.database import Database

from services.contracts.common import CustomerId
from services.contracts.profiles import Profile, UpdateProfile
from services.manifest import PROFILES
from services.profiles.domain import marks_of, marks_on
from services.runtime.bus import AgainSoonError
from services.runtime.mongo import Document, own


class ContendedProfileError(AgainSoonError):
    """The profile changed at the same moment; the message comes again."""


class Profiles:
    """The customers, as they describe themselves."""

    def __init__(self, database: Database[Document]) -> None:
        self._profiles = own(database, "profiles", PROFILES)

    def ensure_indexes(self) -> None:
        """The way to those who want to hear of a day; harmless to repeat."""
        self._profiles.create_index([("days", ASCENDING), ("_id", ASCENDING)], name="days")

    def get(self, customer: CustomerId) -> Profile | None:
        """The customer's profile, if there is one; an empty one of somebody who was erased."""
        row = self._profiles.find_one({"_id": customer})
        return _profile(row) if row else None

    def add(self, profile: Profile) -> Profile:
        """Write a first profile; answers the one that is there when there was one already."""
        fresh = {"version": 1, "profile": msgspec.to_builtins(profile)}
        row = self._profiles.find_one_and_update(
            {"_id": profile.customer},
            {"$setOnInsert": fresh},
            upsert=True,
            return_document=ReturnDocument.AFTER,
        )
        return _profile(row or fresh)

    def describe(self, command: UpdateProfile) -> Profile:
        """Replace what the customer says of themselves, unless they said so later already.

        Raises ContendedProfileError.
        """
        row = self._row(command.customer.id)
        if _is_done(row, "described_at", command.requested_at):
            return _profile(row)
        after = replace(
            _profile(row),
            name=command.name,
            address=command.address,
            recipients=command.recipients,
            reminders=command.reminders,
        )
        return self._change(row, after, described_at=command.requested_at, days=marks_of(after))

    def request_email(self, customer: CustomerId, email: str, requested_at: datetime) -> Profile:
        """Note the address that the customer requests, unless they requested one later already.

        Raises ContendedProfileError.
        """
        row = self._row(customer)
        if _is_done(row, "email_requested_at", requested_at):
            return _profile(row)
        return self._change(
            row, replace(_profile(row), new_email=email), email_requested_at=requested_at
        )

    def withdraw_email(self, customer: CustomerId, email: str) -> Profile:
        """The customer cannot have this address. Raises ContendedProfileError."""
        row = self._row(customer)
        profile = _profile(row)
        if profile.new_email != email:
            return profile
        return self._change(row, replace(profile, new_email=""))

    def confirm_email(self, customer: CustomerId, email: str) -> Profile:
        """This is the customer's address; a request for it is done.

        Raises ContendedProfileError.
        """
        row = self._row(customer)
        profile = _profile(row)
        waiting = "" if profile.new_email == email else profile.new_email
        after = replace(profile, email=email, new_email=waiting)
        return profile if after == profile else self._change(row, after)

    def erase(self, customer: CustomerId, erased_at: datetime) -> Profile:
        """Leave nothing of the customer but that they were erased; harmless to repeat.

        Raises ContendedProfileError.
        """
        self.add(Profile(customer))
        row = self._row(customer)
        if "erased_at" in row:
            return _profile(row)
        after = Profile(customer, version=row["version"] + 1)
        replaced = self._profiles.update_one(
            _unchanged(row),
            {
                "$set": {
                    "profile": msgspec.to_builtins(after),
                    "version": after.version,
                    "erased_at": erased_at,
                },
                "$unset": {"days": "", "described_at": "", "email_requested_at": ""},
            },
        )
        _check(replaced.matched_count)
        return after

    def reminded(self, day: date, after: CustomerId, limit: int) -> list[Profile]:
        """The next profiles after a customer, by their ids, with a reminder of this day."""
        wanted: Document = {"days": {"$in": marks_on(day)}, "_id": {"$gt": after}}
        rows = self._profiles.find(wanted, sort=[("_id", ASCENDING)], limit=limit)
        return [_profile(row) for row in rows]

    def _row(self, customer: CustomerId) -> Document:
        row = self._profiles.find_one({"_id": customer})
        if row is None:
            raise LookupError("a profile is added before it is changed")
        return row

    def _change(self, row: Document, after: Profile, **marks: Any) -> Profile:
        """Write the next version of a profile that nobody has changed since it was read."""
        if "erased_at" in row:
            return _profile(row)
        after = replace(after, version=row["version"] + 1)
        changed = self._profiles.update_one(
            _unchanged(row),
            {"$set": {"profile": msgspec.to_builtins(after), "version": after.version, **marks}},
        )
        _check(changed.matched_count)
        return after


def _unchanged(row: Document) -> Document:
    return {"_id": row["_id"], "version": row["version"]}


def _check(matched: int) -> None:
    if not matched:
        raise ContendedProfileError("the profile changed at the same moment: again, please")


def _is_done(row: Document, mark: str, requested_at: datetime) -> bool:
    """Whether the customer asked for the same thing at this moment or later."""
    as_kept = requested_at.replace(microsecond=requested_at.microsecond // 1000 * 1000)
    return mark in row and row[mark] >= as_kept


def _profile(row: Mapping[str, Any]) -> Profile:
    return msgspec.convert(row["profile"], Profile)
