"""An order as the API shows it."""

from collections.abc import Mapping
from datetime import date, datetime

from services.contracts.common import (
    AuditEntry,
    Buyer,
    EnquiryId,
    Minor,
    Name,
    OrderId,
    Reason,
    Sku,
    Text,
)
from services.contracts.identifiers import order_number
from services.contracts.invoices import Invoice
from services.contracts.order_requests import Delivery, SubstitutionPolicy
from services.contracts.orders import Line, Order, Payment, PaymentState, State, Substitute
from services.contracts.payments import Dispute, Part
from services.contracts.values import Value
from services.policy.bouquets import contents_of
from services.policy.orders import (
    deposit_kept,
    may_cancel,
    may_cancel_as_florist,
    may_change_delivery,
    may_deliver,
    may_refund,
    may_ship,
    may_substitute_some,
)
from services.policy.payments import (
    amount_of,
    disputed,
    given_back,
    held,
    is_taken_at_once,
    lost,
    payable_part,
    refundable,
    unpaid_refunds,
)
from services.policy.pricing import line_total
from services.policy.refusal import Refusal
from services.proxy.bodies import Refused, shown_refusals
from services.proxy.cache import ClientSecret, Documents
from services.proxy.routes import PREFIX

SMALLEST = 1
"""The smallest refund, in minor units."""
NEW = ""
"""No refund has this id yet."""
Secrets = Mapping[str, ClientSecret]
"""By the part of the order that is paid."""


class ShownLine(Value):
    """A line of an order. Amounts are minor units, tax included.

    `recipe` counts the stems of one bouquet, as it was priced; it is empty for what is no bouquet.
    `wrap` is the paper round it, and `contents` says both in words. With `is_own` the customer put
    it together: `name` is what they call it.
    """

    sku: Sku
    name: Name
    quantity: int
    unit_price: Minor
    total: Minor
    tax_rate: int
    recipe: dict[Sku, int]
    wrap: Sku | None
    is_own: bool
    contents: str


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
    """A part of the price that goes back, and whether it has.

    `failed` did not arrive: the shop still owes it, unless it paid otherwise (`is_settled`).
    """

    id: str
    amount: Minor
    reason: str
    is_paid: bool
    failed: Minor
    is_settled: bool
    credit_note: ShownInvoice | None


class ShownObstacles(Value):
    """What is in the way of each action at the moment of the answer; null: nothing is.

    Null is also said of what has been done already, as `state` shows. The other answers are those
    that the action would be refused with. `cancel` is about whoever asks: a florist may cancel
    until the order ships, its customer until `changeable_until`, as for `change_delivery`
    and for the card's text, which is changed with it.
    """

    cancel: Refusal | None
    change_delivery: Refusal | None
    ship: Refusal | None
    deliver: Refusal | None
    refund: Refusal | None
    substitute: Refusal | None


class ShownPayable(Value):
    """The part of the price that the customer is asked to pay now."""

    part: Part
    amount: Minor


class ShownMoney(Value):
    """The money of an order, in minor units, at the moment of the answer.

    `taken` was charged, and neither given back nor taken back by a bank: so much may be refunded.
    `held` is authorised, not charged. `kept_if_cancelled` is what the shop keeps if whoever asks
    cancels now. `charged` was charged in all; null: an order of long ago, of which nobody noted it.
    `given_back` has gone back. `disputed` is with a bank that decides about a dispute; `lost` the
    customer got from their bank for good. `unpaid_refunds` did not arrive and are still owed.
    `is_taken_at_once`: what is paid now is not only held until the flowers leave.
    """

    payable: ShownPayable | None
    taken: Minor
    held: Minor
    kept_if_cancelled: Minor
    charged: Minor | None
    given_back: Minor
    disputed: Minor
    lost: Minor
    unpaid_refunds: Minor
    is_taken_at_once: bool


class ShownMoments(Value):
    """When an order reached each step (UTC); null: not yet, or that is not known.

    `delivery_changed` is when its customer asked for the delivery that it has now, `card_changed`
    when for the text of the card.
    """

    confirmed: datetime | None
    shipped: datetime | None
    delivered: datetime | None
    delivery_changed: datetime | None
    card_changed: datetime | None


class ShownOrder(Value):
    """An order as its customer, or a florist, sees it. `history`, `disputes` are for florists.

    Until `pay_by` (UTC) an order that is placed waits to be paid for.

    `number` is for people, such as `7K3M-Q2XV`; addresses contain the `id`. An event has an
    `occasion`, and came from the enquiry `enquiry_id`. What a florist has shipped leaves at
    `leaves_at`, which customers are not shown: until then the shipment can be undone.
    """

    id: OrderId
    number: str
    state: State
    reason: Reason | None
    lines: tuple[ShownLine, ...]
    delivery: Delivery
    requested_delivery: Delivery | None
    delivery_change_refused: Reason | None
    changeable_until: datetime | None
    obstacles: ShownObstacles
    buyer: Buyer
    email: str
    """Of its customer, for florists alone."""
    card_message: Text
    substitution: SubstitutionPolicy
    substitutes: tuple[Substitute, ...]
    occasion: str | None
    enquiry_id: EnquiryId | None
    gift_occasion: str | None
    total: Minor
    currency: str
    money: ShownMoney
    payment: ShownPayment
    balance: ShownBalance | None
    refunds: tuple[ShownRefund, ...]
    kept: Minor
    invoice: ShownInvoice | None
    credit_note: ShownInvoice | None
    placed_at: datetime
    pay_by: datetime | None
    moments: ShownMoments
    leaves_at: datetime | None
    version: int
    delivery_version: int
    """Counts the deliveries that were requested: say it when you request one."""
    erasure_refused_at: datetime | None
    """When its customer asked to be deleted, which an open order prevents; for florists."""
    disputes: tuple[Dispute, ...]
    refused: tuple[Refused, ...]
    history: tuple[AuditEntry, ...]


