"""A card that is declined, and another one."""

from local.demo.theatre import VISA, Theatre
from local.progress import step

BROKE = "pm_card_chargeDeclinedInsufficientFunds"


def play(theatre: Theatre) -> None:
    """The order waits; another card pays for it."""
    order_id = theatre.order(theatre.days[0], **{"market-tulips": 1})
    with step("Flora pays for market tulips with a card that has no money on it"):
        theatre.flora.pay(order_id, BROKE)
        order = theatre.flora.wait_for_order(
            order_id, lambda o: o["payment"]["state"] == "declined", "is declined"
        )
    code = order["payment"]["decline_code"]
    print(f"  The bank says {code}. The tulips stay set aside for her.")
    with step("She takes another card"):
        theatre.flora.pay(order_id, VISA)
        theatre.is_confirmed(order_id)
    print(f"  Order {order_id} is confirmed; she is charged once.")
