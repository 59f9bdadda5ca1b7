"""Payment intents: refunded <= captured <= authorised, always.

docs.stripe.com/api/payment_intents. The operations are called within a transaction; a Refusal 402
keeps what was written before it.
"""

import re
import time
from dataclasses import dataclass

import stripe.params

from local.payments.charges import Charges
from local.payments.customers import Customers
from local.payments.errors import Body, card_error, failed_authentication, invalid, wrong_state
from local.payments.events import Events
from local.payments.lists import chosen, limit_of, page
from local.payments.methods import Methods
from local.payments.parameters import (
    Parameters,
    chargeable,
    check,
    is_true,
    positive,
    required,
)
from local.payments.store import Query, Store, new_object, random_text

CANCELABLE = (
    "requires_payment_method",
    "requires_capture",
    "requires_confirmation",
    "requires_action",
)
AUTHENTICATION_REQUIRED = "authentication_required"
METADATA_CLAUSE = re.compile(r"^metadata\['(\w+)'\]:'([^']*)'$")
NEXT_ACTION = {"type": "use_stripe_sdk", "use_stripe_sdk": {"type": "three_d_secure_redirect"}}


@dataclass(frozen=True)
class Intents:
    """The operations on payment intents."""

    store: Store
    events: Events
    customers: Customers
    methods: Methods
    charges: Charges

    def create(self, parameters: Parameters) -> Body:
        """POST /v1/payment_intents."""
        check(stripe.params.PaymentIntentCreateParams, parameters)
        confirms = is_true(parameters.get("confirm"))
        if "off_session" in parameters and not confirms:
            raise invalid("off_session is for confirm=true.", param="off_session")
        currency = str(required(parameters, "currency")).lower()
        amount = chargeable(parameters, currency)
        customer, name = parameters.get("customer"), parameters.get("payment_method")
        if customer:
            self.customers.existing(customer)
        method = self.methods.named(name, customer)["id"] if name else None
        intent = new_object(
            "payment_intent",
            "pi_",
            amount=amount,
            amount_capturable=0,
            amount_received=0,
            automatic_payment_methods=parameters.get("automatic_payment_methods"),
            canceled_at=None,
            cancellation_reason=None,
            capture_method=parameters.get("capture_method", "automatic_async"),
            client_secret=None,
            currency=currency,
            customer=customer,
            description=parameters.get("description"),
            last_payment_error=None,
            latest_charge=None,
            metadata=parameters.get("metadata") or {},
            next_action=None,
            payment_method=method,
            payment_method_types=["card"],
            setup_future_usage=parameters.get("setup_future_usage"),
            status="requires_confirmation" if method else "requires_payment_method",
        )
        intent["client_secret"] = f"{intent['id']}_secret_{random_text(24)}"
        self.store.put(intent)
        self.events.happened("payment_intent.created", intent)
        return self._confirm(intent, parameters) if confirms else intent

    def confirm(self, key: str, parameters: Parameters) -> Body:
        """POST /v1/payment_intents/{id}/confirm."""
        check(stripe.params.PaymentIntentConfirmParams, parameters)
        intent = self.store.get("payment_intent", key)
        if intent["status"] not in ("requires_payment_method", "requires_confirmation"):
            raise wrong_state(intent, "confirmed")
        if parameters.get("payment_method"):
            method = self.methods.named(parameters["payment_method"], intent["customer"])
            intent["payment_method"] = method["id"]
        if "setup_future_usage" in parameters:
            intent["setup_future_usage"] = parameters["setup_future_usage"]
        return self._confirm(intent, parameters)

    def retrieve(self, key: str, _: Parameters) -> Body:
        """GET /v1/payment_intents/{id}."""
        return self.store.get("payment_intent", key)

    def newest_first(self, parameters: Parameters) -> Body:
        """GET /v1/payment_intents, by `customer` and `created`."""
        return page(self.store, "payment_intent", parameters, chosen(parameters, "customer"))

    def search(self, parameters: Parameters) -> Body:
        """GET /v1/payment_intents/search, by one metadata clause. Unlike Stripe's, it never lags.

        https://docs.stripe.com/search#search-query-language
        """
        clause = METADATA_CLAUSE.match(parameters.get("query", ""))
        if clause is None:
            raise invalid("query: only metadata['name']:'value' is searched here.", param="query")
        name, value = clause.groups()
        limit = limit_of(parameters)
        found = self.store.newest_first(
            "payment_intent", Query({f"metadata.{name}": value}, limit=limit)
        )
        return {
            "object": "search_result",
            "url": "/v1/payment_intents/search",
            "data": found,
            "has_more": False,
            "next_page": None,
        }

    def capture(self, key: str, parameters: Parameters) -> Body:
        """POST /v1/payment_intents/{id}/capture: all of it, or `amount_to_capture`."""
        check(stripe.params.PaymentIntentCaptureParams, parameters)
        intent = self.store.get("payment_intent", key)
        if intent["status"] != "requires_capture":
            raise wrong_state(intent, "captured")
        amount = intent["amount_capturable"]
        if "amount_to_capture" in parameters:
            amount = positive(parameters, "amount_to_capture")
        if amount > intent["amount_capturable"]:
            raise invalid("more than is authorised", "amount_too_large", "amount_to_capture")
        intent["metadata"].update(parameters.get("metadata") or {})
        return self._take(intent, amount)

    def cancel(self, key: str, parameters: Parameters) -> Body:
        """POST /v1/payment_intents/{id}/cancel: nothing is held any longer."""
        check(stripe.params.PaymentIntentCancelParams, parameters)
        intent = self.store.get("payment_intent", key)
        if intent["status"] not in CANCELABLE:
            raise wrong_state(intent, "canceled")
        if intent["status"] == "requires_capture":
            self.charges.released(intent, "charge.refunded")
        return self._end(intent, parameters.get("cancellation_reason"))

    def expire(self, parameters: Parameters) -> Body:
        """Let the hold expire: Stripe cancels by itself. Not part of the API."""
        intent = self.store.get("payment_intent", str(required(parameters, "payment_intent")))
        if intent["status"] != "requires_capture":
            raise wrong_state(intent, "expired")
        self.charges.released(intent, "charge.expired")
        return self._end(intent, "automatic")

    def authenticate(self, intent: Body, *, success: bool) -> Body:
        """What the cardholder does in the browser when 3-D Secure asks; not part of the API."""
        if intent["status"] != "requires_action":
            raise wrong_state(intent, "authenticated")
        method = self.store.get("payment_method", intent["payment_method"])
        if success:
            return self._ask_the_bank(intent, method, off_session=False)
        self._fail(intent, failed_authentication(intent, method))
        return intent

    def _confirm(self, intent: Body, parameters: Parameters) -> Body:
        if not intent["payment_method"]:
            raise wrong_state(intent, "confirmed")
        off_session = parameters.get("off_session", "false") != "false"
        if off_session and intent["setup_future_usage"]:
            raise invalid(
                "Give setup_future_usage or off_session, not both.", "parameters_exclusive"
            )
        method = self.methods.named(intent["payment_method"], intent["customer"])
        if not self.methods.wants_authentication(method):
            return self._ask_the_bank(intent, method, off_session=off_session)
        if off_session:
            self._decline(intent, method, AUTHENTICATION_REQUIRED, AUTHENTICATION_REQUIRED)
        if is_true(parameters.get("error_on_requires_action")):
            self._decline(intent, method, AUTHENTICATION_REQUIRED, "authentication_not_handled")
        intent.update(status="requires_action", next_action=NEXT_ACTION)
        self.events.happened("payment_intent.requires_action", intent)
        return self.store.put(intent)

    def _ask_the_bank(self, intent: Body, method: Body, *, off_session: bool) -> Body:
        card = self.methods.card(method)
        if card.error:
            self._decline(intent, method, card.error, card.decline_code)
        charge = self.charges.authorised(intent, method, off_session=off_session)
        if intent["customer"] and intent["setup_future_usage"]:
            self.methods.attach(method, intent["customer"])
        self.methods.use_up(method)
        intent.update(latest_charge=charge["id"], next_action=None, last_payment_error=None)
        if intent["capture_method"] != "manual":
            return self._take(intent, intent["amount"])
        intent.update(status="requires_capture", amount_capturable=intent["amount"])
        self.events.happened("payment_intent.amount_capturable_updated", intent)
        return self.store.put(intent)

    def _take(self, intent: Body, amount: int) -> Body:
        self.charges.captured(intent, amount)
        intent.update(status="succeeded", amount_received=amount, amount_capturable=0)
        self.events.happened("payment_intent.succeeded", intent)
        return self.store.put(intent)

    def _decline(self, intent: Body, method: Body, code: str, decline_code: str | None) -> None:
        """Raises Refusal 402, with the intent as it is then."""
        charge = self.charges.declined(intent, method, code, decline_code)
        intent["latest_charge"] = charge["id"]
        refusal = card_error(code, decline_code, charge=charge["id"], payment_method=method)
        self._fail(intent, dict(refusal.body["error"]))
        refusal.body["error"]["payment_intent"] = intent
        raise refusal

    def _fail(self, intent: Body, error: Body) -> None:
        intent.update(
            status="requires_payment_method",
            payment_method=None,
            next_action=None,
            last_payment_error=error,
        )
        self.store.put(intent)
        self.events.happened("payment_intent.payment_failed", intent)

    def _end(self, intent: Body, reason: str | None) -> Body:
        intent.update(
            status="canceled",
            amount_capturable=0,
            canceled_at=int(time.time()),
            cancellation_reason=reason,
            next_action=None,
        )
        self.events.happened("payment_intent.canceled", intent)
        return self.store.put(intent)
