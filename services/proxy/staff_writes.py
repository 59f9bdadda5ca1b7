"""What florists do; whatever it is, it carries who did it and when."""

from datetime import datetime, time, timedelta

import msgspec

from services.proxy.bodies import (
    DayRequest,
    Nothing,
    OrdersRequest,
    RefundRequest,
    StockRequest,
    SubstitutionRequest,
)
from services.proxy.problems import conflict, invalid
from services.proxy.request import Reply, Request, Shop, day_of
from services.proxy.taking_on import PLANNED, accepted, refuse_unplanned, seen, seen_enquiry
from services.shared.delivery import SHOP_TIME
from services.shared.identifiers import attempt_id
from services.shared.messages import (
    AdjustStock,
    DeliverOrders,
    QuoteEnquiry,
    RefundOrder,
    SetDeliveryDay,
    ShipOrders,
    SubstituteStems,
)
from services.shared.model import (
    MOST_ACTS,
    EnquiryState,
    Order,
    QuoteRequest,
    Sku,
    State,
    SubstitutionPolicy,
)

MOST = 100_000_000
"""What an order can cost, in minor units."""
EARLIEST_CUTOFF = timedelta(days=60)


def ship_order(request: Request, shop: Shop) -> Reply:
    """Hand it to the courier; what is not confirmed and paid for is not shipped (T28)."""
    order_id = request.order_id
    request.body(Nothing)
    order = seen(request, shop)
    if order is not None and order.state in (State.PLACED, State.CANCELLED):
        raise conflict("state", f"the order is {order.state}. Ship what is confirmed.")
    if order is not None and order.state is State.CONFIRMED and not order.is_paid_in_full:
        raise conflict("payment", "it is not paid for in full. Wait until it is.")
    command = ShipOrders((order_id,), request.caller.customer.id, shop.clock())
    return accepted(request, shop, command, order=order_id)


def deliver_order(request: Request, shop: Shop) -> Reply:
    """Record that it has arrived."""
    order_id = request.order_id
    request.body(Nothing)
    order = seen(request, shop)
    if order is not None and order.state not in (State.SHIPPED, State.DELIVERED):
        raise conflict("state", f"the order is {order.state}. Ship it first.")
    command = DeliverOrders((order_id,), request.caller.customer.id, shop.clock())
    return accepted(request, shop, command, order=order_id)


def ship_orders(request: Request, shop: Shop) -> Reply:
    """Hand several to the courier; which of them could be is seen in the day's list."""
    wanted = request.body(OrdersRequest)
    command = ShipOrders(wanted.orders, request.caller.customer.id, shop.clock())
    return accepted(request, shop, command, path="/staff/orders")


def deliver_orders(request: Request, shop: Shop) -> Reply:
    """Record that several have arrived."""
    wanted = request.body(OrdersRequest)
    command = DeliverOrders(wanted.orders, request.caller.customer.id, shop.clock())
    return accepted(request, shop, command, path="/staff/orders")


def refund_order(request: Request, shop: Shop) -> Reply:
    """Give a part of the price back, of what was taken and no more."""
    order_id = request.order_id
    wanted = request.body(RefundRequest)
    refund = attempt_id(order_id, request.idempotency_key)
    order = seen(request, shop)
    if order is not None and refund not in [each.id for each in order.refunds]:
        _refuse_refund(order, wanted.amount)
    command = RefundOrder(
        order_id=order_id,
        refund=refund,
        amount=wanted.amount,
        reason=wanted.reason,
        by=request.caller.customer.id,
        requested_at=shop.clock(),
    )
    return accepted(request, shop, command, order=order_id)


def _refuse_refund(order: Order, amount: int) -> None:
    if order.state is State.CANCELLED:
        raise conflict("state", "the order is cancelled: what is owed goes back. Do nothing.")
    if amount > order.taken:
        raise conflict("amount", f"at most {order.taken} were taken and not given back yet.")
    _refuse_another_act(order)


