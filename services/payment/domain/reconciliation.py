"""Are we paid for what we ship, and do we ship what we are paid for (U5)? Pure rules."""

from collections.abc import Collection, Iterator
from enum import StrEnum

from services.contracts.orders import Order, State
from services.contracts.payments import Dispute, DisputeState, Mismatch
from services.contracts.values import Value
from services.payment.domain.receivable import Receivable
from services.payment.domain.refunds import covered


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
    DISPUTED = "disputed"
    """A cardholder objects: what their bank has taken back, or asks about."""
    REFUND_FAILED = "refund_failed"
    """A refund did not arrive: we still have what we owe."""


CONTESTED = (Kind.DISPUTED, Kind.REFUND_FAILED)
"""What our books may know: a matter for staff, and no difference then."""


class Account(Value):
    """What the provider holds, took and gave back for one intent, in minor units of `currency`."""

    intent: str
    order_id: str
    currency: str
    held: int
    captured: int
    refunded: int
    disputes: tuple[Dispute, ...] = ()

    @property
    def kept(self) -> int:
        """What we took of it and did not give back."""
        return self.captured - self.refunded

    @property
    def withdrawn(self) -> int:
        """What banks have taken back because of disputes."""
        return sum(dispute.withdrawn for dispute in self.disputes)


def is_settled(order: Order) -> bool:
    """Whether it is known what the provider should keep for it."""
    return order.state in (State.SHIPPED, State.DELIVERED, State.CANCELLED)


def owed(order: Order) -> int:
    """What the provider should keep for a settled order, in minor units.

    A refund that failed stays with the provider. What a bank has taken back of a cancelled order
    was not refunded as well.
    """
    if order.state is not State.CANCELLED:
        return order.total - order.refunded + order.failed
    rest = (order.charged or 0) - order.given_back if order.withdrawn else 0
    return max(order.kept + order.failed, rest)


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
    withdrawn = sum(account.withdrawn for account in accounts)
    if withdrawn != order.withdrawn:
        yield Mismatch(order.id, Kind.DISPUTED, order.withdrawn, withdrawn, order.currency)
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


def unknown_disputes(account: Account, known: Collection[str]) -> Iterator[Mismatch]:
    """The disputes of a payment that our books do not name."""
    for each in account.disputes:
        if each.id not in known:
            yield Mismatch(
                account.order_id, Kind.DISPUTED, 0, each.amount, account.currency, each.id
            )


def troubles(receivable: Receivable, settled: Collection[str] = ()) -> Iterator[Mismatch]:
    """What our books know of a payment and staff must act upon: they find it in their list.

    `settled` are the refunds that they have paid otherwise. What the customer gets from their bank
    because of a dispute is not owed as well.
    """
    order, currency = receivable.order_id, receivable.currency
    for each in receivable.disputes:
        if each.is_undecided:
            left = each.amount if each.state is DisputeState.INQUIRED else 0
            yield Mismatch(order, Kind.DISPUTED, each.amount, left, currency, each.id)
    unpaid = {one: much for one, much in receivable.failed.items() if one not in settled}
    if sum(unpaid.values()) > covered(receivable):
        for refund, amount in unpaid.items():
            yield Mismatch(order, Kind.REFUND_FAILED, 0, amount, currency, refund)
