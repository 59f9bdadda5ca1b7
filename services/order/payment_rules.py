"""What payment says about an order."""

from collections.abc import Iterable
from functools import partial

from services.contracts.message import Event
from services.contracts.payments import (
    PaymentActionRequired,
    PaymentAuthorised,
    PaymentCaptured,
    PaymentDeclined,
    PaymentEvent,
    PaymentExpired,
    PaymentRefunded,
    PaymentVoided,
)
from services.order import announcements, payments
from services.order.announcements import Again, announced
from services.order.dependencies import Dependencies, inbox


@inbox.on(PaymentAuthorised, PaymentCaptured)
def promised(event: PaymentEvent, deps: Dependencies) -> Iterable[Event]:
    """A payment that is held, or was taken."""
    return _heard(event, deps, announcements.promised)


@inbox.on(PaymentDeclined, PaymentActionRequired, PaymentExpired, PaymentVoided)
def not_promised(event: PaymentEvent, deps: Dependencies) -> Iterable[Event]:
    """A payment of which nothing is held, or nothing any longer."""
    return _heard(event, deps, partial(announcements.not_promised, part=event.part))


@inbox.on(PaymentRefunded)
def refund_paid(event: PaymentRefunded, deps: Dependencies) -> Iterable[Event]:
    """A refund has gone back to the customer."""
    rule = partial(payments.refund_paid, refund=event.refund)
    return announced(*deps.change(event.order_id, rule), announcements.refreshed)


def _heard(event: PaymentEvent, deps: Dependencies, again: Again) -> Iterable[Event]:
    rule = partial(payments.heard, news=event)
    return announced(*deps.change(event.order_id, rule), again)
