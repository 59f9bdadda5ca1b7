"""Orders in, invoices and credit notes out."""

from collections.abc import Iterator

from services.contracts.invoices import CreditNoteIssued, InvoicedLine, InvoiceIssued
from services.contracts.message import Event
from services.contracts.order_messages import OrderCancelled, OrderConfirmed, OrderRefunded
from services.contracts.orders import Order
from services.invoicing.dependencies import Dependencies, inbox
from services.invoicing.domain import statements
from services.invoicing.domain.numbers import (
    Kind,
    NumberedDocument,
    credit_note_of,
    invoice_of,
    must_be_invoiced,
)
from services.invoicing.domain.statements import Statement
from services.policy.pricing import line_total
from services.policy.tax import GivenBack, given_back
from services.runtime.logs import service_logger

logger = service_logger()


@inbox.on(OrderConfirmed)
def issue(event: OrderConfirmed, deps: Dependencies) -> Iterator[Event]:
    """Number the invoice, render it, store it, announce it (T30). Repeat no step that is done."""
    order = event.order
    invoice = _invoice(order, deps)
    if invoice is None:
        logger.info("no invoice: the order was cancelled before it was invoiced")
        return
    yield _issued(order, invoice)


@inbox.on(OrderRefunded)
def credit_refunds(event: OrderRefunded, deps: Dependencies) -> Iterator[Event]:
    """Give each refund a credit note, unless it has one."""
    return _credit(event.order, deps)


@inbox.on(OrderCancelled)
def credit_cancellation(event: OrderCancelled, deps: Dependencies) -> Iterator[Event]:
    """Issue a credit note for what is left of the invoice, if there is an invoice.

    An order that is not invoiced by now never will be, unless money of it was already ours.
    """
    order = event.order
    if must_be_invoiced(order) or deps.invoices.rule_out(order.id):
        yield from _credit(order, deps)


def _credit(order: Order, deps: Dependencies) -> Iterator[Event]:
    """Issue a credit note for every part of the price that is given back.

    The invoice comes first, though `OrderConfirmed` may not have come. It is announced, unless the
    order knows it, when money that was refunded or kept shows that the order was confirmed.
    """
    invoice = _invoice(order, deps)
    if invoice is None:
        logger.warning("no credit note: the order was never to be invoiced")
        return
    if must_be_invoiced(order) and order.invoice is None:
        yield _issued(order, invoice)
    for part in given_back(order):
        note = _credit_note(order, part, invoice, deps)
        yield CreditNoteIssued(order.id, order.customer, note.published, part.refund)


def _issued(order: Order, invoice: NumberedDocument) -> InvoiceIssued:
    """Announce the invoice, with what its customer is written about it."""
    lines = tuple(
        InvoicedLine(line.sku, line.name, line.quantity, line_total(line), line.is_of_the_gallery)
        for line in order.lines
    )
    return InvoiceIssued(order.id, order.customer, invoice.published, lines, order.total)


def _invoice(order: Order, deps: Dependencies) -> NumberedDocument | None:
    """Answer the order's invoice, numbered and stored; None when it shall have none."""
    invoice = deps.invoices.number(Kind.INVOICE, invoice_of(order.id))
    if invoice is not None and not invoice.is_stored:
        _store(statements.invoice(invoice, order), deps)
    return invoice


def _credit_note(
    order: Order, part: GivenBack, invoice: NumberedDocument, deps: Dependencies
) -> NumberedDocument:
    """Answer the credit note for this part of the price, numbered and stored."""
    note = deps.invoices.number(Kind.CREDIT_NOTE, credit_note_of(order.id, part.refund))
    if note is None:
        raise LookupError("a credit note is never refused: only invoices are")
    if not note.is_stored:
        _store(statements.credit_note(note, order, part, invoice), deps)
    return note


def _store(statement: Statement, deps: Dependencies) -> None:
    """Render it into the bucket. Raises as `PdfStorage.put` does."""
    number = statement.number
    pdf = deps.renderer.render(statement)
    deps.storage.put(number.key, pdf)
    deps.invoices.mark_stored(number)
    logger.info("document stored", number=number.label, bytes=len(pdf))
