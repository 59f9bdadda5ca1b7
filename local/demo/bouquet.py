"""A bouquet, from the empty basket to the invoice."""

from local.demo.context import VISA, DemoContext, euro
from local.progress import step


def play(context: DemoContext) -> None:
    """Order, pay, save the invoice."""
    day = context.days[0]
    with step(f"Flora orders A Dozen Red and a vase for {day}"):
        order_id = context.order(day)
    total = context.flora.order(order_id)["total"]
    with step(f"She pays {euro(total)} with a card: the money is held until the flowers ship"):
        context.flora.pay(order_id, VISA)
        order = context.is_confirmed(order_id)
    print(f"  Order {order_id} is {order['state']}; its invoice: {context.save(order['invoice'])}")
    print(f"  Follow it through every service: make trace ORDER={order_id}")
