"""Where a page of a list ended: a moment and an id, so that what is added meanwhile moves nothing.

No list ends at a fixed number: `next` of a page is what the following one is asked for with.
"""

import re
from datetime import UTC, datetime, timedelta

from services.proxy.problems import invalid
from services.proxy.request import Request

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
ANY_KEY = re.compile(r"^[A-Za-z0-9:~._-]+$")
CURSOR = re.compile(r"^[0-9]{13}_[A-Za-z0-9:~._-]{1,200}$")

Cursor = tuple[datetime, str]
"""The moment and the id of the last that was shown."""


def cursor_in(request: Request, name: str, key_is: re.Pattern[str] = ANY_KEY) -> Cursor | None:
    """Answer where to go on; None: at the beginning. Raises ProblemError 422."""
    given = request.query.get(name)
    if given is None:
        return None
    milliseconds, _, key = given.partition("_")
    if not (CURSOR.fullmatch(given) and key_is.fullmatch(key)):
        raise invalid(name, "what the previous page gave as `next`")
    return BEGINNING + timedelta(milliseconds=int(milliseconds)), key


def cursor_text(moment: datetime, key: str) -> str:
    """Answer a cursor as text: to the millisecond, as the data cache sorts."""
    return f"{(moment - BEGINNING) // timedelta(milliseconds=1):013}_{key}"
