"""What the store writes down about itself never gives a customer away (D03)."""

from local.payments.__main__ import SECRET_KEY
from local.seed import CUSTOMER
from local.shopper import Shopper
from tests.claims import proves
from tests.e2e.store import VISA, Store, pay


@proves("T39", "T41")
def test_no_log_of_the_store_holds_a_token_a_card_an_address_or_a_signed_url(
    store: Store, flora: Shopper
) -> None:
    request = store.request(store.day(8))
    order_id = store.order(flora, store.day(8))
    flora.wait_for_order(order_id, lambda o: o["state"] == "placed", "is placed")
    pay(flora, order_id)
    flora.wait_for_order(order_id, lambda o: o["invoice"], "has an invoice")
    redirect = flora.get(f"/orders/{order_id}/invoice").headers["Location"]
    store.wait_until_quiet()

    written = "\n".join(store.log_lines())

    assert order_id in written, "the logs were not read at all"
    recipient = request["delivery"]["recipient"]
    secrets = {
        "the access token": flora.token,
        "a part of the token": flora.token.split(".")[1],
        "the e-mail address": CUSTOMER.email,
        "the card": VISA,
        "the provider's key": SECRET_KEY,
        "the recipient": recipient["name"],
        "the street": recipient["street"],
        "the telephone": request["delivery"]["phone"],
        "the message on the card": request["card_message"],
        "the buyer's street": request["buyer"]["street"],
        "the signature of the invoice's URL": redirect.split("X-Amz-Signature=")[1][:64],
    }
    assert [what for what, value in secrets.items() if value in written] == []
