"""Are we paid for what we ship, and do we ship what we are paid for (U5)? Pure rules."""

from collections.abc import Collection, Iterator
from enum import StrEnum

from services.contracts.orders import Order, State
from services.contracts.payments import Mismatch
from services.contracts.values import Value


class Kind(StrEnum):
    """How the provider's books differ from ours."""

    TOO_LITTLE = "too_little"
    """Less was kept than the order's price without its refunds."""
    TOO_MUCH = "too_much"
    """More was kept."""
    CURRENCY = "currency"
    STILL_HELD = "still_held"
    """Money is held for an order that was shipped or cancelled."""
    NOT_IN_THE_BOOKS = "not_in_the_books"
    """Money is held or kept that our books know nothing of."""


class Account(Value):
    """What the provider holds, took and gave back for one intent, in minor units of `currency`."""

    intent: str
    order_id: str
    currency: str
    held: int
    captured: int
    refunded: int

    @property
    def kept(self) -> int:
        """What we have of it."""
        return self.captured - self.refunded


def is_settled(order: Order) -> bool:
    """Whether it is known what the provider should keep for it."""
    return order.state in (State.SHIPPED, State.DELIVERED, State.CANCELLED)


def owed(order: Order) -> int:
    """What the provider should keep for a settled order, in minor units."""
    if order.state is State.CANCELLED:
        return order.kept
    return order.total - order.refunded


def compare(order: Order, accounts: Collection[Account]) -> Iterator[Mismatch]:
    """The differences between a settled order and the intents that our books name for it."""
    foreign = [a for a in accounts if a.kept and a.currency != order.currency]
    for account in foreign:
        yield Mismatch(
            order.id, Kind.CURRENCY, owed(order), account.kept, account.currency, account.intent
        )
    kept = sum(account.kept for account in accounts if account not in foreign)
    if not foreign and kept != owed(order):
        kind = Kind.TOO_LITTLE if kept < owed(order) else Kind.TOO_MUCH
        yield Mismatch(order.id, kind, owed(order), kept, order.currency)
    for account in accounts:
        if account.held:
            yield Mismatch(
                order.id, Kind.STILL_HELD, 0, account.held, account.currency, account.intent
            )


def unknown(account: Account, known: Collection[str]) -> Mismatch | None:
    """Money at the provider for an intent that our books do not name."""
    money = account.kept + account.held
    if not money or account.intent in known:
        return None
    return Mismatch(
        account.order_id, Kind.NOT_IN_THE_BOOKS, 0, money, account.currency, account.intent
    )
