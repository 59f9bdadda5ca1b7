"""Customers: who owns which cards (docs.stripe.com/api/customers)."""

import stripe.params

from local.payments.errors import Body, missing
from local.payments.events import Events
from local.payments.methods import Methods
from local.payments.parameters import Parameters, check
from local.payments.store import Store, new_object


class Customers:
    """The operations on customers."""

    def __init__(self, store: Store, events: Events, methods: Methods) -> None:
        self._store = store
        self._events = events
        self._methods = methods

    def create(self, parameters: Parameters) -> Body:
        """POST /v1/customers."""
        check(stripe.params.CustomerCreateParams, parameters)
        customer = new_object(
            "customer",
            "cus_",
            description=parameters.get("description"),
            email=parameters.get("email"),
            metadata=parameters.get("metadata") or {},
            name=parameters.get("name"),
        )
        self._events.happened("customer.created", customer)
        return self._store.put(customer)

    def retrieve(self, key: str, _: Parameters) -> Body:
        """GET /v1/customers/{id}; of one that was deleted only that is answered."""
        return self._store.get("customer", key)

    def delete(self, key: str, _: Parameters) -> Body:
        """DELETE /v1/customers/{id}: its cards are detached, and can never be used again."""
        customer = self.existing(key, param="id")
        for method in self._methods.of(key):
            self._methods.detach(method["id"], {})
        self._events.happened("customer.deleted", customer)
        return self._store.put({"id": key, "object": "customer", "deleted": True})

    def payment_methods(self, key: str, parameters: Parameters) -> Body:
        """GET /v1/customers/{id}/payment_methods."""
        self.existing(key, param="id")
        return self._methods.newest_first({**parameters, "customer": key})

    def payment_method(self, key: str, method: str, _: Parameters) -> Body:
        """GET /v1/customers/{id}/payment_methods/{id}: nobody else's."""
        self.existing(key, param="id")
        found = self._store.get("payment_method", method)
        if found["customer"] != key:
            raise missing("payment_method", method)
        return found

    def existing(self, key: str, param: str = "customer") -> Body:
        """The customer that a parameter names. Raises Refusal, also when it was deleted."""
        customer = self._store.get("customer", key, param)
        if customer.get("deleted"):
            raise missing("customer", key, param)
        return customer
