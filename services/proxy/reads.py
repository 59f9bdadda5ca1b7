"""The routes that only read: one query of the data cache each, and a kick when it is stale."""

import re
from datetime import UTC, datetime, timedelta
from http import HTTPStatus

from msgspec.structs import replace

from services.contracts.commissions import Enquiry, RefreshEnquiries, RefreshEnquiry
from services.contracts.common import CURRENCY, OrderId
from services.contracts.inventory import DeliveryDay, Item, RefreshAuditLog, RefreshCatalogue, Zone
from services.contracts.invoices import Invoice
from services.contracts.message import Command
from services.contracts.order_messages import RefreshDay, RefreshOrder, RefreshOrders
from services.contracts.orders import Line, Order, PaymentState, State
from services.contracts.payments import RefreshCards, RefreshClientSecret
from services.contracts.profiles import RefreshProfile
from services.policy.delivery import LARGE, shop_day, zone_for
from services.policy.pricing import total
from services.proxy.bodies import (
    Health,
    LeadTime,
    ShownAuditLog,
    ShownBasket,
    ShownCards,
    ShownCatalogue,
    ShownDay,
    ShownDayOrders,
    ShownDays,
    ShownEnquiries,
    ShownEnquiry,
    ShownMismatches,
    ShownOrder,
    ShownOrders,
    shown_enquiry,
    shown_line,
    shown_order,
    shown_profile,
)
from services.proxy.bookkeeping import CSV, as_csv
from services.proxy.problems import ProblemError, invalid, later, not_found
from services.proxy.request import (
    ISSUED_ID,
    PRIVATE,
    Dependencies,
    Reply,
    Request,
    day_of,
    expected,
    kick,
    refresh,
)
from services.proxy.store import CacheDownError, Listing, View

INVOICE_SECONDS = 300
INVOICED = (State.CONFIRMED, State.SHIPPED, State.DELIVERED)
PAGE = 20
PAGE_MOST = 50
CSV_PAGE = 200
DAY_PAGE = 200
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
LIMIT = re.compile(r"^[1-9][0-9]?$")
CURSOR = re.compile(r"^[0-9]{13}_[a-z2-7]{26}$")
POSTCODE = re.compile(r"^[A-Za-z0-9][A-Za-z0-9 -]{1,11}$")
COUNTRY = re.compile(r"^[A-Z]{2}$")
REFUND = re.compile(r"^[a-z2-7]{20}$")
HOME_COUNTRY = "DE"
SHARED = {"Cache-Control": "public, max-age=10"}
STATES = tuple(state.value for state in State)
LEAD_TIMES = tuple(LeadTime(stems, days) for stems, days in LARGE)


def health(_: Request, deps: Dependencies) -> Reply:
    """Version, revision and dependencies (T42). Always 200: it is the proxy that answers."""
    try:
        deps.cache.ping()
        data_cache = "ok"
    except CacheDownError as error:
        data_cache = str(error)
    identity = "ok" if deps.verifier.keys.is_loaded else "keys not fetched yet"
    state = "ok" if data_cache == "ok" else "degraded"
    dependencies = {"data_cache": data_cache, "identity": identity}
    release = deps.release
    told = Health(state, release.version, release.revision, dependencies)
    return Reply(told, headers=PRIVATE)


def catalogue(request: Request, deps: Dependencies) -> Reply:
    """Everything that is sold."""
    view = expected(deps.cache.catalogue(), request, deps, RefreshCatalogue())
    shown = ShownCatalogue(CURRENCY, view.content["version"], view.items)
    return Reply(shown, headers=SHARED)


# ---- delivery days -----------------------------------------------------------------------------


