"""All services in one process, with their real rules and repositories, around an unreliable bus.

The bus delivers messages in any order, delivers some twice, and fails between two receivers. It
delivers again what was not consumed, the payment provider's events too. Database and provider are
real. No e-mail is sent, because this store has no sender address.
"""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from pymongo.database import Database

from services.aggregator import handler as aggregator
from services.aggregator.repository import Views
from services.contracts.message import Message
from services.inventory import handler as inventory
from services.inventory.repository.audit_log import AuditLog
from services.inventory.repository.catalogue import Catalogue
from services.inventory.repository.stock import Stock
from services.inventory.repository.zones import Zones
from services.invoicing import handler as invoicing
from services.invoicing.gateways.storage import PdfStorage
from services.invoicing.repository import Invoices
from services.manifest import (
    AGGREGATOR,
    INVENTORY,
    INVOICING,
    NOTICES,
    ORDER,
    OWNERS,
    PAYMENT,
    PROFILES,
    Participant,
)
from services.notices import handler as notices
from services.notices.gateways.mail import Mailer
from services.notices.repository import Notices
from services.order import handler as order
from services.order.repository import Enquiries, Orders
from services.payment import handler as payment
from services.payment.dependencies import compose as compose_payment
from services.payment.gateways.provider import gateway
from services.payment.gateways.provider.connection import Connection, Keys
from services.payment.gateways.provider.webhooks import SUBSCRIBED
from services.profiles import handler as profiles
from services.profiles.gateways.cognito import CognitoUsers
from services.profiles.repository import Profiles
from services.runtime.aws import Aws
from services.runtime.directory import Directory
from services.runtime.envelope import Trace, seal
from services.runtime.mongo import Document
from services.runtime.preparation import prepare
from tests.aws import INVOICE_BUCKET
from tests.integration.payment.harness import WEBHOOK_SECRET, Clock, signed
from tests.lambdas import TRACE, Invocation, sqs_record
from tests.payments import Provider

MOST_ROUNDS = 60
"""Far more than any test needs: a store that still works after so many never stops."""
NO_SENDER = ""


class BusBrokeError(Exception):
    """The bus failed between two receivers."""


@dataclass(frozen=True)
class QueuedMessage:
    """A message in the inbox of one service."""

    to: Participant
    message: Message
    body: str


@dataclass
class Bus:
    """The messages that are under way, and all that were ever sent.

    `trouble` is the chance that sending fails half-way, `doubled` the chance that a message comes
    again after it was consumed.
    """

    chance: random.Random
    trouble: float
    doubled: float
    under_way: list[QueuedMessage] = field(default_factory=list)
    sent: list[QueuedMessage] = field(default_factory=list)
    lost: set[type[Message]] = field(default_factory=set)
    """Types of messages that are never delivered."""

    def publish(self, message: Message, trace: Trace = TRACE) -> None:
        """Send to each receiver, unless the bus fails half-way or loses this type."""
        if type(message) in self.lost:
            return
        for receiver in type(message).to:
            if self.chance.random() < self.trouble:
                raise BusBrokeError("half-way")
            queued = QueuedMessage(receiver, message, seal(message, trace).decode())
            self.under_way.append(queued)
            self.sent.append(queued)

    def send_again(self, body: str, seconds: int) -> None:
        """Do nothing: no outage lasts here."""

    def postpone(self, receipt: str, seconds: int) -> None:
        """Do nothing: the message stays under way in any case."""

    def is_done(self) -> bool:
        """Whether a message that was consumed does not come again."""
        return self.chance.random() >= self.doubled

    @contextmanager
    def calm(self) -> Iterator[None]:
        """Suspend failures and duplicates while the context lasts."""
        before = self.trouble, self.doubled
        self.trouble = self.doubled = 0.0
        try:
            yield
        finally:
            self.trouble, self.doubled = before


