"""What an announcement changes in which view, and when it is too late for that.

Announcements come in any order and more than once. Each write carries the condition that nothing
newer is there, so that every order of arrival ends in the same views.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import msgspec

from services.contracts.commissions import Enquiry, EnquiryState
from services.contracts.common import CustomerId, EnquiryId, OrderId
from services.contracts.inventory import DeliveryDay, Item, Level, StockAuditEntry, Zone
from services.contracts.invoices import Invoice
from services.contracts.orders import Order, Payment, PaymentState
from services.contracts.payments import ClientSecretIssued, Mismatch, Part, Wallet
from services.contracts.profiles import Profile
from services.contracts.values import Value
from services.contracts.views import (
    CATALOGUE,
    HARD,
    LISTED_FIRST,
    MARK,
    MISSING,
    ZONES,
    audit_entry_view,
    audit_log_view,
    day_orders_view,
    day_view,
    enquiries_view,
    enquiry_view,
    mismatch_view,
    order_view,
    orders_view,
    profile_view,
    wallet_view,
)

PAYMENTS = {Part.FIRST: "order.payment", Part.BALANCE: "order.balance.payment"}
"""Where the view of an order has its payments."""


class Write(Value):
    """An update of one view: made if `condition` holds, or if there is no such view.

    The latter only while it is `inserted`.
    """

    view: str
    condition: dict[str, Any]
    update: dict[str, Any]
    inserted: bool = True


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
                "delivery_day": order.delivery.day.isoformat(),
                "state": order.state,
                "version": order.version,
                "order": msgspec.to_builtins(order),
                **_paper("invoice", order.invoice),
                **_paper("credit_note", order.credit_note),
                **_notes_of_refunds(order),
                **_fresh(now),
            },
            "$unset": {"missing": "", "missing_since": ""},
        },
    )


def show_client_secret(news: ClientSecretIssued, now: datetime) -> Write:
    """What the customer's browser answers the bank with, unless something newer is known.

    It lives as long as the view that it is written into.
    """
    path = _secret_of(news.part)
    known = {
        "attempt": news.attempt,
        "client_secret": news.client_secret,
        "version": news.version,
    }
    newest = (f"{path}.version", f"{PAYMENTS[news.part]}.version")
    return Write(
        view=order_view(news.order_id),
        condition={"$and": [_not_newer(field, news.version) for field in newest]},
        update={
            "$set": {path: known},
            "$setOnInsert": {"kind": "order", "version": 0, **_fresh(now)},
        },
    )


def forget_client_secrets(order: Order) -> tuple[Write, ...]:
    """Those of the order that no bank asks for any more: of an earlier attempt, or answered."""
    paid = [(part, payment) for part in Part if (payment := order.payment_of(part))]
    return tuple(
        _forget_secret(order.id, part, payment)
        for part, payment in paid
        if payment.state is not PaymentState.NONE
    )


def _forget_secret(order: OrderId, part: Part, payment: Payment) -> Write:
    path = _secret_of(part)
    asked = payment.attempt if payment.state is PaymentState.ACTION_REQUIRED else ""
    return Write(
        view=order_view(order),
        condition={
            f"{path}.version": {"$lte": payment.version},
            f"{path}.attempt": {"$nin": [asked]},
        },
        update={"$unset": {path: ""}},
        inserted=False,
    )


def _secret_of(part: Part) -> str:
    return f"client_secrets.{part}"


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


def show_note_of_refund(
    order: OrderId, customer: CustomerId, refund: str, paper: Invoice, now: datetime
) -> Write:
    """The credit note for one of the order's refunds."""
    return show_paper(_note_of(refund), order, customer, paper, now)


def show_missing(order: OrderId, now: datetime) -> Write:
    """That there is no such order; never over one that is shown."""
    return _missing("order", order_view(order), now)


def show_enquiry_missing(enquiry: EnquiryId, now: datetime) -> Write:
    """That there is no such enquiry."""
    return _missing("enquiry", enquiry_view(enquiry), now)


