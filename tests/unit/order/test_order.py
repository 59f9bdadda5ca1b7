"""An order's state is a function of the facts, in whatever order they become known."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from services.contracts.bouquets import OWN_BOUQUET, RequestedBouquet
from services.contracts.common import Reason
from services.contracts.inventory import Shortage
from services.contracts.invoices import Invoice
from services.contracts.message import Event
from services.contracts.order_messages import (
    OrderCancelled,
    OrderConfirmed,
    OrderPlaced,
    OrderRefreshed,
    PaymentRequested,
)
from services.contracts.order_requests import RequestedLine
from services.contracts.orders import OPEN, Order, Payment, PaymentState, State, Stock
from services.contracts.payments import (
    Part,
    PaymentActionRequired,
    PaymentAuthorised,
    PaymentCaptured,
    PaymentDeclined,
    PaymentEvent,
    PaymentExpired,
)
from services.contracts.profiles import Profile
from services.order.domain import announcements, payments
from services.order.domain import order as domain
from tests.claims import proves
from tests.shop import (
    CATALOGUE,
    CUTOFF,
    DOZEN,
    FLORA,
    FLORAS_ADDRESS,
    NOW,
    RED_ROSE,
    SAGE,
    VASE,
    a_dozen_roses,
    an_order,
    at_todays_prices,
    place,
    request_for,
)

SOLD = {item.sku: item for item in CATALOGUE}
TOTAL = 4200

Fact = Callable[[Order], Order]

HOLD = timedelta(minutes=30)


def update(events: PaymentEvent) -> Fact:
    return partial(payments.apply_payment_update, update=events)


reserved: Fact = partial(domain.stock_reserved, cutoff=CUTOFF)
short: Fact = partial(domain.stock_short, missing=(Shortage(Reason.STOCK_SHORT, "rose-red"),))
ORDER_ID = an_order().id
DECLINED = PaymentDeclined(ORDER_ID, "1", "insufficient_funds", version=3)
AUTHORISED = PaymentAuthorised(ORDER_ID, TOTAL, "2", version=5)
CAPTURED = PaymentCaptured(ORDER_ID, TOTAL, version=6)
declined, authorised, captured = update(DECLINED), update(AUTHORISED), update(CAPTURED)
shipped: Fact = domain.shipped
delivered: Fact = domain.delivered
by_customer: Fact = partial(domain.cancelled, reason=Reason.CUSTOMER)
invoiced: Fact = partial(domain.invoiced, invoice=Invoice("C-2026-000001", "k", NOW))

FACTS = [reserved, authorised, declined, captured, shipped, delivered, by_customer, invoiced]


def told(*facts: Fact) -> Order:
    order = an_order()
    for fact in facts:
        order = fact(order)
    return order


# ---- placing ----------------------------------------------------------------------------------


def test_an_order_is_priced_from_the_catalogue() -> None:
    order = domain.place(place(request_for((DOZEN, 2), (VASE, 1))), SOLD, None, HOLD)
    assert (order.state, order.total) == (State.PLACED, 2 * 4200 + 1890)
    assert order.stems() == {"rose-red": 24, "eucalyptus": 6, "vase-glass": 1}


def test_a_stem_is_needed_as_itself_and_within_bouquets() -> None:
    order = domain.place(place(request_for((DOZEN, 1), (RED_ROSE, 3))), SOLD, None, HOLD)
    assert order.stems() == {"rose-red": 15, "eucalyptus": 3}


def test_an_unknown_item_cancels_the_order() -> None:
    order = domain.place(a_dozen_roses(), {}, None, HOLD)
    assert (order.state, order.reason) == (State.CANCELLED, Reason.UNKNOWN_SKU)


@pytest.mark.finding("H4")
def test_two_bouquets_of_ones_own_are_two_lines_and_their_stems_are_reserved_together() -> None:
    mum = RequestedBouquet({"rose-red": 5}, 2, SAGE.sku, "For Mum")
    dad = RequestedBouquet({"rose-red": 3, "eucalyptus": 1})
    request = at_todays_prices(replace(request_for((DOZEN, 1)), bouquets=(mum, dad)))
    order = domain.place(place(request), SOLD, None, HOLD)
    assert order.state is State.PLACED
    assert [line.name for line in order.lines] == ["For Mum", OWN_BOUQUET, "A Dozen Red"]
    assert order.stems() == {"rose-red": 10 + 3 + 12, "eucalyptus": 1 + 3, "wrap-sage": 2}
    assert order.names == {
        "rose-red": "Red rose", "eucalyptus": "Eucalyptus", "wrap-sage": "Sage paper",
    }  # fmt: skip


@pytest.mark.finding("M12")
def test_stems_without_a_bouquet_are_not_sold() -> None:
    loose = replace(request_for(), lines=(RequestedLine(RED_ROSE.sku, 3),), expected_total=3 * 320)
    order = domain.place(place(loose), SOLD, None, HOLD)
    assert (order.state, order.reason) == (State.CANCELLED, Reason.NO_BOUQUET)


@proves("FM-K25-04:mitigation")
def test_a_price_that_the_customer_did_not_see_is_never_charged() -> None:
    dearer = {"a-dozen-red": replace(DOZEN, price=4300)}
    order = domain.place(a_dozen_roses(), dearer, None, HOLD)
    assert (order.state, order.reason) == (State.CANCELLED, Reason.PRICE_CHANGED)


def test_the_buyer_is_the_requests_or_else_the_profiles() -> None:
    anonymous = place(request_for((DOZEN, 1), buyer=None))
    profile = Profile(customer=FLORA.id, address=FLORAS_ADDRESS)
    assert domain.place(anonymous, SOLD, profile, HOLD).buyer == FLORAS_ADDRESS
    nobody = domain.place(anonymous, SOLD, None, HOLD)
    assert (nobody.state, nobody.reason) == (State.CANCELLED, Reason.BUYER_UNKNOWN)


# ---- the state machine ------------------------------------------------------------------------


@given(st.permutations([reserved, authorised]))
def test_reserved_and_authorised_is_confirmed_whichever_came_first(facts: list[Fact]) -> None:
    assert told(*facts).state is State.CONFIRMED


@proves("T28", "FM-ORD-06:mitigation")
@given(st.lists(st.sampled_from([reserved, declined, delivered, shipped, invoiced])))
def test_nothing_ships_before_it_is_paid_for(facts: list[Fact]) -> None:
    assert told(*facts, shipped).state is State.PLACED


@proves("T28", "FM-ORD-06:mitigation")
def test_too_little_authorised_is_not_paid() -> None:
    too_little = update(PaymentAuthorised(ORDER_ID, TOTAL - 1, "1", version=5))
    assert told(reserved, too_little, shipped).state is State.PLACED


@proves("T46", "X22", "FM-ORD-05:mitigation")
@given(st.lists(st.sampled_from(FACTS), max_size=12))
def test_a_repeated_fact_changes_nothing(facts: list[Fact]) -> None:
    order = an_order()
    for fact in facts:
        order = fact(order)
        assert fact(order) == order


RANK = [State.PLACED, State.CONFIRMED, State.SHIPPED, State.DELIVERED]


@proves("T46", "X22", "FM-ORD-05:mitigation")
@given(st.lists(st.sampled_from([*FACTS, short]), max_size=15))
def test_an_order_never_moves_backwards(facts: list[Fact]) -> None:
    order = an_order()
    for fact in facts:
        after = fact(order)
        if order.state is State.CANCELLED:
            assert after.state is State.CANCELLED
            assert after.reason is order.reason
        elif after.state is not State.CANCELLED:
            assert RANK.index(after.state) >= RANK.index(order.state)
        else:
            assert order.state in OPEN
        order = after


@proves("T24", "FM-ORD-05:mitigation")
@given(st.permutations([reserved, reserved, authorised, authorised, declined, invoiced]))
def test_any_order_and_repetition_of_the_same_facts_gives_the_same_order(
    facts: list[Fact],
) -> None:
    order = told(*facts)
    assert order.state is State.CONFIRMED
    assert order.payment.state is PaymentState.AUTHORISED
    assert order.invoice is not None


def test_short_stock_cancels_with_its_reason_and_a_late_reservation_does_not_revive() -> None:
    full = partial(domain.stock_short, missing=(Shortage(Reason.DAY_FULL),))
    order = told(full, reserved, authorised)
    assert (order.state, order.reason) == (State.CANCELLED, Reason.DAY_FULL)
    assert order.stock is Stock.SHORT


def test_a_shipped_order_cannot_be_cancelled() -> None:
    order = told(reserved, authorised, shipped, by_customer)
    assert (order.state, order.reason) == (State.SHIPPED, None)


@pytest.mark.parametrize(("minutes", "overdue"), [(29, False), (31, True)])
def test_an_order_that_nobody_pays_is_overdue_after_the_hold(minutes: int, overdue: bool) -> None:  # noqa: FBT001
    placed = domain.place(a_dozen_roses(), SOLD, None, HOLD)
    now = NOW + timedelta(minutes=minutes)
    assert domain.is_overdue(declined(reserved(placed)), now) is overdue
    assert not domain.is_overdue(authorised(placed), now)


@proves("T46", "X22")
@given(st.permutations([DECLINED, AUTHORISED, CAPTURED, PaymentExpired(ORDER_ID, "0", version=2)]))
def test_the_last_event_of_a_payment_stands_in_whatever_order_they_come(
    events: list[PaymentEvent],
) -> None:
    assert told(*map(update, events)).payment.state is PaymentState.CAPTURED


STORY = (
    DECLINED,
    PaymentActionRequired(ORDER_ID, "2", version=4),
    AUTHORISED,
    CAPTURED,
)
"""What payment says, in the order in which it happened."""


@proves("T46", "X22", "FM-ORD-05:mitigation")
@given(st.lists(st.sampled_from([*STORY, *STORY]), max_size=10))
def test_events_that_are_late_or_doubled_end_in_the_newest_state(
    events: list[PaymentEvent],
) -> None:
    order = told(reserved, *map(update, events))
    last = max(events, key=lambda each: each.version, default=None)
    expected = told(update(last)).payment if last else Payment()
    assert (order.payment.state, order.payment.amount) == (expected.state, expected.amount)
    promised = any(each.version >= AUTHORISED.version for each in events)
    assert order.state is (State.CONFIRMED if promised else State.PLACED)
    if last is STORY[1]:
        assert order.payment.attempt == "2"


@proves("T28")
def test_an_order_whose_authorisation_has_ended_is_not_shipped_until_it_is_paid_again() -> None:
    ended = update(PaymentExpired(ORDER_ID, "2", version=6))
    again = update(PaymentAuthorised(ORDER_ID, TOTAL, "3", version=8))
    order = told(reserved, authorised, ended, shipped)
    assert (order.state, order.payment.state) == (State.CONFIRMED, PaymentState.EXPIRED)
    assert shipped(again(order)).state is State.SHIPPED


# ---- announcements ----------------------------------------------------------------------------


def test_a_payment_for_a_cancelled_order_announces_the_cancellation_again() -> None:
    order = told(by_customer, authorised)
    assert list(announcements.payment_secured(order)) == [OrderCancelled(order)]


def test_a_payment_before_the_stock_is_shown_to_readers() -> None:
    order = told(authorised)
    assert list(announcements.payment_secured(order)) == [OrderRefreshed(order)]


def test_a_customer_who_has_to_act_is_asked() -> None:
    ended = PaymentExpired(ORDER_ID, "2", version=6)
    order = told(reserved, authorised, update(ended))
    assert list(announcements.payment_not_secured(order, Part.FIRST)) == [PaymentRequested(order)]


@pytest.mark.parametrize("state", State)
def test_what_was_decided_is_announced_again_however_far_the_order_has_come(state: State) -> None:
    order = replace(an_order(), state=state)
    said: dict[State, list[Event]] = {
        State.PLACED: [],
        State.CANCELLED: [OrderCancelled(order)],
    }
    assert list(announcements.decided(order)) == said.get(state, [OrderConfirmed(order)])


def test_an_order_that_is_asked_for_again_is_announced_again_unless_it_was_cancelled() -> None:
    order, over = an_order(), told(by_customer)
    assert announcements.placed(order) == OrderPlaced(order)
    assert announcements.placed(over) == OrderCancelled(over)
