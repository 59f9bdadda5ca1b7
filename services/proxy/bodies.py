"""What the API takes and answers, besides what services/contracts already names."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from services.contracts.commissions import Enquiry, EnquiryRequest, EnquiryState, QuoteRequest
from services.contracts.common import (
    Address,
    AuditEntry,
    Email,
    EnquiryId,
    Minor,
    Name,
    OrderId,
    Quantity,
    Reason,
    Sku,
    Text,
    ZoneId,
)
from services.contracts.inventory import Item, StockAuditEntry
from services.contracts.invoices import Invoice
from services.contracts.orders import (
    Delivery,
    Line,
    Order,
    Payment,
    PaymentState,
    State,
    Substitute,
    SubstitutionPolicy,
)
from services.contracts.payments import Card, CardId, Mismatch, Part, Setup
from services.contracts.profiles import Profile, Reminder
from services.contracts.values import Body, Value
from services.policy.pricing import line_total
from services.proxy.obstacles import ShownObstacles, shown_obstacles

Why = Annotated[str, Meta(pattern=r"^(?=[\s\S]*\S)[^\x00-\x09\x0b-\x1f\x7f-\x9f]*$(?!\n)")]
"""Lines with something in them."""


class PaymentRequest(Body):
    """Pay with a card that the provider keeps: its token, never a number."""

    payment_method: CardId
    part: Part = Part.FIRST
    """The balance of an event is paid on its own."""


class Nothing(Body):
    """An empty object."""


class CancelRequest(Body):
    """Why. A florist has to say so."""

    note: Text = ""


class ProfileRequest(Body):
    """Who I am, whole: what is left out is empty afterwards."""

    name: Name
    address: Address | None = None
    recipients: Annotated[tuple[Address, ...], Meta(max_length=50)] = ()
    reminders: Annotated[tuple[Reminder, ...], Meta(max_length=50)] = ()


class EmailRequest(Body):
    """Where to write to me from now on."""

    email: Email


class AcceptanceRequest(Body):
    """Yes to the quote as it stands in `version` of the enquiry; the invoice goes to `buyer`."""

    version: Annotated[int, Meta(ge=1)]
    buyer: Address


class OrdersRequest(Body):
    """Several orders at once."""

    orders: Annotated[tuple[OrderId, ...], Meta(min_length=1, max_length=50)]


class RefundRequest(Body):
    """So much goes back to the customer (minor units), and why."""

    amount: Annotated[int, Meta(ge=1, le=100_000_000)]
    reason: Annotated[Why, Meta(max_length=200)]


class SubstitutionRequest(Body):
    """`quantity` stems of `sku` in place of as many of `instead_of`."""

    instead_of: Sku
    sku: Sku
    quantity: Quantity


class StockRequest(Body):
    """How many stems more, or fewer, are free on a day."""

    day: date
    quantity: Annotated[int, Meta(ge=-100_000, le=100_000)]
    reason: Annotated[Why, Meta(max_length=500)]


class DayRequest(Body):
    """A day of a zone: `places` deliveries, orders until `cutoff` (with its UTC offset)."""

    zone: ZoneId
    places: Annotated[int, Meta(ge=0, le=10_000)]
    cutoff: Annotated[datetime, Meta(tz=True)]
    reason: Annotated[Why, Meta(max_length=500)]
    closed: bool = False


class Accepted(Value):
    """The request was taken on; `status_url` tells what became of it."""

    status_url: str
    order_id: OrderId | None = None
    enquiry_id: EnquiryId | None = None


class ShownLine(Value):
    """A line of an order. Amounts are minor units, tax included.

    `recipe` counts the stems of one bouquet, as it was priced; it is empty for what is no bouquet.
    """

    sku: Sku
    name: Name
    quantity: int
    unit_price: Minor
    total: Minor
    tax_rate: int
    recipe: dict[Sku, int]


class ShownPayment(Value):
    """Where the payment stands, and the provider's word for a refusal.

    With `client_secret` the customer's browser answers what the card's bank asks (3-D Secure).
    """

    state: PaymentState
    decline_code: str
    client_secret: str


class ShownBalance(Value):
    """The rest of an event's price, and when the stored card is charged with it."""

    amount: Minor
    due_on: date
    payment: ShownPayment