def delivery_days(request: Request, deps: Dependencies) -> Reply:
    """The days to come, in the zone that a postcode belongs to, or in every zone."""
    postcode = _matching(request, "postcode", POSTCODE, "2 to 12 letters, digits, spaces, dashes")
    country = _matching(request, "country", COUNTRY, "two capital letters, such as DE")
    now = deps.clock()
    views, zones = deps.cache.days(shop_day(now))
    if zones is None or not views:
        kick(request, deps, RefreshCatalogue())
        raise later("The delivery days are being prepared. Try again in a moment.")
    if zones.is_stale or any(view.is_stale for view in views):
        refresh(request, deps, RefreshCatalogue())
    asked = {zone.id: zone for zone in zones.zones}
    if postcode:
        zone = zone_for(postcode, country or HOME_COUNTRY, zones.zones)
        asked = {zone.id: zone} if zone else {}
    days = [
        _shown_day(day, asked[day.zone], view, now)
        for view in views
        for day in view.days
        if day.zone in asked
    ]
    return Reply(ShownDays(bool(asked), tuple(days), LEAD_TIMES), headers=SHARED)


def _matching(request: Request, name: str, pattern: re.Pattern[str], remedy: str) -> str:
    given = request.query.get(name, "")
    if name in request.query and not pattern.fullmatch(given):
        raise invalid(name, remedy)
    return given


def _shown_day(day: DeliveryDay, zone: Zone, view: View, now: datetime) -> ShownDay:
    return ShownDay(
        zone=zone.id,
        zone_name=zone.name,
        day=day.day,
        open=not day.closed and day.cutoff > now and day.free > 0,
        closed=day.closed,
        cutoff=day.cutoff,
        places=max(day.free, 0),
        capacity=day.places,
        stock=view.levels,
    )


# ---- orders ------------------------------------------------------------------------------------


def list_orders(request: Request, deps: Dependencies) -> Reply:
    """The caller's orders, newest first, a page at a time; a longer one as CSV (U3)."""
    wants_csv = request.prefers(CSV)
    customer = request.caller.customer.id
    limit, before = _limit(request, CSV_PAGE if wants_csv else PAGE), _before(request)
    listing = deps.cache.orders(customer, limit, before)
    _check_whole(listing, request, deps, RefreshOrders(customer))
    views = listing.views[:limit]
    orders = tuple(_shown(view, request, deps) for view in views)
    more = len(listing.views) > limit
    cursor = _cursor(orders[-1]) if more else None
    if wants_csv:
        link = {"Link": f'</api/orders?before={cursor}>; rel="next"'} if cursor else {}
        text = as_csv([(view.order, view.papers) for view in views if view.order])
        headers = {"Content-Disposition": 'attachment; filename="orders.csv"', **link}
        return Reply(text, headers={**PRIVATE, **headers}, media_type=CSV)
    return Reply(ShownOrders(orders, cursor), headers=PRIVATE)


def _check_whole(listing: Listing, request: Request, deps: Dependencies, owner: Command) -> None:
    """Kick a list that is stale; 503 when it is not marked complete."""
    if not listing.is_whole:
        kick(request, deps, owner)
        raise later("The list is being collected. Try again in a moment.")
    if listing.is_stale:
        refresh(request, deps, owner)


def _limit(request: Request, usual: int) -> int:
    given = request.query.get("limit")
    if given is None:
        return usual
    if not (LIMIT.fullmatch(given) and int(given) <= PAGE_MOST):
        raise invalid("limit", f"a number from 1 to {PAGE_MOST}")
    return int(given)


def _before(request: Request) -> tuple[datetime, OrderId] | None:
    given = request.query.get("before")
    if given is None:
        return None
    if not CURSOR.fullmatch(given):
        raise invalid("before", "what the previous page gave as `next`")
    milliseconds, _, order_id = given.partition("_")
    return BEGINNING + timedelta(milliseconds=int(milliseconds)), order_id


def _cursor(order: ShownOrder) -> str:
    """Where a page ended: to the millisecond, as the data cache sorts."""
    milliseconds = (order.placed_at - BEGINNING) // timedelta(milliseconds=1)
    return f"{milliseconds:013}_{order.id}"


def _order(request: Request, deps: Dependencies) -> View:
    """The view of the order in the path, with the order in it."""
    order_id = request.order_id
    return _with_order(deps.cache.order(order_id), request, deps)


