"""What payment is composed of, and its inbox."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from services.manifest import PAYMENT
from services.payment.authorisation import Authorisation
from services.payment.cancellation import Cancellation
from services.payment.capture import Capture
from services.payment.collection import Collection
from services.payment.gateways.provider import gateway as provider
from services.payment.ports import Gateway, Webhooks
from services.payment.reconciler import Reconciler
from services.payment.refunds import Refunds
from services.payment.repository import OrdersReader, Payments, Wallets
from services.payment.reversals import Reversals
from services.payment.saved_cards import SavedCards
from services.runtime import mongo
from services.runtime.aws import Aws
from services.runtime.bus import Bus, Queues
from services.runtime.clock import utc_now
from services.runtime.inbox import Inbox
from services.runtime.mongo import Documents

RESERVE_MILLISECONDS = 24_000
"""A call to the provider takes 23 seconds at the most, and nobody shall cut it off."""
AGAIN_SECONDS = 120
"""A message that failed need not stay hidden for six times the function's time-out."""


@dataclass(frozen=True)
class Dependencies:
    """What payment is composed of."""

    bus: Bus
    payments: Payments
    authorisation: Authorisation
    collection: Collection
    capture: Capture
    refunds: Refunds
    cancellation: Cancellation
    reversals: Reversals
    saved_cards: SavedCards
    reconciler: Reconciler
    webhooks: Webhooks
    clock: Callable[[], datetime]

    @classmethod
    def from_environment(cls) -> "Dependencies":
        """As the function is deployed."""
        aws = Aws.from_environment()
        database = mongo.database(aws)
        gateway = provider.from_environment(aws)
        return compose(Queues.from_environment(aws), database, gateway, utc_now)


def compose(
    bus: Bus,
    database: Documents,
    gateway: Gateway,
    clock: Callable[[], datetime],
) -> Dependencies:
    """Payment around a bus, a database, a provider and a clock (UTC)."""
    payments, charges = Payments(database), gateway.charges
    saved_cards = SavedCards(Wallets(database), gateway.cards)
    refunds = Refunds(payments, charges)
    authorisation = Authorisation(payments, charges, saved_cards, refunds, clock)
    return Dependencies(
        bus=bus,
        payments=payments,
        authorisation=authorisation,
        collection=Collection(payments, authorisation, clock),
        capture=Capture(payments, charges, authorisation),
        refunds=refunds,
        cancellation=Cancellation(payments, authorisation, refunds),
        reversals=Reversals(payments, gateway.accounts, refunds),
        saved_cards=saved_cards,
        reconciler=Reconciler(OrdersReader(database), payments, gateway.accounts),
        webhooks=gateway.webhooks,
        clock=clock,
    )


inbox: Inbox[Dependencies] = Inbox(PAYMENT, RESERVE_MILLISECONDS, AGAIN_SECONDS)
