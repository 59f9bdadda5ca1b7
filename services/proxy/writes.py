"""What customers ask for about their orders, and what their payment provider tells."""

import re
from http import HTTPStatus

from services.contracts.common import Reason
from services.contracts.identifiers import attempt_id, is_issued_to, order_id
from services.contracts.inventory import DeliveryDay, Item, ItemKind
from services.contracts.order_messages import CancelOrder, ChangeDelivery, PlaceOrder
from services.contracts.orders import Delivery, Order, OrderRequest, RequestedLine
from services.contracts.payments import AuthorisePayment, ProviderEvent
from services.policy.catalogue import priced
from services.policy.delivery import in_shop_time, last_moment, zone_of
from services.policy.orders import may_cancel, may_cancel_as_florist, may_change_delivery
from services.policy.payments import may_pay
from services.policy.pricing import total
from services.proxy.bodies import CancelRequest, Nothing, PaymentRequest, digest_of
from services.proxy.problems import ProblemError, conflict, invalid
from services.proxy.request import PRIVATE, Dependencies, Reply, Request, send
from services.proxy.store import CacheDownError, OrderContext, View
from services.proxy.taking_on import accepted, check, refuse_unplanned, seen
from services.runtime.logs import service_logger

NO_JSON = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""Characters that JSON does not have."""
OTHER_DAYS = "See /delivery-days for the others."

logger = service_logger()


def place_order(request: Request, deps: Dependencies) -> Reply:
    """Order flowers. The same Idempotency-Key is the same order, whatever happens in between."""
    wanted = request.body(OrderRequest)
    customer = request.caller.customer
    order = order_id(customer.id, request.idempotency_key)
    digest = digest_of(wanted)
    refuse_unplanned("delivery.day", wanted.delivery.day, deps)
    try:
        context = deps.cache.context(order, wanted.delivery.day)
    except CacheDownError:
        logger.warning("data cache down: the order is taken on unseen")
    else:
        known = context.order
        if known is not None and known.order is not None:
            _refuse_other_body(known.order, digest)
        else:
            _refuse_unknown_and_dearer(wanted, context.catalogue)
            day = _refuse_delivery(wanted.delivery, _stems(wanted.lines, context), context, deps)
            if day is not None and day.free < 1:
                raise conflict("delivery.day", f"that day is full. {OTHER_DAYS}")
    command = PlaceOrder(order, customer, wanted, digest, deps.clock())
    return accepted(request, deps, command, order=order)


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
    price = total(priced(line, items[line.sku]) for line in wanted.lines)
    if price != wanted.expected_total:
        raise conflict(
            "expected_total", f"the total is {price} now. Show it to the customer, then order."
        )


def _stems(lines: tuple[RequestedLine, ...], context: OrderContext) -> int:
    """How many stems are asked for, as far as the catalogue is known."""
    items = {item.sku: item for item in context.catalogue.items} if context.catalogue else {}
    return sum(line.quantity * _stems_of(items.get(line.sku)) for line in lines)


def _stems_of(item: Item | None) -> int:
    if item is None or item.kind is not ItemKind.BOUQUET:
        return 1
    return sum(item.recipe.values())


def _refuse_delivery(
    delivery: Delivery,
    stems: int,
    context: OrderContext,
    deps: Dependencies,
    inside: str = "delivery.",
) -> DeliveryDay | None:
    """Where the shop does not deliver, and days that cannot be had any more.

    Answers the day, as far as it can be seen. `inside` is where the delivery stands in the body.
    """
    zone = zone_of(delivery.recipient, context.zones.zones) if context.zones else None
    if context.zones is not None and zone is None:
        raise conflict(
            f"{inside}recipient.postcode",
            "the shop does not deliver there. See /delivery-days?postcode= for where it does.",
        )
    days = context.day.days if context.day else ()
    if zone is None or not days:
        return None
    field = f"{inside}day"
    day = next((day for day in days if day.zone == zone.id), None)
    if day is None or day.closed:
        raise conflict(field, f"the shop does not deliver there on that day. {OTHER_DAYS}")
    now = deps.clock()
    if now >= day.cutoff:
        until = in_shop_time(day.cutoff)
        raise conflict(field, f"orders for it were taken until {until}. {OTHER_DAYS}")
    latest = last_moment(day.cutoff, stems)
    if now >= latest:
        late = f"so many stems had to be ordered until {in_shop_time(latest)}."
        raise conflict(field, f"{late} {OTHER_DAYS}")
    return day


def pay_order(request: Request, deps: Dependencies) -> Reply:
    """Authorise a payment; the money is taken when the flowers ship."""
    order_id = request.order_id
    card = request.body(PaymentRequest)
    attempt = attempt_id(order_id, request.idempotency_key)
    order = seen(request, deps)
    if order is not None:
        check(may_pay(order, card.part, attempt))
    command = AuthorisePayment(
        order_id=order_id,
        customer=request.caller.customer.id,
        payment_method=card.payment_method,
        attempt=attempt,
        part=card.part,
    )
    return accepted(request, deps, command, order=order_id)


def change_delivery(request: Request, deps: Dependencies) -> Reply:
    """Another day, recipient or address; whether it can be had is seen on the order."""
    order_id = request.order_id
    wanted = request.body(Delivery)
    refuse_unplanned("day", wanted.day, deps)
    try:
        context = deps.cache.context(order_id, wanted.day)
    except CacheDownError:
        logger.warning("data cache down: the request is taken on unseen")
    else:
        order = context.order.order if context.order else None
        if order is not None:
            check(may_change_delivery(order, deps.clock()))
            _refuse_delivery(wanted, sum(order.stems().values()), context, deps, inside="")
    command = ChangeDelivery(order_id, request.caller.customer.id, wanted, deps.clock())
    return accepted(request, deps, command, order=order_id)


def cancel_order(request: Request, deps: Dependencies) -> Reply:
    """Give an order up: its customer until the cut-off, a florist until it ships."""
    order_id = request.order_id
    why = request.body(CancelRequest)
    customer = request.caller.customer.id
    by_florist = not is_issued_to(order_id, customer)
    if by_florist and not why.note.strip():
        raise invalid("note", "say why: the customer is told, and the shop keeps it")
    order = seen(request, deps)
    if order is not None:
        check(may_cancel_as_florist(order) if by_florist else may_cancel(order, deps.clock()))
    reason = Reason.FLORIST if by_florist else Reason.CUSTOMER
    command = CancelOrder(order_id, customer, reason, deps.clock(), note=why.note)
    return accepted(request, deps, command, order=order_id)


# ---- the payment provider ----------------------------------------------------------------------


def hear_provider(request: Request, deps: Dependencies) -> Reply:
    """Hand on what the payment provider tells, as it came: payment checks who says it."""
    signature = request.headers.get(deps.signature_header.lower(), "")
    if not 0 < len(signature) <= 1000:
        raise ProblemError(
            HTTPStatus.BAD_REQUEST,
            f"{deps.signature_header}: only the payment provider speaks here, and signs what it"
            " says.",
            field=deps.signature_header,
        )
    payload = request.text
    if not payload or NO_JSON.search(payload):
        raise ProblemError(HTTPStatus.BAD_REQUEST, "body: send the event as JSON.", field="body")
    send(request, deps, ProviderEvent(payload, signature, deps.clock()))
    return Reply(Nothing(), HTTPStatus.ACCEPTED, PRIVATE)
