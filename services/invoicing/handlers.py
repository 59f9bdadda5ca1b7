"""Orders in, invoices and credit notes out."""

from collections.abc import Callable, Iterator

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
from services.invoicing.repository import ATTEMPTS, ContendedSeriesError
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
    return _numbered(
        Kind.INVOICE, invoice_of(order.id), lambda number: statements.invoice(number, order), deps
    )


def _credit_note(
    order: Order, part: GivenBack, invoice: NumberedDocument, deps: Dependencies
) -> NumberedDocument:
    """Answer the credit note for this part of the price, numbered and stored."""
    note = _numbered(
        Kind.CREDIT_NOTE,
        credit_note_of(order.id, part.refund),
        lambda number: statements.credit_note(number, order, part, invoice),
        deps,
    )
    if note is None:
        raise LookupError("a credit note is never refused: only invoices are")
    return note


def _numbered(
    kind: Kind,
    occasion: str,
    state: Callable[[NumberedDocument], Statement],
    deps: Dependencies,
) -> NumberedDocument | None:
    """Answer the occasion's document, numbered and stored; None when it shall have none.

    A number whose paper in the bucket is another's stays with that one. This happens when the
    database was restored from a backup. Raises ContendedSeriesError after many of them.
    """
    for _ in range(ATTEMPTS):
        document = deps.invoices.number(kind, occasion)
        if document is None or document.is_stored:
            return document
        there = deps.storage.put(document, deps.renderer.render(state(document)))
        deps.invoices.mark_stored(there)
        if there.occasion == occasion:
            logger.info("document stored", number=there.label)
            return there
        logger.warning("number taken: the bucket is ahead of the ledger", number=there.label)
    raise ContendedSeriesError(f"no free number for {occasion} in {ATTEMPTS} attempts")
