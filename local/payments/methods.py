"""Payment methods: cards, used once or attached to a customer.

docs.stripe.com/api/payment_methods. A test card's name, such as `pm_card_visa`, is a template:
whoever names it gets a new card of its kind, as with Stripe.
"""

import hashlib
from datetime import UTC, datetime

from local.payments.cards import CARDS, Card
from local.payments.errors import Body, invalid
from local.payments.events import Events
from local.payments.lists import chosen, page
from local.payments.parameters import Parameters, required
from local.payments.store import Query, Store, new_object

VALID_YEARS = 4
"""For how long after this year a test card is valid."""


class Methods:
    """The operations on payment methods."""

    def __init__(self, store: Store, events: Events) -> None:
        self._store = store
        self._events = events

    def retrieve(self, key: str, _: Parameters) -> Body:
        """GET /v1/payment_methods/{id}."""
        return self._store.get("payment_method", key)

    def newest_first(self, parameters: Parameters) -> Body:
        """GET /v1/payment_methods, by `customer` and `type`."""
        required(parameters, "customer")
        self._store.get("customer", parameters["customer"], param="customer")
        return page(
            self._store, "payment_method", parameters, chosen(parameters, "customer", "type")
        )

    def detach(self, key: str, _: Parameters) -> Body:
        """POST /v1/payment_methods/{id}/detach: it can never be used again."""
        method = self._store.get("payment_method", key)
        if method["customer"] is None:
            raise invalid("The payment method is not attached to a customer.")
        method.update(customer=None, _is_used_up=True)
        self._events.happened("payment_method.detached", method)
        return self._store.put(method)

    def of(self, customer: str) -> list[Body]:
        """Every card of a customer."""
        return self._store.newest_first("payment_method", Query({"customer": customer}))

    def named(self, name: str, customer: str | None) -> Body:
        """The card that a parameter names, for the use of this customer. Raises Refusal 400.

        Wording and rules: docs.stripe.com/api/payment_methods/attach.
        """
        if name in CARDS:
            return self._store.put(_from_template(name))
        method = self._store.get("payment_method", name, param="payment_method")
        owner = method["customer"]
        if owner is None and method["_is_used_up"]:
            raise invalid(
                "The payment method was used without a customer, or was detached from one, and"
                " may not be used again. Attach it to a customer first to use it more than once.",
                param="payment_method",
            )
        if owner is not None and customer is None:
            raise invalid(
                f"The payment method {name} belongs to a customer: give the customer, too.",
                param="payment_method",
            )
        if owner not in (None, customer):
            raise invalid(
                f"The payment method {name} does not belong to the customer {customer}.",
                param="payment_method",
            )
        return method

    def card(self, method: Body) -> Card:
        """How the bank of this card answers."""
        return CARDS[method["_card"]]

    def wants_authentication(self, method: Body) -> bool:
        """Whether the bank wants to see the cardholder now. An attached card was set up before."""
        match self.card(method).authentication:
            case "always":
                return True
            case "unless_set_up":
                return method["customer"] is None
            case "never":
                return False

    def attach(self, method: Body, customer: str) -> None:
        """Keep it for this customer; nothing happens when it is theirs already."""
        if method["customer"] == customer:
            return
        method["customer"] = customer
        self._store.put(method)
        self._events.happened("payment_method.attached", method)

    def use_up(self, method: Body) -> None:
        """A card of nobody is good for one payment."""
        if method["customer"] is None:
            method["_is_used_up"] = True
            self._store.put(method)


def _from_template(name: str) -> Body:
    card = CARDS[name]
    return new_object(
        "payment_method",
        "pm_",
        billing_details={"address": None, "email": None, "name": None, "phone": None},
        card={
            "brand": card.brand,
            "exp_month": 12,
            "exp_year": datetime.now(UTC).year + VALID_YEARS,
            "fingerprint": hashlib.sha256(name.encode()).hexdigest()[:16],
            "funding": "credit",
            "last4": card.last4,
        },
        customer=None,
        type="card",
        _card=name,
        _is_used_up=False,
    )
