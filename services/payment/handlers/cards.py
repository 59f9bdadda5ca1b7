"""The cards that customers save."""

from collections.abc import Iterator

from services.contracts.message import Event
from services.contracts.order_messages import CustomerErased
from services.contracts.payments import RefreshCards, RemoveCard, SaveCard
from services.payment.dependencies import Dependencies, inbox


@inbox.on(SaveCard)
def save_card(command: SaveCard, deps: Dependencies) -> Iterator[Event]:
    """A customer wants a card to be kept."""
    yield deps.saved_cards.save(command)


@inbox.on(RemoveCard)
def remove_card(command: RemoveCard, deps: Dependencies) -> Iterator[Event]:
    """A customer wants a card to be forgotten."""
    yield deps.saved_cards.remove(command)


@inbox.on(RefreshCards)
def publish_cards(command: RefreshCards, deps: Dependencies) -> Iterator[Event]:
    """A customer looks at their cards."""
    yield deps.saved_cards.show(command.customer)


@inbox.on(CustomerErased)
def erase_customer(event: CustomerErased, deps: Dependencies) -> Iterator[Event]:
    """A customer wants to be forgotten."""
    yield deps.saved_cards.erase(event.customer.id)
