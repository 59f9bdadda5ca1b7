"""The routes of the API and who may use them: the one policy table.

The proxy enforces it, the stacks open its public paths, OpenAPI and the authorisation tests are
made from it. It imports nothing heavy.
"""

from enum import StrEnum

from services.shared.values import Value

PREFIX = "/api"
SHOP_SCOPE = "crassula/shop"
"""The OAuth scope that an access token must carry."""
FLORISTS = "florists"
"""The group of the pool whose members may do staff work."""


class Access(StrEnum):
    """Who may use a route. A florist may also do what a customer may."""

    ANYONE = "anyone"
    CUSTOMER = "customer"
    FLORIST = "florist"


class Route(Value):
    """One operation. `name` is that of the function in `reads` or `writes` that answers."""

    name: str
    method: str
    path: str
    access: Access
    summary: str
    query: tuple[str, ...] = ()
    """The query parameters that it takes; any other is refused, for it would be a mistake."""

    @property
    def writes(self) -> bool:
        """Whether it asks for a change: it needs an Idempotency-Key and answers 202."""
        return self.method in ("POST", "PUT", "DELETE")


ROUTES = (
    Route("health", "GET", "/health", Access.ANYONE, "How the proxy and what it reads are doing"),
    Route("catalogue", "GET", "/catalogue", Access.ANYONE, "Everything that is sold"),
    Route(
        "delivery_days",
        "GET",
        "/delivery-days",
        Access.ANYONE,
        "The days to come, with what is free on each",
        query=("postcode",),
    ),
    Route("place_order", "POST", "/orders", Access.CUSTOMER, "Order flowers"),
    Route(
        "list_orders",
        "GET",
        "/orders",
        Access.CUSTOMER,
        "My orders, newest first",
        query=("limit", "before"),
    ),
    Route("read_order", "GET", "/orders/{order_id}", Access.CUSTOMER, "One order"),
    Route(
        "pay_order", "POST", "/orders/{order_id}/payment", Access.CUSTOMER, "Pay with a card token"
    ),
    Route("cancel_order", "POST", "/orders/{order_id}/cancellation", Access.CUSTOMER, "Give it up"),
    Route(
        "download_invoice",
        "GET",
        "/orders/{order_id}/invoice",
        Access.CUSTOMER,
        "The invoice, by a redirect",
    ),
    Route(
        "download_credit_note",
        "GET",
        "/orders/{order_id}/credit-note",
        Access.CUSTOMER,
        "What takes the invoice of a cancelled order back, by a redirect",
    ),
    Route("read_profile", "GET", "/profile", Access.CUSTOMER, "Who I am"),
    Route("update_profile", "PUT", "/profile", Access.CUSTOMER, "Say who I am"),
    Route(
        "ship_order",
        "POST",
        "/orders/{order_id}/shipment",
        Access.FLORIST,
        "Hand a confirmed order to the courier",
    ),
    Route(
        "deliver_order",
        "POST",
        "/orders/{order_id}/delivery",
        Access.FLORIST,
        "Record that an order has arrived",
    ),
    Route(
        "adjust_stock",
        "PUT",
        "/staff/stock/{sku}",
        Access.FLORIST,
        "Count stems of a day, or fewer",
    ),
    Route(
        "set_delivery_day",
        "PUT",
        "/staff/delivery-days/{day}",
        Access.FLORIST,
        "Open, limit or close a delivery day",
    ),
)


def public_paths() -> tuple[str, ...]:
    """The paths that need no token."""
    return tuple(route.path for route in ROUTES if route.access is Access.ANYONE)
