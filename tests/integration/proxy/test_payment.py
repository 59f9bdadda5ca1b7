"""Paying: with a card's token, once; what the bank asks is for the customer's browser alone."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from services.contracts.order_messages import (
    OrderCancelled,
    OrderConfirmed,
    OrderPlaced,
    OrdersListed,
    PaymentRequested,
)
from services.contracts.orders import Balance, Order, Payment, PaymentState, State
from services.contracts.payments import (
    AuthorisePayment,
    Card,
    CardsChanged,
    ClientSecretIssued,
    Part,
    RefreshClientSecret,
    RemoveCard,
    SaveCard,
    Setup,
    Wallet,
)
from tests.aws import AwsServer
from tests.claims import proves
from tests.integration.proxy.api import Api, token
from tests.integration.proxy.asking import (
    IN_THREE_DAYS,
    ORDER_ID,
    SECRET,
    confirmed,
    placed,
    sent,
    unmarked,
)
from tests.integration.proxy.conftest import Show

PAY = {"payment_method": "pm_card_visa"}
ASKED = Payment(PaymentState.ACTION_REQUIRED, 0, "attempt-1", version=2)
ISSUED = ClientSecretIssued(ORDER_ID, "attempt-1", SECRET, version=2)
VISA = Card("pm_visa_1", "visa", "4242", "2030-04")
PATH = f"/orders/{ORDER_ID}/payment"


def an_event(**facts: Any) -> Order:
    """Flora's wedding: a deposit of 20.90 and a balance of 40.00."""
    return placed(balance=Balance(4000, IN_THREE_DAYS - timedelta(days=7)), **facts)


def test_a_customer_pays_with_a_cards_token(flora: Api, show: Show, aws_server: AwsServer) -> None:
    show(OrderPlaced(placed()))
    answer = flora.post(PATH, PAY, key="try-0001")
    assert answer.status == 202
    assert answer.headers["Location"] == f"/api/orders/{ORDER_ID}"
    (message,) = sent(aws_server)
    assert isinstance(message, AuthorisePayment)
    assert (message.order_id, message.customer) == (ORDER_ID, "sub-flora")
    assert (message.payment_method, message.part) == ("pm_card_visa", Part.FIRST)


@proves("T46")
def test_the_same_key_is_the_same_attempt_and_another_key_another(
    flora: Api, show: Show, aws_server: AwsServer
) -> None:
    show(OrderPlaced(placed()))
    for key in ("try-0001", "try-0001", "try-0002"):
        flora.post(PATH, PAY, key=key)
    first, repeat, second = [m.attempt for m in sent(aws_server) if isinstance(m, AuthorisePayment)]
    assert first == repeat != second


@pytest.mark.parametrize("number", ["4242424242424242", "tok_visa", "pm_", ""])
def test_a_cards_number_is_not_taken(
    flora: Api, show: Show, aws_server: AwsServer, log_records: Any, number: str
) -> None:
    show(OrderPlaced(placed()))
    answer = flora.post(PATH, {"payment_method": number})
    assert answer.status == 422
    assert answer.fields == ["payment_method"]
    assert "4242424242424242" not in answer.content + str(log_records())
    assert sent(aws_server) == []


def test_after_a_decline_another_card_is_tried(
    flora: Api, show: Show, aws_server: AwsServer
) -> None:
    declined = Payment(PaymentState.DECLINED, 0, "attempt-1", "insufficient_funds")
    show(PaymentRequested(placed(payment=declined, version=2)))
    shown = flora.get(f"/orders/{ORDER_ID}").body["payment"]
    assert (shown["state"], shown["decline_code"]) == ("declined", "insufficient_funds")
    assert flora.post(PATH, {"payment_method": "pm_another"}, key="try-0002").status == 202
    assert len(sent(aws_server)) == 1


