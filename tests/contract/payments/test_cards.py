"""What the store relies on when customers keep their cards."""

import urllib.request
from collections.abc import Callable
from typing import Any
from urllib.error import HTTPError

import pytest
import stripe

from tests.contract.payments.asking import authorise, card_of, customer_of, setup_of, simulated
from tests.payments import Provider

DECLINED = "pm_card_chargeDeclinedInsufficientFunds"


def cards_of(client: Any, customer: str, **how: Any) -> list[str]:
    return [card.id for card in client.customers.payment_methods.list(customer, how).data]


def test_a_card_that_was_set_up_is_its_customer_s(client: Any) -> None:
    customer = customer_of(client)
    setup = setup_of(client, customer)
    assert setup.status == "requires_payment_method"
    done = client.setup_intents.confirm(setup.id, {"payment_method": "pm_card_mastercard"})
    assert (done.status, done.usage) == ("succeeded", "off_session")
    (card,) = client.payment_methods.list({"customer": customer, "type": "card"}).data
    assert (card.id, card.customer) == (done.payment_method, customer)
    assert (card.card.brand, card.card.last4) == ("mastercard", "4444")
    assert card.card.exp_month in range(1, 13)
    assert card.card.exp_year > 2025
    assert client.payment_methods.retrieve(card.id).customer == customer
    assert client.setup_intents.retrieve(setup.id).metadata.customer == "c-1"


def test_cards_are_listed_newest_first_a_page_at_a_time(client: Any) -> None:
    customer, stranger = customer_of(client), customer_of(client)
    oldest, middle, newest = [card_of(client, customer) for _ in range(3)]
    assert cards_of(client, customer) == [newest, middle, oldest]
    page = client.payment_methods.list({"customer": customer, "type": "card", "limit": 2})
    assert ([card.id for card in page.data], page.has_more) == ([newest, middle], True)
    assert cards_of(client, customer, starting_after=middle) == [oldest]
    assert cards_of(client, stranger) == []


def test_a_list_has_at_most_a_hundred_on_a_page(client: Any) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        cards_of(client, customer_of(client), limit=101)
    assert refused.value.param == "limit"


def test_a_declined_card_is_not_kept_and_another_may_be_given(client: Any) -> None:
    customer = customer_of(client)
    setup = setup_of(client, customer)
    with pytest.raises(stripe.CardError) as declined:
        client.setup_intents.confirm(setup.id, {"payment_method": DECLINED})
    error: Any = declined.value.json_body["error"]  # type: ignore[index]
    assert (declined.value.http_status, error["decline_code"]) == (402, "insufficient_funds")
    assert error["setup_intent"]["status"] == "requires_payment_method"
    assert error["setup_intent"]["last_setup_error"]["code"] == "card_declined"
    assert cards_of(client, customer) == []
    again = client.setup_intents.confirm(setup.id, {"payment_method": "pm_card_visa"})
    assert (again.status, again.last_setup_error) == ("succeeded", None)


def test_a_card_may_be_kept_and_declined_later(client: Any) -> None:
    customer = customer_of(client)
    card = card_of(client, customer, "pm_card_chargeCustomerFail")
    with pytest.raises(stripe.CardError):
        authorise(client, card, customer=customer, off_session=True)
    assert cards_of(client, customer) == [card]


def test_a_card_that_wants_its_owner_is_kept_once_they_were_seen(provider: Provider) -> None:
    client = simulated(provider)
    customer = customer_of(client)
    setup = setup_of(client, customer)
    waiting = client.setup_intents.confirm(
        setup.id, {"payment_method": "pm_card_authenticationRequiredOnSetup"}
    )
    assert (waiting.status, waiting.next_action.type) == ("requires_action", "use_stripe_sdk")
    assert cards_of(client, customer) == []
    done = provider.authenticate(setup.client_secret, success=True)
    assert done["status"] == "succeeded"
    assert cards_of(client, customer) == [done["payment_method"]]
    paid = authorise(client, done["payment_method"], customer=customer, off_session=True)
    assert paid.status == "requires_capture"


def test_a_card_whose_bank_always_asks_is_declined_while_its_owner_is_away(
    provider: Provider,
) -> None:
    client = simulated(provider)
    customer = customer_of(client)
    setup = setup_of(client, customer)
    client.setup_intents.confirm(setup.id, {"payment_method": "pm_card_authenticationRequired"})
    card = provider.authenticate(setup.client_secret, success=True)["payment_method"]
    with pytest.raises(stripe.CardError) as declined:
        authorise(client, card, customer=customer, off_session=True)
    assert declined.value.code == "authentication_required"


def test_a_card_whose_owner_was_not_recognised_is_not_kept(provider: Provider) -> None:
    client = simulated(provider)
    customer = customer_of(client)
    setup = setup_of(client, customer)
    client.setup_intents.confirm(setup.id, {"payment_method": "pm_card_authenticationRequired"})
    provider.authenticate(setup.client_secret, success=False)
    now = client.setup_intents.retrieve(setup.id)
    assert now.status == "requires_payment_method"
    assert now.last_setup_error.code == "setup_intent_authentication_failure"
    assert cards_of(client, customer) == []


def test_only_an_intent_s_secret_authenticates_it(provider: Provider) -> None:
    intent = authorise(simulated(provider), "pm_card_authenticationRequired")
    with pytest.raises(HTTPError):
        provider.authenticate(f"{intent.id}_secret_guessed", success=True)


