"""Letters: what customers are written, in which words, and when not."""

from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec.structs import replace

from services.contracts.commissions import (
    Enquiry,
    EnquiryChanged,
    EnquiryRequest,
    EnquiryState,
    QuotedLine,
    QuoteRequest,
)
from services.contracts.common import Reason
from services.contracts.identifiers import order_number
from services.contracts.invoices import Invoice, InvoiceIssued
from services.contracts.message import Message
from services.contracts.order_messages import (
    DeliveryChangeAnswered,
    OrderCancelled,
    OrderDelivered,
    OrderPlaced,
    OrderShipped,
    PaymentRequested,
)
from services.contracts.orders import Balance, Occasion, Order, Payment, PaymentState, Refund, State
from services.contracts.payments import (
    PaymentRefunded,
)
from services.contracts.profiles import Reminder, ReminderDue
from services.contracts.topology import received_by
from services.manifest import NOTICES
from services.notices.domain.by_message import EMAILS, email_for
from services.notices.domain.email import Email
from services.notices.domain.wording import at, on
from services.policy.pricing import money
from tests.shop import DOZEN, FLORA, NOW, RECIPIENT, VASE, an_order

SITE = "https://flowers.example"
ENQUIRY_ID = "e" * 26
PAY_BY = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
ORDER = replace(an_order((DOZEN, 1), (VASE, 1)), pay_by=PAY_BY)
PAGE = f"{SITE}/shop/orders/{ORDER.id}"
WEDDING = replace(
    ORDER,
    total=150_000,
    occasion=Occasion(enquiry_id=ENQUIRY_ID, name="Ida and Max"),
    balance=Balance(amount=120_000, due_on=date(2026, 12, 10)),
)
QUOTE = QuoteRequest(
    lines=(QuotedLine(name="Tables", quantity=10, unit_price=15_000, tax_rate=7),),
    deposit=30_000,
    valid_until=datetime(2026, 12, 1, 11, 0, tzinfo=UTC),
    message="With peonies, if the winter is mild.",
)
ENQUIRY = Enquiry(
    id=ENQUIRY_ID,
    customer=FLORA.id,
    request=EnquiryRequest(
        occasion="Ida and Max",
        day=date(2027, 6, 12),
        venue=RECIPIENT,
        phone="+49 30 1234567",
        wishes="Wild and white",
    ),
    asked_at=NOW,
)


def written(message: Message, now: datetime = NOW) -> Email:
    email = email_for(message, now)
    assert email is not None
    assert email.customer == FLORA.id
    return email


def text(message: Message) -> str:
    return written(message).text(SITE)


def paid(order: Order, state: PaymentState) -> Order:
    return replace(order, payment=Payment(state, order.first_amount, attempt="try-1"))


def given_back(order: Order, amount: int) -> Order:
    return replace(order, refunds=(Refund("r1", amount, "wilted"),))


def rest(order: Order, state: PaymentState, attempt: str = "rest-1") -> Order:
    assert order.balance is not None
    payment = Payment(state=state, amount=order.balance.amount, attempt=attempt)
    return replace(order, balance=replace(order.balance, payment=payment))


def enquiry(state: EnquiryState, version: int = 2) -> EnquiryChanged:
    quote = None if state is EnquiryState.ENQUIRED else QUOTE
    return EnquiryChanged(replace(ENQUIRY, state=state, quote=quote, version=version))


# ---- words -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("minor", "words"),
    [(6090, "EUR 60.90"), (5, "EUR 0.05"), (0, "EUR 0.00"), (123_450, "EUR 1,234.50")],
)
def test_amounts_are_written_with_their_currency(minor: int, words: str) -> None:
    assert money(minor, "EUR") == words


def test_days_are_written_out() -> None:
    assert on(date(2027, 1, 1)) == "Friday, 1 January 2027"


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 7, 1, 16, 0, tzinfo=UTC), "Wednesday, 1 July 2026, 18:00"),
        (datetime(2026, 11, 23, 17, 0, tzinfo=UTC), "Monday, 23 November 2026, 18:00"),
        (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), "Friday, 1 January 2027, 00:30"),
    ],
)
def test_hours_are_those_of_the_shop(moment: datetime, words: str) -> None:
    assert at(moment) == words


# ---- orders ------------------------------------------------------------------------------------


def test_whoever_orders_is_told_what_to_pay_and_until_when() -> None:
    email = written(OrderPlaced(ORDER))
    assert email.occasion == f"order:{ORDER.id}:placed"
    assert email.subject == "We have your order"
    assert email.text(SITE) == (
        "Hello,\n\n"
        "Thank you for your order. We are to deliver it on Tuesday, 24 November 2026"
        " to Iris Wiesenthal.\n\n"
        "1 x A Dozen Red\n1 x Glass vase\n\n"
        "Please pay the price, EUR 60.90, by Monday, 23 November 2026, 18:00;"
        " then we confirm it.\n\n"
        "1 x A Dozen Red: EUR 42.00\n1 x Glass vase: EUR 18.90\nTotal, VAT included: EUR 60.90\n\n"
        f"{PAGE}/pay\n\n"
        f"Your order has the number {order_number(ORDER.id)}.\n\n"
        "With kind regards,\nCrassula"
    )


