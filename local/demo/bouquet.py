"""A bouquet, from the empty basket to the invoice."""

from local.demo.theatre import VISA, Theatre, euro
from local.progress import step


def play(theatre: Theatre) -> None:
    """Order, pay, save the invoice."""
    day = theatre.days[0]
    with step(f"Flora orders A Dozen Red and a vase for {day}"):
        order_id = theatre.order(day)
    total = theatre.flora.order(order_id)["total"]
    with step(f"She pays {euro(total)} with a card: the money is held until the flowers ship"):
        theatre.flora.pay(order_id, VISA)
        order = theatre.is_confirmed(order_id)
    print(f"  Order {order_id} is {order['state']}; its invoice: {theatre.save(order['invoice'])}")
    print(f"  Follow it through every service: make trace ORDER={order_id}")
