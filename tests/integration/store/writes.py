"""Every write of the API: who asks for it, about what, with which bodies, and what comes before."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from msgspec.structs import replace

from services.contracts.commissions import Enquire as EnquireCommand
from services.contracts.commissions import EnquiryRequest, QuotedLine, QuoteEnquiry, QuoteRequest
from services.contracts.common import Customer
from services.contracts.identifiers import enquiry_id, order_id
from services.contracts.order_messages import DepartOrder, RefundOrder, ShipOrders
from services.contracts.payments import AuthorisePayment
from services.contracts.profiles import RefreshProfile
from services.proxy.cache import Cache
from services.proxy.dependencies import Dependencies, Release
from services.proxy.features import OPERATIONS
from services.proxy.request import Reply, Request
from services.proxy.routes import FLORISTS
from services.proxy.security import Caller
from tests.integration.store.in_process_store import InProcessStore
from tests.lambdas import TRACE
from tests.shop import FLORAS_ADDRESS, RECIPIENT, RED_ROSE, TOMORROW, place, request_for

FLEUR = Customer("sub-fleur", "fleur@crassula.test")
FIRST, SECOND = "key-of-the-first", "key-of-the-second"
EVENT_DAY = TOMORROW + timedelta(days=60)


@dataclass
class Scene:
    """A store, Flora, and the proxy that both ask."""

    store: InProcessStore
    flora: Customer
    cache: Cache
    pages: list[str] = field(default_factory=list)

    def ask(self, operation: str, who: Customer, about: dict[str, str], body: Any, key: str) -> Any:
        """One request, as the proxy answers it. Raises ProblemError."""
        nobody: Any = None
        bus: Any = self.store.bus
        shop = Dependencies(
            aws=nobody,
            bus=bus,
            cache=self.cache,
            verifier=nobody,
            invoice_bucket="",
            signature_header="",
            release=Release("", ""),
            clock=self.store.clock,
        )
        self.store.clock.now += timedelta(milliseconds=1)
        request = Request(
            caller=Caller(who, (FLORISTS,) if who is FLEUR else ()),
            trace=TRACE,
            parameters=about,
            query={},
            headers={"idempotency-key": key, "content-type": "application/json"},
            content="" if body is None else json.dumps(body),
            operation=operation,
        )
        with self.store.bus.calm():
            reply: Reply = OPERATIONS[operation].answer(request, shop)
        return reply.body

    # ---- what comes before ---------------------------------------------------------------------

    def order(self, name: str = "order-of-flora") -> str:
        """Flora's order, not paid for."""
        wanted = request_for((RED_ROSE, 6))
        self.store.send(place(wanted, self.flora, name, self.store.clock.now))
        self.settle()
        return order_id(self.flora.id, name)

    def confirmed(self, name: str = "order-of-flora") -> str:
        """Flora's order, reserved and paid for."""
        order = self.order(name)
        self.store.send(AuthorisePayment(order, self.flora.id, "pm_card_visa", "attempt-1"))
        self.settle()
        return order

    def shipped(self, name: str = "order-of-flora") -> str:
        """Flora's order, on its way and charged."""
        order = self.confirmed(name)
        self.store.send(ShipOrders((order,), by=FLEUR.id, requested_at=self.store.clock.now))
        self.settle()
        return order

    def refund_failed(self) -> str:
        """Flora's order, of which a refund did not arrive on her card."""
        order = self.order()
        self.store.send(AuthorisePayment(order, self.flora.id, "pm_card_refundFail", "attempt-1"))
        self.settle()
        now = self.store.clock.now
        self.store.send(ShipOrders((order,), by=FLEUR.id, requested_at=now))
        self.settle()
        self.store.send(
            RefundOrder(order, "refund-1", 100, "wilted", by=FLEUR.id, requested_at=now)
        )
        self.settle()
        return order

    def leaving(self) -> str:
        """Flora's order, shipped so recently that it can be undone."""
        order = self.confirmed()
        self.store.send(ShipOrders((order,), by=FLEUR.id, requested_at=self.store.clock.now))
        bus = self.store.bus
        with bus.calm():
            self.store.run(1)
        bus.under_way[:] = [q for q in bus.under_way if not isinstance(q.message, DepartOrder)]
        self.settle()
        return order

    def enquiry(self) -> str:
        """Flora's enquiry."""
        enquiry, now = enquiry_id(self.flora.id, "enquiry-of-flora"), self.store.clock.now
        wanted = EnquiryRequest("Wedding", EVENT_DAY, RECIPIENT, "+49 30 1234567", "White")
        self.store.send(EnquireCommand(enquiry, self.flora, wanted, now))
        self.settle()
        return enquiry

    def quoted(self) -> str:
        """Flora's enquiry with a quote, which is version 2 of it."""
        enquiry = self.enquiry()
        quote = msgspec.convert(a_quote(100), QuoteRequest)
        self.store.send(
            QuoteEnquiry(enquiry, quote, by=FLEUR.id, requested_at=self.store.clock.now)
        )
        self.settle()
        return enquiry

    def profile(self) -> None:
        """Flora has looked at her profile."""
        self.store.send(RefreshProfile(self.flora))
        self.settle()

    def settle(self) -> None:
        """Nothing is under way any more."""
        assert self.store.settle() == []


Bodies = tuple[Any, ...]


@dataclass(frozen=True)
class Write:
    """A write: what the path names, and bodies that all could be right."""

    bodies: Bodies
    about: Callable[[Scene], dict[str, str]] = lambda _: {}
    named: Callable[[Scene], Bodies] | None = None
    """The bodies that name what is in the scene."""


def as_json(value: Any) -> Any:
    return json.loads(msgspec.json.encode(value))


