"""Lambda entry of the proxy: every call of the API comes through here (T07)."""

import re
import time
from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from typing import Any

import msgspec
from aws_lambda_powertools.event_handler import APIGatewayRestResolver, Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError
from aws_lambda_powertools.utilities.typing import LambdaContext

from services.proxy import (
    event_writes,
    people_writes,
    problems,
    reads,
    staff_writes,
    writes,
)
from services.proxy.problems import ProblemError, later
from services.proxy.request import Dependencies, Release, Reply, Request, not_text
from services.proxy.routes import PREFIX, ROUTES, Access, Route
from services.proxy.store import Cache, CacheDownError
from services.proxy.tokens import Caller, KeySet, Verifier
from services.runtime import mongo
from services.runtime.aws import Aws, AwsUnavailableError
from services.runtime.bus import Queues
from services.runtime.clock import utc_now
from services.runtime.envelope import Trace
from services.runtime.logs import service_logger, service_metrics
from services.runtime.mongo import is_login_refused
from services.runtime.settings import optional, required

Endpoint = Callable[[Request, Dependencies], Reply]
ENDPOINTS = (reads, writes, people_writes, event_writes, staff_writes)
"""Where the functions are that answer the routes."""

CORRELATION_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
ALWAYS = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}

logger = service_logger()
metrics = service_metrics()
app = APIGatewayRestResolver(strip_prefixes=[PREFIX])


def compose(clock: Callable[[], datetime] = utc_now) -> Dependencies:
    """Put together once per cold start."""
    aws = Aws.from_environment()
    keys = KeySet(required("JWKS_URL"))
    return Dependencies(
        aws=aws,
        bus=Queues.from_environment(aws),
        cache=Cache(mongo.cache(aws), clock),
        verifier=Verifier(keys, required("TOKEN_ISSUER"), required("CLIENT_ID")),
        invoice_bucket=required("INVOICE_BUCKET"),
        signature_header=required("WEBHOOK_SIGNATURE_HEADER"),
        release=Release(optional("VERSION", "unknown"), optional("REVISION", "unknown")),
        clock=clock,
    )


class Proxy:
    """The policy table in front of the endpoints."""

    def __init__(self, compose: Callable[[], Dependencies]) -> None:
        self._compose = compose
        self._deps: Dependencies | None = None

    @property
    def deps(self) -> Dependencies:
        """What answers are made of; put together when the first request comes."""
        if self._deps is None:
            self._deps = self._compose()
        return self._deps

    def answer(self, route: Route, parameters: dict[str, str]) -> Response[str]:
        """Let the caller in, ask the endpoint, and turn whatever happens into an answer."""
        started = time.monotonic()
        trace = Trace.begin(_correlation_id())
        logger.thread_safe_append_keys(
            correlation_id=trace.correlation_id,
            route=f"{route.method} {route.path}",
            order_id=parameters.get("order_id", ""),
        )
        try:
            reply = self._reply(route, parameters, trace)
        except ProblemError as error:
            reply = _told(error, trace)
        except CacheDownError as error:
            if is_login_refused(error.__cause__):
                self._deps = None
            logger.exception("data cache down")
            reply = _told(later("Reading is not possible at the moment. Try again.", 2), trace)
        except AwsUnavailableError:
            logger.exception("bus down")
            reply = _told(later("This cannot be prepared at the moment. Try again.", 2), trace)
        except Exception:
            # The outermost frame of a request: logged whole, and told to the caller as a 500.
            logger.exception("request failed")
            broken = ProblemError(HTTPStatus.INTERNAL_SERVER_ERROR, "Something broke on our side.")
            reply = _told(broken, trace)
        _count(reply.status)
        order_id = getattr(reply.body, "order_id", None) or parameters.get("order_id", "")
        milliseconds = round((time.monotonic() - started) * 1000)
        logger.info(
            "request answered", status=reply.status, milliseconds=milliseconds, order_id=order_id
        )
        return _response(reply, trace)

    def _reply(self, route: Route, parameters: dict[str, str], trace: Trace) -> Reply:
        event = app.current_event
        headers = {name.lower(): value for name, value in (event.headers or {}).items()}
        caller = self._admit(route, headers.get("authorization", ""))
        request = Request(
            caller=caller,
            trace=trace,
            parameters=parameters,
            query=event.query_string_parameters or {},
            headers=headers,
            content=_content(),
        )
        request.check_ids(route.access)
        request.check_query(route.query)
        if route.needs_key:
            request.check_idempotency_key()
        return endpoint(route)(request, self.deps)

    def _admit(self, route: Route, authorization: str) -> Caller | None:
        """The policy. Raises ProblemError: 401, 403, or 503 when nobody can be recognised."""
        if route.access is Access.ANYONE:
            return None
        caller = self.deps.verifier.verify(authorization)
        if route.access is Access.FLORIST and not caller.is_florist:
            raise ProblemError(
                HTTPStatus.FORBIDDEN,
                "Only the shop's florists may do this. Sign in as one.",
                field="Authorization",
            )
        return caller


