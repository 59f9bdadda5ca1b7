"""Bodies that several operations share."""

from typing import Annotated

from msgspec import Meta

from services.contracts.common import EnquiryId, OrderId
from services.contracts.requests import Mark, Requests
from services.contracts.values import Body, Value

Why = Annotated[str, Meta(pattern=r"^(?=[\s\S]*\S)[^\x00-\x09\x0b-\x1f\x7f-\x9f]*$(?!\n)")]
"""Lines with something in them."""


class Nothing(Body):
    """An empty object."""


class Refused(Value):
    """A request that was taken on and changed nothing: what is in the way, and words for it."""

    mark: Mark
    field: str
    sentence: str


def shown_refusals(requests: Requests) -> tuple[Refused, ...]:
    """The last requests that changed nothing, oldest first."""
    return tuple(Refused(each.mark, each.field, each.sentence) for each in requests.refused)


class Accepted(Value):
    """The request was taken on; `status_url` tells what became of it.

    What is refused later is named there by `mark`, with the reason, among `refused`.
    """

    status_url: str
    mark: Mark
    order_id: OrderId | None = None
    enquiry_id: EnquiryId | None = None