def test_the_browser_confirms_with_the_client_secret(provider: Provider) -> None:
    client = simulated(provider)
    browser = simulated(provider, key=provider.publishable_key)
    customer = customer_of(client)
    setup = setup_of(client, customer)
    secret = {"client_secret": setup.client_secret}
    done = browser.setup_intents.confirm(setup.id, {"payment_method": "pm_card_visa", **secret})
    assert done.status == "succeeded"
    assert browser.setup_intents.retrieve(setup.id, secret).status == "succeeded"
    assert cards_of(client, customer) == [done.payment_method]


@pytest.mark.parametrize("secret", [{}, {"client_secret": "seti_other_secret_other"}])
def test_a_browser_without_the_client_secret_is_refused(
    provider: Provider, secret: dict[str, str]
) -> None:
    setup = setup_of(simulated(provider), customer_of(simulated(provider)))
    browser = simulated(provider, key=provider.publishable_key)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        browser.setup_intents.confirm(setup.id, {"payment_method": "pm_card_visa", **secret})
    assert refused.value.param == "client_secret"


def test_a_browser_cannot_look_around(provider: Provider) -> None:
    client, browser = simulated(provider), simulated(provider, key=provider.publishable_key)
    customer = customer_of(client)
    for look in (
        browser.payment_intents.list,
        lambda: browser.customers.retrieve(customer),
        lambda: browser.refunds.create({"payment_intent": "pi_1"}),
    ):
        with pytest.raises(stripe.PermissionError):
            look()


def test_a_page_of_another_origin_may_ask(provider: Provider) -> None:
    request = urllib.request.Request(f"{provider.url}/v1/setup_intents/seti_1", method="OPTIONS")
    with urllib.request.urlopen(request, timeout=5) as allowed:
        assert allowed.headers["Access-Control-Allow-Origin"] == "*"
        assert "Authorization" in allowed.headers["Access-Control-Allow-Headers"]
        assert "POST" in allowed.headers["Access-Control-Allow-Methods"]


def test_a_setup_that_was_given_up_cannot_be_confirmed(client: Any) -> None:
    setup = setup_of(client, customer_of(client))
    assert client.setup_intents.cancel(setup.id).status == "canceled"
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.setup_intents.confirm(setup.id, {"payment_method": "pm_card_visa"})
    assert refused.value.code == "setup_intent_unexpected_state"


def test_nobody_pays_with_a_card_of_somebody_else(client: Any) -> None:
    card, stranger = card_of(client, customer_of(client)), customer_of(client)
    for whose in ({}, {"customer": stranger}):
        with pytest.raises(stripe.InvalidRequestError) as refused:
            authorise(client, card, **whose)
        assert refused.value.param == "payment_method"


def test_nobody_keeps_a_card_of_somebody_else(client: Any) -> None:
    card, stranger = card_of(client, customer_of(client)), customer_of(client)
    setup = setup_of(client, stranger)
    with pytest.raises(stripe.InvalidRequestError):
        client.setup_intents.confirm(setup.id, {"payment_method": card})
    assert cards_of(client, stranger) == []
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.customers.payment_methods.retrieve(stranger, card)
    assert refused.value.code == "resource_missing"


def test_a_detached_card_is_never_used_again(client: Any) -> None:
    customer = customer_of(client)
    card = card_of(client, customer)
    assert client.payment_methods.detach(card).customer is None
    assert cards_of(client, customer) == []
    for whose in ({}, {"customer": customer}):
        with pytest.raises(stripe.InvalidRequestError):
            authorise(client, card, **whose)
    with pytest.raises(stripe.InvalidRequestError):
        client.setup_intents.confirm(setup_of(client, customer).id, {"payment_method": card})
    with pytest.raises(stripe.InvalidRequestError):
        client.payment_methods.detach(card)


def test_a_customer_who_leaves_takes_the_cards_along(client: Any) -> None:
    customer = customer_of(client)
    card = card_of(client, customer)
    assert client.customers.delete(customer).deleted is True
    assert client.customers.retrieve(customer).deleted is True
    assert client.payment_methods.retrieve(card).customer is None
    too_late: list[Callable[[], Any]] = [
        lambda: setup_of(client, customer),
        lambda: authorise(client, customer=customer),
        lambda: client.customers.delete(customer),
    ]
    for late in too_late:
        with pytest.raises(stripe.InvalidRequestError) as refused:
            late()
        assert refused.value.code == "resource_missing"


def test_a_card_is_kept_with_the_first_payment(client: Any) -> None:
    customer = customer_of(client)
    intent = authorise(client, customer=customer, setup_future_usage="off_session")
    assert cards_of(client, customer) == [intent.payment_method]


def test_a_card_is_not_kept_when_its_first_payment_is_declined(client: Any) -> None:
    customer = customer_of(client)
    with pytest.raises(stripe.CardError):
        authorise(client, DECLINED, customer=customer, setup_future_usage="off_session")
    assert cards_of(client, customer) == []


def test_a_card_of_nobody_is_good_for_one_payment(client: Any) -> None:
    card = authorise(client).payment_method
    with pytest.raises(stripe.InvalidRequestError):
        authorise(client, card)


@pytest.mark.parametrize(
    ("param", "wrong"), [("payment_method", "pm_unknown"), ("customer", "cus_unknown")]
)
def test_what_a_parameter_names_must_be_there(client: Any, param: str, wrong: str) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        authorise(client, **{"payment_method": "pm_card_visa", param: wrong})
    assert (refused.value.code, refused.value.param) == ("resource_missing", param)
