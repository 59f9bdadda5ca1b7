"""Changing an order and giving it up: the customer until the cut-off, a florist until it ships."""

from typing import Any

import pytest

from services.contracts.common import Reason
from services.contracts.inventory import CatalogueChanged, ZonesChanged
from services.contracts.order_messages import (
    CancelOrder,
    ChangeDelivery,
    DeliveryChangeRequested,
    OrderConfirmed,
    OrderMissing,
    OrderPlaced,
    OrderRefreshed,
)
from services.contracts.orders import Occasion, Order, State
from services.contracts.views import NOT_FOUND_GRACE
from tests.aws import AwsServer
from tests.claims import proves
from tests.integration.proxy.api import Api
from tests.integration.proxy.asking import (
    AN_HOUR_AGO,
    ENQUIRY_ID,
    ORDER_ID,
    TODAY,
    a_day,
    as_json,
    body,
    confirmed,
    placed,
    sent,
    shipped,
)
from tests.integration.proxy.conftest import Clock, RoundTrips, Show
from tests.shop import CATALOGUE, zones

CHANGE = f"/orders/{ORDER_ID}/delivery-details"
CANCEL = f"/orders/{ORDER_ID}/cancellation"
OTHERS = (confirmed(changeable_until=AN_HOUR_AGO), shipped(), shipped(state=State.DELIVERED))
TOO_LATE = pytest.mark.parametrize("order", OTHERS, ids=["cut off", "shipped", "delivered"])


def delivery(**changes: Any) -> Any:
    """To the same recipient, but for the changes."""
    return {**body()["delivery"], "instructions": "Ring twice.", **changes}


def test_a_customer_wishes_for_another_delivery(
    flora: Api, open_shop: Show, aws_server: AwsServer, round_trips: RoundTrips
) -> None:
    open_shop(OrderConfirmed(confirmed()))
    assert flora.put(CHANGE, delivery()).status == 202
    (message,) = sent(aws_server)
    assert isinstance(message, ChangeDelivery)
    assert (message.order_id, message.by) == (ORDER_ID, "sub-flora")
    assert message.delivery.instructions == "Ring twice."
    assert round_trips.commands == ["find"]


@pytest.mark.parametrize(("seen", "status"), [(0, 409), (1, 202), (2, 202), (None, 202)])
def test_a_wish_that_builds_on_an_older_one_is_refused_before_it_is_sent(
    flora: Api, open_shop: Show, aws_server: AwsServer, seen: int | None, status: int
) -> None:
    open_shop(OrderConfirmed(confirmed(revision=1)))
    assert flora.get(f"/orders/{ORDER_ID}").body["delivery_version"] == 1
    answer = flora.put(CHANGE, delivery(version=seen))
    assert answer.status == status
    if status == 409:
        assert answer.fields == ["version"]
        assert sent(aws_server) == []
    else:
        (message,) = sent(aws_server)
        assert isinstance(message, ChangeDelivery)
        assert (message.seen, message.delivery.instructions) == (seen, "Ring twice.")


@pytest.mark.finding("M7")
def test_a_customer_changes_the_card_alone_also_for_a_day_that_is_full_by_now(
    flora: Api, open_shop: Show, show: Show, aws_server: AwsServer
) -> None:
    order = confirmed(card_changed_at=AN_HOUR_AGO)
    open_shop(OrderConfirmed(order))
    show(a_day(closed=True))
    same = as_json(order.delivery)
    assert flora.put(CHANGE, {**same, "card_message": "Get well!"}).status == 202
    (message,) = sent(aws_server)
    assert isinstance(message, ChangeDelivery)
    assert (message.delivery, message.card_message) == (order.delivery, "Get well!")
    shown = flora.get(f"/orders/{ORDER_ID}").body
    assert shown["moments"]["card_changed"] is not None
    assert shown["obstacles"]["change_delivery"] is None


def test_the_wish_is_shown_until_it_is_granted_and_why_it_was_not(flora: Api, show: Show) -> None:
    wish = confirmed().delivery
    show(DeliveryChangeRequested(confirmed(requested_delivery=wish, version=5)))
    assert (
        flora.get(f"/orders/{ORDER_ID}").body["requested_delivery"]["recipient"]["city"]
        == "München"
    )
    show(OrderRefreshed(confirmed(delivery_change_refused=Reason.DAY_FULL, version=6)))
    shown = flora.get(f"/orders/{ORDER_ID}").body
    assert (shown["requested_delivery"], shown["delivery_change_refused"]) == (None, "day_full")


