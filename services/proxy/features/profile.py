"""Who a customer is, and where to write to them."""

from typing import Annotated

from msgspec import Meta

from services.contracts.common import Address, Buyer, Email, Name
from services.contracts.order_messages import EraseCustomer
from services.contracts.profiles import (
    ChangeEmail,
    ConfirmEmail,
    Profile,
    RefreshProfile,
    RefusedErasure,
    Reminder,
    UpdateProfile,
)
from services.contracts.values import Body, Value
from services.policy.orders import is_under_way
from services.policy.requests import seen_too_early
from services.proxy.bodies import Nothing, Refused, shown_refusals
from services.proxy.cache import CacheDownError
from services.proxy.dependencies import Dependencies
from services.proxy.operation import CONFLICT, Operation
from services.proxy.problems import conflict, invalid
from services.proxy.reading import expected
from services.proxy.request import PRIVATE, Reply, Request
from services.proxy.writing import accepted, check, is_repeat, looked
from services.runtime.logs import service_logger

DAYS_OF_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
logger = service_logger()


class ProfileRequest(Body):
    """Who I am, whole: what is left out is empty afterwards."""

    name: Name
    address: Buyer | None = None
    recipients: Annotated[tuple[Address, ...], Meta(max_length=50)] = ()
    reminders: Annotated[tuple[Reminder, ...], Meta(max_length=50)] = ()
    version: Annotated[int, Meta(ge=0)] | None = None
    """The profile's `version` that you looked at. Without it the later of two requests stands."""


class EmailRequest(Body):
    """Where to write to me from now on."""

    email: Email
    version: Annotated[int, Meta(ge=0)] | None = None
    """The profile's `email_version` that you looked at. Without it the later request stands."""


class ShownProfile(Value):
    """Who I am. `new_email` is waiting to be shown that it is mine."""

    email: str
    new_email: str
    name: str
    address: Buyer | None
    recipients: tuple[Address, ...]
    reminders: tuple[Reminder, ...]
    version: int
    """Counts how often you said who you are: say it when you change that."""
    email_version: int
    """Counts how often you asked for another address: say it when you ask for one."""
    erasure_refused: RefusedErasure | None
    """When you last asked to be deleted while these orders were open; null: you did not."""
    refused: tuple[Refused, ...]


def read_profile(request: Request, deps: Dependencies) -> Reply:
    """The caller's profile; it is made at the first request."""
    customer = request.caller.customer
    owner = RefreshProfile(customer)
    view = expected(deps.cache.profile(customer.id), request, deps, owner)
    return Reply(shown_profile(view.profile), headers=PRIVATE)


def shown_profile(profile: Profile) -> ShownProfile:
    """The profile for its owner."""
    return ShownProfile(
        email=profile.email,
        new_email=profile.new_email,
        name=profile.name,
        address=profile.address,
        recipients=profile.recipients,
        reminders=profile.reminders,
        version=profile.description,
        email_version=profile.email_changes,
        erasure_refused=profile.erasure_refused,
        refused=shown_refusals(profile.requests),
    )


def update_profile(request: Request, deps: Dependencies) -> Reply:
    """Replace the profile."""
    wanted = request.body(ProfileRequest)
    for at, reminder in enumerate(wanted.reminders):
        _refuse_impossible_day(f"reminders[{at}].day", reminder)
    customer = request.caller.customer
    view = looked(lambda: deps.cache.profile(customer.id))
    if view is not None and not is_repeat(request, deps, view.profile.requests):
        check(seen_too_early(wanted.version, view.profile.description))
    command = UpdateProfile(
        customer=customer,
        name=wanted.name,
        address=wanted.address,
        requested_at=deps.clock(),
        recipients=wanted.recipients,
        reminders=wanted.reminders,
        seen=wanted.version,
    )
    return accepted(request, deps, command, path="/profile")


def _refuse_impossible_day(field: str, reminder: Reminder) -> None:
    longest = DAYS_OF_MONTH[reminder.month - 1]
    if reminder.day > longest:
        raise invalid(field, f"that month has {longest} days at the most")


def change_email(request: Request, deps: Dependencies) -> Reply:
    """Change the e-mail address, once the customer has proved that it is theirs (K28)."""
    wanted = request.body(EmailRequest)
    customer = request.caller.customer
    view = looked(lambda: deps.cache.profile(customer.id))
    if view is not None and not is_repeat(request, deps, view.profile.requests):
        check(seen_too_early(wanted.version, view.profile.email_changes))
    command = ChangeEmail(customer, wanted.email, deps.clock(), wanted.version)
    return accepted(request, deps, command, path="/profile")


def confirm_email(request: Request, deps: Dependencies) -> Reply:
    """Confirm that Cognito has verified the new address."""
    request.body(Nothing)
    return accepted(request, deps, ConfirmEmail(request.caller.customer), path="/profile")


def erase_profile(request: Request, deps: Dependencies) -> Reply:
    """Erase the customer; refused while an order of theirs is under way."""
    customer = request.caller.customer
    try:
        listing = deps.cache.orders(customer.id, 50, None)
    except CacheDownError:
        logger.warning("cache unavailable: accepted without pre-validation")
    else:
        under_way = [
            view.order.id for view in listing.views if view.order and is_under_way(view.order)
        ]
        if under_way:
            raise conflict(
                "orders", f"under way are {', '.join(under_way)}. Cancel them or wait for them."
            )
    return accepted(request, deps, EraseCustomer(customer, deps.clock()), path="/profile")


OPERATIONS = (
    Operation(read_profile, response=ShownProfile),
    Operation(update_profile, request=ProfileRequest, errors=CONFLICT),
    Operation(change_email, request=EmailRequest, errors=CONFLICT),
    Operation(confirm_email, request=Nothing),
    Operation(erase_profile, errors=CONFLICT),
)
