"""What customers are written: a letter about each thing that happened, in plain text.

Its occasion makes a letter once. What can happen again has the attempt, or the version, in it.
Letters lead to the shop, where people sign in: no address in them opens anything by itself.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from services.contracts.commissions import EnquiryChanged
from services.contracts.invoices import InvoiceIssued
from services.contracts.message import Message
from services.contracts.order_messages import (
    OrderCancelled,
    OrderDelivered,
    OrderPlaced,
    OrderShipped,
    PaymentRequested,
)
from services.contracts.payments import PaymentRefunded
from services.contracts.profiles import ReminderDue
from services.notices import days, orders, payments
from services.notices.letter import Letter

WRITERS: Mapping[type[Message], Callable[[Any, datetime], Letter | None]] = {
    OrderPlaced: lambda event, _: orders.placed(event.order),
    InvoiceIssued: lambda event, _: orders.confirmed(event),
    PaymentRequested: lambda event, _: payments.wanted(event.order),
    OrderShipped: lambda event, _: orders.shipped(event.order),
    OrderDelivered: lambda event, _: orders.delivered(event.order),
    OrderCancelled: lambda event, _: orders.cancelled(event.order),
    PaymentRefunded: lambda event, _: orders.refunded(event),
    EnquiryChanged: lambda event, now: days.about_enquiry(event.enquiry, now),
    ReminderDue: lambda event, _: days.reminder(event),
}


def letter_for(message: Message, now: datetime) -> Letter | None:
    """What the customer is written about this; None when there is nothing (new) to say."""
    return WRITERS[type(message)](message, now)