def test_what_is_paid_is_not_paid_again(flora: Api, show: Show, aws_server: AwsServer) -> None:
    show(OrderConfirmed(confirmed()))
    answer = flora.post(PATH, PAY, key="try-0002")
    assert answer.status == 409
    assert answer.fields == ["part"]
    assert "Nothing was charged again" in answer.body["detail"]
    assert sent(aws_server) == []


def test_the_repeat_of_what_was_paid_is_no_mistake(
    flora: Api, show: Show, aws_server: AwsServer
) -> None:
    show(OrderPlaced(placed()))
    flora.post(PATH, PAY, key="try-0001")
    (first,) = sent(aws_server)
    assert isinstance(first, AuthorisePayment)
    held = Payment(PaymentState.AUTHORISED, 6090, first.attempt)
    show(OrderConfirmed(confirmed(payment=held)))
    assert flora.post(PATH, PAY, key="try-0001").status == 202
    (again,) = sent(aws_server)
    assert isinstance(again, AuthorisePayment)
    assert replace(again, requested_at=first.requested_at) == first


def test_nobody_pays_for_a_cancelled_order(flora: Api, show: Show, aws_server: AwsServer) -> None:
    show(OrderCancelled(placed(state=State.CANCELLED, version=2)))
    answer = flora.post(PATH, PAY)
    assert answer.status == 409
    assert answer.fields == ["state"]
    assert sent(aws_server) == []


@proves("U1.3")
def test_of_an_event_the_balance_is_paid_on_its_own(
    flora: Api, show: Show, aws_server: AwsServer
) -> None:
    deposit = Payment(PaymentState.CAPTURED, 2090, "attempt-1")
    show(OrderConfirmed(an_event(state=State.CONFIRMED, payment=deposit, version=4)))
    shown = flora.get(f"/orders/{ORDER_ID}").body["balance"]
    assert (shown["amount"], shown["payment"]["state"]) == (4000, "none")
    assert flora.post(PATH, PAY).status == 409, "the deposit is paid"
    assert flora.post(PATH, {**PAY, "part": "balance"}).status == 202
    (message,) = sent(aws_server)
    assert isinstance(message, AuthorisePayment)
    assert message.part is Part.BALANCE


def test_an_order_without_a_balance_says_so(flora: Api, show: Show, aws_server: AwsServer) -> None:
    show(OrderPlaced(placed()))
    answer = flora.post(PATH, {**PAY, "part": "balance"})
    assert (answer.status, answer.fields) == (409, ["part"])
    assert "whole price" in answer.body["detail"]
    assert sent(aws_server) == []


# ---- 3-D Secure --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "order",
    [placed(payment=ASKED, version=2), an_event(version=2)],
    ids=["the price", "the balance"],
)
def test_what_the_bank_asks_is_shown_to_the_customer_alone(
    flora: Api, felix: Api, fleur: Api, show: Show, log_records: Any, order: Order
) -> None:
    issued = ISSUED
    if order.balance:
        order = replace(order, balance=replace(order.balance, payment=ASKED))
        issued = replace(ISSUED, part=Part.BALANCE)
    show(PaymentRequested(order), issued)
    assert SECRET in flora.get(f"/orders/{ORDER_ID}").content
    for answer in (
        fleur.get(f"/orders/{ORDER_ID}"),
        felix.get(f"/orders/{ORDER_ID}"),
        fleur.get("/staff/orders", delivery_date=IN_THREE_DAYS.isoformat()),
    ):
        assert SECRET not in answer.content
    assert '"action_required"' in fleur.get(f"/orders/{ORDER_ID}").content
    assert SECRET not in str(log_records())


def test_a_florist_who_buys_flowers_is_a_customer_of_their_own_order(api: Api, show: Show) -> None:
    show(PaymentRequested(placed(payment=ASKED, version=2)), ISSUED)
    flora_at_work = api.as_(token("sub-flora", groups=("florists",)))
    shown = flora_at_work.get(f"/orders/{ORDER_ID}").body
    assert shown["payment"]["client_secret"] == SECRET
    assert shown["history"] == []


