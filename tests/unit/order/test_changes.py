"""The shop's policy about changes: until when, for whom, and what is kept."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from services.contracts.common import AuditEntry, Reason
from services.contracts.inventory import Zone
from services.contracts.order_messages import CancelOrder, RefundOrder, SubstituteStems
from services.contracts.orders import (
    OPEN,
    Balance,
    Occasion,
    Order,
    Payment,
    PaymentState,
    Refund,
    State,
    Stock,
)
from services.order.domain import changes
from services.order.domain import order as domain
from services.policy.delivery import cutoff_of
from services.policy.orders import deposit_kept
from tests.shop import CATALOGUE, CUTOFF, FLORA, NOW, RED_ROSE, TOMORROW, an_order

DEPOSIT, REST = 1200, 3000
FLEUR = "sub-fleur"
CONFIRMED = replace(
    an_order(), state=State.CONFIRMED, stock=Stock.RESERVED, changeable_until=CUTOFF
)
PAID = replace(CONFIRMED, payment=Payment(PaymentState.CAPTURED, 4200, "1", version=4))
EVENT = replace(
    CONFIRMED,
    delivery=replace(CONFIRMED.delivery, day=date(2027, 6, 12)),
    changeable_until=None,
    occasion=Occasion("e" * 26, "Ida and Max"),
    payment=Payment(PaymentState.CAPTURED, DEPOSIT, "1", version=4),
    balance=Balance(REST, date(2027, 6, 5)),
)


def cancelled(order: Order, at: datetime, reason: Reason = Reason.CUSTOMER) -> Order:
    by = FLORA.id if reason is Reason.CUSTOMER else FLEUR
    return changes.cancelled_by_request(
        order, CancelOrder(order.id, by=by, reason=reason, requested_at=at)
    )


# ---- until when --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "last_second"),
    [
        (date(2026, 3, 29), datetime(2026, 3, 29, 11, 59, 59, tzinfo=UTC)),
        (date(2026, 10, 25), datetime(2026, 10, 25, 12, 59, 59, tzinfo=UTC)),
        (date(2028, 2, 29), datetime(2028, 2, 29, 12, 59, 59, tzinfo=UTC)),
        (date(2027, 1, 1), datetime(2027, 1, 1, 12, 59, 59, tzinfo=UTC)),
        (
            date(2026, 7, 15),
            datetime(2026, 7, 15, 23, 59, 59, tzinfo=ZoneInfo("Pacific/Auckland")),
        ),
    ],
    ids=["an hour is left out", "an hour comes twice", "29 February", "New Year", "elsewhere"],
)
def test_an_order_can_be_cancelled_until_two_in_the_afternoon_in_the_shop(
    day: date, last_second: datetime
) -> None:
    zone = Zone("city", "City", "DE", ("10",), "14:00", 0, 40)
    order = replace(CONFIRMED, changeable_until=cutoff_of(zone, day))
    assert cancelled(order, last_second).state is State.CANCELLED
    assert cancelled(order, last_second + timedelta(seconds=1)) == order


def test_what_nobody_has_paid_for_can_be_cancelled_at_any_time() -> None:
    placed = replace(CONFIRMED, state=State.PLACED)
    assert cancelled(placed, CUTOFF + timedelta(hours=3)).state is State.CANCELLED


# ---- what is kept ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "kept"),
    [
        (datetime(2027, 5, 29, 21, 59, tzinfo=UTC), 0),
        (datetime(2027, 5, 29, 22, 0, tzinfo=UTC), DEPOSIT),
        (datetime(2027, 5, 30, 9, 59, tzinfo=ZoneInfo("Pacific/Auckland")), 0),
        (datetime(2027, 6, 12, 6, 0, tzinfo=UTC), DEPOSIT),
    ],
    ids=["the last minute of the 14th day", "the first of the 13th", "elsewhere", "on the day"],
)
def test_two_weeks_before_an_event_end_at_midnight_in_the_shop(at: datetime, kept: int) -> None:
    assert cancelled(EVENT, at).kept == kept
    assert cancelled(EVENT, at, Reason.FLORIST).kept == 0


@pytest.mark.parametrize(
    ("order", "kept"),
    [
        (PAID, 0),
        (replace(EVENT, payment=replace(EVENT.payment, state=PaymentState.AUTHORISED)), 0),
        (replace(EVENT, payment=Payment()), 0),
        (replace(EVENT, refunds=(Refund("r1", 200, "fewer guests"),)), DEPOSIT - 200),
        (replace(EVENT, refunds=(Refund("r1", DEPOSIT + 1, "sorry"),)), 0),
    ],
    ids=["no event", "only held", "not paid", "partly given back", "all given back"],
)
def test_nothing_is_kept_but_what_was_taken_of_a_deposit(order: Order, kept: int) -> None:
    assert deposit_kept(order, datetime(2027, 6, 11, 9, 0, tzinfo=UTC)) == kept


# ---- giving back -------------------------------------------------------------------------------

REFUNDS = st.lists(
    st.tuples(st.sampled_from(["r1", "r2", "r3", "r4"]), st.integers(1, 5000)), max_size=12
)


@given(REFUNDS)
def test_refunds_never_exceed_what_was_taken_and_each_is_made_once(
    wanted: list[tuple[str, int]],
) -> None:
    order = PAID
    for name, amount in wanted:
        command = RefundOrder(order.id, name, amount, "wilted", by=FLEUR, requested_at=NOW)
        after = changes.refunded(order, command)
        assert changes.refunded(after, command) == after
        assert 0 <= after.taken == 4200 - after.refunded
        assert len(after.history) == len(after.refunds)
        order = after
    assert len({refund.id for refund in order.refunds}) == len(order.refunds)


WHITE_ROSE = replace(RED_ROSE, sku="rose-white", name="White rose")
SOLD = {item.sku: item for item in (*CATALOGUE, WHITE_ROSE)}


@given(
    st.lists(
        st.tuples(
            st.sampled_from("abcdef"), st.sampled_from(["rose-red", "eucalyptus"]),
            st.integers(1, 14),
        ),
        max_size=12,
    )
)  # fmt: skip
def test_never_more_stems_are_replaced_than_there_are(wanted: list[tuple[str, str, int]]) -> None:
    order = CONFIRMED
    for name, instead_of, quantity in wanted:
        command = SubstituteStems(
            order.id, name, instead_of, "rose-white", quantity, by=FLEUR, requested_at=NOW
        )
        order = changes.substituted(order, command, SOLD)
        assert changes.substituted(order, command, SOLD) == order
    for sku, needed in order.stems().items():
        assert sum(s.quantity for s in order.substitutes if s.instead_of == sku) <= needed


@pytest.mark.finding("A11")
@pytest.mark.parametrize("sku", ["rose-blue", "vase-glass", "a-dozen-red", "rose-red"])
def test_nothing_stands_in_for_a_rose_but_another_stem_that_is_sold(sku: str) -> None:
    command = SubstituteStems(CONFIRMED.id, "s1", "rose-red", sku, 1, by=FLEUR, requested_at=NOW)
    assert changes.substituted(CONFIRMED, command, SOLD) == CONFIRMED


@pytest.mark.finding("A11")
def test_what_stood_in_on_one_day_does_not_on_another() -> None:
    command = SubstituteStems(
        CONFIRMED.id, "s1", "rose-red", "rose-white", 1, by=FLEUR, requested_at=NOW
    )
    replaced = changes.substituted(CONFIRMED, command, SOLD)
    same, other = (
        replace(replaced, requested_delivery=replace(replaced.delivery, day=day), revision=1)
        for day in (TOMORROW, TOMORROW + timedelta(days=1))
    )
    assert changes.delivery_change_granted(same, 1, None).substitutes == replaced.substitutes
    assert changes.delivery_change_granted(other, 1, None).substitutes == ()


def test_the_lines_of_an_event_are_its_own_and_no_stems_of_the_shop() -> None:
    command = SubstituteStems(
        EVENT.id, "s1", "rose-red", "rose-white", 1, by=FLEUR, requested_at=NOW
    )
    assert changes.substituted(EVENT, command, SOLD) == EVENT


# ---- forgetting --------------------------------------------------------------------------------


def test_to_forget_leaves_nothing_that_the_customer_wrote() -> None:
    words = "Iris turns forty"
    own = replace(EVENT.lines[0], name=words, is_own=True)
    order = replace(
        EVENT,
        lines=(own,),
        delivery=replace(EVENT.delivery, instructions=words),
        card_message=words,
        gift_occasion=words,
        occasion=Occasion("e" * 26, words),
    )
    assert words not in str(changes.erased(order))


@pytest.mark.finding("A14")
def test_to_forget_leaves_nothing_that_florists_wrote_about_a_person() -> None:
    words = "Iris turns forty"
    order = replace(
        EVENT,
        lines=tuple(replace(line, name=words) for line in EVENT.lines),
        refunds=(Refund("r1", 100, words),),
        history=(AuditEntry("cancelled", FLEUR, NOW, note=words),),
    )
    after = changes.erased(order)
    assert words not in str(after)
    assert [refund.amount for refund in after.refunds] == [100]
    assert [(entry.what, entry.by) for entry in after.history] == [("cancelled", FLEUR)]
    assert after.total == order.total
    assert changes.erased(after) == after


@pytest.mark.parametrize("state", State)
def test_erasure_changes_nothing_that_bookkeeping_needs(state: State) -> None:
    order = replace(PAID, state=state)
    after = changes.erased(order)
    assert (after.lines, after.total, after.payment) == (order.lines, 4200, order.payment)
    assert (after.buyer, after.delivery.recipient) == (domain.NO_BUYER, domain.NOBODY)
    assert after.delivery.day == TOMORROW
    assert after.state is (State.CANCELLED if state in OPEN else state)
    assert changes.erased(after) == after
