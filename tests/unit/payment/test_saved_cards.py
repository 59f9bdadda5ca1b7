"""What the provider says of a card is cut to what our readers take, where it enters."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import pytest

from services.contracts.payments import Card, CardsChanged, Wallet
from services.payment.gateways.provider.cards import Cards
from services.runtime.envelope import open_envelope, read, seal
from tests.lambdas import TRACE


def a_card(name: str = "pm_visa", **facts: Any) -> Any:
    card = {"brand": "visa", "last4": "4242", "exp_year": 2030, "exp_month": 1, **facts}
    return SimpleNamespace(id=name, card=SimpleNamespace(**card))


class Answers:
    """A connection whose provider keeps these cards."""

    def __init__(self, *cards: Any) -> None:
        listed = SimpleNamespace(list=lambda _: SimpleNamespace(data=cards))
        self._client = SimpleNamespace(v1=SimpleNamespace(payment_methods=listed))

    @contextmanager
    def answers(self) -> Iterator[Any]:
        yield self._client


def kept(*cards: Any) -> tuple[Card, ...]:
    connection: Any = Answers(*cards)
    return Cards(connection).kept_for("cus_flora")


@pytest.mark.finding("A5")
@pytest.mark.parametrize(
    ("facts", "brand", "last4"),
    [
        ({"brand": "x" * 5000}, "x" * 40, "4242"),
        ({"brand": "vi\x00sa\u202e\u2028\ufffe"}, "vi sa", "4242"),
        ({"last4": None}, "visa", ""),
        ({"last4": "42424242"}, "visa", "4242"),
    ],
    ids=["long", "control characters", "no digits", "too many digits"],
)
def test_whatever_stands_in_a_card_it_can_be_shown(
    facts: dict[str, Any], brand: str, last4: str
) -> None:
    cards = kept(a_card(**facts))
    assert cards == (Card("pm_visa", brand, last4, "2030-01"),)
    message = CardsChanged(Wallet("sub-flora", cards))
    assert read(open_envelope(seal(message, TRACE))) == message


@pytest.mark.finding("A5")
@pytest.mark.parametrize("odd", [a_card("src_old"), a_card(exp_year=20300)], ids=["id", "year"])
def test_a_card_that_no_reader_takes_does_not_hide_the_others(odd: Any) -> None:
    assert [card.id for card in kept(a_card("pm_one"), odd, a_card("pm_two"))] == [
        "pm_one",
        "pm_two",
    ]
