"""Asks one endpoint of the proxy, with a data cache that shows one order or enquiry."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import msgspec
from msgspec.structs import replace

from services.contracts.commissions import Enquiry
from services.contracts.common import Customer
from services.contracts.identifiers import enquiry_id
from services.contracts.message import Command
from services.contracts.orders import Order
from services.proxy.cache import CacheDownError, OrderContext, View
from services.proxy.dependencies import Dependencies, Release
from services.proxy.problems import ProblemError
from services.proxy.request import Reply, Request
from services.proxy.security import Caller
from services.runtime.envelope import Trace
from tests.shop import CATALOGUE, FLORA, NOW, RED_ROSE, an_order

KEY = "key-0001"
PLACED = an_order()
ENQUIRY_ID = enquiry_id(FLORA.id, KEY)
PINK_ROSE = replace(RED_ROSE, sku="rose-pink", name="Pink rose")
ITEMS = {item.sku: item for item in (*CATALOGUE, PINK_ROSE)}

Endpoint = Callable[[Request, Dependencies], Reply]


@dataclass
class Bus:
    """Keeps what the proxy sends."""

    sent: list[Command] = field(default_factory=list)

    def publish(self, command: Command, _: Trace) -> None:
        self.sent.append(command)


@dataclass(frozen=True)
class DataCache:
    """Shows one order or enquiry; None: it is down."""

    shown: Order | Enquiry | None

    def order(self, _: str) -> View:
        if self.shown is None:
            raise CacheDownError
        kind = "order" if isinstance(self.shown, Order) else "enquiry"
        return View({kind: msgspec.to_builtins(self.shown)}, is_stale=False, is_missing=False)

    enquiry = order

    def profile(self, _: str) -> View | None:
        """Nobody's name is known."""
        return None

    def context(self, order_id: str, *_: Any) -> OrderContext:
        view = View(
            {"items": msgspec.to_builtins(tuple(ITEMS.values()))}, is_stale=False, is_missing=False
        )
        return OrderContext(self.order(order_id), view, None, None)


def ask(endpoint: Endpoint, caller: Customer, body: Any, shown: Order | Enquiry | None) -> Command:
    """The command that the proxy sends. Raises ProblemError when it refuses."""
    bus = Bus()
    nobody: Any = None
    cache: Any = DataCache(shown)
    collecting: Any = bus
    shop = Dependencies(
        aws=nobody,
        bus=collecting,
        cache=cache,
        verifier=nobody,
        invoice_bucket="",
        release=Release("", ""),
        signature_header="provider-signature",
        clock=lambda: NOW,
    )
    request = Request(
        caller=Caller(caller),
        trace=Trace.begin("a test"),
        parameters={"order_id": PLACED.id, "enquiry_id": ENQUIRY_ID},
        query={},
        headers={"idempotency-key": KEY, "content-type": "application/json"},
        content=msgspec.json.encode(body).decode(),
    )
    endpoint(request, shop)
    (command,) = bus.sent
    return command


def refusal_of(
    endpoint: Endpoint, caller: Customer, body: Any, shown: Order | Enquiry
) -> ProblemError | None:
    """Why the proxy refuses it, if it does."""
    try:
        ask(endpoint, caller, body, shown)
    except ProblemError as error:
        return error
    return None
