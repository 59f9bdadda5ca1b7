"""The views in the data cache: written by aggregator alone, read by the proxy.

A document is `{_id, kind, refreshed_at, expires_at, ...}`. Past `SOFT` it is still shown, and its
owner is asked to publish again; past `HARD` it does not exist any more (T35), even if the
database has not yet swept it away.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from services.contracts.common import CustomerId, EnquiryId, OrderId

VIEWS = "views"
SOFT = timedelta(minutes=5)
HARD = timedelta(hours=24)
LIST_COMPLETE_FOR = HARD - timedelta(minutes=10)
"""For how long a list is marked complete: less than any view in it lives."""
SEARCHED_FOR = timedelta(minutes=1)
"""How long what a search found is shown without looking again."""
NOT_FOUND_FOR = timedelta(minutes=1)
"""How long a not-found marker lives: the owner answered that it knows no such order or enquiry."""
NOT_FOUND_GRACE = timedelta(seconds=10)
"""How old it must be for a 404: before, the command that makes the thing may be on its way."""

CATALOGUE = "catalogue"
"""`{version, items: [Item]}`"""
ZONES = "zones"
"""`{kind: zones, version, zones: [Zone]}`"""
LISTED_FIRST = datetime(9999, 1, 1, tzinfo=UTC)
"""`placed_at` of the mark that a customer's list is complete: it sorts before the orders."""


def order_view(order_id: OrderId) -> str:
    """`{kind: order, customer, placed_at, delivery_day, state, version, order, ...}`.

    `order` is absent while only a document is known: `invoice`, `credit_note`, or in `credit_notes`
    one for each refund. In `client_secrets` is what the customer's browser, and nobody else's,
    answers the bank with: `{part: {attempt, client_secret, version}}`. `missing` and
    `missing_since` are the not-found marker: no such order exists.
    """
    return f"order:{order_id}"


def orders_view(customer: CustomerId) -> str:
    """`{kind: orders, customer, placed_at: LISTED_FIRST}`: all of this customer's orders are here.

    It expires before any of these orders.
    """
    return f"orders:{customer}"


def day_orders_view(day: date) -> str:
    """`{kind: day_orders}`: all orders to be delivered on this day are here."""
    return f"day-orders:{day.isoformat()}"


def search_view(terms: Sequence[str]) -> str:
    """`{kind: search, ids, more}`: the orders that have all of these terms are here."""
    return f"search:{' '.join(terms)}"


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
    """`{kind: day, day, levels: {sku: {free, ...}}, zones: {zone: {cutoff, closed, ...}}, whole}`.

    A level's entry is `{free, held, counts, version}`; `whole` says that there are no others. A
    zone's entry is `{cutoff, closed, places, free, version}`. `levels`, or `zones`, is absent
    while only the other is known.
    """
    return f"day:{day.isoformat()}"


def audit_entry_view(entry: str) -> str:
    """`{kind: audit_entry, at, entry: StockAuditEntry}`: what a florist did."""
    return f"audit_entry:{entry}"


def audit_log_view(day: date) -> str:
    """`{kind: audit_log, day}`: all that florists did on this day (UTC) is here.

    It expires before any of these entries.
    """
    return f"audit_log:{day.isoformat()}"


def profile_view(customer: CustomerId) -> str:
    """`{kind: profile, customer, version, profile: Profile}`"""
    return f"profile:{customer}"


def is_missing(view: Mapping[str, Any], now: datetime) -> bool:
    """Whether the view is a not-found marker that is old enough for a 404.

    A younger one is no proof: the refresh request can overtake the command that makes the thing.
    """
    return bool(view.get("missing")) and now - view["missing_since"] >= NOT_FOUND_GRACE


def is_soft(refreshed_at: datetime, now: datetime) -> bool:
    """Whether a view is old enough to ask its owner again."""
    return now - refreshed_at > SOFT
