"""3-D Secure: the card's bank asks, the customer's browser answers, a webhook tells the store."""

from typing import Any
from urllib.error import HTTPError

import pytest

from local.shopper import Shopper
from tests.claims import proves
from tests.e2e.store import VISA, Store

ASKING = "pm_card_threeDSecure2Required"


def asked(store: Store, shopper: Shopper) -> Any:
    """An order whose payment waits for its customer."""
    order_id = shopper.place(store.request(store.day(0)))
    shopper.pay(order_id, ASKING)
    order = shopper.wait_for_order(
        order_id, lambda o: o["payment"]["client_secret"], "needs its customer"
    )
    assert order["payment"]["state"] == "action_required"
    return order


@proves("T27", "T29", "U1", "FM-L12-02:mitigation")
def test_the_bank_asks_its_cardholder_and_a_webhook_confirms_the_order(
    store: Store, flora: Shopper, fleur: Shopper
) -> None:
    order = asked(store, flora)
    secret = order["payment"]["client_secret"]
    assert order["state"] == "placed"
    assert [intent["status"] for intent in store.intents_of(order["id"])] == ["requires_action"]
    assert fleur.order(order["id"])["payment"]["client_secret"] == ""

    store.cardholder.answer_the_bank(secret, is_them=True)

    confirmed = flora.wait_for_order(order["id"], lambda o: o["invoice"], "has an invoice")
    assert confirmed["state"] == "confirmed"
    assert confirmed["payment"] == {"state": "authorised", "decline_code": "", "client_secret": ""}
    (intent,) = store.intents_of(order["id"])
    assert (intent["status"], intent["amount_capturable"]) == ("requires_capture", order["total"])


@proves("FM-L12-03:mitigation")
def test_whom_the_bank_does_not_recognise_is_declined_and_another_card_pays_once(
    store: Store, flora: Shopper
) -> None:
    order = asked(store, flora)
    secret = order["payment"]["client_secret"]
    store.cardholder.answer_the_bank(secret, is_them=False)
    declined = flora.wait_for_order(
        order["id"], lambda o: o["payment"]["state"] == "declined", "is declined"
    )
    assert declined["state"] == "placed"
    assert declined["payment"]["decline_code"] == "payment_intent_authentication_failure"

    flora.pay(order["id"], VISA)

    flora.wait_for_order(order["id"], lambda o: o["state"] == "confirmed", "is confirmed")
    with pytest.raises(HTTPError):
        store.cardholder.answer_the_bank(secret, is_them=True)
    held = [intent["amount_capturable"] for intent in store.intents_of(order["id"])]
    assert sorted(held) == [0, order["total"]]


@proves("FM-L12-03:mitigation")
def test_who_tries_another_card_instead_of_answering_is_held_to_that_one(
    store: Store, flora: Shopper
) -> None:
    order = asked(store, flora)
    flora.pay(order["id"], VISA)
    flora.wait_for_order(order["id"], lambda o: o["state"] == "confirmed", "is confirmed")

    with pytest.raises(HTTPError):
        store.cardholder.answer_the_bank(order["payment"]["client_secret"], is_them=True)

    held = [intent["amount_capturable"] for intent in store.intents_of(order["id"])]
    assert sorted(held) == [0, order["total"]]
