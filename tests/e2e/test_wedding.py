"""An event: enquiry, quote, deposit, balance, and the day itself."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from local import sample_requests
from local.shopper import Shopper
from services.contracts.payments import CollectBalances
from services.policy.delivery import shop_day
from tests.claims import proves
from tests.e2e.papers import words_of
from tests.e2e.store import VISA, Store

TOTAL = 18900 + 12 * 6400 + 32000
BALANCE = TOTAL - sample_requests.DEPOSIT


def quoted(store: Store, shopper: Shopper, fleur: Shopper) -> Any:
    """An enquiry of last week, whose event is a week from now, with its quote."""
    asked = sample_requests.enquired_last_week(shopper.customer, str(uuid.uuid4()))
    store.publish(asked)
    path = f"/enquiries/{asked.enquiry_id}"
    shopper.wait_to_see(path, lambda e: e["state"] == "enquired", "is there")
    fleur.change("POST", f"{path}/quote", sample_requests.quote())
    return shopper.wait_to_see(path, lambda e: e["quote"], "has a quote")


def accept(shopper: Shopper, enquiry: Any) -> str:
    """Say yes to the quote; answers the order's id."""
    path = f"/enquiries/{enquiry['id']}"
    yes = {"version": enquiry["version"], "buyer": sample_requests.BUYER}
    shopper.change("POST", f"{path}/acceptance", yes)
    accepted = shopper.wait_to_see(path, lambda e: e["order_id"], "is an order")
    order_id = str(accepted["order_id"])
    shopper.wait_for_order(order_id, lambda o: o["state"] == "placed", "is placed")
    return order_id


def confirmed(store: Store, shopper: Shopper, fleur: Shopper) -> Any:
    """A wedding whose deposit is paid with a card that is kept."""
    order_id = accept(shopper, quoted(store, shopper, fleur))
    shopper.pay(order_id, VISA)
    return shopper.wait_for_order(
        order_id,
        lambda o: o["invoice"] and o["payment"]["state"] == "captured",
        "is confirmed, and its deposit taken",
    )


def test_an_enquiry_is_asked_quoted_and_given_up(
    store: Store, flora: Shopper, fleur: Shopper, felix: Shopper
) -> None:
    day = shop_day(datetime.now(UTC)) + timedelta(days=60)
    enquiry_id = flora.change("POST", "/enquiries", sample_requests.enquiry(day))["enquiry_id"]
    path = f"/enquiries/{enquiry_id}"
    flora.wait_to_see(path, lambda e: e["state"] == "enquired", "is there")
    fleur.wait_to_see(
        "/staff/enquiries",
        lambda page: enquiry_id in [e["id"] for e in page["enquiries"]],
        "shows it to the florist",
    )
    assert felix.ask("GET", path).status == 404

    fleur.change("POST", f"{path}/quote", sample_requests.quote())

    enquiry = flora.wait_to_see(path, lambda e: e["state"] == "quoted", "is quoted")
    assert enquiry["quote"]["deposit"] == sample_requests.DEPOSIT
    assert enquiry["history"] == []
    (act,) = fleur.see(path)["history"]
    assert (act["what"], act["by"]) == ("quoted", fleur.customer.id)
    flora.change("POST", f"{path}/refusal")
    flora.wait_to_see(path, lambda e: e["state"] == "declined", "is given up")
    yes = {"version": enquiry["version"], "buyer": sample_requests.BUYER}
    assert flora.ask("POST", f"{path}/acceptance", yes).status == 409


@proves("T27", "T30", "U5")
def test_a_wedding_is_confirmed_by_its_deposit_and_shipped_when_its_balance_is_collected(
    store: Store, flora: Shopper, fleur: Shopper
) -> None:
    order = confirmed(store, flora, fleur)
    assert (order["state"], order["total"]) == ("confirmed", TOTAL)
    assert order["balance"]["amount"] == BALANCE
    assert order["balance"]["due_on"] == shop_day(datetime.now(UTC)).isoformat()
    words = words_of(flora, f"/orders/{order['id']}/invoice")
    for expected in (order["invoice"]["number"], "Bridal bouquet", "1,277.00"):
        assert expected in words
    path = f"/orders/{order['id']}/shipment"
    assert fleur.ask("POST", path, {}).status == 409, "it is not paid in full"

    store.publish(CollectBalances())
    paid = flora.wait_for_order(
        order["id"], lambda o: o["balance"]["payment"]["state"] == "captured", "is paid in full"
    )
    assert paid["state"] == "confirmed"
    fleur.change("POST", path)
    flora.wait_for_order(order["id"], lambda o: o["state"] == "shipped", "is shipped")

    store.publish(CollectBalances())
    store.wait_until_quiet()
    taken = {i["metadata"]["part"]: i["amount_received"] for i in store.intents_of(order["id"])}
    assert taken == {"first": sample_requests.DEPOSIT, "balance": BALANCE}


def test_who_gives_a_wedding_up_late_leaves_the_deposit_to_the_shop(
    store: Store, flora: Shopper, fleur: Shopper
) -> None:
    order = confirmed(store, flora, fleur)

    flora.change("POST", f"/orders/{order['id']}/cancellation")

    cancelled = flora.wait_for_order(
        order["id"], lambda o: o["payment"]["state"] == "voided", "is cancelled"
    )
    assert (cancelled["state"], cancelled["kept"]) == ("cancelled", sample_requests.DEPOSIT)
    store.publish(CollectBalances())
    store.wait_until_quiet()
    (deposit,) = store.intents_of(order["id"])
    assert deposit["amount_received"] == sample_requests.DEPOSIT
    assert store.provider.given_back_of(deposit["id"]) == 0
