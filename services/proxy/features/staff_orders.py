"""What florists do about orders; each command carries who asked and when."""

from typing import Annotated

from msgspec import Meta

from services.contracts.common import OrderId, Quantity, Sku
from services.contracts.order_messages import (
    DeliverOrders,
    FindOrders,
    RefreshDay,
    RefundOrder,
    SettleRefunds,
    ShipOrders,
    SubstituteStems,
    UndoShipment,
)
from services.contracts.orders import State, Substitute
from services.contracts.requests import key_of
from services.contracts.values import Body, Value
from services.policy.orders import (
    may_deliver,
    may_refund,
    may_ship,
    may_substitute,
    may_undo_shipment,
)
from services.policy.payments import may_settle
from services.policy.search import wanted as wanted_terms
from services.proxy.bodies import Nothing, Why
from services.proxy.dependencies import Dependencies
from services.proxy.features.order_bodies import ShownOrder
from services.proxy.features.orders import show
from services.proxy.operation import MISSING_OR_CONFLICT, Operation
from services.proxy.problems import invalid, later
from services.proxy.reading import check_complete, request_refresh
from services.proxy.request import ISSUED_ID, PRIVATE, Reply, Request, day_of
from services.proxy.writing import (
    accepted,
    cached_context,
    check,
    check_order,
    is_repeat,
    staff_fields,
)

DAY_PAGE = 200
MOST_WORDS, MOST_TERMS = 100, 20
"""Characters and words that are looked for."""
STATES = tuple(state.value for state in State)


class OrdersRequest(Body):
    """Several orders at once."""

    orders: Annotated[tuple[OrderId, ...], Meta(min_length=1, max_length=50)]


class RefundRequest(Body):
    """So much goes back to the customer (minor units), and why."""

    amount: Annotated[int, Meta(ge=1, le=100_000_000)]
    reason: Annotated[Why, Meta(max_length=200)]


class SettlementRequest(Body):
    """So much did not arrive and was paid otherwise (minor units), and how."""

    amount: Annotated[int, Meta(ge=1, le=100_000_000)]
    note: Annotated[Why, Meta(max_length=200)]


class SubstitutionRequest(Body):
    """`quantity` stems of `sku` in place of as many of `instead_of`."""

    instead_of: Sku
    sku: Sku
    quantity: Quantity


class ShownDayOrders(Value):
    """A page of the orders of a delivery day. `next` is the `after` of the next page."""

    orders: tuple[ShownOrder, ...]
    next: OrderId | None


def list_day(request: Request, deps: Dependencies) -> Reply:
    """The orders to be delivered on a day, all or those in a state, a page at a time."""
    day = day_of("delivery_date", request.query.get("delivery_date", ""))
    state, after = request.query.get("status", ""), request.query.get("after", "")
    if "status" in request.query and state not in STATES:
        raise invalid("status", f"one of {', '.join(STATES)}")
    if "after" in request.query and not ISSUED_ID.fullmatch(after):
        raise invalid("after", "what the previous page gave as `next`")
    listing = deps.cache.day_orders(day, state, DAY_PAGE, after)
    check_complete(listing, request, deps, RefreshDay(day))
    shown = tuple(show(view, request, deps) for view in listing.views[:DAY_PAGE] if view.order)
    more = len(listing.views) > DAY_PAGE
    return Reply(ShownDayOrders(shown, shown[-1].id if more else None), headers=PRIVATE)


class ShownSearch(Value):
    """The newest orders that were found, and whether there are `more`."""

    orders: tuple[ShownOrder, ...]
    more: bool


def search_orders(request: Request, deps: Dependencies) -> Reply:
    """Look for orders by names, a phone, an e-mail address or a number."""
    given = wanted_terms(request.query.get("words", "")[:MOST_WORDS])[:MOST_TERMS]
    if not given:
        raise invalid("words", "at least three letters, or four digits of a phone")
    owner = FindOrders(given)
    marker, views = deps.cache.found(given)
    if marker is None or len(views) < len(marker.content["ids"]):
        request_refresh(request, deps, owner)
        raise later("The orders are being looked for. Try again in a moment.")
    shown = tuple(show(view, request, deps) for view in views if view.order)
    return Reply(ShownSearch(shown, marker.content["more"]), headers=PRIVATE)


