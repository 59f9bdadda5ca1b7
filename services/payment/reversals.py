"""Money that was taken and does not stay: refunds that fail afterwards, and disputes.

The provider's events only say which payment to look at. What is written is what the provider says
of it then, so they may come late, twice and in any order.
"""

from msgspec.structs import replace

from services.contracts.message import Event
from services.contracts.payments import MoneyDiffers
from services.payment.domain.announcements import announcement, refund_failures
from services.payment.domain.receivable import Phase, Receivable, receivable_id
from services.payment.domain.reconciliation import troubles
from services.payment.domain.refunds import mark_failed
from services.payment.ports import Accounts, Ledger, ReversalUpdate, Reversed
from services.payment.refunds import Refunds
from services.runtime.logs import service_logger
from services.runtime.repository import UnknownError, retried

logger = service_logger()


class Reversals:
    """Follows what the provider, and cardholders' banks, do to money that was taken."""

    def __init__(self, ledger: Ledger, accounts: Accounts, refunds: Refunds) -> None:
        self._ledger = ledger
        self._accounts = accounts
        self._refunds = refunds

    def apply(self, update: ReversalUpdate) -> list[Event]:
        """Write down what became of a payment's refunds and disputes, and announce it.

        A dispute of a cancelled order that was won lets what it held go back to the customer.
        Raises ProviderUnavailableError, ProviderRefusedError.
        """
        return retried(lambda: self._applied(update))

    def _applied(self, update: ReversalUpdate) -> list[Event]:
        found = self._accounts.reversed(update.intent)
        receivable = self._receivable(found, update.intent)
        if found is None or receivable is None:
            logger.info("the provider speaks of money that is not ours", intent=update.intent)
            return []
        receivable = self._written(receivable, found, update.event)
        if receivable.cancelled and receivable.captured:
            receivable = self._refunds.give_back(receivable)
        if receivable.phase not in (Phase.CAPTURED, Phase.VOIDED):
            return []
        failures = refund_failures([receivable])
        return [announcement(receivable), *failures, *map(MoneyDiffers, troubles(receivable))]

    def _receivable(self, found: Reversed | None, intent: str) -> Receivable | None:
        if found is None:
            return None
        try:
            receivable = self._ledger.get(receivable_id(found.order_id, found.part))
        except UnknownError:
            return None
        return receivable if receivable.intent == intent else None

    def _written(self, receivable: Receivable, found: Reversed, event: str) -> Receivable:
        after = replace(receivable, disputes=found.disputes)
        for refund in found.failed:
            after = mark_failed(after, refund)
        if after == receivable:
            return receivable
        return self._ledger.replace(receivable, after.receiving(event))
