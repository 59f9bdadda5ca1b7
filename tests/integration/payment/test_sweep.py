"""Every call to the provider, in every story, breaks once: before it acts, after it, or too late.

The stories together make every call that payment can make, which is checked too.

What was not consumed comes again. Afterwards exactly the money has moved that the story says, and
reconciliation finds nothing.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import chain
from typing import Any

import pytest
import stripe
from msgspec.structs import replace
from pymongo.database import Database

from services.contracts.message import Message
from services.contracts.order_messages import (
    CustomerErased,
    OrderCancelled,
    OrderConfirmed,
    OrderPlaced,
    OrderRefunded,
    OrderShipped,
)
from services.contracts.orders import Balance, Occasion, Order, Refund, State
from services.contracts.payments import (
    CardsChanged,
    CollectBalances,
    MoneyDiffers,
    PaymentActionRequired,
    ReconcileMonth,
    RemoveCard,
    SaveCard,
)
from services.manifest import AGGREGATOR
from services.order.repository import Orders
from services.payment.gateways.provider import connection
from services.payment.gateways.provider.accounts import Accounts
from services.payment.gateways.provider.cards import Cards
from services.payment.gateways.provider.charges import Charges
from services.runtime.mongo import Document
from tests.claims import proves
from tests.integration.payment.harness import CHALLENGING, VISA, PaymentHarness, pay
from tests.shop import DOZEN, FLORA, NOW, an_order

TRIES = 3
OF_THE_SHOP = "/v1/(?!events|setup_intents/|disputes/)"
"""The tests themselves read the provider's events, take cards to it as browsers do, and answer
disputes as the owner does."""
PATIENCE = 0.8
"""How long an answer is waited for here, in seconds."""
HOW = ({"when": "before"}, {"when": "after"}, {"when": "hang_after", "seconds": 1.4 * PATIENCE})
"""What happens to a call, and to its one repetition."""
FLOWERS = an_order()
REFUNDED = replace(FLOWERS, refunds=(Refund("refund-1", 700, "wilted"),))
SHIPPED = replace(FLOWERS, state=State.SHIPPED)
LATER = an_order((DOZEN, 2), key="key-0002", day=NOW.date() + timedelta(days=20))
EVENT_DAY = date(2027, 2, 20)
DUE = EVENT_DAY - timedelta(days=7)
EVENT = replace(
    an_order((DOZEN, 20), key="key-0003", day=EVENT_DAY),
    occasion=Occasion("e" * 26, "Wedding"),
    balance=Balance(60_000, DUE),
)

Story = Callable[[PaymentHarness], Iterator[Message]]


def bought_and_partly_refunded(harness: PaymentHarness) -> Iterator[Message]:
    yield OrderPlaced(FLOWERS)
    yield pay(FLOWERS)
    yield OrderConfirmed(FLOWERS)
    yield OrderShipped(FLOWERS)
    yield OrderRefunded(REFUNDED)


def paid_early_and_cancelled(harness: PaymentHarness) -> Iterator[Message]:
    yield OrderPlaced(LATER)
    yield pay(LATER)
    yield OrderConfirmed(LATER)
    yield OrderCancelled(LATER)


def questioned_and_shipped(harness: PaymentHarness) -> Iterator[Message]:
    yield OrderPlaced(FLOWERS)
    yield pay(FLOWERS, card=CHALLENGING)
    asked = [m for m in harness.told() if isinstance(m, PaymentActionRequired)]
    assert asked
    harness.provider.authenticate(harness.client_secret(), success=True)
    yield from harness.provider_says()
    yield OrderShipped(FLOWERS)


def a_wedding(harness: PaymentHarness) -> Iterator[Message]:
    yield OrderPlaced(EVENT)
    yield pay(EVENT)
    yield OrderConfirmed(EVENT)
    harness.clock.days_pass((DUE - harness.clock.now.date()).days)
    yield CollectBalances()
    yield OrderConfirmed(EVENT)
    yield OrderShipped(EVENT)


def asked_in_vain_and_cancelled(harness: PaymentHarness) -> Iterator[Message]:
    yield OrderPlaced(FLOWERS)
    yield pay(FLOWERS, card=CHALLENGING)
    yield pay(FLOWERS, "attempt-2")
    yield OrderCancelled(FLOWERS)


def broken_off_and_found_again_on_the_next_day(harness: PaymentHarness) -> Iterator[Message]:
    harness.provider.fail("POST /v1/payment_intents$", "after", times=2)
    assert harness.deliver(OrderPlaced(FLOWERS), pay(FLOWERS)) == 1
    harness.clock.days_pass(1)
    harness.provider.forget_keys()
    yield pay(FLOWERS)
    yield OrderShipped(FLOWERS)


def paid_with_a_stored_card_and_forgotten(harness: PaymentHarness) -> Iterator[Message]:
    yield SaveCard(FLORA.id, "setup-1")
    (setup,) = {m.wallet.setup for m in harness.told(AGGREGATOR) if isinstance(m, CardsChanged)}
    assert setup is not None
    harness.provider.confirm_setup(setup.client_secret, VISA)
    yield from harness.provider_says("payment_method.attached")
    (card,) = [m for m in harness.told(AGGREGATOR) if isinstance(m, CardsChanged)][-1].wallet.cards
    yield OrderPlaced(FLOWERS)
    yield pay(FLOWERS, card=card.id)
    yield OrderShipped(FLOWERS)
    yield RemoveCard(FLORA.id, card.id)
    yield CustomerErased(FLORA)


def shipped_and_reconciled(harness: PaymentHarness) -> Iterator[Message]:
    yield OrderPlaced(FLOWERS)
    yield pay(FLOWERS)
    yield OrderShipped(FLOWERS)
    Orders(harness.database, harness.clock).add(replace(FLOWERS, state=State.SHIPPED))
    harness.clock.now = max(harness.clock.now, harness.now_at_the_provider()) + timedelta(minutes=1)
    yield ReconcileMonth(settled_for=0)


def disputed_and_won(harness: PaymentHarness) -> Iterator[Message]:
    yield OrderPlaced(FLOWERS)
    yield pay(FLOWERS)
    yield OrderShipped(FLOWERS)
    dispute = harness.provider.dispute(harness.receivable(FLOWERS.id)["intent"])
    harness.provider.decide(dispute["id"], is_won=True)
    yield from harness.provider_says("charge.dispute.closed")


STORIES: dict[Story, tuple[int, Order, int, int]] = {
    bought_and_partly_refunded: (4, replace(REFUNDED, state=State.SHIPPED), 4200, 700),
    paid_early_and_cancelled: (4, replace(LATER, state=State.CANCELLED), 8400, 8400),
    questioned_and_shipped: (3, replace(FLOWERS, state=State.SHIPPED), 4200, 0),
    a_wedding: (5, replace(EVENT, state=State.SHIPPED), 84_000, 0),
    asked_in_vain_and_cancelled: (5, replace(FLOWERS, state=State.CANCELLED), 0, 0),
    broken_off_and_found_again_on_the_next_day: (2, SHIPPED, 4200, 0),
    paid_with_a_stored_card_and_forgotten: (9, SHIPPED, 4200, 0),
    shipped_and_reconciled: (5, SHIPPED, 4200, 0),
    disputed_and_won: (5, SHIPPED, 4200, 0),
}
"""How often the provider is called, how the order ends, what is captured and what goes back."""
CALLS = [(story, call) for story, (calls, *_) in STORIES.items() for call in range(calls)]


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits long for an answer, or at all before asking again."""
    monkeypatch.setattr(connection, "READ_SECONDS", PATIENCE)
    monkeypatch.setattr(stripe.HTTPClient, "INITIAL_DELAY", 0.0)