def shown_order(
    order: Order, documents: Documents, secrets: Secrets, now: datetime, *, for_staff: bool = False
) -> ShownOrder:
    """The order for its customer, or for a florist, who is shown no secret.

    `now` is when what is shown has to hold.
    """
    known = {} if for_staff else secrets
    address = f"{PREFIX}/orders/{order.id}"
    balance = order.balance
    return ShownOrder(
        id=order.id,
        number=order_number(order.id),
        state=order.state,
        reason=order.reason,
        lines=tuple(shown_line(line, order.names) for line in order.lines),
        delivery=order.delivery,
        requested_delivery=order.requested_delivery,
        delivery_change_refused=order.delivery_change_refused,
        changeable_until=order.changeable_until,
        obstacles=shown_obstacles(order, now, for_staff=for_staff),
        buyer=order.buyer,
        email=order.email if for_staff else "",
        card_message=order.card_message,
        substitution=order.substitution,
        substitutes=order.substitutes,
        occasion=order.occasion.name if order.occasion else None,
        enquiry_id=order.occasion.enquiry_id if order.occasion else None,
        gift_occasion=order.gift_occasion,
        total=order.total,
        currency=order.currency,
        money=shown_money(order, now, for_staff=for_staff),
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
                is_paid=refund.is_paid and not order.failed_of(refund.id),
                failed=order.failed_of(refund.id),
                is_settled=refund.id in order.settled_refunds,
                credit_note=_shown_document(
                    refund.credit_note or documents.of_refunds.get(refund.id),
                    f"{address}/refunds/{refund.id}/credit-note",
                ),
            )
            for refund in order.refunds
        ),
        kept=order.kept,
        invoice=_shown_document(documents.invoice, f"{address}/invoice"),
        credit_note=_shown_document(documents.credit_note, f"{address}/credit-note"),
        placed_at=order.placed_at,
        pay_by=order.pay_by,
        moments=shown_moments(order, documents.invoice),
        leaves_at=order.leaves_at if for_staff else None,
        version=order.version,
        delivery_version=order.revision,
        erasure_refused_at=order.erasure_refused_at if for_staff else None,
        disputes=order.disputes if for_staff else (),
        refused=shown_refusals(order.requests),
        history=order.history if for_staff else (),
    )


def shown_moments(order: Order, invoice: Invoice | None) -> ShownMoments:
    """When it reached each step: its invoice is issued as soon as it is confirmed."""
    acts = {entry.what: entry.at for entry in order.history}
    has_new_delivery = order.requested_delivery is None and order.delivery_change_refused is None
    return ShownMoments(
        confirmed=invoice.issued_at if invoice else None,
        shipped=acts.get("shipped"),
        delivered=acts.get("delivered"),
        delivery_changed=order.delivery_requested_at if has_new_delivery else None,
        card_changed=order.card_changed_at,
    )


def shown_obstacles(order: Order, now: datetime, *, for_staff: bool) -> ShownObstacles:
    """The policy's answers about an order, for its customer or for a florist."""
    return ShownObstacles(
        cancel=may_cancel_as_florist(order) if for_staff else may_cancel(order, now),
        change_delivery=may_change_delivery(order, now),
        ship=may_ship(order),
        deliver=may_deliver(order),
        refund=may_refund(order, NEW, SMALLEST),
        substitute=may_substitute_some(order),
    )


def shown_money(order: Order, now: datetime, *, for_staff: bool) -> ShownMoney:
    """The policy's amounts of an order, for its customer or for a florist."""
    part = payable_part(order)
    return ShownMoney(
        payable=ShownPayable(part, amount_of(order, part)) if part else None,
        taken=refundable(order),
        held=held(order),
        kept_if_cancelled=0 if for_staff else deposit_kept(order, now),
        charged=order.charged,
        given_back=given_back(order),
        disputed=disputed(order),
        lost=lost(order),
        unpaid_refunds=unpaid_refunds(order),
        is_taken_at_once=is_taken_at_once(order, now),
    )


def shown_line(line: Line, names: Mapping[Sku, Name]) -> ShownLine:
    """A line as it was priced, and what its stems and papers are called."""
    return ShownLine(
        sku=line.sku,
        name=line.name,
        quantity=line.quantity,
        unit_price=line.unit_price,
        total=line_total(line),
        tax_rate=line.tax_rate,
        recipe=line.recipe,
        wrap=line.wrap,
        is_own=line.is_own,
        contents=contents_of(line, names),
    )


def _shown_payment(payment: Payment, known: ClientSecret | None) -> ShownPayment:
    """The payment, with the secret of the current attempt only."""
    asked = payment.attempt if payment.state is PaymentState.ACTION_REQUIRED else ""
    secret = known.client_secret if known and known.attempt == asked else ""
    return ShownPayment(payment.state, payment.decline_code, secret)


def _shown_document(document: Invoice | None, url: str) -> ShownInvoice | None:
    return ShownInvoice(document.number, url) if document else None
