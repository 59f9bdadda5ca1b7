"""A florist's day: the work list, the van, the doors."""

from typing import Any

from local.demo.theatre import VISA, Theatre
from local.progress import step


def play(theatre: Theatre) -> None:
    """Whatever is confirmed for the day is shipped and delivered."""
    day = theatre.days[0]
    with step("Two more orders come in"):
        for bouquet in ("apricot-fool", "meadow-gold"):
            order_id = theatre.order(day, **{bouquet: 1})
            theatre.flora.pay(order_id, VISA)
            theatre.is_confirmed(order_id)
    with step(f"Fleur opens her list for {day}"):
        orders = _work(theatre, day, "confirmed")
    for order in orders:
        lines = ", ".join(f"{line['quantity']} x {line['name']}" for line in order["lines"])
        print(f"  {order['id']}  {order['delivery']['recipient']['name']}: {lines}")
    ids = {"orders": [order["id"] for order in orders]}
    with step(f"She hands all {len(orders)} to the courier; now the money is taken"):
        theatre.fleur.change("POST", "/staff/shipments", ids)
        _are_all(theatre, day, ids["orders"], "shipped")
    with step("They arrive"):
        theatre.fleur.change("POST", "/staff/deliveries", ids)
        _are_all(theatre, day, ids["orders"], "delivered")
    print("  What customers were written about it: make mail")


def _work(theatre: Theatre, day: str, state: str) -> list[Any]:
    path = f"/staff/orders?delivery_date={day}&status={state}"
    orders: list[Any] = theatre.fleur.see(path)["orders"]
    return [order for order in orders if order["occasion"] is None][:50]


def _are_all(theatre: Theatre, day: str, ids: list[str], state: str) -> None:
    theatre.fleur.wait_to_see(
        f"/staff/orders?delivery_date={day}&status={state}",
        lambda page: set(ids) <= {order["id"] for order in page["orders"]},
        f"has them all {state}",
    )
