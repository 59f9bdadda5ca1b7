"""What customers say of themselves: who they are, where to write to them, their cards."""

import re

from services.contracts.identifiers import attempt_id
from services.contracts.order_messages import EraseCustomer
from services.contracts.payments import CARD_ID, RemoveCard, SaveCard
from services.contracts.profiles import ChangeEmail, ConfirmEmail, Reminder, UpdateProfile
from services.policy.orders import is_under_way
from services.proxy.bodies import EmailRequest, Nothing, ProfileRequest
from services.proxy.problems import conflict, invalid, not_found
from services.proxy.request import Dependencies, Reply, Request
from services.proxy.store import CacheDownError
from services.proxy.taking_on import accepted, known
from services.runtime.logs import service_logger

CARD = re.compile(CARD_ID)
DAYS_OF_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

logger = service_logger()


def update_profile(request: Request, deps: Dependencies) -> Reply:
    """Say who I am."""
    wanted = request.body(ProfileRequest)
    for at, reminder in enumerate(wanted.reminders):
        _refuse_impossible_day(f"reminders[{at}].day", reminder)
    command = UpdateProfile(
        customer=request.caller.customer,
        name=wanted.name,
        address=wanted.address,
        requested_at=deps.clock(),
        recipients=wanted.recipients,
        reminders=wanted.reminders,
    )
    return accepted(request, deps, command, path="/profile")


def _refuse_impossible_day(field: str, reminder: Reminder) -> None:
    longest = DAYS_OF_MONTH[reminder.month - 1]
    if reminder.day > longest:
        raise invalid(field, f"that month has {longest} days at the most")


def change_email(request: Request, deps: Dependencies) -> Reply:
    """Write to me at another address, once I have shown that it is mine (K28)."""
    wanted = request.body(EmailRequest)
    command = ChangeEmail(request.caller.customer, wanted.email, deps.clock())
    return accepted(request, deps, command, path="/profile")


def confirm_email(request: Request, deps: Dependencies) -> Reply:
    """Cognito has seen that the new address is mine."""
    request.body(Nothing)
    return accepted(request, deps, ConfirmEmail(request.caller.customer), path="/profile")


def erase_profile(request: Request, deps: Dependencies) -> Reply:
    """Forget me; not while flowers are on their way to or from me."""
    customer = request.caller.customer
    try:
        listing = deps.cache.orders(customer.id, 50, None)
    except CacheDownError:
        logger.warning("data cache down: the request is taken on unseen")
    else:
        under_way = [
            view.order.id for view in listing.views if view.order and is_under_way(view.order)
        ]
        if under_way:
            raise conflict(
                "orders", f"under way are {', '.join(under_way)}. Cancel them or wait for them."
            )
    return accepted(request, deps, EraseCustomer(customer, deps.clock()), path="/profile")


def save_card(request: Request, deps: Dependencies) -> Reply:
    """Get ready for a card: the browser takes it to the provider, never to us."""
    request.body(Nothing)
    customer = request.caller.customer.id
    command = SaveCard(customer, attempt_id(customer, request.idempotency_key))
    return accepted(request, deps, command, path="/profile/cards")


def remove_card(request: Request, deps: Dependencies) -> Reply:
    """Keep a card no longer."""
    customer, card = request.caller.customer.id, request.parameters["card"]
    view = known(lambda: deps.cache.wallet(customer))
    unknown = view is not None and card not in [each.id for each in view.wallet.cards]
    if unknown or not CARD.fullmatch(card):
        raise not_found()
    command = RemoveCard(customer, card)
    return accepted(request, deps, command, path="/profile/cards")