class ShownInvoice(Value):
    """An invoice or a credit note, and where it is downloaded: by its customer, by nobody else."""

    number: str
    url: str


class ShownRefund(Value):
    """A part of the price that goes back, and whether it has."""

    id: str
    amount: Minor
    reason: str
    is_paid: bool
    credit_note: ShownInvoice | None


class ShownOrder(Value):
    """An order as its customer, or a florist, sees it. `history` is for florists alone.

    An event has an `occasion`, and came from the enquiry `enquiry_id`.
    """

    id: OrderId
    state: State
    reason: Reason | None
    lines: tuple[ShownLine, ...]
    delivery: Delivery
    requested_delivery: Delivery | None
    delivery_change_refused: Reason | None
    changeable_until: datetime | None
    obstacles: ShownObstacles
    buyer: Address
    card_message: Text
    substitution: SubstitutionPolicy
    substitutes: tuple[Substitute, ...]
    occasion: str | None
    enquiry_id: EnquiryId | None
    gift_occasion: str | None
    total: Minor
    currency: str
    payment: ShownPayment
    balance: ShownBalance | None
    refunds: tuple[ShownRefund, ...]
    kept: Minor
    invoice: ShownInvoice | None
    credit_note: ShownInvoice | None
    placed_at: datetime
    version: int
    history: tuple[AuditEntry, ...]


class ShownOrders(Value):
    """A page of orders, newest first. `next` is the `before` of the next page."""

    orders: tuple[ShownOrder, ...]
    next: str | None


class ShownDayOrders(Value):
    """A page of the orders of a delivery day. `next` is the `after` of the next page."""

    orders: tuple[ShownOrder, ...]
    next: OrderId | None


class ShownBasket(Value):
    """What an earlier order would cost today. `gone` is what is sold no more."""

    lines: tuple[ShownLine, ...]
    gone: tuple[ShownLine, ...]
    total: Minor
    total_then: Minor
    currency: str
    card_message: Text


class ShownEnquiry(Value):
    """An enquiry and the quote that answers it. `history` is for florists alone."""

    id: EnquiryId
    state: EnquiryState
    request: EnquiryRequest
    quote: QuoteRequest | None
    order_id: OrderId | None
    asked_at: datetime
    version: int
    history: tuple[AuditEntry, ...]


class ShownEnquiries(Value):
    """Enquiries, newest first."""

    enquiries: tuple[ShownEnquiry, ...]


class ShownCards(Value):
    """The cards that are kept, newest first, and the one that is being stored."""

    cards: tuple[Card, ...]
    setup: Setup | None


class ShownAuditLog(Value):
    """What florists did, in the order in which they did it."""

    acts: tuple[StockAuditEntry, ...]


class ShownMismatches(Value):
    """Where money and books differ, the last first."""

    mismatches: tuple[Mismatch, ...]


class ShownCatalogue(Value):
    """Everything that is sold, in one currency."""

    currency: str
    version: int
    items: tuple[Item, ...]


class ShownDay(Value):
    """A delivery day. `stock` counts what is free of each SKU; `open` says if it can be chosen.

    Of its `capacity`, all deliveries of the zone on that day, `places` are free.
    Large orders must be placed some days before `cutoff`, see `lead_times`.
    """

    zone: ZoneId
    zone_name: str
    day: date
    open: bool
    closed: bool
    cutoff: datetime
    places: int
    capacity: int
    stock: dict[Sku, int]


class LeadTime(Value):
    """An order of more than so many stems must be placed so many days before the cut-off."""

    more_than: int
    days: int


class ShownDays(Value):
    """The days to come in the zone that a postcode belongs to, or else in every zone.

    Without `delivers` the shop does not deliver at that postcode at all. Of `lead_times` the first
    that fits counts.
    """

    delivers: bool
    days: tuple[ShownDay, ...]
    lead_times: tuple[LeadTime, ...]


class ShownProfile(Value):
    """Who I am. `new_email` is waiting to be shown that it is mine."""

    email: str
    new_email: str
    name: str
    address: Address | None
    recipients: tuple[Address, ...]
    reminders: tuple[Reminder, ...]


class Health(Value):
    """How the proxy is doing. `dependencies` says `ok` or what is wrong."""

    status: str
    version: str
    revision: str
    """The commit that it was made from, with `-dirty` if files differed; `unknown` without git."""
    dependencies: dict[str, str]


