"""An e-mail: what it says, who gets it, and the occasion that makes it unique."""

from services.contracts.common import CustomerId, OrderId
from services.contracts.values import Value


class Email(Value):
    """An e-mail that is sent once for its occasion. `path` is the page of the shop it links to.

    One for the staff goes to the shop's own address, from which all e-mails come.
    """

    occasion: str
    customer: CustomerId
    subject: str
    paragraphs: tuple[str, ...]
    path: str
    is_for_staff: bool = False

    def text(self, site: str) -> str:
        """The whole e-mail, with a link to the shop at this address."""
        return "\n\n".join(
            ("Hello,", *self.paragraphs, f"{site}{self.path}", "With kind regards,\nCrassula")
        )


def about_order(
    order_id: OrderId, customer: CustomerId, what: str, subject: str, *paragraphs: str
) -> Email:
    """An e-mail about `what` happened to an order."""
    path = f"/shop/orders/{order_id}"
    return Email(f"order:{order_id}:{what}", customer, subject, paragraphs, path)
