"""Payment intents, their charges and refunds: refunded <= captured <= authorised, always."""

import re
import time
from typing import Any

import stripe.params

from local.payments.cards import CARDS, Card
from local.payments.errors import Body, card_error, invalid, missing, wrong_state
from local.payments.form import is_true
from local.payments.store import Store

Parameters = dict[str, Any]

CANCELABLE = (
    "requires_payment_method",
    "requires_capture",
    "requires_confirmation",
    "requires_action",
)
AUTHORISATION_SECONDS = 7 * 24 * 3600
"""How long a hold lives (docs.stripe.com/payments/place-a-hold-on-a-payment-method)."""
METADATA_CLAUSE = re.compile(r"^metadata\['(\w+)'\]:'([^']*)'$")


def check_parameters(expected: type, parameters: Parameters) -> None:
    """Refuse what the API does not know, by the library's own list. Raises Refusal 400."""
    for name in parameters:
        if name == "payment_method_types":
            raise invalid(
                "payment_method_types is no longer supported",
                "payment_method_types_no_longer_supported",
                name,
            )
        if name not in expected.__annotations__:
            raise invalid(f"Received unknown parameter: {name}", "parameter_unknown", name)


class Intents:
    """The operations on payment intents; each is called within a transaction."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def create(self, parameters: Parameters) -> Body:
        """POST /v1/payment_intents."""
        check_parameters(stripe.params.PaymentIntentCreateParams, parameters)
        method = parameters.get("payment_method")
        if method:
            _card(method)
        intent = self._store.new(
            "payment_intent",
            "pi_",
            amount=_amount(parameters, "amount"),
            amount_capturable=0,
            amount_received=0,
            canceled_at=None,
            cancellation_reason=None,
            capture_method=parameters.get("capture_method", "automatic_async"),
            currency=_currency(parameters),
            customer=parameters.get("customer"),
            description=parameters.get("description"),
            last_payment_error=None,
            latest_charge=None,
            next_action=None,
            payment_method=method,
            status="requires_confirmation" if method else "requires_payment_method",
            metadata=parameters.get("metadata") or {},
        )
        intent["client_secret"] = f"{intent['id']}_secret_local"
        self._store.put(intent)
        return self._authorise(intent) if is_true(parameters.get("confirm")) else intent

    def confirm(self, key: str, parameters: Parameters) -> Body:
        """POST /v1/payment_intents/{id}/confirm."""
        intent = self._store.get("payment_intent", key)
        if parameters.get("payment_method"):
            _card(parameters["payment_method"])
            intent["payment_method"] = parameters["payment_method"]
        if intent["status"] not in ("requires_payment_method", "requires_confirmation"):
            raise wrong_state(intent, "confirmed")
        return self._authorise(intent)

    def retrieve(self, key: str) -> Body:
        """GET /v1/payment_intents/{id}."""
        return self._store.get("payment_intent", key)

    def newest_first(self, parameters: Parameters) -> Body:
        """GET /v1/payment_intents, by `customer` and `created[gte]`."""
        limit = int(parameters.get("limit", 10))
        since = int((parameters.get("created") or {}).get("gte", 0))
        found = [
            intent
            for intent in self._store.newest_first("payment_intent")
            if intent["created"] >= since
            and parameters.get("customer", intent["customer"]) == intent["customer"]
        ]
        after = parameters.get("starting_after")
        if after:
            ids = [intent["id"] for intent in found]
            found = found[ids.index(after) + 1 :] if after in ids else []
        page = found[:limit]
        return {
            "object": "list",
            "url": "/v1/payment_intents",
            "data": page,
            "has_more": len(found) > limit,
        }

    def search(self, parameters: Parameters) -> Body:
        """GET /v1/payment_intents/search, by one metadata clause. Unlike Stripe's, it never lags.

        https://docs.stripe.com/search#search-query-language
        """
        clause = METADATA_CLAUSE.match(parameters.get("query", ""))
        if clause is None:
            raise invalid("query: only metadata['name']:'value' is searched here.", param="query")
        name, value = clause.groups()
        found = [
            intent
            for intent in self._store.newest_first("payment_intent")
            if intent["metadata"].get(name) == value
        ]
        return {
            "object": "search_result",
            "url": "/v1/payment_intents/search",
            "data": found[: int(parameters.get("limit", 10))],
            "has_more": False,
            "next_page": None,
        }

    def capture(self, key: str, parameters: Parameters) -> Body:
        """POST /v1/payment_intents/{id}/capture: all of it, or `amount_to_capture`."""
        intent = self._store.get("payment_intent", key)
        if intent["status"] != "requires_capture":
            raise wrong_state(intent, "captured")
        amount = intent["amount_capturable"]
        if "amount_to_capture" in parameters:
            amount = _amount(parameters, "amount_to_capture")
        if amount > intent["amount_capturable"]:
            raise invalid("more than is authorised", "amount_too_large", "amount_to_capture")
        self._capture(intent, amount)
        return intent

    def cancel(self, key: str, parameters: Parameters) -> Body:
        """POST /v1/payment_intents/{id}/cancel: nothing is held any longer."""
        intent = self._store.get("payment_intent", key)
        if intent["status"] not in CANCELABLE:
            raise wrong_state(intent, "canceled")
        intent.update(
            status="canceled",
            amount_capturable=0,
            canceled_at=int(time.time()),
            cancellation_reason=parameters.get("cancellation_reason"),
            next_action=None,
        )
        return self._store.put(intent)

    def authenticate(self, key: str, parameters: Parameters) -> Body:
        """What the cardholder does in the browser when 3-D Secure asks; not part of the API."""
        intent = self._store.get("payment_intent", key)
        if intent["status"] != "requires_action":
            raise wrong_state(intent, "authenticated")
        if is_true(parameters.get("success")):
            return self._hold(intent, _card(intent["payment_method"]))
        intent.update(status="requires_payment_method", next_action=None, payment_method=None)
        return self._store.put(intent)

    def refund(self, parameters: Parameters) -> Body:
        """POST /v1/refunds: of what was captured, and no more than that."""
        check_parameters(stripe.params.RefundCreateParams, parameters)
        intent = self._store.get("payment_intent", parameters.get("payment_intent", ""))
        if not intent["latest_charge"]:
            raise invalid("This PaymentIntent has no successful charge to refund.")
        charge = self._store.get("charge", intent["latest_charge"])
        left = charge["amount_captured"] - charge["amount_refunded"]
        if not charge["captured"]:
            raise invalid("The charge has not been captured.", "charge_not_captured")
        if left == 0:
            raise invalid("The charge has already been refunded.", "charge_already_refunded")
        amount = _amount(parameters, "amount") if "amount" in parameters else left
        if amount > left:
            raise invalid(f"Only {left} are left to refund.", "amount_too_large", "amount")
        charge["amount_refunded"] += amount
        charge["refunded"] = charge["amount_refunded"] == charge["amount_captured"]
        self._store.put(charge)
        return self._store.new(
            "refund",
            "re_",
            amount=amount,
            charge=charge["id"],
            currency=intent["currency"],
            payment_intent=intent["id"],
            reason=parameters.get("reason"),
            status="succeeded",
            metadata=parameters.get("metadata") or {},
        )

    def _authorise(self, intent: Body) -> Body:
        if not intent["payment_method"]:
            raise wrong_state(intent, "confirmed")
        card = _card(intent["payment_method"])
        if card.error:
            raise self._decline(intent, card)
        if card.wants_authentication:
            action = {"type": "use_stripe_sdk", "use_stripe_sdk": {"type": "three_d_secure"}}
            intent.update(status="requires_action", next_action=action)
            return self._store.put(intent)
        return self._hold(intent, card)

    def _decline(self, intent: Body, card: Card) -> Exception:
        charge = self._charge(intent, card, status="failed")
        refusal = card_error(str(card.error), card.decline_code, charge=charge["id"])
        intent.update(
            status="requires_payment_method",
            payment_method=None,
            last_payment_error=refusal.body["error"],
        )
        self._store.put(intent)
        return card_error(
            str(card.error), card.decline_code, charge=charge["id"], payment_intent=intent
        )

    def _hold(self, intent: Body, card: Card) -> Body:
        charge = self._charge(intent, card, status="succeeded")
        intent.update(latest_charge=charge["id"], next_action=None, last_payment_error=None)
        if intent["capture_method"] == "manual":
            intent.update(status="requires_capture", amount_capturable=intent["amount"])
            return self._store.put(intent)
        self._capture(intent, intent["amount"])
        return intent

    def _charge(self, intent: Body, card: Card, status: str) -> Body:
        expiry = int(time.time()) + AUTHORISATION_SECONDS
        details = {"brand": card.brand, "last4": card.last4, "capture_before": expiry}
        return self._store.new(
            "charge",
            "ch_",
            amount=intent["amount"],
            amount_captured=0,
            amount_refunded=0,
            captured=False,
            currency=intent["currency"],
            payment_intent=intent["id"],
            payment_method_details={"type": "card", "card": details},
            refunded=False,
            status=status,
            metadata=dict(intent["metadata"]),
        )

    def _capture(self, intent: Body, amount: int) -> None:
        charge = self._store.get("charge", intent["latest_charge"])
        charge.update(captured=True, amount_captured=amount)
        self._store.put(charge)
        intent.update(status="succeeded", amount_received=amount, amount_capturable=0)
        self._store.put(intent)


def _card(method: str) -> Card:
    if method not in CARDS:
        raise missing("PaymentMethod", method)
    return CARDS[method]


def _amount(parameters: Parameters, name: str) -> int:
    given = str(parameters.get(name, ""))
    if not given.isdigit() or int(given) < 1:
        raise invalid(f"Invalid positive integer: {name}", "parameter_invalid_integer", name)
    return int(given)


def _currency(parameters: Parameters) -> str:
    given = parameters.get("currency")
    if not given:
        raise invalid("Missing required param: currency.", "parameter_missing", "currency")
    return str(given).lower()
