"""Executes requests, under Stripe's rules of idempotency."""

import hashlib
import json
from dataclasses import dataclass

from local.payments.browser import NEEDS_SECRET_KEY, with_secret
from local.payments.errors import Refusal
from local.payments.form import parse
from local.payments.outbox import Outbox
from local.payments.routes import Routes
from local.payments.store import Store
from local.payments.views import expand, public

IN_USE = Refusal(
    409,
    "idempotency_error",
    "idempotency_key_in_use",
    "There is currently another in-progress request using this Idempotency-Key.",
)


@dataclass(frozen=True)
class Request:
    """A request."""

    method: str
    path: str
    form: str
    """The parameters, form-encoded; JSON for what is not part of Stripe's API."""
    idempotency_key: str = ""
    is_from_browser: bool = False
    """Whether it came with the publishable key."""

    @property
    def fingerprint(self) -> str:
        """The digest by which a repeated request is recognised."""
        asked = f"{self.path}?{self.form}?{self.is_from_browser}"
        return hashlib.sha256(asked.encode()).hexdigest()


@dataclass(frozen=True)
class Answer:
    """A status, a body, and whether it was given before."""

    status: int
    body: str
    replayed: bool = False


class Api:
    """The simulated API."""

    def __init__(self, store: Store, outbox: Outbox) -> None:
        self._store = store
        self._routes = Routes(store, outbox)
        self._in_flight: set[str] = set()

    def answer(self, request: Request) -> Answer:
        """Answer a request; one with a known idempotency key gets the answer it got before."""
        key = request.idempotency_key
        if request.method != "POST" or not key:
            with self._store.transaction():
                return self._attempt(request)
        with self._store.lock:
            if key in self._in_flight:
                return refused(IN_USE)
            known = self._store.answered(key)
            if known:
                return _replayed(known, request.fingerprint)
            self._in_flight.add(key)
        try:
            with self._store.transaction():
                answer = self._attempt(request)
                if _is_saved(answer):
                    fingerprint = request.fingerprint
                    self._store.save_answer(key, fingerprint, answer.status, answer.body)
                return answer
        finally:
            self._in_flight.discard(key)

    def _attempt(self, request: Request) -> Answer:
        is_json = request.path.startswith("/_simulator/")
        parameters = json.loads(request.form) if is_json else parse(request.form)
        expanded = parameters.pop("expand", [])
        secret = parameters.pop("client_secret", "") if not is_json else ""
        try:
            with self._store.attempt():
                route, ids = self._routes.find(request.method, request.path)
                if request.is_from_browser:
                    if not route.is_for_browsers:
                        raise NEEDS_SECRET_KEY
                    with_secret(self._store, ids[0], secret)
                body = expand(self._store, route.operation(*ids, parameters), expanded)
        except Refusal as refusal:
            return refused(refusal)
        return Answer(200, json.dumps(public(body)))


def refused(refusal: Refusal) -> Answer:
    """A refusal as an answer."""
    return Answer(refusal.status, json.dumps(public(refusal.body)))


def _replayed(known: tuple[str, int, str], fingerprint: str) -> Answer:
    saved, status, body = known
    if saved == fingerprint:
        return Answer(status, body, replayed=True)
    words = "Keys for idempotent requests can only be used with the same parameters."
    return refused(Refusal(400, "idempotency_error", None, words))


def _is_saved(answer: Answer) -> bool:
    """Whether execution had begun: most refusals of a request as such are not remembered."""
    return answer.status in (200, 402) or "unexpected_state" in answer.body
