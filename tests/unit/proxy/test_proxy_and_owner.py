"""The proxy and the order service decide alike: what one accepts changes something at the other."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from services.contracts.commissions import (
    AcceptQuote,
    DeclineQuote,
    Enquiry,
    EnquiryRequest,
    EnquiryState,
    QuotedLine,
    QuoteEnquiry,
    QuoteRequest,
)
from services.contracts.common import AuditEntry, Customer
from services.contracts.identifiers import enquiry_id
from services.contracts.message import Command
from services.contracts.order_messages import (
    CancelOrder,
    ChangeDelivery,
    DeliverOrders,
    RefundOrder,
    SettleRefunds,
    ShipOrders,
    SubstituteStems,
    UndoShipment,
)
from services.contracts.order_requests import SubstitutionPolicy
from services.contracts.orders import (
    MOST_AUDIT_ENTRIES,
    Balance,
    Occasion,
    Order,
    Payment,
    PaymentState,
    Refund,
    State,
    Stock,
    Substitute,
)
from services.contracts.payments import Books, Dispute, DisputeState, FailedRefund
from services.contracts.requests import Requests, key_of, mark_of
from services.order.domain import changes, commissions
from services.order.domain import order as domain
from services.policy.delivery import shop_day
from services.proxy.features import OPERATIONS
from tests.shop import (
    FLORA,
    FLORAS_ADDRESS,
    NOW,
    RECIPIENT,
    TOMORROW,
)
from tests.unit.proxy.asking import ITEMS, KEY, PLACED, Endpoint, ask, refusal_of

FLEUR = Customer("sub-fleur", "fleur@crassula.test")
TOTAL, DEPOSIT = PLACED.total, 1200
ELSEWHERE = replace(PLACED.delivery, instructions="Ring twice.")
ABOUT = f"{enquiry_id(FLORA.id, KEY)} {PLACED.id}"
ATTEMPT = key_of(mark_of(by=FLEUR.id, operation="", about=ABOUT, key=KEY, body=b""))
"""The refund or substitute that a request with this key is about."""
MOMENT = timedelta(microseconds=1)
AROUND_NOW = [NOW - MOMENT, NOW, NOW + MOMENT]
EARLIER = AuditEntry("refunded", FLEUR.id, NOW - timedelta(hours=1))

Bodies = st.SearchStrategy[dict[str, Any]]

payments = st.builds(
    Payment,
    state=st.sampled_from(PaymentState),
    amount=st.sampled_from([0, DEPOSIT, TOTAL - DEPOSIT, TOTAL]),
    attempt=st.sampled_from(["", ATTEMPT]),
    books=st.builds(
        Books,
        failed=st.sampled_from([(), (FailedRefund("r", 200),)]),
        disputes=st.sampled_from([(), (Dispute("du_1", 100, DisputeState.OPEN),)]),
    ),
)
paid_in_full = st.just(Payment(PaymentState.CAPTURED, TOTAL, "1"))
balances = st.none() | st.builds(
    Balance, amount=st.just(TOTAL - DEPOSIT), due_on=st.just(TOMORROW), payment=payments
)
LIMITS: dict[str, st.SearchStrategy[Any]] = {
    "requested_delivery": st.none() | st.just(ELSEWHERE),
    "delivery_requested_at": st.none() | st.sampled_from(AROUND_NOW),
    "changeable_until": st.none() | st.sampled_from(AROUND_NOW),
    "leaves_at": st.none() | st.just(NOW),
    "substitution": st.sampled_from(SubstitutionPolicy),
    "substitutes": st.sampled_from(
        [
            (),
            (Substitute("s", "rose-red", "rose-pink", 10),),
            (Substitute("s", "rose-red", "rose-pink", 12),),
            (Substitute(ATTEMPT, "rose-red", "rose-pink", 1),),
        ]
    ),
    "refunds": st.sampled_from(
        [(), (Refund("r", 200, "wilted"),), (Refund(ATTEMPT, DEPOSIT, "wilted"),)]
    ),
    "settled_refunds": st.sampled_from([(), ("r",)]),
    "history": st.sampled_from([MOST_AUDIT_ENTRIES - 1, MOST_AUDIT_ENTRIES]).map(
        lambda count: (EARLIER,) * count
    ),
}


def an_order_with(**facts: Any) -> Order:
    """The order with these facts, and with what stock and payment make of its state."""
    return domain.settle(replace(PLACED, **facts))


any_orders = st.builds(
    an_order_with,
    state=st.sampled_from(State),
    stock=st.sampled_from(Stock),
    payment=paid_in_full | payments,
    balance=balances,
    occasion=st.none() | st.just(Occasion("e" * 26, "Wedding")),
    **LIMITS,
)
ready_orders = st.builds(
    an_order_with,
    state=st.just(State.CONFIRMED),
    stock=st.just(Stock.RESERVED),
    payment=paid_in_full,
    **LIMITS,
)
orders = any_orders | ready_orders
"""Orders in every state, and at each limit."""

ENQUIRY = Enquiry(
    enquiry_id(FLORA.id, KEY),
    FLORA.id,
    EnquiryRequest("Wedding", shop_day(NOW), RECIPIENT, "+49 30 1234567", "White."),
    NOW - timedelta(days=1),
    history=(EARLIER,),
)
QUOTE = QuoteRequest((QuotedLine("Tables", 10, 4500, 7),), 20_000, NOW + timedelta(days=7))
quotes = st.sampled_from(AROUND_NOW).map(lambda until: replace(QUOTE, valid_until=until))
all_enquiries = st.builds(
    lambda days, **facts: replace(
        ENQUIRY,
        request=replace(ENQUIRY.request, day=shop_day(NOW) + timedelta(days=days)),
        **facts,
    ),
    days=st.sampled_from([6, 7, 8]),
    state=st.sampled_from(EnquiryState),
    quote=st.none() | quotes,
    version=st.sampled_from([2, 3]),
)


def order_after(order: Order, command: Command) -> Order:
    """What the order's owner makes of it, but for the note that it was asked."""
    return replace(noted_order_after(order, command), requests=Requests())


