"""Lambda entry of invoicing: orders in, invoices and credit notes out."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from services.invoicing.domain import Kind, Numbered
from services.invoicing.drawing import Draughtsman
from services.invoicing.store import Invoices
from services.shared import mongo
from services.shared.aws import Aws
from services.shared.bus import Bus, Queues
from services.shared.inbox import Inbox
from services.shared.logs import service_logger
from services.shared.messages import (
    CreditNoteIssued,
    Event,
    InvoiceIssued,
    OrderCancelled,
    OrderConfirmed,
)
from services.shared.model import Order
from services.shared.participants import INVOICING
from services.shared.settings import required

PDF = "application/pdf"

logger = service_logger()


@dataclass(frozen=True)
class Shop:
    """What invoicing is made of."""

    bus: Bus
    invoices: Invoices
    draughtsman: Draughtsman
    aws: Aws
    bucket: str

    @classmethod
    def from_environment(cls) -> "Shop":
        """Put together once per cold start."""
        aws = Aws.from_environment()
        invoices = Invoices(mongo.database(aws), lambda: datetime.now(UTC))
        invoices.ensure_indexes()
        bucket = required("INVOICE_BUCKET")
        return cls(Queues.from_environment(aws), invoices, Draughtsman(), aws, bucket)

    def store(self, paper: Numbered, order: Order, cancels: Numbered | None = None) -> None:
        """Draw it into the bucket, unless it is there. Raises as `Aws.put_object` does."""
        if paper.is_stored:
            return
        pdf = self.draughtsman.draw(paper, order, cancels)
        self.aws.put_object(self.bucket, paper.key, pdf, PDF)
        self.invoices.stored(paper)
        logger.info("invoice stored", number=paper.label, bytes=len(pdf))


inbox: Inbox[Shop] = Inbox(INVOICING)


@inbox.on(OrderConfirmed)
def issue(event: OrderConfirmed, shop: Shop) -> Iterator[Event]:
    """Number it, draw it, store it, say so (T30). Each step is found done when it was done."""
    order = event.order
    invoice = shop.invoices.number(Kind.INVOICE, order.id)
    if invoice is None:
        logger.info("no invoice: the order was cancelled before it was invoiced")
        return
    shop.store(invoice, order)
    yield InvoiceIssued(order.id, order.customer, invoice.paper)


@inbox.on(OrderCancelled)
def take_back(event: OrderCancelled, shop: Shop) -> Iterator[Event]:
    """What was not invoiced by now will not be; an invoice that exists gets its credit note."""
    order = event.order
    invoice = shop.invoices.never(order.id)
    if invoice is None:
        return
    credit_note = shop.invoices.number(Kind.CREDIT_NOTE, order.id)
    if credit_note is None:
        raise LookupError("a credit note is never refused: only invoices are")
    shop.store(credit_note, order, cancels=invoice)
    yield CreditNoteIssued(order.id, order.customer, credit_note.paper)


handler = inbox.lambda_handler(compose=Shop.from_environment)
