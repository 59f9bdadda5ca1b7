"""What inventory is composed of, and its inbox."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from services.inventory.repository.audit_log import AuditLog
from services.inventory.repository.catalogue import Catalogue
from services.inventory.repository.stock import Stock
from services.inventory.repository.zones import Zones
from services.manifest import INVENTORY
from services.runtime import mongo
from services.runtime.aws import Aws
from services.runtime.bus import Bus, Queues
from services.runtime.clock import utc_now
from services.runtime.inbox import Inbox


@dataclass(frozen=True)
class Dependencies:
    """What inventory is composed of. `clock` returns the time in UTC."""

    bus: Bus
    stock: Stock
    catalogue: Catalogue
    zones: Zones
    audit_log: AuditLog
    clock: Callable[[], datetime] = utc_now

    @classmethod
    def from_environment(cls) -> "Dependencies":
        """Composed once per cold start."""
        aws = Aws.from_environment()
        database = mongo.database(aws)
        stock, audit_log = Stock(database), AuditLog(database)
        bus = Queues.from_environment(aws)
        return cls(bus, stock, Catalogue(database), Zones(database), audit_log)


inbox: Inbox[Dependencies] = Inbox(INVENTORY)