def test_payment_is_asked_for_a_secret_that_its_customer_lacks(
    flora: Api, fleur: Api, show: Show, aws_server: AwsServer
) -> None:
    show(PaymentRequested(placed(payment=ASKED, version=2)))
    assert fleur.get(f"/orders/{ORDER_ID}").status == 200
    assert sent(aws_server) == [], "it is no florist's"
    for _ in range(2):
        shown = flora.get(f"/orders/{ORDER_ID}").body["payment"]
        assert (shown["state"], shown["client_secret"]) == ("action_required", "")
    assert sent(aws_server) == [RefreshClientSecret(ORDER_ID)]
    show(ISSUED)
    assert flora.get(f"/orders/{ORDER_ID}").body["payment"]["client_secret"] == SECRET


@pytest.mark.parametrize("state", [s for s in PaymentState if s is not ASKED.state])
def test_a_secret_that_nobody_asks_for_is_shown_to_nobody(
    flora: Api, show: Show, aws_server: AwsServer, state: PaymentState
) -> None:
    show(ISSUED, OrdersListed("sub-flora", (placed(payment=Payment(state)),), last=True))
    assert SECRET not in flora.get(f"/orders/{ORDER_ID}").content
    assert sent(aws_server) == []


def test_the_secret_of_an_earlier_attempt_is_not_shown_for_a_later(flora: Api, show: Show) -> None:
    later = replace(ASKED, attempt="attempt-2", version=1)
    show(ISSUED, OrdersListed("sub-flora", (placed(payment=later),), last=True))
    assert flora.get(f"/orders/{ORDER_ID}").body["payment"]["client_secret"] == ""


# ---- stored cards (U2.1) -----------------------------------------------------------------------


@proves("U2.1")
def test_stored_cards_are_shown_to_their_owner_without_their_numbers(
    flora: Api, felix: Api, show: Show
) -> None:
    show(CardsChanged(Wallet("sub-flora", (VISA,))), CardsChanged(Wallet("sub-felix")))
    (card,) = flora.get("/profile/cards").body["cards"]
    assert card == {"id": "pm_visa_1", "brand": "visa", "last4": "4242", "expires": "2030-04"}
    assert felix.get("/profile/cards").body == {"cards": [], "setup": None}


@proves("U2.1")
def test_a_card_is_stored_by_the_browser_with_a_secret_that_no_log_has(
    flora: Api, felix: Api, show: Show, aws_server: AwsServer, log_records: Any
) -> None:
    answer = flora.post("/profile/cards", {})
    assert (answer.status, answer.headers["Location"]) == (202, "/api/profile/cards")
    (message,) = sent(aws_server)
    assert isinstance(message, SaveCard)
    assert message.customer == "sub-flora"
    setup = Setup("seti_1", "seti_1_secret_2")
    show(CardsChanged(Wallet("sub-flora", setup=setup)), CardsChanged(Wallet("sub-felix")))
    shown = flora.get("/profile/cards").body["setup"]
    assert shown == {"id": "seti_1", "client_secret": "seti_1_secret_2"}
    assert "seti_1" not in felix.get("/profile/cards").content + str(log_records())


def test_a_card_is_removed(flora: Api, show: Show, aws_server: AwsServer) -> None:
    show(CardsChanged(Wallet("sub-flora", (VISA,))))
    assert flora.delete("/profile/cards/pm_visa_1").status == 202
    assert unmarked(aws_server) == [RemoveCard("sub-flora", "pm_visa_1")]


def test_what_cannot_be_a_card_is_not_asked_for_at_the_provider(
    flora: Api, aws_server: AwsServer
) -> None:
    for card in ("cus_of_another", "pm_", "4242424242424242", "pm_a b"):
        assert flora.delete(f"/profile/cards/{card}").status == 404
    assert sent(aws_server) == []
