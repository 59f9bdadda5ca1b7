"""The views of orders, with their documents and the client secrets of their payments."""

from datetime import date, datetime
from typing import Any

from services.aggregator.domain.write import Write, fresh, mark_list_complete, not_found, not_newer
from services.contracts.common import CustomerId, OrderId
from services.contracts.invoices import Invoice
from services.contracts.order_messages import OrdersFound
from services.contracts.orders import Order, Payment, PaymentState
from services.contracts.payments import ClientSecretIssued, Part
from services.contracts.values import document_of
from services.contracts.views import (
    LISTED_FIRST,
    SEARCHED_FOR,
    day_orders_view,
    order_view,
    orders_view,
    search_view,
)

PAYMENTS = {Part.FIRST: "order.payment", Part.BALANCE: "order.balance.payment"}
"""Where the view of an order has its payments."""


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
                "order": document_of(order),
                **_document("invoice", order.invoice),
                **_document("credit_note", order.credit_note),
                **_refund_notes(order),
                **fresh(now),
            },
            "$unset": {"missing": "", "missing_since": ""},
        },
    )


def show_client_secret(event: ClientSecretIssued, now: datetime) -> Write:
    """What the customer's browser answers the bank with, unless something newer is known.

    It lives as long as the view that it is written into.
    """
    path = _secret_of(event.part)
    known = {
        "attempt": event.attempt,
        "client_secret": event.client_secret,
        "version": event.version,
    }
    newest = (f"{path}.version", f"{PAYMENTS[event.part]}.version")
    return Write(
        view=order_view(event.order_id),
        condition={"$and": [not_newer(field, event.version) for field in newest]},
        update={
            "$set": {path: known},
            "$setOnInsert": {"kind": "order", "version": 0, **fresh(now)},
        },
    )


def forget_client_secrets(order: Order) -> tuple[Write, ...]:
    """Remove those that no bank asks for any more: of an earlier attempt, or answered."""
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


def show_document(
    name: str, order: OrderId, customer: CustomerId, document: Invoice, now: datetime
) -> Write:
    """The order's `invoice` or `credit_note`, even before the order itself is shown."""
    return Write(
        view=order_view(order),
        condition={},
        update={
            "$set": {**_document(name, document), **fresh(now)},
            "$unset": {"missing": "", "missing_since": ""},
            "$setOnInsert": {"kind": "order", "customer": customer, "version": 0},
        },
    )


def show_refund_note(
    order: OrderId, customer: CustomerId, refund: str, document: Invoice, now: datetime
) -> Write:
    """The credit note for one of the order's refunds."""
    return show_document(_refund_note_field(refund), order, customer, document, now)


def show_order_not_found(order: OrderId, now: datetime) -> Write:
    """There is no such order."""
    return not_found("order", order_view(order), now)


def mark_orders_complete(customer: CustomerId, now: datetime) -> Write:
    """All of this customer's orders are shown."""
    marks = {"customer": customer, "placed_at": LISTED_FIRST}
    return mark_list_complete("orders", orders_view(customer), now, marks)


def mark_day_orders_complete(day: date, now: datetime) -> Write:
    """All orders for this day are shown."""
    return mark_list_complete("day_orders", day_orders_view(day), now)


def show_search(event: OrdersFound, now: datetime) -> Write:
    """Which orders a search has found; they are shown by their own views."""
    lives = {"refreshed_at": now, "expires_at": now + SEARCHED_FOR}
    found = {"kind": "search", "ids": list(event.ids), "more": event.more}
    return Write(view=search_view(event.terms), condition={}, update={"$set": {**found, **lives}})


def _document(name: str, document: Invoice | None) -> dict[str, Any]:
    return {name: document_of(document)} if document else {}


def _refund_notes(order: Order) -> dict[str, Any]:
    documents = ((_refund_note_field(refund.id), refund.credit_note) for refund in order.refunds)
    return {
        name: shown
        for field, document in documents
        for name, shown in _document(field, document).items()
    }


def _refund_note_field(refund: str) -> str:
    return f"credit_notes.{refund}"
