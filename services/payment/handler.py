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
from services.payment.ports import CardNews, ForgedEventError, Gateway, IntentNews, Webhooks
from services.payment.provider import gateway as provider
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
class Shop:
    """What payment is made of."""

    bus: Bus
    payments: Payments
    cashier: Cashier
    cards: CardFile
    auditor: Auditor
    webhooks: Webhooks
    clock: Callable[[], datetime]

    @classmethod
    def from_environment(cls) -> "Shop":
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
) -> Shop:
    """Payment around a bus, a database, a provider and a clock (UTC)."""
    payments = Payments(database)
    cards = CardFile(WalletStore(database), gateway.cards)
    return Shop(
        bus=bus,
        payments=payments,
        cashier=Cashier(payments, gateway.charges, cards, clock),
        cards=cards,
        auditor=Auditor(OrdersReader(database), payments, gateway.books),
        webhooks=gateway.webhooks,
        clock=clock,
    )


inbox: Inbox[Shop] = Inbox(PAYMENT, RESERVE_MILLISECONDS)


@inbox.on(OrderPlaced)
def owe(event: OrderPlaced, shop: Shop) -> Iterable[Event]:
    """From now on the order can be paid."""
    shop.cashier.owe(event.order)
    return ()


@inbox.on(AuthorisePayment)
def authorise(command: AuthorisePayment, shop: Shop) -> Iterable[Event]:
    """The receipt goes back on the bus (T29), or the refusal, or the bank's question."""
    return shop.cashier.authorise(command)


@inbox.on(OrderConfirmed)
def capture_early(event: OrderConfirmed, shop: Shop) -> Iterable[Event]:
    """An authorisation lives for about 7 days; a delivery later than that is paid for now."""
    return shop.cashier.capture_early(event.order)


@inbox.on(OrderShipped)
def capture(event: OrderShipped, shop: Shop) -> Iterable[Event]:
    """We get paid for the flowers that we ship (U5)."""
    return shop.cashier.capture(event.order)


@inbox.on(OrderRefunded)
def refund(event: OrderRefunded, shop: Shop) -> Iterable[Event]:
    """What was promised back goes back."""
    return shop.cashier.refund(event.order)


@inbox.on(OrderCancelled)
def cancel(event: OrderCancelled, shop: Shop) -> Iterable[Event]:
    """Nobody pays for flowers that are not delivered."""
    return shop.cashier.cancel(event.order)


@inbox.on(ProviderEvent)
def hear(event: ProviderEvent, shop: Shop) -> Iterable[Event]:
    """The provider says something of its own accord; what is not signed by it is refused."""
    try:
        news = shop.webhooks.read(event)
    except ForgedEventError as error:
        metrics.add_metric(name="WebhooksRefused", unit="Count", value=1)
        logger.warning("webhook refused", reason=str(error))
        return ()
    match news:
        case IntentNews():
            return shop.cashier.hear(news)
        case CardNews():
            return shop.cards.hear(news)
        case None:
            return ()


@inbox.on(SaveCard)
def save_card(command: SaveCard, shop: Shop) -> Iterator[Event]:
    """A customer wants a card to be kept."""
    yield shop.cards.save(command)


@inbox.on(RemoveCard)
def remove_card(command: RemoveCard, shop: Shop) -> Iterator[Event]:
    """A customer wants a card to be forgotten."""
    yield shop.cards.remove(command)


@inbox.on(RefreshCards)
def show_cards(command: RefreshCards, shop: Shop) -> Iterator[Event]:
    """A customer looks at their cards."""
    yield shop.cards.show(command.customer)


@inbox.on(RefreshClientSecret)
def show_client_secret(command: RefreshClientSecret, shop: Shop) -> Iterable[Event]:
    """A customer's browser has to answer the card's bank, and does not know how."""
    return shop.cashier.client_secrets(command.order_id)


@inbox.on(CustomerErased)
def forget(event: CustomerErased, shop: Shop) -> Iterator[Event]:
    """A customer wants to be forgotten."""
    yield shop.cards.forget(event.customer.id)


@inbox.on(CollectBalances)
def look_for_balances(_: CollectBalances, shop: Shop) -> Iterator[Message]:
    """The rest of an event's price is due some days before it."""
    today = shop_day(shop.clock())
    for receivable in shop.payments.due(today):
        yield CollectBalance(receivable.order_id, f"{COLLECTION}{today.isoformat()}")


@inbox.on(CollectBalance)
def collect(command: CollectBalance, shop: Shop) -> Iterable[Event]:
    """Charge the card of the deposit."""
    return shop.cashier.collect(command)


@inbox.on(Reconcile, ReconcileNow)
def reconcile(command: Reconcile, shop: Shop) -> Iterator[Message]:
    """Compare the orders with the provider's books, both ways (U5)."""
    now = shop.clock()
    since, until = now - LOOKED_BACK, now - timedelta(seconds=command.settled_for)
    yield ReconcileOrders(since, until)
    yield ReconcileIntents(since, until)


@inbox.on(ReconcileOrders)
def reconcile_orders(command: ReconcileOrders, shop: Shop) -> Iterable[Message]:
    """The next orders."""
    return shop.auditor.orders(command)


@inbox.on(ReconcileIntents)
def reconcile_intents(command: ReconcileIntents, shop: Shop) -> Iterable[Message]:
    """The next of the provider's payments."""
    return shop.auditor.intents(command)


handler = inbox.lambda_handler(compose=Shop.from_environment)
