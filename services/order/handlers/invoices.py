"""The documents that invoicing issues for an order. Invoicing announces them to the readers."""

from collections.abc import Iterable
from functools import partial

from services.contracts.invoices import CreditNoteIssued, InvoiceIssued
from services.contracts.message import Event
from services.order.dependencies import Dependencies, inbox
from services.order.domain import announcements, order
from services.order.domain.announcements import announced


@inbox.on(InvoiceIssued)
def apply_invoice_issued(event: InvoiceIssued, deps: Dependencies) -> Iterable[Event]:
    """The order has an invoice."""
    rule = partial(order.invoiced, invoice=event.invoice)
    return announced(*deps.orders.transition(event.order_id, rule), announcements.nothing)


@inbox.on(CreditNoteIssued)
def apply_credit_note_issued(event: CreditNoteIssued, deps: Dependencies) -> Iterable[Event]:
    """A credit note takes the order's invoice back, or a part of it."""
    rule = partial(order.credited, credit_note=event.credit_note, refund=event.refund)
    return announced(*deps.orders.transition(event.order_id, rule), announcements.nothing)
