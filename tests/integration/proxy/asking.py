"""What the tests of the proxy ask for: good requests, and the shop in which they are good."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from msgspec.structs import replace

from services.contracts.commissions import (
    Enquiry,
    EnquiryRequest,
    EnquiryState,
    QuotedLine,
    QuoteRequest,
)
from services.contracts.identifiers import enquiry_id, order_id
from services.contracts.inventory import DeliveryDay, StockChanged
from services.contracts.invoices import Invoice
from services.contracts.message import Message
from services.contracts.orders import Order, Payment, PaymentState, State, Stock
from services.contracts.requests import Requested
from services.contracts.topology import received_by
from services.manifest import SERVICES
from services.policy.delivery import shop_day
from tests.aws import AwsServer
from tests.shop import DOZEN, FLORA, RECIPIENT, VASE, an_order, request_for

NOW = datetime.now(UTC)
TODAY = shop_day(NOW)
IN_THREE_DAYS = TODAY + timedelta(days=3)
IN_TWO_DAYS = NOW + timedelta(days=2)
AN_HOUR_AGO = NOW - timedelta(hours=1)
ORDER_ID = order_id("sub-flora", "key-0001")
ENQUIRY_ID = enquiry_id("sub-flora", "key-0001")
OF_NOBODY = {"refund": "a" * 20, "sku": "rose-red", "day": "2030-02-14"}
"""What a path can name that is no customer's, or that stands below something of theirs."""
OWN = {"order_id": ORDER_ID, "enquiry_id": ENQUIRY_ID, "card": "pm_flora", **OF_NOBODY}
"""What a path can name, and Flora's."""
SECRET = "pi_3Nabc_secret_floras_alone"
INVOICE = Invoice("2027-000042", "invoices/2027/2027-000042.pdf", datetime(2027, 1, 2, tzinfo=UTC))


def body(**changes: Any) -> dict[str, Any]:
    """A good order: a bouquet and a vase, with changes at `a__b` for a field in a field."""
    good: dict[str, Any] = as_json(request_for((DOZEN, 1), (VASE, 1), day=IN_THREE_DAYS))
    for path, value in changes.items():
        *outer, last = path.split("__")
        inside = good
        for name in outer:
            inside = inside[int(name)] if isinstance(inside, list) else inside[name]
        inside[last] = value
    return good


def as_json(body: Any) -> Any:
    """As a browser would send it."""
    return json.loads(msgspec.json.encode(body))


def a_day(
    *, zone: str = "munich", closed: bool = False, free: int = 1, cutoff: datetime = IN_TWO_DAYS
) -> StockChanged:
    """The day on which the good order shall be delivered."""
    return StockChanged(days=(DeliveryDay(zone, IN_THREE_DAYS, cutoff, closed, 40, free, 5),))


def sent(aws_server: AwsServer) -> list[Message]:
    """Everything on the bus, read as its receivers read it."""
    return [m for s in SERVICES if received_by(s) for m in aws_server.messages(s)]


def unmarked(aws_server: AwsServer) -> list[Message]:
    """Everything on the bus, but for the marks of the requests that it came from."""
    return [replace(m, mark="") if isinstance(m, Requested) else m for m in sent(aws_server)]


def placed(**facts: Any) -> Order:
    """Flora's order, with whatever else is known of it."""
    return replace(an_order((DOZEN, 1), (VASE, 1), day=IN_THREE_DAYS), **facts)


def confirmed(**facts: Any) -> Order:
    """The same, reserved and paid for."""
    return placed(
        **{
            "state": State.CONFIRMED,
            "stock": Stock.RESERVED,
            "payment": Payment(PaymentState.AUTHORISED, 6090, "attempt-1"),
            "changeable_until": IN_TWO_DAYS,
            "version": 4,
            **facts,
        }
    )


def shipped(**facts: Any) -> Order:
    """The same, on its way and taken."""
    taken = Payment(PaymentState.CAPTURED, 6090, "attempt-1")
    return confirmed(**{"state": State.SHIPPED, "payment": taken, "version": 6, **facts})


def wishes(**changes: Any) -> EnquiryRequest:
    """The flowers of a wedding."""
    wanted = EnquiryRequest(
        occasion="Wedding of Iris and Rosa",
        day=TODAY + timedelta(days=90),
        venue=RECIPIENT,
        phone="+49 30 1234567",
        wishes="White, and a little green.",
        guests=80,
    )
    return replace(wanted, **changes)


def a_quote(**changes: Any) -> QuoteRequest:
    """What a florist would do, and what it would cost."""
    quote = QuoteRequest(
        lines=(QuotedLine("Bridal bouquet", 1, 18_000, 7), QuotedLine("Table", 10, 4500, 7)),
        deposit=20_000,
        valid_until=NOW + timedelta(days=7),
        message="With pleasure.",
    )
    return replace(quote, **changes)


def an_enquiry(**facts: Any) -> Enquiry:
    """Flora's enquiry, with whatever else is known of it."""
    asked = Enquiry(ENQUIRY_ID, FLORA.id, wishes(), NOW - timedelta(days=1))
    return replace(asked, **facts)


def quoted(**facts: Any) -> Enquiry:
    """The same, with a florist's quote."""
    return an_enquiry(**{"state": EnquiryState.QUOTED, "quote": a_quote(), "version": 2, **facts})
