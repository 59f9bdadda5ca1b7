"""An event is paid in two parts: the deposit by its customer, the balance by their stored card."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from services.contracts.order_messages import (
    OrderCancelled,
    OrderConfirmed,
    OrderPlaced,
    OrderShipped,
)
from services.contracts.orders import Balance, Occasion, Order, Payment, PaymentState
from services.contracts.payments import (
    CollectBalance,
    CollectBalances,
    Part,
    PaymentActionRequired,
    PaymentAuthorised,
    PaymentCaptured,
    PaymentDeclined,
)
from services.manifest import ORDER
from tests.claims import proves
from tests.integration.payment.harness import CHALLENGING, PaymentHarness, pay
from tests.shop import DOZEN, NOW, an_order

DAY = date(2027, 2, 20)
DUE = DAY - timedelta(days=7)
DAYS_UNTIL_DUE = (DUE - NOW.date()).days


def wedding() -> Order:
    return replace(
        an_order((DOZEN, 20), day=DAY),
        occasion=Occasion("e" * 26, "Wedding"),
        balance=Balance(60_000, DUE),
    )


WEDDING = wedding()


def deposited(harness: PaymentHarness) -> None:
    """The deposit is paid and taken."""
    harness.deliver(OrderPlaced(WEDDING), pay(WEDDING), OrderConfirmed(WEDDING))
    assert harness.told() == [
        PaymentAuthorised(WEDDING.id, 24_000, "attempt-1"),
        PaymentCaptured(WEDDING.id, 24_000),
    ]


@pytest.mark.parametrize("known", [True, False])
def test_an_order_is_told_of_a_capture_again_unless_its_announcement_shows_it(
    harness: PaymentHarness, *, known: bool
) -> None:
    harness.deliver(OrderPlaced(WEDDING), pay(WEDDING), OrderConfirmed(WEDDING))
    captured = harness.aws_server.messages(ORDER)[-1]
    assert isinstance(captured, PaymentCaptured)
    version = captured.version if known else captured.version - 1
    payment = Payment(PaymentState.CAPTURED, 24_000, "attempt-1", version=version)
    harness.deliver(OrderConfirmed(replace(WEDDING, payment=payment)))
    assert harness.told() == ([] if known else [PaymentCaptured(WEDDING.id, 24_000)])


@proves("U1", "FM-CLK-02:mitigation")
def test_the_deposit_is_taken_at_once_and_the_card_is_kept_for_the_rest(
    harness: PaymentHarness,
) -> None:
    deposited(harness)
    assert harness.settle(CollectBalances()) == 0
    assert harness.told() == [], "it is not due yet"
    harness.clock.days_pass(DAYS_UNTIL_DUE)
    assert harness.settle(CollectBalances(), CollectBalances()) == 0
    told = harness.told()
    assert set(told) == {PaymentAuthorised(WEDDING.id, 60_000, f"collect-{DUE}", part=Part.BALANCE)}
    harness.deliver(OrderConfirmed(WEDDING), OrderShipped(WEDDING))
    assert PaymentCaptured(WEDDING.id, 60_000, part=Part.BALANCE) in harness.told()
    taken = [intent["amount_received"] for intent in harness.provider.intents()]
    assert sorted(taken) == [24_000, 60_000]


@proves("T46")
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_balance_is_charged_once_wherever_the_provider_breaks(
    harness: PaymentHarness, when: str
) -> None:
    deposited(harness)
    harness.clock.days_pass(DAYS_UNTIL_DUE)
    harness.provider.fail("POST /v1/payment_intents", when, times=2)
    assert harness.settle(CollectBalances()) == 1
    assert harness.settle(CollectBalances()) == 0, "its day is not over, so it is the same attempt"
    assert len(harness.statuses()) == 2


@proves("T25")
def test_a_balance_whose_receipt_could_not_be_sent_is_told_when_its_message_comes_again(
    harness: PaymentHarness,
) -> None:
    deposited(harness)
    harness.clock.days_pass(DAYS_UNTIL_DUE)
    attempt = f"collect-{DUE}"
    for _ in range(2):
        harness.deliver(CollectBalance(WEDDING.id, attempt))
        assert harness.told() == [PaymentAuthorised(WEDDING.id, 60_000, attempt, part=Part.BALANCE)]


@proves("T25")
def test_a_deposit_is_held_anew_though_the_provider_breaks_when_its_hold_has_ended(
    harness: PaymentHarness,
) -> None:
    harness.deliver(OrderPlaced(WEDDING), pay(WEDDING))
    harness.provider.expire(harness.provider.intents()[0]["id"])
    ended = harness.provider_says("payment_intent.canceled")
    harness.told()
    harness.provider.fail("POST /v1/payment_intents$", "before", times=2)
    assert harness.deliver(*ended) == 1
    assert harness.deliver(*ended) == 0
    assert harness.told() == [PaymentAuthorised(WEDDING.id, 24_000, "attempt-1-renewed")]


def test_a_bank_that_wants_to_see_its_customer_says_no_on_three_days(
    harness: PaymentHarness,
) -> None:
    harness.deliver(OrderPlaced(WEDDING), pay(WEDDING, card=CHALLENGING))
    (asked,) = harness.told()
    assert isinstance(asked, PaymentActionRequired)
    harness.provider.authenticate(harness.client_secret(), success=True)
    harness.deliver(*harness.provider_says(), OrderConfirmed(WEDDING))
    harness.told()
    harness.clock.days_pass(DAYS_UNTIL_DUE)
    for _ in range(5):
        harness.settle(CollectBalances())
        harness.clock.days_pass(1)
    refusals = harness.told()
    assert [type(message) for message in refusals] == [PaymentDeclined] * 3
    harness.deliver(pay(WEDDING, "attempt-7", part=Part.BALANCE))
    assert harness.told() == [PaymentAuthorised(WEDDING.id, 60_000, "attempt-7", part=Part.BALANCE)]


def test_paying_the_deposit_twice_never_pays_the_balance(harness: PaymentHarness) -> None:
    harness.deliver(OrderPlaced(WEDDING), pay(WEDDING), pay(WEDDING, "attempt-2"), pay(WEDDING))
    assert set(harness.told()) == {PaymentAuthorised(WEDDING.id, 24_000, "attempt-1")}
    assert harness.statuses() == ["requires_capture"]


def test_what_the_shop_keeps_of_a_cancelled_event_is_not_given_back(
    harness: PaymentHarness,
) -> None:
    deposited(harness)
    harness.clock.days_pass(DAYS_UNTIL_DUE)
    harness.settle(CollectBalances())
    late = replace(WEDDING, kept=24_000)
    harness.deliver(OrderConfirmed(WEDDING), OrderCancelled(late), OrderCancelled(late))
    assert harness.provider.given_back() == 60_000


@pytest.mark.parametrize("rest", [18_000, 0], ids=["deposit", "whole price"])
def test_a_deposit_is_taken_at_once_however_near_the_event_is(
    harness: PaymentHarness, rest: int
) -> None:
    soon = NOW.date() + timedelta(days=4)
    near = replace(
        an_order((DOZEN, 10), day=soon),
        occasion=Occasion("e" * 26, "Funeral"),
        balance=Balance(rest, NOW.date()) if rest else None,
    )
    deposit = 42_000 - rest
    harness.deliver(OrderPlaced(near), pay(near), OrderConfirmed(near))
    assert harness.told()[-1] == PaymentCaptured(near.id, deposit)
    harness.deliver(OrderCancelled(replace(near, kept=deposit)))
    assert [intent["amount_received"] for intent in harness.provider.intents()] == [deposit]
    assert harness.provider.given_back() == 0


@proves("T46")
def test_a_balance_is_never_mistaken_for_the_deposit_that_was_paid_with_the_same_key(
    harness: PaymentHarness,
) -> None:
    deposited(harness)
    harness.provider.fail("POST /v1/payment_intents$", "before", times=2)
    balance = pay(WEDDING, part=Part.BALANCE)
    assert harness.deliver(balance) == 1
    harness.clock.days_pass(2)
    harness.provider.forget_keys()
    assert harness.deliver(balance) == 0
    assert harness.told() == [PaymentAuthorised(WEDDING.id, 60_000, "attempt-1", part=Part.BALANCE)]


def test_who_never_answered_their_bank_about_the_balance_is_charged_when_it_is_due(
    harness: PaymentHarness,
) -> None:
    deposited(harness)
    harness.deliver(pay(WEDDING, "attempt-2", CHALLENGING, Part.BALANCE))
    (asked,) = harness.told()
    assert isinstance(asked, PaymentActionRequired)
    harness.clock.days_pass(DAYS_UNTIL_DUE)
    assert harness.settle(CollectBalances()) == 0
    assert harness.told() == [
        PaymentDeclined(WEDDING.id, "attempt-2", "canceled", part=Part.BALANCE),
        PaymentAuthorised(WEDDING.id, 60_000, f"collect-{DUE}", part=Part.BALANCE),
    ]


def test_who_answered_their_bank_about_the_balance_is_not_charged_again(
    harness: PaymentHarness,
) -> None:
    deposited(harness)
    harness.deliver(pay(WEDDING, "attempt-2", CHALLENGING, Part.BALANCE))
    (asked,) = harness.told()
    assert isinstance(asked, PaymentActionRequired)
    harness.provider.authenticate(harness.client_secret(), success=True)
    harness.clock.days_pass(DAYS_UNTIL_DUE)
    assert harness.settle(CollectBalances()) == 0
    held = PaymentAuthorised(WEDDING.id, 60_000, "attempt-2", part=Part.BALANCE)
    assert harness.told() == [held]
    assert len(harness.statuses()) == 2


@proves("FM-CLK-01:mitigation")
@pytest.mark.parametrize(("days_late", "status"), [(3, "succeeded"), (4, "requires_capture")])
def test_what_is_held_while_its_owner_is_away_is_held_for_fewer_days(
    harness: PaymentHarness, days_late: int, status: str
) -> None:
    deposited(harness)
    harness.clock.days_pass(DAYS_UNTIL_DUE + days_late)
    harness.settle(CollectBalances())
    harness.deliver(OrderConfirmed(WEDDING))
    assert harness.statuses() == [status, "succeeded"]


@proves("FM-CLK-01:mitigation")
def test_nobody_is_charged_unseen_once_the_event_is_over(harness: PaymentHarness) -> None:
    deposited(harness)
    harness.clock.days_pass((DAY - NOW.date()).days + 1)
    assert harness.settle(CollectBalances()) == 0
    assert harness.told() == []


def test_a_cancelled_event_is_never_charged_with_its_balance(harness: PaymentHarness) -> None:
    deposited(harness)
    harness.deliver(OrderCancelled(WEDDING))
    harness.clock.days_pass(DAYS_UNTIL_DUE)
    harness.settle(CollectBalances())
    assert harness.provider.given_back() == 24_000
    assert len(harness.statuses()) == 1
