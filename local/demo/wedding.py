"""A wedding: enquiry, quote, deposit, and the balance from the saved card."""

import uuid
from typing import Any

from local import sample_requests
from local.demo.context import VISA, DemoContext, euro
from local.progress import step
from services.contracts.payments import CollectBalances


def play(context: DemoContext) -> None:
    """Take a wedding from the enquiry to its delivery."""
    enquiry = _quoted(context)
    order_id = _accepted(context, enquiry)
    order = _confirmed_by_its_deposit(context, order_id)
    print(f"  The wedding is confirmed; its invoice: {context.save(order['invoice'])}")
    balance = euro(order["balance"]["amount"])
    with step(f"The balance of {balance} is due today: the clock says so, and nobody is asked"):
        context.publish(CollectBalances())
        context.flora.wait_for_order(
            order_id, lambda o: o["balance"]["payment"]["state"] == "captured", "is paid in full"
        )
    with step("Fleur drives the flowers to the Orangerie"):
        context.fleur.change("POST", f"/orders/{order_id}/shipment")
        context.flora.wait_for_order(order_id, lambda o: o["state"] == "shipped", "is shipped")
    print(f"  Order {order_id} is paid in full and on its way.")


def _quoted(context: DemoContext) -> Any:
    asked = sample_requests.enquired_last_week(context.flora.customer, str(uuid.uuid4()))
    path = f"/enquiries/{asked.enquiry_id}"
    with step(f"Last week Flora asked for the flowers of her wedding on {asked.request.day}"):
        context.publish(asked)
        context.flora.wait_to_see(path, lambda e: e["state"] == "enquired", "is there")
    with step("Fleur writes a quote"):
        context.fleur.change("POST", f"{path}/quote", sample_requests.quote())
        return context.flora.wait_to_see(path, lambda e: e["quote"], "has a quote")


def _accepted(context: DemoContext, enquiry: Any) -> str:
    lines = enquiry["quote"]["lines"]
    total = euro(sum(line["quantity"] * line["unit_price"] for line in lines))
    path = f"/enquiries/{enquiry['id']}"
    with step(f"Flora says yes to {total}"):
        yes = {"version": enquiry["version"], "buyer": sample_requests.BUYER}
        context.flora.change("POST", f"{path}/acceptance", yes)
        accepted = context.flora.wait_to_see(path, lambda e: e["order_id"], "is an order")
    return str(accepted["order_id"])


def _confirmed_by_its_deposit(context: DemoContext, order_id: str) -> Any:
    deposit = euro(sample_requests.DEPOSIT)
    with step(f"She pays the deposit of {deposit}; the provider keeps her card for the rest"):
        context.flora.wait_for_order(order_id, lambda o: o["state"] == "placed", "is placed")
        context.flora.pay(order_id, VISA)
        return context.is_confirmed(order_id)
