"""The cards that customers let the provider keep: listed here, never their numbers."""

from msgspec.structs import replace

from services.contracts.common import CustomerId
from services.contracts.payments import CardsChanged, RemoveCard, SaveCard
from services.payment.domain.wallet import StoredWallet
from services.payment.ports import Cards, CardsUpdate
from services.payment.repository import Wallets
from services.policy.requests import once
from services.runtime.repository import retried


class SavedCards:
    """Keeps the wallets and the provider's cards in step."""

    def __init__(self, wallets: Wallets, provider: Cards) -> None:
        self._wallets = wallets
        self._provider = provider

    def owner_of(self, customer: CustomerId, card: str) -> str:
        """The customer's id at the provider, if the card is one of their saved ones; or ''."""
        wallet = self._wallets.of(customer)
        saved = {each.id for each in wallet.cards}
        return wallet.provider_customer_id if card in saved else ""

    def provider_customer_id(self, customer: CustomerId) -> str:
        """The customer's id at the provider, made now if they have none."""
        return retried(lambda: self._with_customer_id(customer)).provider_customer_id

    def save(self, command: SaveCard) -> CardsChanged:
        """Get ready for a card: the customer's browser takes it to the provider itself."""
        return retried(lambda: self._with_setup(command))

    def remove(self, command: RemoveCard) -> CardsChanged:
        """Keep a card no longer, if it is the customer's.

        The provider is asked first: a card that was removed before is refused by it.
        """
        owner = self._wallets.of(command.customer).provider_customer_id
        kept = self._provider.kept_for(owner) if owner else ()
        if command.card in {card.id for card in kept}:
            self._provider.remove(command.card)
        return retried(lambda: self._listed(command.customer))

    def show(self, customer: CustomerId) -> CardsChanged:
        """The wallet as it was written last."""
        return CardsChanged(self._wallets.of(customer).public)

    def apply_cards_update(self, update: CardsUpdate) -> list[CardsChanged]:
        """List the cards of a customer again: the provider reported that they changed."""
        wallet = self._wallets.of_provider_customer(update.provider_customer_id)
        if wallet is None:
            return []
        return [retried(lambda: self._listed(wallet.customer))]

    def erase(self, customer: CustomerId) -> CardsChanged:
        """Nothing is kept for them any more, here or at the provider."""
        owner = self._wallets.of(customer).provider_customer_id
        if owner:
            self._provider.forget(owner)
        return retried(lambda: self._erased(customer))

    def _with_customer_id(self, customer: CustomerId) -> StoredWallet:
        wallet = self._wallets.of(customer)
        if wallet.provider_customer_id or wallet.is_erased:
            return wallet
        made = self._provider.create_customer(customer)
        return self._wallets.write(wallet, replace(wallet, provider_customer_id=made))

    def _with_setup(self, command: SaveCard) -> CardsChanged:
        wallet = self._with_customer_id(command.customer)
        if wallet.is_erased:
            return CardsChanged(wallet.public)

        def rule(wallet: StoredWallet) -> StoredWallet:
            setup = self._provider.setup(wallet.provider_customer_id, command.attempt)
            return replace(wallet, setup=setup)

        return self._written(wallet, once(wallet, command.mark, command.requested_at, rule))

    def _listed(self, customer: CustomerId) -> CardsChanged:
        wallet = self._wallets.of(customer)
        if not wallet.provider_customer_id:
            return CardsChanged(wallet.public)
        cards = self._provider.kept_for(wallet.provider_customer_id)
        return self._written(wallet, wallet.listing(cards))

    def _erased(self, customer: CustomerId) -> CardsChanged:
        wallet = self._wallets.of(customer)
        return self._written(wallet, wallet.erased())

    def _written(self, before: StoredWallet, after: StoredWallet) -> CardsChanged:
        return CardsChanged(self._wallets.write(before, after).public)
