"""Lambda entry of invoicing: confirmed orders in, invoices out."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from services.invoicing.drawing import Draughtsman
from services.invoicing.store import Invoices
from services.shared import mongo
from services.shared.aws import Aws
from services.shared.bus import Bus, Queues
from services.shared.inbox import Inbox
from services.shared.logs import service_logger
from services.shared.messages import Event, InvoiceIssued, OrderCancelled, OrderConfirmed
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


inbox: Inbox[Shop] = Inbox(INVOICING)


@inbox.on(OrderConfirmed)
def issue(event: OrderConfirmed, shop: Shop) -> Iterator[Event]:
    """Number it, draw it, store it, say so (T30). Each step is found done when it was done."""
    order = event.order
    invoice = shop.invoices.number(order)
    if invoice is None:
        logger.info("no invoice: the order was cancelled before it was invoiced")
        return
    if not invoice.is_stored:
        pdf = shop.draughtsman.draw(invoice, order)
        shop.aws.put_object(shop.bucket, invoice.key, pdf, PDF)
        shop.invoices.stored(invoice)
        logger.info("invoice stored", number=invoice.label, bytes=len(pdf))
    yield InvoiceIssued(order.id, order.customer, invoice.invoice)


@inbox.on(OrderCancelled)
def never_issue(event: OrderCancelled, shop: Shop) -> Iterator[Event]:
    """Whatever was not invoiced by now will not be. An invoice that exists stays as it is."""
    invoice = shop.invoices.never(event.order.id)
    if invoice is not None:
        logger.warning("a cancelled order has an invoice", number=invoice.label)
    yield from ()


handler = inbox.lambda_handler(compose=Shop.from_environment)