def a_quote(price: int) -> Any:
    until = datetime(2026, 12, 24, tzinfo=UTC)
    return as_json(QuoteRequest((QuotedLine("Tables", 10, price, 7),), 100, until))


def a_delivery(instructions: str) -> Any:
    delivery = request_for((RED_ROSE, 1)).delivery
    return {
        **as_json(replace(delivery, instructions=instructions)), "card_message": instructions,
    }  # fmt: skip


def a_day(places: int, *, closed: bool) -> Any:
    cutoff = "2026-11-24T06:00:00Z"
    return {
        "zone": "munich", "places": places, "cutoff": cutoff, "closed": closed, "reason": "snow",
    }  # fmt: skip


def wishes(text: str) -> Any:
    return as_json(EnquiryRequest("Wedding", EVENT_DAY, RECIPIENT, "+49 30 1234567", text))


A_DAY_ELSEWHERE = {**a_day(9, closed=True), "zone": "berlin"}
BUYER = as_json(FLORAS_ADDRESS)
NOTHING: Bodies = ({},)


def orders(*names: tuple[str, ...]) -> Callable[[Scene], Bodies]:
    """Bodies that name orders, and a body for each group of them."""
    return lambda scene: tuple(
        {"orders": [order_id(scene.flora.id, name) for name in group]} for group in names
    )


def both(scene: Scene, how: Callable[[Scene, str], str]) -> dict[str, str]:
    for name in ("order-a", "order-b"):
        how(scene, name)
    return {}


def an_order(how: Callable[[Scene], str]) -> Callable[[Scene], dict[str, str]]:
    return lambda scene: {"order_id": how(scene)}


def an_enquiry(how: Callable[[Scene], str]) -> Callable[[Scene], dict[str, str]]:
    return lambda scene: {"enquiry_id": how(scene)}


def a_profile(scene: Scene) -> dict[str, str]:
    scene.profile()
    return {}


WRITES: Mapping[str, Write] = {
    "place_order": Write(tuple(as_json(request_for((RED_ROSE, count))) for count in (3, 4, 5))),
    "pay_order": Write(
        ({"payment_method": "pm_card_chargeDeclined"}, {"payment_method": "pm_card_visa"}),
        an_order(Scene.order),
    ),
    "change_delivery": Write(
        (a_delivery("Ring."), a_delivery("Knock.")), an_order(Scene.confirmed)
    ),
    "cancel_order": Write(({}, {"note": "no more"}), an_order(Scene.confirmed)),
    "update_profile": Write(({"name": "Flora"}, {"name": "Flora A.", "version": 0}), a_profile),
    "erase_profile": Write((None,), a_profile),
    "change_email": Write(({"email": "one@example.com"}, {"email": "two@example.com"}), a_profile),
    "confirm_email": Write(NOTHING, a_profile),
    "save_card": Write(NOTHING),
    "remove_card": Write((None,), lambda _: {"card": "pm_flora"}),
    "enquire": Write((wishes("White"), wishes("Green"))),
    "accept_quote": Write(
        ({"version": 2, "buyer": BUYER}, {"version": 2, "buyer": {**BUYER, "name": "Felix"}}),
        an_enquiry(Scene.quoted),
    ),
    "decline_quote": Write(NOTHING, an_enquiry(Scene.quoted)),
    "ship_order": Write(NOTHING, an_order(Scene.confirmed)),
    "undo_shipment": Write((None,), an_order(Scene.leaving)),
    "deliver_order": Write(NOTHING, an_order(Scene.shipped)),
    "ship_orders": Write(
        (),
        lambda scene: both(scene, Scene.confirmed),
        orders(("order-a",), ("order-a", "order-b"), ("order-b",)),
    ),
    "deliver_orders": Write(
        (),
        lambda scene: both(scene, Scene.shipped),
        orders(("order-a",), ("order-a", "order-b"), ("order-b",)),
    ),
    "refund_order": Write(
        ({"amount": 100, "reason": "wilted"}, {"amount": 200, "reason": "wilted"}),
        an_order(Scene.shipped),
    ),
    "settle_refunds": Write(
        ({"amount": 100, "note": "bank transfer"}, {"amount": 100, "note": "cash"}),
        an_order(Scene.refund_failed),
    ),
    "substitute_stems": Write(
        tuple(
            {"instead_of": "rose-red", "sku": "eucalyptus", "quantity": count} for count in (1, 2)
        ),
        an_order(Scene.confirmed),
    ),
    "quote_enquiry": Write((a_quote(100), a_quote(200)), an_enquiry(Scene.enquiry)),
    "adjust_stock": Write(
        tuple(
            {"day": day, "quantity": count, "reason": "frost"}
            for day, count in (("2026-11-24", 5), ("2026-11-24", -7), ("2026-11-25", 5))
        ),
        lambda _: {"sku": "rose-red"},
    ),
    "count_stock": Write(
        (),
        named=lambda _: tuple(
            {"day": "2026-11-24", "stems": [{"sku": sku, "more": more}], "reason": "fresh"}
            for sku, more in (("rose-red", 5), ("rose-red", 7), ("eucalyptus", 5))
        ),
    ),
    "open_days": Write(
        (),
        named=lambda _: tuple(
            {"days": days, "reason": "spring"}
            for days in (["2026-12-01"], ["2026-12-01", "2026-12-02"], ["2026-12-03"])
        ),
    ),
    "set_delivery_day": Write(
        (
            a_day(40, closed=True),
            a_day(30, closed=False),
            A_DAY_ELSEWHERE,
        ),
        lambda _: {"day": "2026-11-24"},
    ),
}
"""Each write by its route. A route without a row here fails its test."""
