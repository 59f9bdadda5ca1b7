"""Any story of customers, florists, cards and banks, on the worst of buses.

Every message may come late, twice, long after, in any order, and break on its way; the provider
fails before it acts or after it. At every moment nothing is oversold or taken twice; whenever
nothing moves any more, everybody's books agree; and in the end every order has ended.
"""

import uuid
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import ClassVar, TypeVar

import pytest
import stripe
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)
from msgspec.structs import replace
from pymongo import MongoClient
from pymongo.database import Database

from services.contracts.commissions import (
    AcceptQuote,
    DeclineQuote,
    Enquire,
    Enquiry,
    EnquiryRequest,
    EnquiryState,
    QuotedLine,
    QuoteEnquiry,
    QuoteRequest,
)
from services.contracts.common import Customer, Reason
from services.contracts.identifiers import enquiry_id
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
)
from services.contracts.orders import State
from services.contracts.payments import (
    AuthorisePayment,
    CollectBalances,
    MoneyDiffers,
    Part,
    ReconcileIntents,
    ReconcileOrders,
    RemoveCard,
    SaveCard,
)
from services.invoicing.domain.statements import Statement
from services.runtime.mongo import Document
from tests.aws import AwsServer
from tests.claims import proves
from tests.integration.floor.books import Books
from tests.integration.floor.floor import Floor, Letter
from tests.integration.payment.harness import CHALLENGING, VISA
from tests.integration.people import People
from tests.payments import Provider
from tests.shop import (
    DOZEN,
    EUCALYPTUS,
    FELIX,
    FLORA,
    FLORAS_ADDRESS,
    NOW,
    RECIPIENT,
    RED_ROSE,
    TOMORROW,
    catalogue,
    place,
    request_for,
    zones,
)

STEMS = 40
PLACES = 6
FAR = NOW.date() + timedelta(days=20)
"""Longer than any authorisation lives."""
EVENT_DAY = NOW.date() + timedelta(days=30)
CUSTOMERS = (FLORA, FELIX)
FLEUR = "sub-fleur"
BROKE = "pm_card_chargeDeclinedInsufficientFunds"
CARDS = (VISA, VISA, BROKE, CHALLENGING)
PATIENCE = timedelta(days=4)
"""Longer than an order, or a deposit, is waited for."""
EVER = datetime(2020, 1, 1, tzinfo=NOW.tzinfo), datetime(2100, 1, 1, tzinfo=NOW.tzinfo)
OF_THE_SHOP = "(POST|DELETE) /v1/|GET /v1/(payment_intents/|payment_methods)"
"""The rest is asked by the tests themselves."""

ThingT = TypeVar("ThingT")


class Clerk:
    """Draws nothing, but remembers what was to be drawn: looks are no part of these stories."""

    def __init__(self) -> None:
        self.papers: dict[str, Statement] = {}

    def render(self, statement: Statement) -> bytes:
        """A PDF, so to say."""
        drawn = self.papers.setdefault(statement.number.occasion, statement)
        assert (drawn.number, drawn.total) == (statement.number, statement.total)
        return b"%PDF"


