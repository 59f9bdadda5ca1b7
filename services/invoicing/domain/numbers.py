"""Which invoices and credit notes there are, their numbers and their dates."""

from datetime import UTC, datetime
from enum import StrEnum

from services.contracts.common import OrderId
from services.contracts.invoices import Invoice
from services.contracts.orders import Order
from services.contracts.values import Value
from services.policy.delivery import SHOP_TIME

DIGITS = 6


class Kind(StrEnum):
    """What is issued. Each kind has series of its own."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    """Takes an invoice back, or a part of it."""


PREFIXES = {Kind.INVOICE: "", Kind.CREDIT_NOTE: "C"}


class NumberedDocument(Value):
    """An invoice or a credit note that exists, because its occasion has got a number."""

    occasion: str
    """What it was issued for: an occasion has one document, however often it is announced."""
    series: str
    """The year. Its numbers begin at 1 and leave none out (Directive 2006/112/EC, article 226)."""
    number: int
    issued_at: datetime
    is_stored: bool = False

    @property
    def label(self) -> str:
        """The number as people write it."""
        return label(self.series, self.number)

    @property
    def key(self) -> str:
        """Its object in the invoice bucket."""
        return f"invoices/{self.series}/{self.label}.pdf"

    @property
    def published(self) -> Invoice:
        """What the events say of it."""
        return Invoice(self.label, self.key, self.issued_at)


def label(series: str, number: int) -> str:
    """Such as `2027-000042`."""
    return f"{series}-{number:0{DIGITS}}"


def invoice_of(order_id: OrderId) -> str:
    """The occasion of an order's invoice: it has one."""
    return f"{Kind.INVOICE}:{order_id}"


def credit_note_of(order_id: OrderId, refund: str) -> str:
    """The occasion of a credit note: a refund, or without one the cancellation of the order."""
    return ":".join(filter(None, (Kind.CREDIT_NOTE, order_id, refund)))


def next_number(now: datetime, kind: Kind, occasion: str, last: int) -> NumberedDocument:
    """Answer the document of this kind for an occasion, after `last` of this year's series."""
    # Milliseconds, as the database keeps them: rendered again, it must be the same to the byte.
    issued_at = now.astimezone(UTC).replace(microsecond=now.microsecond // 1000 * 1000)
    return NumberedDocument(occasion, series_of(kind, now), last + 1, issued_at)


def series_of(kind: Kind, now: datetime) -> str:
    """The series that is numbered at this moment."""
    return f"{PREFIXES[kind]}{now.astimezone(SHOP_TIME).year}"


def must_be_invoiced(order: Order) -> bool:
    """Whether money of it was refunded or kept: then it was confirmed, whatever came first here."""
    return bool(order.refunds or order.kept)
