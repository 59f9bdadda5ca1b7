"""Money that was taken and does not stay: disputes, and refunds that fail afterwards."""

import pytest
from msgspec.structs import replace

from services.contracts.message import Message
from services.contracts.order_messages import (
    OrderCancelled,
    OrderPlaced,
    OrderRefunded,
    OrderShipped,
)
from services.contracts.orders import Payment, PaymentState, Refund
from services.contracts.payments import (
    DisputeState,
    FailedRefund,
    MoneyDiffers,
    PaymentCaptured,
    PaymentRefunded,
    PaymentVoided,
    RefundFailed,
)
from services.manifest import AGGREGATOR, NOTICES, ORDER
from services.payment.gateways.provider.webhooks import DISPUTES, REFUNDS
from tests.claims import proves
from tests.integration.payment.harness import VISA, PaymentHarness, pay
from tests.shop import an_order

FLOWERS = an_order()
WILTED = Refund("refund-1", 700, "three roses had wilted")
REFUNDED = replace(FLOWERS, refunds=(WILTED,))
NOT_ARRIVED = RefundFailed(FLOWERS.id, FLOWERS.customer, "refund-1", 700, "EUR")


def sold(harness: PaymentHarness, card: str = VISA) -> str:
    """The flowers are shipped and paid for; answers the provider's intent."""
    harness.deliver(OrderPlaced(FLOWERS), pay(FLOWERS, card=card), OrderShipped(FLOWERS))
    harness.told()
    intent: str = harness.provider.intents()[0]["id"]
    return intent


def last_captured(told: list[Message]) -> PaymentCaptured:
    return [each for each in told if isinstance(each, PaymentCaptured)][-1]


def told_order(harness: PaymentHarness) -> list[Message]:
    return harness.aws_server.messages(ORDER)


@proves("FM-PSP-11:effect")
@pytest.mark.finding("B10")
@pytest.mark.parametrize(
    ("state", "withdrawn"),
    [(DisputeState.OPEN, 4200), (DisputeState.WON, 0), (DisputeState.LOST, 4200)],
)
def test_a_dispute_is_heard_whatever_the_order_of_its_events(
    harness: PaymentHarness, state: DisputeState, withdrawn: int
) -> None:
    intent = sold(harness)
    dispute = harness.provider.dispute(intent)["id"]
    if state is not DisputeState.OPEN:
        harness.provider.decide(dispute, is_won=state is DisputeState.WON)
    said = harness.provider_says(*DISPUTES)
    assert harness.deliver(*said[::-1], *said) == 0
    (known,) = harness.receivable(FLOWERS.id)["disputes"]
    assert (known["id"], known["state"]) == (dispute, state)
    assert last_captured(told_order(harness)).books.withdrawn == withdrawn


@proves("FM-PSP-11:detection")
@pytest.mark.finding("B10")
def test_staff_find_a_dispute_in_their_list_at_once(harness: PaymentHarness) -> None:
    intent = sold(harness)
    dispute = harness.provider.dispute(intent)["id"]
    harness.told(AGGREGATOR)
    harness.deliver(*harness.provider_says("charge.dispute.created"))
    (listed,) = [m for m in harness.told(AGGREGATOR) if isinstance(m, MoneyDiffers)]
    assert (listed.mismatch.kind, listed.mismatch.intent) == ("disputed", dispute)


@pytest.mark.finding("B10")
def test_a_refund_of_a_disputed_charge_is_no_dead_letter_and_is_said_to_have_failed(
    harness: PaymentHarness,
) -> None:
    intent = sold(harness)
    harness.provider.dispute(intent)
    harness.told(NOTICES)
    assert harness.deliver(OrderRefunded(REFUNDED), OrderRefunded(REFUNDED)) == 0
    assert harness.provider.given_back() == 0
    assert harness.told(NOTICES) == [NOT_ARRIVED, NOT_ARRIVED]
    assert last_captured(told_order(harness)).books.failed == (FailedRefund("refund-1", 700),)


