"""Compares the orders with the provider's books, a page a message."""

from collections.abc import Iterator

from services.contracts.common import OrderId
from services.contracts.message import Message
from services.contracts.orders import Order
from services.contracts.payments import (
    MISMATCHES,
    Mismatch,
    MoneyDiffers,
    ReconcileIntents,
    ReconcileOrders,
)
from services.payment.domain.receivable import Phase, Receivable
from services.payment.domain.reconciliation import (
    Account,
    compare,
    is_settled,
    troubles,
    unknown,
    unknown_disputes,
)
from services.payment.ports import Accounts, Ledger
from services.payment.repository import OrdersReader
from services.runtime.logs import service_logger, service_metrics

logger = service_logger()
metrics = service_metrics()


class Reconciler:
    """Looks both ways: from the orders to the money, and from the money to the orders."""

    def __init__(self, orders: OrdersReader, ledger: Ledger, accounts: Accounts) -> None:
        self._orders = orders
        self._ledger = ledger
        self._accounts = accounts

    def compare_orders(self, command: ReconcileOrders) -> Iterator[Message]:
        """A page of orders: for each, is what we should have what we have?"""
        page = self._orders.changed_between(command.since, command.until, command.after)
        differences = [each for order in page if is_settled(order) for each in self._of(order)]
        contested = [each for order in page for each in self._troubles(order)]
        yield from _reported(differences)
        yield from _listed(contested)
        if page:
            yield ReconcileOrders(
                command.since, command.until, page[-1].id, then_intents=command.then_intents
            )
        elif command.then_intents:
            yield ReconcileIntents(command.since, command.until)
        _log("orders", len(page), len(differences), len(contested), is_last=not page)

    def compare_intents(self, command: ReconcileIntents) -> Iterator[Message]:
        """A page of the provider's money, and its disputes: do our books know all of it?"""
        page, following = self._accounts.created_between(
            command.since, command.until, command.after
        )
        differences = [
            mismatch for account in page if (mismatch := unknown(account, self._known(account)))
        ]
        if not command.after:
            differences += self._unknown_disputes(command)
        yield from _reported(differences)
        if following:
            yield ReconcileIntents(command.since, command.until, following)
        _log("payments", len(page), len(differences), is_last=not following)

    def _of(self, order: Order) -> Iterator[Mismatch]:
        intents = self._intents(order.id)
        yield from compare(order, [self._accounts.account(intent) for intent in intents])

    def _troubles(self, order: Order) -> Iterator[Mismatch]:
        for receivable in self._ledger.of_order(order.id):
            yield from troubles(receivable, order.settled_refunds)

    def _unknown_disputes(self, command: ReconcileIntents) -> list[Mismatch]:
        """What began in this time, also about a payment of long ago."""
        intents = self._accounts.disputed_between(command.since, command.until)
        accounts = [self._accounts.account(intent) for intent in intents]
        return [
            each
            for account in accounts
            for each in unknown_disputes(account, self._known_disputes(account))
        ]

    def _known_disputes(self, account: Account) -> list[str]:
        receivables = self._ledger.of_order(account.order_id)
        return [each.id for receivable in receivables for each in receivable.disputes]

    def _intents(self, order_id: OrderId) -> list[str]:
        found = [_intents_of(receivable) for receivable in self._ledger.of_order(order_id)]
        return [intent for named in found for intent in named]

    def _known(self, account: Account) -> list[str]:
        """The intents of its order; all, while the outcome of one is not known here yet."""
        if not (account.kept or account.held):
            return []
        receivables = self._ledger.of_order(account.order_id)
        if any(receivable.phase is Phase.ASKED for receivable in receivables):
            return [account.intent]
        return [intent for receivable in receivables for intent in _intents_of(receivable)]


def _intents_of(receivable: Receivable) -> list[str]:
    current = [receivable.intent] if receivable.intent else []
    return [*current, *receivable.expired.values()]


def _reported(differences: list[Mismatch]) -> Iterator[MoneyDiffers]:
    metrics.add_metric(name=MISMATCHES, unit="Count", value=len(differences))
    for mismatch in differences:
        logger.error(
            "money differs",
            order_id=mismatch.order_id,
            kind=mismatch.kind,
            expected=mismatch.expected,
            found=mismatch.found,
            currency=mismatch.currency,
            intent=mismatch.intent,
        )
        yield MoneyDiffers(mismatch)


def _listed(contested: list[Mismatch]) -> Iterator[MoneyDiffers]:
    """What our books know, and staff must act upon: it pages nobody every hour."""
    for each in contested:
        logger.warning(
            "money contested",
            order_id=each.order_id,
            kind=each.kind,
            expected=each.expected,
            found=each.found,
            currency=each.currency,
            intent=each.intent,
        )
        yield MoneyDiffers(each)


def _log(what: str, compared: int, differences: int, contested: int = 0, *, is_last: bool) -> None:
    logger.info(
        "reconciled",
        what=what,
        compared=compared,
        differences=differences,
        contested=contested,
        is_last=is_last,
    )
