"""An update of one view, and what all kinds of views share."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from services.contracts.values import Value
from services.contracts.views import HARD, LIST_COMPLETE_FOR, NOT_FOUND_FOR


class Write(Value):
    """An update of one view, made if `condition` holds.

    A view that does not exist is inserted, unless `inserted` is false.
    """

    view: str
    condition: dict[str, Any]
    update: dict[str, Any]
    inserted: bool = True


def not_found(kind: str, view: str, now: datetime) -> Write:
    """The not-found marker; never over a view that shows something."""
    return Write(
        view=view,
        condition={"missing": {"$exists": True}},
        update={
            "$set": {
                "kind": kind,
                "version": 0,
                "missing": True,
                "refreshed_at": now,
                "expires_at": now + NOT_FOUND_FOR,
            },
            "$setOnInsert": {"missing_since": now},
        },
    )


def mark_list_complete(
    kind: str, view: str, now: datetime, marks: Mapping[str, Any] | None = None
) -> Write:
    """Mark that every view of a list is here."""
    lives = {"refreshed_at": now, "expires_at": now + LIST_COMPLETE_FOR}
    return Write(view=view, condition={}, update={"$set": {"kind": kind, **(marks or {}), **lives}})


def not_newer(field: str, version: int) -> dict[str, Any]:
    """The condition that the view has no later version of a field."""
    return {"$or": [{field: {"$exists": False}}, {field: {"$lte": version}}]}


def fresh(now: datetime) -> dict[str, Any]:
    """When a view was written, and when it expires."""
    return {"refreshed_at": now, "expires_at": now + HARD}
