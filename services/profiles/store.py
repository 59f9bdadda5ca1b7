"""Profiles' collection: one document per customer."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from pymongo import ReturnDocument
from pymongo.database import Database

from services.shared.bus import AgainSoonError
from services.shared.model import Address, CustomerId, Profile
from services.shared.mongo import Document, own
from services.shared.participants import PROFILES


class ContendedProfileError(AgainSoonError):
    """The profile changed at the same moment; the message comes again."""


class Profiles:
    """The customers, as they describe themselves."""

    def __init__(self, database: Database[Document]) -> None:
        self._profiles = own(database, "profiles", PROFILES)

    def get(self, customer: CustomerId) -> Profile | None:
        """The customer's profile, if there is one."""
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

    def describe(
        self, current: Profile, name: str, address: Address | None, requested_at: datetime
    ) -> Profile:
        """Replace name and address; of two descriptions the one that was asked for later stands.

        Raises ContendedProfileError.
        """
        row = self._profiles.find_one({"_id": current.customer}) or {}
        if row.get("requested_at") and row["requested_at"] >= requested_at:
            return _profile(row)
        after = msgspec.structs.replace(
            current, name=name, address=address, version=row["version"] + 1
        )
        changed = self._profiles.update_one(
            {"_id": current.customer, "version": row["version"]},
            {
                "$set": {"profile": msgspec.to_builtins(after), "requested_at": requested_at},
                "$inc": {"version": 1},
            },
        )
        if not changed.matched_count:
            raise ContendedProfileError("the profile changed at the same moment: again, please")
        return after


def _profile(row: Mapping[str, Any]) -> Profile:
    return msgspec.convert(row["profile"], Profile)
