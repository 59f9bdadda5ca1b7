"""Gives money back: refunds of an order, and what is held or was taken for a cancelled one."""

from functools import partial

from services.contracts.common import OrderId
from services.contracts.message import Event
from services.contracts.orders import Order, Refund
from services.contracts.payments import Part, PaymentRefunded
from services.payment.domain.receivable import Phase, Receivable, parts_of, receivable_id
from services.payment.domain.refunds import (
    CANCELLATION,
    mark_refunded,
    owed_back,
    promise,
    spread,
)
from services.payment.ports import Charges, Ledger
from services.runtime.repository import retried


class Refunds:
    """Promises each refund in the ledger before the provider is asked to make it."""

    def __init__(self, ledger: Ledger, provider: Charges) -> None:
        self._ledger = ledger
        self._provider = provider

    def refund(self, order: Order) -> list[Event]:
        """Give back what the order promises and does not know as given back yet.

        Raises UnknownError, ProviderUnavailableError.
        """
        return [self._refunded(order, refund) for refund in order.refunds if not refund.is_paid]

    def give_back(self, receivable: Receivable) -> Receivable:
        """Give back all that is held or was taken, but what is kept of the cancelled order."""
        if receivable.phase is Phase.VOIDED:
            return receivable
        if receivable.phase is Phase.AUTHORISED:
            taken = self._provider.release(receivable)
            if taken:
                receivable = self._ledger.replace(receivable, receivable.taken(taken))
        if receivable.phase is Phase.CAPTURED:
            returning = receivable.left - receivable.kept
            if returning > 0:
                promised = promise(receivable, CANCELLATION, returning)
                receivable = self._ledger.replace(receivable, promised)
            receivable = self._paid_back(receivable)
        return self._ledger.replace(receivable, receivable.voided())

    def _refunded(self, order: Order, refund: Refund) -> Event:
        retried(partial(self._promise, order.id, refund))
        for part in parts_of(order):
            retried(partial(self._pay_back, order.id, part))
        return PaymentRefunded(order.id, order.customer, refund.id, refund.amount, order.currency)

    def _promise(self, order_id: OrderId, refund: Refund) -> None:
        known = self._ledger.of_order(order_id)
        for before, after in zip(known, spread(refund.id, refund.amount, known), strict=True):
            self._ledger.replace(before, after)

    def _pay_back(self, order_id: OrderId, part: Part) -> None:
        self._paid_back(self._ledger.get(receivable_id(order_id, part)))

    def _paid_back(self, receivable: Receivable) -> Receivable:
        for refund, amount in owed_back(receivable).items():
            self._provider.refund(receivable, refund, amount)
            receivable = self._ledger.replace(receivable, mark_refunded(receivable, refund))
        return receivable
