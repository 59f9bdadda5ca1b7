"""`make demo`: one purchase, from an empty basket to the invoice, as a person would do it."""

import sys
import urllib.request
from pathlib import Path
from typing import Any

from local.deploy import read_outputs
from local.places import ROOT, Places
from local.progress import step
from local.seed import CUSTOMER
from local.shopper import NotYetError, Shopper
from local.sign_in import SignInFailedError

CARD = "pm_card_visa"
BASKET = {"a-dozen-red": 1, "vase-glass": 1}


def main() -> int:
    """Order, pay, save the invoice. The exit code is 1 when something did not work."""
    places = Places()
    if not places.pid.exists():
        print("The store is not open: start it with `make run`, in another terminal.")
        return 1
    try:
        _buy(read_outputs(places))
    except (NotYetError, SignInFailedError, OSError) as problem:
        print(f"\nThe demonstration ended early: {problem}", file=sys.stderr)
        return 1
    return 0


def _buy(outputs: dict[str, str]) -> None:
    with step(f"Signing in as {CUSTOMER.email} (authorisation code with PKCE)"):
        flora = Shopper.signed_in(outputs, CUSTOMER)
    with step("Choosing flowers and a delivery day"):
        items = {item["sku"]: item for item in flora.get("/catalogue").body["items"]}
        day = next(day for day in flora.get("/delivery-days").body["days"] if day["open"])
    request = order_request(items, day["day"])
    with step(f"Ordering A Dozen Red and a vase for {day['day']}"):
        accepted = flora.ask("POST", "/orders", request)
        _expect(accepted.status == 202, accepted.content)
        order_id = accepted.body["order_id"]
        flora.wait_for_order(order_id, lambda o: o["state"] == "placed", "is placed")
    with step(f"Paying € {request['expected_total'] / 100:.2f} with a card"):
        paid = flora.ask("POST", f"/orders/{order_id}/payment", {"payment_method": CARD})
        _expect(paid.status == 202, paid.content)
        flora.wait_for_order(order_id, lambda o: o["state"] == "confirmed", "is confirmed")
    with step("Waiting for the invoice"):
        order = flora.wait_for_order(order_id, lambda o: o["invoice"], "has an invoice")
        file = ROOT / f"invoice-{order['invoice']['number']}.pdf"
        file.write_bytes(download(flora, order_id, "invoice"))
    print(f"\nOrder {order_id} is confirmed; its invoice: {_short(file)}")
    print(f"Follow it through every service: make trace ORDER={order_id}")


def order_request(items: dict[str, Any], day: str, **quantities: int) -> dict[str, Any]:
    """A body for POST /orders, for these quantities of these items."""
    wanted = quantities or BASKET
    return {
        "lines": [{"sku": sku, "quantity": count} for sku, count in wanted.items()],
        "delivery": {
            "day": day,
            "recipient": {
                "name": "Iris Wiesenthal",
                "street": "Blumenstraße 12",
                "postcode": "80331",
                "city": "München",
                "country": "DE",
            },
            "phone": "+49 89 1234567",
            "instructions": "Second floor, the door is green.",
        },
        "buyer": {
            "name": "Flora Amaryllis",
            "street": "Gartenweg 7",
            "postcode": "10115",
            "city": "Berlin",
            "country": "DE",
        },
        "expected_total": sum(items[sku]["price"] * count for sku, count in wanted.items()),
        "card_message": "For no reason but you.",
    }


def download(shopper: Shopper, order_id: str, paper: str) -> bytes:
    """An order's `invoice` or `credit-note`, by its redirect, as a browser does: without the token.

    Raises NotYetError.
    """
    redirect = shopper.get(f"/orders/{order_id}/{paper}")
    if redirect.status != 303:
        raise NotYetError(f"the {paper}: {redirect.status} {redirect.content!r}")
    with urllib.request.urlopen(redirect.headers["Location"], timeout=10) as answer:
        content: bytes = answer.read()
    return content


def _expect(held: bool, said: bytes) -> None:  # noqa: FBT001 - an assertion takes a truth
    if not held:
        raise NotYetError(said.decode(errors="replace"))


def _short(file: Path) -> str:
    return str(file.relative_to(ROOT))


if __name__ == "__main__":
    sys.exit(main())
