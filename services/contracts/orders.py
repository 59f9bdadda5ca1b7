"""An order, and what is known of it.

What a customer asks for is in order_requests.py, its messages are in order_messages.py.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, field

from services.contracts.common import (
    CURRENCY,
    AuditEntry,
    Buyer,
    CustomerId,
    EnquiryId,
    Minor,
    Name,
    OrderId,
    Price,
    Quantity,
    Reason,
    Sku,
    Text,
)
from services.contracts.invoices import Invoice
from services.contracts.order_requests import Delivery, SubstitutionPolicy
from services.contracts.payments import NO_BOOKS, Books, Dispute, Part
from services.contracts.requests import Requests
from services.contracts.values import Value


class Line(Value):
    """A line of an order as it was priced when it was placed: a bouquet is one, with all its parts.

    A bouquet of the customer's own has the name that they gave it, and a SKU of this order alone.
    """

    sku: Sku
    name: Name
    quantity: Quantity
    unit_price: Price
    tax_rate: int
    recipe: dict[Sku, Quantity]
    """The stems of one."""
    wrap: Sku | None = None
    """The paper round one."""
    is_own: bool = False
    """Whether the customer has put it together."""

    @property
    def is_of_the_gallery(self) -> bool:
        """Whether it is a bouquet of the catalogue, of which there are pictures."""
        return bool(self.recipe) and not self.is_own

    def needs(self) -> dict[Sku, int]:
        """How many of each stem, paper or gift one of it takes from the stock."""
        paper = {self.wrap: 1} if self.wrap else {}
        return {**self.recipe, **paper} or {self.sku: 1}


class State(StrEnum):
    """Where an order stands."""

    PLACED = "placed"
    CONFIRMED = "confirmed"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"


OPEN = (State.PLACED, State.CONFIRMED)
"""The states that an order can still be cancelled from."""
LEFT_THE_SHOP = (State.SHIPPED, State.DELIVERED)
"""From these nobody calls them back."""


class Stock(StrEnum):
    """What is known of the order's stems and delivery day."""

    UNKNOWN = "unknown"
    RESERVED = "reserved"
    SHORT = "short"


class PaymentState(StrEnum):
    """What is known of the order's payment."""

    NONE = "none"
    ACTION_REQUIRED = "action_required"
    """The card's bank wants to see its owner (3-D Secure)."""
    DECLINED = "declined"
    AUTHORISED = "authorised"
    EXPIRED = "expired"
    """What was authorised is held no longer, before it was taken."""
    CAPTURED = "captured"
    VOIDED = "voided"
    """Given back, but for what the shop keeps of a commission that was cancelled late."""


class Payment(Value):
    """The payment as the order knows it. `amount` is in minor units of the order's currency."""

    state: PaymentState = PaymentState.NONE
    amount: Minor = 0
    attempt: str = ""
    """The attempt that this state speaks of."""
    decline_code: str = ""
    """The provider's word for a refusal, such as `insufficient_funds`."""
    version: int = 0
    """Counts what happened to this payment: older news changes nothing."""
    books: Books = NO_BOOKS
    """What became of the money, once some was taken."""

    @property
    def is_secured(self) -> bool:
        """Whether the provider holds the money, or has taken it."""
        return self.state in (PaymentState.AUTHORISED, PaymentState.CAPTURED)

    @property
    def charged(self) -> int | None:
        """What was charged in all; None where an earlier version did not note it."""
        if self.state is PaymentState.CAPTURED:
            return self.amount
        return self.books.taken if self.state is PaymentState.VOIDED else 0

    def secures(self, amount: int) -> bool:
        """Whether the provider holds, or has taken, exactly so much."""
        return self.is_secured and self.amount == amount


class Balance(Value):
    """The rest of a commission's price, and the day on which the stored card is charged with it."""

    amount: Minor
    due_on: date
    payment: Payment = Payment()


class Refund(Value):
    """A part of the price that the shop gives back (minor units), and the credit note for it."""

    id: str
    amount: Minor
    reason: Text
    credit_note: Invoice | None = None
    is_paid: bool = False


class Substitute(Value):
    """`quantity` stems of `sku` in place of as many of `instead_of`."""

    id: str
    instead_of: Sku
    sku: Sku
    quantity: Quantity


SUBSTITUTED = "substituted"
"""The audit entry of stems taken in place of others: one for each substitute."""
SHIPMENT_UNDONE = "shipment_undone"
"""The audit entry of a shipment that was taken back before it left."""
MOST_AUDIT_ENTRIES = 50
"""After so many staff actions nothing is refunded or replaced: every message names them all."""


class Occasion(Value):
    """What a commission is for, and the enquiry that it came from."""

    enquiry_id: EnquiryId
    name: Name


