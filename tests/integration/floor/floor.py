"""The shop floor, but for profiles, in one process: every rule and store, and the worst of buses.

The bus hands messages over in any order, hands some over twice, and breaks between two receivers;
whatever was not consumed comes again. The database is real and so is the payment provider.
"""

import random
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from pymongo.database import Database

from services.aggregator import handler as aggregator
from services.aggregator.store import Views
from services.inventory import handler as inventory
from services.inventory.store import Catalogue, Stock
from services.invoicing import handler as invoicing
from services.invoicing.drawing import Draughtsman
from services.invoicing.store import Invoices
from services.order import handler as order
from services.order.store import Orders
from services.payment import handler as payment
from services.payment.cashier import Cashier
from services.payment.provider import Stripe
from services.payment.store import Payments
from services.shared.aws import Aws
from services.shared.envelope import Trace, seal
from services.shared.messages import Message
from services.shared.mongo import Document
from services.shared.participants import (
    AGGREGATOR,
    INVENTORY,
    INVOICING,
    ORDER,
    PAYMENT,
    Participant,
)
from tests.aws import INVOICE_BUCKET
from tests.lambdas import TRACE, Invocation, sqs_record
from tests.payments import Provider
from tests.shop import NOW

MOST_STEPS = 5000
"""Far more than any story needs: a shop that is not quiet by then never will be."""


class BusBrokeError(Exception):
    """The bus broke between two receivers."""


@dataclass
class Bus:
    """Messages under way to each service. `trouble` is the chance that a send breaks half-way."""

    chance: random.Random
    trouble: float = 0.0
    under_way: list[tuple[Participant, str]] = field(default_factory=list)
    sent: Counter[str] = field(default_factory=Counter)

    def publish(self, message: Message, trace: Trace = TRACE) -> None:
        """To each receiver, unless it breaks on the way."""
        for receiver in type(message).to:
            if self.chance.random() < self.trouble:
                raise BusBrokeError("half-way")
            self.under_way.append((receiver, seal(message, trace).decode()))
            self.sent[type(message).__name__] += 1

    def postpone(self, receipt: str, seconds: int) -> None:
        """It stays under way in any case."""


class Floor:
    """The five services that make an order, around one bus."""

    def __init__(
        self, mongodb: Database[Document], aws: Aws, provider: Provider, draughtsman: Draughtsman,
        seed: int, *, doubled: float = 0.0, trouble: float = 0.0,
    ) -> None:  # fmt: skip
        self._chance = random.Random(seed)  # noqa: S311 - the same story in every run
        self._doubled = doubled
        self.bus = Bus(self._chance, trouble)
        self.down: set[Participant] = set()
        """Services that do not run now: what is sent to them waits in their inboxes."""
        stock, invoices, views = Stock(mongodb), Invoices(mongodb, lambda: NOW), Views(mongodb)
        orders = Orders(mongodb)
        for store in (stock, invoices, views, orders):
            store.ensure_indexes()
        stripe = Stripe(lambda: provider.secret_key, provider.url)
        cashier = Cashier(Payments(mongodb), stripe, lambda: NOW)
        self._services: dict[Participant, tuple[Any, Any]] = {
            ORDER: (order.inbox, order.Shop(self.bus, orders, clock=lambda: NOW)),
            INVENTORY: (
                inventory.inbox,
                inventory.Shop(self.bus, stock, Catalogue(mongodb), lambda: NOW),
            ),
            PAYMENT: (payment.inbox, payment.Shop(self.bus, cashier)),
            INVOICING: (
                invoicing.inbox,
                invoicing.Shop(self.bus, invoices, draughtsman, aws, INVOICE_BUCKET),
            ),
            AGGREGATOR: (aggregator.inbox, aggregator.Shop(self.bus, views)),
        }

    def say(self, *messages: Message) -> None:
        """Somebody outside sends messages; they insist until the bus has taken them on."""
        trouble, self.bus.trouble = self.bus.trouble, 0.0
        for message in messages:
            self.bus.publish(message)
        self.bus.trouble = trouble

    def run(self, steps: int = MOST_STEPS) -> None:
        """Deliver until nothing is under way to anybody who is up, or for so many steps."""
        for _ in range(steps):
            can_go = [at for at, (to, _) in enumerate(self.bus.under_way) if to not in self.down]
            if not can_go:
                return
            self._deliver(self._chance.choice(can_go))
        assert steps < MOST_STEPS, f"still under way: {len(self.bus.under_way)} messages"

    def heal(self) -> None:
        """From now on nothing breaks and nothing comes twice."""
        self.bus.trouble = self._doubled = 0.0

    def _deliver(self, at: int) -> None:
        receiver, body = self.bus.under_way[at]
        if self._chance.random() >= self._doubled:
            del self.bus.under_way[at]
        inbox, shop = self._services[receiver]
        if inbox.consume([sqs_record(body)], shop, Invocation())["batchItemFailures"]:
            self.bus.under_way.append((receiver, body))