@proves("FM-PSP-12:effect")
@pytest.mark.finding("B11")
@pytest.mark.parametrize("webhooks", [(), REFUNDS])
def test_a_refund_that_fails_after_it_succeeded_is_undone(
    harness: PaymentHarness, webhooks: tuple[str, ...]
) -> None:
    sold(harness)
    assert harness.deliver(OrderRefunded(REFUNDED)) == 0
    assert harness.told(NOTICES)[-1:] == [
        PaymentRefunded(FLOWERS.id, FLOWERS.customer, "refund-1", 700, "EUR")
    ]
    harness.told()
    harness.provider.fail_refund(harness.provider.refunds()[0]["id"])
    said = harness.provider_says(*webhooks) if webhooks else harness.provider_says("refund.failed")
    assert harness.deliver(*said[::-1], *said) == 0
    row = harness.receivable(FLOWERS.id)
    assert (row["paid_back"], row["failed"]) == ({}, {"refund-1": 700})
    assert set(harness.told(NOTICES)) == {NOT_ARRIVED}
    books = last_captured(told_order(harness)).books
    assert (books.taken, books.failed) == (4200, (FailedRefund("refund-1", 700),))


@pytest.mark.finding("B11")
def test_a_refund_that_failed_is_never_asked_for_again_by_itself(harness: PaymentHarness) -> None:
    sold(harness, "pm_card_refundFail")
    harness.deliver(OrderRefunded(REFUNDED), *harness.provider_says(*REFUNDS))
    assert harness.deliver(OrderRefunded(REFUNDED), OrderRefunded(REFUNDED)) == 0
    harness.provider.forget_keys()
    harness.deliver(*harness.provider_says(*REFUNDS), OrderRefunded(REFUNDED))
    assert len(harness.provider.refunds()) == 1


@pytest.mark.finding("A15")
@pytest.mark.parametrize("arrives", [True, False])
def test_a_second_refund_says_nothing_of_the_first_again(
    harness: PaymentHarness, *, arrives: bool
) -> None:
    sold(harness)
    harness.deliver(OrderRefunded(REFUNDED))
    first = replace(WILTED, is_paid=True)
    known = replace(REFUNDED, refunds=(first,))
    if not arrives:
        harness.provider.fail_refund(harness.provider.refunds()[0]["id"])
        harness.deliver(*harness.provider_says(*REFUNDS))
        books = last_captured(told_order(harness)).books
        known = replace(known, payment=Payment(PaymentState.CAPTURED, 4200, books=books))
    harness.told(NOTICES)
    second = Refund("refund-2", 300, "it came late")
    again = OrderRefunded(replace(known, refunds=(first, second)))
    assert harness.deliver(again, again) == 0
    news = PaymentRefunded(FLOWERS.id, FLOWERS.customer, "refund-2", 300, "EUR")
    assert harness.told(NOTICES) == [news, news]


@pytest.mark.finding("B11")
def test_a_refund_that_takes_its_time_counts_as_made(harness: PaymentHarness) -> None:
    sold(harness, "pm_card_pendingRefund")
    assert harness.deliver(OrderRefunded(REFUNDED), *harness.provider_says(*REFUNDS)) == 0
    row = harness.receivable(FLOWERS.id)
    assert (row["paid_back"], row["failed"]) == ({"refund-1": 700}, {})


@pytest.mark.finding("B10")
def test_a_cancelled_order_gives_back_what_was_disputed_once_that_is_won(
    harness: PaymentHarness,
) -> None:
    intent = sold(harness)
    dispute = harness.provider.dispute(intent, amount=3000)["id"]
    harness.deliver(*harness.provider_says(*DISPUTES))
    harness.told()
    # While the bank decides the provider refunds nothing of the charge.
    assert harness.deliver(OrderCancelled(FLOWERS)) == 0
    assert harness.provider.given_back() == 0
    assert harness.receivable(FLOWERS.id)["failed"] == {"cancellation": 1200}
    harness.provider.decide(dispute, is_won=True)
    assert harness.deliver(*harness.provider_says(*DISPUTES)) == 0
    assert harness.provider.given_back() == 3000
    assert harness.deliver(OrderCancelled(FLOWERS)) == 0
    assert harness.provider.given_back() == 3000


