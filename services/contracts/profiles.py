"""Customers: what profiles knows of them, the commands to it and its events."""

from datetime import date, datetime
from typing import Annotated

from msgspec import Meta

from services.contracts.common import Address, Buyer, Customer, CustomerId, Email, Name, OrderId
from services.contracts.message import Command, Event
from services.contracts.requests import Requested, Requests
from services.contracts.values import Body, Value
from services.manifest import AGGREGATOR, CLOCK, NOTICES, PROFILES, PROXY


class Reminder(Body):
    """A day of each year to send flowers on; 29 February is the 28th in other years."""

    name: Name
    month: Annotated[int, Meta(ge=1, le=12)]
    day: Annotated[int, Meta(ge=1, le=31)]


class RefusedErasure(Value):
    """When (UTC) a customer asked to be forgotten, and the orders that were under way."""

    requested_at: datetime
    orders: tuple[OrderId, ...] = ()


class Profile(Value):
    """A customer, as profiles knows them. `address` is the invoice's."""

    customer: CustomerId
    email: Annotated[str, Meta(max_length=254)] = ""
    name: Annotated[str, Meta(max_length=120)] = ""
    address: Buyer | None = None
    recipients: tuple[Address, ...] = ()
    """Whom they send flowers to."""
    reminders: tuple[Reminder, ...] = ()
    new_email: Annotated[str, Meta(max_length=254)] = ""
    """The address that they want to have, until they have shown that it is theirs."""
    description: int = 0
    """Counts how often they said who they are: of two pages, the second is out of date."""
    email_changes: int = 0
    """Counts the requests for another address: of two pages, the second is out of date."""
    erasure_refused: RefusedErasure | None = None
    requests: Requests = Requests()
    version: int = 1


class UpdateProfile(Requested, sender=PROXY, to=(PROFILES,)):
    """A customer says who they are, whole."""

    customer: Customer
    name: Name
    address: Buyer | None
    requested_at: datetime
    recipients: tuple[Address, ...] = ()
    reminders: tuple[Reminder, ...] = ()
    seen: int | None = None
    """The `description` that they looked at; None: a version before this one did not say."""


class ChangeEmail(Requested, sender=PROXY, to=(PROFILES,)):
    """A customer wants to be written to at another address (K28).

    `seen` is the profile's `email_changes` that they looked at: of two that looked at the same, the
    first stands. Without it the one with the later `requested_at` stands.
    """

    customer: Customer
    email: Email
    requested_at: datetime
    seen: int | None = None


class ConfirmEmail(Requested, sender=PROXY, to=(PROFILES,)):
    """The customer has shown Cognito that the new address is theirs: see what it says now."""

    customer: Customer


class LookForReminders(Command, sender=CLOCK, to=(PROFILES,)):
    """Time to look whose reminders are near."""


class RemindOthers(Command, sender=PROFILES, to=(PROFILES,)):
    """The next customers with a reminder of this day, after one of them."""

    day: date
    after: CustomerId


class RefreshProfile(Command, sender=PROXY, to=(PROFILES,)):
    """The view of this customer's profile is wanted; it is created at first sight."""

    customer: Customer


class ProfileChanged(Event, sender=PROFILES, to=(AGGREGATOR,)):
    """A customer's profile as it now stands."""

    profile: Profile


class ReminderDue(Event, sender=PROFILES, to=(NOTICES,)):
    """A day that the customer wanted to be reminded of is near."""

    customer: CustomerId
    reminder: Reminder
    day: date
