"""A request, what answers it is made of, and the answer."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, TypeVar

import msgspec

from services.proxy.kicks import Kicks
from services.proxy.problems import ProblemError, invalid, invalid_body, later, not_found
from services.proxy.store import Cache, View
from services.proxy.tokens import Caller, Verifier
from services.shared.aws import Aws, AwsUnavailableError
from services.shared.bus import Bus
from services.shared.envelope import Trace
from services.shared.identifiers import is_issued_to
from services.shared.messages import Command
from services.shared.model import OrderId
from services.shared.values import Body, Value

BODY_BYTES = 64 * 1024
IDEMPOTENCY_KEY = re.compile(r"^[A-Za-z0-9._~-]{8,128}$")
ORDER_ID = re.compile(r"^[a-z2-7]{26}$")
PRIVATE = {"Cache-Control": "no-store"}

BodyT = TypeVar("BodyT", bound=Body)


class Shop:
    """What the proxy is made of, put together once per cold start."""

    def __init__(
        self,
        *,
        aws: Aws,
        bus: Bus,
        cache: Cache,
        verifier: Verifier,
        invoice_bucket: str,
        version: str,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.aws = aws
        self.bus = bus
        self.cache = cache
        self.verifier = verifier
        self.invoice_bucket = invoice_bucket
        self.version = version
        self.clock = clock
        self.kicks = Kicks(bus)


class Reply(Value):
    """An answer. `body` is what msgspec writes as JSON; None is an empty one."""

    body: Any = None
    status: HTTPStatus = HTTPStatus.OK
    headers: dict[str, str] = {}  # noqa: RUF012


class Request:
    """One call of the API by a caller whom the policy has let in."""

    def __init__(
        self,
        *,
        caller: Caller | None,
        trace: Trace,
        parameters: Mapping[str, str],
        query: Mapping[str, str],
        headers: Mapping[str, str],
        content: str,
    ) -> None:
        self._caller = caller
        self.trace = trace
        self.parameters = parameters
        self.query = query
        self.headers = headers
        self._content = content

    @property
    def caller(self) -> Caller:
        """Who asks. Only routes that need a token may use it."""
        if self._caller is None:
            raise LookupError("a route without a token asked who the caller is")
        return self._caller

    @property
    def idempotency_key(self) -> str:
        """What makes a repeat of this request the same request."""
        return self.headers.get("idempotency-key", "")

    def check_query(self, known: tuple[str, ...]) -> None:
        """Raises ProblemError for a parameter that the route does not know."""
        for name in self.query:
            if name not in known:
                takes = f"takes {', '.join(known)}" if known else "takes no query parameters"
                raise invalid(name, f"this address {takes}")

    def check_idempotency_key(self) -> None:
        """Raises ProblemError when there is no usable key."""
        if not IDEMPOTENCY_KEY.match(self.idempotency_key):
            raise ProblemError(
                HTTPStatus.BAD_REQUEST,
                "Idempotency-Key: send a header of 8 to 128 letters, digits or . _ ~ - that is new"
                " for each intent and the same for each repeat of it.",
                field="Idempotency-Key",
            )

    @property
    def order_id(self) -> OrderId:
        """The order in the path. A customer's own, else 404; a florist may name any (T14)."""
        order_id = self.parameters["order_id"]
        if not ORDER_ID.match(order_id):
            raise not_found()
        if not self.caller.is_florist and not is_issued_to(order_id, self.caller.customer.id):
            raise not_found()
        return order_id

    def body(self, expected: type[BodyT]) -> BodyT:
        """The JSON body. Raises ProblemError: 400, 413, 415 or 422 naming the field."""
        # Half a character has no bytes of its own; such a text is refused below, as no JSON.
        if len(self._content.encode(errors="surrogatepass")) > BODY_BYTES:
            raise ProblemError(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"Send at most {BODY_BYTES} bytes."
            )
        media_type = self.headers.get("content-type", "").split(";")[0].strip().lower()
        if media_type != "application/json":
            raise ProblemError(
                HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Send JSON, as Content-Type: application/json."
            )
        try:
            return msgspec.json.decode(self._content, type=expected)
        except msgspec.ValidationError as error:
            raise invalid_body(error) from error
        except (msgspec.DecodeError, UnicodeError) as error:
            raise ProblemError(
                HTTPStatus.BAD_REQUEST, f"The body is not JSON: {error}", field="body"
            ) from error


def kick(request: Request, shop: Shop, command: Command) -> None:
    """Ask the owner of a view to announce it. Raises AwsUnavailableError."""
    shop.kicks.send(command, request.trace)


def expected(view: View | None, request: Request, shop: Shop, owner: Command) -> View:
    """The view, kicked when it is stale. One that is absent: kick, and 503 (T11); or 404."""
    if view is None:
        kick(request, shop, owner)
        raise later("This is being prepared. Try again in a moment.")
    if view.is_missing:
        raise not_found()
    if view.is_stale:
        kick(request, shop, owner)
    return view


def send(request: Request, shop: Shop, command: Command) -> None:
    """Send a command. Raises ProblemError 503 when the bus does not take it (T26)."""
    try:
        shop.bus.publish(command, request.trace)
    except AwsUnavailableError as error:
        raise later(
            "The request could not be taken on: nothing was ordered, changed or charged."
            " Try again with the same Idempotency-Key.",
            2,
        ) from error
