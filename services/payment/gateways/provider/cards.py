"""The cards that the provider keeps for a customer: we never see a number."""

import msgspec
import stripe

from services.contracts.common import CustomerId
from services.contracts.payments import Card, Setup
from services.contracts.text import one_line
from services.contracts.values import document_of
from services.payment.gateways.provider.connection import AnsweredError, Connection, refused
from services.runtime.logs import service_logger

CARDS_LISTED = 20
BRAND_LENGTH = 40
LAST_DIGITS = 4
GONE = "resource_missing"


logger = service_logger()


class Cards:
    """Stripe's customers, their payment methods, and setup intents.

    Errors are those of `Charges`.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def create_customer(self, customer: CustomerId) -> str:
        """A new id for a customer at the provider, who learns nothing of who they are."""
        try:
            with self._connection.answers() as client:
                made = client.v1.customers.create(
                    {"metadata": {"customer": customer}},
                    {"idempotency_key": f"customer:{customer}"},
                )
        except AnsweredError as answer:
            raise refused("name a customer", answer) from None
        return made.id

    def setup(self, provider_customer_id: str, attempt: str) -> Setup:
        """Get ready for a card, to be charged later without its owner."""
        try:
            with self._connection.answers() as client:
                intent = client.v1.setup_intents.create(
                    {
                        "customer": provider_customer_id,
                        "usage": "off_session",
                        "automatic_payment_methods": {
                            "enabled": True,
                            "allow_redirects": "never",
                        },
                        "metadata": {"attempt": attempt},
                    },
                    {"idempotency_key": f"setup:{provider_customer_id}:{attempt}"},
                )
        except AnsweredError as answer:
            raise refused("set a card up", answer) from None
        return Setup(intent.id, intent.client_secret or "")

    def kept_for(self, provider_customer_id: str) -> tuple[Card, ...]:
        """The cards of a customer, newest first."""
        try:
            with self._connection.answers() as client:
                found = client.v1.payment_methods.list(
                    {"customer": provider_customer_id, "type": "card", "limit": CARDS_LISTED}
                ).data
        except AnsweredError as answer:
            if answer.code == GONE:
                return ()
            raise refused("list cards", answer) from None
        cards = (_card(method.id, method.card) for method in found if method.card is not None)
        return tuple(card for card in cards if card is not None)

    def remove(self, card: str) -> None:
        """Keep a card no longer; one that is not kept is no error."""
        try:
            with self._connection.answers() as client:
                client.v1.payment_methods.detach(card)
        except AnsweredError as answer:
            if not (answer.refusal or answer.code == GONE):
                raise refused("remove a card", answer) from None

    def forget(self, provider_customer_id: str) -> None:
        """Delete the customer, and with them their cards."""
        try:
            with self._connection.answers() as client:
                client.v1.customers.delete(provider_customer_id)
        except AnsweredError as answer:
            if answer.code != GONE:
                raise refused("forget a customer", answer) from None


def _card(name: str, card: stripe.PaymentMethod.Card) -> Card | None:
    """The card as its owner knows it; None for one that no reader of ours would take."""
    shown = Card(
        id=name,
        brand=one_line(card.brand, BRAND_LENGTH),
        last4=one_line(card.last4 or "", LAST_DIGITS),
        expires=f"{card.exp_year:04}-{card.exp_month:02}",
    )
    try:
        document_of(shown)
    except msgspec.ValidationError as error:
        logger.warning("a saved card is not shown", reason=str(error))
        return None
    return shown
