"""The events of payment: what is held, taken, given back, or refused."""

from collections.abc import Iterable
from functools import partial

from services.contracts.message import Event
from services.contracts.payments import (
    PaymentActionRequired,
    PaymentAuthorised,
    PaymentCaptured,
    PaymentDeclined,
    PaymentDelayed,
    PaymentEvent,
    PaymentExpired,
    PaymentRefunded,
    PaymentRequestRefused,
    PaymentVoided,
)
from services.order.dependencies import Dependencies, inbox
from services.order.domain import announcements, changes, order, payments
from services.order.domain.announcements import OnRepeat, announced


@inbox.on(PaymentAuthorised, PaymentCaptured)
def apply_payment_secured(event: PaymentEvent, deps: Dependencies) -> Iterable[Event]:
    """The provider holds the money, or has taken it."""
    return _apply(event, deps, announcements.payment_secured)


@inbox.on(PaymentDeclined, PaymentActionRequired, PaymentExpired, PaymentVoided)
def apply_payment_not_secured(event: PaymentEvent, deps: Dependencies) -> Iterable[Event]:
    """The provider holds no money, or none any longer."""
    return _apply(event, deps, partial(announcements.payment_not_secured, part=event.part))


@inbox.on(PaymentDelayed)
def wait_for_provider(event: PaymentDelayed, deps: Dependencies) -> Iterable[Event]:
    """The provider does not answer: the order keeps its stems until it does (M08)."""
    rule = partial(order.pending_payment, now=deps.clock(), hold=deps.hold)
    return announced(*deps.orders.transition(event.order_id, rule), announcements.nothing)


@inbox.on(PaymentRefunded)
def apply_payment_refunded(event: PaymentRefunded, deps: Dependencies) -> Iterable[Event]:
    """A refund has gone back to the customer."""
    rule = partial(payments.refund_paid, refund=event.refund)
    return announced(*deps.orders.transition(event.order_id, rule), announcements.refreshed)


@inbox.on(PaymentRequestRefused)
def apply_request_refused(event: PaymentRequestRefused, deps: Dependencies) -> Iterable[Event]:
    """A key was used for two payments: the order shows that one of them was not tried."""
    rule = partial(changes.refused_for_other_body, mark=event.mark)
    return announced(*deps.orders.transition(event.order_id, rule), announcements.refreshed)


def _apply(event: PaymentEvent, deps: Dependencies, on_repeat: OnRepeat) -> Iterable[Event]:
    rule = partial(payments.apply_payment_update, update=event)
    return announced(*deps.orders.transition(event.order_id, rule), on_repeat)
