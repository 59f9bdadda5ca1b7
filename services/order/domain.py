"""The rules of an order. Its state is a function of the facts, in whatever order they come."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from msgspec.structs import replace

from services.shared.messages import (
    Event,
    OrderCancelled,
    OrderConfirmed,
    OrderDelivered,
    OrderPlaced,
    OrderRefreshed,
    OrderShipped,
    PlaceOrder,
)
from services.shared.model import (
    Address,
    Invoice,
    Item,
    ItemKind,
    Line,
    Order,
    Payment,
    PaymentState,
    Profile,
    Reason,
    RequestedLine,
    Shortage,
    Sku,
    State,
    Stock,
)

OPEN = (State.PLACED, State.CONFIRMED)
"""The states that an order can still be cancelled from."""
NOBODY = Address(name="-", street="-", postcode="00", city="-", country="ZZ")
"""The buyer of an order that is refused because nobody is to be invoiced."""


def place(command: PlaceOrder, items: Mapping[Sku, Item], profile: Profile | None) -> Order:
    """The order that was asked for, priced from the catalogue as it is now.

    It is cancelled at once when it names an item that is not sold, when its total is not what the
    customer's screen showed, or when there is nobody to invoice.
    """
    request = command.request
    lines = tuple(_priced(line, items[line.sku]) for line in request.lines if line.sku in items)
    buyer = request.buyer or (profile.address if profile else None)
    order = Order(
        id=command.order_id,
        customer=command.customer.id,
        lines=lines,
        delivery=request.delivery,
        buyer=buyer or NOBODY,
        total=sum(line.total for line in lines),
        placed_at=command.placed_at,
        digest=command.digest,
        card_message=request.card_message,
    )
    if len(lines) < len(request.lines):
        return cancelled(order, Reason.UNKNOWN_SKU)
    if order.total != request.expected_total:
        return cancelled(order, Reason.PRICE_CHANGED)
    if buyer is None:
        return cancelled(order, Reason.BUYER_UNKNOWN)
    return order


def _priced(line: RequestedLine, item: Item) -> Line:
    return Line(
        sku=item.sku,
        name=item.name,
        quantity=line.quantity,
        unit_price=item.price,
        tax_rate=item.tax_rate,
        recipe=item.recipe if item.kind is ItemKind.BOUQUET else {},
    )


def settle(order: Order) -> Order:
    """The order's state as a function of what is known, in whatever order it became known.

    Confirmed once its stock is reserved and its whole total authorised; short stock cancels it.
    Never moves backwards: a late fact about a shipped order changes nothing (X22, T46).
    """
    match order:
        case Order(state=State.SHIPPED | State.DELIVERED | State.CANCELLED):
            return order
        case Order(stock=Stock.SHORT):
            return cancelled(order, order.reason or Reason.STOCK_SHORT)
        case Order(stock=Stock.RESERVED) if is_paid(order):
            return replace(order, state=State.CONFIRMED)
        case _:
            return order


def is_paid(order: Order) -> bool:
    """Whether the provider holds, or has taken, exactly what the order costs (T28)."""
    promised = order.payment.state in (PaymentState.AUTHORISED, PaymentState.CAPTURED)
    return promised and order.payment.amount == order.total


# ---- facts: each answers the order with the fact in it ----------------------------------------


def stock_reserved(order: Order) -> Order:
    """Its stems and its day are set aside."""
    if order.stock is not Stock.UNKNOWN:
        return order
    return settle(replace(order, stock=Stock.RESERVED))


def stock_short(order: Order, missing: tuple[Shortage, ...]) -> Order:
    """Its stems or its day cannot be had."""
    if order.stock is not Stock.UNKNOWN:
        return order
    reason = missing[0].reason if missing else Reason.STOCK_SHORT
    if order.state in OPEN:
        order = replace(order, reason=reason)
    return settle(replace(order, stock=Stock.SHORT))


def authorised(order: Order, attempt: str, amount: int) -> Order:
    """The provider holds `amount` minor units. It never undoes what came after it."""
    if order.payment.state not in (PaymentState.NONE, PaymentState.DECLINED):
        return order
    payment = Payment(PaymentState.AUTHORISED, amount, attempt)
    return settle(replace(order, payment=payment))


def declined(order: Order, attempt: str, decline_code: str) -> Order:
    """The provider refused; another card may be tried while the order is placed."""
    if order.payment.state not in (PaymentState.NONE, PaymentState.DECLINED):
        return order
    return replace(order, payment=Payment(PaymentState.DECLINED, 0, attempt, decline_code))


def captured(order: Order, amount: int) -> Order:
    """The money is ours: `amount` minor units."""
    if order.payment.state is PaymentState.VOIDED:
        return order
    payment = replace(order.payment, state=PaymentState.CAPTURED, amount=amount, decline_code="")
    return settle(replace(order, payment=payment))


def voided(order: Order) -> Order:
    """Nothing is held any longer."""
    return replace(order, payment=replace(order.payment, state=PaymentState.VOIDED))


def invoiced(order: Order, invoice: Invoice) -> Order:
    """It has an invoice; it keeps its first."""
    return order if order.invoice else replace(order, invoice=invoice)


def credited(order: Order, credit_note: Invoice) -> Order:
    """Its invoice was taken back."""
    return order if order.credit_note else replace(order, credit_note=credit_note)


# ---- commands: each answers the order as it is afterwards, unchanged when it may not be --------


def cancelled(order: Order, reason: Reason) -> Order:
    """Given up, unless the flowers are on their way."""
    if order.state not in OPEN:
        return order
    return replace(order, state=State.CANCELLED, reason=reason)


def shipped(order: Order) -> Order:
    """Handed to the courier: only what is confirmed, that is reserved and paid for (T28)."""
    return replace(order, state=State.SHIPPED) if order.state is State.CONFIRMED else order


def delivered(order: Order) -> Order:
    """The flowers have arrived."""
    return replace(order, state=State.DELIVERED) if order.state is State.SHIPPED else order


def is_unpaid(order: Order, now: datetime, hold: timedelta) -> bool:
    """Whether nobody has paid for it in time, so that its stems are for others."""
    return order.state is State.PLACED and not is_paid(order) and now - order.placed_at > hold


# ---- announcements ----------------------------------------------------------------------------


def announcement(order: Order) -> Event:
    """What the order's state means for the others; harmless to say again."""
    match order.state:
        case State.PLACED:
            return OrderPlaced(order)
        case State.CONFIRMED:
            return OrderConfirmed(order)
        case State.SHIPPED:
            return OrderShipped(order)
        case State.DELIVERED:
            return OrderDelivered(order)
        case State.CANCELLED:
            return OrderCancelled(order)


def news_of_stock(order: Order) -> Iterable[Event]:
    """What to announce once stock is known, also when it is told again: a send may have failed."""
    if order.state in (State.CONFIRMED, State.CANCELLED):
        yield announcement(order)


def news_of_payment(order: Order) -> Iterable[Event]:
    """What to announce once something about the payment is known.

    A cancelled order says so again, so that what was authorised behind its back is voided.
    """
    if order.payment.state is PaymentState.AUTHORISED and order.state is not State.PLACED:
        yield from news_of_stock(order)
    else:
        yield OrderRefreshed(order)
