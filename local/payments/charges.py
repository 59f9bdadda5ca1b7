"""Charges: what the bank authorised, captured and refunded.

docs.stripe.com/api/charges. What a partial capture leaves and what a cancelled hold held counts as
refunded, so amount_captured + amount_refunded says nothing of the customer's money before capture.
"""

import time

from local.payments.cards import charged_with
from local.payments.disputes import Disputes
from local.payments.errors import Body
from local.payments.events import Events
from local.payments.lists import chosen, page
from local.payments.parameters import Parameters
from local.payments.store import Store, new_object

HOLD_SECONDS = 7 * 24 * 3600
OFF_SESSION_HOLD_SECONDS = 4 * 24 * 3600 + 18 * 3600
"""How long a hold lives: Visa's is shorter when the customer was not there.

https://docs.stripe.com/payments/place-a-hold-on-a-payment-method
"""


class Charges:
    """The operations on charges."""

    def __init__(self, store: Store, events: Events, disputes: Disputes) -> None:
        self._store = store
        self._events = events
        self._disputes = disputes

    def retrieve(self, key: str, _: Parameters) -> Body:
        """GET /v1/charges/{id}."""
        return self._store.get("charge", key)

    def newest_first(self, parameters: Parameters) -> Body:
        """GET /v1/charges, by `payment_intent`, `customer` and `created`."""
        fields = chosen(parameters, "payment_intent", "customer")
        return page(self._store, "charge", parameters, fields)

    def authorised(self, intent: Body, method: Body, *, off_session: bool) -> Body:
        """The bank holds the amount."""
        charge = _charge(intent, method, "succeeded")
        is_short = off_session and method["card"]["brand"] == "visa"
        seconds = OFF_SESSION_HOLD_SECONDS if is_short else HOLD_SECONDS
        if intent["capture_method"] == "manual":
            charge["payment_method_details"]["card"]["capture_before"] = int(time.time()) + seconds
        self._events.happened("charge.succeeded", charge)
        return self._store.put(charge)

    def declined(self, intent: Body, method: Body, error: str, decline_code: str | None) -> Body:
        """The bank declined."""
        charge = _charge(intent, method, "failed")
        charge.update(failure_code=error, outcome={"reason": decline_code or error})
        self._events.happened("charge.failed", charge)
        return self._store.put(charge)

    def captured(self, intent: Body, amount: int) -> None:
        """Capture this amount; release the rest of the hold."""
        charge = self._store.get("charge", intent["latest_charge"])
        charge.update(
            captured=True, amount_captured=amount, amount_refunded=charge["amount"] - amount
        )
        if intent["capture_method"] == "manual":
            self._events.happened("charge.captured", charge)
        self._store.put(charge)
        self._disputes.after_capture(charge, charged_with(charge))

    def released(self, intent: Body, event: str) -> None:
        """Release the hold: it was cancelled (charge.refunded) or has expired (charge.expired)."""
        charge = self._store.get("charge", intent["latest_charge"])
        charge.update(refunded=True, amount_refunded=charge["amount"])
        self._events.happened(event, charge)
        self._store.put(charge)

    def refunded(self, charge: Body, amount: int) -> None:
        """Refund this amount of what was captured."""
        charge["amount_refunded"] += amount
        charge["refunded"] = charge["amount_refunded"] == charge["amount"]
        self._events.happened("charge.refunded", charge)
        self._store.put(charge)

    def not_refunded(self, key: str, amount: int) -> None:
        """A refund did not arrive: the amount is ours again."""
        charge = self._store.get("charge", key)
        charge.update(amount_refunded=charge["amount_refunded"] - amount, refunded=False)
        self._store.put(charge)


def _charge(intent: Body, method: Body, status: str) -> Body:
    return new_object(
        "charge",
        "ch_",
        amount=intent["amount"],
        amount_captured=0,
        amount_refunded=0,
        captured=False,
        currency=intent["currency"],
        customer=intent["customer"],
        disputed=False,
        failure_code=None,
        metadata=dict(intent["metadata"]),
        outcome=None,
        paid=status == "succeeded",
        payment_intent=intent["id"],
        payment_method=method["id"],
        payment_method_details={"type": "card", "card": dict(method["card"])},
        refunded=False,
        status=status,
        _card=method["_card"],
    )
