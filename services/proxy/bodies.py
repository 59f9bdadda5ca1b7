"""Bodies that several operations share."""

from typing import Annotated

from msgspec import Meta

from services.contracts.common import EnquiryId, OrderId
from services.contracts.values import Body, Value

Why = Annotated[str, Meta(pattern=r"^(?=[\s\S]*\S)[^\x00-\x09\x0b-\x1f\x7f-\x9f]*$(?!\n)")]
"""Lines with something in them."""


class Nothing(Body):
    """An empty object."""


class Accepted(Value):
    """The request was taken on; `status_url` tells what became of it."""

    status_url: str
    order_id: OrderId | None = None
    enquiry_id: EnquiryId | None = None
