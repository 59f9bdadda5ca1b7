"""Orders: listed, read, ordered again and cancelled."""

import re

from services.contracts.common import Minor, Reason, Text
from services.contracts.identifiers import is_issued_to
from services.contracts.inventory import RefreshCatalogue
from services.contracts.order_messages import (
    CancelOrder,
    RefreshOrder,
    RefreshOrders,
)
from services.contracts.orders import Order, PaymentState
from services.contracts.payments import RefreshClientSecret
from services.contracts.values import Body, Value
from services.policy.bouquets import again, names_of
from services.policy.orders import may_cancel, may_cancel_as_florist
from services.policy.pricing import total
from services.proxy.cache import View
from services.proxy.dependencies import Dependencies
from services.proxy.features.order_bodies import ShownLine, ShownOrder, shown_line, shown_order
from services.proxy.features.order_csv import CSV, as_csv
from services.proxy.operation import MISSING, MISSING_OR_CONFLICT, Operation
from services.proxy.paging import cursor_in, cursor_text
from services.proxy.problems import invalid, later
from services.proxy.reading import check_complete, expected, refresh_stale, request_refresh
from services.proxy.request import ISSUED_ID, PRIVATE, Reply, Request
from services.proxy.routes import PREFIX
from services.proxy.writing import accepted, cached_order, check, is_repeat, staff_name

PAGE = 20
PAGE_MOST = 50
CSV_PAGE = 200
LIMIT = re.compile(r"^[1-9][0-9]{0,2}$")


class CancelRequest(Body):
    """Why. A florist has to say so."""

    note: Text = ""


class ShownOrders(Value):
    """A page of orders, newest first. `next` is the `before` of the next page."""

    orders: tuple[ShownOrder, ...]
    next: str | None


class ShownBasket(Value):
    """What an earlier order would cost today. `gone` is what is sold no more."""

    lines: tuple[ShownLine, ...]
    gone: tuple[ShownLine, ...]
    total: Minor
    total_then: Minor
    currency: str
    card_message: Text


def list_orders(request: Request, deps: Dependencies) -> Reply:
    """The caller's orders, newest first, a page at a time; a longer one as CSV (U3)."""
    wants_csv = request.prefers(CSV)
    customer = request.caller.customer.id
    limit = _limit(request, CSV_PAGE, CSV_PAGE) if wants_csv else _limit(request, PAGE, PAGE_MOST)
    before = cursor_in(request, "before", ISSUED_ID)
    listing = deps.cache.orders(customer, limit, before)
    check_complete(listing, request, deps, RefreshOrders(customer))
    views = listing.views[:limit]
    orders = tuple(show(view, request, deps) for view in views)
    more = len(listing.views) > limit
    cursor = cursor_text(orders[-1].placed_at, orders[-1].id) if more else None
    if wants_csv:
        next_page = f"{PREFIX}/orders?limit={limit}&before={cursor}"
        link = {"Link": f'<{next_page}>; rel="next"'} if cursor else {}
        text = as_csv([(view.order, view.documents) for view in views if view.order])
        headers = {"Content-Disposition": 'attachment; filename="orders.csv"', **link}
        return Reply(text, headers={**PRIVATE, **headers}, media_type=CSV)
    return Reply(ShownOrders(orders, cursor), headers=PRIVATE)


def _limit(request: Request, usual: int, most: int) -> int:
    given = request.query.get("limit")
    if given is None:
        return usual
    if not (LIMIT.fullmatch(given) and int(given) <= most):
        raise invalid("limit", f"a number from 1 to {most}")
    return int(given)


def read_order(request: Request, deps: Dependencies) -> Reply:
    """One order. Ask payment for the secret that its customer needs for 3-D Secure and lacks."""
    view = find_order(request, deps)
    shown = show(view, request, deps)
    if order_in(view).customer == request.caller.customer.id and _lacks_secret(shown):
        refresh_stale(request, deps, RefreshClientSecret(shown.id))
    return Reply(shown, headers=PRIVATE)


def _lacks_secret(order: ShownOrder) -> bool:
    payments = [order.payment, *([order.balance.payment] if order.balance else [])]
    return any(p.state is PaymentState.ACTION_REQUIRED and not p.client_secret for p in payments)


def find_order(request: Request, deps: Dependencies) -> View:
    """The view of the order in the path, with the order in it."""
    return _with_order(deps.cache.order(request.order_id), request, deps)


def _with_order(found: View | None, request: Request, deps: Dependencies) -> View:
    owner = RefreshOrder(request.order_id)
    view = expected(found, request, deps, owner)
    if view.order is None:
        request_refresh(request, deps, owner)
        raise later("The order is being prepared. Try again in a moment.")
    return view


def show(view: View, request: Request, deps: Dependencies) -> ShownOrder:
    """The order in a view, for its customer or for a florist."""
    order = order_in(view)
    for_staff = order.customer != request.caller.customer.id
    secrets = view.client_secrets
    return shown_order(order, view.documents, secrets, deps.clock(), for_staff=for_staff)


def order_in(view: View) -> Order:
    """The order. Raises LookupError when only its invoice has been published."""
    if view.order is None:
        raise LookupError("only views with an order in them come here")
    return view.order


def reorder(request: Request, deps: Dependencies) -> Reply:
    """An earlier order as a basket at today's prices, and what of it is sold no more (U4)."""
    context = deps.cache.context(request.order_id)
    order = order_in(_with_order(context.order, request, deps))
    catalogue = expected(context.catalogue, request, deps, RefreshCatalogue())
    sold = {item.sku: item for item in catalogue.items}
    today = again(order, sold)
    names = names_of(today.lines, sold)
    lines = tuple(shown_line(line, names) for line in today.lines)
    gone = tuple(shown_line(line, order.names) for line in today.gone)
    basket = ShownBasket(
        lines=lines,
        gone=gone,
        total=total(lines),
        total_then=order.total,
        currency=order.currency,
        card_message=order.card_message,
    )
    return Reply(basket, headers=PRIVATE)


def cancel_order(request: Request, deps: Dependencies) -> Reply:
    """Give an order up: its customer until the cut-off, a florist until it ships."""
    order_id = request.order_id
    why = request.body(CancelRequest)
    customer = request.caller.customer.id
    by_florist = not is_issued_to(order_id, customer)
    if by_florist and not why.note.strip():
        raise invalid("note", "say why: the customer is told, and the shop keeps it")
    order = cached_order(request, deps)
    if order is not None and not is_repeat(request, deps, order.requests):
        check(may_cancel_as_florist(order) if by_florist else may_cancel(order, deps.clock()))
    reason = Reason.FLORIST if by_florist else Reason.CUSTOMER
    name = staff_name(request, deps) if by_florist else ""
    command = CancelOrder(
        order_id, by=customer, reason=reason, requested_at=deps.clock(), note=why.note, name=name
    )
    return accepted(request, deps, command, order=order_id)


OPERATIONS = (
    Operation(list_orders, response=ShownOrders, other_media_type=CSV),
    Operation(read_order, response=ShownOrder, errors=MISSING),
    Operation(reorder, response=ShownBasket, errors=MISSING),
    Operation(cancel_order, request=CancelRequest, errors=MISSING_OR_CONFLICT),
)
