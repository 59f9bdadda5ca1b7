"""What changes about an order after it was paid: its day, its stems."""

from datetime import date

from local import sample_requests
from local.shopper import Shopper
from tests.claims import proves
from tests.e2e.store import Store


@proves("T20", "T24")
def test_a_customer_moves_the_delivery_and_its_stems_move_with_it(
    store: Store, flora: Shopper
) -> None:
    before, after = store.day(1), store.day(2)
    was = [store.stock("lavender", day) for day in (before, after)]
    order = store.buy(flora, before, {"lavender": 5})

    flora.change("PUT", f"/orders/{order['id']}/delivery-details", sample_requests.delivery(after))

    moved = flora.wait_for_order(order["id"], lambda o: o["delivery"]["day"] == after, "is moved")
    assert (moved["state"], moved["requested_delivery"]) == ("confirmed", None)
    store.wait_until_quiet()
    assert [store.stock("lavender", day) for day in (before, after)] == [was[0], was[1] - 5]


def test_a_day_that_has_not_the_stems_is_refused_and_the_order_stays_as_it_was(
    store: Store, flora: Shopper, fleur: Shopper
) -> None:
    before, after = store.day(1), store.day(7)
    frost = {"day": after, "quantity": -store.stock("lily-stargazer", after), "reason": "frost"}
    fleur.change("PUT", "/staff/stock/lily-stargazer", frost)
    order = store.buy(flora, before, {"lily-stargazer": 3})
    store.wait_until_quiet()

    flora.change("PUT", f"/orders/{order['id']}/delivery-details", sample_requests.delivery(after))

    same = flora.wait_for_order(
        order["id"], lambda o: o["delivery_change_refused"], "is refused its wish"
    )
    assert (same["delivery_change_refused"], same["delivery"]["day"]) == ("stock_short", before)
    assert same["state"] == "confirmed"


def test_a_day_on_which_nothing_is_delivered_is_refused_at_once(
    store: Store, flora: Shopper
) -> None:
    order = store.buy(flora, store.day(1))
    everywhere = flora.see(sample_requests.DELIVERY_DAYS)["days"]
    sunday = next(day["day"] for day in everywhere if day["closed"])
    assert date.fromisoformat(sunday).isoweekday() == 7
    path = f"/orders/{order['id']}/delivery-details"
    assert flora.ask("PUT", path, sample_requests.delivery(sunday)).status == 409


@proves("T24")
def test_a_florist_takes_other_stems_if_the_customer_leaves_that_to_them(
    store: Store, flora: Shopper, fleur: Shopper
) -> None:
    day = store.day(2)
    order = store.buy(flora, day, {"anemone-blue": 4})
    store.wait_until_quiet()
    blue, coral = (store.stock(sku, day) for sku in ("anemone-blue", "ranunculus-coral"))
    swap = {"instead_of": "anemone-blue", "sku": "ranunculus-coral", "quantity": 3}
    path = f"/orders/{order['id']}/substitutions"

    fleur.change("POST", path, swap)

    swapped = flora.wait_for_order(order["id"], lambda o: o["substitutes"], "has other stems")
    (substitute,) = swapped["substitutes"]
    assert {name: substitute[name] for name in swap} == swap
    assert swapped["history"] == []
    (act,) = fleur.order(order["id"])["history"]
    assert (act["what"], act["by"]) == ("substituted", fleur.customer.id)
    store.wait_until_quiet()
    left = [store.stock(sku, day) for sku in ("anemone-blue", "ranunculus-coral")]
    assert left[1] == coral - 3
    assert left[0] >= blue, "what was set aside is never taken twice"
    assert fleur.ask("POST", path, swap).status == 409


def test_nothing_is_replaced_for_who_wants_nothing_replaced(
    store: Store, flora: Shopper, fleur: Shopper
) -> None:
    wanted = {**store.request(store.day(2), {"anemone-blue": 3}), "substitution": "none"}
    order_id = flora.place(wanted)
    swap = {"instead_of": "anemone-blue", "sku": "ranunculus-coral", "quantity": 1}
    assert fleur.ask("POST", f"/orders/{order_id}/substitutions", swap).status == 409
