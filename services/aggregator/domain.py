"""What an announcement changes in which view, and when it is too late for that.

Announcements come in any order and more than once. Each write carries the condition that nothing
newer is there, so that every order of arrival ends in the same views.
"""

from datetime import datetime
from typing import Any

import msgspec

from services.shared.model import (
    CustomerId,
    DeliveryDay,
    Invoice,
    Item,
    Level,
    Order,
    OrderId,
    Profile,
)
from services.shared.values import Value
from services.shared.views import (
    CATALOGUE,
    HARD,
    LISTED_FIRST,
    MISSING,
    day_view,
    order_view,
    orders_view,
    profile_view,
)


class Write(Value):
    """An update of one view: made if `condition` holds, or if there is no such view."""

    view: str
    condition: dict[str, Any]
    update: dict[str, Any]


def show_order(order: Order, now: datetime) -> Write:
    """The order as it stands, unless a later version is shown."""
    return Write(
        view=order_view(order.id),
        condition={"version": {"$lte": order.version}},
        update={
            "$set": {
                "kind": "order",
                "customer": order.customer,
                "placed_at": order.placed_at,
                "version": order.version,
                "order": msgspec.to_builtins(order),
                **_paper("invoice", order.invoice),
                **_paper("credit_note", order.credit_note),
                **_fresh(now),
            },
            "$unset": {"missing": "", "missing_since": ""},
        },
    )


def show_paper(
    name: str, order: OrderId, customer: CustomerId, paper: Invoice, now: datetime
) -> Write:
    """The order's `invoice` or `credit_note`, even before the order itself is shown."""
    return Write(
        view=order_view(order),
        condition={},
        update={
            "$set": {**_paper(name, paper), **_fresh(now)},
            "$setOnInsert": {"kind": "order", "customer": customer, "version": 0},
        },
    )


def show_missing(order: OrderId, now: datetime) -> Write:
    """That there is no such order; never over one that is shown."""
    return Write(
        view=order_view(order),
        condition={"missing": {"$exists": True}},
        update={
            "$set": {
                "kind": "order",
                "version": 0,
                "missing": True,
                "refreshed_at": now,
                "expires_at": now + MISSING,
            },
            "$setOnInsert": {"missing_since": now},
        },
    )


def vouch_for_list(customer: CustomerId, now: datetime) -> Write:
    """That all of this customer's orders are shown."""
    return Write(
        view=orders_view(customer),
        condition={},
        update={
            "$set": {
                "kind": "orders",
                "customer": customer,
                "placed_at": LISTED_FIRST,
                **_fresh(now),
            }
        },
    )


def show_catalogue(items: tuple[Item, ...], version: int, now: datetime) -> Write:
    """Everything that is sold."""
    return Write(
        view=CATALOGUE,
        condition={"version": {"$lte": version}},
        update={
            "$set": {
                "kind": "catalogue",
                "version": version,
                "items": msgspec.to_builtins(items),
                **_fresh(now),
            }
        },
    )


def show_day(day: DeliveryDay, now: datetime) -> Write:
    """A delivery day's own settings."""
    return Write(
        view=day_view(day.day),
        condition=_not_newer("version", day.version),
        update={
            "$set": {
                "kind": "day",
                "day": day.day.isoformat(),
                "cutoff": day.cutoff,
                "closed": day.closed,
                "places": day.places,
                "version": day.version,
                **_fresh(now),
            }
        },
    )


def show_level(level: Level, now: datetime) -> Write:
    """How much is free of one supply of a delivery day."""
    path = f"levels.{level.sku}"
    return Write(
        view=day_view(level.day),
        condition=_not_newer(f"{path}.version", level.version),
        update={
            "$set": {
                "kind": "day",
                path: {"free": level.free, "version": level.version},
                **_fresh(now),
            }
        },
    )


def show_profile(profile: Profile, now: datetime) -> Write:
    """A customer's profile."""
    return Write(
        view=profile_view(profile.customer),
        condition={"version": {"$lte": profile.version}},
        update={
            "$set": {
                "kind": "profile",
                "version": profile.version,
                "profile": msgspec.to_builtins(profile),
                **_fresh(now),
            }
        },
    )


def _not_newer(field: str, version: int) -> dict[str, Any]:
    return {"$or": [{field: {"$exists": False}}, {field: {"$lte": version}}]}


def _paper(name: str, paper: Invoice | None) -> dict[str, Any]:
    return {name: msgspec.to_builtins(paper)} if paper else {}


def _fresh(now: datetime) -> dict[str, Any]:
    return {"refreshed_at": now, "expires_at": now + HARD}
