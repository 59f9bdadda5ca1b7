"""What all writes share: a request becomes exactly one message (T09) and is answered with 202.

The proxy refuses what the cached views show to be wrong; the owning service decides in any case.
When the data cache is down, a request is accepted without pre-validation (T36).
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from http import HTTPStatus
from typing import TypedDict

from msgspec.structs import replace

from services.contracts.commissions import Enquiry
from services.contracts.common import CustomerId, EnquiryId, OrderId
from services.contracts.message import Command
from services.contracts.orders import Order
from services.contracts.requests import BEGINNING, KnownRequest, Mark, Requested, Requests
from services.contracts.text import one_line
from services.policy import requests as policy
from services.policy.delivery import shop_day
from services.policy.refusal import Refusal
from services.proxy.bodies import Accepted
from services.proxy.cache import CacheDownError, OrderContext, View
from services.proxy.dependencies import Dependencies
from services.proxy.problems import conflict, invalid, later, not_found
from services.proxy.request import PRIVATE, Reply, Request
from services.proxy.routes import PREFIX
from services.runtime.aws import AwsRefusedError, AwsUnavailableError
from services.runtime.logs import service_logger

NAME_LENGTH = 120
PLANNED = timedelta(days=2 * 366)
"""How far ahead the shop plans: a later day is a typing error."""
logger = service_logger()


def cached_order(request: Request, deps: Dependencies) -> Order | None:
    """Answer the order if the cache has it. Raises ProblemError 404 when there is none."""
    view = cached(lambda: deps.cache.order(request.order_id))
    return view.order if view else None


def cached_context(request: Request, deps: Dependencies) -> OrderContext | None:
    """Answer the order with the catalogue, as far as the cache has them; None: it is down.

    Raises ProblemError 404 when there is no such order.
    """
    try:
        context = deps.cache.context(request.order_id)
    except CacheDownError:
        logger.warning("cache unavailable: accepted without pre-validation")
        return None
    if context.order is not None and context.order.is_missing:
        raise not_found()
    return context


def cached_enquiry(request: Request, deps: Dependencies) -> Enquiry | None:
    """Answer the enquiry if the cache has it. Raises ProblemError 404 when there is none."""
    view = cached(lambda: deps.cache.enquiry(request.enquiry_id))
    return view.enquiry if view else None


def staff_name(request: Request, deps: Dependencies) -> str:
    """Answer the caller's name for the audit log; empty while the cache does not have it."""
    view = cached(lambda: deps.cache.profile(request.caller.customer.id))
    return one_line(view.profile.name, NAME_LENGTH) if view else ""


class StaffFields(TypedDict):
    """What each StaffRequest says of whoever asks for it."""

    by: CustomerId
    requested_at: datetime
    name: str


def staff_fields(request: Request, deps: Dependencies) -> StaffFields:
    """Answer who of the staff asks, and when (UTC)."""
    return StaffFields(
        by=request.caller.customer.id,
        requested_at=deps.clock(),
        name=staff_name(request, deps),
    )


def check_order(
    request: Request, deps: Dependencies, rule: Callable[[Order], Refusal | None]
) -> None:
    """Raises ProblemError 409 when the rule refuses a new request, as the cache has the order.

    The body has been read before. Raises ProblemError 404 when there is no such order.
    """
    order = cached_order(request, deps)
    if order is not None and not is_repeat(request, deps, order.requests):
        check(rule(order))


def cached(look: Callable[[], View | None]) -> View | None:
    """Answer a view, however old; None: the cache does not have it, or is down.

    A write sends its one message and no refresh request. Raises ProblemError 404 when the owner
    has published that there is no such thing.
    """
    view = looked(look)
    if view is not None and view.is_missing:
        raise not_found()
    return view


def looked(look: Callable[[], View | None]) -> View | None:
    """Answer a view, however old, also one that says that there is no such thing yet."""
    try:
        return look()
    except CacheDownError:
        logger.warning("cache unavailable: accepted without pre-validation")
        return None


def refuse_unplanned(field: str, day: date, deps: Dependencies) -> None:
    """Raises ProblemError 409 for a day that is past or beyond what the shop plans."""
    first = shop_day(deps.clock())
    if not first <= day <= first + PLANNED:
        raise conflict(field, f"take a day from {first} to {first + PLANNED}.")


def is_repeat(request: Request, deps: Dependencies, requests: Requests) -> bool:
    """Answer whether a view shows that this request was answered: then nothing refuses it now.

    Raises ProblemError 422 when its key was used with another body.
    """
    refuse_other_body(request, *[each.mark for each in requests.known])
    return policy.is_repeat(requests, request.mark, deps.clock())


def refuse_other_body(request: Request, *known: Mark) -> None:
    """Raises ProblemError 422 when a known request has this key and another body."""
    requests = Requests(tuple(KnownRequest(mark, BEGINNING) for mark in known))
    refusal = policy.other_body(requests, request.mark)
    if refusal is not None:
        raise invalid(refusal.field, refusal.sentence)


def check(refusal: Refusal | None) -> None:
    """Raises ProblemError 409 with the policy's refusal, if there is one."""
    if refusal is not None:
        raise conflict(refusal.field, refusal.sentence)


def accepted(
    request: Request,
    deps: Dependencies,
    command: Command,
    *,
    order: OrderId | None = None,
    enquiry: EnquiryId | None = None,
    path: str = "",
) -> Reply:
    """Send the command with the request's mark; answer 202 with the address of its status."""
    mark = request.mark
    if isinstance(command, Requested):
        command = replace(command, mark=mark)
    send(request, deps, command)
    where = path or (f"/orders/{order}" if order else f"/enquiries/{enquiry}")
    url = f"{PREFIX}{where}"
    return Reply(
        Accepted(url, mark, order, enquiry), HTTPStatus.ACCEPTED, {**PRIVATE, "Location": url}
    )


def send(request: Request, deps: Dependencies, command: Command) -> None:
    """Send a command. Raises ProblemError 503 when the bus does not take it (T26)."""
    try:
        deps.bus.publish(command, request.trace)
    except (AwsUnavailableError, AwsRefusedError) as error:
        logger.exception("bus down", message_type=type(command).__name__)
        raise later(
            "The request could not be taken on: nothing was ordered, changed or charged."
            " Try again with the same Idempotency-Key.",
            2,
        ) from error
