"""What invoicing is composed of, and its inbox."""

from dataclasses import dataclass

from services.invoicing.gateways.pdf import PdfRenderer
from services.invoicing.gateways.storage import PdfStorage
from services.invoicing.repository import Invoices
from services.manifest import INVOICING
from services.runtime import mongo
from services.runtime.aws import Aws
from services.runtime.bus import Bus, Queues
from services.runtime.clock import utc_now
from services.runtime.inbox import Inbox
from services.runtime.settings import required


@dataclass(frozen=True)
class Dependencies:
    """What invoicing is composed of."""

    bus: Bus
    invoices: Invoices
    renderer: PdfRenderer
    storage: PdfStorage

    @classmethod
    def from_environment(cls) -> "Dependencies":
        """Compose them, once per cold start."""
        aws = Aws.from_environment()
        invoices = Invoices(mongo.database(aws), utc_now)
        storage = PdfStorage(aws, required("INVOICE_BUCKET"))
        return cls(Queues.from_environment(aws), invoices, PdfRenderer(), storage)


inbox: Inbox[Dependencies] = Inbox(INVOICING)
