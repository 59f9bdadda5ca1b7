"""A florist's day: the work list, the van, the doors."""

from typing import Any

from local.demo.context import VISA, DemoContext
from local.progress import step


def play(context: DemoContext) -> None:
    """Ship and deliver every confirmed order of the day."""
    day = context.days[0]
    with step("Two more orders come in"):
        for bouquet in ("apricot-fool", "meadow-gold"):
            order_id = context.order(day, **{bouquet: 1})
            context.flora.pay(order_id, VISA)
            context.is_confirmed(order_id)
    with step(f"Fleur opens her list for {day}"):
        orders = _work(context, day, "confirmed")
    for order in orders:
        lines = ", ".join(f"{line['quantity']} x {line['name']}" for line in order["lines"])
        print(f"  {order['id']}  {order['delivery']['recipient']['name']}: {lines}")
    ids = {"orders": [order["id"] for order in orders]}
    with step(f"She hands all {len(orders)} to the courier; now the money is taken"):
        context.fleur.change("POST", "/staff/shipments", ids)
        _are_all(context, day, ids["orders"], "shipped")
    with step("They arrive"):
        context.fleur.change("POST", "/staff/deliveries", ids)
        _are_all(context, day, ids["orders"], "delivered")
    print("  The e-mails to customers: make mail")


def _work(context: DemoContext, day: str, state: str) -> list[Any]:
    path = f"/staff/orders?delivery_date={day}&status={state}"
    orders: list[Any] = context.fleur.see(path)["orders"]
    return [order for order in orders if order["occasion"] is None][:50]


def _are_all(context: DemoContext, day: str, ids: list[str], state: str) -> None:
    context.fleur.wait_to_see(
        f"/staff/orders?delivery_date={day}&status={state}",
        lambda page: set(ids) <= {order["id"] for order in page["orders"]},
        f"has them all {state}",
    )
