"""Lambda entry of payment: what is owed comes in, what was paid goes out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from services.payment.cashier import Cashier
from services.payment.provider import Stripe
from services.payment.store import Payments
from services.shared.aws import Aws
from services.shared.bus import Bus, Queues
from services.shared.inbox import Inbox
from services.shared.messages import (
    AuthorizePayment,
    Event,
    OrderCancelled,
    OrderConfirmed,
    OrderPlaced,
    OrderShipped,
)
from services.shared.mongo import database
from services.shared.participants import PAYMENT


@dataclass(frozen=True)
class Shop:
    """What payment is made of."""

    bus: Bus
    cashier: Cashier

    @classmethod
    def from_environment(cls) -> "Shop":
        """As the function is deployed."""
        aws = Aws.from_environment()
        cashier = Cashier(
            Payments(database(aws)), Stripe.from_environment(aws), lambda: datetime.now(UTC)
        )
        return cls(Queues.from_environment(aws), cashier)


inbox: Inbox[Shop] = Inbox(PAYMENT)


@inbox.on(OrderPlaced)
def owe(event: OrderPlaced, shop: Shop) -> Iterable[Event]:
    """From now on the order can be paid."""
    shop.cashier.owe(event.order)
    return ()


@inbox.on(AuthorizePayment)
def authorise(command: AuthorizePayment, shop: Shop) -> Iterable[Event]:
    """The receipt goes back on the bus (T29), or the refusal."""
    return shop.cashier.authorise(command)


@inbox.on(OrderConfirmed)
def capture_early(event: OrderConfirmed, shop: Shop) -> Iterable[Event]:
    """An authorisation lives for about 7 days; a delivery later than that is paid for now."""
    return shop.cashier.capture_early(event.order)


@inbox.on(OrderShipped)
def capture(event: OrderShipped, shop: Shop) -> Iterable[Event]:
    """We get paid for the flowers that we ship (U5)."""
    return shop.cashier.capture(event.order)


@inbox.on(OrderCancelled)
def cancel(event: OrderCancelled, shop: Shop) -> Iterable[Event]:
    """Nobody pays for flowers that are not delivered."""
    return shop.cashier.cancel(event.order)


handler = inbox.lambda_handler(compose=Shop.from_environment)
