"""E-mails about commissions: an enquiry, its quote, and what the customer answers."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from services.contracts.commissions import Enquiry, EnquiryState
from services.contracts.common import CURRENCY
from services.contracts.text import isolated
from services.notices.domain.email import Email
from services.notices.domain.wording import at, on
from services.policy.commissions import acceptable_until
from services.policy.pricing import money, total

QUOTED = "quoted"
"""The audit entry of each quote."""
RECENT = timedelta(days=30)
"""Older changes are not written about: their message only refreshes a view."""


def about_enquiry(enquiry: Enquiry, now: datetime) -> Email | None:
    """Say how the enquiry stands; None when that is old: a refresh publishes it as well."""
    if now > _last_change(enquiry) + RECENT:
        return None
    what, subject, *paragraphs = ENQUIRIES[enquiry.state](enquiry)
    return Email(
        f"enquiry:{enquiry.id}:{what}",
        enquiry.customer,
        f"{subject}: {isolated(enquiry.request.occasion)}",
        tuple(paragraphs),
        f"/shop/events/{enquiry.id}",
    )


def _last_change(enquiry: Enquiry) -> datetime:
    """Answer when something last happened, or was last due to happen."""
    moments = [enquiry.asked_at, *(entry.at for entry in enquiry.history)]
    if enquiry.quote:
        moments.append(enquiry.quote.valid_until)
    return max(moments)


def _asked(enquiry: Enquiry) -> tuple[str, ...]:
    return (
        "asked",
        "Thank you for your enquiry",
        f"Thank you for asking us about the flowers on {on(enquiry.request.day)}.",
        "A florist thinks about it and writes you a quote. You find it here:",
    )


def _quoted(enquiry: Enquiry) -> tuple[str, ...]:
    if enquiry.quote is None:
        raise ValueError(f"enquiry {enquiry.id} is quoted without a quote")
    quote = enquiry.quote
    until = at(acceptable_until(enquiry.request.day, quote))
    price = money(total(quote.lines), CURRENCY)
    return (
        f"quote:{sum(entry.what == QUOTED for entry in enquiry.history)}",
        "Here is our quote",
        f"We can make the flowers on {on(enquiry.request.day)} for {price}."
        f" A deposit of {money(quote.deposit, CURRENCY)} confirms the order.",
        *([quote.message] if quote.message else []),
        f"The quote is valid until {until}. You can accept it here:",
    )


def _accepted(enquiry: Enquiry) -> tuple[str, ...]:
    return (
        "accepted",
        "You have accepted our quote",
        f"Thank you: we are glad to make your flowers for {on(enquiry.request.day)}."
        " An e-mail about your order follows.",
    )


def _declined(enquiry: Enquiry) -> tuple[str, ...]:
    return (
        "declined",
        "Your enquiry is closed",
        f"Your enquiry about the flowers on {on(enquiry.request.day)} is closed, and nothing is"
        " ordered. You are welcome to ask us again.",
    )


def _expired(enquiry: Enquiry) -> tuple[str, ...]:
    return (
        "expired",
        "Our quote is no longer valid",
        f"The time to accept our quote for {on(enquiry.request.day)} has passed, so nothing is"
        " ordered.",
        "If you still want the flowers, please ask us again.",
    )


ENQUIRIES: Mapping[EnquiryState, Callable[[Enquiry], tuple[str, ...]]] = {
    EnquiryState.ENQUIRED: _asked,
    EnquiryState.QUOTED: _quoted,
    EnquiryState.ACCEPTED: _accepted,
    EnquiryState.DECLINED: _declined,
    EnquiryState.EXPIRED: _expired,
}
"""The end of the occasion, the subject, then paragraphs."""
