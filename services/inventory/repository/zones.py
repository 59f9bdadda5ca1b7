"""The delivery zones."""

import msgspec
from pymongo.database import Database

from services.contracts.inventory import Zone
from services.inventory.repository.documents import stored
from services.manifest import INVENTORY
from services.runtime.mongo import Document, own

ALL_ZONES = "zones"
"""The `_id` of the one document in `zones`: they are replaced as a whole."""


class Zones:
    """Where the shop delivers."""

    def __init__(self, database: Database[Document]) -> None:
        self._zones = own(database, "zones", INVENTORY)

    def put(self, zones: tuple[Zone, ...]) -> None:
        """Deliver to these zones, and to no others."""
        self._zones.update_one(
            {"_id": ALL_ZONES},
            {"$set": {"zones": stored(zones)}, "$inc": {"version": 1}},
            upsert=True,
        )

    def read(self) -> tuple[tuple[Zone, ...], int]:
        """Every zone, and the version of the whole."""
        row = self._zones.find_one({"_id": ALL_ZONES}) or {"zones": [], "version": 0}
        return msgspec.convert(row["zones"], tuple[Zone, ...]), row["version"]