class InProcessStore:
    """Every service that reads an inbox, around one bus, with one clock."""

    def __init__(
        self, mongodb: Database[Document], aws: Aws, pool: str, provider: Provider,
        renderer: Any, seed: int, *, doubled: float = 0.0, trouble: float = 0.0,
    ) -> None:  # fmt: skip
        self._chance = random.Random(seed)  # noqa: S311 - the same story in every run
        self._provider = provider
        self._received_events: set[str] = set()
        self.bus = Bus(self._chance, trouble, doubled)
        self.clock = Clock()
        self.down: set[Participant] = set()
        """Services that do not run now: their messages wait in their inboxes."""
        self._services = self._compose(mongodb, aws, pool, renderer)

    def _compose(
        self, mongodb: Database[Document], aws: Aws, pool: str, renderer: Any
    ) -> dict[Participant, tuple[Any, Any]]:
        prepare(mongodb, OWNERS, None)
        bus, clock = self.bus, self.clock
        orders, enquiries = Orders(mongodb, clock), Enquiries(mongodb)
        stock, audit_log = Stock(mongodb), AuditLog(mongodb)
        invoices, notes = Invoices(mongodb, clock), Notices(mongodb)
        people, views = Profiles(mongodb), Views(mongodb)
        keys = Keys(self._provider.secret_key, WEBHOOK_SECRET)
        money = gateway.over(Connection(lambda: keys, self._provider.url))
        shelves = (stock, Catalogue(mongodb), Zones(mongodb), audit_log)
        mail = (notes, Directory(aws, pool), Mailer(aws, NO_SENDER), "https://flowers.example")
        return {
            ORDER: (order.inbox, order.Dependencies(bus, orders, enquiries, clock=clock)),
            INVENTORY: (inventory.inbox, inventory.Dependencies(bus, *shelves, clock)),
            PAYMENT: (
                payment.inbox,
                compose_payment(bus, mongodb, money, clock),
            ),
            INVOICING: (
                invoicing.inbox,
                invoicing.Dependencies(bus, invoices, renderer, PdfStorage(aws, INVOICE_BUCKET)),
            ),
            NOTICES: (notices.inbox, notices.Dependencies(bus, *mail, clock)),
            PROFILES: (
                profiles.inbox,
                profiles.Dependencies(bus, people, CognitoUsers(aws, pool), clock),
            ),
            # Views vanish by the database's own clock, so they are dated by it.
            AGGREGATOR: (aggregator.inbox, aggregator.Dependencies(bus, views)),
        }

    def send(self, *messages: Message) -> None:
        """Send messages from outside the store, without failures or duplicates."""
        with self.bus.calm():
            for message in messages:
                self.bus.publish(message)

    def repeat(self, queued: QueuedMessage) -> None:
        """Deliver an old message again."""
        self.bus.under_way.append(queued)

    def run(self, steps: int) -> None:
        """Deliver so many messages, or fewer if none is under way to a running service."""
        self._receive_provider_events()
        for _ in range(steps):
            can_go = self._waiting()
            if not can_go:
                return
            self._deliver(self._chance.choice(can_go))

    def in_order(self) -> Iterator[tuple[QueuedMessage, list[QueuedMessage]]]:
        """Deliver without failures, in order; answer each message with those that it caused."""
        while self.bus.under_way:
            queued, before = self.bus.under_way[0], len(self.bus.sent)
            assert self.deliver(queued), f"{queued.message} was not consumed"
            yield queued, self.bus.sent[before:]

    def deliver(self, queued: QueuedMessage) -> bool:
        """Deliver this one without failures; answer whether it was consumed."""
        with self.bus.calm():
            return self._deliver(queued)

    def settle(self) -> list[QueuedMessage]:
        """Deliver without failures until nothing changes; answer what could not be consumed."""
        with self.bus.calm():
            for _ in range(MOST_ROUNDS):
                received, waiting = self._receive_provider_events(), self._waiting()
                self._chance.shuffle(waiting)
                if sum(map(self._deliver, waiting)) + received == 0:
                    return waiting
        raise AssertionError(f"still under way: {self._waiting()}")

    def _waiting(self) -> list[QueuedMessage]:
        return [queued for queued in self.bus.under_way if queued.to not in self.down]

    def _receive_provider_events(self) -> int:
        """Send the provider's new events to payment; answer how many there were."""
        fresh = [
            e for e in self._provider.events(*SUBSCRIBED) if e["id"] not in self._received_events
        ]
        self._received_events |= {event["id"] for event in fresh}
        self.send(*[signed(event, WEBHOOK_SECRET) for event in fresh])
        return len(fresh)

    def _deliver(self, queued: QueuedMessage) -> bool:
        """Deliver it; it stays under way if it was not consumed, or comes again by chance."""
        inbox, shop = self._services[queued.to]
        record = sqs_record(queued.body)
        consumed = not inbox.consume([record], shop, Invocation())["batchItemFailures"]
        if consumed and self.bus.is_done():
            self.bus.under_way.remove(queued)
        return consumed
