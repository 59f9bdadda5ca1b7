"""The provider is down for its whole monthly allowance: orders wait, and nothing is lost (M08).

The queue of these tests counts receives and hides messages as SQS does, by the tests' own clock.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
import stripe
from msgspec.structs import replace
from pymongo.database import Database

from services.contracts.message import Message
from services.contracts.order_messages import LookForOverdue, OrderPlaced
from services.contracts.orders import Order, State
from services.contracts.payments import PaymentAuthorised, PaymentDelayed
from services.manifest import ORDER, PAYMENT
from services.order import handler as order_service
from services.order.repository import Enquiries, Orders
from services.payment import handler as payment_service
from services.payment.dependencies import compose
from services.payment.gateways.provider import gateway
from services.runtime import envelope, inbox
from services.runtime.aws import Aws
from services.runtime.envelope import Trace, seal
from services.runtime.mongo import Document
from stacks.config import MAX_RECEIVE_COUNT
from stacks.observability import FIVE_MINUTES, OLDEST_SECONDS
from tests.claims import proves
from tests.integration.payment.harness import PaymentHarness, pay
from tests.lambdas import TRACE, Invocation, sqs_record
from tests.shop import NOW, an_order

ALLOWANCE = timedelta(minutes=216)
MINUTE = timedelta(minutes=1)
FLOWERS = replace(an_order(), pay_by=NOW + timedelta(minutes=30))


@dataclass
class Queued:
    """A message in an inbox."""

    body: str
    sent_at: datetime
    visible_at: datetime
    received: int = 0


@dataclass
class TimedQueue:
    """One service's inbox by a clock, and the bus on which it sends: SQS's rules, no network."""

    clock: Callable[[], datetime]
    hidden: timedelta
    receivers: dict[str, "TimedQueue"] = field(default_factory=dict)
    waiting: list[Queued] = field(default_factory=list)
    dead: list[Queued] = field(default_factory=list)
    told: list[Message] = field(default_factory=list)
    set_aside_at: list[datetime] = field(default_factory=list)
    oldest: timedelta = timedelta()

    def put(self, message: Message, trace: Trace = TRACE) -> None:
        now = self.clock()
        self.waiting.append(Queued(seal(message, trace).decode(), now, now))

    def publish(self, message: Message, trace: Trace) -> None:
        self.told.append(message)
        for to in type(message).to:
            if to in self.receivers:
                self.receivers[to].put(message, trace)

    def postpone(self, receipt: str, seconds: int) -> None:
        (message,) = [each for each in self.waiting if str(id(each)) == receipt]
        message.visible_at = self.clock() + timedelta(seconds=seconds)
        self.set_aside_at.append(self.clock())

    def send_again(self, body: str, seconds: int) -> None:
        assert seconds <= 900, "SQS delays for a quarter of an hour at the most"
        now = self.clock()
        self.waiting.append(Queued(body, now, now + timedelta(seconds=seconds)))
        self.set_aside_at.append(now)

    def run(self, handler: Any) -> None:
        """Hand out what is visible, one message an invocation."""
        for message in [each for each in self.waiting if each.visible_at <= self.clock()]:
            self.oldest = max(self.oldest, self.clock() - message.sent_at)
            message.received += 1
            if message.received > MAX_RECEIVE_COUNT:
                self.waiting.remove(message)
                self.dead.append(message)
                continue
            message.visible_at = self.clock() + self.hidden
            record = sqs_record(message.body, receive_count=message.received)
            record["receiptHandle"] = str(id(message))
            if handler({"Records": [record]}, Invocation()) == {"batchItemFailures": []}:
                self.waiting.remove(message)


@dataclass
class Shop:
    """Order and payment, and the clock's minute."""

    harness: PaymentHarness
    database: Database[Document]

    def __post_init__(self) -> None:
        clock = self.harness.clock
        self.orders = Orders(self.database, clock)
        self.of_order = TimedQueue(clock, MINUTE)
        self.of_payment = TimedQueue(clock, timedelta(minutes=6))
        self.of_order.receivers = {ORDER: self.of_order, PAYMENT: self.of_payment}
        self.of_payment.receivers = {ORDER: self.of_order, PAYMENT: self.of_payment}
        payment = compose(
            self.of_payment,
            self.database,
            gateway.from_environment(Aws.from_environment()),
            clock,
        )
        order = order_service.Dependencies(
            self.of_order, self.orders, Enquiries(self.database), clock=clock
        )
        self.payment = payment_service.inbox.lambda_handler(lambda: payment)
        self.order = order_service.inbox.lambda_handler(lambda: order)

    def lives_for(self, time: timedelta) -> None:
        """Handle what is visible every 15 seconds, and look for what is overdue every minute."""
        until = self.harness.clock.now + time
        while self.harness.clock.now < until:
            if self.harness.clock.now.second == 0:
                self.of_order.put(LookForOverdue())
            self.of_payment.run(self.payment)
            self.of_order.run(self.order)
            self.harness.clock.now += timedelta(seconds=15)

    def its(self, order: Order) -> Order:
        return self.orders.get(order.id)


