"""The delivery zones."""

from contextlib import suppress

import msgspec
from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from services.contracts.inventory import Zone
from services.contracts.requests import Mark
from services.inventory.repository.documents import once_by_mark, stored
from services.manifest import INVENTORY
from services.runtime.mongo import Document, own

ALL_ZONES = "zones"
"""The `_id` of the one document in `zones`: they are replaced as a whole."""


class Zones:
    """Where the shop delivers."""

    def __init__(self, database: Database[Document]) -> None:
        self._zones = own(database, "zones", INVENTORY)

    def put(self, zones: tuple[Zone, ...], mark: Mark = "") -> None:
        """Deliver to these zones, and to no others; once for a mark, however late it comes."""
        wanted, marked = once_by_mark({"_id": ALL_ZONES}, mark)
        with suppress(DuplicateKeyError):
            self._zones.update_one(
                wanted,
                {"$set": {"zones": stored(zones), **marked}, "$inc": {"version": 1}},
                upsert=True,
            )

    def read(self) -> tuple[tuple[Zone, ...], int]:
        """Every zone, and the version of the whole."""
        row = self._zones.find_one({"_id": ALL_ZONES}) or {"zones": [], "version": 0}
        return msgspec.convert(row["zones"], tuple[Zone, ...]), row["version"]
