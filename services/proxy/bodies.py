"""What the API takes and answers, besides what services/shared/model.py already names."""

from datetime import date, datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from services.shared.model import (
    Address,
    Delivery,
    Invoice,
    Item,
    Minor,
    Name,
    Order,
    OrderId,
    PaymentState,
    Profile,
    Reason,
    Sku,
    State,
    Text,
)
from services.shared.values import Body, Value


class PaymentRequest(Body):
    """Pay with a card that the provider keeps: its token, never a number."""

    payment_method: Annotated[str, Meta(pattern=r"^pm_[A-Za-z0-9_]{3,80}$")]


class Nothing(Body):
    """An empty object."""


class ProfileRequest(Body):
    """Who I am."""

    name: Name
    address: Address | None = None


class StockRequest(Body):
    """How many stems more, or fewer, are free on a day."""

    day: date
    quantity: Annotated[int, Meta(ge=-100_000, le=100_000)]
    reason: Annotated[str, Meta(min_length=1, max_length=500)]


class DayRequest(Body):
    """A delivery day: `places` deliveries, orders until `cutoff` (with its UTC offset)."""

    places: Annotated[int, Meta(ge=0, le=10_000)]
    cutoff: Annotated[datetime, Meta(tz=True)]
    closed: bool = False


class Accepted(Value):
    """The request was taken on; `status_url` tells what became of it."""

    status_url: str
    order_id: OrderId | None = None


class ShownLine(Value):
    """A line of an order. Amounts are minor units, tax included."""

    sku: Sku
    name: Name
    quantity: int
    unit_price: Minor
    total: Minor
    tax_rate: int


class ShownPayment(Value):
    """Where the payment stands, and the provider's word for a refusal."""

    state: PaymentState
    decline_code: str


class ShownInvoice(Value):
    """An invoice or a credit note, and where it is downloaded."""

    number: str
    url: str


class ShownOrder(Value):
    """An order as its customer sees it."""

    id: OrderId
    state: State
    reason: Reason | None
    lines: tuple[ShownLine, ...]
    delivery: Delivery
    buyer: Address
    card_message: Text
    total: Minor
    currency: str
    payment: ShownPayment
    invoice: ShownInvoice | None
    credit_note: ShownInvoice | None
    placed_at: datetime
    version: int


class ShownOrders(Value):
    """A page of orders, newest first. `next` is the `before` of the next page."""

    orders: tuple[ShownOrder, ...]
    next: str | None


class ShownCatalogue(Value):
    """Everything that is sold, in one currency."""

    currency: str
    version: int
    items: tuple[Item, ...]


class ShownDay(Value):
    """A delivery day. `stock` counts what is free of each SKU; `open` says if it can be chosen."""

    day: date
    open: bool
    closed: bool
    cutoff: datetime
    places: int
    stock: dict[Sku, int]


class ShownDays(Value):
    """The days to come."""

    days: tuple[ShownDay, ...]


class ShownProfile(Value):
    """Who I am."""

    email: str
    name: str
    address: Address | None


class Health(Value):
    """How the proxy is doing. `dependencies` says `ok` or what is wrong."""

    status: str
    version: str
    dependencies: dict[str, str]


def shown_order(order: Order, invoice: Invoice | None, credit_note: Invoice | None) -> ShownOrder:
    """The order for its customer."""
    address = f"/api/orders/{order.id}"
    return ShownOrder(
        id=order.id,
        state=order.state,
        reason=order.reason,
        lines=tuple(
            ShownLine(
                sku=line.sku,
                name=line.name,
                quantity=line.quantity,
                unit_price=line.unit_price,
                total=line.total,
                tax_rate=line.tax_rate,
            )
            for line in order.lines
        ),
        delivery=order.delivery,
        buyer=order.buyer,
        card_message=order.card_message,
        total=order.total,
        currency=order.currency,
        payment=ShownPayment(order.payment.state, order.payment.decline_code),
        invoice=_shown(invoice, f"{address}/invoice"),
        credit_note=_shown(credit_note, f"{address}/credit-note"),
        placed_at=order.placed_at,
        version=order.version,
    )


def _shown(paper: Invoice | None, url: str) -> ShownInvoice | None:
    return ShownInvoice(paper.number, url) if paper else None


def shown_profile(profile: Profile) -> ShownProfile:
    """The profile for its owner."""
    return ShownProfile(profile.email, profile.name, profile.address)


def digest_of(body: Body) -> str:
    """SHA-256 of what a body says, however it was spelled."""
    import hashlib

    return hashlib.sha256(msgspec.json.encode(body, order="sorted")).hexdigest()
