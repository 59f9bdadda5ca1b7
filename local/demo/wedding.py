"""A wedding: enquiry, quote, deposit, and the balance from the card that was kept."""

import uuid
from typing import Any

from local import wishes
from local.demo.theatre import VISA, Theatre, euro
from local.progress import step
from services.contracts.payments import CollectBalances


def play(theatre: Theatre) -> None:
    """Everything between a dream and a van full of peonies."""
    enquiry = _quoted(theatre)
    order_id = _accepted(theatre, enquiry)
    order = _confirmed_by_its_deposit(theatre, order_id)
    print(f"  The wedding is confirmed; its invoice: {theatre.save(order['invoice'])}")
    balance = euro(order["balance"]["amount"])
    with step(f"The balance of {balance} is due today: the clock says so, and nobody is asked"):
        theatre.tell(CollectBalances())
        theatre.flora.wait_for_order(
            order_id, lambda o: o["balance"]["payment"]["state"] == "captured", "is paid in full"
        )
    with step("Fleur drives the flowers to the Orangerie"):
        theatre.fleur.change("POST", f"/orders/{order_id}/shipment")
        theatre.flora.wait_for_order(order_id, lambda o: o["state"] == "shipped", "is shipped")
    print(f"  Order {order_id} is paid in full and on its way.")


def _quoted(theatre: Theatre) -> Any:
    asked = wishes.enquired_last_week(theatre.flora.customer, str(uuid.uuid4()))
    path = f"/enquiries/{asked.enquiry_id}"
    with step(f"Last week Flora asked for the flowers of her wedding on {asked.request.day}"):
        theatre.tell(asked)
        theatre.flora.wait_to_see(path, lambda e: e["state"] == "enquired", "is there")
    with step("Fleur writes a quote"):
        theatre.fleur.change("POST", f"{path}/quote", wishes.quote())
        return theatre.flora.wait_to_see(path, lambda e: e["quote"], "has a quote")


def _accepted(theatre: Theatre, enquiry: Any) -> str:
    lines = enquiry["quote"]["lines"]
    total = euro(sum(line["quantity"] * line["unit_price"] for line in lines))
    path = f"/enquiries/{enquiry['id']}"
    with step(f"Flora says yes to {total}"):
        yes = {"version": enquiry["version"], "buyer": wishes.BUYER}
        theatre.flora.change("POST", f"{path}/acceptance", yes)
        accepted = theatre.flora.wait_to_see(path, lambda e: e["order_id"], "is an order")
    return str(accepted["order_id"])


def _confirmed_by_its_deposit(theatre: Theatre, order_id: str) -> Any:
    deposit = euro(wishes.DEPOSIT)
    with step(f"She pays the deposit of {deposit}; the provider keeps her card for the rest"):
        theatre.flora.wait_for_order(order_id, lambda o: o["state"] == "placed", "is placed")
        theatre.flora.pay(order_id, VISA)
        return theatre.is_confirmed(order_id)
