"""Setup intents: a card is kept for later payments (docs.stripe.com/api/setup_intents)."""

from dataclasses import dataclass

import stripe.params

from local.payments.customers import Customers
from local.payments.errors import Body, card_error, failed_authentication, wrong_state
from local.payments.events import Events
from local.payments.intents import NEXT_ACTION
from local.payments.methods import Methods
from local.payments.parameters import Parameters, check, is_true
from local.payments.store import Store, new_object, random_text

CONFIRMABLE = ("requires_payment_method", "requires_confirmation")
CANCELABLE = (*CONFIRMABLE, "requires_action")


@dataclass(frozen=True)
class Setups:
    """The operations on setup intents."""

    store: Store
    events: Events
    customers: Customers
    methods: Methods

    def create(self, parameters: Parameters) -> Body:
        """POST /v1/setup_intents."""
        check(stripe.params.SetupIntentCreateParams, parameters)
        customer, name = parameters.get("customer"), parameters.get("payment_method")
        if customer:
            self.customers.existing(customer)
        method = self.methods.named(name, customer)["id"] if name else None
        intent = new_object(
            "setup_intent",
            "seti_",
            automatic_payment_methods=parameters.get("automatic_payment_methods"),
            cancellation_reason=None,
            client_secret=None,
            customer=customer,
            description=parameters.get("description"),
            last_setup_error=None,
            metadata=parameters.get("metadata") or {},
            next_action=None,
            payment_method=method,
            payment_method_types=["card"],
            status="requires_confirmation" if method else "requires_payment_method",
            usage=parameters.get("usage", "off_session"),
        )
        intent["client_secret"] = f"{intent['id']}_secret_{random_text(24)}"
        self.store.put(intent)
        self.events.happened("setup_intent.created", intent)
        return self._confirm(intent) if is_true(parameters.get("confirm")) else intent

    def retrieve(self, key: str, _: Parameters) -> Body:
        """GET /v1/setup_intents/{id}."""
        return self.store.get("setup_intent", key)

    def confirm(self, key: str, parameters: Parameters) -> Body:
        """POST /v1/setup_intents/{id}/confirm."""
        check(stripe.params.SetupIntentConfirmParams, parameters)
        intent = self.store.get("setup_intent", key)
        if intent["status"] not in CONFIRMABLE:
            raise wrong_state(intent, "confirmed")
        if parameters.get("payment_method"):
            method = self.methods.named(parameters["payment_method"], intent["customer"])
            intent["payment_method"] = method["id"]
        return self._confirm(intent)

    def cancel(self, key: str, parameters: Parameters) -> Body:
        """POST /v1/setup_intents/{id}/cancel."""
        check(stripe.params.SetupIntentCancelParams, parameters)
        intent = self.store.get("setup_intent", key)
        if intent["status"] not in CANCELABLE:
            raise wrong_state(intent, "canceled")
        reason = parameters.get("cancellation_reason")
        intent.update(status="canceled", cancellation_reason=reason, next_action=None)
        self.events.happened("setup_intent.canceled", intent)
        return self.store.put(intent)

    def authenticate(self, intent: Body, *, success: bool) -> Body:
        """What the cardholder does in the browser when 3-D Secure asks; not part of the API."""
        if intent["status"] != "requires_action":
            raise wrong_state(intent, "authenticated")
        method = self.store.get("payment_method", intent["payment_method"])
        if success:
            return self._keep(intent, method)
        self._fail(intent, failed_authentication(intent, method))
        return intent

    def _confirm(self, intent: Body) -> Body:
        if not intent["payment_method"]:
            raise wrong_state(intent, "confirmed")
        method = self.methods.named(intent["payment_method"], intent["customer"])
        card = self.methods.card(method)
        if not card.can_be_set_up:
            refusal = card_error(str(card.error), card.decline_code, payment_method=method)
            self._fail(intent, dict(refusal.body["error"]))
            refusal.body["error"]["setup_intent"] = intent
            raise refusal
        if not self.methods.wants_authentication(method):
            return self._keep(intent, method)
        intent.update(status="requires_action", next_action=NEXT_ACTION)
        self.events.happened("setup_intent.requires_action", intent)
        return self.store.put(intent)

    def _keep(self, intent: Body, method: Body) -> Body:
        if intent["customer"]:
            self.methods.attach(method, intent["customer"])
        intent.update(status="succeeded", next_action=None, last_setup_error=None)
        self.events.happened("setup_intent.succeeded", intent)
        return self.store.put(intent)

    def _fail(self, intent: Body, error: Body) -> None:
        intent.update(
            status="requires_payment_method",
            payment_method=None,
            next_action=None,
            last_setup_error=error,
        )
        self.store.put(intent)
        self.events.happened("setup_intent.setup_failed", intent)
