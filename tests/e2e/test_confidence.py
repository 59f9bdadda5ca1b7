"""What the store writes down about itself never gives a customer away (D03)."""

from local import sample_requests
from local.payments.__main__ import SECRET_KEY
from local.seed import CUSTOMER, Person
from local.shopper import Shopper
from tests.claims import proves
from tests.e2e.store import FELIX, VISA, Store
from tests.e2e.test_cards import CARDS, keep
from tests.e2e.test_secure_payment import ASKING, asked
from tests.e2e.test_webhooks import keys

LEA = Person("lea@crassula.test", "Lea Levkoje")
NEW_ADDRESS = "levkoje@crassula.test"


@proves("T39", "T41", "FM-MON-06:mitigation")
def test_no_log_of_the_store_holds_a_token_a_card_an_address_or_a_signed_url(
    store: Store, flora: Shopper, felix: Shopper
) -> None:
    lea = store.welcome(LEA)
    lea.change("PUT", "/profile", {"name": LEA.name, "recipients": [sample_requests.RECIPIENT]})
    lea.change("PUT", "/profile/email", {"email": NEW_ADDRESS})
    lea.change("POST", CARDS)
    setup = lea.wait_to_see(CARDS, lambda w: w["setup"], "is ready for a card")["setup"]
    card = keep(store, flora)
    challenged = asked(store, flora)["payment"]["client_secret"]
    request = store.request(store.day(3))
    order = store.buy(flora, store.day(3), card=card["id"])
    redirect = flora.get(f"/orders/{order['id']}/invoice").headers["Location"]
    store.wait_until_quiet()

    written = "\n".join(store.log_lines())

    assert order["id"] in written, "the logs were not read at all"
    recipient = request["delivery"]["recipient"]
    secrets = {
        "the access token": flora.token,
        "a part of the token": flora.token.split(".")[1],
        "an e-mail address": CUSTOMER.email,
        "another's e-mail address": FELIX.email,
        "an e-mail address that somebody wants": NEW_ADDRESS,
        "a name": LEA.name,
        "the card": VISA,
        "the card that asks": ASKING,
        "the stored card": card["id"],
        "what lets a browser pay": challenged,
        "a part of it": challenged.partition("_secret_")[2],
        "what lets a browser store a card": setup["client_secret"].partition("_secret_")[2],
        "the provider's key": SECRET_KEY,
        "the secret that signs webhooks": keys(store).webhook_secret,
        "the recipient": recipient["name"],
        "the street": recipient["street"],
        "the telephone": request["delivery"]["phone"],
        "the message on the card": request["card_message"],
        "the buyer's street": request["buyer"]["street"],
        "the signature of the invoice's URL": redirect.split("X-Amz-Signature=")[1][:64],
    }
    assert [what for what, value in secrets.items() if value in written] == []
