"""A request of the API and its answer."""

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from http import HTTPStatus
from typing import Any, TypeVar

import msgspec

from services.contracts.common import EnquiryId, OrderId
from services.contracts.identifiers import is_issued_to
from services.contracts.requests import Mark, mark_of
from services.contracts.text import cleaned_json
from services.contracts.values import Body, Value
from services.proxy.addresses import with_addresses
from services.proxy.problems import ProblemError, invalid, invalid_body, not_found
from services.proxy.routes import Access
from services.proxy.security import Caller
from services.runtime.envelope import Trace

BODY_BYTES = 64 * 1024
IDEMPOTENCY_KEY = re.compile(r"^[A-Za-z0-9._~-]{8,128}$")
ISSUED = ("order_id", "enquiry_id")
"""What in a path is issued to one customer."""
ISSUED_ID = re.compile(r"^[a-z2-7]{26}$")
DAY = re.compile(r"^20[0-9]{2}-[0-9]{2}-[0-9]{2}$")
"""Of a century in which a day more or less is still a date."""
PRIVATE = {"Cache-Control": "no-store"}
BodyT = TypeVar("BodyT", bound=Body)


class Reply(Value):
    """An answer. `body` is what msgspec writes as JSON, or a text of `media_type`; None is none."""

    body: Any = None
    status: HTTPStatus = HTTPStatus.OK
    headers: dict[str, str] = {}  # noqa: RUF012
    media_type: str = "application/json"


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
        operation: str = "",
    ) -> None:
        self._caller = caller
        self.trace = trace
        self.parameters = parameters
        self.query = query
        self.headers = headers
        self._content = content
        self._operation = operation
        self._read: Body | None = None

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

    @property
    def mark(self) -> Mark:
        """What names this request to all who handle it. The body has been read before.

        Equal values are the same body, whatever their spaces and the order of their fields.
        """
        return mark_of(
            by=self.caller.customer.id,
            operation=self._operation,
            about=" ".join(self.parameters[name] for name in sorted(self.parameters)),
            key=self.idempotency_key,
            body=msgspec.json.encode(self._read, order="sorted"),
        )

    def check_query(self, known: tuple[str, ...]) -> None:
        """Raises ProblemError for a parameter that the route does not know."""
        for name in self.query:
            if name not in known:
                takes = f"takes {', '.join(known)}" if known else "takes no query parameters"
                raise invalid(name, f"this address {takes}")

    def check_idempotency_key(self) -> None:
        """Raises ProblemError when there is no usable key."""
        if not IDEMPOTENCY_KEY.fullmatch(self.idempotency_key):
            raise ProblemError(
                HTTPStatus.BAD_REQUEST,
                "Idempotency-Key: send a header of 8 to 128 letters, digits or . _ ~ - that is new"
                " for each intent and the same for each repeat of it.",
                field="Idempotency-Key",
            )

    def check_ids(self, access: Access) -> None:
        """Raises ProblemError 404 unless what the path names is the caller's own (T14, X25).

        A florist may name any customer's. Where only the customer may act, a florist gets 403.
        """
        for wanted in (self.parameters[each] for each in ISSUED if each in self.parameters):
            if not ISSUED_ID.fullmatch(wanted):
                raise not_found()
            if is_issued_to(wanted, self.caller.customer.id):
                continue
            if not self.caller.is_florist:
                raise not_found()
            if access is Access.OWNER:
                raise ProblemError(
                    HTTPStatus.FORBIDDEN,
                    "Only the customer whose it is may do this. Ask them to.",
                    field="Authorization",
                )

    @property
    def order_id(self) -> OrderId:
        """The order in the path."""
        return self.parameters["order_id"]

    @property
    def enquiry_id(self) -> EnquiryId:
        """The enquiry in the path."""
        return self.parameters["enquiry_id"]

    def prefers(self, media_type: str) -> bool:
        """Whether the caller asks for this rather than JSON."""
        return self.headers.get("accept", "").split(",")[0].split(";")[0].strip() == media_type

    @property
    def text(self) -> str:
        """The body as it came. Raises ProblemError 400 or 413."""
        try:
            size = len(self._content.encode())
        except UnicodeError as error:
            raise not_text() from error
        if size > BODY_BYTES:
            raise ProblemError(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                f"Send at most {BODY_BYTES} bytes.",
                field="body",
            )
        return self._content

    def body(self, expected: type[BodyT]) -> BodyT:
        """The JSON body. Raises ProblemError: 400, 413, 415 or 422 naming the field."""
        content = self.text
        media_type = self.headers.get("content-type", "").split(";")[0].strip().lower()
        if media_type != "application/json":
            raise ProblemError(
                HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
                "Send JSON, as Content-Type: application/json.",
                field="Content-Type",
            )
        try:
            written = with_addresses(cleaned_json(msgspec.json.decode(content)))
            body = msgspec.convert(written, expected)
        except msgspec.ValidationError as error:
            raise invalid_body(error) from error
        except RecursionError as error:
            raise ProblemError(
                HTTPStatus.BAD_REQUEST, "The body is nested too deeply.", field="body"
            ) from error
        except msgspec.DecodeError as error:
            raise ProblemError(
                HTTPStatus.BAD_REQUEST,
                f"The body is not the JSON that we take: {error}",
                field="body",
            ) from error
        self._read = body
        return body


def not_text() -> ProblemError:
    """The body has bytes in it that are no characters."""
    return ProblemError(HTTPStatus.BAD_REQUEST, "The body is not text: send UTF-8.", field="body")


def day_of(field: str, text: str) -> date:
    """A day in a path or query. Raises ProblemError 422."""
    with suppress(ValueError):
        if DAY.fullmatch(text):
            return date.fromisoformat(text)
    raise invalid(field, "an ISO 8601 date, such as 2027-02-14")
