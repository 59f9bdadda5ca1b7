"""What customers ask for: an order, its cancellation, another delivery."""

from collections.abc import Iterable, Iterator
from functools import partial

from services.contracts.message import Event
from services.contracts.order_messages import (
    CancelOrder,
    ChangeDelivery,
    OrderRefreshed,
    PlaceOrder,
)
from services.order.dependencies import Dependencies, inbox
from services.order.domain import announcements, changes, order
from services.order.domain.announcements import announced
from services.order.handlers.erasure import add_order_unless_erased
from services.order.handlers.refusals import events_or_refusal, log_refusal
from services.policy.bouquets import parts_in, skus_in
from services.policy.requests import refusing_other_body
from services.policy.unpaid import LOOKED_BACK, is_unpaid, may_order_more
from services.runtime.bus import AgainSoonError
from services.runtime.logs import service_logger

logger = service_logger()


@inbox.on(PlaceOrder)
def place_order(command: PlaceOrder, deps: Dependencies) -> Iterator[Event]:
    """Price the order, write it, announce it. The same request again is the same order."""
    items = deps.orders.items(skus_in(command.request))
    items |= deps.orders.items(parts_in(items.values()))
    profile = deps.orders.profile(command.customer.id)
    written = add_order_unless_erased(deps, order.place(command, items, profile, deps.hold))
    before = deps.orders.before(written, written.placed_at - LOOKED_BACK)
    if is_unpaid(written) and may_order_more(before, deps.unpaid):
        # Only now: of two that are placed at once, each sees the other, or only the first counts.
        rule = partial(order.cancelled_as_unpaid, version=written.version)
        written = deps.orders.change(written.id, rule)
    yield announcements.placed(written)
    if written.digest != command.digest:
        logger.warning("the same idempotency key came with another body; the first one stands")
        rule = partial(refusing_other_body, mark=command.mark)
        yield OrderRefreshed(deps.orders.change(written.id, rule))


@inbox.on(CancelOrder)
def cancel_order(command: CancelOrder, deps: Dependencies) -> Iterable[Event]:
    """Cancel the order, as far as the policy allows it to whoever asks."""
    rule = partial(changes.cancelled_by_request, command=command)
    transition = deps.orders.transition(command.order_id, rule)
    return events_or_refusal("cancellation", transition, announcements.cancelled)


@inbox.on(ChangeDelivery)
def change_delivery(command: ChangeDelivery, deps: Dependencies) -> Iterable[Event]:
    """Request another day or recipient; inventory decides whether it is possible."""
    rule = partial(changes.delivery_change_requested, command=command)
    before, after = deps.orders.transition(command.order_id, rule)
    if changes.delivery_change_must_wait(after, command):
        raise AgainSoonError("what its customer asked for before is not answered yet")
    is_refused = before == after or before.requests.refused != after.requests.refused
    at = command.requested_at
    if is_refused and at not in (after.delivery_requested_at, after.card_changed_at):
        log_refusal(after, "change of delivery")
    again = partial(announcements.delivery_change_requested, requested_at=at)
    return announced(before, after, again)
