"""The routes of the API and who may use them: the one policy table.

The proxy enforces it, the stacks open its public paths, OpenAPI and the authorisation tests are
made from it. It imports nothing heavy.
"""

from enum import StrEnum

from services.contracts.values import Value

PREFIX = "/api"
SHOP_SCOPE = "crassula/shop"
"""The OAuth scope that an access token must carry."""
ACCOUNT_SCOPE = "aws.cognito.signin.user.admin"
"""The only scope that Cognito gives to who signs in at its API, as by a code from an e-mail."""
FLORISTS = "florists"
"""The group of the pool whose members may do staff work."""


class Access(StrEnum):
    """Who may use a route.

    A path may name an order, an enquiry or a document. Only the customer to whom it belongs may use
    such a path; each value says what florists may do (X25).
    """

    ANYONE = "anyone"
    CUSTOMER = "customer"
    """Whoever is signed in, for what is theirs. Florists may also name any other customer's."""
    OWNER = "owner"
    """The customer alone. A florist who names another customer's gets 403."""
    FLORIST = "florist"


class Route(Value):
    """One operation. `name` is that of its row in `features.OPERATIONS`."""

    name: str
    method: str
    path: str
    access: Access
    summary: str
    query: tuple[str, ...] = ()
    """The query parameters that it takes; any other is refused, because it would be a mistake."""

    @property
    def writes(self) -> bool:
        """Whether it asks for a change, and so answers 202."""
        return self.method in ("POST", "PUT", "DELETE")

    @property
    def needs_key(self) -> bool:
        """Whether it needs an Idempotency-Key: what people ask for does; machines have ids."""
        return self.writes and self.access is not Access.ANYONE


A, C, OWN, F = Access.ANYONE, Access.CUSTOMER, Access.OWNER, Access.FLORIST

