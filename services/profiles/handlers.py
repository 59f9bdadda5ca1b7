"""Commands about profiles in, profiles and reminders out."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime
from functools import partial

from services.contracts.common import Customer, CustomerId
from services.contracts.message import Event, Message
from services.contracts.order_messages import CustomerErased, ErasureRefused
from services.contracts.profiles import (
    ChangeEmail,
    ConfirmEmail,
    LookForReminders,
    ProfileChanged,
    RefreshProfile,
    RefusedErasure,
    ReminderDue,
    RemindOthers,
    UpdateProfile,
)
from services.profiles.dependencies import Dependencies, inbox
from services.profiles.domain import (
    CustomerRecord,
    described,
    due,
    email_asked,
    email_confirmed,
    email_refused,
    email_requested,
    erased,
    erasure_refused,
    first_record,
    is_email_to_be_asked,
    reminded_day,
)
from services.profiles.gateways.cognito import EmailRefusedError
from services.runtime.logs import service_logger
from services.runtime.repository import UnknownError

PAGE = 50
"""Customers that are reminded by one message; if there may be more, another one follows."""

logger = service_logger()


@inbox.on(RefreshProfile)
def refresh(command: RefreshProfile, deps: Dependencies) -> Iterator[Event]:
    """Create the profile if it is the customer's first request; look for a confirmed address."""
    record = _record_of(command.customer, deps)
    if record and record.profile.new_email:
        record = _with_confirmed_email(command.customer, record, deps)
    yield _changed(command.customer, record)


@inbox.on(UpdateProfile)
def update(command: UpdateProfile, deps: Dependencies) -> Iterator[Event]:
    """Replace what the customer says of themselves; the e-mail address is Cognito's to change."""
    record = _record_of(command.customer, deps)
    if record:
        record = deps.profiles.change(record.id, partial(described, command=command))
    yield _changed(command.customer, record)


@inbox.on(ChangeEmail)
def change_email(command: ChangeEmail, deps: Dependencies) -> Iterator[Event]:
    """Request another address of Cognito.

    It is written first, so that of two requests at once only the later one reaches Cognito.
    """
    customer, email = command.customer, command.email
    record = _record_of(customer, deps)
    if record:
        record = deps.profiles.change(record.id, partial(email_requested, command=command))
    if record and is_email_to_be_asked(record, command):
        try:
            deps.users.change_email(customer.username, email)
            record = deps.profiles.change(record.id, partial(email_asked, mark=command.mark))
        except EmailRefusedError as refusal:
            logger.warning("e-mail address refused", code=refusal.code)
            record = deps.profiles.change(record.id, partial(email_refused, email=email))
    yield _changed(customer, record)


@inbox.on(ConfirmEmail)
def confirm_email(command: ConfirmEmail, deps: Dependencies) -> Iterator[Event]:
    """Read the address from Cognito, which got the code from the browser and has checked it."""
    record = _record_of(command.customer, deps)
    if record:
        record = _with_confirmed_email(command.customer, record, deps)
    yield _changed(command.customer, record)


@inbox.on(ErasureRefused)
def refuse_erasure(event: ErasureRefused, deps: Dependencies) -> Iterator[Event]:
    """Keep that the customer asked to be forgotten, so that their profile says why they are not."""
    record = _record_of(event.customer, deps)
    if record:
        refusal = RefusedErasure(event.requested_at, event.orders)
        record = deps.profiles.change(record.id, partial(erasure_refused, refusal=refusal))
    yield _changed(event.customer, record)


@inbox.on(CustomerErased)
def erase(event: CustomerErased, deps: Dependencies) -> Iterator[Event]:
    """Erase the profile first: a message between the two steps must not add the user again."""
    record = _erase(event.customer.id, deps.clock(), deps)
    deps.users.delete(event.customer.username)
    yield ProfileChanged(record.published)


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
    for record in page:
        for reminder in due(record.profile, day):
            yield ReminderDue(record.id, reminder, day)
    if len(page) == PAGE:
        yield RemindOthers(day, page[-1].id)


def _record_of(customer: Customer, deps: Dependencies) -> CustomerRecord | None:
    """Answer the record, and create it if there is none; None when Cognito has no such user."""
    known = deps.profiles.find_one(customer.id)
    if known:
        return known
    user = deps.users.find(customer.username)
    if user is None:
        return None
    return deps.profiles.add(first_record(customer.id, user.email, user.name))


def _with_confirmed_email(
    customer: Customer, record: CustomerRecord, deps: Dependencies
) -> CustomerRecord:
    """Write the address that Cognito has by now. Raises as `Repository.change` does."""
    user = deps.users.find(customer.username)
    if user is None:
        return record
    return deps.profiles.change(record.id, partial(email_confirmed, email=user.email))


def _erase(customer: CustomerId, erased_at: datetime, deps: Dependencies) -> CustomerRecord:
    """Erase the record, also of a customer who has none: a late message must not create one."""
    rule = partial(erased, erased_at=erased_at)
    with suppress(UnknownError):
        return deps.profiles.change(customer, rule)
    deps.profiles.add(rule(first_record(customer)))
    # Once more: another message may have created the record in between.
    return deps.profiles.change(customer, rule)


def _changed(customer: Customer, record: CustomerRecord | None) -> ProfileChanged:
    """The event with the profile; with an empty one of a customer who is not known."""
    return ProfileChanged((record or first_record(customer.id)).published)
