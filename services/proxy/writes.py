"""The routes that ask for a change: each sends exactly one message (T09) and answers 202.

What can be seen to be wrong is refused here; the services decide in any case. When the data cache
is down nothing can be seen, and the request is taken on (T36).
"""

from datetime import date
from http import HTTPStatus

import msgspec

from services.proxy.bodies import (
    Accepted,
    DayRequest,
    Nothing,
    PaymentRequest,
    ProfileRequest,
    StockRequest,
    digest_of,
)
from services.proxy.problems import ProblemError, conflict, invalid
from services.proxy.request import PRIVATE, Reply, Request, Shop, send
from services.proxy.routes import PREFIX
from services.proxy.store import CacheDownError, View
from services.shared.identifiers import attempt_id, order_id
from services.shared.logs import service_logger
from services.shared.messages import (
    AdjustStock,
    AuthorizePayment,
    CancelOrder,
    Command,
    DeliverOrder,
    PlaceOrder,
    SetDeliveryDay,
    ShipOrder,
    UpdateProfile,
)
from services.shared.model import Order, OrderId, OrderRequest, PaymentState, Reason, Sku, State

logger = service_logger()


def place_order(request: Request, shop: Shop) -> Reply:
    """Order flowers. The same Idempotency-Key is the same order, whatever happens in between."""
    wanted = request.body(OrderRequest)
    customer = request.caller.customer
    order = order_id(customer.id, request.idempotency_key)
    digest = digest_of(wanted)
    try:
        known, catalogue, day = shop.cache.for_order(order, wanted.delivery.day)
    except CacheDownError:
        logger.warning("data cache down: the order is taken on unseen")
    else:
        if known is not None and known.order is not None:
            _refuse_other_body(known.order, digest)
        else:
            _refuse_unknown_and_dearer(wanted, catalogue)
            _refuse_day(wanted.delivery.day, day, shop)
    command = PlaceOrder(order, customer, wanted, digest, shop.clock())
    return _accepted(request, shop, command, order)


def _refuse_other_body(order: Order, digest: str) -> None:
    if order.digest != digest:
        raise ProblemError(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            "Idempotency-Key: it was used for another order. Nothing has changed."
            " Use a new key for a new order.",
            field="Idempotency-Key",
        )


def _refuse_unknown_and_dearer(wanted: OrderRequest, view: View | None) -> None:
    if view is None:
        return
    items = {item.sku: item for item in view.items}
    for at, line in enumerate(wanted.lines):
        if line.sku not in items:
            raise conflict(f"lines[{at}].sku", f"{line.sku} is not sold. See /catalogue.")
    total = sum(items[line.sku].price * line.quantity for line in wanted.lines)
    if total != wanted.expected_total:
        raise conflict(
            "expected_total", f"the total is {total} now. Show it to the customer, then order."
        )


def _refuse_day(day: date, view: View | None, shop: Shop) -> None:
    if day <= shop.clock().date():
        raise conflict("delivery.day", "the day is past or too near. See /delivery-days.")
    if view is None or view.day is None:
        return
    if view.day.closed:
        raise conflict("delivery.day", "there is no delivery on that day. See /delivery-days.")
    if view.day.cutoff <= shop.clock():
        raise conflict("delivery.day", "orders for that day are closed. See /delivery-days.")
    if view.free_places < 1:
        raise conflict("delivery.day", "that day is full. See /delivery-days.")


def pay_order(request: Request, shop: Shop) -> Reply:
    """Authorise a payment; the money is taken when the flowers ship."""
    order_id = request.order_id
    card = request.body(PaymentRequest)
    order = _seen(request, shop)
    if order is not None and order.state is State.CANCELLED:
        raise conflict("", "The order is cancelled: there is nothing to pay.")
    paid = (PaymentState.AUTHORISED, PaymentState.CAPTURED)
    if order is not None and order.payment.state in paid:
        raise conflict("", "The order is paid already. Nothing was charged again.")
    command = AuthorizePayment(
        order_id=order_id,
        customer=request.caller.customer.id,
        payment_method=card.payment_method,
        attempt=attempt_id(order_id, request.idempotency_key),
    )
    return _accepted(request, shop, command, order_id)


