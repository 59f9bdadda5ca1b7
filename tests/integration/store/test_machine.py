"""Random stories of customers, florists, cards and banks, on an unreliable bus.

A message may come late, twice or in any order, and sending it may fail; the provider fails before
or after it acts. At every moment nothing is oversold or taken twice. Once all messages are handled,
the records of all services agree. At the end every order is delivered or cancelled.
"""

import uuid
from collections.abc import Iterable
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import ClassVar

import pytest
import stripe
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)
from msgspec.structs import replace
from pymongo import MongoClient
from pymongo.database import Database

from services.contracts.commissions import DeclineQuote
from services.contracts.common import Customer, Reason
from services.contracts.inventory import AdjustStock, Item, OpenDay, OpenDays
from services.contracts.order_messages import (
    CancelOrder,
    ChangeDelivery,
    DeliverOrders,
    EraseCustomer,
    LookForOverdue,
    OrderShipped,
    RefundOrder,
    ShipOrders,
    SubstituteStems,
    UndoShipment,
)
from services.contracts.orders import OPEN, State
from services.contracts.payments import (
    CollectBalances,
    MoneyDiffers,
    Part,
    ReconcileIntents,
    ReconcileOrders,
    RemoveCard,
    SaveCard,
)
from services.policy.payments import LEAST
from services.runtime.mongo import Document
from tests.aws import AwsServer
from tests.claims import proves
from tests.integration.payment.harness import CHALLENGING, VISA
from tests.integration.people import People
from tests.integration.store.in_process_store import InProcessStore, QueuedMessage
from tests.integration.store.invariants import Records
from tests.integration.store.money_story import MoneyStory
from tests.integration.store.renderer import RecordingRenderer
from tests.integration.store.story_steps import CUSTOMERS, FLEUR
from tests.payments import Provider
from tests.shop import (
    DOZEN,
    EUCALYPTUS,
    FELIX,
    FLORA,
    NOW,
    RECIPIENT,
    RED_ROSE,
    TOMORROW,
    catalogue,
    zones,
)

STEMS = 40
PLACES = 6
FAR = NOW.date() + timedelta(days=20)
"""Longer than any authorisation lives."""
BROKE = "pm_card_chargeDeclinedInsufficientFunds"
CARDS = (VISA, VISA, BROKE, CHALLENGING)
DEPOSITS = (9_000, 30_000, LEAST, LEAST - 1, 30_000 - LEAST + 1)
"""No card can be charged with the last but one, nor with what the last one leaves."""
PATIENCE = timedelta(days=4)
"""Longer than the store waits for the payment of an order or a deposit."""
EVER = datetime(2020, 1, 1, tzinfo=NOW.tzinfo), datetime(2100, 1, 1, tzinfo=NOW.tzinfo)
OF_THE_SHOP = "(POST|DELETE) /v1/(?!disputes)|GET /v1/(payment_intents/|payment_methods)"
"""The store's own calls; the tests make the others."""