def endpoint(route: Route) -> Endpoint:
    """The function that answers a route. Raises LookupError if there is none."""
    for module in ENDPOINTS:
        if route.name in vars(module):
            found: Endpoint = vars(module)[route.name]
            return found
    raise LookupError(route.name)


def _correlation_id() -> str:
    """The browser's own if it is sane, else API Gateway's id of the request (D05)."""
    event = app.current_event
    given = next(
        (v for k, v in (event.headers or {}).items() if k.lower() == "x-correlation-id"), ""
    )
    return (
        given if CORRELATION_ID.fullmatch(given) else event.request_context.request_id or "unknown"
    )


def _content() -> str:
    """The body. Raises ProblemError 400 when it came as bytes that are no text."""
    try:
        return app.current_event.decoded_body or ""
    except ValueError as error:
        raise not_text() from error


def _told(error: ProblemError, trace: Trace) -> Reply:
    headers = {**error.headers, "Cache-Control": "no-store"}
    return Reply(error.problem(trace.correlation_id), error.status, headers)


def _response(reply: Reply, trace: Trace) -> Response[str]:
    is_problem = isinstance(reply.body, problems.Problem)
    return Response(
        status_code=reply.status.value,
        content_type=problems.MEDIA_TYPE if is_problem else reply.media_type,
        headers={**ALWAYS, **reply.headers, "X-Correlation-Id": trace.correlation_id},
        body=_written(reply.body),
    )


def _written(body: Any) -> str:
    if body is None or isinstance(body, str):
        return body or ""
    return msgspec.json.encode(body).decode()


def _count(status: HTTPStatus) -> None:
    metrics.add_metric(name="Requests", unit="Count", value=1)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        metrics.add_metric(name="RequestsFailed", unit="Count", value=1)


proxy = Proxy(compose)


def _register(route: Route) -> None:
    rule = route.path.replace("{", "<").replace("}", ">")

    @app.route(rule=rule, method=route.method)
    def answer(**parameters: str) -> Response[str]:
        return proxy.answer(route, parameters)


for each in ROUTES:
    _register(each)


@app.not_found
def nowhere(_: NotFoundError) -> Response[str]:
    """No such path, or not with this method."""
    trace = Trace.begin(_correlation_id())
    path = app.current_event.path.removeprefix(PREFIX)
    allowed = sorted(route.method for route in ROUTES if _matches(route, path))
    # A name that no route can have, such as one of control characters, names nothing.
    named_badly = app.current_event.http_method in allowed
    error = _wrong_method(allowed) if allowed and not named_badly else problems.not_found()
    reply = _told(error, trace)
    _count(reply.status)
    return _response(reply, trace)


def _wrong_method(allowed: list[str]) -> ProblemError:
    methods = ", ".join(allowed)
    return ProblemError(
        HTTPStatus.METHOD_NOT_ALLOWED,
        f"This address takes {methods}.",
        field="method",
        headers={"Allow": methods},
    )


def _matches(route: Route, path: str) -> bool:
    pattern = re.sub(r"\{\w+\}", "[^/]+", route.path)
    return re.fullmatch(pattern, path) is not None


@metrics.log_metrics
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """The function's entry."""
    logger.thread_safe_clear_keys()
    logger.thread_safe_append_keys(function_request_id=context.aws_request_id)
    return app.resolve(event, context)
