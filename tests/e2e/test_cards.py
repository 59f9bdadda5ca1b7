"""Stored cards: the provider keeps them, the store knows what their owner knows them by."""

from typing import Any

from local.seed import Person
from local.shopper import Shopper
from tests.claims import proves
from tests.e2e.store import VISA, Store

CARLA = Person("carla@crassula.test", "Carla Chrysantheme")
CARDS = "/profile/cards"


def keep(store: Store, shopper: Shopper, card: str = VISA) -> Any:
    """Let the provider keep a card; answers it as the store shows it."""
    shopper.change("POST", CARDS)
    setup = shopper.wait_to_see(CARDS, lambda w: w["setup"], "is ready for a card")["setup"]
    store.cardholder.keep(setup["client_secret"], card)
    wallet = shopper.wait_to_see(CARDS, lambda w: not w["setup"] and w["cards"], "has a card")
    return wallet["cards"][0]


@proves("T27", "X25")
def test_a_card_is_kept_pays_and_is_kept_no_longer(store: Store, felix: Shopper) -> None:
    carla = store.welcome(CARLA)
    card = keep(store, carla)
    assert (card["brand"], card["last4"]) == ("visa", "4242")
    assert carla.see(CARDS)["cards"] == [card]
    assert felix.see(CARDS)["cards"] == []

    order = store.buy(carla, store.day(1), card=card["id"])

    (intent,) = store.intents_of(order["id"])
    assert (intent["payment_method"], intent["status"]) == (card["id"], "requires_capture")
    assert felix.ask("DELETE", f"{CARDS}/{card['id']}").status == 404
    carla.change("DELETE", f"{CARDS}/{card['id']}")
    carla.wait_to_see(CARDS, lambda w: w["cards"] == [], "is empty")


def test_nobody_pays_with_somebody_elses_card(store: Store, felix: Shopper) -> None:
    card = keep(store, store.welcome(CARLA))
    order_id = felix.place(store.request(store.day(1)))

    felix.pay(order_id, card["id"])

    declined = felix.wait_for_order(
        order_id, lambda o: o["payment"]["state"] == "declined", "is declined"
    )
    assert declined["state"] == "placed"
    assert store.intents_of(order_id) == []
