"""A request that changes nothing is logged. Its sender sees the order as it is in its view."""

from collections.abc import Iterable

from services.contracts.message import Event
from services.contracts.orders import Order
from services.order.domain.announcements import OnRepeat, announced
from services.order.repository import Transition
from services.runtime.logs import service_logger

logger = service_logger()


def events_or_refusal(asked: str, transition: Transition, on_repeat: OnRepeat) -> Iterable[Event]:
    """Return the events of a request. Log that it was refused if there are none."""
    events = list(announced(*transition, on_repeat))
    before, order = transition
    if not events or before.requests.refused != order.requests.refused:
        log_refusal(order, asked)
    return events


def log_refusal(order: Order, asked: str) -> None:
    """Log that the policy does not allow what was asked for."""
    logger.warning(
        "refused: the order is not such that it may be",
        asked=asked,
        state=order.state,
        order_id=order.id,
    )
