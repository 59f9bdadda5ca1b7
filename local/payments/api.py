"""Requests onto operations, under Stripe's rules of idempotency."""

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, cast

from local.payments.errors import Body, Refusal
from local.payments.form import parse
from local.payments.intents import Intents
from local.payments.store import Store

ONE_INTENT = re.compile(r"^/v1/payment_intents/(pi_\w+)$")
INTENT_STEP = re.compile(r"^/v1/payment_intents/(pi_\w+)/(confirm|capture|cancel|authenticate)$")
ONE_CHARGE = re.compile(r"^/v1/charges/(ch_\w+)$")
IN_USE = Refusal(
    409,
    "idempotency_error",
    "idempotency_key_in_use",
    "There is currently another in-progress request using this Idempotency-Key.",
)


@dataclass(frozen=True)
class Answer:
    """A status, a body, and whether it was given before."""

    status: int
    body: str
    replayed: bool = False


@dataclass
class Api:
    """The simulated API."""

    store: Store
    _in_flight: set[str] = field(default_factory=set)

    def answer(self, method: str, path: str, form: str, key: str) -> Answer:
        """Answer a request; one with a known idempotency key gets the answer it got before."""
        if method != "POST" or not key:
            with self.store.transaction():
                return self._attempt(method, path, form)
        fingerprint = hashlib.sha256(f"{path}?{form}".encode()).hexdigest()
        with self.store.lock:
            if key in self._in_flight:
                return _refused(IN_USE)
            known = self.store.answered(key)
            if known:
                return _replayed(known, fingerprint)
            self._in_flight.add(key)
        try:
            with self.store.transaction():
                answer = self._attempt(method, path, form)
                if _is_saved(answer):
                    self.store.save_answer(key, fingerprint, answer.status, answer.body)
                return answer
        finally:
            self._in_flight.discard(key)

    def _attempt(self, method: str, path: str, form: str) -> Answer:
        parameters = parse(form)
        parameters.pop("expand", None)
        try:
            body = self._operation(method, path)(parameters)
        except Refusal as refusal:
            return _refused(refusal)
        return Answer(200, json.dumps(body))

    def _operation(self, method: str, path: str) -> Callable[[dict[str, Any]], Body]:
        intents = Intents(self.store)
        fixed: dict[tuple[str, str], Callable[[dict[str, Any]], Body]] = {
            ("POST", "/v1/payment_intents"): intents.create,
            ("GET", "/v1/payment_intents"): intents.newest_first,
            ("GET", "/v1/payment_intents/search"): intents.search,
            ("POST", "/v1/refunds"): intents.refund,
        }
        if (method, path) in fixed:
            return fixed[method, path]
        intent, charge = ONE_INTENT.match(path), ONE_CHARGE.match(path)
        step = INTENT_STEP.match(path)
        if method == "GET" and intent:
            key = intent[1]
            return lambda _: intents.retrieve(key)
        if method == "GET" and charge:
            key = charge[1]
            return lambda _: self.store.get("charge", key)
        if method == "POST" and step:
            key, operation = step[1], getattr(intents, step[2])
            return lambda parameters: cast("Body", operation(key, parameters))
        words = f"Unrecognized request URL ({method}: {path})."
        raise Refusal(404, "invalid_request_error", None, words)


def _refused(refusal: Refusal) -> Answer:
    return Answer(refusal.status, json.dumps(refusal.body))


def _replayed(known: tuple[str, int, str], fingerprint: str) -> Answer:
    saved, status, body = known
    if saved == fingerprint:
        return Answer(status, body, replayed=True)
    words = "Keys for idempotent requests can only be used with the same parameters."
    return _refused(Refusal(400, "idempotency_error", None, words))


def _is_saved(answer: Answer) -> bool:
    """Whether execution had begun: most refusals of a request as such are not remembered."""
    return answer.status in (200, 402) or "unexpected_state" in answer.body