def begun(harness: PaymentHarness, story: Story) -> Iterator[Message]:
    """A story, after whatever comes before its first message."""
    messages = story(harness)
    return chain([next(messages)], messages)


def told_until_consumed(harness: PaymentHarness, story: Iterator[Message]) -> None:
    for message in story:
        for _ in range(TRIES):
            if harness.settle(message) == 0:
                break
        else:
            raise AssertionError(f"{type(message).__name__} was never consumed")


def forgotten(harness: PaymentHarness) -> None:
    """Nothing has happened yet."""
    harness.provider.reset()
    harness.seen.clear()
    harness.clock.now = NOW
    for name in ("payments", "wallets", "orders"):
        harness.database[name].drop()
    harness.told(AGGREGATOR)


def money_is_right(
    harness: PaymentHarness, mongodb: Database[Document], order: Order, captured: int, refunded: int
) -> None:
    intents = harness.provider.intents()
    assert sum(intent["amount_received"] for intent in intents) == captured
    assert sum(intent["amount_capturable"] for intent in intents) == 0, "nothing is still held"
    assert harness.provider.given_back() == refunded
    harness.told(AGGREGATOR)
    harness.clock.now = harness.now_at_the_provider()
    Orders(mongodb, lambda: harness.clock.now).add(order)
    harness.clock.now += timedelta(minutes=1)
    harness.settle(ReconcileMonth(settled_for=0))
    assert [m for m in harness.told(AGGREGATOR) if isinstance(m, MoneyDiffers)] == []


