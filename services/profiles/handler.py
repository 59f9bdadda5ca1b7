"""Lambda entry of profiles: its inbox in, its announcements out."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

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
from services.manifest import PROFILES
from services.profiles.accounts import Accounts, EmailRefusedError
from services.profiles.domain import due, reminded_day
from services.profiles.store import Profiles
from services.runtime import mongo
from services.runtime.aws import Aws
from services.runtime.bus import Bus, Queues
from services.runtime.clock import utc_now
from services.runtime.inbox import Inbox
from services.runtime.logs import service_logger
from services.runtime.settings import required

PAGE = 50
"""Customers that are reminded by one message; if there may be more, another one follows."""

logger = service_logger()


@dataclass(frozen=True)
class Dependencies:
    """What profiles is made of."""

    bus: Bus
    profiles: Profiles
    accounts: Accounts
    clock: Callable[[], datetime] = utc_now

    @classmethod
    def from_environment(cls) -> "Dependencies":
        """Put together once per cold start."""
        aws = Aws.from_environment()
        profiles = Profiles(mongo.database(aws))
        profiles.ensure_indexes()
        return cls(Queues.from_environment(aws), profiles, Accounts(aws, required("USER_POOL_ID")))

    def profile_of(self, customer: Customer) -> Profile | None:
        """The customer's profile, made at first sight; None when Cognito knows no such person."""
        known = self.profiles.get(customer.id)
        if known:
            return known
        person = self.accounts.find(customer.username)
        if person is None:
            return None
        return self.profiles.add(Profile(customer.id, person.email, person.name))

    def with_email_of_cognito(self, customer: Customer, profile: Profile) -> Profile:
        """The profile with the address that Cognito has by now. Raises ContendedProfileError."""
        person = self.accounts.find(customer.username)
        return self.profiles.take_over(customer.id, person.email) if person else profile


inbox: Inbox[Dependencies] = Inbox(PROFILES)


@inbox.on(RefreshProfile)
def refresh(command: RefreshProfile, deps: Dependencies) -> Iterator[Event]:
    """Somebody looks at their profile: perhaps for the first time, or for their new address."""
    profile = deps.profile_of(command.customer)
    if profile and profile.new_email:
        profile = deps.with_email_of_cognito(command.customer, profile)
    yield announced(command.customer, profile)


@inbox.on(UpdateProfile)
def update(command: UpdateProfile, deps: Dependencies) -> Iterator[Event]:
    """The customer says who they are; the e-mail address is Cognito's to change."""
    profile = deps.profile_of(command.customer)
    yield announced(command.customer, profile and deps.profiles.describe(command))


@inbox.on(ChangeEmail)
def change_email(command: ChangeEmail, deps: Dependencies) -> Iterator[Event]:
    """Noted first, so that of two wishes at once only the later one reaches Cognito."""
    customer, email = command.customer, command.email
    profile = deps.profile_of(customer)
    if profile:
        profile = deps.profiles.wish(customer.id, email, command.requested_at)
    if profile and profile.new_email == email:
        try:
            deps.accounts.change_email(customer.username, email)
        except EmailRefusedError as refusal:
            logger.warning("e-mail address refused", code=refusal.code)
            profile = deps.profiles.drop_wish(customer.id, email)
    yield announced(customer, profile)


@inbox.on(ConfirmEmail)
def confirm_email(command: ConfirmEmail, deps: Dependencies) -> Iterator[Event]:
    """The browser gave Cognito the code: whether it was the right one, Cognito says."""
    profile = deps.profile_of(command.customer)
    if profile:
        profile = deps.with_email_of_cognito(command.customer, profile)
    yield announced(command.customer, profile)


@inbox.on(CustomerErased)
def erase(event: CustomerErased, deps: Dependencies) -> Iterator[Event]:
    """Forgotten here first: a message that comes between the two finds nobody to bring back."""
    profile = deps.profiles.erase(event.customer.id, deps.clock())
    deps.accounts.delete(event.customer.username)
    yield ProfileChanged(profile)


@inbox.on(LookForReminders)
def remind(command: LookForReminders, deps: Dependencies) -> Iterator[Message]:
    """A day begins. Said twice, it is heard twice: notices writes each e-mail once."""
    del command
    yield from reminders(deps, reminded_day(deps.clock()), "")


@inbox.on(RemindOthers)
def remind_others(command: RemindOthers, deps: Dependencies) -> Iterator[Message]:
    """The next of the same day."""
    yield from reminders(deps, command.day, command.after)


def reminders(deps: Dependencies, day: date, after: CustomerId) -> Iterator[Message]:
    """One page of this day's reminders, and a message for the next if there may be one."""
    page = deps.profiles.reminded(day, after, PAGE)
    for profile in page:
        for reminder in due(profile, day):
            yield ReminderDue(profile.customer, reminder, day)
    if len(page) == PAGE:
        yield RemindOthers(day, page[-1].customer)


def announced(customer: Customer, profile: Profile | None) -> ProfileChanged:
    """The profile as it stands; an empty one of somebody whom nobody knows."""
    return ProfileChanged(profile or Profile(customer.id))


handler = inbox.lambda_handler(compose=Dependencies.from_environment)
