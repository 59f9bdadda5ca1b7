"""How values become documents."""

from datetime import date, datetime
from typing import Any

from services.contracts.inventory import DeliveryDay, SetDeliveryDay
from services.contracts.requests import Mark
from services.contracts.values import document_of
from services.runtime.mongo import Document


def stored(value: Any) -> Any:
    """The value as a document: dates with times as such, all else as in JSON.

    Raises msgspec.ValidationError for one that could not be read again.
    """
    return document_of(value, datetime)


def untouched(free: int) -> Document:
    """The fields of a supply, or day, of which so much is free and nothing held."""
    return {"free": free, "held": {}, "sold": 0, "version": 1}


def closed_day(command: SetDeliveryDay) -> Document:
    """A zone's day before it is set for the first time."""
    return {
        "zone": command.zone,
        "day": command.day.isoformat(),
        "cutoff": command.cutoff,
        "closed": True,
        "places": 0,
        **untouched(0),
    }


def delivery_day(row: Document) -> DeliveryDay:
    """A day of a zone, as it is stored."""
    return DeliveryDay(
        zone=row["zone"],
        day=date.fromisoformat(row["day"]),
        cutoff=row["cutoff"],
        closed=row["closed"],
        places=row["places"],
        free=row["free"],
        version=row["version"],
        setting=row.get("setting", 0),
    )


def once_by_mark(wanted: Document, mark: Mark) -> tuple[Document, Document]:
    """The condition of an update that a mark makes once, and what the update notes then.

    With an upsert, a repeat is a duplicate key. Without a mark every update is made.
    """
    if not mark:
        return wanted, {}
    path = f"marks.{mark}"
    return {**wanted, path: {"$exists": False}}, {path: True}
