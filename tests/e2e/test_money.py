"""What is taken and when, and what goes back with which paper."""

from local.shopper import Shopper
from tests.claims import proves
from tests.e2e.papers import words_of
from tests.e2e.store import Store

BROKEN = {"amount": 250, "reason": "two stems were broken"}


@proves("U5")
def test_what_is_delivered_late_is_taken_when_it_is_confirmed(store: Store, flora: Shopper) -> None:
    order = store.buy(flora, store.day(8))
    captured = flora.wait_for_order(
        order["id"], lambda o: o["payment"]["state"] == "captured", "is captured"
    )
    assert captured["state"] == "confirmed"
    (intent,) = store.intents_of(order["id"])
    assert intent["amount_received"] == order["total"]


@proves("T30", "U3", "U5")
def test_a_part_of_the_price_goes_back_with_a_credit_note(
    store: Store, flora: Shopper, fleur: Shopper
) -> None:
    order = store.buy(flora, store.day(0), {"a-dozen-red": 1})
    path = f"/orders/{order['id']}"
    fleur.change("POST", f"{path}/shipment")
    flora.wait_for_order(order["id"], lambda o: o["payment"]["state"] == "captured", "is captured")

    fleur.change("POST", f"{path}/refunds", BROKEN)

    refunded = flora.wait_for_order(
        order["id"],
        lambda o: o["refunds"] and o["refunds"][0]["is_paid"] and o["refunds"][0]["credit_note"],
        "has a refund, paid and with its paper",
    )
    (refund,) = refunded["refunds"]
    note = refund["credit_note"]
    words = words_of(flora, note["url"].removeprefix("/api"))
    for expected in (note["number"], order["invoice"]["number"], "2.50"):
        assert expected in words
    too_much = {"amount": order["total"] - 249, "reason": "all of it was broken"}
    assert fleur.ask("POST", f"{path}/refunds", too_much).status == 409
    (intent,) = store.intents_of(order["id"])
    assert store.provider.given_back_of(intent["id"]) == 250


@proves("T30", "U5")
def test_a_captured_order_that_is_cancelled_gives_the_money_back_with_a_credit_note(
    store: Store, flora: Shopper, fleur: Shopper
) -> None:
    order = store.buy(flora, store.day(9), {"market-tulips": 1})
    path = f"/orders/{order['id']}"
    flora.wait_for_order(order["id"], lambda o: o["payment"]["state"] == "captured", "is captured")
    assert fleur.ask("POST", f"{path}/cancellation", {}).status == 422

    fleur.change("POST", f"{path}/cancellation", {"note": "the frost took the tulips"})

    cancelled = flora.wait_for_order(
        order["id"],
        lambda o: o["credit_note"] and o["payment"]["state"] == "voided",
        "is cancelled, with its paper",
    )
    assert (cancelled["state"], cancelled["reason"]) == ("cancelled", "florist")
    words = words_of(flora, f"{path}/credit-note")
    for expected in (cancelled["credit_note"]["number"], order["invoice"]["number"], "26.00"):
        assert expected in words
    (intent,) = store.intents_of(order["id"])
    assert store.provider.given_back_of(intent["id"]) == intent["amount_received"] == 2600
    (act,) = fleur.order(order["id"])["history"]
    assert (act["what"], act["note"]) == ("cancelled", "the frost took the tulips")
    assert act["by"] == fleur.customer.id
