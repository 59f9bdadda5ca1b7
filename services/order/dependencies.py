"""What order is composed of, and its inbox."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.manifest import ORDER
from services.order.repository import Enquiries, Orders
from services.policy.unpaid import LIMITS, Limits
from services.runtime import mongo
from services.runtime.aws import Aws
from services.runtime.bus import Bus, Queues
from services.runtime.clock import utc_now
from services.runtime.inbox import Inbox
from services.runtime.settings import optional


@dataclass(frozen=True)
class Dependencies:
    """What order's handlers use.

    `hold` is how long an unpaid order keeps its stems, `undo` how long a shipment can be undone.
    """

    bus: Bus
    orders: Orders
    enquiries: Enquiries
    hold: timedelta = timedelta(minutes=30)
    clock: Callable[[], datetime] = utc_now
    undo: timedelta = timedelta(minutes=1)
    unpaid: Limits = LIMITS

    @classmethod
    def from_environment(cls) -> "Dependencies":
        """Compose them, once per cold start."""
        aws = Aws.from_environment()
        database = mongo.database(aws)
        return cls(
            bus=Queues.from_environment(aws),
            orders=Orders(database, utc_now),
            enquiries=Enquiries(database),
            hold=timedelta(minutes=int(optional("HOLD_MINUTES", "30"))),
            undo=timedelta(seconds=int(optional("UNDO_SECONDS", "60"))),
            unpaid=Limits(
                int(optional("UNPAID_ORDERS", str(LIMITS.orders))),
                int(optional("UNPAID_STEMS", str(LIMITS.stems))),
            ),
        )


inbox: Inbox[Dependencies] = Inbox(ORDER)
