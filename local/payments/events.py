"""Events: what happened, kept in the transaction in which it happens (docs.stripe.com/api/events).

Each is posted to the outbox in the same transaction, for every webhook endpoint that wants it.
"""

import stripe

from local.payments.errors import Body
from local.payments.lists import page
from local.payments.outbox import Outbox
from local.payments.parameters import Parameters, is_true
from local.payments.store import Store, new_object
from local.payments.views import public


class Events:
    """The log of what happened."""

    def __init__(self, store: Store, outbox: Outbox) -> None:
        self._store = store
        self._outbox = outbox

    def happened(self, kind: str, body: Body) -> None:
        """Record an event about the object, with the object's new state."""
        event = new_object(
            "event",
            "evt_",
            api_version=stripe.api_version,
            data={"object": public(body)},
            request={"id": None, "idempotency_key": None},
            type=kind,
        )
        event["pending_webhooks"] = self._outbox.post(event["id"], kind)
        self._store.put(event)

    def retrieve(self, key: str, _: Parameters) -> Body:
        """GET /v1/events/{id}."""
        return self._as_it_is(self._store.get("event", key))

    def newest_first(self, parameters: Parameters) -> Body:
        """GET /v1/events, by `type`, `types`, `created` and `delivery_success`."""
        types = parameters.get("types") or parameters.get("type")
        listed = page(
            self._store,
            "event",
            parameters,
            {"type": types} if types else {},
            delivered=_flag(parameters.get("delivery_success")),
        )
        listed["data"] = [self._as_it_is(event) for event in listed["data"]]
        return listed

    def _as_it_is(self, event: Body) -> Body:
        return {**event, "pending_webhooks": self._outbox.pending(event["id"])}


def _flag(given: str | None) -> bool | None:
    return None if given is None else is_true(given)