class Papers(Value):
    """What was issued for an order. `of_refunds` are credit notes by their refund."""

    invoice: Invoice | None = None
    credit_note: Invoice | None = None
    of_refunds: dict[str, Invoice] = {}  # noqa: RUF012


class ClientSecret(Value):
    """What the customer's browser answers the card's bank with, about one attempt to pay."""

    attempt: str
    client_secret: str


Secrets = Mapping[str, ClientSecret]
"""By the part of the order that is paid."""


def shown_order(
    order: Order, papers: Papers, secrets: Secrets, now: datetime, *, for_staff: bool = False
) -> ShownOrder:
    """The order for its customer, or for a florist, who is shown no secret.

    `now` is when what is shown has to hold.
    """
    known = {} if for_staff else secrets
    address = f"/api/orders/{order.id}"
    balance = order.balance
    return ShownOrder(
        id=order.id,
        state=order.state,
        reason=order.reason,
        lines=tuple(shown_line(line) for line in order.lines),
        delivery=order.delivery,
        requested_delivery=order.requested_delivery,
        delivery_change_refused=order.delivery_change_refused,
        changeable_until=order.changeable_until,
        obstacles=shown_obstacles(order, now, for_staff=for_staff),
        buyer=order.buyer,
        card_message=order.card_message,
        substitution=order.substitution,
        substitutes=order.substitutes,
        occasion=order.occasion.name if order.occasion else None,
        enquiry_id=order.occasion.enquiry_id if order.occasion else None,
        gift_occasion=order.gift_occasion,
        total=order.total,
        currency=order.currency,
        payment=_shown_payment(order.payment, known.get(Part.FIRST)),
        balance=ShownBalance(
            balance.amount,
            balance.due_on,
            _shown_payment(balance.payment, known.get(Part.BALANCE)),
        )
        if balance
        else None,
        refunds=tuple(
            ShownRefund(
                id=refund.id,
                amount=refund.amount,
                reason=refund.reason,
                is_paid=refund.is_paid,
                credit_note=_shown(
                    refund.credit_note or papers.of_refunds.get(refund.id),
                    f"{address}/refunds/{refund.id}/credit-note",
                ),
            )
            for refund in order.refunds
        ),
        kept=order.kept,
        invoice=_shown(papers.invoice, f"{address}/invoice"),
        credit_note=_shown(papers.credit_note, f"{address}/credit-note"),
        placed_at=order.placed_at,
        version=order.version,
        history=order.history if for_staff else (),
    )


def shown_enquiry(enquiry: Enquiry, *, for_staff: bool = False) -> ShownEnquiry:
    """The enquiry for its customer, or for a florist."""
    return ShownEnquiry(
        id=enquiry.id,
        state=enquiry.state,
        request=enquiry.request,
        quote=enquiry.quote,
        order_id=enquiry.order_id,
        asked_at=enquiry.asked_at,
        version=enquiry.version,
        history=enquiry.history if for_staff else (),
    )


def shown_line(line: Line) -> ShownLine:
    """A line as it was priced."""
    return ShownLine(
        sku=line.sku,
        name=line.name,
        quantity=line.quantity,
        unit_price=line.unit_price,
        total=line_total(line),
        tax_rate=line.tax_rate,
        recipe=line.recipe,
    )


def _shown_payment(payment: Payment, known: ClientSecret | None) -> ShownPayment:
    """With the secret of the attempt that the bank asks about now, of no other."""
    asked = payment.attempt if payment.state is PaymentState.ACTION_REQUIRED else ""
    secret = known.client_secret if known and known.attempt == asked else ""
    return ShownPayment(payment.state, payment.decline_code, secret)


def _shown(paper: Invoice | None, url: str) -> ShownInvoice | None:
    return ShownInvoice(paper.number, url) if paper else None


def shown_profile(profile: Profile) -> ShownProfile:
    """The profile for its owner."""
    return ShownProfile(
        email=profile.email,
        new_email=profile.new_email,
        name=profile.name,
        address=profile.address,
        recipients=profile.recipients,
        reminders=profile.reminders,
    )


def digest_of(body: Body) -> str:
    """SHA-256 of what a body says, however it was spelled."""
    import hashlib

    return hashlib.sha256(msgspec.json.encode(body, order="sorted")).hexdigest()
