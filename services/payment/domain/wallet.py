"""A customer's wallet as payment keeps it."""

from msgspec.structs import replace

from services.contracts.common import CustomerId
from services.contracts.payments import Card, Setup, Wallet
from services.contracts.requests import Requests
from services.contracts.values import Value


class StoredWallet(Value):
    """A customer's saved cards, and the customer's id at the provider."""

    customer: CustomerId
    provider_customer_id: str = ""
    cards: tuple[Card, ...] = ()
    setup: Setup | None = None
    is_erased: bool = False
    """They asked to be forgotten: nothing is kept for them ever again."""
    requests: Requests = Requests()
    version: int = 0
    """0: it was never written."""

    @property
    def id(self) -> str:
        """Its key."""
        return self.customer

    @property
    def public(self) -> Wallet:
        """What other services learn of it."""
        return Wallet(self.customer, self.cards, self.setup, self.version)

    def listing(self, cards: tuple[Card, ...]) -> "StoredWallet":
        """With the cards that the provider lists. One that has arrived ends its setup."""
        if cards == self.cards:
            return self
        setup = None if len(cards) > len(self.cards) else self.setup
        return replace(self, cards=cards, setup=setup)

    def erased(self) -> "StoredWallet":
        """With nothing in it, for ever."""
        return StoredWallet(self.customer, is_erased=True, version=self.version)
