"""What customers tell of themselves in, profiles and reminders out."""

from collections.abc import Iterator
from datetime import date

from services.contracts.common import Customer, CustomerId
from services.contracts.message import Event, Message
from services.contracts.order_messages import CustomerErased
from services.contracts.profiles import (
    ChangeEmail,
    ConfirmEmail,
    LookForReminders,
    Profile,
    ProfileChanged,
    RefreshProfile,
    ReminderDue,
    RemindOthers,
    UpdateProfile,
)
from services.profiles.dependencies import Dependencies, inbox
from services.profiles.domain import due, reminded_day
from services.profiles.gateways.cognito import EmailRefusedError
from services.runtime.logs import service_logger

PAGE = 50
"""Customers that are reminded by one message; if there may be more, another one follows."""

logger = service_logger()


@inbox.on(RefreshProfile)
def refresh(command: RefreshProfile, deps: Dependencies) -> Iterator[Event]:
    """Create the profile if it is the customer's first request; look for a confirmed address."""
    profile = _profile_of(command.customer, deps)
    if profile and profile.new_email:
        profile = _with_confirmed_email(command.customer, profile, deps)
    yield _changed(command.customer, profile)


@inbox.on(UpdateProfile)
def update(command: UpdateProfile, deps: Dependencies) -> Iterator[Event]:
    """Replace what the customer says of themselves; the e-mail address is Cognito's to change."""
    profile = _profile_of(command.customer, deps)
    yield _changed(command.customer, profile and deps.profiles.describe(command))


@inbox.on(ChangeEmail)
def change_email(command: ChangeEmail, deps: Dependencies) -> Iterator[Event]:
    """Request another address of Cognito.

    It is written first, so that of two requests at once only the later one reaches Cognito.
    """
    customer, email = command.customer, command.email
    profile = _profile_of(customer, deps)
    if profile:
        profile = deps.profiles.request_email(customer.id, email, command.requested_at)
    if profile and profile.new_email == email:
        try:
            deps.users.change_email(customer.username, email)
        except EmailRefusedError as refusal:
            logger.warning("e-mail address refused", code=refusal.code)
            profile = deps.profiles.withdraw_email(customer.id, email)
    yield _changed(customer, profile)


@inbox.on(ConfirmEmail)
def confirm_email(command: ConfirmEmail, deps: Dependencies) -> Iterator[Event]:
    """Read the address from Cognito, which got the code from the browser and has checked it."""
    profile = _profile_of(command.customer, deps)
    if profile:
        profile = _with_confirmed_email(command.customer, profile, deps)
    yield _changed(command.customer, profile)


@inbox.on(CustomerErased)
def erase(event: CustomerErased, deps: Dependencies) -> Iterator[Event]:
    """Erase the profile first: a message between the two steps must not add the user again."""
    profile = deps.profiles.erase(event.customer.id, deps.clock())
    deps.users.delete(event.customer.username)
    yield ProfileChanged(profile)


@inbox.on(LookForReminders)
def remind(command: LookForReminders, deps: Dependencies) -> Iterator[Message]:
    """Remind the first customers of the day. It may come twice: notices sends each e-mail once."""
    del command
    yield from _reminders(deps, reminded_day(deps.clock()), "")


@inbox.on(RemindOthers)
def remind_others(command: RemindOthers, deps: Dependencies) -> Iterator[Message]:
    """Remind the next customers of the same day."""
    yield from _reminders(deps, command.day, command.after)


def _reminders(deps: Dependencies, day: date, after: CustomerId) -> Iterator[Message]:
    """One page of this day's reminders, and a message for the next if there may be one."""
    page = deps.profiles.reminded(day, after, PAGE)
    for profile in page:
        for reminder in due(profile, day):
            yield ReminderDue(profile.customer, reminder, day)
    if len(page) == PAGE:
        yield RemindOthers(day, page[-1].customer)


def _profile_of(customer: Customer, deps: Dependencies) -> Profile | None:
    """Answer the profile, and create it if there is none; None when Cognito has no such user."""
    known = deps.profiles.get(customer.id)
    if known:
        return known
    user = deps.users.find(customer.username)
    if user is None:
        return None
    return deps.profiles.add(Profile(customer.id, user.email, user.name))


def _with_confirmed_email(customer: Customer, profile: Profile, deps: Dependencies) -> Profile:
    """Write the address that Cognito has by now. Raises ContendedProfileError."""
    user = deps.users.find(customer.username)
    return deps.profiles.confirm_email(customer.id, user.email) if user else profile


def _changed(customer: Customer, profile: Profile | None) -> ProfileChanged:
    """The event with the profile; with an empty one of a customer who is not known."""
    return ProfileChanged(profile or Profile(customer.id))
