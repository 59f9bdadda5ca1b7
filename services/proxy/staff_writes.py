"""What florists do; whatever it is, it carries who did it and when."""

from datetime import datetime, time, timedelta

import msgspec

from services.contracts.commissions import QuoteEnquiry, QuoteRequest
from services.contracts.common import Sku
from services.contracts.identifiers import attempt_id
from services.contracts.inventory import AdjustStock, SetDeliveryDay
from services.contracts.order_messages import (
    DeliverOrders,
    RefundOrder,
    ShipOrders,
    SubstituteStems,
)
from services.contracts.orders import Substitute
from services.policy.commissions import fault_of, may_quote
from services.policy.delivery import SHOP_TIME
from services.policy.orders import may_deliver, may_refund, may_ship, may_substitute
from services.proxy.bodies import (
    DayRequest,
    Nothing,
    OrdersRequest,
    RefundRequest,
    StockRequest,
    SubstitutionRequest,
)
from services.proxy.problems import invalid
from services.proxy.request import Dependencies, Reply, Request, day_of
from services.proxy.taking_on import (
    PLANNED,
    accepted,
    check,
    refuse_unplanned,
    seen,
    seen_enquiry,
)

EARLIEST_CUTOFF = timedelta(days=60)


def ship_order(request: Request, deps: Dependencies) -> Reply:
    """Hand it to the courier; what is not confirmed and paid for is not shipped (T28)."""
    order_id = request.order_id
    request.body(Nothing)
    order = seen(request, deps)
    if order is not None:
        check(may_ship(order))
    command = ShipOrders((order_id,), request.caller.customer.id, deps.clock())
    return accepted(request, deps, command, order=order_id)


def deliver_order(request: Request, deps: Dependencies) -> Reply:
    """Record that it has arrived."""
    order_id = request.order_id
    request.body(Nothing)
    order = seen(request, deps)
    if order is not None:
        check(may_deliver(order))
    command = DeliverOrders((order_id,), request.caller.customer.id, deps.clock())
    return accepted(request, deps, command, order=order_id)


def ship_orders(request: Request, deps: Dependencies) -> Reply:
    """Hand several to the courier; which of them could be is seen in the day's list."""
    wanted = request.body(OrdersRequest)
    command = ShipOrders(wanted.orders, request.caller.customer.id, deps.clock())
    return accepted(request, deps, command, path="/staff/orders")


def deliver_orders(request: Request, deps: Dependencies) -> Reply:
    """Record that several have arrived."""
    wanted = request.body(OrdersRequest)
    command = DeliverOrders(wanted.orders, request.caller.customer.id, deps.clock())
    return accepted(request, deps, command, path="/staff/orders")


def refund_order(request: Request, deps: Dependencies) -> Reply:
    """Give a part of the price back, of what was taken and no more."""
    order_id = request.order_id
    wanted = request.body(RefundRequest)
    refund = attempt_id(order_id, request.idempotency_key)
    order = seen(request, deps)
    if order is not None:
        check(may_refund(order, refund, wanted.amount))
    command = RefundOrder(
        order_id=order_id,
        refund=refund,
        amount=wanted.amount,
        reason=wanted.reason,
        by=request.caller.customer.id,
        requested_at=deps.clock(),
    )
    return accepted(request, deps, command, order=order_id)


def substitute_stems(request: Request, deps: Dependencies) -> Reply:
    """Other stems in place of some, if the customer leaves that to the florist."""
    order_id = request.order_id
    wanted = request.body(SubstitutionRequest)
    substitution = attempt_id(order_id, request.idempotency_key)
    order = seen(request, deps)
    if order is not None:
        substitute = Substitute(substitution, wanted.instead_of, wanted.sku, wanted.quantity)
        check(may_substitute(order, substitute))
    command = SubstituteStems(
        order_id=order_id,
        substitution=substitution,
        instead_of=wanted.instead_of,
        sku=wanted.sku,
        quantity=wanted.quantity,
        by=request.caller.customer.id,
        requested_at=deps.clock(),
    )
    return accepted(request, deps, command, order=order_id)


def quote_enquiry(request: Request, deps: Dependencies) -> Reply:
    """Say what an event's flowers would be and cost."""
    enquiry_id = request.enquiry_id
    quote = request.body(QuoteRequest)
    now = deps.clock()
    fault = fault_of(quote)
    if fault is not None:
        raise invalid(fault.field, fault.sentence)
    if not now < quote.valid_until <= now + PLANNED:
        raise invalid("valid_until", "a moment to come, in two years at the most")
    enquiry = seen_enquiry(request, deps)
    if enquiry is not None:
        check(may_quote(enquiry))
    command = QuoteEnquiry(enquiry_id, quote, request.caller.customer.id, now)
    return accepted(request, deps, command, enquiry=enquiry_id)


def adjust_stock(request: Request, deps: Dependencies) -> Reply:
    """Count stems of a day; the Idempotency-Key makes a repeat count once."""
    now = deps.clock()
    wanted = request.body(StockRequest)
    try:
        sku = msgspec.convert(request.parameters["sku"], Sku)
    except msgspec.ValidationError as error:
        raise invalid("sku", "not a SKU. See /catalogue.") from error
    refuse_unplanned("day", wanted.day, deps)
    command = AdjustStock(
        adjustment=attempt_id(sku, request.idempotency_key),
        sku=sku,
        day=wanted.day,
        quantity=wanted.quantity,
        reason=wanted.reason,
        by=request.caller.customer.id,
        requested_at=now,
    )
    return accepted(request, deps, command, path=f"/staff/audit-log?date={now.date()}")


def set_delivery_day(request: Request, deps: Dependencies) -> Reply:
    """Open, limit or close a zone's day."""
    wanted = request.body(DayRequest)
    day = day_of("day", request.parameters["day"])
    refuse_unplanned("day", day, deps)
    midnight = datetime.combine(day, time(), SHOP_TIME)
    if not midnight - EARLIEST_CUTOFF <= wanted.cutoff < midnight + timedelta(days=1):
        raise invalid("cutoff", "on that day, or at most 60 days before it")
    command = SetDeliveryDay(
        change=attempt_id(f"{wanted.zone} {day}", request.idempotency_key),
        zone=wanted.zone,
        day=day,
        places=wanted.places,
        cutoff=wanted.cutoff,
        closed=wanted.closed,
        reason=wanted.reason,
        requested_at=deps.clock(),
        by=request.caller.customer.id,
    )
    return accepted(request, deps, command, path="/delivery-days")
