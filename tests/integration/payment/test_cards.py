"""Stored cards: the provider keeps them, the shop knows what its customers call them by."""

from msgspec.structs import replace

from services.contracts.order_messages import (
    CustomerErased,
    OrderConfirmed,
    OrderPlaced,
    OrderShipped,
)
from services.contracts.orders import State
from services.contracts.payments import (
    Card,
    CardsChanged,
    PaymentAuthorised,
    PaymentCaptured,
    PaymentDeclined,
    RefreshCards,
    RemoveCard,
    SaveCard,
    Wallet,
)
from services.manifest import AGGREGATOR
from tests.claims import proves
from tests.integration.payment.harness import PaymentHarness, pay
from tests.logs import LogRecords
from tests.shop import FELIX, FLORA, an_order

FLOWERS = an_order()


def wallet(harness: PaymentHarness) -> Wallet:
    """What the readers were told last."""
    told = [m for m in harness.told(AGGREGATOR) if isinstance(m, CardsChanged)]
    return told[-1].wallet


def stored(harness: PaymentHarness, card: str = "pm_card_visa") -> Card:
    """The customer stores a card, as a browser does it; answers the card."""
    harness.deliver(SaveCard(FLORA.id, f"attempt-{card}"))
    setup = wallet(harness).setup
    assert setup is not None
    harness.provider.confirm_setup(setup.client_secret, card)
    harness.deliver(*harness.provider_says())
    return wallet(harness).cards[0]


def test_a_card_is_stored_by_the_browser_and_shown_by_its_last_digits(
    harness: PaymentHarness,
) -> None:
    card = stored(harness)
    assert (card.brand, card.last4) == ("visa", "4242")
    harness.deliver(RefreshCards(FLORA.id))
    shown = wallet(harness)
    assert (shown.cards, shown.setup) == ((card,), None)


def test_the_same_wish_twice_is_one_customer_and_one_setup(harness: PaymentHarness) -> None:
    harness.deliver(SaveCard(FLORA.id, "attempt-1"), SaveCard(FLORA.id, "attempt-1"))
    told = [m.wallet.setup for m in harness.told(AGGREGATOR) if isinstance(m, CardsChanged)]
    assert told[0] == told[1]
    assert len(harness.provider.events("customer.created")) == 1


def test_a_stored_card_pays(harness: PaymentHarness) -> None:
    card = stored(harness)
    harness.deliver(OrderPlaced(FLOWERS), pay(FLOWERS, card=card.id))
    assert harness.told() == [PaymentAuthorised(FLOWERS.id, 4200, "attempt-1")]


@proves("FM-PAY-08:mitigation")
def test_what_a_stored_card_holds_no_longer_is_held_again_when_the_order_ships(
    harness: PaymentHarness,
) -> None:
    card = stored(harness)
    harness.deliver(OrderPlaced(FLOWERS), pay(FLOWERS, card=card.id))
    (intent,) = harness.provider.intents()
    harness.provider.expire(intent["id"])
    harness.told()
    harness.deliver(OrderShipped(FLOWERS))
    assert harness.told() == [PaymentAuthorised(FLOWERS.id, 4200, "attempt-1-renewed")]
    harness.deliver(OrderConfirmed(replace(FLOWERS, state=State.SHIPPED)), OrderShipped(FLOWERS))
    assert set(harness.told()) == {PaymentCaptured(FLOWERS.id, 4200)}
    assert harness.statuses() == ["succeeded", "canceled"]


@proves("FM-PAY-09:mitigation")
def test_nobody_pays_with_another_customers_card(harness: PaymentHarness) -> None:
    card = stored(harness)
    theirs = an_order(customer=FELIX)
    harness.deliver(OrderPlaced(theirs), pay(theirs, card=card.id))
    (refused,) = harness.told()
    assert isinstance(refused, PaymentDeclined)
    assert not any(intent["amount_capturable"] for intent in harness.provider.intents())


def test_a_removed_card_is_shown_no_more_and_pays_no_more(harness: PaymentHarness) -> None:
    card = stored(harness)
    assert harness.deliver(RemoveCard(FLORA.id, card.id), RemoveCard(FLORA.id, card.id)) == 0
    assert wallet(harness).cards == ()
    harness.deliver(OrderPlaced(FLOWERS), pay(FLOWERS, card=card.id))
    (refused,) = harness.told()
    assert isinstance(refused, PaymentDeclined)


def test_nobody_removes_another_customers_card(harness: PaymentHarness) -> None:
    card = stored(harness)
    assert harness.deliver(RemoveCard(FELIX.id, card.id)) == 0
    harness.deliver(RefreshCards(FLORA.id))
    assert wallet(harness).cards == (card,)


def test_whoever_is_forgotten_leaves_no_card_behind(harness: PaymentHarness) -> None:
    stored(harness)
    assert harness.deliver(CustomerErased(FLORA), CustomerErased(FLORA)) == 0
    assert wallet(harness).cards == ()
    assert harness.provider.events("customer.deleted")
    harness.deliver(SaveCard(FLORA.id, "attempt-9"))
    assert wallet(harness).setup is None


@proves("T39")
def test_a_client_secret_is_in_no_log(harness: PaymentHarness, log_records: LogRecords) -> None:
    harness.deliver(SaveCard(FLORA.id, "attempt-1"))
    setup = wallet(harness).setup
    assert setup is not None
    assert setup.client_secret not in str(log_records())