class Order(Value):
    """An order: what was bought, and every fact known about it, whole in each announcement."""

    id: OrderId
    customer: CustomerId
    lines: tuple[Line, ...]
    delivery: Delivery
    buyer: Buyer
    total: Minor
    placed_at: datetime
    digest: str
    """SHA-256 of the request's body: tells a repeat from another body under the same key."""
    card_message: Text = ""
    card_changed_at: datetime | None = None
    """When its customer asked for the text that the card has now, if it had another."""
    currency: str = CURRENCY
    state: State = State.PLACED
    reason: Reason | None = None
    stock: Stock = Stock.UNKNOWN
    payment: Payment = Payment()
    invoice: Invoice | None = None
    credit_note: Invoice | None = None
    """What takes the invoice back, when the order was cancelled after it was issued."""
    pay_by: datetime | None = None
    """Until then (UTC) an order that nobody pays for keeps what is reserved for it."""
    changeable_until: datetime | None = None
    """The cut-off (UTC) of its delivery, once it is known: the customer's last chance."""
    revision: int = 0
    """Counts the deliveries that were requested: each is reserved on its own."""
    requested_delivery: Delivery | None = None
    """The delivery that the customer would rather have, until it is known to be possible."""
    delivery_requested_at: datetime | None = None
    delivery_change_refused: Reason | None = None
    """Why the last requested delivery was refused; the delivery stayed as it was."""
    substitution: SubstitutionPolicy = SubstitutionPolicy.FLORIST
    substitutes: tuple[Substitute, ...] = ()
    refunds: tuple[Refund, ...] = ()
    kept: Minor = 0
    """What the shop keeps of a cancelled commission's deposit."""
    occasion: Occasion | None = None
    """Set for a commission: its flowers are bought and driven for it alone."""
    gift_occasion: Name | None = None
    """What the flowers are for, as the customer says."""
    names: dict[Sku, Name] = field(default_factory=dict)
    """What the stems and papers of its bouquets were called when it was placed."""
    balance: Balance | None = None
    email: Annotated[str, Meta(max_length=254)] = ""
    """Its customer's, as it was when they ordered."""
    leaves_at: datetime | None = None
    """A florist has shipped it: from then on (UTC) it counts as shipped. Before, that is undone."""
    history: tuple[AuditEntry, ...] = ()
    """What the staff did about it, oldest first."""
    erasure_refused_at: datetime | None = None
    """When (UTC) its customer last asked to be forgotten, while it was under way."""
    settled_refunds: tuple[str, ...] = ()
    """The refunds that failed and that staff have paid otherwise, such as by a bank transfer."""
    requests: Requests = Requests()
    version: int = 1
    """Counts the changes; a reader keeps the highest it has seen."""

    def stems(self) -> dict[Sku, int]:
        """How many of each stem (or paper, or gift) the florist needs."""
        needed: dict[Sku, int] = {}
        for line in self.lines:
            for sku, count in line.needs().items():
                needed[sku] = needed.get(sku, 0) + count * line.quantity
        return needed

    @property
    def refunded(self) -> int:
        """What the shop gives back of its price, minor units."""
        return sum(refund.amount for refund in self.refunds)

    @property
    def first_amount(self) -> int:
        """What is to be paid for it to be confirmed: the whole price, or the deposit."""
        return self.total - (self.balance.amount if self.balance else 0)

    @property
    def taken(self) -> int:
        """What was captured for it and not promised back yet, in minor units."""
        captured = sum(p.amount for p in self.payments if p.state is PaymentState.CAPTURED)
        return captured - self.refunded

    @property
    def payments(self) -> tuple[Payment, ...]:
        """Its payment, or those of a commission: the deposit before the balance."""
        return (self.payment, *((self.balance.payment,) if self.balance else ()))

    @property
    def charged(self) -> int | None:
        """What was charged for it in all, minor units; None where an earlier version did not."""
        amounts = [payment.charged for payment in self.payments]
        return None if None in amounts else sum(amount or 0 for amount in amounts)

    @property
    def returned(self) -> int:
        """What went back because it was cancelled, in minor units."""
        return sum(payment.books.returned for payment in self.payments)

    @property
    def given_back(self) -> int:
        """What was promised back and has not failed, in minor units."""
        promised = sum(refund.amount - self.failed_of(refund.id) for refund in self.refunds)
        return promised + self.returned

    @property
    def disputes(self) -> tuple[Dispute, ...]:
        """What its cardholders object to."""
        return tuple(each for payment in self.payments for each in payment.books.disputes)

    @property
    def withdrawn(self) -> int:
        """What banks have taken back because of disputes, in minor units."""
        return sum(payment.books.withdrawn for payment in self.payments)

    def failed_of(self, refund: str) -> int:
        """What of one refund did not arrive, in minor units."""
        failed = [each for payment in self.payments for each in payment.books.failed]
        return sum(each.amount for each in failed if each.refund == refund)

    @property
    def failed_refunds(self) -> tuple[str, ...]:
        """The refunds that did not arrive, also that of its cancellation."""
        failed = (each for payment in self.payments for each in payment.books.failed)
        return tuple(dict.fromkeys(each.refund for each in failed))

    @property
    def failed(self) -> int:
        """What did not arrive of all refunds: the provider still has it. Minor units."""
        return sum(self.failed_of(refund) for refund in self.failed_refunds)

    def payment_of(self, part: Part) -> Payment | None:
        """What is known of one of its payments."""
        if part is Part.FIRST:
            return self.payment
        return self.balance.payment if self.balance else None

    @property
    def is_confirmable(self) -> bool:
        """Whether the provider holds, or has taken, exactly what confirms it (T28), if anything."""
        return self.first_amount == 0 or self.payment.secures(self.first_amount)

    @property
    def is_paid_in_full(self) -> bool:
        """Whether the provider holds, or has taken, its whole price."""
        balance = self.balance
        rest_is_paid = balance is None or balance.payment.secures(balance.amount)
        return self.is_confirmable and rest_is_paid

    def is_awaiting(self, part: Part) -> bool:
        """Whether the customer can still pay this part."""
        payment = self.payment_of(part)
        waiting = (State.PLACED, State.CONFIRMED)
        return payment is not None and not payment.is_secured and self.state in waiting