def ship_order(request: Request, deps: Dependencies) -> Reply:
    """Hand it to the courier; what is not confirmed and paid for is not shipped (T28)."""
    order_id = request.order_id
    request.body(Nothing)
    check_order(request, deps, may_ship)
    command = ShipOrders((order_id,), **staff_fields(request, deps))
    return accepted(request, deps, command, order=order_id)


def undo_shipment(request: Request, deps: Dependencies) -> Reply:
    """Keep it in the shop, as long as it has not left."""
    order_id = request.order_id
    check_order(request, deps, may_undo_shipment)
    command = UndoShipment(order_id, **staff_fields(request, deps))
    return accepted(request, deps, command, order=order_id)


def deliver_order(request: Request, deps: Dependencies) -> Reply:
    """Record that it has arrived."""
    order_id = request.order_id
    request.body(Nothing)
    check_order(request, deps, may_deliver)
    command = DeliverOrders((order_id,), **staff_fields(request, deps))
    return accepted(request, deps, command, order=order_id)


def ship_orders(request: Request, deps: Dependencies) -> Reply:
    """Hand several to the courier; the day's list shows which of them were shipped."""
    wanted = request.body(OrdersRequest)
    command = ShipOrders(wanted.orders, **staff_fields(request, deps))
    return accepted(request, deps, command, path="/staff/orders")


def deliver_orders(request: Request, deps: Dependencies) -> Reply:
    """Record that several have arrived."""
    wanted = request.body(OrdersRequest)
    command = DeliverOrders(wanted.orders, **staff_fields(request, deps))
    return accepted(request, deps, command, path="/staff/orders")


def refund_order(request: Request, deps: Dependencies) -> Reply:
    """Give a part of the price back, of what was taken and no more."""
    order_id = request.order_id
    wanted = request.body(RefundRequest)
    refund = key_of(request.mark)
    check_order(request, deps, lambda order: may_refund(order, refund, wanted.amount))
    command = RefundOrder(
        order_id=order_id,
        refund=refund,
        amount=wanted.amount,
        reason=wanted.reason,
        **staff_fields(request, deps),
    )
    return accepted(request, deps, command, order=order_id)


def settle_refunds(request: Request, deps: Dependencies) -> Reply:
    """Note that refunds which did not arrive were paid otherwise, such as by a bank transfer."""
    order_id = request.order_id
    wanted = request.body(SettlementRequest)
    check_order(request, deps, lambda order: may_settle(order, wanted.amount))
    command = SettleRefunds(
        order_id=order_id,
        amount=wanted.amount,
        note=wanted.note,
        **staff_fields(request, deps),
    )
    return accepted(request, deps, command, order=order_id)


def substitute_stems(request: Request, deps: Dependencies) -> Reply:
    """Other stems in place of some, if the customer leaves that to the florist."""
    order_id = request.order_id
    wanted = request.body(SubstitutionRequest)
    substitution = key_of(request.mark)
    context = cached_context(request, deps)
    order = context.order.order if context and context.order else None
    if context and order is not None and not is_repeat(request, deps, order.requests):
        substitute = Substitute(substitution, wanted.instead_of, wanted.sku, wanted.quantity)
        sold = context.catalogue
        items = {item.sku: item for item in sold.items} if sold else None
        check(may_substitute(order, substitute, items))
    command = SubstituteStems(
        order_id=order_id,
        substitution=substitution,
        instead_of=wanted.instead_of,
        sku=wanted.sku,
        quantity=wanted.quantity,
        **staff_fields(request, deps),
    )
    return accepted(request, deps, command, order=order_id)


OPERATIONS = (
    Operation(list_day, response=ShownDayOrders),
    Operation(search_orders, response=ShownSearch),
    Operation(ship_order, request=Nothing, errors=MISSING_OR_CONFLICT),
    Operation(undo_shipment, errors=MISSING_OR_CONFLICT),
    Operation(deliver_order, request=Nothing, errors=MISSING_OR_CONFLICT),
    Operation(ship_orders, request=OrdersRequest),
    Operation(deliver_orders, request=OrdersRequest),
    Operation(refund_order, request=RefundRequest, errors=MISSING_OR_CONFLICT),
    Operation(settle_refunds, request=SettlementRequest, errors=MISSING_OR_CONFLICT),
    Operation(substitute_stems, request=SubstitutionRequest, errors=MISSING_OR_CONFLICT),
)
