"""A card that is declined, and another one."""

from local.demo.context import VISA, DemoContext
from local.progress import step

BROKE = "pm_card_chargeDeclinedInsufficientFunds"


def play(context: DemoContext) -> None:
    """Keep the order waiting until another card pays for it."""
    order_id = context.order(context.days[0], **{"market-tulips": 1})
    with step("Flora pays for market tulips with a card that has no money on it"):
        context.flora.pay(order_id, BROKE)
        order = context.flora.wait_for_order(
            order_id, lambda o: o["payment"]["state"] == "declined", "is declined"
        )
    code = order["payment"]["decline_code"]
    print(f"  The bank says {code}. The tulips stay set aside for her.")
    with step("She takes another card"):
        context.flora.pay(order_id, VISA)
        context.is_confirmed(order_id)
    print(f"  Order {order_id} is confirmed; she is charged once.")