def _with_order(found: View | None, request: Request, deps: Dependencies) -> View:
    owner = RefreshOrder(request.order_id)
    view = expected(found, request, deps, owner)
    if view.order is None:
        kick(request, deps, owner)
        raise later("The order is being prepared. Try again in a moment.")
    return view


def read_order(request: Request, deps: Dependencies) -> Reply:
    """One order; kicks payment when its customer cannot answer their bank yet."""
    view = _order(request, deps)
    shown = _shown(view, request, deps)
    if _order_in(view).customer == request.caller.customer.id and _lacks_a_secret(shown):
        refresh(request, deps, RefreshClientSecret(shown.id))
    return Reply(shown, headers=PRIVATE)


def _lacks_a_secret(order: ShownOrder) -> bool:
    payments = [order.payment, *([order.balance.payment] if order.balance else [])]
    return any(p.state is PaymentState.ACTION_REQUIRED and not p.client_secret for p in payments)


def _shown(view: View, request: Request, deps: Dependencies) -> ShownOrder:
    order = _order_in(view)
    for_staff = order.customer != request.caller.customer.id
    secrets = view.client_secrets
    return shown_order(order, view.papers, secrets, deps.clock(), for_staff=for_staff)


def _order_in(view: View) -> Order:
    if view.order is None:
        raise LookupError("only views with an order in them come here")
    return view.order


def reorder(request: Request, deps: Dependencies) -> Reply:
    """An earlier order as a basket at today's prices, and what of it is sold no more (U4)."""
    context = deps.cache.context(request.order_id)
    order = _order_in(_with_order(context.order, request, deps))
    catalogue = expected(context.catalogue, request, deps, RefreshCatalogue())
    sold = {item.sku: item for item in catalogue.items}
    lines = tuple(
        shown_line(_as_sold(line, sold[line.sku])) for line in order.lines if line.sku in sold
    )
    gone = tuple(shown_line(line) for line in order.lines if line.sku not in sold)
    basket = ShownBasket(
        lines=lines,
        gone=gone,
        total=total(lines),
        total_then=order.total,
        currency=order.currency,
        card_message=order.card_message,
    )
    return Reply(basket, headers=PRIVATE)


def _as_sold(line: Line, item: Item) -> Line:
    """The line as it would be priced today."""
    return replace(line, unit_price=item.price, recipe=item.recipe)


def download_invoice(request: Request, deps: Dependencies) -> Reply:
    """303 to a pre-signed URL (T32): the URL is the capability, so it is in no body and no log."""
    view = _order(request, deps)
    invoice = view.papers.invoice
    if invoice is None:
        if _order_in(view).state in INVOICED:
            raise later("The invoice is being drawn. Try again in a moment.", 2)
        raise ProblemError(
            HTTPStatus.NOT_FOUND,
            "There is no invoice: one is issued when an order is confirmed.",
            field="invoice",
        )
    return _to_the_paper(invoice, deps)


def download_credit_note(request: Request, deps: Dependencies) -> Reply:
    """303 to the credit note, as for an invoice."""
    credit_note = _order(request, deps).papers.credit_note
    if credit_note is None:
        raise ProblemError(
            HTTPStatus.NOT_FOUND,
            "There is no credit note: one is issued when an invoiced order is cancelled.",
            field="credit_note",
        )
    return _to_the_paper(credit_note, deps)


def download_refund_note(request: Request, deps: Dependencies) -> Reply:
    """303 to the credit note for one refund."""
    wanted = request.parameters["refund"]
    view = _order(request, deps)
    refund = next((each for each in _order_in(view).refunds if each.id == wanted), None)
    if refund is None:
        raise not_found()
    credit_note = refund.credit_note or view.papers.of_refunds.get(wanted)
    if credit_note is None:
        raise later("The credit note is being drawn. Try again in a moment.", 2)
    return _to_the_paper(credit_note, deps)


