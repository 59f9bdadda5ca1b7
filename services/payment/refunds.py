"""Gives money back: refunds of an order, and what is held or was taken for a cancelled one."""

from functools import partial

from services.contracts.common import OrderId
from services.contracts.message import Event
from services.contracts.orders import Order, Refund
from services.contracts.payments import Part, PaymentRefunded
from services.payment.domain.announcements import announcement, refund_failures
from services.payment.domain.receivable import Phase, Receivable, parts_of, receivable_id
from services.payment.domain.refunds import (
    mark_failed,
    mark_refunded,
    owed_back,
    promise_rest,
    spread,
)
from services.payment.ports import Charges, Ledger, RefundRefusedError
from services.runtime.logs import service_logger
from services.runtime.repository import retried

logger = service_logger()


class Refunds:
    """Promises each refund in the ledger before the provider is asked to make it."""

    def __init__(self, ledger: Ledger, provider: Charges) -> None:
        self._ledger = ledger
        self._provider = provider

    def refund(self, order: Order) -> list[Event]:
        """Give back what the order promises, and announce what it does not know of yet.

        Whoever was told of an earlier refund is not told again. Raises UnknownError,
        ProviderUnavailableError.
        """
        unknown = [
            each for each in order.refunds if not each.is_paid and not order.failed_of(each.id)
        ]
        return [event for refund in unknown for event in self._refunded(order, refund)]

    def give_back(self, receivable: Receivable) -> Receivable:
        """Give back all that is held or was taken, but what is kept of the cancelled order.

        And but what its cardholder's bank has taken back already.
        """
        if receivable.phase is Phase.AUTHORISED:
            taken = self._provider.release(receivable)
            if taken:
                receivable = self._ledger.replace(receivable, receivable.taken(taken))
        if receivable.captured:
            receivable = self._ledger.replace(receivable, promise_rest(receivable))
            receivable = self._paid_back(receivable)
        return self._ledger.replace(receivable, receivable.voided())

    def _refunded(self, order: Order, refund: Refund) -> list[Event]:
        retried(partial(self._promise, order.id, refund))
        for part in parts_of(order):
            retried(partial(self._pay_back, order.id, part))
        ledger = self._ledger.of_order(order.id)
        failures = [each for each in ledger if refund.id in each.failed]
        if failures:
            return [*map(announcement, failures), *refund_failures(failures, refund.id)]
        return [PaymentRefunded(order.id, order.customer, refund.id, refund.amount, order.currency)]

    def _promise(self, order_id: OrderId, refund: Refund) -> None:
        known = self._ledger.of_order(order_id)
        for before, after in zip(known, spread(refund.id, refund.amount, known), strict=True):
            self._ledger.replace(before, after)

    def _pay_back(self, order_id: OrderId, part: Part) -> None:
        self._paid_back(self._ledger.get(receivable_id(order_id, part)))

    def _paid_back(self, receivable: Receivable) -> Receivable:
        for refund, amount in owed_back(receivable).items():
            try:
                self._provider.refund(receivable, refund, amount)
                after = mark_refunded(receivable, refund)
            except RefundRefusedError as refusal:
                # The credit note stays, for the shop owes the money; staff are told of it.
                logger.warning("refund failed", order_id=receivable.order_id, reason=str(refusal))
                after = mark_failed(receivable, refund)
            receivable = self._ledger.replace(receivable, after)
        return receivable
