"""A payment that the card's bank wants to see its owner for (3-D Secure)."""

from local.demo.theatre import Theatre
from local.progress import step

ASKING = "pm_card_threeDSecure2Required"


def play(theatre: Theatre) -> None:
    """The bank asks, the browser answers, a webhook tells the store."""
    order_id = theatre.order(theatre.days[0], sunflower=7)
    with step("Flora pays for seven sunflowers; her bank wants to know whether it is her"):
        theatre.flora.pay(order_id, ASKING)
        order = theatre.flora.wait_for_order(
            order_id, lambda o: o["payment"]["client_secret"], "needs its customer"
        )
    print(f"  The payment is {order['payment']['state']}; nothing is held yet.")
    with step("In her browser she says that it is; the provider's webhook tells the store"):
        theatre.cardholder.answer_the_bank(order["payment"]["client_secret"], is_them=True)
        theatre.is_confirmed(order_id)
    print(f"  Order {order_id} is confirmed.")