def test_whoever_orders_for_an_event_is_asked_for_the_deposit_and_told_of_the_rest() -> None:
    said = text(OrderPlaced(WEDDING))
    assert "the flowers for Ida and Max" in said
    assert "pay the deposit, EUR 300.00, by" in said
    assert "The rest, EUR 1,200.00, is charged to the same card on Thursday, 10 Dec" in said


def test_an_order_is_confirmed_with_the_number_of_its_invoice() -> None:
    invoice = Invoice("2026-000042", "invoices/2026/2026-000042.pdf", NOW)
    email = written(InvoiceIssued(ORDER.id, FLORA.id, invoice))
    assert email.occasion == f"order:{ORDER.id}:confirmed"
    assert "the number 2026-000042" in email.text(SITE)
    assert PAGE in email.text(SITE)
    assert ".pdf" not in email.text(SITE)


def test_shipped_and_delivered_are_one_letter_each() -> None:
    under_way, arrived = written(OrderShipped(ORDER)), written(OrderDelivered(ORDER))
    assert under_way.occasion == f"order:{ORDER.id}:shipped"
    assert "on their way to Iris Wiesenthal" in under_way.text(SITE)
    assert arrived.occasion == f"order:{ORDER.id}:delivered"
    assert "have arrived" in arrived.text(SITE)


@pytest.mark.finding("M7")
def test_whoever_asks_for_another_delivery_is_told_what_came_of_it() -> None:
    moved = replace(ORDER, revision=1)
    granted = written(DeliveryChangeAnswered(moved))
    assert granted.occasion == f"order:{ORDER.id}:delivery:1"
    assert granted.subject == "Your delivery is changed"
    assert "come on Tuesday, 24 November 2026 to Iris Wiesenthal" in granted.text(SITE)
    refused = written(
        DeliveryChangeAnswered(
            replace(moved, revision=2, delivery_change_refused=Reason.NOT_DELIVERED_THERE)
        )
    )
    assert refused.occasion == f"order:{ORDER.id}:delivery:2"
    assert "we do not deliver to that address" in refused.text(SITE)
    assert "the delivery stays as it was" in refused.text(SITE)


@pytest.mark.finding("M7")
def test_whoever_changes_the_card_is_told_what_it_says_now() -> None:
    first, later = NOW, NOW + timedelta(minutes=1)
    new = replace(
        ORDER, card_message="Get well!", card_changed_at=later, delivery_requested_at=first
    )
    alone = written(DeliveryChangeAnswered(new))
    assert alone.occasion == f"order:{ORDER.id}:card:{later.isoformat()}"
    assert (alone.subject, "Get well!" in alone.text(SITE)) == ("Your card is changed", True)
    with_delivery = written(
        DeliveryChangeAnswered(replace(new, revision=1, delivery_requested_at=later))
    )
    assert with_delivery.occasion == f"order:{ORDER.id}:delivery:1"
    assert "Get well!" in with_delivery.text(SITE)
    older = written(
        DeliveryChangeAnswered(replace(new, revision=1, delivery_requested_at=later + timedelta(1)))
    )
    assert "Get well!" not in older.text(SITE), "it was told before"
    none = written(DeliveryChangeAnswered(replace(new, card_message="")))
    assert "there is none any more" in none.text(SITE)


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_for_the_end_of_an_order_is_told(reason: Reason) -> None:
    email = written(OrderCancelled(replace(ORDER, reason=reason)))
    assert email.occasion == f"order:{ORDER.id}:cancelled"
    assert email.paragraphs[0] != "Your order is cancelled."
    assert email.paragraphs[1:] == ("You are not charged anything.",)


@pytest.mark.parametrize(
    ("order", "words"),
    [
        (
            paid(ORDER, PaymentState.AUTHORISED),
            ["EUR 60.90 was set aside on your card, not charged: your bank releases it"],
        ),
        (paid(ORDER, PaymentState.CAPTURED), ["We give EUR 60.90 back to your card"]),
        (given_back(paid(ORDER, PaymentState.CAPTURED), 1000), ["We give EUR 50.90 back"]),
        (
            given_back(paid(ORDER, PaymentState.CAPTURED), 6090),
            ["given back, or is on its way"],
        ),
        (paid(ORDER, PaymentState.VOIDED), ["was given back to your card"]),
        (paid(ORDER, PaymentState.DECLINED), ["You are not charged anything."]),
        (
            replace(paid(WEDDING, PaymentState.CAPTURED), kept=30_000),
            ["We keep EUR 300.00 of the deposit"],
        ),
        (
            replace(rest(paid(WEDDING, PaymentState.CAPTURED), PaymentState.CAPTURED), kept=30_000),
            ["We keep EUR 300.00 of the deposit", "We give EUR 1,200.00 back"],
        ),
        (
            replace(paid(WEDDING, PaymentState.AUTHORISED), kept=10_000),
            ["We keep EUR 100.00 of the deposit", "EUR 200.00 was set aside"],
        ),
    ],
)
def test_the_end_of_an_order_says_what_becomes_of_the_money(order: Order, words: list[str]) -> None:
    _, *said = written(OrderCancelled(order)).paragraphs
    assert len(said) == len(words)
    for paragraph, expected in zip(said, words, strict=True):
        assert expected in paragraph