def noted_order_after(order: Order, command: Command) -> Order:
    """What the order's owner makes of it."""
    match command:
        case ShipOrders() | UndoShipment():
            is_asked = isinstance(command, ShipOrders)
            return domain.leaving(order, NOW, NOW) if is_asked else domain.shipment_undone(order)
        case DeliverOrders():
            return domain.delivered(order)
        case CancelOrder():
            return changes.cancelled_by_request(order, command)
        case ChangeDelivery():
            return changes.delivery_change_requested(order, command)
    return _order_after_staff(order, command)


def _order_after_staff(order: Order, command: Command) -> Order:
    match command:
        case RefundOrder():
            return changes.refunded(order, command)
        case SettleRefunds():
            return changes.refunds_settled(order, command)
        case SubstituteStems():
            return changes.substituted(order, command, ITEMS)
    raise TypeError(type(command))


def is_done_or_waits(order: Order, command: Command) -> bool:
    """Whether there is nothing left to do, or the command comes again until it can be judged."""
    match command:
        case ShipOrders() | UndoShipment():
            is_leaving = order.leaves_at is not None
            is_gone = is_leaving or order.state in (State.SHIPPED, State.DELIVERED)
            return is_gone if isinstance(command, ShipOrders) else not is_leaving
        case DeliverOrders():
            return order.state is State.DELIVERED
        case CancelOrder():
            return order.state is State.CANCELLED
        case ChangeDelivery():
            overtaken = (
                order.delivery_requested_at is not None and order.delivery_requested_at >= NOW
            )
            is_same = order.delivery == command.delivery
            return overtaken or is_same or changes.delivery_change_must_wait(order, command)
    return _is_done_by_staff(order, command)


def _is_done_by_staff(order: Order, command: Command) -> bool:
    match command:
        case RefundOrder():
            return ATTEMPT in [refund.id for refund in order.refunds]
        case SettleRefunds():
            return set(order.failed_refunds) <= set(order.settled_refunds)
        case SubstituteStems():
            return ATTEMPT in [substitute.id for substitute in order.substitutes]
    raise TypeError(type(command))


def enquiry_after(enquiry: Enquiry, command: Command) -> Enquiry:
    """What the enquiry's owner makes of it, but for the note that it was asked."""
    return replace(noted_enquiry_after(enquiry, command), requests=Requests())


def noted_enquiry_after(enquiry: Enquiry, command: Command) -> Enquiry:
    """What the enquiry's owner makes of it."""
    match command:
        case QuoteEnquiry():
            return commissions.quoted(enquiry, command)
        case AcceptQuote():
            return commissions.accepted(enquiry, command)
        case DeclineQuote():
            return commissions.declined(enquiry, command)
    raise TypeError(type(command))


