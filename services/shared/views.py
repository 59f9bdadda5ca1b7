"""The views in the data cache: written by aggregator alone, read by the proxy.

A document is `{_id, kind, refreshed_at, expires_at, ...}`. Past `SOFT` it is still shown, and its
owner is asked to announce again; past `HARD` it does not exist any more (T35), even if the
database has not yet swept it away.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from services.shared.model import CustomerId, OrderId

VIEWS = "views"
SOFT = timedelta(minutes=5)
HARD = timedelta(hours=24)
MISSING = timedelta(minutes=1)
"""For how long the proxy remembers that an order's owner does not know it."""
OVERTAKEN = timedelta(seconds=10)
"""For how long that may only mean that the order is on its way, so that it is no 404 yet."""

CATALOGUE = "catalogue"
"""`{version, items: [Item]}`"""
LISTED_FIRST = datetime(9999, 1, 1, tzinfo=UTC)
"""`placed_at` of the mark that a customer's list is whole, so that it sorts before the orders."""


def order_view(order_id: OrderId) -> str:
    """`{kind: order, customer, placed_at, version, order, invoice, credit_note, missing, ...}`.

    `order` is absent while only a paper is known; `missing` and `missing_since` say that no such
    order exists.
    """
    return f"order:{order_id}"


def orders_view(customer: CustomerId) -> str:
    """`{kind: orders, customer, placed_at: LISTED_FIRST}`: all of this customer's orders are here.

    It expires before any of the orders that it vouches for.
    """
    return f"orders:{customer}"


def day_view(day: date) -> str:
    """`{kind: day, day, cutoff, closed, places, version, levels: {sku: {free, version}}}`.

    `day` is absent while only levels are known. The level of `PLACES` counts the free deliveries.
    """
    return f"day:{day.isoformat()}"


def profile_view(customer: CustomerId) -> str:
    """`{kind: profile, version, profile: Profile}`"""
    return f"profile:{customer}"


PLACES = "places"
"""In levels: the SKU that stands for the delivery day itself, one per order."""


def is_missing(view: Mapping[str, Any], now: datetime) -> bool:
    """Whether the owner has said for long enough that there is no such thing.

    A command that makes it may still be on its way: the kick can overtake it.
    """
    return bool(view.get("missing")) and now - view["missing_since"] >= OVERTAKEN


def is_soft(refreshed_at: datetime, now: datetime) -> bool:
    """Whether a view is old enough to ask its owner again."""
    return now - refreshed_at > SOFT
