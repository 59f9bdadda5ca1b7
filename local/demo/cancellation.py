"""An order that is cancelled after it was invoiced, and its credit note."""

from local.demo.context import VISA, DemoContext
from local.progress import step


def play(context: DemoContext) -> None:
    """Release stems and money, and issue the credit note."""
    day = context.days[1]
    order_id = context.order(day, stargazer=1)
    with step(f"Flora orders Stargazer for {day}, pays, and gets an invoice"):
        context.flora.pay(order_id, VISA)
        invoice = context.is_confirmed(order_id)["invoice"]
    with step("She thinks better of it, in time before the cut-off"):
        context.flora.change("POST", f"/orders/{order_id}/cancellation")
        order = context.flora.wait_for_order(
            order_id,
            lambda o: o["credit_note"] and o["payment"]["state"] == "voided",
            "is cancelled, with a credit note",
        )
    print(f"  Invoice {invoice['number']} is taken back, nothing is held any longer;")
    print(f"  the credit note: {context.save(order['credit_note'])}")
