"""An order's view says when it reached each step, until when it waits, and its number."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from services.contracts.common import AuditEntry, Reason
from services.contracts.identifiers import order_number
from services.contracts.invoices import Invoice
from services.contracts.orders import Order
from services.proxy.cache import Documents
from services.proxy.features.order_bodies import ShownMoments, ShownOrder, shown_order
from tests.shop import NOW, an_order

ORDER = an_order()
HOUR = timedelta(hours=1)
NEVER = ShownMoments(None, None, None, None, None)


def shown(order: Order, invoice: Invoice | None = None) -> ShownOrder:
    documents = Documents(invoice=invoice)
    return shown_order(order, documents, {}, NOW)


@pytest.mark.finding("M11")
def test_an_order_is_shown_with_its_number_and_until_when_it_waits_to_be_paid() -> None:
    placed = shown(replace(ORDER, pay_by=NOW + HOUR))
    assert placed.number == order_number(ORDER.id)
    assert placed.pay_by == NOW + HOUR
    assert placed.moments == NEVER


@pytest.mark.finding("L")
def test_each_step_that_was_reached_has_its_moment() -> None:
    history = (
        AuditEntry("shipped", "sub-fleur", NOW + HOUR),
        AuditEntry("delivered", "sub-fleur", NOW + 2 * HOUR),
    )
    invoice = Invoice("2026-000042", "invoices/a.pdf", NOW)
    moments = shown(replace(ORDER, history=history), invoice).moments
    assert moments == ShownMoments(NOW, NOW + HOUR, NOW + 2 * HOUR, None, None)
    assert shown(replace(ORDER, history=history)).history == (), "who did it stays in the shop"


@pytest.mark.finding("M7")
def test_a_delivery_that_was_changed_says_when_that_was_asked_for() -> None:
    asked = replace(ORDER, delivery_requested_at=NOW)
    assert shown(asked).moments.delivery_changed == NOW
    waiting = replace(asked, requested_delivery=ORDER.delivery)
    refused = replace(asked, delivery_change_refused=Reason.DAY_FULL)
    assert [shown(order).moments.delivery_changed for order in (waiting, refused)] == [None, None]
