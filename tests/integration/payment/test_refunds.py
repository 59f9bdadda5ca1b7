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
from tests.integration.payment.till import Till, pay
from tests.shop import an_order

FLOWERS = an_order()
WILTED = Refund("refund-1", 700, "three roses had wilted")
LATE = Refund("refund-2", 1000, "an hour late")


def with_refunds(*refunds: Refund, order: Order = FLOWERS) -> Order:
    return replace(order, refunds=refunds)


def sold(till: Till) -> None:
    till.deliver(OrderPlaced(FLOWERS), pay(FLOWERS), OrderShipped(FLOWERS))
    till.told()


@proves("T46")
@pytest.mark.parametrize("when", ["before", "after", "status"])
def test_a_part_goes_back_once_wherever_the_provider_breaks(till: Till, when: str) -> None:
    sold(till)
    till.provider.fail("POST /v1/refunds", when, times=2)
    one = OrderRefunded(with_refunds(WILTED))
    assert till.deliver(one) == 1
    assert till.deliver(one, one) == 0
    back = PaymentRefunded(FLOWERS.id, FLOWERS.customer, "refund-1", 700, "EUR")
    assert till.told() == [back, back]
    assert till.told(NOTICES) == [back, back]
    assert till.provider.given_back() == 700


def test_a_refund_that_was_made_long_ago_is_found_in_the_providers_list(till: Till) -> None:
    sold(till)
    one = OrderRefunded(with_refunds(WILTED))
    till.provider.fail("POST /v1/refunds", "after", times=2)
    assert till.deliver(one) == 1
    till.provider.forget_keys()
    assert till.deliver(one) == 0
    assert till.provider.given_back() == 700


def test_two_refunds_and_a_cancellation_give_back_exactly_what_was_taken(till: Till) -> None:
    sold(till)
    both = with_refunds(WILTED, LATE)
    assert till.deliver(OrderRefunded(both), OrderCancelled(both), OrderRefunded(both)) == 0
    row = till.receivable(FLOWERS.id)
    assert row["paid_back"] == {"refund-1": 700, "refund-2": 1000, "cancellation": 2500}
    assert till.provider.given_back() == 4200


def test_a_cancellation_that_overtakes_a_refund_knows_of_it(till: Till) -> None:
    sold(till)
    refunded = with_refunds(WILTED)
    till.deliver(OrderCancelled(refunded), OrderRefunded(refunded))
    assert till.provider.given_back() == 4200


@proves("FM-PAY-07:mitigation")
def test_more_than_was_taken_never_goes_back_and_a_human_looks(till: Till) -> None:
    sold(till)
    assert till.deliver(OrderRefunded(with_refunds(Refund("refund-9", 4201, "a mistake")))) == 1
    assert till.provider.given_back() == 0