def is_over(enquiry: Enquiry, command: Command) -> bool:
    """Whether what is asked for has happened already."""
    match command:
        case AcceptQuote():
            return enquiry.state is EnquiryState.ACCEPTED
        case DeclineQuote():
            return enquiry.state in (EnquiryState.DECLINED, EnquiryState.EXPIRED)
    return False


nothing: Bodies = st.just({})
deliveries: Bodies = st.sampled_from([PLACED.delivery, ELSEWHERE]).map(msgspec.to_builtins)
refunds: Bodies = st.fixed_dictionaries(
    {"amount": st.sampled_from([1, DEPOSIT, TOTAL - 200, TOTAL, TOTAL + 1]), "reason": st.just("!")}
)
settlements: Bodies = st.fixed_dictionaries(
    {"amount": st.sampled_from([1, 200]), "note": st.just("By a bank transfer.")}
)
substitutions: Bodies = st.fixed_dictionaries(
    {
        "instead_of": st.sampled_from(["rose-red", "tulip-white"]),
        "sku": st.sampled_from(["rose-pink", "vase-glass", "rose-blue", "rose-red"]),
        "quantity": st.sampled_from([1, 2, 3, 12, 13]),
    }
)
ABOUT_ORDERS: dict[str, tuple[Endpoint, Customer, Bodies]] = {
    "ship": (OPERATIONS["ship_order"].answer, FLEUR, nothing),
    "undo a shipment": (OPERATIONS["undo_shipment"].answer, FLEUR, nothing),
    "deliver": (OPERATIONS["deliver_order"].answer, FLEUR, nothing),
    "cancel": (OPERATIONS["cancel_order"].answer, FLORA, nothing),
    "cancel as florist": (
        OPERATIONS["cancel_order"].answer,
        FLEUR,
        st.just({"note": "The van is broken."}),
    ),
    "change the delivery": (OPERATIONS["change_delivery"].answer, FLORA, deliveries),
    "refund": (OPERATIONS["refund_order"].answer, FLEUR, refunds),
    "settle": (OPERATIONS["settle_refunds"].answer, FLEUR, settlements),
    "substitute": (OPERATIONS["substitute_stems"].answer, FLEUR, substitutions),
}
yes: Bodies = st.just({"version": 2, "buyer": msgspec.to_builtins(FLORAS_ADDRESS)})
ABOUT_ENQUIRIES: dict[str, tuple[Endpoint, Customer, Bodies]] = {
    "quote": (OPERATIONS["quote_enquiry"].answer, FLEUR, st.just(msgspec.to_builtins(QUOTE))),
    "accept": (OPERATIONS["accept_quote"].answer, FLORA, yes),
    "decline": (OPERATIONS["decline_quote"].answer, FLORA, nothing),
    "decline as florist": (OPERATIONS["decline_quote"].answer, FLEUR, nothing),
}


@pytest.mark.parametrize("asked", ABOUT_ORDERS)
@settings(max_examples=100, deadline=None)
@given(order=orders, data=st.data())
def test_proxy_and_owner_of_an_order_decide_alike(
    asked: str, order: Order, data: st.DataObject
) -> None:
    endpoint, caller, bodies = ABOUT_ORDERS[asked]
    body = data.draw(bodies)
    command = ask(endpoint, caller, body, None)
    refused = refusal_of(endpoint, caller, body, order)
    is_changed = order_after(order, command) != order
    if refused:
        assert refused.status is HTTPStatus.CONFLICT
        assert not is_changed, refused.detail
    else:
        assert is_changed or is_done_or_waits(order, command)


@pytest.mark.parametrize("asked", ABOUT_ENQUIRIES)
@settings(max_examples=100, deadline=None)
@given(enquiry=all_enquiries, data=st.data())
def test_proxy_and_owner_of_an_enquiry_decide_alike(
    asked: str, enquiry: Enquiry, data: st.DataObject
) -> None:
    endpoint, caller, bodies = ABOUT_ENQUIRIES[asked]
    body = data.draw(bodies)
    command = ask(endpoint, caller, body, None)
    refused = refusal_of(endpoint, caller, body, enquiry)
    is_changed = enquiry_after(enquiry, command) != enquiry
    if refused:
        assert refused.status is HTTPStatus.CONFLICT
        assert not is_changed, refused.detail
    else:
        assert is_changed or is_over(enquiry, command)
