"""Calls observers with every request that an API has answered."""

import time
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Answered:
    """A request and its answer."""

    api: dict[str, Any]
    """The emulator's record of the REST API."""
    stage: dict[str, Any]
    """The emulator's record of its stage; empty when there is no such stage."""
    request_id: str
    method: str
    resource: str
    """The path of the resource, as the API spells it; empty when none matched."""
    status: int
    length: int
    """Bytes of the answer's body."""
    milliseconds: float
    claims: dict[str, Any]
    """The claims of the caller's token, once the authoriser has accepted it."""


Observer = Callable[[Answered], None]

_observers: list[Observer] = []
_claims: ContextVar[dict[str, Any]] = ContextVar("claims")


def observe(observer: Observer) -> None:
    """Call `observer` after each answer, from now on."""
    if not _observers:
        _watch_authorisation()
        _watch_answers()
    _observers.append(observer)


def _watch_authorisation() -> None:
    from ministack.services import apigateway_v1

    authorise = apigateway_v1._authorize_request_v1

    async def authorise_and_remember(*request: Any) -> Any:
        refusal, context = await authorise(*request)
        _claims.set((context or {}).get("claims") or {})
        return refusal, context

    apigateway_v1._authorize_request_v1 = authorise_and_remember


def _watch_answers() -> None:
    from ministack.services import apigateway_v1

    execute = apigateway_v1._execute_in_scope

    async def execute_and_tell(
        request: dict[str, Any], api_id: str, stage_name: str, method: str, *rest: Any
    ) -> Any:
        started = time.monotonic()
        _claims.set({})
        response = await execute(request, api_id, stage_name, method, *rest)
        milliseconds = (time.monotonic() - started) * 1000
        refused = isinstance(response, apigateway_v1._GatewayError)
        final = apigateway_v1._gateway_error_response(response, request) if refused else response
        answered = Answered(
            api=apigateway_v1._rest_apis.get(api_id) or {},
            stage=request["stage"] or {},
            request_id=request["request_id"],
            method=method,
            resource=request["resource_path"],
            status=final[0],
            length=len(final[2]),
            milliseconds=milliseconds,
            claims=_claims.get(),
        )
        for observer in _observers:
            observer(answered)
        return response

    apigateway_v1._execute_in_scope = execute_and_tell
