"""What order is made of, and its inbox."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.contracts.commissions import Enquiry
from services.contracts.common import OrderId
from services.contracts.orders import Order
from services.manifest import ORDER
from services.order import changes, enquiries
from services.order.store import Enquiries, Orders
from services.runtime import mongo
from services.runtime.aws import Aws
from services.runtime.bus import Bus, Queues
from services.runtime.clock import utc_now
from services.runtime.inbox import Inbox
from services.runtime.settings import optional


@dataclass(frozen=True)
class Dependencies:
    """What order is made of. `hold` is how long an unpaid order keeps its stems."""

    bus: Bus
    orders: Orders
    enquiries: Enquiries
    hold: timedelta = timedelta(minutes=30)
    clock: Callable[[], datetime] = utc_now

    def take_on(self, order: Order) -> Order:
        """Write a new order; the one that is there, if it is there already.

        Looks last whether its customer was erased meanwhile: then it is given up and names nobody.
        """
        written = self.orders.add(order)
        if self.orders.is_erased(order.customer):
            written = self.orders.change(written.id, changes.forgotten)
        return written

    def change(self, order_id: OrderId, rule: Callable[[Order], Order]) -> tuple[Order, Order]:
        """Apply a rule to an order; answers it before and after. Raises as `Repository.change`."""
        seen: list[Order] = []

        def watched(order: Order) -> Order:
            seen.append(order)
            return rule(order)

        after = self.orders.change(order_id, watched)
        # The last that the rule was applied to: others were changed by somebody else meanwhile.
        return seen[-1], after

    def listen_to(self, enquiry: Enquiry) -> Enquiry:
        """Write a new enquiry, as `take_on` does."""
        written = self.enquiries.add(enquiry)
        if self.orders.is_erased(enquiry.customer):
            written = self.enquiries.change(written.id, enquiries.erased)
        return written

    @classmethod
    def from_environment(cls) -> "Dependencies":
        """Put together once per cold start."""
        aws = Aws.from_environment()
        database = mongo.database(aws)
        deps = cls(
            bus=Queues.from_environment(aws),
            orders=Orders(database, utc_now),
            enquiries=Enquiries(database),
            hold=timedelta(minutes=int(optional("HOLD_MINUTES", "30"))),
        )
        deps.orders.ensure_indexes()
        deps.enquiries.ensure_indexes()
        return deps


inbox: Inbox[Dependencies] = Inbox(ORDER)
