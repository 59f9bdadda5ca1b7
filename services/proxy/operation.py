"""What the API does for one route: the function that answers, and what it takes and answers."""

from collections.abc import Callable
from http import HTTPStatus

from services.contracts.values import Value
from services.proxy.bodies import Accepted
from services.proxy.dependencies import Dependencies
from services.proxy.request import Reply, Request

MISSING = (HTTPStatus.NOT_FOUND,)
CONFLICT = (HTTPStatus.CONFLICT,)
MISSING_OR_CONFLICT = (*MISSING, *CONFLICT)


class Operation(Value):
    """One operation. `answer` has the name of its route (`routes.ROUTES`).

    `request` and `response` are the types of the bodies, None when there is none. `errors` are the
    statuses besides those that all routes share. `other_media_type` is a second form of the
    response.
    """

    answer: Callable[[Request, Dependencies], Reply]
    request: type | None = None
    response: type | None = Accepted
    errors: tuple[HTTPStatus, ...] = ()
    other_media_type: str = ""

    @property
    def name(self) -> str:
        """The name of the function, and of the route."""
        return self.answer.__name__