def cancel_order(request: Request, shop: Shop) -> Reply:
    """Give an order up before it ships."""
    order_id = request.order_id
    request.body(Nothing)
    order = _seen(request, shop)
    if order is not None and order.state in (State.SHIPPED, State.DELIVERED):
        raise conflict("", "The flowers are on their way: it is too late to cancel.")
    reason = Reason.FLORIST if request.caller.is_florist else Reason.CUSTOMER
    command = CancelOrder(order_id, request.caller.customer.id, reason)
    return _accepted(request, shop, command, order_id)


def ship_order(request: Request, shop: Shop) -> Reply:
    """Hand it to the courier; what is not confirmed is not shipped (T28)."""
    order_id = request.order_id
    request.body(Nothing)
    order = _seen(request, shop)
    if order is not None and order.state in (State.PLACED, State.CANCELLED):
        raise conflict("", f"The order is {order.state}: only a confirmed order is shipped.")
    command = ShipOrder(order_id, request.caller.customer.id)
    return _accepted(request, shop, command, order_id)


def deliver_order(request: Request, shop: Shop) -> Reply:
    """Record that it has arrived."""
    order_id = request.order_id
    request.body(Nothing)
    command = DeliverOrder(order_id, request.caller.customer.id)
    return _accepted(request, shop, command, order_id)


def update_profile(request: Request, shop: Shop) -> Reply:
    """Say who I am."""
    wanted = request.body(ProfileRequest)
    customer = request.caller.customer
    command = UpdateProfile(customer, wanted.name, wanted.address, shop.clock())
    return _accepted(request, shop, command, status_path="/profile")


def adjust_stock(request: Request, shop: Shop) -> Reply:
    """Count stems of a day; the Idempotency-Key makes a repeat count once."""
    wanted = request.body(StockRequest)
    try:
        sku = msgspec.convert(request.parameters["sku"], Sku)
    except msgspec.ValidationError as error:
        raise invalid("sku", "not a SKU. See /catalogue.") from error
    command = AdjustStock(
        adjustment=attempt_id(sku, request.idempotency_key),
        sku=sku,
        day=wanted.day,
        quantity=wanted.quantity,
        reason=wanted.reason,
        by=request.caller.customer.id,
    )
    return _accepted(request, shop, command, status_path="/delivery-days")


def set_delivery_day(request: Request, shop: Shop) -> Reply:
    """Open, limit or close a day."""
    wanted = request.body(DayRequest)
    try:
        day = date.fromisoformat(request.parameters["day"])
    except ValueError as error:
        raise invalid("day", "an ISO 8601 date, such as 2027-02-14") from error
    command = SetDeliveryDay(
        day=day,
        places=wanted.places,
        cutoff=wanted.cutoff,
        closed=wanted.closed,
        requested_at=shop.clock(),
        by=request.caller.customer.id,
    )
    return _accepted(request, shop, command, status_path="/delivery-days")


def _seen(request: Request, shop: Shop) -> Order | None:
    """The order as far as it can be seen."""
    order_id = request.order_id
    try:
        view = shop.cache.order(order_id)
    except CacheDownError:
        logger.warning("data cache down: the request is taken on unseen")
        return None
    return view.order if view else None


def _accepted(
    request: Request,
    shop: Shop,
    command: Command,
    order: OrderId | None = None,
    status_path: str = "",
) -> Reply:
    """Send it; say where to look."""
    send(request, shop, command)
    url = f"{PREFIX}{status_path or f'/orders/{order}'}"
    return Reply(Accepted(url, order), HTTPStatus.ACCEPTED, {**PRIVATE, "Location": url})
