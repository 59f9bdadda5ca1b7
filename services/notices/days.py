"""Letters about the day of an event, and about days of the year."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from services.contracts.commissions import Enquiry, EnquiryState
from services.contracts.common import CURRENCY
from services.contracts.identifiers import reminder_id
from services.contracts.profiles import ReminderDue
from services.notices.letter import Letter
from services.notices.words import at, on
from services.policy.pricing import money, total

NEWS = timedelta(days=30)
"""After this an enquiry is only looked at again: its announcement is no news."""


def about_enquiry(enquiry: Enquiry, now: datetime) -> Letter | None:
    """Where the enquiry stands; None when that is old: looking at it announces it as well."""
    if now > _last_word(enquiry) + NEWS:
        return None
    what, subject, *paragraphs = ENQUIRIES[enquiry.state](enquiry)
    return Letter(
        f"enquiry:{enquiry.id}:{what}",
        enquiry.customer,
        f"{subject}: {enquiry.request.occasion}",
        tuple(paragraphs),
        f"/shop/enquiries/{enquiry.id}",
    )


def _last_word(enquiry: Enquiry) -> datetime:
    """Until when something is known to have happened, or was to happen."""
    moments = [enquiry.asked_at, *(act.at for act in enquiry.history)]
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
    price = money(total(quote.lines), CURRENCY)
    return (
        f"quoted:{enquiry.version}",
        "Here is our quote",
        f"We can make the flowers on {on(enquiry.request.day)} for {price}."
        f" A deposit of {money(quote.deposit, CURRENCY)} confirms the order.",
        *([quote.message] if quote.message else []),
        f"The quote is valid until {at(quote.valid_until)}. You can accept it here:",
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


def reminder(event: ReminderDue) -> Letter:
    """A day is near."""
    name = event.reminder.name
    return Letter(
        f"reminder:{reminder_id(event.customer, name, event.day)}",
        event.customer,
        f"Soon: {name}",
        (
            f"You asked us to remind you: {name} is on {on(event.day)}.",
            "If you want flowers to be there on that day, you can order them here:",
        ),
        "/shop/",
    )
