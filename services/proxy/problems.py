"""Answers to what went wrong: application/problem+json (RFC 9457), naming field and remedy."""

import re
from http import HTTPStatus

import msgspec

from services.contracts.values import Value

MEDIA_TYPE = "application/problem+json"
FIELD_IN_IT = re.compile(r"field `([^`]+)`")
"""Of an object that misses a field, or has one too many."""
AT_FIELD = re.compile(r"^(?P<what>.*) - at `\$\.?(?P<field>.*)`$")


PHRASES = {
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "Content Too Large",
    HTTPStatus.REQUEST_URI_TOO_LONG: "URI Too Long",
    HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE: "Range Not Satisfiable",
    HTTPStatus.UNPROCESSABLE_ENTITY: "Unprocessable Content",
}
"""The words of RFC 9110, where Python before 3.13 has older ones."""


def phrase(status: HTTPStatus) -> str:
    """What a status means, the same on every Python."""
    return PHRASES.get(status, status.phrase)


class FieldError(Value):
    """One thing that is wrong with what was sent."""

    field: str
    message: str


class Problem(Value, omit_defaults=True):
    """The body of a refused request."""

    title: str
    status: int
    detail: str
    correlation_id: str = ""
    type: str = "about:blank"
    errors: tuple[FieldError, ...] = ()


class ProblemError(Exception):
    """The request cannot be served; says why, and what to do."""

    def __init__(
        self,
        status: HTTPStatus,
        detail: str,
        *,
        field: str = "",
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.errors = (FieldError(field, detail),) if field else ()
        self.headers = headers or {}

    def problem(self, correlation_id: str) -> Problem:
        """The body that tells it."""
        return Problem(
            title=phrase(self.status),
            status=self.status.value,
            detail=self.detail,
            correlation_id=correlation_id,
            errors=self.errors,
        )


def invalid(field: str, detail: str) -> ProblemError:
    """A field has a value that can never be right."""
    return ProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, f"{field}: {detail}", field=field)


def conflict(field: str, detail: str) -> ProblemError:
    """What is asked for could be right, but not as the shop stands now.

    `field` is one of the request, or of what is shown: `state` is that of the order or enquiry.
    """
    return ProblemError(HTTPStatus.CONFLICT, f"{field}: {detail}", field=field)


def invalid_body(error: msgspec.ValidationError) -> ProblemError:
    """The body is JSON but not what the route takes; msgspec says where."""
    found = AT_FIELD.match(str(error))
    outer, what = (found["field"], found["what"]) if found else ("", str(error))
    inner = FIELD_IN_IT.search(what)
    named = ".".join(part for part in (outer, inner[1] if inner else "") if part)
    return invalid(named or "body", f"{what}. See the API's description for what it takes.")


def not_found() -> ProblemError:
    """There is no such thing, or it is somebody else's, which is the same to the asker."""
    return ProblemError(
        HTTPStatus.NOT_FOUND,
        "There is nothing at this address. Check the path and the ids in it.",
        field="path",
    )


def later(detail: str, seconds: int = 1) -> ProblemError:
    """Try again in `seconds`."""
    return ProblemError(
        HTTPStatus.SERVICE_UNAVAILABLE, detail, headers={"Retry-After": str(seconds)}
    )
