"""Maps requests to operations."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from local.payments.browser import Browser
from local.payments.charges import Charges
from local.payments.customers import Customers
from local.payments.disputes import Disputes
from local.payments.errors import Body, Refusal
from local.payments.events import Events
from local.payments.intents import Intents
from local.payments.methods import Methods
from local.payments.outbox import Outbox
from local.payments.refunds import Refunds
from local.payments.setups import Setups
from local.payments.store import Store
from local.payments.webhooks import WebhookEndpoints


@dataclass(frozen=True)
class Route:
    """A method and a path, in which `{}` stands for an id, and what is called with those ids."""

    method: str
    path: str
    operation: Callable[..., Body]
    """Takes the ids of the path, then the parameters."""
    is_for_browsers: bool = False
    """Whether the publishable key opens it, together with the client_secret of the object."""

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What the path of a request must match."""
        return re.compile(self.path.replace("{}", r"([a-z]+_\w+)"))


class Routes:
    """All operations."""

    def __init__(self, store: Store, outbox: Outbox) -> None:
        events = Events(store, outbox)
        disputes = Disputes(store, events)
        methods, charges = Methods(store, events), Charges(store, events, disputes)
        customers = Customers(store, events, methods)
        intents = Intents(store, events, customers, methods, charges)
        setups = Setups(store, events, customers, methods)
        refunds = Refunds(store, events, charges, disputes)
        endpoints = WebhookEndpoints(store, outbox)
        browser = Browser(store, intents, setups)
        self._routes = [
            Route("POST", "/v1/payment_intents", intents.create),
            Route("GET", "/v1/payment_intents", intents.newest_first),
            Route("GET", "/v1/payment_intents/search", intents.search),
            Route("GET", "/v1/payment_intents/{}", intents.retrieve, is_for_browsers=True),
            Route("POST", "/v1/payment_intents/{}/confirm", intents.confirm, is_for_browsers=True),
            Route("POST", "/v1/payment_intents/{}/capture", intents.capture),
            Route("POST", "/v1/payment_intents/{}/cancel", intents.cancel),
            Route("POST", "/v1/setup_intents", setups.create),
            Route("GET", "/v1/setup_intents/{}", setups.retrieve, is_for_browsers=True),
            Route("POST", "/v1/setup_intents/{}/confirm", setups.confirm, is_for_browsers=True),
            Route("POST", "/v1/setup_intents/{}/cancel", setups.cancel),
            Route("POST", "/v1/refunds", refunds.create),
            Route("GET", "/v1/refunds", refunds.newest_first),
            Route("GET", "/v1/refunds/{}", refunds.retrieve),
            Route("GET", "/v1/disputes", disputes.newest_first),
            Route("GET", "/v1/disputes/{}", disputes.retrieve),
            Route("POST", "/v1/disputes/{}", disputes.update),
            Route("POST", "/v1/disputes/{}/close", disputes.close),
            Route("GET", "/v1/charges", charges.newest_first),
            Route("GET", "/v1/charges/{}", charges.retrieve),
            Route("POST", "/v1/customers", customers.create),
            Route("GET", "/v1/customers/{}", customers.retrieve),
            Route("DELETE", "/v1/customers/{}", customers.delete),
            Route("GET", "/v1/customers/{}/payment_methods", customers.payment_methods),
            Route("GET", "/v1/customers/{}/payment_methods/{}", customers.payment_method),
            Route("GET", "/v1/payment_methods", methods.newest_first),
            Route("GET", "/v1/payment_methods/{}", methods.retrieve),
            Route("POST", "/v1/payment_methods/{}/detach", methods.detach),
            Route("GET", "/v1/events", events.newest_first),
            Route("GET", "/v1/events/{}", events.retrieve),
            Route("POST", "/v1/webhook_endpoints", endpoints.create),
            Route("GET", "/v1/webhook_endpoints", endpoints.newest_first),
            Route("GET", "/v1/webhook_endpoints/{}", endpoints.retrieve),
            Route("DELETE", "/v1/webhook_endpoints/{}", endpoints.delete),
            Route("POST", "/_simulator/authenticate", browser.authenticate),
            Route("POST", "/_simulator/expire", intents.expire),
            Route("POST", "/_simulator/dispute", disputes.begin),
            Route("POST", "/_simulator/fail_refund", refunds.fail),
        ]

    def find(self, method: str, path: str) -> tuple[Route, tuple[str, ...]]:
        """The route and the ids in the path. Raises Refusal 404."""
        for route in self._routes:
            matched = route.pattern.fullmatch(path) if route.method == method else None
            if matched:
                return route, matched.groups()
        words = f"Unrecognized request URL ({method}: {path})."
        raise Refusal(404, "invalid_request_error", None, words)
