"""Takes the money that is held for an order."""

from functools import partial

from services.contracts.common import OrderId
from services.contracts.message import Event
from services.contracts.orders import Order
from services.contracts.payments import Part
from services.payment.authorisation import Authorisation
from services.payment.domain.announcements import announcement
from services.payment.domain.receivable import (
    NothingToCaptureError,
    Phase,
    Receivable,
    parts_of,
    receivable_id,
)
from services.payment.domain.timing import is_known_to, is_taken_at_once
from services.payment.ports import Charges, LapsedError, Ledger
from services.runtime.repository import retried


class Capture:
    """Takes what is held. What is held no longer is authorised again, if its card is saved."""

    def __init__(self, ledger: Ledger, provider: Charges, authorisation: Authorisation) -> None:
        self._ledger = ledger
        self._provider = provider
        self._authorisation = authorisation

    def capture_early(self, order: Order) -> list[Event]:
        """Take the money of a confirmed order that is not left until it ships."""
        return [
            event
            for part in parts_of(order)
            for event in retried(partial(self._capture_early, order, part))
        ]

    def capture(self, order: Order) -> list[Event]:
        """Take the money of an order that ships.

        When it is held no longer it is held again, and taken once its order says so, if its card is
        a saved one; else a human must look. Raises NothingToCaptureError, LapsedError.
        """
        return [
            event
            for part in parts_of(order)
            for event in retried(partial(self._capture, order.id, part))
        ]

    def _capture_early(self, order: Order, part: Part) -> list[Event]:
        known = self._ledger.get(receivable_id(order.id, part))
        receivable = self._ledger.replace(known, known.delivered_on(order.delivery.day))
        receivable = self._authorisation.resume(receivable)
        if receivable.has_lapsed:
            return [announcement(receivable)]
        held = receivable.phase in (Phase.AUTHORISED, Phase.CAPTURED)
        if receivable.cancelled or not held or not is_taken_at_once(order, receivable):
            return []
        if is_known_to(order, receivable):
            return []
        try:
            return [announcement(self._captured(receivable))]
        except LapsedError:
            return self._authorisation.renew(receivable)

    def _capture(self, order_id: OrderId, part: Part) -> list[Event]:
        known = self._ledger.get(receivable_id(order_id, part))
        if known.amount == 0:
            return []
        receivable = self._authorisation.resume(known)
        try:
            return [announcement(self._captured(receivable))]
        except LapsedError:
            if not receivable.is_renewable:
                raise
            return self._authorisation.renew(receivable)

    def _captured(self, receivable: Receivable) -> Receivable:
        if receivable.phase is Phase.CAPTURED and not receivable.cancelled:
            return receivable
        if receivable.phase is not Phase.AUTHORISED or receivable.cancelled:
            raise NothingToCaptureError(f"order {receivable.order_id} is {receivable.phase}")
        amount = self._provider.capture(receivable)
        return self._ledger.replace(receivable, receivable.taken(amount))
