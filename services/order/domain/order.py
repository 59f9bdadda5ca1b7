"""The rules of an order. Its state is a function of the facts, in whatever order they come."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from msgspec.structs import replace

from services.contracts.common import Address, AuditEntry, Buyer, CustomerId, Reason, Sku
from services.contracts.inventory import Item, Shortage
from services.contracts.invoices import Invoice
from services.contracts.order_messages import PlaceOrder
from services.contracts.orders import LEFT_THE_SHOP, OPEN, SHIPMENT_UNDONE, Order, State, Stock
from services.contracts.profiles import Profile
from services.contracts.requests import StaffRequest
from services.policy.bouquets import fault_of, names_of, priced_lines
from services.policy.countries import NOWHERE
from services.policy.orders import may_deliver, may_ship, may_undo_shipment
from services.policy.pricing import total
from services.policy.requests import asked_first

NOBODY = Address(name="-", street="-", postcode="00", city="-", country=NOWHERE)
"""The recipient who was erased."""
NO_BUYER = Buyer(name="-", street="-", postcode="00", city="-", country=NOWHERE)
"""The buyer of an order that is refused because nobody is to be invoiced, or who was erased."""
NO_PHONE = "00000"
"""The phone of a recipient who was erased."""


def place(
    command: PlaceOrder, items: Mapping[Sku, Item], profile: Profile | None, hold: timedelta
) -> Order:
    """Make the order that was asked for, priced from the catalogue as it is now.

    It is cancelled at once when it asks for what is not sold like that, when its total is not what
    the customer's screen showed, or when there is nobody to invoice. Otherwise it waits for `hold`
    to be paid.
    """
    request = command.request
    lines = priced_lines(request, items)
    buyer = request.buyer or (profile.address if profile else None)
    order = Order(
        id=command.order_id,
        customer=command.customer.id,
        lines=lines,
        delivery=request.delivery,
        buyer=buyer or NO_BUYER,
        total=total(lines),
        placed_at=command.placed_at,
        digest=command.digest,
        card_message=request.card_message,
        substitution=request.substitution,
        gift_occasion=request.occasion,
        names=names_of(lines, items),
        email=profile.email if profile else "",
        pay_by=command.placed_at + hold,
        requests=asked_first(command.mark, command.placed_at),
    )
    if fault := fault_of(request, items):
        return cancelled(order, fault.reason)
    if order.total != request.expected_total:
        return cancelled(order, Reason.PRICE_CHANGED)
    if buyer is None:
        return cancelled(order, Reason.BUYER_UNKNOWN)
    return order


def settle(order: Order) -> Order:
    """Set the order's state by what is known, in whatever order it became known.

    It is confirmed once its stock is reserved and its price, or a commission's deposit, is
    authorised; short stock cancels it. It never moves backwards: a late fact about a shipped order
    changes nothing (X22, T46).
    """
    match order:
        case Order(state=State.SHIPPED | State.DELIVERED | State.CANCELLED):
            return order
        case Order(stock=Stock.SHORT):
            return cancelled(order, order.reason or Reason.STOCK_SHORT)
        case Order(stock=Stock.RESERVED) if order.is_confirmable:
            return replace(order, state=State.CONFIRMED)
        case _:
            return order


# ---- facts: each returns the order with the fact in it ----------------------------------------


def stock_reserved(order: Order, cutoff: datetime | None = None) -> Order:
    """Note that its stems and day are reserved; the customer may change it until `cutoff`."""
    if order.stock is not Stock.UNKNOWN:
        return order
    return settle(replace(order, stock=Stock.RESERVED, changeable_until=cutoff))


def stock_short(order: Order, missing: tuple[Shortage, ...]) -> Order:
    """Note that its stems or its day cannot be had."""
    if order.stock is not Stock.UNKNOWN:
        return order
    if order.state in OPEN:
        order = replace(order, reason=reason_of(missing))
    return settle(replace(order, stock=Stock.SHORT))


def reason_of(missing: tuple[Shortage, ...]) -> Reason:
    """Return the first of the reasons why something cannot be had."""
    return missing[0].reason if missing else Reason.STOCK_SHORT


def invoiced(order: Order, invoice: Invoice) -> Order:
    """Add its invoice; an order keeps its first."""
    return order if order.invoice else replace(order, invoice=invoice)


def credited(order: Order, credit_note: Invoice, refund: str) -> Order:
    """Add the credit note that takes back its invoice, or the part that one refund gives back."""
    if refund:
        refunds = tuple(
            replace(each, credit_note=credit_note) if each.id == refund else each
            for each in order.refunds
        )
        return replace(order, refunds=refunds)
    return order if order.credit_note else replace(order, credit_note=credit_note)


# ---- what happens to it: each returns the order afterwards, unchanged when it may not be ------


def cancelled(order: Order, reason: Reason) -> Order:
    """Cancel the order, unless the flowers are on their way."""
    if order.state not in OPEN:
        return order
    return replace(
        order, state=State.CANCELLED, reason=reason, requested_delivery=None, leaves_at=None
    )


def leaving(order: Order, leaves_at: datetime, requested_at: datetime) -> Order:
    """Let it leave at `leaves_at`, if the policy allows it (T28); until then that is undone.

    It stays as it is when it is leaving, or has left, and for a repeat of what was undone since.
    """
    is_undone = any(e.what == SHIPMENT_UNDONE and e.at >= requested_at for e in order.history)
    is_on_its_way = order.leaves_at is not None or order.state in LEFT_THE_SHOP
    if is_undone or is_on_its_way or may_ship(order):
        return order
    return replace(order, leaves_at=leaves_at)


def shipment_undone(order: Order) -> Order:
    """Keep it in the shop, if it has not left."""
    if order.leaves_at is None or may_undo_shipment(order):
        return order
    return replace(order, leaves_at=None)


def departed(order: Order, leaves_at: datetime) -> Order:
    """Mark as handed to the courier what was to leave at that moment and was not undone.

    It stays in the shop when the policy no longer allows it: its payment may have expired since.
    """
    return shipped(replace(order, leaves_at=None)) if order.leaves_at == leaves_at else order


def cancelled_as_unpaid(order: Order, version: int) -> Order:
    """Cancel an order of somebody who pays for none, unless anything has happened to it since."""
    return cancelled(order, Reason.TOO_MUCH_UNPAID) if order.version == version else order


def shipped(order: Order) -> Order:
    """Mark as handed to the courier, if the policy allows it and it has not left already (T28)."""
    if order.state in LEFT_THE_SHOP or may_ship(order):
        return order
    return replace(order, state=State.SHIPPED)


def delivered(order: Order) -> Order:
    """Mark as delivered, if the policy allows it."""
    return order if may_deliver(order) else replace(order, state=State.DELIVERED)


def is_overdue(order: Order, now: datetime) -> bool:
    """Return whether nobody has paid for it in time, so that its stems are for others."""
    unpaid = order.state is State.PLACED and not order.is_confirmable
    return unpaid and order.pay_by is not None and now > order.pay_by


def pending_payment(order: Order, now: datetime, hold: timedelta) -> Order:
    """Give an unpaid order `hold` more from now on; one that has most of that left is unchanged."""
    is_waiting = order.state is State.PLACED and not order.payment.is_secured
    if not is_waiting or order.pay_by is None or order.pay_by - now > hold / 2:
        return order
    return replace(order, pay_by=now + hold)


def expired(order: Order, now: datetime) -> Order:
    """Cancel the order if it is overdue."""
    return cancelled(order, Reason.UNPAID) if is_overdue(order, now) else order


def audit_entry(what: str, command: StaffRequest, note: str = "") -> AuditEntry:
    """Answer the entry for what a florist asked."""
    return AuditEntry(what, command.by, command.requested_at, note, command.name)


def with_audit_entry(before: Order, after: Order, entry: AuditEntry) -> Order:
    """Add what a member of the staff did to `after`, if that changed anything."""
    return after if after == before else replace(after, history=(*after.history, entry))


def is_staff(order: Order, by: CustomerId) -> bool:
    """Return whether somebody else than the customer acts; the proxy lets only florists do that."""
    return by != order.customer
