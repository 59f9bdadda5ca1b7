"""The e-mail for each message, in plain text.

An e-mail is sent once for its occasion. The occasion of what can happen again contains the attempt,
or the version.
E-mails link to the shop, where people sign in: no link in them gives access by itself.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from services.contracts.commissions import EnquiryChanged
from services.contracts.invoices import InvoiceIssued
from services.contracts.message import Message
from services.contracts.order_messages import (
    DeliveryChangeAnswered,
    ErasureRefused,
    MoneyContested,
    OrderCancelled,
    OrderDelivered,
    OrderPlaced,
    OrderShipped,
    PaymentRequested,
)
from services.contracts.payments import PaymentRefunded, RefundFailed
from services.contracts.profiles import ReminderDue
from services.notices.domain import commissions, erasure, money, orders, payments, reminders
from services.notices.domain.email import Email

EMAILS: Mapping[type[Message], Callable[[Any, datetime], Email | None]] = {
    OrderPlaced: lambda event, _: orders.placed(event.order),
    InvoiceIssued: lambda event, _: orders.confirmed(event),
    PaymentRequested: lambda event, _: payments.requested(
        event.order, is_unanswered=event.is_unanswered
    ),
    OrderShipped: lambda event, _: orders.shipped(event.order),
    DeliveryChangeAnswered: lambda event, _: orders.delivery_change(event.order),
    OrderDelivered: lambda event, _: orders.delivered(event.order),
    OrderCancelled: lambda event, _: orders.cancelled(event.order),
    PaymentRefunded: lambda event, _: orders.refunded(event),
    RefundFailed: lambda event, _: money.refund_failed(event),
    MoneyContested: lambda event, _: money.contested(event.order),
    ErasureRefused: lambda event, _: erasure.refused(event),
    EnquiryChanged: lambda event, now: commissions.about_enquiry(event.enquiry, now),
    ReminderDue: lambda event, _: reminders.reminder(event),
}


def email_for(message: Message, now: datetime) -> Email | None:
    """Answer the e-mail about this; None when there is nothing new to write."""
    return EMAILS[type(message)](message, now)