class Dependencies(RuleBasedStateMachine):
    """People wish for things; messages arrive, and time passes, when chance will have it."""

    uri: ClassVar[str]
    aws_server: ClassVar[AwsServer]
    provider: ClassVar[Provider]
    pool: ClassVar[str]

    def __init__(self) -> None:
        super().__init__()
        self.client: MongoClient[Document] = MongoClient(self.uri, retryWrites=False, tz_aware=True)
        self.database: Database[Document] = self.client[f"machine_{uuid.uuid4().hex[:12]}"]
        self.books = Books(self.database, self.provider)
        self.placed: dict[str, str] = {}
        self.lapsed: set[str] = set()
        self.clerk = Clerk()
        self.count = 0

    @initialize(
        seed=st.integers(0, 10_000),
        doubled=st.sampled_from((0.0, 0.3)),
        trouble=st.sampled_from((0.3, 0.1)),
    )
    def open(self, seed: int, doubled: float, trouble: float) -> None:
        """The shop's first morning."""
        self.provider.reset()
        self.floor = Floor(
            self.database, self.aws_server.aws(), self.pool, self.provider, self.clerk, seed,
            doubled=doubled, trouble=trouble,
        )  # fmt: skip
        stock = dict.fromkeys((RED_ROSE.sku, EUCALYPTUS.sku), STEMS)
        days = OpenDays(tuple(OpenDay(day, stock) for day in (TOMORROW, FAR)))
        self.floor.say(catalogue(), zones(PLACES), days)
        self._enquire(FLORA)
        assert self.floor.settle() == []
        for _ in range(2):
            (enquiry,) = self.books.enquiries().values()
            self._answer(enquiry, deposit=9_000)
            assert self.floor.settle() == []
        (wedding,) = self.books.orders().values()
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
        one = self._draw(data, self.books.orders().values(), lambda order: order.is_awaiting(part))
        if one is None:
            return
        if card == "stored":
            wallet = self.books.wallets().get(one.customer)
            stored = self._draw(data, wallet.cards if wallet else ())
            card = stored.id if stored else VISA
        self._pay(one.id, one.customer, card, part)

    @rule(data=st.data(), success=st.booleans())
    def answer_the_bank(self, data: st.DataObject, *, success: bool) -> None:
        secret = self._draw(data, self.books.client_secrets())
        if secret:
            with suppress(OSError):
                self.provider.authenticate(secret, success=success)

    @rule(data=st.data(), day=st.sampled_from((TOMORROW, FAR)), postcode=st.sampled_from(
        ("10115", "80331")
    ))  # fmt: skip
    def change_delivery(self, data: st.DataObject, day: date, postcode: str) -> None:
        if one := self._draw(data, self.books.orders().values()):
            there = replace(one.delivery, day=day, recipient=replace(RECIPIENT, postcode=postcode))
            self.floor.say(ChangeDelivery(one.id, one.customer, there, self._now()))

    @rule(data=st.data(), reason=st.sampled_from((Reason.CUSTOMER, Reason.FLORIST)))
    def cancel(self, data: st.DataObject, reason: Reason) -> None:
        known = self.placed | {o.id: o.customer for o in self.books.orders().values()}
        if order := self._draw(data, sorted(known)):
            by = FLEUR if reason is Reason.FLORIST else known[order]
            self.floor.say(CancelOrder(order, by, reason, self._now()))

    @rule(customer=st.sampled_from(CUSTOMERS), card=st.sampled_from((VISA, CHALLENGING)))
    def keep_a_card(self, customer: Customer, card: str) -> None:
        wallet = self.books.wallets().get(customer.id)
        if wallet and wallet.setup:
            with suppress(OSError):
                self.provider.confirm_setup(wallet.setup.client_secret, card)
        else:
            self.floor.say(SaveCard(customer.id, self._new("setup")))

    @rule(data=st.data(), customer=st.sampled_from(CUSTOMERS))
    def remove_a_card(self, data: st.DataObject, customer: Customer) -> None:
        wallet = self.books.wallets().get(customer.id)
        if card := self._draw(data, wallet.cards if wallet else ()):
            self.floor.say(RemoveCard(customer.id, card.id))

    # ---- weddings ----------------------------------------------------------------------------

    @rule(customer=st.sampled_from(CUSTOMERS))
    def enquire(self, customer: Customer) -> None:
        self._enquire(customer)

    @rule(data=st.data(), deposit=st.sampled_from((9_000, 30_000)))
    def answer_an_enquiry(self, data: st.DataObject, deposit: int) -> None:
        """Asked: a florist quotes. Quoted: the customer accepts."""
        if one := self._draw(data, self.books.enquiries().values()):
            self._answer(one, deposit)

    # ---- florists ----------------------------------------------------------------------------

    @rule(data=st.data())
    def ship(self, data: st.DataObject) -> None:
        ready = [o.id for o in self.books.orders().values() if o.state is State.CONFIRMED]
        some = data.draw(st.integers(0, len(ready)), label="how many")
        self.floor.say(ShipOrders(tuple(ready[:some]), FLEUR, self._now()))

    @rule()
    def deliver(self) -> None:
        orders = [o.id for o in self.books.orders().values() if o.state is State.SHIPPED]
        self.floor.say(DeliverOrders(tuple(orders), FLEUR, self._now()))

    @rule(data=st.data(), amount=st.integers(1, 2000))
    def refund(self, data: st.DataObject, amount: int) -> None:
        if one := self._draw(data, self.books.orders().values(), lambda order: order.taken > 0):
            refund = self._new("refund")
            now = self._now()
            self.floor.say(RefundOrder(one.id, refund, amount, "wilted", FLEUR, now))

    @rule(data=st.data(), quantity=st.integers(1, 3))
    def substitute(self, data: st.DataObject, quantity: int) -> None:
        if one := self._draw(data, self.books.orders().values()):
            what = (self._new("substitution"), RED_ROSE.sku, EUCALYPTUS.sku, quantity)
            self.floor.say(SubstituteStems(one.id, *what, FLEUR, self._now()))

    @rule(quantity=st.integers(-25, 10), day=st.sampled_from((TOMORROW, FAR)))
    def count_stems(self, quantity: int, day: date) -> None:
        count = self._new("count")
        self.floor.say(AdjustStock(count, RED_ROSE.sku, day, quantity, "", FLEUR, self._now()))

    # ---- the world ---------------------------------------------------------------------------

    @rule(minutes=st.sampled_from((5, 5, 20, 40, 9 * 60, 24 * 60, 8 * 24 * 60)))
    def time_passes(self, minutes: int) -> None:
        self.floor.clock.now += timedelta(minutes=minutes)
        if minutes >= 24 * 60:
            self.provider.forget_keys()
        self.floor.say(LookForOverdue(), CollectBalances())

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
    def a_letter_comes_again(self, data: st.DataObject) -> None:
        sent = self.floor.bus.sent
        self.floor.repeat(sent[data.draw(st.integers(0, len(sent) - 1), label="letter")])

    @rule(steps=st.integers(1, 60))
    def letters_arrive(self, steps: int) -> None:
        self.floor.run(steps)
        self._check()

    @rule()
    def everything_arrives(self) -> None:
        self.provider.heal()
        stuck = self.floor.settle()
        self._check()
        self.books.check_all(self.clerk.papers, lost=self._lost(stuck))

    def _check(self) -> None:
        self.books.check_nothing_is_oversold(STEMS)
        self.books.check_nothing_is_taken_twice()

    # ---- the end ------------------------------------------------------------------------

    def teardown(self) -> None:
        try:
            if hasattr(self, "floor"):
                self._end()
        finally:
            self.client.drop_database(self.database.name)
            self.client.close()

    def _end(self) -> None:
        """The last days: whatever is paid for is delivered, everything else given up."""
        self.everything_arrives()
        self.floor.clock.now += PATIENCE
        self.floor.say(LookForOverdue())
        self.everything_arrives()
        ids = tuple(self.books.orders())
        self.floor.say(ShipOrders(ids, FLEUR, self._now()))
        self.everything_arrives()
        self.floor.say(*[CancelOrder(each, FLEUR, Reason.FLORIST, self._now()) for each in ids])
        self.floor.say(*[DeliverOrders(ids, FLEUR, self._now())])
        self.floor.say(*[DeclineQuote(e, FLEUR, self._now()) for e in self.books.enquiries()])
        self.everything_arrives()
        self.floor.say(ReconcileOrders(*EVER), ReconcileIntents(*EVER))
        self.floor.say(*[EraseCustomer(customer, self._now()) for customer in CUSTOMERS])
        lost = self._lost(self.floor.settle())
        assert {each.mismatch.order_id for each in self._differences()} == lost
        ended = (State.DELIVERED, State.CANCELLED)
        assert all(order.state in ended for order in self.books.orders().values())

    def _differences(self) -> list[MoneyDiffers]:
        return [e.message for e in self.floor.bus.sent if isinstance(e.message, MoneyDiffers)]

    def _lost(self, stuck: Iterable[Letter]) -> set[str]:
        """The orders that shipped after what was held for them had ended: a human must look."""
        lost = set()
        for letter in stuck:
            assert isinstance(letter.message, OrderShipped), letter.message
            lost.add(letter.message.order.id)
        assert lost <= self.lapsed
        return lost

    # ---- words -------------------------------------------------------------------------------

    def _order(self, customer: Customer, item: Item, quantity: int, day: date, card: str) -> None:
        command = place(
            request_for((item, quantity), day=day), customer, self._new("key"), self._now()
        )
        self.placed[command.order_id] = customer.id
        self.floor.say(command)
        self._pay(command.order_id, customer.id, card)

    def _enquire(self, customer: Customer) -> None:
        wish = EnquiryRequest("Wedding", EVENT_DAY, RECIPIENT, "+49 30 1234567", "White")
        enquiry = enquiry_id(customer.id, self._new("enquiry"))
        self.floor.say(Enquire(enquiry, customer, wish, self._now()))

    def _answer(self, one: Enquiry, deposit: int) -> None:
        now, who = self._now(), {each.id: each for each in CUSTOMERS}[one.customer]
        if one.state is EnquiryState.ENQUIRED:
            line = QuotedLine(name="Everything", quantity=1, unit_price=30_000, tax_rate=7)
            until = now + timedelta(days=3)
            quote = QuoteRequest(lines=(line,), deposit=deposit, valid_until=until)
            self.floor.say(QuoteEnquiry(one.id, quote, FLEUR, now))
        elif one.state is EnquiryState.QUOTED:
            self.floor.say(AcceptQuote(one.id, who, FLORAS_ADDRESS, one.version, now))

    def _pay(self, order: str, customer: str, card: str, part: Part = Part.FIRST) -> None:
        attempt = self._new("attempt")
        self.floor.say(AuthorisePayment(order, customer, card, attempt, part))

    def _now(self) -> datetime:
        """Nobody does two things at once."""
        self.floor.clock.now += timedelta(milliseconds=1)
        return self.floor.clock.now

    def _new(self, what: str) -> str:
        self.count += 1
        return f"{what}-{self.count:04}"

    def _draw(
        self, data: st.DataObject, things: Iterable[ThingT],
        such: Callable[[ThingT], bool] = lambda _: True,
    ) -> ThingT | None:  # fmt: skip
        known = [thing for thing in things if such(thing)]
        return known[data.draw(st.integers(0, len(known) - 1), label="which")] if known else None


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
)
def test_no_story_oversells_charges_twice_or_leaves_an_order_without_its_end(
    mongodb_uri: str,
    aws_server: AwsServer,
    people: People,
    provider: Provider,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Story(Dependencies):
        uri = mongodb_uri

    # Nobody waits between the tries of a call.
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
