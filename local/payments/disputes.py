"""Disputes: a cardholder objects at their bank, which takes the money back until it has decided.

docs.stripe.com/api/disputes. An inquiry (`warning_...`) only asks: no money moves. The word
`winning_evidence` or `losing_evidence` in the evidence decides (docs.stripe.com/testing#evidence).
"""

import time

import stripe.params

from local.payments.cards import Card
from local.payments.errors import Body, invalid
from local.payments.events import Events
from local.payments.lists import chosen, page
from local.payments.parameters import Parameters, check, is_true, positive, required
from local.payments.store import Query, Store, new_object

ANSWER_SECONDS = 7 * 24 * 3600
"""How long the shop has to answer; a card's network gives it 7 to 21 days."""
OPEN = ("needs_response", "under_review")
INQUIRIES = ("warning_needs_response", "warning_under_review")
WINNING, LOSING = "winning_evidence", "losing_evidence"


class Disputes:
    """The operations on disputes."""

    def __init__(self, store: Store, events: Events) -> None:
        self._store = store
        self._events = events

    def retrieve(self, key: str, _: Parameters) -> Body:
        """GET /v1/disputes/{id}."""
        return self._store.get("dispute", key)

    def newest_first(self, parameters: Parameters) -> Body:
        """GET /v1/disputes, by `payment_intent`, `charge` and `created`."""
        fields = chosen(parameters, "payment_intent", "charge")
        return page(self._store, "dispute", parameters, fields)

    def update(self, key: str, parameters: Parameters) -> Body:
        """POST /v1/disputes/{id}: the shop's evidence, and `submit` sends it to the bank."""
        check(stripe.params.DisputeUpdateParams, parameters)
        dispute = self._open(key)
        dispute["evidence"].update(parameters.get("evidence") or {})
        said = dispute["evidence"].get("uncategorized_text", "")
        if not is_true(parameters.get("submit", "true")):
            return self._changed(dispute, "updated")
        is_inquiry = dispute["status"] in INQUIRIES
        dispute["status"] = "warning_under_review" if is_inquiry else "under_review"
        self._changed(dispute, "updated")
        if said not in (WINNING, LOSING):
            return dispute
        return self._decided(dispute, is_won=said == WINNING)

    def close(self, key: str, _: Parameters) -> Body:
        """POST /v1/disputes/{id}/close: the shop gives in."""
        return self._decided(self._open(key), is_won=False)

    def after_capture(self, charge: Body, card: Card) -> None:
        """The owner of such a card objects at once."""
        if card.afterwards in ("disputed", "inquired"):
            is_inquiry = card.afterwards == "inquired"
            self._begin(charge, charge["amount_captured"], is_inquiry=is_inquiry)

    def begin(self, parameters: Parameters) -> Body:
        """The cardholder objects to a payment that was taken. Not part of the API."""
        intent = self._store.get("payment_intent", str(required(parameters, "payment_intent")))
        charge = self._store.get("charge", str(intent["latest_charge"]))
        if not charge["captured"]:
            raise invalid("The charge has not been captured.", "charge_not_captured")
        left = charge["amount"] - charge["amount_refunded"]
        amount = positive(parameters, "amount") if "amount" in parameters else left
        return self._begin(charge, amount, is_inquiry=is_true(parameters.get("inquiry")))

    def of_charge(self, charge: str) -> list[Body]:
        """Every dispute of a charge."""
        return self._store.newest_first("dispute", Query({"charge": charge}))

    def _begin(self, charge: Body, amount: int, *, is_inquiry: bool) -> Body:
        dispute = new_object(
            "dispute",
            "du_",
            amount=amount,
            balance_transactions=[],
            charge=charge["id"],
            currency=charge["currency"],
            evidence={},
            evidence_details={
                "due_by": int(time.time()) + ANSWER_SECONDS,
                "has_evidence": False,
                "past_due": False,
                "submission_count": 0,
            },
            is_charge_refundable=is_inquiry,
            payment_intent=charge["payment_intent"],
            reason="fraudulent",
            status="warning_needs_response" if is_inquiry else "needs_response",
        )
        self._store.put({**charge, "disputed": True})
        self._changed(dispute, "created")
        return dispute if is_inquiry else self._changed(dispute, "funds_withdrawn")

    def _decided(self, dispute: Body, *, is_won: bool) -> Body:
        if dispute["status"] in INQUIRIES:
            dispute["status"] = "warning_closed"
        else:
            dispute["status"] = "won" if is_won else "lost"
            dispute["is_charge_refundable"] = is_won
        self._changed(dispute, "closed")
        return self._changed(dispute, "funds_reinstated") if dispute["status"] == "won" else dispute

    def _open(self, key: str) -> Body:
        dispute = self._store.get("dispute", key)
        if dispute["status"] not in (*OPEN, *INQUIRIES):
            raise invalid("This dispute is already closed.", "dispute_already_closed")
        return dispute

    def _changed(self, dispute: Body, how: str) -> Body:
        self._store.put(dispute)
        self._events.happened(f"charge.dispute.{how}", dispute)
        return dispute


def is_blocking(dispute: Body) -> bool:
    """Whether its bank has the money, so that none of it can be refunded."""
    return dispute["status"] in (*OPEN, "lost")
