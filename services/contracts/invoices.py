"""Invoices and credit notes, and what invoicing announces."""

from datetime import datetime

from services.contracts.common import CustomerId, Minor, Name, OrderId, Sku
from services.contracts.message import Event
from services.contracts.values import Value
from services.manifest import AGGREGATOR, INVOICING, NOTICES, ORDER


class Invoice(Value):
    """An issued invoice, or the credit note for one. `key` is its object in the invoice bucket."""

    number: str
    key: str
    issued_at: datetime


class InvoicedLine(Value):
    """A line of what was invoiced; `amount` is in minor units, tax included."""

    sku: Sku
    name: Name
    quantity: int
    amount: Minor
    is_bouquet: bool
    """Of the gallery, so that there is a picture of it."""


class InvoiceIssued(Event, sender=INVOICING, to=(ORDER, NOTICES, AGGREGATOR)):
    """The invoice is numbered, drawn and stored; `lines` and `total` are the order's."""

    order_id: OrderId
    customer: CustomerId
    invoice: Invoice
    lines: tuple[InvoicedLine, ...] = ()
    total: Minor = 0


class CreditNoteIssued(Event, sender=INVOICING, to=(ORDER, AGGREGATOR)):
    """The order was cancelled after its invoice was issued, or a part of it is given back.

    `refund` names the part; without it the whole invoice is taken back.
    """

    order_id: OrderId
    customer: CustomerId
    credit_note: Invoice
    refund: str = ""
