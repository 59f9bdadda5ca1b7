"""What the customer's browser answers its bank with is in the view while the bank asks."""

from itertools import permutations

import pytest
from msgspec.structs import replace

from services.contracts.message import Message
from services.contracts.order_messages import (
    OrderPlaced,
    OrderRefreshed,
    OrdersListed,
    PaymentRequested,
)
from services.contracts.orders import Balance, Order, Payment, PaymentState
from services.contracts.payments import ClientSecretIssued, Part
from services.contracts.views import order_view
from tests.claims import proves
from tests.integration.aggregator.conftest import Harness
from tests.shop import FLORA, NOW, an_order

ASKS, DECLINED = PaymentState.ACTION_REQUIRED, PaymentState.DECLINED
PLACED = an_order()
AT = order_view(PLACED.id)


def paying(state: PaymentState, attempt: str, version: int) -> Order:
    """The order after an event of its payment."""
    return replace(PLACED, payment=Payment(state, 0, attempt, version=version), version=version)


def issued(attempt: str, version: int, part: Part = Part.FIRST) -> ClientSecretIssued:
    """The secret of an attempt."""
    return ClientSecretIssued(PLACED.id, attempt, f"{attempt}-secret", part=part, version=version)


FIRST_ASKED, FIRST_SECRET = PaymentRequested(paying(ASKS, "1", 3)), issued("1", 3)
SECOND_ASKED, SECOND_SECRET = PaymentRequested(paying(ASKS, "2", 7)), issued("2", 7)
TWO_ATTEMPTS: tuple[Message, ...] = (
    FIRST_SECRET,
    FIRST_ASKED,
    OrderRefreshed(paying(DECLINED, "1", 5)),
    SECOND_SECRET,
    SECOND_ASKED,
)


def secrets(harness: Harness) -> dict[str, str]:
    """Those in the view, by part."""
    shown = harness.view(AT).get("client_secrets", {})
    return {part: known["client_secret"] for part, known in shown.items()}


@proves("T46", "X22")
@pytest.mark.parametrize("story", list(permutations(TWO_ATTEMPTS))[::5])
def test_the_secret_of_the_last_attempt_stays_in_whatever_order_they_come(
    harness: Harness, story: tuple[Message, ...]
) -> None:
    harness.deliver(*story, *story[:2])
    assert secrets(harness) == {"first": "2-secret"}


@proves("T46", "X22")
@pytest.mark.parametrize(
    "state", [s for s in PaymentState if s not in (ASKS, PaymentState.NONE)], ids=str
)
@pytest.mark.parametrize("turn", range(3))
def test_a_secret_is_forgotten_when_nobody_asks_any_more(
    harness: Harness, state: PaymentState, turn: int
) -> None:
    story = [FIRST_SECRET, FIRST_ASKED, OrderRefreshed(paying(state, "1", 5))]
    harness.deliver(*story[turn:], *story[:turn])
    assert secrets(harness) == {}


@pytest.mark.parametrize("kind", [OrderRefreshed, PaymentRequested])
def test_a_view_that_is_made_anew_keeps_the_secret(
    harness: Harness, kind: type[OrderRefreshed]
) -> None:
    harness.deliver(FIRST_ASKED, FIRST_SECRET, kind(paying(ASKS, "1", 3)))
    harness.deliver(OrdersListed(FLORA.id, (paying(ASKS, "1", 4),), last=True))
    assert secrets(harness) == {"first": "1-secret"}


def test_the_secrets_of_a_deposit_and_of_its_balance_are_two(harness: Harness) -> None:
    event = replace(
        paying(PaymentState.CAPTURED, "1", 5),
        balance=Balance(900, NOW.date(), Payment(ASKS, 0, "2", version=4)),
    )
    harness.deliver(FIRST_SECRET, issued("2", 4, Part.BALANCE), PaymentRequested(event))
    assert secrets(harness) == {"balance": "2-secret"}


def test_a_secret_that_comes_before_its_order_shows_no_order_and_ends_with_the_view(
    harness: Harness,
) -> None:
    harness.deliver(FIRST_SECRET)
    before = harness.view(AT)
    assert "order" not in before
    harness.deliver(SECOND_SECRET)
    assert harness.view(AT)["expires_at"] == before["expires_at"]
    harness.deliver(OrderPlaced(PLACED))
    assert harness.view(AT)["customer"] == FLORA.id
    assert secrets(harness) == {"first": "2-secret"}
