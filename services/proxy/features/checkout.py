"""Placing an order."""

import hashlib
from http import HTTPStatus

import msgspec

from services.contracts.identifiers import order_id
from services.contracts.inventory import Item, ItemKind
from services.contracts.order_messages import PlaceOrder
from services.contracts.order_requests import OrderRequest
from services.contracts.orders import Order
from services.contracts.values import Body
from services.policy.bouquets import fault_of, fault_of_size, priced_lines
from services.policy.payments import may_charge
from services.policy.pricing import MOST, total
from services.policy.unpaid import LOOKED_BACK, may_order_more
from services.proxy.cache import CacheDownError, OrderContext, View
from services.proxy.dependencies import Dependencies
from services.proxy.features.delivery import OTHER_DAYS, refuse_delivery
from services.proxy.operation import CONFLICT, Operation
from services.proxy.problems import ProblemError, conflict, invalid
from services.proxy.request import Reply, Request
from services.proxy.writing import accepted, check, refuse_unplanned
from services.runtime.logs import service_logger

logger = service_logger()


def place_order(request: Request, deps: Dependencies) -> Reply:
    """Place an order. The same Idempotency-Key is the same order, however often it is sent."""
    wanted = request.body(OrderRequest)
    customer = request.caller.customer
    order = order_id(customer.id, request.idempotency_key)
    digest, since = digest_of(wanted), deps.clock() - LOOKED_BACK
    _refuse_empty_and_odd(wanted)
    if wanted.expected_total:
        check(may_charge("expected_total", wanted.expected_total))
    try:
        context = deps.cache.context(order, wanted.delivery.day, (customer.id, since))
    except CacheDownError:
        refuse_unplanned("delivery.day", wanted.delivery.day, deps)
        logger.warning("cache unavailable: accepted without pre-validation")
    else:
        known = context.order
        if known is not None and known.order is not None:
            _refuse_other_body(known.order, digest)
        else:
            refuse_unplanned("delivery.day", wanted.delivery.day, deps)
            recent = (view.order for view in context.recent if view.order)
            check(may_order_more(recent, deps.unpaid))
            _refuse_unknown_and_dearer(wanted, context.catalogue)
            day = refuse_delivery(wanted.delivery, _stems(wanted, context), context, deps)
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


def _refuse_empty_and_odd(wanted: OrderRequest) -> None:
    if not (wanted.lines or wanted.bouquets):
        raise invalid("lines", "at least one bouquet, here or in `bouquets`")
    for at, bouquet in enumerate(wanted.bouquets):
        if wrong := fault_of_size(bouquet):
            raise invalid(f"bouquets[{at}].recipe", wrong)


def _refuse_unknown_and_dearer(wanted: OrderRequest, view: View | None) -> None:
    if view is None:
        return
    items = {item.sku: item for item in view.items}
    if fault := fault_of(wanted, items):
        raise conflict(fault.refusal.field, fault.refusal.sentence)
    price = total(priced_lines(wanted, items))
    if price > MOST:
        raise invalid("lines", f"together they cost more than {MOST}. Order less, or ask the shop")
    if price != wanted.expected_total:
        raise conflict(
            "expected_total", f"the total is {price} now. Show it to the customer, then order."
        )


def _stems(wanted: OrderRequest, context: OrderContext) -> int:
    """How much of the stock is requested; what the catalogue does not list counts as one."""
    items = {item.sku: item for item in context.catalogue.items} if context.catalogue else {}
    ready = sum(line.quantity * _stems_of(items.get(line.sku)) for line in wanted.lines)
    return ready + sum(
        each.quantity * (sum(each.recipe.values()) + (each.wrap is not None))
        for each in wanted.bouquets
    )


def _stems_of(item: Item | None) -> int:
    if item is None or item.kind is not ItemKind.BOUQUET:
        return 1
    return sum(item.recipe.values()) + (item.wrap is not None)


def digest_of(body: Body) -> str:
    """SHA-256 of a body's values, independent of spaces and the order of its fields."""
    return hashlib.sha256(msgspec.json.encode(body, order="sorted")).hexdigest()


OPERATIONS = (Operation(place_order, request=OrderRequest, errors=CONFLICT),)
