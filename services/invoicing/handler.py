"""Lambda entry of invoicing: orders in, invoices and credit notes out."""

from collections.abc import Iterator
from dataclasses import dataclass

from services.contracts.invoices import CreditNoteIssued, InvoiceIssued
from services.contracts.message import Event
from services.contracts.order_messages import OrderCancelled, OrderConfirmed, OrderRefunded
from services.contracts.orders import Order
from services.invoicing import statements
from services.invoicing.domain import (
    Kind,
    Numbered,
    credit_note_of,
    invoice_of,
    must_be_invoiced,
)
from services.invoicing.drawing import Draughtsman
from services.invoicing.statements import Statement
from services.invoicing.store import Invoices
from services.manifest import INVOICING
from services.policy.tax import GivenBack, given_back
from services.runtime import mongo
from services.runtime.aws import Aws
from services.runtime.bus import Bus, Queues
from services.runtime.clock import utc_now
from services.runtime.inbox import Inbox
from services.runtime.logs import service_logger
from services.runtime.settings import required

PDF = "application/pdf"

logger = service_logger()


@dataclass(frozen=True)
class Dependencies:
    """What invoicing is made of."""

    bus: Bus
    invoices: Invoices
    draughtsman: Draughtsman
    aws: Aws
    bucket: str

    @classmethod
    def from_environment(cls) -> "Dependencies":
        """Put together once per cold start."""
        aws = Aws.from_environment()
        invoices = Invoices(mongo.database(aws), utc_now)
        invoices.ensure_indexes()
        bucket = required("INVOICE_BUCKET")
        return cls(Queues.from_environment(aws), invoices, Draughtsman(), aws, bucket)

    def invoice(self, order: Order) -> Numbered | None:
        """The order's invoice, numbered and stored; None when it shall have none."""
        invoice = self.invoices.number(Kind.INVOICE, invoice_of(order.id))
        if invoice is not None and not invoice.is_stored:
            self._store(statements.invoice(invoice, order))
        return invoice

    def credit_note(self, order: Order, part: GivenBack, invoice: Numbered) -> Numbered:
        """The credit note for what is given back of an invoice, numbered and stored."""
        note = self.invoices.number(Kind.CREDIT_NOTE, credit_note_of(order.id, part.refund))
        if note is None:
            raise LookupError("a credit note is never refused: only invoices are")
        if not note.is_stored:
            self._store(statements.credit_note(note, order, part, invoice))
        return note

    def _store(self, statement: Statement) -> None:
        """Draw it into the bucket. Raises as `Aws.put_object` does."""
        number = statement.number
        pdf = self.draughtsman.draw(statement)
        self.aws.put_object(self.bucket, number.key, pdf, PDF)
        self.invoices.stored(number)
        logger.info("paper stored", number=number.label, bytes=len(pdf))


inbox: Inbox[Dependencies] = Inbox(INVOICING)


@inbox.on(OrderConfirmed)
def issue(event: OrderConfirmed, deps: Dependencies) -> Iterator[Event]:
    """Number it, draw it, store it, say so (T30). Each step is found done when it was done."""
    order = event.order
    invoice = deps.invoice(order)
    if invoice is None:
        logger.info("no invoice: the order was cancelled before it was invoiced")
        return
    yield InvoiceIssued(order.id, order.customer, invoice.paper)


@inbox.on(OrderRefunded)
def give_back(event: OrderRefunded, deps: Dependencies) -> Iterator[Event]:
    """Each of its refunds gets a credit note, and the next time it is found to have it."""
    return _credited(event.order, deps)


@inbox.on(OrderCancelled)
def take_back(event: OrderCancelled, deps: Dependencies) -> Iterator[Event]:
    """What was not invoiced by now will not be, unless money of it was already ours.

    An invoice that exists gets a credit note for what is left of it.
    """
    order = event.order
    if must_be_invoiced(order) or deps.invoices.never(order.id):
        yield from _credited(order, deps)


def _credited(order: Order, deps: Dependencies) -> Iterator[Event]:
    """A credit note for every part of the price that goes back.

    The invoice comes first, though `OrderConfirmed` may not have come. It is announced, unless the
    order knows it, when money that went back, or stays, shows that the order was confirmed.
    """
    invoice = deps.invoice(order)
    if invoice is None:
        logger.warning("no credit note: the order was never to be invoiced")
        return
    if must_be_invoiced(order) and order.invoice is None:
        yield InvoiceIssued(order.id, order.customer, invoice.paper)
    for part in given_back(order):
        note = deps.credit_note(order, part, invoice)
        yield CreditNoteIssued(order.id, order.customer, note.paper, part.refund)


handler = inbox.lambda_handler(compose=Dependencies.from_environment)
