"""The routes that only read: one query of the data cache each, and a kick when it is stale."""

import re
from datetime import UTC, datetime, timedelta
from http import HTTPStatus

from services.proxy.bodies import (
    Health,
    ShownCatalogue,
    ShownDay,
    ShownDays,
    ShownOrder,
    ShownOrders,
    shown_order,
    shown_profile,
)
from services.proxy.problems import ProblemError, invalid, later
from services.proxy.request import PRIVATE, Reply, Request, Shop, expected, kick
from services.proxy.store import CacheDownError, View
from services.shared.messages import (
    RefreshCatalogue,
    RefreshOrder,
    RefreshOrders,
    RefreshProfile,
)
from services.shared.model import CURRENCY, Invoice, OrderId, State
from services.shared.views import PLACES

INVOICE_SECONDS = 300
INVOICED = (State.CONFIRMED, State.SHIPPED, State.DELIVERED)
PAGE = 20
PAGE_MOST = 50
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
CURSOR = re.compile(r"^[0-9]{13}_[a-z2-7]{26}$")
POSTCODE = re.compile(r"^[A-Za-z0-9][A-Za-z0-9 -]{1,10}$")
SHARED = {"Cache-Control": "public, max-age=10"}


def health(_: Request, shop: Shop) -> Reply:
    """Version and dependencies (T42). Always 200: it is the proxy that answers."""
    try:
        shop.cache.ping()
        data_cache = "ok"
    except CacheDownError as error:
        data_cache = str(error)
    identity = "ok" if shop.verifier.keys.is_loaded else "keys not fetched yet"
    state = "ok" if data_cache == "ok" else "degraded"
    dependencies = {"data_cache": data_cache, "identity": identity}
    return Reply(Health(state, shop.version, dependencies), headers=PRIVATE)


def catalogue(request: Request, shop: Shop) -> Reply:
    """Everything that is sold."""
    view = expected(shop.cache.catalogue(), request, shop, RefreshCatalogue())
    shown = ShownCatalogue(CURRENCY, view.content["version"], view.items)
    return Reply(shown, headers=SHARED)


def delivery_days(request: Request, shop: Shop) -> Reply:
    """The days to come. `postcode` will choose the zone; every known one is delivered to."""
    postcode = request.query.get("postcode")
    if postcode is not None and not POSTCODE.match(postcode):
        raise invalid("postcode", "2 to 11 letters, digits, spaces or dashes")
    now = shop.clock()
    views = shop.cache.days(now.date())
    if not views or any(view.is_stale for view in views):
        kick(request, shop, RefreshCatalogue())
    if not views:
        raise later("The delivery days are being prepared. Try again in a moment.")
    days = [shown for view in views if (shown := _shown_day(view, now))]
    return Reply(ShownDays(tuple(days)), headers=SHARED)


def _shown_day(view: View, now: datetime) -> ShownDay | None:
    day = view.day
    if day is None:
        return None
    return ShownDay(
        day=day.day,
        open=not day.closed and day.cutoff > now and view.free_places > 0,
        closed=day.closed,
        cutoff=day.cutoff,
        places=max(view.free_places, 0),
        stock={sku: free for sku, free in view.levels.items() if sku != PLACES},
    )


def list_orders(request: Request, shop: Shop) -> Reply:
    """The caller's orders, newest first, a page at a time."""
    customer = request.caller.customer.id
    limit, before = _limit(request), _before(request)
    listing = shop.cache.orders(customer, limit, before)
    if listing.is_stale or not listing.is_whole:
        kick(request, shop, RefreshOrders(customer))
    if not listing.is_whole:
        raise later("Your orders are being collected. Try again in a moment.")
    views = listing.orders[:limit]
    orders = tuple(_shown(view) for view in views)
    more = len(listing.orders) > limit
    cursor = _cursor(orders[-1]) if more else None
    return Reply(ShownOrders(orders, cursor), headers=PRIVATE)


def _limit(request: Request) -> int:
    given = request.query.get("limit", str(PAGE))
    if not (given.isascii() and given.isdigit() and 1 <= int(given) <= PAGE_MOST):
        raise invalid("limit", f"a number from 1 to {PAGE_MOST}")
    return int(given)


def _before(request: Request) -> tuple[datetime, OrderId] | None:
    given = request.query.get("before")
    if given is None:
        return None
    if not CURSOR.match(given):
        raise invalid("before", "what the previous page gave as `next`")
    milliseconds, _, order_id = given.partition("_")
    return BEGINNING + timedelta(milliseconds=int(milliseconds)), order_id


def _cursor(order: ShownOrder) -> str:
    """Where a page ended: to the millisecond, as the data cache sorts."""
    milliseconds = (order.placed_at - BEGINNING) // timedelta(milliseconds=1)
    return f"{milliseconds:013}_{order.id}"


def _order(request: Request, shop: Shop) -> View:
    """The view of the order in the path, with the order in it."""
    order_id = request.order_id
    view = expected(shop.cache.order(order_id), request, shop, RefreshOrder(order_id))
    if view.order is None:
        kick(request, shop, RefreshOrder(order_id))
        raise later("The order is being prepared. Try again in a moment.")
    return view


def read_order(request: Request, shop: Shop) -> Reply:
    """One order."""
    view = _order(request, shop)
    return Reply(_shown(view), headers=PRIVATE)


def _shown(view: View) -> ShownOrder:
    if view.order is None:
        raise LookupError("only views with an order in them come here")
    return shown_order(view.order, view.invoice, view.credit_note)


def download_invoice(request: Request, shop: Shop) -> Reply:
    """303 to a pre-signed URL (T32): the URL is the capability, so it is in no body and no log."""
    view = _order(request, shop)
    if view.invoice is None:
        if view.order is not None and view.order.state in INVOICED:
            raise later("The invoice is being drawn. Try again in a moment.", 2)
        raise ProblemError(
            HTTPStatus.NOT_FOUND, "There is no invoice: one is issued when an order is confirmed."
        )
    return _to_the_paper(view.invoice, shop)


def download_credit_note(request: Request, shop: Shop) -> Reply:
    """303 to the credit note, as for an invoice."""
    view = _order(request, shop)
    if view.credit_note is None:
        raise ProblemError(
            HTTPStatus.NOT_FOUND,
            "There is no credit note: one is issued when an invoiced order is cancelled.",
        )
    return _to_the_paper(view.credit_note, shop)


def _to_the_paper(paper: Invoice, shop: Shop) -> Reply:
    location = shop.aws.presigned_get(
        shop.invoice_bucket, paper.key, INVOICE_SECONDS, f"{paper.number}.pdf"
    )
    return Reply(status=HTTPStatus.SEE_OTHER, headers={**PRIVATE, "Location": location})


def read_profile(request: Request, shop: Shop) -> Reply:
    """Who the caller is; made at first sight."""
    customer = request.caller.customer
    owner = RefreshProfile(customer)
    view = expected(shop.cache.profile(customer.id), request, shop, owner)
    return Reply(shown_profile(view.profile), headers=PRIVATE)