@pytest.fixture
def shop(
    harness: PaymentHarness, mongodb: Database[Document], monkeypatch: pytest.MonkeyPatch
) -> Shop:
    monkeypatch.setattr(inbox, "utc_now", harness.clock)
    monkeypatch.setattr(envelope, "utc_now", harness.clock)
    monkeypatch.setattr(stripe.HTTPClient, "INITIAL_DELAY", 0.0)
    harness.clock.now = NOW.replace(second=0, microsecond=0)
    shop = Shop(harness, mongodb)
    shop.orders.add(FLOWERS)
    shop.of_payment.put(OrderPlaced(FLOWERS))
    shop.lives_for(MINUTE)
    return shop


@proves("E20", "M08", "FM-PSP-01:mitigation")
def test_a_provider_that_is_down_for_its_monthly_allowance_loses_no_order(
    harness: PaymentHarness, shop: Shop
) -> None:
    harness.provider.fail("/v1/(?!events)", "status", times=100_000, status=503)
    shop.of_payment.put(pay(FLOWERS))
    shop.lives_for(ALLOWANCE)
    assert shop.its(FLOWERS).state is State.PLACED, "it waits for its payment (M08)"
    harness.provider.heal()
    shop.lives_for(6 * MINUTE)
    assert [m for m in shop.of_payment.told if isinstance(m, PaymentAuthorised)]
    assert harness.statuses() == ["requires_capture"]
    assert shop.its(FLOWERS).payment.is_secured
    assert (shop.of_payment.dead, shop.of_order.dead) == ([], [])


@proves("T44", "FM-PSP-01:detection")
def test_such_an_outage_pages_once(harness: PaymentHarness, shop: Shop) -> None:
    harness.provider.fail("/v1/(?!events)", "status", times=100_000, status=503)
    shop.of_payment.put(pay(FLOWERS))
    shop.lives_for(ALLOWANCE)
    met = shop.of_payment.set_aside_at
    gaps = [later - before for before, later in pairwise(met)]
    assert max(gaps) < timedelta(seconds=FIVE_MINUTES.to_seconds()), "the alarm never pauses"
    assert shop.of_payment.oldest < timedelta(seconds=OLDEST_SECONDS), "the other alarm is silent"


@proves("FM-PSP-01:mitigation")
def test_after_half_a_day_people_get_what_the_provider_never_answered(
    harness: PaymentHarness, shop: Shop
) -> None:
    harness.provider.fail("/v1/(?!events)", "status", times=100_000, status=503)
    shop.of_payment.put(pay(FLOWERS))
    harness.clock.now += inbox.OUTAGE + MINUTE
    shop.lives_for(40 * MINUTE)
    assert len(shop.of_payment.dead) == 1
    assert shop.its(FLOWERS).state is State.CANCELLED
    assert not [m for m in shop.of_payment.told if isinstance(m, PaymentDelayed)]
