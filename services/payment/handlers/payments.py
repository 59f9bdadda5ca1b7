"""An order's payments: held, taken and given back as the order goes on."""

from collections.abc import Iterable, Iterator

from services.contracts.message import Event, Message
from services.contracts.order_messages import (
    OrderCancelled,
    OrderConfirmed,
    OrderPlaced,
    OrderRefunded,
    OrderShipped,
)
from services.contracts.payments import (
    AuthorisePayment,
    CollectBalance,
    CollectBalances,
    PaymentDelayed,
    RefreshClientSecret,
)
from services.payment.dependencies import Dependencies, inbox
from services.payment.domain.announcements import client_secrets
from services.payment.domain.timing import COLLECTION
from services.payment.ports import ProviderUnavailableError
from services.policy.delivery import shop_day


@inbox.on(OrderPlaced)
def record_order(event: OrderPlaced, deps: Dependencies) -> Iterable[Event]:
    """From now on the order can be paid."""
    deps.authorisation.record_order(event.order)
    return ()


@inbox.on(AuthorisePayment)
def authorise(command: AuthorisePayment, deps: Dependencies) -> Iterable[Event]:
    """The receipt goes back on the bus (T29), or the refusal, or the bank's question."""
    try:
        return deps.authorisation.authorise(command)
    except ProviderUnavailableError as error:
        error.waiting = (PaymentDelayed(command.order_id),)
        raise


@inbox.on(RefreshClientSecret)
def publish_client_secrets(command: RefreshClientSecret, deps: Dependencies) -> Iterator[Event]:
    """A customer's browser has to answer the card's bank, and does not know how."""
    for receivable in deps.payments.of_order(command.order_id):
        yield from client_secrets(receivable)


@inbox.on(OrderConfirmed)
def capture_early(event: OrderConfirmed, deps: Dependencies) -> Iterable[Event]:
    """An authorisation lives for about 7 days; a delivery later than that is paid for now."""
    return deps.capture.capture_early(event.order)


@inbox.on(OrderShipped)
def capture(event: OrderShipped, deps: Dependencies) -> Iterable[Event]:
    """We get paid for the flowers that we ship (U5)."""
    return deps.capture.capture(event.order)


@inbox.on(OrderRefunded)
def refund(event: OrderRefunded, deps: Dependencies) -> Iterable[Event]:
    """What was promised back goes back."""
    return deps.refunds.refund(event.order)


@inbox.on(OrderCancelled)
def cancel(event: OrderCancelled, deps: Dependencies) -> Iterable[Event]:
    """Nobody pays for flowers that are not delivered."""
    return deps.cancellation.cancel(event.order)


@inbox.on(CollectBalances)
def request_collections(_: CollectBalances, deps: Dependencies) -> Iterator[Message]:
    """The rest of an event's price is due some days before it."""
    today = shop_day(deps.clock())
    for receivable in deps.payments.due(today):
        yield CollectBalance(receivable.order_id, f"{COLLECTION}{today.isoformat()}")


@inbox.on(CollectBalance)
def collect(command: CollectBalance, deps: Dependencies) -> Iterable[Event]:
    """Charge the card of the deposit."""
    return deps.collection.collect(command)
