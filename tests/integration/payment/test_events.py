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
from tests.integration.payment.till import CHALLENGING, Till, pay
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


def deposited(till: Till) -> None:
    """The deposit is paid and taken."""
    till.deliver(OrderPlaced(WEDDING), pay(WEDDING), OrderConfirmed(WEDDING))
    assert till.told() == [
        PaymentAuthorised(WEDDING.id, 24_000, "attempt-1"),
        PaymentCaptured(WEDDING.id, 24_000),
    ]


@pytest.mark.parametrize("known", [True, False])
def test_an_order_is_told_of_a_capture_again_unless_its_announcement_shows_it(
    till: Till, *, known: bool
) -> None:
    till.deliver(OrderPlaced(WEDDING), pay(WEDDING), OrderConfirmed(WEDDING))
    captured = till.aws_server.messages(ORDER)[-1]
    assert isinstance(captured, PaymentCaptured)
    version = captured.version if known else captured.version - 1
    payment = Payment(PaymentState.CAPTURED, 24_000, "attempt-1", version=version)
    till.deliver(OrderConfirmed(replace(WEDDING, payment=payment)))
    assert till.told() == ([] if known else [PaymentCaptured(WEDDING.id, 24_000)])


@proves("U1", "FM-CLK-02:mitigation")
def test_the_deposit_is_taken_at_once_and_the_card_is_kept_for_the_rest(till: Till) -> None:
    deposited(till)
    assert till.settle(CollectBalances()) == 0
    assert till.told() == [], "it is not due yet"
    till.clock.days_pass(DAYS_UNTIL_DUE)
    assert till.settle(CollectBalances(), CollectBalances()) == 0
    told = till.told()
    assert set(told) == {PaymentAuthorised(WEDDING.id, 60_000, f"collect-{DUE}", part=Part.BALANCE)}
    till.deliver(OrderConfirmed(WEDDING), OrderShipped(WEDDING))
    assert PaymentCaptured(WEDDING.id, 60_000, part=Part.BALANCE) in till.told()
    taken = [intent["amount_received"] for intent in till.provider.intents()]
    assert sorted(taken) == [24_000, 60_000]


@proves("T46")
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_balance_is_charged_once_wherever_the_provider_breaks(till: Till, when: str) -> None:
    deposited(till)
    till.clock.days_pass(DAYS_UNTIL_DUE)
    till.provider.fail("POST /v1/payment_intents", when, times=2)
    assert till.settle(CollectBalances()) == 1
    assert till.settle(CollectBalances()) == 0, "its day is not over, so it is the same attempt"
    assert len(till.statuses()) == 2


@proves("T25")
def test_a_balance_whose_receipt_could_not_be_sent_is_told_when_its_message_comes_again(
    till: Till,
) -> None:
    deposited(till)
    till.clock.days_pass(DAYS_UNTIL_DUE)
    attempt = f"collect-{DUE}"
    for _ in range(2):
        till.deliver(CollectBalance(WEDDING.id, attempt))
        assert till.told() == [PaymentAuthorised(WEDDING.id, 60_000, attempt, part=Part.BALANCE)]


@proves("T25")
def test_a_deposit_is_held_anew_though_the_provider_breaks_when_its_hold_has_ended(
    till: Till,
) -> None:
    till.deliver(OrderPlaced(WEDDING), pay(WEDDING))
    till.provider.expire(till.provider.intents()[0]["id"])
    ended = till.provider_says("payment_intent.canceled")
    till.told()
    till.provider.fail("POST /v1/payment_intents$", "before", times=2)
    assert till.deliver(*ended) == 1
    assert till.deliver(*ended) == 0
    assert till.told() == [PaymentAuthorised(WEDDING.id, 24_000, "attempt-1-renewed")]


def test_a_bank_that_wants_to_see_its_customer_says_no_on_three_days(till: Till) -> None:
    till.deliver(OrderPlaced(WEDDING), pay(WEDDING, card=CHALLENGING))
    (asked,) = till.told()
    assert isinstance(asked, PaymentActionRequired)
    till.provider.authenticate(till.client_secret(), success=True)
    till.deliver(*till.provider_says(), OrderConfirmed(WEDDING))
    till.told()
    till.clock.days_pass(DAYS_UNTIL_DUE)
    for _ in range(5):
        till.settle(CollectBalances())
        till.clock.days_pass(1)
    refusals = till.told()
    assert [type(message) for message in refusals] == [PaymentDeclined] * 3
    till.deliver(pay(WEDDING, "attempt-7", part=Part.BALANCE))
    assert till.told() == [PaymentAuthorised(WEDDING.id, 60_000, "attempt-7", part=Part.BALANCE)]