@proves("T24", "T46", "U5", "FM-PAY-04:mitigation", "FM-PSP-02:mitigation")
@pytest.mark.parametrize("how", HOW, ids=[str(how["when"]) for how in HOW])
@pytest.mark.parametrize(
    ("story", "call"), CALLS, ids=[f"{story.__name__}-{call}" for story, call in CALLS]
)
def test_a_call_that_breaks_moves_the_money_once(
    harness: PaymentHarness,
    mongodb: Database[Document],
    story: Story,
    how: dict[str, Any],
    call: int,
) -> None:
    messages = begun(harness, story)
    harness.provider.fail(OF_THE_SHOP, times=2, skip=call, **how)
    told_until_consumed(harness, messages)
    assert harness.provider.heal() == 0, "the story makes fewer calls than this"
    money_is_right(harness, mongodb, *STORIES[story][1:])


def test_the_sweep_leaves_no_call_out(harness: PaymentHarness) -> None:
    for story, (calls, *_) in STORIES.items():
        forgotten(harness)
        messages = begun(harness, story)
        harness.provider.fail(OF_THE_SHOP, "status", skip=calls, status=500)
        told_until_consumed(harness, messages)
        assert harness.provider.heal() == 1, f"{story.__name__} makes more calls than {calls}"


def test_the_stories_make_every_call_that_there_is(
    harness: PaymentHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: set[str] = set()
    there_are = {
        f"{kind.__name__}.{name}": call
        for kind in (Charges, Cards, Accounts)
        for name, call in vars(kind).items()
        if not name.startswith("_")
    }

    def noting(name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def noted(*asked: Any) -> Any:
            made.add(name)
            return call(*asked)

        return noted

    for kind in (Charges, Cards, Accounts):
        for name, call in there_are.items():
            if name.startswith(f"{kind.__name__}."):
                monkeypatch.setattr(kind, call.__name__, noting(name, call))
    for story in STORIES:
        forgotten(harness)
        told_until_consumed(harness, story(harness))
    assert made == set(there_are)


@proves("FM-PSP-04:mitigation")
@pytest.mark.parametrize(
    "card", ["pm_card_chargeDeclinedInsufficientFunds", "pm_card_chargeDeclined"]
)
def test_a_decline_moves_no_money(
    harness: PaymentHarness, mongodb: Database[Document], card: str
) -> None:
    harness.settle(OrderPlaced(FLOWERS), pay(FLOWERS, card=card), OrderCancelled(FLOWERS))
    money_is_right(harness, mongodb, replace(FLOWERS, state=State.CANCELLED), 0, 0)