def _missing(kind: str, view: str, now: datetime) -> Write:
    return Write(
        view=view,
        condition={"missing": {"$exists": True}},
        update={
            "$set": {
                "kind": kind,
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
    marks = {"customer": customer, "placed_at": LISTED_FIRST}
    return _vouch("orders", orders_view(customer), now, marks)


def vouch_for_day(day: date, now: datetime) -> Write:
    """That all orders for this day are shown."""
    return _vouch("day_orders", day_orders_view(day), now)


def vouch_for_enquiries(customer: CustomerId, now: datetime) -> Write:
    """That all enquiries of this customer are shown, or without one all that are open."""
    return _vouch("enquiries", enquiries_view(customer), now)


def _vouch(kind: str, view: str, now: datetime, marks: Mapping[str, Any] | None = None) -> Write:
    lives = {"refreshed_at": now, "expires_at": now + MARK}
    return Write(view=view, condition={}, update={"$set": {"kind": kind, **(marks or {}), **lives}})


def show_enquiry(enquiry: Enquiry, now: datetime) -> Write:
    """An enquiry as it stands."""
    return Write(
        view=enquiry_view(enquiry.id),
        condition={"version": {"$lte": enquiry.version}},
        update={
            "$set": {
                "kind": "enquiry",
                "customer": enquiry.customer,
                "asked_at": enquiry.asked_at,
                "is_open": enquiry.state in (EnquiryState.ENQUIRED, EnquiryState.QUOTED),
                "version": enquiry.version,
                "enquiry": msgspec.to_builtins(enquiry),
                **_fresh(now),
            },
            "$unset": {"missing": "", "missing_since": ""},
        },
    )


def show_wallet(wallet: Wallet, now: datetime) -> Write:
    """A customer's cards."""
    return Write(
        view=wallet_view(wallet.customer),
        condition={"version": {"$lte": wallet.version}},
        update={
            "$set": {
                "kind": "wallet",
                "customer": wallet.customer,
                "version": wallet.version,
                "wallet": msgspec.to_builtins(wallet),
                **_fresh(now),
            }
        },
    )


def show_mismatch(mismatch: Mismatch, now: datetime) -> Write:
    """A difference between the books and the money, until reconciliation finds it no more."""
    return Write(
        view=mismatch_view(mismatch.order_id, mismatch.kind, mismatch.intent),
        condition={},
        update={
            "$set": {
                "kind": "mismatch",
                "found_at": now,
                "mismatch": msgspec.to_builtins(mismatch),
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


def show_zones(zones: tuple[Zone, ...], version: int, now: datetime) -> Write:
    """Where the shop delivers."""
    return Write(
        view=ZONES,
        condition={"version": {"$lte": version}},
        update={
            "$set": {
                "kind": "zones",
                "version": version,
                "zones": msgspec.to_builtins(zones),
                **_fresh(now),
            }
        },
    )


def show_day(day: DeliveryDay, now: datetime) -> Write:
    """A delivery day of one zone."""
    path = f"zones.{day.zone}"
    shown = {
        "cutoff": day.cutoff,
        "closed": day.closed,
        "places": day.places,
        "free": day.free,
        "version": day.version,
    }
    return _show_of_day(day.day, path, shown, now)


def show_level(level: Level, now: datetime) -> Write:
    """How much is free of one supply of a delivery day."""
    shown = {"free": level.free, "version": level.version}
    return _show_of_day(level.day, f"levels.{level.sku}", shown, now)


def _show_of_day(day: date, path: str, shown: dict[str, Any], now: datetime) -> Write:
    return Write(
        view=day_view(day),
        condition=_not_newer(f"{path}.version", shown["version"]),
        update={"$set": {"kind": "day", "day": day.isoformat(), path: shown, **_fresh(now)}},
    )


def show_act(act: StockAuditEntry, now: datetime) -> Write:
    """What a florist did about stems or days; it is never another."""
    return Write(
        view=audit_entry_view(act.id),
        condition={},
        update={
            "$set": {"kind": "act", "at": act.at, "act": msgspec.to_builtins(act), **_fresh(now)}
        },
    )


def vouch_for_audit_log(day: date, now: datetime) -> Write:
    """That all acts of this day (UTC) are shown."""
    return _vouch("audit_log", audit_log_view(day), now, {"day": day.isoformat()})


def show_profile(profile: Profile, now: datetime) -> Write:
    """A customer's profile."""
    return Write(
        view=profile_view(profile.customer),
        condition={"version": {"$lte": profile.version}},
        update={
            "$set": {
                "kind": "profile",
                "customer": profile.customer,
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


def _notes_of_refunds(order: Order) -> dict[str, Any]:
    papers = ((_note_of(refund.id), refund.credit_note) for refund in order.refunds)
    return {name: shown for field, paper in papers for name, shown in _paper(field, paper).items()}


def _note_of(refund: str) -> str:
    return f"credit_notes.{refund}"


def _fresh(now: datetime) -> dict[str, Any]:
    return {"refreshed_at": now, "expires_at": now + HARD}
