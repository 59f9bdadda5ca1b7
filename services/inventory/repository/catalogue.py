"""The catalogue: what is sold."""

from contextlib import suppress

import msgspec
from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from services.contracts.common import Sku
from services.contracts.inventory import Item
from services.contracts.requests import Mark
from services.inventory.repository.documents import once_by_mark, stored
from services.manifest import INVENTORY
from services.runtime.mongo import Document, own

CATALOGUE_VERSION = "#version"
"""The `_id` in `items` that is no item but counts the catalogue's changes."""
ITEMS_SHOWN = 500


class Catalogue:
    """What is sold."""

    def __init__(self, database: Database[Document]) -> None:
        self._items = own(database, "items", INVENTORY)

    def put(self, items: tuple[Item, ...], mark: Mark = "") -> None:
        """Sell these items at these prices; once for a mark, however late it comes again."""
        wanted, marked = once_by_mark({"_id": CATALOGUE_VERSION}, mark)
        if marked and self._items.find_one({"_id": CATALOGUE_VERSION, **marked}):
            return
        for item in items:
            document = stored(item)
            self._items.replace_one({"_id": item.sku}, document, upsert=True)
        noted = {"$set": marked} if marked else {}
        with suppress(DuplicateKeyError):
            self._items.update_one(wanted, {"$inc": {"version": 1}, **noted}, upsert=True)

    def read(self) -> tuple[tuple[Item, ...], int]:
        """Every item by its SKU, and the version of the whole."""
        rows = list(self._items.find().sort("_id", 1).limit(ITEMS_SHOWN))
        version = next((row["version"] for row in rows if row["_id"] == CATALOGUE_VERSION), 0)
        return tuple(_item(row) for row in rows if row["_id"] != CATALOGUE_VERSION), version

    def sells(self, sku: Sku) -> bool:
        """Whether there is such an item."""
        return self._items.find_one({"_id": sku}) is not None


def _item(row: Document) -> Item:
    return msgspec.convert({k: v for k, v in row.items() if k != "_id"}, Item)