def _to_the_paper(paper: Invoice, deps: Dependencies) -> Reply:
    location = deps.aws.presigned_get(
        deps.invoice_bucket, paper.key, INVOICE_SECONDS, f"{paper.number}.pdf"
    )
    return Reply(status=HTTPStatus.SEE_OTHER, headers={**PRIVATE, "Location": location})


# ---- people ------------------------------------------------------------------------------------


def read_profile(request: Request, deps: Dependencies) -> Reply:
    """Who the caller is; made at first sight."""
    customer = request.caller.customer
    owner = RefreshProfile(customer)
    view = expected(deps.cache.profile(customer.id), request, deps, owner)
    return Reply(shown_profile(view.profile), headers=PRIVATE)


def list_cards(request: Request, deps: Dependencies) -> Reply:
    """The cards that the provider keeps for the caller."""
    customer = request.caller.customer.id
    view = expected(deps.cache.wallet(customer), request, deps, RefreshCards(customer))
    return Reply(ShownCards(view.wallet.cards, view.wallet.setup), headers=PRIVATE)


# ---- events ------------------------------------------------------------------------------------


def list_enquiries(request: Request, deps: Dependencies) -> Reply:
    """The caller's enquiries."""
    return _enquiries(request.caller.customer.id, request, deps)


def list_open_enquiries(request: Request, deps: Dependencies) -> Reply:
    """The enquiries that wait for a florist or for their customer."""
    return _enquiries("", request, deps)


def _enquiries(customer: str, request: Request, deps: Dependencies) -> Reply:
    listing = deps.cache.enquiries(customer)
    _check_whole(listing, request, deps, RefreshEnquiries(customer))
    found = tuple(_shown_enquiry(view.enquiry, request) for view in listing.views if view.enquiry)
    return Reply(ShownEnquiries(found), headers=PRIVATE)


def read_enquiry(request: Request, deps: Dependencies) -> Reply:
    """One enquiry, with its quote."""
    enquiry_id = request.enquiry_id
    owner = RefreshEnquiry(enquiry_id)
    view = expected(deps.cache.enquiry(enquiry_id), request, deps, owner)
    if view.enquiry is None:
        kick(request, deps, owner)
        raise later("The enquiry is being prepared. Try again in a moment.")
    return Reply(_shown_enquiry(view.enquiry, request), headers=PRIVATE)


def _shown_enquiry(enquiry: Enquiry, request: Request) -> ShownEnquiry:
    return shown_enquiry(enquiry, for_staff=enquiry.customer != request.caller.customer.id)


# ---- staff -------------------------------------------------------------------------------------


def list_day(request: Request, deps: Dependencies) -> Reply:
    """The orders to be delivered on a day, all or those in a state, a page at a time."""
    day = day_of("delivery_date", request.query.get("delivery_date", ""))
    state, after = request.query.get("status", ""), request.query.get("after", "")
    if "status" in request.query and state not in STATES:
        raise invalid("status", f"one of {', '.join(STATES)}")
    if "after" in request.query and not ISSUED_ID.fullmatch(after):
        raise invalid("after", "what the previous page gave as `next`")
    listing = deps.cache.day_orders(day, state, DAY_PAGE, after)
    _check_whole(listing, request, deps, RefreshDay(day))
    shown = tuple(_shown(view, request, deps) for view in listing.views[:DAY_PAGE] if view.order)
    more = len(listing.views) > DAY_PAGE
    return Reply(ShownDayOrders(shown, shown[-1].id if more else None), headers=PRIVATE)


def read_audit_log(request: Request, deps: Dependencies) -> Reply:
    """What florists did about stems and delivery days on a day (UTC)."""
    day = day_of("date", request.query.get("date", ""))
    listing = deps.cache.audit_log(day)
    _check_whole(listing, request, deps, RefreshAuditLog(day))
    return Reply(ShownAuditLog(tuple(view.act for view in listing.views)), headers=PRIVATE)


def list_mismatches(_: Request, deps: Dependencies) -> Reply:
    """What reconciliation found in the last day."""
    found = tuple(view.mismatch for view in deps.cache.mismatches())
    return Reply(ShownMismatches(found), headers=PRIVATE)
