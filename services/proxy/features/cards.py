"""The cards that the payment provider keeps for a customer."""

import re

from services.contracts.payments import (
    CARD_ID,
    Card,
    RefreshCards,
    RemoveCard,
    SaveCard,
    Setup,
)
from services.contracts.requests import key_of
from services.contracts.values import Value
from services.proxy.bodies import Nothing
from services.proxy.dependencies import Dependencies
from services.proxy.operation import MISSING, Operation
from services.proxy.problems import not_found
from services.proxy.reading import expected
from services.proxy.request import PRIVATE, Reply, Request
from services.proxy.writing import accepted, cached

CARD = re.compile(CARD_ID)


class ShownCards(Value):
    """The cards that are kept, newest first, and the one that is being stored."""

    cards: tuple[Card, ...]
    setup: Setup | None


def list_cards(request: Request, deps: Dependencies) -> Reply:
    """The cards that the provider keeps for the caller."""
    customer = request.caller.customer.id
    view = expected(deps.cache.wallet(customer), request, deps, RefreshCards(customer))
    return Reply(ShownCards(view.wallet.cards, view.wallet.setup), headers=PRIVATE)


def save_card(request: Request, deps: Dependencies) -> Reply:
    """Prepare to store a card: the browser sends it to the provider, never to us."""
    request.body(Nothing)
    customer = request.caller.customer.id
    command = SaveCard(customer, key_of(request.mark), deps.clock())
    return accepted(request, deps, command, path="/profile/cards")


def remove_card(request: Request, deps: Dependencies) -> Reply:
    """Remove a stored card."""
    customer, card = request.caller.customer.id, request.parameters["card"]
    view = cached(lambda: deps.cache.wallet(customer))
    unknown = view is not None and card not in [each.id for each in view.wallet.cards]
    if unknown or not CARD.fullmatch(card):
        raise not_found()
    command = RemoveCard(customer, card)
    return accepted(request, deps, command, path="/profile/cards")


OPERATIONS = (
    Operation(list_cards, response=ShownCards),
    Operation(save_card, request=Nothing),
    Operation(remove_card, errors=MISSING),
)
