"""Refunds: what was captured goes back, and no more than that (docs.stripe.com/api/refunds)."""

import stripe.params

from local.payments.cards import charged_with
from local.payments.charges import Charges
from local.payments.disputes import Disputes, is_blocking
from local.payments.errors import Body, invalid
from local.payments.events import Events
from local.payments.lists import chosen, page
from local.payments.parameters import Parameters, check, positive, required
from local.payments.store import Store, new_object


class Refunds:
    """The operations on refunds."""

    def __init__(self, store: Store, events: Events, charges: Charges, disputes: Disputes) -> None:
        self._store = store
        self._events = events
        self._charges = charges
        self._disputes = disputes

    def create(self, parameters: Parameters) -> Body:
        """POST /v1/refunds, of a `payment_intent` or a `charge`."""
        check(stripe.params.RefundCreateParams, parameters)
        charge = self._charge(parameters)
        left = charge["amount"] - charge["amount_refunded"]
        if not charge["captured"]:
            raise invalid("The charge has not been captured.", "charge_not_captured")
        if any(is_blocking(each) for each in self._disputes.of_charge(charge["id"])):
            raise invalid("The charge has been charged back.", "charge_disputed")
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
            failure_reason=None,
            metadata=parameters.get("metadata") or {},
            payment_intent=charge["payment_intent"],
            reason=parameters.get("reason"),
            status="succeeded",
        )
        card = charged_with(charge)
        if card.afterwards == "refund_pends":
            refund["status"] = "pending"
        self._store.put(refund)
        self._events.happened("refund.created", refund)
        self._charges.refunded(charge, amount)
        answered = dict(refund)
        if card.afterwards == "refund_fails":
            self._failed(refund)
        elif card.afterwards == "refund_pends":
            self._updated(refund, status="succeeded")
        return answered

    def fail(self, parameters: Parameters) -> Body:
        """The bank sends a refund back, days after it succeeded. Not part of the API."""
        refund = self._store.get("refund", str(required(parameters, "refund")))
        if refund["status"] == "failed":
            raise invalid("The refund has failed already.")
        return self._failed(refund)

    def _failed(self, refund: Body) -> Body:
        """docs.stripe.com/refunds#failed-refunds"""
        self._charges.not_refunded(refund["charge"], refund["amount"])
        self._updated(refund, status="failed", failure_reason="lost_or_stolen_card")
        self._events.happened("refund.failed", refund)
        return refund

    def _updated(self, refund: Body, **change: str) -> None:
        refund.update(change)
        self._store.put(refund)
        self._events.happened("refund.updated", refund)
        self._events.happened("charge.refund.updated", refund)

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