def test_each_refund_is_a_letter_of_its_own() -> None:
    first, second = (
        written(PaymentRefunded(ORDER.id, FLORA.id, refund, 500, "EUR")) for refund in ("r1", "r2")
    )
    assert first.subject == "We have given back EUR 5.00"
    assert first.occasion == f"order:{ORDER.id}:refund:r1"
    assert second.occasion != first.occasion


# ---- payments that want something --------------------------------------------------------------


@pytest.mark.parametrize(
    ("order", "subject", "occasion"),
    [
        (
            paid(ORDER, PaymentState.ACTION_REQUIRED),
            "Please confirm your payment",
            "payment:action_required:placed",
        ),
        (
            paid(ORDER, PaymentState.EXPIRED),
            "Please pay for your order again",
            "payment:expired:try-1",
        ),
        (
            replace(paid(ORDER, PaymentState.DECLINED), state=State.CONFIRMED),
            "Please pay for your order with another card",
            "payment:declined:try-1",
        ),
        (
            rest(paid(WEDDING, PaymentState.CAPTURED), PaymentState.DECLINED),
            "We could not charge the rest of the price",
            "balance:declined:rest-1",
        ),
        (
            rest(paid(WEDDING, PaymentState.CAPTURED), PaymentState.ACTION_REQUIRED),
            "Please confirm the payment of the rest",
            "balance:action_required:placed",
        ),
    ],
)
def test_a_payment_that_wants_something_says_what(
    order: Order, subject: str, occasion: str
) -> None:
    email = written(PaymentRequested(order, is_unanswered=True))
    assert email.subject == subject
    assert email.occasion == f"order:{order.id}:{occasion}"
    assert email.text(SITE).count(PAGE) == 1


def test_each_day_on_which_the_rest_is_declined_is_a_letter_of_its_own() -> None:
    wedding = paid(WEDDING, PaymentState.CAPTURED)
    occasions = {
        written(PaymentRequested(rest(wedding, PaymentState.DECLINED, attempt))).occasion
        for attempt in ("rest-1", "rest-2")
    }
    assert len(occasions) == 2


@pytest.mark.parametrize("state", [PaymentState.AUTHORISED, PaymentState.DECLINED])
def test_nobody_is_bothered_with_a_payment_that_wants_nothing(state: PaymentState) -> None:
    assert email_for(PaymentRequested(paid(ORDER, state)), NOW) is None


# ---- all of them -------------------------------------------------------------------------------


def test_there_is_a_letter_for_everything_that_notices_hears_of() -> None:
    assert set(EMAILS) == set(received_by(NOTICES))


def test_no_letter_carries_a_secret_or_what_is_written_on_the_gift_card() -> None:
    payment = Payment(state=PaymentState.EXPIRED, amount=6090, attempt="a")
    order = replace(ORDER, payment=payment, card_message="I love you")
    news = (OrderPlaced, PaymentRequested, OrderShipped, OrderDelivered, OrderCancelled)
    for said in (text(kind(order)) for kind in news):
        assert "secret" not in said
        assert "I love you" not in said
        assert "Blumenstraße" not in said


@pytest.mark.finding("A2")
def test_a_name_from_right_to_left_turns_nothing_around_it() -> None:
    name = "שרה כהן"
    recipient = replace(ORDER.delivery.recipient, name=name)
    order = replace(ORDER, delivery=replace(ORDER.delivery, recipient=recipient))
    wedding = replace(WEDDING, occasion=Occasion(ENQUIRY_ID, name))
    enquiry = replace(ENQUIRY, request=replace(ENQUIRY.request, occasion=name))
    due = ReminderDue(FLORA.id, Reminder(name, 6, 12), date(2027, 6, 12))
    for message in (
        *(kind(order) for kind in (OrderPlaced, OrderShipped, OrderDelivered)),
        OrderPlaced(wedding),
        EnquiryChanged(enquiry),
        due,
    ):
        email = written(message)
        said = f"{email.subject} {email.text(SITE)}"
        assert said.count(name) == said.count(f"\u2068{name}\u2069") > 0
    assert "\u2068" not in written(OrderPlaced(ORDER)).text(SITE)
