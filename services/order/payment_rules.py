"""What payment says about an order."""

from collections.abc import Iterable
from functools import partial

from services.order import payments
from services.order.shop import Shop, inbox
from services.shared.messages import (
    Event,
    PaymentActionRequired,
    PaymentAuthorized,
    PaymentCaptured,
    PaymentDeclined,
    PaymentExpired,
    PaymentNews,
    PaymentRefunded,
    PaymentVoided,
)


@inbox.on(
    PaymentAuthorized,
    PaymentDeclined,
    PaymentActionRequired,
    PaymentExpired,
    PaymentCaptured,
    PaymentVoided,
)
def heard(event: PaymentNews, shop: Shop) -> Iterable[Event]:
    """A payment as it now stands."""
    order = shop.orders.change(event.order_id, partial(payments.heard, news=event))
    return payments.news_of_payment(order, event)


@inbox.on(PaymentRefunded)
def refund_paid(event: PaymentRefunded, shop: Shop) -> Iterable[Event]:
    """A refund has gone back to the customer."""
    rule = partial(payments.refund_paid, refund=event.refund)
    return payments.news_of_payment(shop.orders.change(event.order_id, rule), event)
