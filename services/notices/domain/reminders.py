"""The e-mail about a day of the year that a customer wants to be reminded of."""

from services.contracts.identifiers import reminder_id
from services.contracts.profiles import ReminderDue
from services.contracts.text import isolated
from services.notices.domain.email import Email
from services.notices.domain.wording import on


def reminder(event: ReminderDue) -> Email:
    """A day is near."""
    name = event.reminder.name
    shown = isolated(name)
    return Email(
        f"reminder:{reminder_id(event.customer, name, event.day)}",
        event.customer,
        f"Soon: {shown}",
        (
            f"You asked us to remind you: {shown} is on {on(event.day)}.",
            "If you want flowers to be there on that day, you can order them here:",
        ),
        "/shop/",
    )
