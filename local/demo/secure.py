"""A payment for which the bank authenticates the cardholder (3-D Secure)."""

from local.demo.context import DemoContext
from local.progress import step

ASKING = "pm_card_threeDSecure2Required"


def play(context: DemoContext) -> None:
    """Let the bank ask and the browser answer; a webhook informs the store."""
    order_id = context.order(context.days[0], sunflower=7)
    with step("Flora pays for seven sunflowers; her bank wants to know whether it is her"):
        context.flora.pay(order_id, ASKING)
        order = context.flora.wait_for_order(
            order_id, lambda o: o["payment"]["client_secret"], "needs its customer"
        )
    print(f"  The payment is {order['payment']['state']}; nothing is held yet.")
    with step("In her browser she says that it is; the provider's webhook informs the store"):
        context.cardholder.answer_the_bank(order["payment"]["client_secret"], is_them=True)
        context.is_confirmed(order_id)
    print(f"  Order {order_id} is confirmed.")