@proves("FM-PSP-11:mitigation")
@pytest.mark.finding("B10")
def test_a_cancelled_order_that_is_disputed_whole_gives_nothing_back_twice(
    harness: PaymentHarness,
) -> None:
    harness.provider.dispute(sold(harness))
    harness.deliver(*harness.provider_says(*DISPUTES), OrderCancelled(FLOWERS))
    assert harness.provider.given_back() == 0
    voided = [m for m in told_order(harness) if isinstance(m, PaymentVoided)][-1]
    assert (voided.books.returned, voided.books.withdrawn, voided.books.failed) == (0, 4200, ())


@pytest.mark.finding("B11")
def test_a_cancellation_whose_refund_fails_says_so(harness: PaymentHarness) -> None:
    sold(harness, "pm_card_refundFail")
    harness.deliver(OrderCancelled(FLOWERS))
    harness.deliver(*harness.provider_says(*REFUNDS))
    voided = [m for m in told_order(harness) if isinstance(m, PaymentVoided)][-1]
    assert (voided.books.taken, voided.books.returned) == (4200, 0)
    assert voided.books.failed == (FailedRefund("cancellation", 4200),)


@proves("FM-PSP-11:mitigation")
@pytest.mark.finding("B10", "B11")
@pytest.mark.parametrize(("amount", "covered"), [(None, 700), (3000, 0), (3800, 300)])
def test_what_a_refund_failed_to_give_back_and_a_bank_has_taken_is_not_owed_as_well(
    harness: PaymentHarness, amount: int | None, covered: int
) -> None:
    intent = sold(harness)
    harness.deliver(OrderRefunded(REFUNDED))
    harness.provider.fail_refund(harness.provider.refunds()[0]["id"])
    harness.deliver(*harness.provider_says(*REFUNDS))
    harness.told(AGGREGATOR)
    dispute = harness.provider.dispute(intent, **({"amount": amount} if amount else {}))["id"]
    harness.deliver(*harness.provider_says(*DISPUTES))
    assert last_captured(told_order(harness)).books.covered == covered
    kinds = {m.mismatch.kind for m in harness.told(AGGREGATOR) if isinstance(m, MoneyDiffers)}
    assert kinds == {"disputed", *(["refund_failed"] if covered < 700 else [])}
    harness.provider.decide(dispute, is_won=True)
    harness.deliver(*harness.provider_says(*DISPUTES))
    assert last_captured(told_order(harness)).books.covered == 0


@pytest.mark.finding("B10", "B11")
def test_what_people_do_in_the_dashboard_about_other_money_is_left_alone(
    harness: PaymentHarness,
) -> None:
    intent = sold(harness)
    harness.provider.give_back(intent, 100)
    harness.provider.fail_refund(harness.provider.refunds()[0]["id"])
    harness.provider.charge("nobody", 999)
    harness.provider.dispute(harness.provider.intents()[0]["id"])
    assert harness.deliver(*harness.provider_says(*REFUNDS, *DISPUTES)) == 0
    row = harness.receivable(FLOWERS.id)
    assert (row["failed"], row["disputes"]) == ({}, [])


@pytest.mark.finding("B12")
@pytest.mark.parametrize("status", [409, 429])
def test_the_provider_s_limits_are_waited_out(harness: PaymentHarness, status: int) -> None:
    harness.deliver(OrderPlaced(FLOWERS))
    harness.provider.fail("POST /v1/payment_intents", "status", times=3, status=status)
    unconsumed = harness.deliver(pay(FLOWERS))
    unconsumed += harness.deliver(pay(FLOWERS)) if unconsumed else 0
    harness.provider.heal()
    assert harness.deliver(pay(FLOWERS)) == 0
    assert harness.statuses() == ["requires_capture"]


@proves("FM-PSP-13:effect")
@pytest.mark.finding("B12")
def test_what_a_card_cannot_be_charged_with_is_a_refusal_and_no_dead_letter(
    harness: PaymentHarness,
) -> None:
    cheap = replace(FLOWERS, total=30)
    assert harness.deliver(OrderPlaced(cheap), pay(cheap)) == 0
    assert harness.statuses() == []
