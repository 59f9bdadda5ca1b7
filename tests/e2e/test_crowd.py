"""Two hundred people want the last peonies, which are enough for fifty of them."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from local.shopper import Shopper
from tests.claims import proves
from tests.e2e.store import Store

CROWD = 200
STEMS = 50
"""For so many of them are there peonies."""
OF_EACH = 3
SEEDED = 200
AT_ONCE = 12


@proves("T24", "T46", "E32", "FM-PRX-05:mitigation", "FM-SQS-04:mitigation", "FM-STK-04:mitigation")
def test_exactly_the_stems_that_exist_are_sold(
    store: Store, flora: Shopper, fleur: Shopper
) -> None:
    day = store.day(10)
    (open_day,) = [each for each in store.days() if each["day"] == day]
    room = {
        "zone": open_day["zone"],
        "cutoff": open_day["cutoff"],
        "places": 1000,
        "reason": "everybody wants peonies",
    }
    assert fleur.ask("PUT", f"/staff/delivery-days/{day}", room).status == 202
    fewer = {"day": day, "quantity": OF_EACH * STEMS - SEEDED, "reason": "frost in the night"}
    assert fleur.ask("PUT", "/staff/stock/peony-pink", fewer).status == 202
    store.wait_until_quiet()
    assert store.stock("peony-pink", day) == OF_EACH * STEMS

    with ThreadPoolExecutor(AT_ONCE) as people:
        orders = list(
            people.map(lambda _: store.order(flora, day, {"peony-pink": OF_EACH}), range(CROWD))
        )
    assert len(set(orders)) == CROWD
    store.wait_until_quiet(seconds=120)

    ends = Counter(_end(flora, order_id) for order_id in orders)
    assert ends == {("placed", None): STEMS, ("cancelled", "stock_short"): CROWD - STEMS}
    assert store.stock("peony-pink", day) == 0


def _end(flora: Shopper, order_id: str) -> tuple[str, str | None]:
    order = flora.order(order_id)
    return order["state"], order["reason"]
