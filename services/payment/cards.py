"""The cards that customers let the provider keep: listed here, never their numbers."""

from typing import Protocol

from msgspec.structs import replace

from services.contracts.common import CustomerId
from services.contracts.payments import CardsChanged, RemoveCard, SaveCard, Wallet
from services.contracts.values import Value
from services.payment.again import repeated
from services.payment.ports import CardNews, Cards


class Held(Value):
    """A customer's wallet, and `holder`, the provider's name for them."""

    wallet: Wallet
    holder: str = ""
    is_erased: bool = False
    """They asked to be forgotten: nothing is kept for them ever again."""


class Wallets(Protocol):
    """Where wallets are kept."""

    def find(self, customer: CustomerId) -> Held | None:
        """A customer's wallet."""

    def of_holder(self, holder: str) -> Held | None:
        """The wallet of whom the provider calls so."""

    def write(self, held: Held) -> Held:
        """Write it with the next version. Raises ChangedMeanwhileError."""


class CardFile:
    """Applies what customers wish to the wallets and to the provider."""

    def __init__(self, wallets: Wallets, provider: Cards) -> None:
        self._wallets = wallets
        self._provider = provider

    def holder_of(self, customer: CustomerId, card: str) -> str:
        """The provider's name for the customer, if the card is one of their stored ones; or ''."""
        held = self._held(customer)
        stored = {each.id for each in held.wallet.cards}
        return held.holder if card in stored else ""

    def holder_for(self, customer: CustomerId) -> str:
        """The provider's name for the customer, given to them now if they have none."""
        return repeated(lambda: self._named(customer)).holder

    def save(self, command: SaveCard) -> CardsChanged:
        """Get ready for a card: the customer's browser takes it to the provider itself."""
        return repeated(lambda: self._saved(command))

    def remove(self, command: RemoveCard) -> CardsChanged:
        """Keep a card no longer, if it is the customer's.

        The provider is asked first: a card that was removed before is refused by it.
        """
        holder = self._held(command.customer).holder
        kept = self._provider.kept_for(holder) if holder else ()
        if command.card in {card.id for card in kept}:
            self._provider.remove(command.card)
        return repeated(lambda: self._listed(self._held(command.customer)))

    def show(self, customer: CustomerId) -> CardsChanged:
        """The wallet as it was last seen."""
        return CardsChanged(self._held(customer).wallet)

    def hear(self, news: CardNews) -> list[CardsChanged]:
        """The provider says that somebody's cards changed: look what they are now."""
        held = self._wallets.of_holder(news.holder)
        if held is None:
            return []
        customer = held.wallet.customer
        return [repeated(lambda: self._listed(self._held(customer)))]

    def forget(self, customer: CustomerId) -> CardsChanged:
        """Nothing is kept for them any more, here or at the provider."""
        held = self._held(customer)
        if held.holder:
            self._provider.forget(held.holder)
        return repeated(lambda: self._emptied(customer))

    def _held(self, customer: CustomerId) -> Held:
        return self._wallets.find(customer) or Held(Wallet(customer, version=0))

    def _named(self, customer: CustomerId) -> Held:
        held = self._held(customer)
        if held.holder or held.is_erased:
            return held
        return self._wallets.write(replace(held, holder=self._provider.holder_for(customer)))

    def _saved(self, command: SaveCard) -> CardsChanged:
        held = self._named(command.customer)
        if held.is_erased:
            return CardsChanged(held.wallet)
        setup = self._provider.setup(held.holder, command.attempt)
        if held.wallet.setup == setup:
            return CardsChanged(held.wallet)
        return self._written(held, replace(held.wallet, setup=setup))

    def _listed(self, held: Held) -> CardsChanged:
        if not held.holder:
            return CardsChanged(held.wallet)
        cards = self._provider.kept_for(held.holder)
        if cards == held.wallet.cards:
            return CardsChanged(held.wallet)
        arrived = len(cards) > len(held.wallet.cards)
        setup = None if arrived else held.wallet.setup
        return self._written(held, replace(held.wallet, cards=cards, setup=setup))

    def _emptied(self, customer: CustomerId) -> CardsChanged:
        held = self._held(customer)
        if held.is_erased:
            return CardsChanged(held.wallet)
        empty = replace(held.wallet, cards=(), setup=None)
        written = self._wallets.write(replace(held, wallet=empty, holder="", is_erased=True))
        return CardsChanged(written.wallet)

    def _written(self, held: Held, wallet: Wallet) -> CardsChanged:
        return CardsChanged(self._wallets.write(replace(held, wallet=wallet)).wallet)
