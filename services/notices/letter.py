"""A letter: what it says, whom it is for, and the occasion that makes it once."""

from services.contracts.common import CustomerId, OrderId
from services.contracts.values import Value


class Letter(Value):
    """An e-mail that is due once for its occasion. `path` is the page of the shop it leads to."""

    occasion: str
    customer: CustomerId
    subject: str
    paragraphs: tuple[str, ...]
    path: str

    def text(self, site: str) -> str:
        """The whole letter, leading to the shop at this address."""
        return "\n\n".join(
            ("Hello,", *self.paragraphs, f"{site}{self.path}", "With kind regards,\nCrassula")
        )


def about_order(
    order_id: OrderId, customer: CustomerId, what: str, subject: str, *paragraphs: str
) -> Letter:
    """A letter about `what` happened to an order."""
    path = f"/shop/orders/{order_id}"
    return Letter(f"order:{order_id}:{what}", customer, subject, paragraphs, path)
