"""Giving back: once, never more than was taken, and never of a card that was only held."""

import pytest
from msgspec.structs import replace

from services.contracts.order_messages import (
    OrderCancelled,
    OrderPlaced,
    OrderRefunded,
    OrderShipped,
)
from services.contracts.orders import Order, Refund
from services.contracts.payments import PaymentRefunded
from services.manifest import NOTICES
from tests.claims import proves
from tests.integration.payment.harness import PaymentHarness, pay
from tests.shop import an_order

FLOWERS = an_order()
WILTED = Refund("refund-1", 700, "three roses had wilted")
LATE = Refund("refund-2", 1000, "an hour late")


def with_refunds(*refunds: Refund, order: Order = FLOWERS) -> Order:
    return replace(order, refunds=refunds)


def sold(harness: PaymentHarness) -> None:
    harness.deliver(OrderPlaced(FLOWERS), pay(FLOWERS), OrderShipped(FLOWERS))
    harness.told()


@proves("T46")
@pytest.mark.parametrize("when", ["before", "after", "status"])
def test_a_part_goes_back_once_wherever_the_provider_breaks(
    harness: PaymentHarness, when: str
) -> None:
    sold(harness)
    harness.provider.fail("POST /v1/refunds", when, times=2)
    one = OrderRefunded(with_refunds(WILTED))
    assert harness.deliver(one) == 1
    assert harness.deliver(one, one) == 0
    back = PaymentRefunded(FLOWERS.id, FLOWERS.customer, "refund-1", 700, "EUR")
    assert harness.told() == [back, back]
    assert harness.told(NOTICES) == [back, back]
    assert harness.provider.given_back() == 700


def test_a_refund_that_was_made_long_ago_is_found_in_the_providers_list(
    harness: PaymentHarness,
) -> None:
    sold(harness)
    one = OrderRefunded(with_refunds(WILTED))
    harness.provider.fail("POST /v1/refunds", "after", times=2)
    assert harness.deliver(one) == 1
    harness.provider.forget_keys()
    assert harness.deliver(one) == 0
    assert harness.provider.given_back() == 700


def test_two_refunds_and_a_cancellation_give_back_exactly_what_was_taken(
    harness: PaymentHarness,
) -> None:
    sold(harness)
    both = with_refunds(WILTED, LATE)
    assert harness.deliver(OrderRefunded(both), OrderCancelled(both), OrderRefunded(both)) == 0
    row = harness.receivable(FLOWERS.id)
    assert row["paid_back"] == {"refund-1": 700, "refund-2": 1000, "cancellation": 2500}
    assert harness.provider.given_back() == 4200


def test_a_cancellation_that_overtakes_a_refund_knows_of_it(harness: PaymentHarness) -> None:
    sold(harness)
    refunded = with_refunds(WILTED)
    harness.deliver(OrderCancelled(refunded), OrderRefunded(refunded))
    assert harness.provider.given_back() == 4200


@proves("FM-PAY-07:mitigation")
def test_more_than_was_taken_never_goes_back_and_a_human_looks(harness: PaymentHarness) -> None:
    sold(harness)
    assert harness.deliver(OrderRefunded(with_refunds(Refund("refund-9", 4201, "a mistake")))) == 1
    assert harness.provider.given_back() == 0