def substitute_stems(request: Request, shop: Shop) -> Reply:
    """Other stems in place of some, if the customer leaves that to the florist."""
    order_id = request.order_id
    wanted = request.body(SubstitutionRequest)
    substitution = attempt_id(order_id, request.idempotency_key)
    order = seen(request, shop)
    if order is not None and substitution not in [each.id for each in order.substitutes]:
        _refuse_substitution(order, wanted)
    command = SubstituteStems(
        order_id=order_id,
        substitution=substitution,
        instead_of=wanted.instead_of,
        sku=wanted.sku,
        quantity=wanted.quantity,
        by=request.caller.customer.id,
        requested_at=shop.clock(),
    )
    return accepted(request, shop, command, order=order_id)


def _refuse_substitution(order: Order, wanted: SubstitutionRequest) -> None:
    if order.state not in (State.PLACED, State.CONFIRMED):
        raise conflict("state", f"the order is {order.state}. Substitute before it is shipped.")
    if order.occasion is not None:
        raise conflict("occasion", "an event's flowers are agreed upon. Write to its customer.")
    if order.substitution is SubstitutionPolicy.NONE:
        raise conflict(
            "substitution", "the customer wants nothing replaced. Refund what cannot be had."
        )
    replaced = sum(s.quantity for s in order.substitutes if s.instead_of == wanted.instead_of)
    left = order.stems().get(wanted.instead_of, 0) - replaced
    if left == 0:
        raise conflict("instead_of", "the order needs none of these. Look at its lines.")
    if wanted.quantity > left:
        raise conflict("quantity", f"the order needs {left} of these. Take no more.")
    _refuse_another_act(order)


def _refuse_another_act(order: Order) -> None:
    if len(order.history) >= MOST_ACTS:
        raise conflict(
            "history", f"{MOST_ACTS} acts are the most that an order takes. Write to its customer."
        )


def quote_enquiry(request: Request, shop: Shop) -> Reply:
    """Say what an event's flowers would be and cost."""
    enquiry_id = request.enquiry_id
    quote = request.body(QuoteRequest)
    now = shop.clock()
    if quote.total > MOST:
        raise invalid("lines", f"together at most {MOST}")
    if quote.deposit > quote.total:
        raise invalid("deposit", f"at most the total, {quote.total}")
    if not now < quote.valid_until <= now + PLANNED:
        raise invalid("valid_until", "a moment to come, in two years at the most")
    enquiry = seen_enquiry(request, shop)
    if enquiry is not None and enquiry.state not in (EnquiryState.ENQUIRED, EnquiryState.QUOTED):
        raise conflict("state", f"the enquiry is {enquiry.state}: it takes no quote any more.")
    command = QuoteEnquiry(enquiry_id, quote, request.caller.customer.id, now)
    return accepted(request, shop, command, enquiry=enquiry_id)


def adjust_stock(request: Request, shop: Shop) -> Reply:
    """Count stems of a day; the Idempotency-Key makes a repeat count once."""
    now = shop.clock()
    wanted = request.body(StockRequest)
    try:
        sku = msgspec.convert(request.parameters["sku"], Sku)
    except msgspec.ValidationError as error:
        raise invalid("sku", "not a SKU. See /catalogue.") from error
    refuse_unplanned("day", wanted.day, shop)
    command = AdjustStock(
        adjustment=attempt_id(sku, request.idempotency_key),
        sku=sku,
        day=wanted.day,
        quantity=wanted.quantity,
        reason=wanted.reason,
        by=request.caller.customer.id,
        requested_at=now,
    )
    return accepted(request, shop, command, path=f"/staff/journal?date={now.date()}")


def set_delivery_day(request: Request, shop: Shop) -> Reply:
    """Open, limit or close a zone's day."""
    wanted = request.body(DayRequest)
    day = day_of("day", request.parameters["day"])
    refuse_unplanned("day", day, shop)
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
        requested_at=shop.clock(),
        by=request.caller.customer.id,
    )
    return accepted(request, shop, command, path="/delivery-days")
