"""An e-mail: what it says, who gets it, and the occasion that makes it unique."""

from services.contracts.common import CURRENCY, CustomerId, Minor, OrderId
from services.contracts.identifiers import order_number
from services.contracts.invoices import InvoicedLine
from services.contracts.orders import Order
from services.contracts.values import Value
from services.policy.pricing import line_total, money

ANY_FLOWERS = "/email/home.jpg"
"""The picture of an order without a bouquet of the gallery."""


class Row(Value):
    """A line of an order, or a sum, with its amount as people read it."""

    what: str
    amount: str


class Email(Value):
    """An e-mail that is sent once for its occasion. `path` is the page of the shop it links to.

    `action` says what that page is for. `rows` are an order's lines and its total, `number` is its
    short number, `picture` the path of its picture.
    One for the staff goes to the shop's own address, from which all e-mails come.
    """

    occasion: str
    customer: CustomerId
    subject: str
    paragraphs: tuple[str, ...]
    path: str
    action: str = "Open it in the shop"
    rows: tuple[Row, ...] = ()
    number: str = ""
    picture: str = ""
    is_for_staff: bool = False

    def text(self, site: str) -> str:
        """The whole e-mail as text, with a link to the shop at this address."""
        rows = "\n".join(f"{row.what}: {row.amount}" for row in self.rows)
        number = f"Your order has the number {self.number}." if self.number else ""
        parts = (
            "Hello,",
            *self.paragraphs,
            rows,
            f"{site}{self.path}",
            number,
            "With kind regards,\nCrassula",
        )
        return "\n\n".join(part for part in parts if part)


class Bought(Value):
    """What an e-mail shows of an order: its lines, its total, and its picture."""

    rows: tuple[Row, ...] = ()
    picture: str = ANY_FLOWERS


def about_order(
    order_id: OrderId,
    customer: CustomerId,
    what: str,
    subject: str,
    *paragraphs: str,
    bought: Bought | None = None,
    page_of_it: str = "",
    action: str = "Look at your order",
) -> Email:
    """An e-mail about `what` happened to an order.

    `page_of_it` is a page below the order's own, such as `/pay`.
    """
    shown = bought or Bought()
    return Email(
        f"order:{order_id}:{what}",
        customer,
        subject,
        paragraphs,
        f"/shop/orders/{order_id}{page_of_it}",
        action,
        shown.rows,
        order_number(order_id),
        shown.picture,
    )


def bought_in(order: Order) -> Bought:
    """What is shown of an order."""
    lines = tuple(
        InvoicedLine(line.sku, line.name, line.quantity, line_total(line), line.is_of_the_gallery)
        for line in order.lines
    )
    return bought(lines, order.total, order.currency)


def bought(lines: tuple[InvoicedLine, ...], total: Minor, currency: str = CURRENCY) -> Bought:
    """What is shown of these lines; the picture is of the first bouquet of the gallery."""
    if not lines:
        return Bought()
    rows = [Row(f"{each.quantity} x {each.name}", money(each.amount, currency)) for each in lines]
    sku = next((line.sku for line in lines if line.is_bouquet), "")
    return Bought(
        (*rows, Row("Total, VAT included", money(total, currency))),
        f"/email/{sku}.jpg" if sku else ANY_FLOWERS,
    )
