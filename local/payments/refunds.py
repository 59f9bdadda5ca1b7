"""Refunds: what was captured goes back, and no more than that (docs.stripe.com/api/refunds)."""

import stripe.params

from local.payments.charges import Charges
from local.payments.errors import Body, invalid
from local.payments.events import Events
from local.payments.lists import chosen, page
from local.payments.parameters import Parameters, check, positive
from local.payments.store import Store, new_object


class Refunds:
    """The operations on refunds."""

    def __init__(self, store: Store, events: Events, charges: Charges) -> None:
        self._store = store
        self._events = events
        self._charges = charges

    def create(self, parameters: Parameters) -> Body:
        """POST /v1/refunds, of a `payment_intent` or a `charge`."""
        check(stripe.params.RefundCreateParams, parameters)
        charge = self._charge(parameters)
        left = charge["amount"] - charge["amount_refunded"]
        if not charge["captured"]:
            raise invalid("The charge has not been captured.", "charge_not_captured")
        if left == 0:
            raise invalid("The charge has already been refunded.", "charge_already_refunded")
        amount = positive(parameters, "amount") if "amount" in parameters else left
        if amount > left:
            raise invalid(f"Only {left} are left to refund.", "amount_too_large", "amount")
        refund = new_object(
            "refund",
            "re_",
            amount=amount,
            charge=charge["id"],
            currency=charge["currency"],
            metadata=parameters.get("metadata") or {},
            payment_intent=charge["payment_intent"],
            reason=parameters.get("reason"),
            status="succeeded",
        )
        self._store.put(refund)
        self._events.happened("refund.created", refund)
        self._charges.refunded(charge, amount)
        return refund

    def retrieve(self, key: str, _: Parameters) -> Body:
        """GET /v1/refunds/{id}."""
        return self._store.get("refund", key)

    def newest_first(self, parameters: Parameters) -> Body:
        """GET /v1/refunds, by `payment_intent`, `charge` and `created`."""
        fields = chosen(parameters, "payment_intent", "charge")
        return page(self._store, "refund", parameters, fields)

    def _charge(self, parameters: Parameters) -> Body:
        if "charge" in parameters:
            return self._store.get("charge", parameters["charge"], param="charge")
        key = parameters.get("payment_intent", "")
        intent = self._store.get("payment_intent", key, param="payment_intent")
        if not intent["latest_charge"]:
            raise invalid("This PaymentIntent has no successful charge to refund.")
        return self._store.get("charge", intent["latest_charge"])
