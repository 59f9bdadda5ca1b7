"""When money is taken: at once, with the shipment, or on the day when a balance is due."""

from datetime import date, timedelta

from services.contracts.orders import Order, State
from services.contracts.payments import Part
from services.payment.domain.receivable import Phase, Receivable
from services.policy.payments import HOLD, outlives_hold

HOLD_OFF_SESSION = timedelta(days=3)
"""Visa's lives for 4 days and 18 hours when its owner is away."""
COLLECTIONS = 3
"""How often a saved card is charged with a balance before its owner has to see to it."""
COLLECTION = "collect-"


def is_taken_at_once(order: Order, receivable: Receivable) -> bool:
    """Whether the money of a confirmed order is taken without waiting for its shipment.

    A deposit is taken at once, because the shop keeps it when a commission is cancelled late. So is
    money that would be held no longer on the day, and money that was held again only after the
    flowers had left.
    """
    is_deposit = order.occasion is not None and receivable.part is Part.FIRST
    has_left = order.state in (State.SHIPPED, State.DELIVERED)
    return is_deposit or has_left or outlives_its_hold(receivable)


def outlives_its_hold(receivable: Receivable) -> bool:
    """Whether the authorisation would end before the delivery."""
    attempt = receivable.attempt
    if attempt is None:
        return False
    hold = HOLD_OFF_SESSION if attempt.off_session else HOLD
    return outlives_hold(receivable.day, attempt.asked_at, hold)


def is_known_to(order: Order, receivable: Receivable) -> bool:
    """Whether an order's announcement shows that order knows of the capture.

    Then the capture is not published again: order would announce itself again, and so on for ever.
    """
    known = order.payment_of(receivable.part)
    is_captured = receivable.phase is Phase.CAPTURED
    return is_captured and known is not None and known.version >= receivable.version


def is_due(receivable: Receivable, today: date) -> bool:
    """Whether the saved card is to be charged with it."""
    is_time = receivable.due_on is not None and receivable.due_on <= today
    is_open = not receivable.is_settled and not receivable.cancelled
    tried = sum(attempt.startswith(COLLECTION) for attempt in receivable.declined)
    return is_time and is_open and tried < COLLECTIONS