def test_paying_the_deposit_twice_never_pays_the_balance(till: Till) -> None:
    till.deliver(OrderPlaced(WEDDING), pay(WEDDING), pay(WEDDING, "attempt-2"), pay(WEDDING))
    assert set(till.told()) == {PaymentAuthorised(WEDDING.id, 24_000, "attempt-1")}
    assert till.statuses() == ["requires_capture"]


def test_what_the_shop_keeps_of_a_cancelled_event_is_not_given_back(till: Till) -> None:
    deposited(till)
    till.clock.days_pass(DAYS_UNTIL_DUE)
    till.settle(CollectBalances())
    late = replace(WEDDING, kept=24_000)
    till.deliver(OrderConfirmed(WEDDING), OrderCancelled(late), OrderCancelled(late))
    assert till.provider.given_back() == 60_000


@pytest.mark.parametrize("rest", [18_000, 0], ids=["deposit", "whole price"])
def test_a_deposit_is_taken_at_once_however_near_the_event_is(till: Till, rest: int) -> None:
    soon = NOW.date() + timedelta(days=4)
    near = replace(
        an_order((DOZEN, 10), day=soon),
        occasion=Occasion("e" * 26, "Funeral"),
        balance=Balance(rest, NOW.date()) if rest else None,
    )
    deposit = 42_000 - rest
    till.deliver(OrderPlaced(near), pay(near), OrderConfirmed(near))
    assert till.told()[-1] == PaymentCaptured(near.id, deposit)
    till.deliver(OrderCancelled(replace(near, kept=deposit)))
    assert [intent["amount_received"] for intent in till.provider.intents()] == [deposit]
    assert till.provider.given_back() == 0


@proves("T46")
def test_a_balance_is_never_mistaken_for_the_deposit_that_was_paid_with_the_same_key(
    till: Till,
) -> None:
    deposited(till)
    till.provider.fail("POST /v1/payment_intents$", "before", times=2)
    balance = pay(WEDDING, part=Part.BALANCE)
    assert till.deliver(balance) == 1
    till.clock.days_pass(2)
    till.provider.forget_keys()
    assert till.deliver(balance) == 0
    assert till.told() == [PaymentAuthorised(WEDDING.id, 60_000, "attempt-1", part=Part.BALANCE)]


def test_who_never_answered_their_bank_about_the_balance_is_charged_when_it_is_due(
    till: Till,
) -> None:
    deposited(till)
    till.deliver(pay(WEDDING, "attempt-2", CHALLENGING, Part.BALANCE))
    (asked,) = till.told()
    assert isinstance(asked, PaymentActionRequired)
    till.clock.days_pass(DAYS_UNTIL_DUE)
    assert till.settle(CollectBalances()) == 0
    assert till.told() == [
        PaymentDeclined(WEDDING.id, "attempt-2", "canceled", part=Part.BALANCE),
        PaymentAuthorised(WEDDING.id, 60_000, f"collect-{DUE}", part=Part.BALANCE),
    ]


def test_who_answered_their_bank_about_the_balance_is_not_charged_again(till: Till) -> None:
    deposited(till)
    till.deliver(pay(WEDDING, "attempt-2", CHALLENGING, Part.BALANCE))
    (asked,) = till.told()
    assert isinstance(asked, PaymentActionRequired)
    till.provider.authenticate(till.client_secret(), success=True)
    till.clock.days_pass(DAYS_UNTIL_DUE)
    assert till.settle(CollectBalances()) == 0
    held = PaymentAuthorised(WEDDING.id, 60_000, "attempt-2", part=Part.BALANCE)
    assert till.told() == [held]
    assert len(till.statuses()) == 2


@proves("FM-CLK-01:mitigation")
@pytest.mark.parametrize(("days_late", "status"), [(3, "succeeded"), (4, "requires_capture")])
def test_what_is_held_while_its_owner_is_away_is_held_for_fewer_days(
    till: Till, days_late: int, status: str
) -> None:
    deposited(till)
    till.clock.days_pass(DAYS_UNTIL_DUE + days_late)
    till.settle(CollectBalances())
    till.deliver(OrderConfirmed(WEDDING))
    assert till.statuses() == [status, "succeeded"]


@proves("FM-CLK-01:mitigation")
def test_nobody_is_charged_unseen_once_the_event_is_over(till: Till) -> None:
    deposited(till)
    till.clock.days_pass((DAY - NOW.date()).days + 1)
    assert till.settle(CollectBalances()) == 0
    assert till.told() == []


def test_a_cancelled_event_is_never_charged_with_its_balance(till: Till) -> None:
    deposited(till)
    till.deliver(OrderCancelled(WEDDING))
    till.clock.days_pass(DAYS_UNTIL_DUE)
    till.settle(CollectBalances())
    assert till.provider.given_back() == 24_000
    assert len(till.statuses()) == 1
