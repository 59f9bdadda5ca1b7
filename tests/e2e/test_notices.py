"""What customers are written about their orders."""

from local.seed import Person
from local.shopper import Shopper, wait_for
from services.policy.pricing import money
from tests.claims import proves
from tests.e2e.store import Store
from tests.e2e.test_secure_payment import ASKING

NORA = Person("nora@crassula.test", "Nora Nelke")


@proves("U2")
def test_a_customer_is_written_about_each_thing_that_happens_to_their_order(
    store: Store, fleur: Shopper
) -> None:
    nora = store.welcome(NORA)
    order_id = nora.place(store.request(store.day(0)))
    nora.pay(order_id, ASKING)
    order = nora.wait_for_order(order_id, lambda o: o["payment"]["client_secret"], "needs Nora")
    store.cardholder.answer_the_bank(order["payment"]["client_secret"], is_them=True)
    nora.wait_for_order(order_id, lambda o: o["invoice"], "has an invoice")
    fleur.change("POST", f"/orders/{order_id}/shipment")
    nora.wait_for_order(order_id, lambda o: o["payment"]["state"] == "captured", "is captured")
    fleur.change("POST", f"/orders/{order_id}/delivery")
    nora.wait_for_order(order_id, lambda o: o["state"] == "delivered", "is delivered")
    refund = {"amount": 100, "reason": "a stem was broken"}
    fleur.change("POST", f"/orders/{order_id}/refunds", refund)

    letters = wait_for(
        lambda: store.letters(NORA.email), lambda sent: len(sent) >= 5, "five letters"
    )

    assert sorted(letter["Subject"] for letter in letters) == [
        "We have given back EUR 1.00",
        "We have your order",
        "Your flowers are on their way",
        "Your flowers have arrived",
        "Your order is confirmed",
    ]
    for letter in letters:
        assert f"{store.outputs['SiteUrl']}/shop/orders/{order_id}" in letter["BodyText"]
        assert order["payment"]["client_secret"] not in letter["BodyText"]


def test_who_cancels_is_written_what_happens_to_the_money(store: Store) -> None:
    person = Person("kai@crassula.test", "Kai Kamelie")
    kai = store.welcome(person)
    order = store.buy(kai, store.day(1))
    kai.change("POST", f"/orders/{order['id']}/cancellation")
    (letter,) = wait_for(
        lambda: [e for e in store.letters(person.email) if "cancelled" in e["Subject"]],
        bool,
        "the letter",
    )
    price = money(store.price(), "EUR")
    assert f"{price} was set aside on your card, not charged" in letter["BodyText"]
