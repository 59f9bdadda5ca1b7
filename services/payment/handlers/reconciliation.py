"""The orders and the provider's books, compared both ways (U5)."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from services.contracts.message import Message
from services.contracts.payments import (
    LOOKED_BACK,
    Reconcile,
    ReconcileIntents,
    ReconcileNow,
    ReconcileOrders,
)
from services.payment.dependencies import Dependencies, inbox


@inbox.on(Reconcile, ReconcileNow)
def reconcile(command: Reconcile, deps: Dependencies) -> Iterator[Message]:
    """Compare the orders with the provider's books, both ways."""
    now = deps.clock()
    since, until = now - LOOKED_BACK, now - timedelta(seconds=command.settled_for)
    yield ReconcileOrders(since, until)
    yield ReconcileIntents(since, until)


@inbox.on(ReconcileOrders)
def reconcile_orders(command: ReconcileOrders, deps: Dependencies) -> Iterable[Message]:
    """The next orders."""
    return deps.reconciler.compare_orders(command)


@inbox.on(ReconcileIntents)
def reconcile_intents(command: ReconcileIntents, deps: Dependencies) -> Iterable[Message]:
    """The next of the provider's payments."""
    return deps.reconciler.compare_intents(command)