class StoreMachine(MoneyStory):
    """People send requests, messages arrive and time passes, in random order."""

    uri: ClassVar[str]
    aws_server: ClassVar[AwsServer]
    provider: ClassVar[Provider]
    pool: ClassVar[str]

    def __init__(self) -> None:
        super().__init__()
        self.client: MongoClient[Document] = MongoClient(self.uri, retryWrites=False, tz_aware=True)
        self.database: Database[Document] = self.client[f"machine_{uuid.uuid4().hex[:12]}"]
        self.records = Records(self.database, self.provider)
        self.lapsed: set[str] = set()
        self.pdf_renderer = RecordingRenderer()

    @initialize(
        seed=st.integers(0, 10_000),
        doubled=st.sampled_from((0.0, 0.3)),
        trouble=st.sampled_from((0.3, 0.1)),
    )
    def open(self, seed: int, doubled: float, trouble: float) -> None:
        """Open the store with stock, a wedding and three orders."""
        self.provider.reset()
        self.aws_server.empty_bucket()
        self.store = InProcessStore(
            self.database, self.aws_server.aws(), self.pool, self.provider, self.pdf_renderer, seed,
            doubled=doubled, trouble=trouble,
        )  # fmt: skip
        stock = dict.fromkeys((RED_ROSE.sku, EUCALYPTUS.sku), STEMS)
        days = OpenDays(tuple(OpenDay(day, stock) for day in (TOMORROW, FAR)))
        self.store.send(catalogue(), zones(PLACES), days)
        self._enquire(FLORA)
        assert self.store.settle() == []
        for _ in range(2):
            (enquiry,) = self.records.enquiries().values()
            self._answer(enquiry, deposit=9_000)
            assert self.store.settle() == []
        (wedding,) = self.records.orders().values()
        self._pay(wedding.id, FLORA.id, VISA)
        self._order(FLORA, DOZEN, 1, TOMORROW, VISA)
        self._order(FELIX, RED_ROSE, 5, FAR, VISA)
        self._order(FELIX, RED_ROSE, 5, TOMORROW, CHALLENGING)

    # ---- customers ---------------------------------------------------------------------------

    @precondition(lambda self: len(self.placed) < 10)
    @rule(
        customer=st.sampled_from(CUSTOMERS),
        item=st.sampled_from((RED_ROSE, DOZEN)),
        quantity=st.integers(1, 15),
        day=st.sampled_from((TOMORROW, TOMORROW, FAR)),
        card=st.sampled_from(CARDS),
    )
    def order(self, customer: Customer, item: Item, quantity: int, day: date, card: str) -> None:
        self._order(customer, item, quantity, day, card)

    @rule(
        data=st.data(),
        card=st.sampled_from((*CARDS, "stored", "stored")),
        part=st.sampled_from((Part.FIRST, Part.FIRST, Part.BALANCE)),
    )
    def pay(self, data: st.DataObject, card: str, part: Part) -> None:
        one = self._draw(
            data, self.records.orders().values(), lambda order: order.is_awaiting(part)
        )
        if one is None:
            return
        if card == "stored":
            wallet = self.records.wallets().get(one.customer)
            stored = self._draw(data, wallet.cards if wallet else ())
            card = stored.id if stored else VISA
        self._pay(one.id, one.customer, card, part)

    @rule(data=st.data(), success=st.booleans())
    def answer_the_bank(self, data: st.DataObject, *, success: bool) -> None:
        secret = self._draw(data, self.records.client_secrets())
        if secret:
            with suppress(OSError):
                self.provider.authenticate(secret, success=success)

    @rule(data=st.data(), day=st.sampled_from((TOMORROW, FAR)), postcode=st.sampled_from(
        ("10115", "80331")
    ))  # fmt: skip
    def change_delivery(self, data: st.DataObject, day: date, postcode: str) -> None:
        if one := self._draw(data, self.records.orders().values()):
            there = replace(one.delivery, day=day, recipient=replace(RECIPIENT, postcode=postcode))
            self.store.send(ChangeDelivery(one.id, one.customer, there, self._now()))

    @rule(data=st.data(), reason=st.sampled_from((Reason.CUSTOMER, Reason.FLORIST)))
    def cancel(self, data: st.DataObject, reason: Reason) -> None:
        known = self.placed | {o.id: o.customer for o in self.records.orders().values()}
        if order := self._draw(data, sorted(known)):
            by = FLEUR if reason is Reason.FLORIST else known[order]
            self.store.send(CancelOrder(order, by=by, reason=reason, requested_at=self._now()))

    @rule(customer=st.sampled_from(CUSTOMERS), card=st.sampled_from((VISA, CHALLENGING)))
    def keep_a_card(self, customer: Customer, card: str) -> None:
        wallet = self.records.wallets().get(customer.id)
        if wallet and wallet.setup:
            with suppress(OSError):
                self.provider.confirm_setup(wallet.setup.client_secret, card)
        else:
            self.store.send(SaveCard(customer.id, self._new("setup")))

    @rule(data=st.data(), customer=st.sampled_from(CUSTOMERS))
    def remove_a_card(self, data: st.DataObject, customer: Customer) -> None:
        wallet = self.records.wallets().get(customer.id)
        if card := self._draw(data, wallet.cards if wallet else ()):
            self.store.send(RemoveCard(customer.id, card.id))

    # ---- weddings ----------------------------------------------------------------------------

    @rule(customer=st.sampled_from(CUSTOMERS))
    def enquire(self, customer: Customer) -> None:
        self._enquire(customer)

    @rule(data=st.data(), deposit=st.sampled_from(DEPOSITS))
    def answer_an_enquiry(self, data: st.DataObject, deposit: int) -> None:
        """Asked: a florist quotes. Quoted: the customer accepts."""
        if one := self._draw(data, self.records.enquiries().values()):
            self._answer(one, deposit)

    # ---- florists ----------------------------------------------------------------------------

    @rule(data=st.data())
    def ship(self, data: st.DataObject) -> None:
        ready = [o.id for o in self.records.orders().values() if o.state is State.CONFIRMED]
        some = data.draw(st.integers(0, len(ready)), label="how many")
        self.store.send(ShipOrders(tuple(ready[:some]), by=FLEUR, requested_at=self._now()))

    @rule()
    def ship_by_mistake(self) -> None:
        """All shipments are undone at once, but that may come too early, or too late."""
        ready = [o.id for o in self.records.orders().values() if o.state is State.CONFIRMED]
        self.store.send(
            *[ShipOrders((each,), by=FLEUR, requested_at=self._now()) for each in ready]
        )
        self.store.send(*[UndoShipment(each, by=FLEUR, requested_at=self._now()) for each in ready])

    @rule()
    def deliver(self) -> None:
        orders = [o.id for o in self.records.orders().values() if o.state is State.SHIPPED]
        self.store.send(DeliverOrders(tuple(orders), by=FLEUR, requested_at=self._now()))

    @rule(data=st.data(), amount=st.integers(1, 2000))
    def refund(self, data: st.DataObject, amount: int) -> None:
        if one := self._draw(data, self.records.orders().values(), lambda order: order.taken > 0):
            refund = self._new("refund")
            now = self._now()
            self.store.send(
                RefundOrder(one.id, refund, amount, "wilted", by=FLEUR, requested_at=now)
            )

    @rule(data=st.data(), quantity=st.integers(1, 3))
    def substitute(self, data: st.DataObject, quantity: int) -> None:
        orders = [o for o in self.records.orders().values() if o.occasion is None]
        if one := self._draw(data, orders, lambda order: order.state in OPEN):
            what = (self._new("substitution"), RED_ROSE.sku, EUCALYPTUS.sku, quantity)
            self.store.send(SubstituteStems(one.id, *what, by=FLEUR, requested_at=self._now()))

    @rule(quantity=st.integers(-25, 10), day=st.sampled_from((TOMORROW, FAR)))
    def count_stems(self, quantity: int, day: date) -> None:
        count = self._new("count")
        self.store.send(
            AdjustStock(count, RED_ROSE.sku, day, quantity, "", by=FLEUR, requested_at=self._now())
        )

    # ---- the world ---------------------------------------------------------------------------

    @rule(minutes=st.sampled_from((5, 5, 20, 40, 9 * 60, 24 * 60, 8 * 24 * 60)))
    def time_passes(self, minutes: int) -> None:
        self.store.clock.now += timedelta(minutes=minutes)
        if minutes >= 24 * 60:
            self.provider.forget_keys()
        self.store.send(LookForOverdue(), CollectBalances())

    @rule(data=st.data())
    def a_hold_ends(self, data: st.DataObject) -> None:
        held = [i for i in self.provider.intents() if i["status"] == "requires_capture"]
        if one := self._draw(data, held):
            self.provider.expire(one["id"])
            self.lapsed.add(one["metadata"]["order_id"])

    @rule(when=st.sampled_from(("before", "after", "status")), skip=st.integers(0, 3))
    def the_provider_breaks(self, when: str, skip: int) -> None:
        self.provider.fail(OF_THE_SHOP, when, times=2, skip=skip)

    @rule(data=st.data())
    def a_message_comes_again(self, data: st.DataObject) -> None:
        sent = self.store.bus.sent
        self.store.repeat(sent[data.draw(st.integers(0, len(sent) - 1), label="message")])

    @rule(steps=st.integers(1, 60))
    def messages_arrive(self, steps: int) -> None:
        self.store.run(steps)
        self._check()

    @rule()
    def everything_arrives(self) -> None:
        self.provider.heal()
        stuck = self.store.settle()
        self._check()
        self.records.check_all(self.pdf_renderer.documents, lost=self._lost(stuck))

    def _check(self) -> None:
        self.records.check_nothing_is_oversold(STEMS)
        self.records.check_nothing_is_taken_twice()

    # ---- the end ------------------------------------------------------------------------

    def teardown(self) -> None:
        try:
            if hasattr(self, "store"):
                self._end()
        finally:
            self.client.drop_database(self.database.name)
            self.client.close()

    def _end(self) -> None:
        """Deliver every order that is paid for, and cancel the others."""
        self.everything_arrives()
        self.store.clock.now += PATIENCE
        self.store.send(LookForOverdue())
        self.everything_arrives()
        ids = tuple(self.records.orders())
        self.store.send(ShipOrders(ids, by=FLEUR, requested_at=self._now()))
        self.everything_arrives()
        self.store.send(
            *[
                CancelOrder(each, by=FLEUR, reason=Reason.FLORIST, requested_at=self._now())
                for each in ids
            ]
        )
        self.store.send(*[DeliverOrders(ids, by=FLEUR, requested_at=self._now())])
        self.store.send(
            *[DeclineQuote(e, by=FLEUR, requested_at=self._now()) for e in self.records.enquiries()]
        )
        self.everything_arrives()
        self._decide_disputes()
        self.everything_arrives()
        for each in ids:
            self._settle_refunds(each)
        self.everything_arrives()
        before = len(self.store.bus.sent)
        self.store.send(ReconcileOrders(*EVER), ReconcileIntents(*EVER))
        self.store.send(*[EraseCustomer(customer, self._now()) for customer in CUSTOMERS])
        lost = self._lost(self.store.settle())
        differences = self._differences(before)
        assert {each.mismatch.order_id for each in differences} == lost, differences
        ended = (State.DELIVERED, State.CANCELLED)
        assert all(order.state in ended for order in self.records.orders().values())

    def _differences(self, since: int) -> list[MoneyDiffers]:
        sent = self.store.bus.sent[since:]
        return [e.message for e in sent if isinstance(e.message, MoneyDiffers)]

    def _lost(self, stuck: Iterable[QueuedMessage]) -> set[str]:
        """The orders that shipped after their authorisation had expired: a human must look."""
        lost = set()
        for queued in stuck:
            assert isinstance(queued.message, OrderShipped), queued.message
            lost.add(queued.message.order.id)
        assert lost <= self.lapsed
        return lost


@proves(
    "T23",
    "T24",
    "T25",
    "T28",
    "T46",
    "U1",
    "U5",
    "X22",
    "FM-SQS-02:mitigation",
    "FM-SQS-03:mitigation",
    "FM-DLQ-02:mitigation",
    "FM-ORD-06:mitigation",
    "FM-PSP-11:mitigation",
)
def test_no_story_oversells_charges_twice_or_leaves_an_order_without_its_end(
    mongodb_uri: str,
    aws_server: AwsServer,
    people: People,
    provider: Provider,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Story(StoreMachine):
        uri = mongodb_uri

    # The client does not wait before it repeats a call.
    monkeypatch.setattr(stripe.HTTPClient, "INITIAL_DELAY", 0.0)
    Story.aws_server, Story.pool, Story.provider = aws_server, people.pool, provider
    run_state_machine_as_test(
        Story,
        settings=settings(
            max_examples=20,
            stateful_step_count=30,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
