"""A florist's day."""

from datetime import UTC, datetime
from typing import Any

from local.shopper import Shopper
from tests.claims import proves
from tests.e2e.store import Store


def listed(fleur: Shopper, day: str, state: str, ids: list[str]) -> Any:
    """The day's orders in a state, once these are among them."""
    return fleur.wait_to_see(
        f"/staff/orders?delivery_date={day}&status={state}",
        lambda page: set(ids) <= {order["id"] for order in page["orders"]},
        f"lists them as {state}",
    )["orders"]


@proves("T28", "U5")
def test_a_days_orders_are_shipped_and_delivered_together(
    store: Store, flora: Shopper, felix: Shopper, fleur: Shopper
) -> None:
    day = store.day(3)
    ids = [store.buy(each, day)["id"] for each in (flora, felix, flora)]
    unpaid = flora.place(store.request(day))
    work = listed(fleur, day, "confirmed", ids)
    assert unpaid not in [order["id"] for order in work]

    fleur.change("POST", "/staff/shipments", {"orders": [*ids, unpaid]})
    listed(fleur, day, "shipped", ids)
    fleur.change("POST", "/staff/deliveries", {"orders": ids})
    delivered = listed(fleur, day, "delivered", ids)

    for order in delivered:
        assert [act["what"] for act in order["history"]] == ["shipped", "delivered"]
        assert {act["by"] for act in order["history"]} == {fleur.customer.id}
    assert flora.order(unpaid)["state"] == "placed"
    store.wait_until_quiet()
    for order_id in ids:
        (intent,) = store.intents_of(order_id)
        assert intent["status"] == "succeeded"


def test_stems_are_counted_with_a_reason_and_written_down(store: Store, fleur: Shopper) -> None:
    day, sku = store.day(4), "rose-white"
    before = store.stock(sku, day)
    broken = {"day": day, "quantity": -7, "reason": "broken in the van"}
    key = "seven-roses-broke"
    for _ in range(2):
        assert fleur.ask("PUT", f"/staff/stock/{sku}", broken, key=key).status == 202
    store.wait_until_quiet()

    assert store.stock(sku, day) == before - 7
    entries = fleur.see(f"/staff/audit-log?date={datetime.now(UTC).date()}")["entries"]
    (act,) = [act for act in entries if act["reason"] == broken["reason"]]
    assert (act["subject"], act["day"], act["quantity"]) == (sku, day, -7)
    assert act["by"] == fleur.customer.id


def test_a_closed_day_takes_no_orders_until_it_is_opened_again(
    store: Store, flora: Shopper, fleur: Shopper
) -> None:
    at = store.day(6)
    (day,) = [each for each in store.days() if each["day"] == at]
    room = {name: day[name] for name in ("zone", "places", "cutoff")}
    closed = {**room, "closed": True, "reason": "the van is being repaired"}
    fleur.change("PUT", f"/staff/delivery-days/{at}", closed)
    store.wait_until_quiet()
    assert at not in [each["day"] for each in store.days()]
    assert flora.ask("POST", "/orders", store.request(at)).status == 409

    fleur.change("PUT", f"/staff/delivery-days/{at}", {**room, "reason": "the van is back"})
    store.wait_until_quiet()

    store.buy(flora, at)
    entries = fleur.see(f"/staff/audit-log?date={datetime.now(UTC).date()}")["entries"]
    whys = [act["reason"] for act in entries if act["day"] == at and act["subject"] == day["zone"]]
    assert whys == ["the van is being repaired", "the van is back"]


def test_no_customer_does_a_florists_work(store: Store, flora: Shopper) -> None:
    for method, path in (
        ("GET", f"/staff/orders?delivery_date={store.day(3)}"),
        ("GET", f"/staff/audit-log?date={store.day(3)}"),
        ("GET", "/staff/enquiries"),
        ("GET", "/staff/mismatches"),
        ("POST", "/staff/shipments"),
        ("PUT", "/staff/stock/fern"),
    ):
        assert flora.ask(method, path, {} if method != "GET" else None).status == 403, (
            method,
            path,
        )
