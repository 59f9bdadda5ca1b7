"""An order that is given up after it was invoiced, and its credit note."""

from local.demo.theatre import VISA, Theatre
from local.progress import step


def play(theatre: Theatre) -> None:
    """Stems, money and paper go back."""
    day = theatre.days[1]
    order_id = theatre.order(day, stargazer=1)
    with step(f"Flora orders Stargazer for {day}, pays, and gets an invoice"):
        theatre.flora.pay(order_id, VISA)
        invoice = theatre.is_confirmed(order_id)["invoice"]
    with step("She thinks better of it, in time before the cut-off"):
        theatre.flora.change("POST", f"/orders/{order_id}/cancellation")
        order = theatre.flora.wait_for_order(
            order_id,
            lambda o: o["credit_note"] and o["payment"]["state"] == "voided",
            "is cancelled, with a credit note",
        )
    print(f"  Invoice {invoice['number']} is taken back, nothing is held any longer;")
    print(f"  the credit note: {theatre.save(order['credit_note'])}")
