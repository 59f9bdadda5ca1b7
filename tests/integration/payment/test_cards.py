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
from tests.integration.payment.till import Till, pay
from tests.logs import LogRecords
from tests.shop import FELIX, FLORA, an_order

FLOWERS = an_order()


def wallet(till: Till) -> Wallet:
    """What the readers were told last."""
    told = [m for m in till.told(AGGREGATOR) if isinstance(m, CardsChanged)]
    return told[-1].wallet


def stored(till: Till, card: str = "pm_card_visa") -> Card:
    """The customer stores a card, as a browser does it; answers the card."""
    till.deliver(SaveCard(FLORA.id, f"attempt-{card}"))
    setup = wallet(till).setup
    assert setup is not None
    till.provider.confirm_setup(setup.client_secret, card)
    till.deliver(*till.provider_says())
    return wallet(till).cards[0]


def test_a_card_is_stored_by_the_browser_and_shown_by_its_last_digits(till: Till) -> None:
    card = stored(till)
    assert (card.brand, card.last4) == ("visa", "4242")
    till.deliver(RefreshCards(FLORA.id))
    shown = wallet(till)
    assert (shown.cards, shown.setup) == ((card,), None)


def test_the_same_wish_twice_is_one_customer_and_one_setup(till: Till) -> None:
    till.deliver(SaveCard(FLORA.id, "attempt-1"), SaveCard(FLORA.id, "attempt-1"))
    told = [m.wallet.setup for m in till.told(AGGREGATOR) if isinstance(m, CardsChanged)]
    assert told[0] == told[1]
    assert len(till.provider.events("customer.created")) == 1


def test_a_stored_card_pays(till: Till) -> None:
    card = stored(till)
    till.deliver(OrderPlaced(FLOWERS), pay(FLOWERS, card=card.id))
    assert till.told() == [PaymentAuthorised(FLOWERS.id, 4200, "attempt-1")]


@proves("FM-PAY-08:mitigation")
def test_what_a_stored_card_holds_no_longer_is_held_again_when_the_order_ships(till: Till) -> None:
    card = stored(till)
    till.deliver(OrderPlaced(FLOWERS), pay(FLOWERS, card=card.id))
    (intent,) = till.provider.intents()
    till.provider.expire(intent["id"])
    till.told()
    till.deliver(OrderShipped(FLOWERS))
    assert till.told() == [PaymentAuthorised(FLOWERS.id, 4200, "attempt-1-renewed")]
    till.deliver(OrderConfirmed(replace(FLOWERS, state=State.SHIPPED)), OrderShipped(FLOWERS))
    assert set(till.told()) == {PaymentCaptured(FLOWERS.id, 4200)}
    assert till.statuses() == ["succeeded", "canceled"]


@proves("FM-PAY-09:mitigation")
def test_nobody_pays_with_another_customers_card(till: Till) -> None:
    card = stored(till)
    theirs = an_order(customer=FELIX)
    till.deliver(OrderPlaced(theirs), pay(theirs, card=card.id))
    (refused,) = till.told()
    assert isinstance(refused, PaymentDeclined)
    assert not any(intent["amount_capturable"] for intent in till.provider.intents())


def test_a_removed_card_is_shown_no_more_and_pays_no_more(till: Till) -> None:
    card = stored(till)
    assert till.deliver(RemoveCard(FLORA.id, card.id), RemoveCard(FLORA.id, card.id)) == 0
    assert wallet(till).cards == ()
    till.deliver(OrderPlaced(FLOWERS), pay(FLOWERS, card=card.id))
    (refused,) = till.told()
    assert isinstance(refused, PaymentDeclined)


def test_nobody_removes_another_customers_card(till: Till) -> None:
    card = stored(till)
    assert till.deliver(RemoveCard(FELIX.id, card.id)) == 0
    till.deliver(RefreshCards(FLORA.id))
    assert wallet(till).cards == (card,)


def test_whoever_is_forgotten_leaves_no_card_behind(till: Till) -> None:
    stored(till)
    assert till.deliver(CustomerErased(FLORA), CustomerErased(FLORA)) == 0
    assert wallet(till).cards == ()
    assert till.provider.events("customer.deleted")
    till.deliver(SaveCard(FLORA.id, "attempt-9"))
    assert wallet(till).setup is None


@proves("T39")
def test_a_client_secret_is_in_no_log(till: Till, log_records: LogRecords) -> None:
    till.deliver(SaveCard(FLORA.id, "attempt-1"))
    setup = wallet(till).setup
    assert setup is not None
    assert setup.client_secret not in str(log_records())
