"""The orders and the provider's books, compared both ways (U5)."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from services.contracts.message import Message
from services.contracts.payments import (
    JUST_NOW,
    LOOKED_BACK,
    Reconcile,
    ReconcileIntents,
    ReconcileMonth,
    ReconcileNow,
    ReconcileOrders,
)
from services.payment.dependencies import Dependencies, inbox


@inbox.on(Reconcile, ReconcileMonth, ReconcileNow)
def reconcile(command: Reconcile, deps: Dependencies) -> Iterator[Message]:
    """Compare the orders with the provider's books, both ways, one page after the other.

    So a comparison never takes more than one of payment's instances from the customers.
    """
    now = deps.clock()
    looked_back = JUST_NOW if type(command) is Reconcile else LOOKED_BACK
    since, until = now - looked_back, now - timedelta(seconds=command.settled_for)
    yield ReconcileOrders(since, until, then_intents=True)


@inbox.on(ReconcileOrders)
def reconcile_orders(command: ReconcileOrders, deps: Dependencies) -> Iterable[Message]:
    """The next orders."""
    return deps.reconciler.compare_orders(command)


@inbox.on(ReconcileIntents)
def reconcile_intents(command: ReconcileIntents, deps: Dependencies) -> Iterable[Message]:
    """The next of the provider's payments."""
    return deps.reconciler.compare_intents(command)
