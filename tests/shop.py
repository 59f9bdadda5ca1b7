"""Words for tests: flowers, people and orders, and the messages about them."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

from msgspec.structs import replace

from services.contracts.bouquets import RequestedBouquet
from services.contracts.common import Address, Buyer, Customer, Sku
from services.contracts.identifiers import order_id
from services.contracts.inventory import Item, ItemKind, OpenDay, OpenDays, PutItems, PutZones, Zone
from services.contracts.order_messages import PlaceOrder
from services.contracts.order_requests import Delivery, OrderRequest, RequestedLine
from services.contracts.orders import Line, Order
from services.policy import pricing
from services.policy.bouquets import priced_lines

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TOMORROW = date(2026, 11, 24)
CUTOFF = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
"""Until when orders for tomorrow are taken where RECIPIENT lives."""

FLORA = Customer(id="sub-flora", username="flora@crassula.test")
FELIX = Customer(id="sub-felix", username="felix@crassula.test")

FLORAS_ADDRESS = Buyer(
    name="Flora Amaryllis", street="Gartenweg 7", postcode="10115", city="Berlin", country="DE"
)
RECIPIENT = Address(
    name="Iris Wiesenthal", street="Blumenstraße 12", postcode="80331", city="München", country="DE"
)

RED_ROSE = Item(sku="rose-red", name="Red rose", kind=ItemKind.STEM, price=320, tax_rate=7)
EUCALYPTUS = Item(sku="eucalyptus", name="Eucalyptus", kind=ItemKind.STEM, price=180, tax_rate=7)
VASE = Item(sku="vase-glass", name="Glass vase", kind=ItemKind.ADDON, price=1890, tax_rate=19)
DOZEN = Item(
    sku="a-dozen-red",
    name="A Dozen Red",
    kind=ItemKind.BOUQUET,
    price=4200,
    tax_rate=7,
    recipe={"rose-red": 12, "eucalyptus": 3},
)
SAGE = Item(sku="wrap-sage", name="Sage paper", kind=ItemKind.WRAP, price=150, tax_rate=19)
ARRANGING = Item(sku="arranging", name="Arranging", kind=ItemKind.SERVICE, price=900, tax_rate=7)
CATALOGUE = (RED_ROSE, EUCALYPTUS, VASE, DOZEN, SAGE, ARRANGING)
SOLD = {item.sku: item for item in CATALOGUE}


def request_for(
    *lines: tuple[Item, int], day: date = TOMORROW, buyer: Buyer | None = FLORAS_ADDRESS
) -> OrderRequest:
    """A request for these items in these quantities, at the catalogue's prices.

    All stems are one bouquet of the customer's own.
    """
    stems = {item.sku: n for item, n in lines if item.kind is ItemKind.STEM}
    ready = [(item, n) for item, n in lines if item.kind is not ItemKind.STEM]
    request = OrderRequest(
        lines=tuple(RequestedLine(sku=item.sku, quantity=n) for item, n in ready),
        delivery=Delivery(day=day, recipient=RECIPIENT, phone="+49 30 1234567"),
        expected_total=0,
        buyer=buyer,
        card_message="For you",
        bouquets=(RequestedBouquet(stems),) if stems else (),
    )
    return at_todays_prices(request)


def at_todays_prices(request: OrderRequest, items: Mapping[Sku, Item] = SOLD) -> OrderRequest:
    """The same, with the total that its customer is shown."""
    return replace(request, expected_total=pricing.total(priced_lines(request, items)))


def place(
    request: OrderRequest, customer: Customer = FLORA, key: str = "key-0001", at: datetime = NOW
) -> PlaceOrder:
    """The command that a customer's request becomes."""
    return PlaceOrder(
        order_id=order_id(customer.id, key),
        customer=customer,
        request=request,
        digest=f"digest of {request.expected_total}",
        placed_at=at,
    )


def a_dozen_roses(customer: Customer = FLORA, key: str = "key-0001") -> PlaceOrder:
    """One bouquet of twelve red roses for tomorrow: 42.00 EUR."""
    return place(request_for((DOZEN, 1)), customer, key)


def an_order(
    *lines: tuple[Item, int],
    customer: Customer = FLORA,
    key: str = "key-0001",
    day: date = TOMORROW,
) -> Order:
    """An order as it is announced when it has just been placed."""
    wanted = lines or ((DOZEN, 1),)
    return Order(
        id=order_id(customer.id, key),
        customer=customer.id,
        lines=tuple(
            Line(
                sku=item.sku,
                name=item.name,
                quantity=n,
                unit_price=item.price,
                tax_rate=item.tax_rate,
                recipe=item.recipe,
            )
            for item, n in wanted
        ),
        delivery=Delivery(day=day, recipient=RECIPIENT, phone="+49 30 1234567"),
        buyer=FLORAS_ADDRESS,
        total=sum(item.price * n for item, n in wanted),
        placed_at=NOW,
        digest="digest",
    )


def later(order: Order, version: int) -> Order:
    """The same order, some changes on."""
    return replace(order, version=version)


def catalogue() -> PutItems:
    """The shop sells roses."""
    return PutItems(CATALOGUE)


def zones(places: int = 40) -> PutZones:
    """The shop delivers to Berlin, until two in the afternoon, and to Munich until the day before.

    Each can be delivered to so often a day.
    """
    return PutZones(
        (
            Zone("berlin", "Berlin", "DE", ("10", "12", "13"), "14:00", 0, places),
            Zone("munich", "Munich", "DE", ("80", "81"), "18:00", 1, places),
        )
    )


def tomorrow_open(roses: int = 200, greens: int = 200) -> OpenDays:
    """Tomorrow can be delivered on, with so many stems."""
    return OpenDays(
        (OpenDay(TOMORROW, {"rose-red": roses, "eucalyptus": greens, "vase-glass": 10}),)
    )