ROUTES = (
    Route("health", "GET", "/health", A, "How the proxy and what it reads are doing"),
    Route("catalogue", "GET", "/catalogue", A, "Everything that is sold"),
    Route(
        "delivery_days",
        "GET",
        "/delivery-days",
        A,
        "The days to come at a postcode, with what is free on each",
        query=("postcode", "country"),
    ),
    Route("countries", "GET", "/countries", A, "How addresses are written in each country"),
    Route("handle_webhook", "POST", "/webhooks/payments", A, "What the payment provider tells"),
    # ---- orders --------------------------------------------------------------------------------
    Route("place_order", "POST", "/orders", C, "Order flowers"),
    Route(
        "list_orders",
        "GET",
        "/orders",
        C,
        "My orders, newest first; as CSV for the books",
        query=("limit", "before"),
    ),
    Route("read_order", "GET", "/orders/{order_id}", C, "One order"),
    Route("reorder", "GET", "/orders/{order_id}/again", OWN, "The same again, at today's prices"),
    Route("pay_order", "POST", "/orders/{order_id}/payment", OWN, "Pay with a card token"),
    Route(
        "change_delivery",
        "PUT",
        "/orders/{order_id}/delivery-details",
        OWN,
        "Another day, recipient or address, until the cut-off",
    ),
    Route("cancel_order", "POST", "/orders/{order_id}/cancellation", C, "Give it up"),
    Route(
        "download_invoice",
        "GET",
        "/orders/{order_id}/invoice",
        OWN,
        "The invoice, by a redirect",
    ),
    Route(
        "download_credit_note",
        "GET",
        "/orders/{order_id}/credit-note",
        OWN,
        "What takes the invoice of a cancelled order back, by a redirect",
    ),
    Route(
        "download_refund_note",
        "GET",
        "/orders/{order_id}/refunds/{refund}/credit-note",
        OWN,
        "The credit note for a refund, by a redirect",
    ),
    # ---- people --------------------------------------------------------------------------------
    Route("read_profile", "GET", "/profile", C, "Who I am"),
    Route("update_profile", "PUT", "/profile", C, "Say who I am, whole"),
    Route("erase_profile", "DELETE", "/profile", C, "Erase my data"),
    Route("change_email", "PUT", "/profile/email", C, "Write to me at another address"),
    Route(
        "confirm_email",
        "POST",
        "/profile/email/confirmation",
        C,
        "I have shown Cognito that the new address is mine",
    ),
    Route("list_cards", "GET", "/profile/cards", C, "The cards that are kept for me"),
    Route("save_card", "POST", "/profile/cards", C, "Keep a card for me"),
    Route("remove_card", "DELETE", "/profile/cards/{card}", C, "Keep a card no longer"),
    # ---- events --------------------------------------------------------------------------------
    Route("enquire", "POST", "/enquiries", C, "Ask for the flowers of an event"),
    Route(
        "list_enquiries",
        "GET",
        "/enquiries",
        C,
        "My enquiries, newest first",
        query=("before",),
    ),
    Route("read_enquiry", "GET", "/enquiries/{enquiry_id}", C, "One enquiry, with its quote"),
    Route("accept_quote", "POST", "/enquiries/{enquiry_id}/acceptance", OWN, "Say yes to a quote"),
    Route("decline_quote", "POST", "/enquiries/{enquiry_id}/refusal", C, "Give an enquiry up"),
    # ---- staff ---------------------------------------------------------------------------------
    Route(
        "list_day",
        "GET",
        "/staff/orders",
        F,
        "The orders of a delivery day, a page at a time",
        query=("delivery_date", "status", "after"),
    ),
    Route("search_orders", "GET", "/staff/search", F, "Find orders", query=("words",)),
    Route("ship_order", "POST", "/orders/{order_id}/shipment", F, "Hand an order to the courier"),
    Route("undo_shipment", "DELETE", "/orders/{order_id}/shipment", F, "It has not left after all"),
    Route("deliver_order", "POST", "/orders/{order_id}/delivery", F, "Record that it has arrived"),
    Route("ship_orders", "POST", "/staff/shipments", F, "Hand several orders to the courier"),
    Route("deliver_orders", "POST", "/staff/deliveries", F, "Record that several have arrived"),
    Route("refund_order", "POST", "/orders/{order_id}/refunds", F, "Give a part of the price back"),
    Route(
        "settle_refunds",
        "POST",
        "/orders/{order_id}/settlement",
        F,
        "Note that refunds which did not arrive were paid otherwise",
    ),
    Route(
        "substitute_stems",
        "POST",
        "/orders/{order_id}/substitutions",
        F,
        "Take other stems in place of some",
    ),
    Route(
        "list_open_enquiries",
        "GET",
        "/staff/enquiries",
        F,
        "The enquiries that are open",
        query=("before",),
    ),
    Route("quote_enquiry", "POST", "/enquiries/{enquiry_id}/quote", F, "Answer with a quote"),
    Route("read_stock", "GET", "/staff/stock", F, "Every stem of a day", query=("day",)),
    Route("count_stock", "PUT", "/staff/stock", F, "Count or bring many stems of a day at once"),
    Route("open_days", "POST", "/staff/delivery-days", F, "Open delivery days in every zone"),
    Route("adjust_stock", "PUT", "/staff/stock/{sku}", F, "Count stems of a day, or fewer"),
    Route(
        "set_delivery_day",
        "PUT",
        "/staff/delivery-days/{day}",
        F,
        "Open, limit or close a zone's delivery day",
    ),
    Route(
        "read_audit_log",
        "GET",
        "/staff/audit-log",
        F,
        "Who changed stems and delivery days on a day, and why",
        query=("date", "cursor"),
    ),
    Route(
        "list_mismatches",
        "GET",
        "/staff/mismatches",
        F,
        "Where money and books differ",
        query=("before",),
    ),
)


def public_paths() -> tuple[str, ...]:
    """The paths that need no token."""
    return tuple(route.path for route in ROUTES if route.access is Access.ANYONE)