@TOO_LATE
def test_after_the_cut_off_nothing_is_changed(
    flora: Api, open_shop: Show, aws_server: AwsServer, order: Order
) -> None:
    open_shop(OrderConfirmed(order))
    answer = flora.put(CHANGE, delivery())
    assert answer.status == 409
    assert answer.fields in (["changeable_until"], ["state"])
    assert "Write to the shop" in answer.body["detail"]
    assert sent(aws_server) == []


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        (delivery(day=TODAY.replace(year=2020, day=1).isoformat()), "day"),
        (delivery(recipient={**delivery()["recipient"], "postcode": "99999"}),
         "recipient.postcode"),
    ],
    ids=["past", "far away"],
)  # fmt: skip
def test_a_delivery_that_cannot_be_names_the_field(
    flora: Api, open_shop: Show, aws_server: AwsServer, wanted: Any, field: str
) -> None:
    open_shop(OrderConfirmed(confirmed()))
    answer = flora.put(CHANGE, wanted)
    assert (answer.status, answer.fields) == (409, [field])
    assert sent(aws_server) == []


def test_an_order_keeps_its_place_on_a_full_day_when_only_its_recipient_changes(
    flora: Api, show: Show, aws_server: AwsServer
) -> None:
    show(CatalogueChanged(CATALOGUE, 1), ZonesChanged(zones().zones, 1), a_day(free=0))
    show(OrderConfirmed(confirmed()))
    assert flora.put(CHANGE, delivery()).status == 202
    assert len(sent(aws_server)) == 1


@pytest.mark.parametrize(
    ("order", "field"),
    [
        (confirmed(state=State.CANCELLED), "state"),
        (confirmed(occasion=Occasion(ENQUIRY_ID, "Wedding")), "occasion"),
    ],
    ids=["cancelled", "an event"],
)
def test_what_has_no_delivery_of_its_own_is_not_changed(
    flora: Api, open_shop: Show, aws_server: AwsServer, order: Order, field: str
) -> None:
    open_shop(OrderConfirmed(order))
    answer = flora.put(CHANGE, delivery())
    assert (answer.status, answer.fields) == (409, [field])
    assert sent(aws_server) == []


# ---- giving it up ------------------------------------------------------------------------------


@pytest.mark.parametrize("order", [placed(), confirmed()], ids=["placed", "confirmed"])
def test_a_customer_gives_an_order_up(
    flora: Api, show: Show, aws_server: AwsServer, order: Order
) -> None:
    show(OrderPlaced(order))
    assert flora.post(CANCEL, {}).status == 202
    (message,) = sent(aws_server)
    assert isinstance(message, CancelOrder)
    assert (message.by, message.reason) == ("sub-flora", Reason.CUSTOMER)


@TOO_LATE
def test_after_the_cut_off_a_customer_gives_nothing_up(
    flora: Api, show: Show, aws_server: AwsServer, order: Order
) -> None:
    show(OrderConfirmed(order))
    answer = flora.post(CANCEL, {})
    assert answer.status == 409
    assert answer.fields in (["changeable_until"], ["state"])
    assert sent(aws_server) == []


def test_to_give_up_twice_is_no_mistake(flora: Api, show: Show, aws_server: AwsServer) -> None:
    show(OrderPlaced(placed(state=State.CANCELLED, version=5)))
    assert flora.post(CANCEL, {}).status == 202
    assert len(sent(aws_server)) == 1


@pytest.mark.parametrize("why", [{}, {"note": ""}, {"note": " \n"}], ids=["none", "empty", "blank"])
def test_a_florist_says_why(
    fleur: Api, show: Show, aws_server: AwsServer, why: dict[str, str]
) -> None:
    show(OrderConfirmed(confirmed()))
    answer = fleur.post(CANCEL, why)
    assert (answer.status, answer.fields) == (422, ["note"])
    assert sent(aws_server) == []


def test_a_florist_cancels_after_the_cut_off_with_a_reason(
    fleur: Api, show: Show, aws_server: AwsServer
) -> None:
    show(OrderConfirmed(confirmed(changeable_until=AN_HOUR_AGO)))
    assert fleur.post(CANCEL, {"note": "The van is broken."}).status == 202
    (message,) = sent(aws_server)
    assert isinstance(message, CancelOrder)
    assert (message.by, message.reason) == ("sub-fleur", Reason.FLORIST)
    assert message.note == "The van is broken."


def test_what_is_on_its_way_is_not_cancelled_by_a_florist_either(
    fleur: Api, show: Show, aws_server: AwsServer
) -> None:
    show(OrderConfirmed(shipped()))
    answer = fleur.post(CANCEL, {"note": "A mistake."})
    assert (answer.status, answer.fields) == (409, ["state"])
    assert sent(aws_server) == []


@proves("X25")
def test_an_order_that_its_owner_does_not_know_is_not_changed(
    flora: Api, fleur: Api, show: Show, clock: Clock, aws_server: AwsServer
) -> None:
    show(OrderMissing(ORDER_ID))
    clock.ahead = 2 * NOT_FOUND_GRACE
    assert flora.post(CANCEL, {}).status == 404
    assert fleur.post(f"/orders/{ORDER_ID}/shipment", {}).status == 404
    assert sent(aws_server) == []
