"""Cancels the payments of an order: nothing is held for it ever again."""

from functools import partial

from services.contracts.common import OrderId
from services.contracts.message import Event
from services.contracts.orders import Order
from services.contracts.payments import Part, PaymentRefunded
from services.payment.authorisation import Authorisation
from services.payment.domain.announcements import announcement, refund_failures
from services.payment.domain.receivable import parts_of, receivable_id
from services.payment.domain.refunds import CANCELLATION, returns
from services.payment.ports import Ledger
from services.payment.refunds import Refunds
from services.runtime.repository import retried


class Cancellation:
    """Notes the cancellation in the ledger before anything is given back."""

    def __init__(self, ledger: Ledger, authorisation: Authorisation, refunds: Refunds) -> None:
        self._ledger = ledger
        self._authorisation = authorisation
        self._refunds = refunds

    def cancel(self, order: Order) -> list[Event]:
        """Give back what is held or was taken but what is kept; never hold anything again."""
        self._authorisation.record_order(order)
        events = self._refunds.refund(order)
        for part in parts_of(order):
            kept = order.kept if part is Part.FIRST else 0
            events += retried(partial(self._cancel, order.id, part, kept))
        return events

    def _cancel(self, order_id: OrderId, part: Part, kept: int) -> list[Event]:
        receivable = self._ledger.get(receivable_id(order_id, part))
        receivable = self._ledger.replace(receivable, receivable.cancelling(kept))
        if receivable.pending is not None:
            receivable = self._authorisation.supersede(receivable, receivable.pending)
        receivable = self._refunds.give_back(receivable)
        failures = refund_failures([receivable])
        returned = sum(returns(receivable.paid_back).values())
        if not returned:
            return [announcement(receivable), *failures]
        refunded = PaymentRefunded(
            order_id, receivable.customer, CANCELLATION, returned, receivable.currency
        )
        return [announcement(receivable), refunded, *failures]
