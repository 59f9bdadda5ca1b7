"""What a customer or a florist does in one step of a story: the requests that it sends."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine

from services.contracts.commissions import (
    AcceptQuote,
    Enquire,
    Enquiry,
    EnquiryRequest,
    EnquiryState,
    QuotedLine,
    QuoteEnquiry,
    QuoteRequest,
)
from services.contracts.common import Customer
from services.contracts.identifiers import enquiry_id
from services.contracts.inventory import Item
from services.contracts.payments import AuthorisePayment, Part
from tests.integration.store.in_process_store import InProcessStore
from tests.shop import FELIX, FLORA, FLORAS_ADDRESS, NOW, RECIPIENT, place, request_for

EVENT_DAY = NOW.date() + timedelta(days=30)
CUSTOMERS = (FLORA, FELIX)
FLEUR = "sub-fleur"

ThingT = TypeVar("ThingT")


class StorySteps(RuleBasedStateMachine):
    """Sends requests to the store, each with a new id and at a later time."""

    store: InProcessStore

    def __init__(self) -> None:
        super().__init__()
        self.placed: dict[str, str] = {}
        self.count = 0

    def _order(self, customer: Customer, item: Item, quantity: int, day: date, card: str) -> None:
        command = place(
            request_for((item, quantity), day=day), customer, self._new("key"), self._now()
        )
        self.placed[command.order_id] = customer.id
        self.store.send(command)
        self._pay(command.order_id, customer.id, card)

    def _enquire(self, customer: Customer) -> None:
        request = EnquiryRequest("Wedding", EVENT_DAY, RECIPIENT, "+49 30 1234567", "White")
        enquiry = enquiry_id(customer.id, self._new("enquiry"))
        self.store.send(Enquire(enquiry, customer, request, self._now()))

    def _answer(self, one: Enquiry, deposit: int) -> None:
        now, who = self._now(), {each.id: each for each in CUSTOMERS}[one.customer]
        if one.state is EnquiryState.ENQUIRED:
            line = QuotedLine(name="Everything", quantity=1, unit_price=30_000, tax_rate=7)
            until = now + timedelta(days=3)
            quote = QuoteRequest(lines=(line,), deposit=deposit, valid_until=until)
            self.store.send(QuoteEnquiry(one.id, quote, by=FLEUR, requested_at=now))
        elif one.state is EnquiryState.QUOTED:
            self.store.send(AcceptQuote(one.id, who, FLORAS_ADDRESS, one.version, now))

    def _pay(self, order: str, customer: str, card: str, part: Part = Part.FIRST) -> None:
        attempt = self._new("attempt")
        self.store.send(AuthorisePayment(order, customer, card, attempt, part))

    def _now(self) -> datetime:
        """Advance the clock, so that no two requests have the same time."""
        self.store.clock.now += timedelta(milliseconds=1)
        return self.store.clock.now

    def _new(self, what: str) -> str:
        self.count += 1
        return f"{what}-{self.count:04}"

    def _draw(
        self, data: st.DataObject, things: Iterable[ThingT],
        such: Callable[[ThingT], bool] = lambda _: True,
    ) -> ThingT | None:  # fmt: skip
        known = [thing for thing in things if such(thing)]
        return known[data.draw(st.integers(0, len(known) - 1), label="which")] if known else None
