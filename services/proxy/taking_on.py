"""What all writes share: a request becomes exactly one message (T09) and is answered with 202.

What can be seen to be wrong is refused; the services decide in any case. When the data cache is
down nothing can be seen, and the request is taken on (T36).
"""

from collections.abc import Callable
from datetime import date, timedelta
from http import HTTPStatus

from services.contracts.commissions import Enquiry
from services.contracts.common import EnquiryId, OrderId
from services.contracts.message import Command
from services.contracts.orders import Order
from services.policy.delivery import shop_day
from services.policy.refusal import Refusal
from services.proxy.bodies import Accepted
from services.proxy.problems import conflict, not_found
from services.proxy.request import PRIVATE, Dependencies, Reply, Request, send
from services.proxy.routes import PREFIX
from services.proxy.store import CacheDownError, View
from services.runtime.logs import service_logger

PLANNED = timedelta(days=2 * 366)
"""How far ahead the shop plans: a day after that is a slip of the finger."""

logger = service_logger()


def seen(request: Request, deps: Dependencies) -> Order | None:
    """The order as far as it can be seen. Raises ProblemError 404 when there is none."""
    view = known(lambda: deps.cache.order(request.order_id))
    return view.order if view else None


def seen_enquiry(request: Request, deps: Dependencies) -> Enquiry | None:
    """The enquiry as far as it can be seen. Raises ProblemError 404 when there is none."""
    view = known(lambda: deps.cache.enquiry(request.enquiry_id))
    return view.enquiry if view else None


def known(look: Callable[[], View | None]) -> View | None:
    """A view, however old; None is not known. Raises ProblemError 404 when there is no such thing.

    A write sends its one message and no kick.
    """
    try:
        view = look()
    except CacheDownError:
        logger.warning("data cache down: the request is taken on unseen")
        return None
    if view is not None and view.is_missing:
        raise not_found()
    return view


def refuse_unplanned(field: str, day: date, deps: Dependencies) -> None:
    """Raises ProblemError 409 for a day that is past, or that nobody plans for yet."""
    first = shop_day(deps.clock())
    if not first <= day <= first + PLANNED:
        raise conflict(field, f"take a day from {first} to {first + PLANNED}.")


def check(refusal: Refusal | None) -> None:
    """Raises ProblemError 409 with what the policy says, if it refuses."""
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
    """Send it; say where to look."""
    send(request, deps, command)
    where = path or (f"/orders/{order}" if order else f"/enquiries/{enquiry}")
    url = f"{PREFIX}{where}"
    return Reply(Accepted(url, order, enquiry), HTTPStatus.ACCEPTED, {**PRIVATE, "Location": url})
