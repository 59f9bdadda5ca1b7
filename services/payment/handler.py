"""Lambda entry of payment: what is owed comes in, what was paid goes out."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.contracts.message import Event, Message
from services.contracts.order_messages import (
    CustomerErased,
    OrderCancelled,
    OrderConfirmed,
    OrderPlaced,
    OrderRefunded,
    OrderShipped,
)
from services.contracts.payments import (
    LOOKED_BACK,
    AuthorisePayment,
    CollectBalance,
    CollectBalances,
    ProviderEvent,
    Reconcile,
    ReconcileIntents,
    ReconcileNow,
    ReconcileOrders,
    RefreshCards,
    RefreshClientSecret,
    RemoveCard,
    SaveCard,
)
from services.manifest import PAYMENT
from services.payment.auditor import Auditor
from services.payment.cards import CardFile
from services.payment.cashier import Cashier
from services.payment.domain import COLLECTION
from services.payment.gateways.provider import gateway as provider
from services.payment.ports import CardNews, ForgedEventError, Gateway, IntentNews, Webhooks
from services.payment.store import OrdersReader, Payments, WalletStore
from services.policy.delivery import shop_day
from services.runtime import mongo
from services.runtime.aws import Aws
from services.runtime.bus import Bus, Queues
from services.runtime.clock import utc_now
from services.runtime.inbox import Inbox
from services.runtime.logs import service_logger, service_metrics
from services.runtime.mongo import Documents

RESERVE_MILLISECONDS = 10_000
"""A call to the provider takes 9 seconds at the most, and nobody shall cut it off."""

logger = service_logger()
metrics = service_metrics()


@dataclass(frozen=True)
class Dependencies:
    """What payment is made of."""

    bus: Bus
    payments: Payments
    cashier: Cashier
    cards: CardFile
    auditor: Auditor
    webhooks: Webhooks
    clock: Callable[[], datetime]

    @classmethod
    def from_environment(cls) -> "Dependencies":
        """As the function is deployed."""
        aws = Aws.from_environment()
        database = mongo.database(aws)
        payments, wallets = Payments(database), WalletStore(database)
        payments.ensure_indexes()
        wallets.ensure_indexes()
        gateway = provider.from_environment(aws)
        return compose(Queues.from_environment(aws), database, gateway, utc_now)


def compose(
    bus: Bus,
    database: Documents,
    gateway: Gateway,
    clock: Callable[[], datetime],
) -> Dependencies:
    """Payment around a bus, a database, a provider and a clock (UTC)."""
    payments = Payments(database)
    cards = CardFile(WalletStore(database), gateway.cards)
    return Dependencies(
        bus=bus,
        payments=payments,
        cashier=Cashier(payments, gateway.charges, cards, clock),
        cards=cards,
        auditor=Auditor(OrdersReader(database), payments, gateway.books),
        webhooks=gateway.webhooks,
        clock=clock,
    )


inbox: Inbox[Dependencies] = Inbox(PAYMENT, RESERVE_MILLISECONDS)


@inbox.on(OrderPlaced)
def owe(event: OrderPlaced, deps: Dependencies) -> Iterable[Event]:
    """From now on the order can be paid."""
    deps.cashier.owe(event.order)
    return ()


@inbox.on(AuthorisePayment)
def authorise(command: AuthorisePayment, deps: Dependencies) -> Iterable[Event]:
    """The receipt goes back on the bus (T29), or the refusal, or the bank's question."""
    return deps.cashier.authorise(command)


@inbox.on(OrderConfirmed)
def capture_early(event: OrderConfirmed, deps: Dependencies) -> Iterable[Event]:
    """An authorisation lives for about 7 days; a delivery later than that is paid for now."""
    return deps.cashier.capture_early(event.order)


@inbox.on(OrderShipped)
def capture(event: OrderShipped, deps: Dependencies) -> Iterable[Event]:
    """We get paid for the flowers that we ship (U5)."""
    return deps.cashier.capture(event.order)


@inbox.on(OrderRefunded)
def refund(event: OrderRefunded, deps: Dependencies) -> Iterable[Event]:
    """What was promised back goes back."""
    return deps.cashier.refund(event.order)


@inbox.on(OrderCancelled)
def cancel(event: OrderCancelled, deps: Dependencies) -> Iterable[Event]:
    """Nobody pays for flowers that are not delivered."""
    return deps.cashier.cancel(event.order)


@inbox.on(ProviderEvent)
def hear(event: ProviderEvent, deps: Dependencies) -> Iterable[Event]:
    """The provider says something of its own accord; what is not signed by it is refused."""
    try:
        news = deps.webhooks.read(event)
    except ForgedEventError as error:
        metrics.add_metric(name="WebhooksRefused", unit="Count", value=1)
        logger.warning("webhook refused", reason=str(error))
        return ()
    match news:
        case IntentNews():
            return deps.cashier.hear(news)
        case CardNews():
            return deps.cards.hear(news)
        case None:
            return ()


@inbox.on(SaveCard)
def save_card(command: SaveCard, deps: Dependencies) -> Iterator[Event]:
    """A customer wants a card to be kept."""
    yield deps.cards.save(command)


@inbox.on(RemoveCard)
def remove_card(command: RemoveCard, deps: Dependencies) -> Iterator[Event]:
    """A customer wants a card to be forgotten."""
    yield deps.cards.remove(command)


@inbox.on(RefreshCards)
def show_cards(command: RefreshCards, deps: Dependencies) -> Iterator[Event]:
    """A customer looks at their cards."""
    yield deps.cards.show(command.customer)


@inbox.on(RefreshClientSecret)
def show_client_secret(command: RefreshClientSecret, deps: Dependencies) -> Iterable[Event]:
    """A customer's browser has to answer the card's bank, and does not know how."""
    return deps.cashier.client_secrets(command.order_id)


@inbox.on(CustomerErased)
def forget(event: CustomerErased, deps: Dependencies) -> Iterator[Event]:
    """A customer wants to be forgotten."""
    yield deps.cards.forget(event.customer.id)


@inbox.on(CollectBalances)
def look_for_balances(_: CollectBalances, deps: Dependencies) -> Iterator[Message]:
    """The rest of an event's price is due some days before it."""
    today = shop_day(deps.clock())
    for receivable in deps.payments.due(today):
        yield CollectBalance(receivable.order_id, f"{COLLECTION}{today.isoformat()}")


@inbox.on(CollectBalance)
def collect(command: CollectBalance, deps: Dependencies) -> Iterable[Event]:
    """Charge the card of the deposit."""
    return deps.cashier.collect(command)


@inbox.on(Reconcile, ReconcileNow)
def reconcile(command: Reconcile, deps: Dependencies) -> Iterator[Message]:
    """Compare the orders with the provider's books, both ways (U5)."""
    now = deps.clock()
    since, until = now - LOOKED_BACK, now - timedelta(seconds=command.settled_for)
    yield ReconcileOrders(since, until)
    yield ReconcileIntents(since, until)


@inbox.on(ReconcileOrders)
def reconcile_orders(command: ReconcileOrders, deps: Dependencies) -> Iterable[Message]:
    """The next orders."""
    return deps.auditor.orders(command)


@inbox.on(ReconcileIntents)
def reconcile_intents(command: ReconcileIntents, deps: Dependencies) -> Iterable[Message]:
    """The next of the provider's payments."""
    return deps.auditor.intents(command)


handler = inbox.lambda_handler(compose=Dependencies.from_environment)
