"""A request is done once, however often and however late it comes; its key has one body.

The proxy asks this of the views in order to refuse at once, the owners in order to decide.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Protocol, TypeVar

from msgspec.structs import replace

from services.contracts.requests import KnownRequest, Mark, RefusedRequest, Requests, key_of
from services.policy.refusal import Refusal

MOST_KNOWN = 100
"""How many requests a document knows by their marks.

Those before are known by their age: a message keeps the time at which it was asked, however late it
comes. So only a client that sends a key again after a hundred later changes asks anew.
"""
MOST_REFUSED = 20
"""How many refusals a document shows: more than one client sends at once."""
OTHER_BODY = Refusal(
    "Idempotency-Key",
    "it was used for another body. Nothing has changed. Use a new key for a new intent.",
)
OUT_OF_DATE = Refusal(
    "version", "somebody changed it since you looked at it. Look again, then change it."
)


class Document(Protocol):
    """What keeps the requests that changed it."""

    @property
    def requests(self) -> Requests:
        """The requests that it knows."""


DocumentT = TypeVar("DocumentT", bound=Document)


def is_repeat(requests: Requests, mark: Mark, asked_at: datetime) -> bool:
    """Return whether this very request was answered already, or is older than all that are known.

    What has no mark is no repeat: it came from a version that gave none.
    """
    if not mark:
        return False
    if any(each.mark == mark for each in requests.known):
        return True
    return requests.known_until is not None and asked_at <= requests.known_until


def other_body(requests: Requests, mark: Mark) -> Refusal | None:
    """Refuse a mark whose key is known with another body."""
    if not mark:
        return None
    reused = any(each.mark != mark and key_of(each.mark) == key_of(mark) for each in requests.known)
    return OTHER_BODY if reused else None


def out_of_date(seen: int | None, current: int) -> Refusal | None:
    """Refuse a change of something that was changed since; None has not looked."""
    return None if seen is None or seen == current else OUT_OF_DATE


def knowing(requests: Requests, mark: Mark, asked_at: datetime) -> Requests:
    """Return the requests with one more that was answered; the oldest ones are known by age."""
    known = (*requests.known, KnownRequest(mark, asked_at))
    forgotten, kept = known[:-MOST_KNOWN], known[-MOST_KNOWN:]
    until = [each.at for each in forgotten]
    if requests.known_until is not None:
        until.append(requests.known_until)
    return replace(requests, known=kept, known_until=max(until, default=None))


def seen_too_early(seen: int | None, shown: int) -> Refusal | None:
    """Refuse what was seen before what a view shows; the view itself may be the older one."""
    return OUT_OF_DATE if seen is not None and seen < shown else None


def asked_first(mark: Mark, asked_at: datetime) -> Requests:
    """Return the requests of a document that this one makes."""
    return knowing(Requests(), mark, asked_at) if mark else Requests()


def refusing(requests: Requests, mark: Mark, refusal: Refusal) -> Requests:
    """Return the requests with a refusal that its sender is shown, once."""
    if any(each.mark == mark for each in requests.refused):
        return requests
    refused = (*requests.refused, RefusedRequest(mark, refusal.field, refusal.sentence))
    return replace(requests, refused=refused[-MOST_REFUSED:])


def refusing_other_body(document: DocumentT, mark: Mark) -> DocumentT:
    """Note in the document that a request came with another body under a known key."""
    reused = other_body(document.requests, mark)
    return _with(document, refusing(document.requests, mark, reused)) if reused else document


def once(
    document: DocumentT,
    mark: Mark,
    asked_at: datetime,
    rule: Callable[[DocumentT], DocumentT],
    refusal: Callable[[DocumentT], Refusal | None] = lambda _: None,
) -> DocumentT:
    """Apply a rule for a request that was not answered yet, and note the answer in the document.

    Its key with another body changes nothing, and neither does what `refusal` has a reason against;
    the document shows why. The same request again finds its answer and changes nothing at all.
    """
    if not mark:
        return document if refusal(document) else rule(document)
    requests = document.requests
    if is_repeat(requests, mark, asked_at):
        return document
    reused = other_body(requests, mark)
    if reused:
        return _with(document, refusing(requests, mark, reused))
    refused = refusal(document)
    known = knowing(requests, mark, asked_at)
    if refused:
        return _with(document, refusing(known, mark, refused))
    return _with(rule(document), known)


def _with(document: DocumentT, requests: Requests) -> DocumentT:
    changed: Any = document
    after: DocumentT = replace(changed, requests=requests)
    return after
