"""The views in the data cache: written by aggregator alone, read by the proxy.

A document is `{_id, kind, refreshed_at, expires_at, ...}`. Past `SOFT` it is still shown, and its
owner is asked to announce again; past `HARD` it does not exist any more (T35), even if the
database has not yet swept it away.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from services.contracts.common import CustomerId, EnquiryId, OrderId

VIEWS = "views"
SOFT = timedelta(minutes=5)
HARD = timedelta(hours=24)
MARK = HARD - timedelta(minutes=10)
"""For how long a list is vouched for: less than any view in it lives, also if it came in parts."""
MISSING = timedelta(minutes=1)
"""For how long the proxy remembers that an order's owner does not know it."""
OVERTAKEN = timedelta(seconds=10)
"""For how long that may only mean that the order is on its way, so that it is no 404 yet."""

CATALOGUE = "catalogue"
"""`{version, items: [Item]}`"""
ZONES = "zones"
"""`{kind: zones, version, zones: [Zone]}`"""
LISTED_FIRST = datetime(9999, 1, 1, tzinfo=UTC)
"""`placed_at` of the mark that a customer's list is whole, so that it sorts before the orders."""


def order_view(order_id: OrderId) -> str:
    """`{kind: order, customer, placed_at, delivery_day, state, version, order, ...}`.

    `order` is absent while only a paper is known: `invoice`, `credit_note`, or in `credit_notes`
    one for each refund. In `client_secrets` is what the customer's browser, and nobody else's,
    answers the bank with: `{part: {attempt, client_secret, version}}`. `missing` and
    `missing_since` say that no such order exists.
    """
    return f"order:{order_id}"


def orders_view(customer: CustomerId) -> str:
    """`{kind: orders, customer, placed_at: LISTED_FIRST}`: all of this customer's orders are here.

    It expires before any of the orders that it vouches for.
    """
    return f"orders:{customer}"


def day_orders_view(day: date) -> str:
    """`{kind: day_orders}`: all orders to be delivered on this day are here."""
    return f"day-orders:{day.isoformat()}"


def enquiry_view(enquiry_id: EnquiryId) -> str:
    """`{kind: enquiry, customer, asked_at, is_open, version, enquiry, missing, missing_since}`."""
    return f"enquiry:{enquiry_id}"


def enquiries_view(customer: CustomerId) -> str:
    """`{kind: enquiries}`: all of this customer's enquiries are here; without one, all open."""
    return f"enquiries:{customer}"


def wallet_view(customer: CustomerId) -> str:
    """`{kind: wallet, customer, version, wallet: Wallet}`"""
    return f"wallet:{customer}"


def mismatch_view(order_id: str, kind: str, intent: str) -> str:
    """`{kind: mismatch, found_at, mismatch: Mismatch}`"""
    return f"mismatch:{order_id}:{kind}:{intent}"


def day_view(day: date) -> str:
    """`{kind: day, day, levels: {sku: {free, version}}, zones: {zone: {cutoff, closed, ...}}}`.

    A zone's entry is `{cutoff, closed, places, free, version}`. `levels`, or `zones`, is absent
    while only the other is known.
    """
    return f"day:{day.isoformat()}"


def audit_entry_view(act: str) -> str:
    """`{kind: act, at, act: StockAuditEntry}`: what a florist did about stems or delivery days."""
    return f"act:{act}"


def audit_log_view(day: date) -> str:
    """`{kind: audit_log, day}`: all that florists did on this day (UTC) is here.

    It expires before any of the acts that it vouches for.
    """
    return f"audit_log:{day.isoformat()}"


def profile_view(customer: CustomerId) -> str:
    """`{kind: profile, customer, version, profile: Profile}`"""
    return f"profile:{customer}"


def is_missing(view: Mapping[str, Any], now: datetime) -> bool:
    """Whether the owner has said for long enough that there is no such thing.

    A command that makes it may still be on its way: the kick can overtake it.
    """
    return bool(view.get("missing")) and now - view["missing_since"] >= OVERTAKEN


def is_soft(refreshed_at: datetime, now: datetime) -> bool:
    """Whether a view is old enough to ask its owner again."""
    return now - refreshed_at > SOFT
