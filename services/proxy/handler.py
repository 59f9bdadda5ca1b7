"""Lambda entry of the proxy: it handles every request of the API (T07)."""

import re
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import msgspec
from aws_lambda_powertools.event_handler import APIGatewayRestResolver, Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError
from aws_lambda_powertools.utilities.typing import LambdaContext

from services.proxy import problems
from services.proxy.cache import CacheDownError
from services.proxy.dependencies import Dependencies, compose
from services.proxy.features import OPERATIONS
from services.proxy.problems import ProblemError, later
from services.proxy.request import Reply, Request, not_text
from services.proxy.routes import PREFIX, ROUTES, Access, Route
from services.proxy.security import Caller
from services.runtime.aws import AwsRefusedError, AwsUnavailableError
from services.runtime.envelope import Trace
from services.runtime.logs import service_logger, service_metrics
from services.runtime.mongo import is_login_refused

CORRELATION_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
ALWAYS = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}

logger = service_logger()
metrics = service_metrics()
app = APIGatewayRestResolver(strip_prefixes=[PREFIX])


class Proxy:
    """Applies the routes' access policy, then asks the operation."""

    def __init__(self, compose: Callable[[], Dependencies]) -> None:
        self._compose = compose
        self._deps: Dependencies | None = None

    @property
    def deps(self) -> Dependencies:
        """The dependencies, composed at the first request."""
        if self._deps is None:
            self._deps = self._compose()
        return self._deps

    def answer(self, route: Route, parameters: dict[str, str]) -> Response[str]:
        """Admit the caller, run the operation, and turn every result or error into a response."""
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
            reply = _problem_reply(error, trace)
        except CacheDownError as error:
            if is_login_refused(error.__cause__):
                self._deps = None
            logger.exception("data cache down")
            reply = _problem_reply(
                later("Reading is not possible at the moment. Try again.", 2), trace
            )
        except (AwsUnavailableError, AwsRefusedError):
            logger.exception("AWS did not do what the request needs")
            reply = _problem_reply(
                later("This cannot be prepared at the moment. Try again.", 2), trace
            )
        except Exception:
            # The outermost frame of a request: log the traceback and answer 500.
            logger.exception("request failed")
            broken = ProblemError(HTTPStatus.INTERNAL_SERVER_ERROR, "Something broke on our side.")
            reply = _problem_reply(broken, trace)
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
            operation=route.name,
        )
        request.check_ids(route.access)
        request.check_query(route.query)
        if route.needs_key:
            request.check_idempotency_key()
        return OPERATIONS[route.name].answer(request, self.deps)

    def _admit(self, route: Route, authorization: str) -> Caller | None:
        """Apply the access policy. Raises ProblemError: 401, 403, or 503 without Cognito's keys."""
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


def _correlation_id() -> str:
    """The browser's own if it is well-formed, else API Gateway's id of the request (D05)."""
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


def _problem_reply(error: ProblemError, trace: Trace) -> Reply:
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
def no_route(_: NotFoundError) -> Response[str]:
    """No such path, or not with this method."""
    trace = Trace.begin(_correlation_id())
    path = app.current_event.path.removeprefix(PREFIX)
    allowed = sorted(route.method for route in ROUTES if _matches(route, path))
    # The method is allowed but no rule matched: a path parameter has control characters.
    is_malformed = app.current_event.http_method in allowed
    error = _wrong_method(allowed) if allowed and not is_malformed else problems.not_found()
    reply = _problem_reply(error, trace)
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
