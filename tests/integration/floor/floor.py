"""The shop floor in one process: every worker's rules and stores, and the worst of buses.

The bus hands messages over in any order, hands some over twice, and breaks between two receivers;
whatever was not consumed comes again. So do the payment provider's own messages. The database is
real and so is the provider; nobody is written to, for this shop has no sender.
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
from services.payment.repository import Payments, Wallets
from services.profiles import handler as profiles
from services.profiles.gateways.cognito import CognitoUsers
from services.profiles.repository import Profiles
from services.runtime.aws import Aws
from services.runtime.directory import Directory
from services.runtime.envelope import Trace, seal
from services.runtime.mongo import Document
from tests.aws import INVOICE_BUCKET
from tests.integration.payment.harness import WEBHOOK_SECRET, Clock, signed
from tests.lambdas import TRACE, Invocation, sqs_record
from tests.payments import Provider

MOST_ROUNDS = 60
"""Far more than any story needs: a shop that is not quiet by then never will be."""
NO_SENDER = ""


class BusBrokeError(Exception):
    """The bus broke between two receivers."""


@dataclass(frozen=True)
class Letter:
    """A message to one service."""

    to: Participant
    message: Message
    body: str


@dataclass
class Bus:
    """The letters under way, and all that ever were.

    `trouble` is the chance that a send breaks half-way, `doubled` that a letter comes once more.
    """

    chance: random.Random
    trouble: float
    doubled: float
    under_way: list[Letter] = field(default_factory=list)
    sent: list[Letter] = field(default_factory=list)
    lost: set[type[Message]] = field(default_factory=set)
    """Messages that never arrive anywhere."""

    def publish(self, message: Message, trace: Trace = TRACE) -> None:
        """To each receiver, unless it breaks on the way, or is lost for ever."""
        if type(message) in self.lost:
            return
        for receiver in type(message).to:
            if self.chance.random() < self.trouble:
                raise BusBrokeError("half-way")
            letter = Letter(receiver, message, seal(message, trace).decode())
            self.under_way.append(letter)
            self.sent.append(letter)

    def postpone(self, receipt: str, seconds: int) -> None:
        """It stays under way in any case."""

    def is_done(self) -> bool:
        """Whether a letter that was consumed will not come once more."""
        return self.chance.random() >= self.doubled

    @contextmanager
    def calm(self) -> Iterator[None]:
        """For a while nothing breaks and nothing comes twice."""
        before = self.trouble, self.doubled
        self.trouble = self.doubled = 0.0
        try:
            yield
        finally:
            self.trouble, self.doubled = before


class Floor:
    """Everybody who reads an inbox, around one bus, at one time."""

    def __init__(
        self, mongodb: Database[Document], aws: Aws, pool: str, provider: Provider,
        renderer: Any, seed: int, *, doubled: float = 0.0, trouble: float = 0.0,
    ) -> None:  # fmt: skip
        self._chance = random.Random(seed)  # noqa: S311 - the same story in every run
        self._provider = provider
        self._heard: set[str] = set()
        self.bus = Bus(self._chance, trouble, doubled)
        self.clock = Clock()
        self.down: set[Participant] = set()
        """Services that do not run now: what is sent to them waits in their inboxes."""
        self._services = self._employ(mongodb, aws, pool, renderer)

    def _employ(
        self, mongodb: Database[Document], aws: Aws, pool: str, renderer: Any
    ) -> dict[Participant, tuple[Any, Any]]:
        bus, clock = self.bus, self.clock
        orders, enquiries = Orders(mongodb, clock), Enquiries(mongodb)
        stock, audit_log = Stock(mongodb), AuditLog(mongodb)
        invoices, notes = Invoices(mongodb, clock), Notices(mongodb)
        people, views = Profiles(mongodb), Views(mongodb)
        payments, wallets = Payments(mongodb), Wallets(mongodb)
        for store in (
            orders, enquiries, stock, audit_log, invoices, notes, people, views, payments, wallets,
        ):  # fmt: skip
            store.ensure_indexes()
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

    def say(self, *messages: Message) -> None:
        """Somebody outside sends messages; they insist until the bus has taken them on."""
        with self.bus.calm():
            for message in messages:
                self.bus.publish(message)

    def repeat(self, letter: Letter) -> None:
        """A letter of long ago comes again."""
        self.bus.under_way.append(letter)

    def run(self, steps: int) -> None:
        """Deliver so many letters, or fewer if nothing is under way to anybody who is up."""
        self._listen()
        for _ in range(steps):
            can_go = self._waiting()
            if not can_go:
                return
            self._deliver(self._chance.choice(can_go))

    def in_order(self) -> Iterator[tuple[Letter, list[Letter]]]:
        """Deliver in calm, first in, first out; answers each letter with those that it caused."""
        while self.bus.under_way:
            letter, before = self.bus.under_way[0], len(self.bus.sent)
            assert self.deliver(letter), f"{letter.message} was not consumed"
            yield letter, self.bus.sent[before:]

    def deliver(self, letter: Letter) -> bool:
        """Deliver this one in calm; answers whether it was consumed."""
        with self.bus.calm():
            return self._deliver(letter)

    def settle(self) -> list[Letter]:
        """Deliver in calm until nothing moves any more; answers what nobody could consume."""
        with self.bus.calm():
            for _ in range(MOST_ROUNDS):
                news, waiting = self._listen(), self._waiting()
                self._chance.shuffle(waiting)
                if sum(map(self._deliver, waiting)) + news == 0:
                    return waiting
        raise AssertionError(f"still under way: {self._waiting()}")

    def _waiting(self) -> list[Letter]:
        return [letter for letter in self.bus.under_way if letter.to not in self.down]

    def _listen(self) -> int:
        """Hear what the provider has said of its own accord; answers how much of it was new."""
        fresh = [e for e in self._provider.events(*SUBSCRIBED) if e["id"] not in self._heard]
        self._heard |= {event["id"] for event in fresh}
        self.say(*[signed(event, WEBHOOK_SECRET) for event in fresh])
        return len(fresh)

    def _deliver(self, letter: Letter) -> bool:
        """Hand it over; it stays under way if it was not consumed, or is to come once more."""
        inbox, shop = self._services[letter.to]
        record = sqs_record(letter.body)
        consumed = not inbox.consume([record], shop, Invocation())["batchItemFailures"]
        if consumed and self.bus.is_done():
            self.bus.under_way.remove(letter)
        return consumed
