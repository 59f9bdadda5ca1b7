"""What an invoice or a credit note states, before it is rendered or encoded."""

from collections.abc import Iterable
from datetime import date

from msgspec.structs import replace

from services.contracts.orders import LEFT_THE_SHOP, Line, Order
from services.contracts.values import Value
from services.invoicing.domain.numbers import Kind, NumberedDocument
from services.policy.bouquets import contents_of
from services.policy.delivery import SHOP_TIME
from services.policy.pricing import line_total, money
from services.policy.tax import (
    GivenBack,
    TaxShare,
    apportioned,
    gross_of,
    net_of,
    tax_of,
    tax_shares,
)


class Row(Value):
    """A line. `unit_price` and `gross` include tax, `net` does not; minor units."""

    name: str
    sku: str
    quantity: int
    unit_price: int
    rate: int
    net: int
    contents: str = ""
    """What one bouquet is made of, in words."""

    @property
    def gross(self) -> int:
        """Its sum, as the customer pays it."""
        return line_total(self)


class Statement(Value):
    """The content of a document. The nets of its rows add up to the net of their rate."""

    number: NumberedDocument
    kind: Kind
    order: Order
    rows: tuple[Row, ...]
    shares: tuple[TaxShare, ...]
    note: str
    """What it is about, or thanks."""
    terms: str
    """How it is paid, or given back."""
    corrects: NumberedDocument | None = None
    """The invoice that a credit note takes back."""
    due: int = 0
    """What of the total is still to be paid, minor units, and when."""
    due_on: date | None = None

    @property
    def issued_on(self) -> date:
        """The shop's calendar day."""
        return self.number.issued_at.astimezone(SHOP_TIME).date()

    @property
    def supplied_on(self) -> date | None:
        """The day of the supply, once it is known; None: its day and recipient may still change.

        An invoice of what is not supplied yet is one of a payment on account: it has no day of the
        supply to state (Directive 2006/112/EC, article 226(7); section 14(4) no. 6 UStG).
        """
        return self.order.delivery.day if self.order.state in LEFT_THE_SHOP else None

    @property
    def total(self) -> int:
        """Minor units, tax included."""
        return gross_of(self.shares)

    @property
    def net(self) -> int:
        """Minor units, without tax."""
        return net_of(self.shares)

    @property
    def tax(self) -> int:
        """Minor units."""
        return tax_of(self.shares)

    @property
    def paid(self) -> int:
        """What of the total is not due any more, minor units."""
        return self.total - self.due


def invoice(number: NumberedDocument, order: Order) -> Statement:
    """The invoice of an order: it is paid by card, an event's in two parts."""
    shares = tax_shares(order.lines)
    paid = Statement(
        number,
        Kind.INVOICE,
        order,
        _rows(order, shares),
        shares,
        note="Thank you for letting us do the flowers.",
        terms="Paid by card.",
    )
    if paid.supplied_on is None:
        planned = f"Delivery is planned for {day(order.delivery.day)}; your order says if it moves."
        paid = replace(paid, note=f"{paid.note} {planned}")
    if order.balance is None:
        return paid
    due, due_on = order.balance.amount, order.balance.due_on
    terms = (
        f"The deposit of {money(order.first_amount, order.currency)} was paid by card."
        f" {money(due, order.currency)} is due on {day(due_on)} and is charged to the same card."
    )
    return replace(paid, terms=terms, due=due, due_on=due_on)


def credit_note(
    number: NumberedDocument, order: Order, part: GivenBack, invoice: NumberedDocument
) -> Statement:
    """The credit note for a part of an order's price, or for all of it."""
    if part.amount == order.total:
        shares = tax_shares(order.lines)
        rows = _rows(order, shares)
    else:
        shares = part.shares
        rows = _rows_by_rate(part)
    return Statement(
        number,
        Kind.CREDIT_NOTE,
        order,
        rows,
        shares,
        note=_reason(order, part),
        terms=_refund_terms(order, part),
        corrects=invoice,
        due=part.amount,
    )


def _rows(order: Order, shares: Iterable[TaxShare]) -> tuple[Row, ...]:
    """The lines, with the net of each rate apportioned to them to the minor unit."""
    rows: dict[int, Row] = {}
    numbered = list(enumerate(order.lines))
    for share in shares:
        of_rate = [(at, line) for at, line in numbered if line.tax_rate == share.rate]
        nets = apportioned(share.net, [line_total(line) for _, line in of_rate])
        for (at, line), net in zip(of_rate, nets, strict=True):
            rows[at] = _row(line, net, contents_of(line, order.names))
    return tuple(rows[at] for at, _ in numbered)


def _row(line: Line, net: int, contents: str) -> Row:
    sku = "" if line.is_own else line.sku
    return Row(line.name, sku, line.quantity, line.unit_price, line.tax_rate, net, contents)


def _rows_by_rate(part: GivenBack) -> tuple[Row, ...]:
    name = "Part of the price" if part.refund else "Rest of the price"
    return tuple(Row(name, "", 1, share.gross, share.rate, share.net) for share in part.shares)


def _refund_terms(order: Order, part: GivenBack) -> str:
    if part.refund:
        return "It goes back to the card that you paid with."
    if order.kept:
        return (
            f"We keep {money(order.kept, order.currency)} of the deposit, as agreed."
            " Whatever else was taken from your card is given back."
        )
    return "What was taken from your card for it is given back."


def _reason(order: Order, part: GivenBack) -> str:
    if not part.refund:
        return "The order was cancelled."
    (reason,) = (refund.reason for refund in order.refunds if refund.id == part.refund)
    return f"We give back a part of the price: {reason}" if reason else ""


def day(date: date) -> str:
    """Such as `6 June 2027`."""
    return f"{date:%-d %B %Y}"
