"""The rules of profiles: which of two requests stands, and who is reminded when.

Customers are reminded a week before a day, by the shop's calendar.
"""

import calendar
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from msgspec.structs import replace

from services.contracts.common import CustomerId
from services.contracts.profiles import (
    ChangeEmail,
    Profile,
    RefusedErasure,
    Reminder,
    UpdateProfile,
)
from services.contracts.requests import Mark, Requests
from services.contracts.values import Value
from services.policy.delivery import shop_day
from services.policy.refusal import Refusal
from services.policy.requests import OUT_OF_DATE, once, out_of_date

AHEAD = timedelta(days=7)
LONGEST_MONTH = 31


class CustomerRecord(Value):
    """What profiles keeps of a customer. The record's version is the profile's."""

    id: CustomerId
    profile: Profile
    version: int = 1
    described_at: datetime | None = None
    """When the customer last described themselves: of two requests the later stands."""
    email_requested_at: datetime | None = None
    """The same, of another e-mail address."""
    email_request: Mark = ""
    """The request for another address that stands."""
    email_asked: Mark = ""
    """The last request for another address that Cognito was told of."""
    erased_at: datetime | None = None
    """An erased customer is never changed again: no late message brings anything back."""
    requests: Requests = Requests()

    @property
    def published(self) -> Profile:
        """The profile, as the events say it."""
        return replace(self.profile, version=self.version, requests=self.requests)


def first_record(customer: CustomerId, email: str = "", name: str = "") -> CustomerRecord:
    """The record of a customer who is new here."""
    return CustomerRecord(customer, Profile(customer, email, name))


def described(record: CustomerRecord, command: UpdateProfile) -> CustomerRecord:
    """Replace what the customer says of themselves, once for a request.

    It is refused when they said something else since they looked; without `seen`, when they said
    so later.
    """
    if record.erased_at:
        return record

    def refusal(record: CustomerRecord) -> Refusal | None:
        if command.seen is not None:
            return out_of_date(command.seen, record.profile.description)
        return OUT_OF_DATE if _is_outdated(command.requested_at, record.described_at) else None

    def rule(record: CustomerRecord) -> CustomerRecord:
        profile = replace(
            record.profile,
            name=command.name,
            address=command.address,
            recipients=command.recipients,
            reminders=command.reminders,
            description=record.profile.description + 1,
        )
        return replace(record, profile=profile, described_at=command.requested_at)

    return once(record, command.mark, command.requested_at, rule, refusal)


def email_requested(record: CustomerRecord, command: ChangeEmail) -> CustomerRecord:
    """Note the address that the customer requests, once for a request.

    It is refused when they requested another since they looked; without `seen`, when they did so
    later.
    """
    if record.erased_at:
        return record

    def refusal(record: CustomerRecord) -> Refusal | None:
        if command.seen is not None:
            return out_of_date(command.seen, record.profile.email_changes)
        is_outdated = _is_outdated(command.requested_at, record.email_requested_at)
        return OUT_OF_DATE if is_outdated else None

    def rule(record: CustomerRecord) -> CustomerRecord:
        changes = record.profile.email_changes + 1
        profile = replace(record.profile, new_email=command.email, email_changes=changes)
        at, mark = command.requested_at, command.mark
        return replace(record, profile=profile, email_requested_at=at, email_request=mark)

    return once(record, command.mark, command.requested_at, rule, refusal)


def is_email_to_be_asked(record: CustomerRecord, command: ChangeEmail) -> bool:
    """Return whether Cognito must be told of this request: it stands, and was not told yet."""
    if record.profile.new_email != command.email:
        return False
    if not command.mark:
        return True
    if record.email_request:
        stands = record.email_request == command.mark
    else:  # A version before this one noted the time alone.
        stands = record.email_requested_at == command.requested_at
    return stands and record.email_asked != command.mark


def email_asked(record: CustomerRecord, mark: Mark) -> CustomerRecord:
    """Note that Cognito was told."""
    return replace(record, email_asked=mark)


def email_refused(record: CustomerRecord, email: str) -> CustomerRecord:
    """Drop the request for an address that the customer cannot have."""
    if record.profile.new_email != email:
        return record
    return replace(record, profile=replace(record.profile, new_email=""))


def email_confirmed(record: CustomerRecord, email: str) -> CustomerRecord:
    """Write the customer's address; a request for it is done."""
    if record.erased_at:
        return record
    waiting = "" if record.profile.new_email == email else record.profile.new_email
    return replace(record, profile=replace(record.profile, email=email, new_email=waiting))


def erasure_refused(record: CustomerRecord, refusal: RefusedErasure) -> CustomerRecord:
    """Keep the last time that the customer asked to be forgotten, and was not."""
    known = record.profile.erasure_refused
    if record.erased_at or (known and known.requested_at >= refusal.requested_at):
        return record
    return replace(record, profile=replace(record.profile, erasure_refused=refusal))


def erased(record: CustomerRecord, erased_at: datetime) -> CustomerRecord:
    """Leave nothing of the customer but that they were erased."""
    if record.erased_at:
        return record
    return CustomerRecord(record.id, Profile(record.id), record.version, erased_at=erased_at)


def _is_outdated(requested_at: datetime, done_at: datetime | None) -> bool:
    return done_at is not None and done_at >= requested_at


def reminded_day(now: datetime) -> date:
    """The day that customers are reminded of at this moment."""
    return shop_day(now) + AHEAD


def mark(month: int, day: int) -> str:
    """A day of every year, such as `12-31`."""
    return f"{month:02}-{day:02}"


def marks_of(profile: Profile) -> list[str]:
    """The days of every year that the customer wants to be reminded of, each once."""
    return sorted({mark(r.month, r.day) for r in profile.reminders})


def marks_on(day: date) -> list[str]:
    """Whatever falls on this day: on the last of a month also the days that this month lacks.

    So 29 February is the 28th in a year that has none.
    """
    _, length = calendar.monthrange(day.year, day.month)
    last = LONGEST_MONTH if day.day == length else day.day
    return [mark(day.month, each) for each in range(day.day, last + 1)]


def due(profile: Profile, day: date) -> Iterator[Reminder]:
    """The customer's reminders of this day."""
    wanted = marks_on(day)
    return (r for r in profile.reminders if mark(r.month, r.day) in wanted)
