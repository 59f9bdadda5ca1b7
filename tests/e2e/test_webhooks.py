"""What the provider tells of its own accord: only its own word counts, and only as a hint."""

import json
import time

import msgspec

from local.payments.delivery import signature
from local.shopper import Answer, Shopper, wait_for
from services.payment.gateways.provider.connection import Keys
from tests.claims import proves
from tests.e2e.store import Store
from tests.e2e.test_secure_payment import asked

REFUSED = "webhook refused"
RECORDING_SECONDS = 600


def post(store: Store, content: str, signed: str) -> Answer:
    """Somebody speaks to the webhook's address."""
    stranger = Shopper(store.outputs["ApiUrl"])
    headers = {"Stripe-Signature": signed}
    return stranger.ask("POST", "/webhooks/payments", content.encode(), headers=headers)


def claim(store: Store, order_id: str) -> str:
    """An event that says that the order's money is held."""
    (intent,) = store.intents_of(order_id)
    lie = {**intent, "status": "requires_capture", "amount_capturable": intent["amount"]}
    kind = "payment_intent.amount_capturable_updated"
    return json.dumps({"id": "evt_forged", "type": kind, "data": {"object": lie}})


def keys(store: Store) -> Keys:
    """What the store and the provider know of each other."""
    secret = store.client("secretsmanager").get_secret_value(
        SecretId=store.outputs["PaymentSecret"]
    )
    return msgspec.json.decode(secret["SecretString"], type=Keys)


@proves("X25", "FM-L13-02:mitigation", "FM-L13-02:detection", "FM-L11-01:detection")
def test_what_is_not_signed_by_the_provider_changes_nothing_and_is_counted(
    store: Store, flora: Shopper
) -> None:
    order = asked(store, flora)
    lie, now = claim(store, order["id"]), int(time.time())
    secret = keys(store).webhook_secret
    before = len(store.records(REFUSED))

    assert post(store, lie, signature(lie, "whsec_guessed", now)).status == 202
    assert post(store, lie, signature(lie, secret, now - RECORDING_SECONDS)).status == 202
    assert post(store, f"{lie} ", signature(lie, secret, now)).status == 202
    assert post(store, lie, "").status == 400

    store.wait_until_quiet()
    assert len(store.records(REFUSED)) == before + 3
    waiting = flora.order(order["id"])
    assert (waiting["state"], waiting["payment"]["state"]) == ("placed", "action_required")
    names = store.client("cloudwatch").list_metrics(MetricName="WebhooksRefused")["Metrics"]
    assert names != []


@proves("FM-L13-02:mitigation")
def test_a_true_signature_on_an_untrue_event_changes_nothing_either(
    store: Store, flora: Shopper
) -> None:
    order = asked(store, flora)
    lie = claim(store, order["id"])
    signed = signature(lie, keys(store).webhook_secret, int(time.time()))

    assert post(store, lie, signed).status == 202

    store.wait_until_quiet()
    assert flora.order(order["id"])["state"] == "placed", "the provider itself was asked"


@proves("T46", "FM-PSP-06:mitigation")
def test_events_that_come_thrice_and_in_any_order_count_once(store: Store, flora: Shopper) -> None:
    store.provider.webhooks(duplicate=2, shuffle=True)
    try:
        order = asked(store, flora)
        store.cardholder.answer_the_bank(order["payment"]["client_secret"], is_them=True)
        confirmed = flora.wait_for_order(order["id"], lambda o: o["invoice"], "has an invoice")
        wait_for(
            store.provider.events,
            lambda events: not any(event["pending_webhooks"] for event in events),
            "every delivery",
        )
    finally:
        store.provider.webhooks(duplicate=0, shuffle=False)
    store.wait_until_quiet()

    after = flora.order(order["id"])

    assert (after["state"], after["invoice"]) == ("confirmed", confirmed["invoice"])
    (intent,) = store.intents_of(order["id"])
    assert intent["amount_capturable"] == order["total"]
