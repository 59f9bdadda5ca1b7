"""Ordering: one message for a good order; a clear word, and nothing sent, for a bad one."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from services.contracts.inventory import CatalogueChanged, ZonesChanged
from services.contracts.order_messages import OrderPlaced, PlaceOrder
from services.contracts.order_requests import OrderRequest, SubstitutionPolicy
from services.policy.unpaid import MOST_ORDERS
from services.proxy.features.checkout import digest_of
from tests.aws import AwsServer
from tests.claims import proves
from tests.integration.proxy.api import Api
from tests.integration.proxy.asking import (
    AN_HOUR_AGO,
    NOW,
    ORDER_ID,
    TODAY,
    a_day,
    body,
    sent,
)
from tests.integration.proxy.conftest import Clock, RoundTrips, Show
from tests.logs import LogRecords
from tests.shop import CATALOGUE, DOZEN, an_order, zones

Change = dict[str, Any]


@proves("T09", "K12", "U1", "U1.2")
def test_a_good_order_is_exactly_one_message_and_one_look_into_the_cache(
    flora: Api, open_shop: Show, aws_server: AwsServer, round_trips: RoundTrips
) -> None:
    answer = flora.post("/orders", body())
    assert answer.status == 202
    assert answer.body["order_id"] == ORDER_ID
    assert answer.headers["Location"] == answer.body["status_url"] == f"/api/orders/{ORDER_ID}"
    (message,) = sent(aws_server)
    assert isinstance(message, PlaceOrder)
    assert (message.order_id, message.customer.id) == (ORDER_ID, "sub-flora")
    assert round_trips.commands == ["find"]


def test_what_shall_happen_when_a_flower_cannot_be_had_goes_with_the_order(
    flora: Api, open_shop: Show, aws_server: AwsServer
) -> None:
    flora.post("/orders", body())
    flora.post("/orders", body(substitution="none"), key="key-0002")
    policies = [m.request.substitution for m in sent(aws_server) if isinstance(m, PlaceOrder)]
    assert policies == [SubstitutionPolicy.FLORIST, SubstitutionPolicy.NONE]


@pytest.mark.finding("B07")
def test_what_was_pasted_with_marks_that_nobody_sees_is_taken_without_them(
    flora: Api, open_shop: Show, aws_server: AwsServer
) -> None:
    pasted = body(
        card_message="Happy\tbirthday\r\nMum",
        delivery__phone="\u202a+49\u00a089 12.34.567\u202c",
        delivery__recipient__name="Jose\u0301 \ufeffMun\u0303oz\u200e",
    )
    assert flora.post("/orders", pasted).status == 202
    (message,) = sent(aws_server)
    assert isinstance(message, PlaceOrder)
    delivery = message.request.delivery
    assert message.request.card_message == "Happy birthday\nMum"
    assert (delivery.phone, delivery.recipient.name) == ("+49 89 12.34.567", "José Muñoz")


def test_the_same_order_typed_and_pasted_is_the_same_request(
    flora: Api, open_shop: Show, aws_server: AwsServer
) -> None:
    flora.post("/orders", body(card_message="Happy birthday"))
    flora.post("/orders", body(card_message="Happy\u00a0birthday\u200b"))
    digests = {m.digest for m in sent(aws_server) if isinstance(m, PlaceOrder)}
    assert len(digests) == 1


@pytest.mark.finding("A1", "B01")
@pytest.mark.parametrize(
    ("total", "status", "field"),
    [
        (0, 422, "lines"),
        (DOZEN.price, 422, "lines"),
        (99_999_999, 422, "lines"),
        (100_000_000, 409, "expected_total"),
        (500 * 80 * DOZEN.price, 422, "expected_total"),
    ],
)
def test_an_order_above_what_an_order_may_cost_is_refused_whatever_total_is_sent(
    flora: Api, open_shop: Show, aws_server: AwsServer, total: int, status: int, field: str
) -> None:
    most = {"sku": DOZEN.sku, "quantity": 500}
    answer = flora.post("/orders", body(lines=[most] * 80, expected_total=total))
    assert (answer.status, answer.fields) == (status, [field])
    assert sent(aws_server) == []


@proves("T36")
def test_an_order_is_accepted_without_pre_validation_when_the_data_cache_is_down(
    flora: Api, aws_server: AwsServer, monkeypatch: pytest.MonkeyPatch, log_records: LogRecords
) -> None:
    monkeypatch.setenv("CACHE_URI", "mongodb://127.0.0.1:9/")
    assert flora.post("/orders", body()).status == 202
    assert len(sent(aws_server)) == 1
    logged = [record["message"] for record in log_records() if record["level"] == "WARNING"]
    assert logged == ["cache unavailable: accepted without pre-validation"]


@proves("T38", "FM-K15-01:mitigation")
def test_an_order_is_accepted_without_pre_validation_when_nothing_is_shown_yet(
    flora: Api, aws_server: AwsServer
) -> None:
    assert flora.post("/orders", body()).status == 202
    assert len(sent(aws_server)) == 1


@proves("T46", "E30", "FM-K12-02:effect")
def test_the_same_key_is_the_same_order(flora: Api, open_shop: Show, aws_server: AwsServer) -> None:
    first, again = flora.post("/orders", body()), flora.post("/orders", body())
    assert first.body == again.body
    assert [m.order_id for m in sent(aws_server) if isinstance(m, PlaceOrder)] == [ORDER_ID] * 2
    assert flora.post("/orders", body(), key="key-0002").body["order_id"] != ORDER_ID


def test_the_same_key_with_the_same_order_spelled_otherwise_is_a_repeat(
    flora: Api, open_shop: Show, aws_server: AwsServer
) -> None:
    flora.post("/orders", json.dumps(body()))
    flora.post("/orders", json.dumps(body(), indent=2, sort_keys=True))
    first, second = sent(aws_server)
    assert isinstance(first, PlaceOrder)
    assert isinstance(second, PlaceOrder)
    assert first.digest == second.digest


@pytest.mark.finding("B03")
def test_the_same_key_is_the_same_order_after_its_delivery_day_too(
    flora: Api, open_shop: Show
) -> None:
    of_yesterday = body(delivery__day=f"{TODAY - timedelta(days=1)}")
    digest = digest_of(msgspec.convert(of_yesterday, OrderRequest))
    open_shop(OrderPlaced(replace(an_order(), digest=digest)))
    assert flora.post("/orders", of_yesterday).status == 202
    assert flora.post("/orders", of_yesterday, key="key-0002").status == 409


def test_the_same_key_with_another_order_is_refused(
    flora: Api, open_shop: Show, aws_server: AwsServer
) -> None:
    open_shop(OrderPlaced(an_order()))
    answer = flora.post("/orders", body())
    assert answer.status == 422
    assert answer.fields == ["Idempotency-Key"]
    assert "Use a new key" in answer.body["detail"]
    assert sent(aws_server) == []


BAD: dict[str, tuple[Change, int, str]] = {
    "an unknown SKU": ({"lines__0__sku": "black-rose"}, 409, "lines[0].sku"),
    "no SKU at all": ({"lines__0__sku": "Not a SKU!"}, 422, "lines[0].sku"),
    "nothing": ({"lines": []}, 422, "lines"),
    "zero of it": ({"lines__0__quantity": 0}, 422, "lines[0].quantity"),
    "less than zero": ({"lines__0__quantity": -3}, 422, "lines[0].quantity"),
    "absurdly many": ({"lines__0__quantity": 10_000}, 422, "lines[0].quantity"),
    "half a bouquet": ({"lines__0__quantity": 0.5}, 422, "lines[0].quantity"),
    "a number as text": ({"lines__0__quantity": "1"}, 422, "lines[0].quantity"),
    "another price": ({"expected_total": 6000}, 409, "expected_total"),
    "yesterday": ({"delivery__day": f"{TODAY - timedelta(days=1)}"}, 409, "delivery.day"),
    "in a lifetime": ({"delivery__day": "2099-12-31"}, 409, "delivery.day"),
    "no day": ({"delivery__day": "soon"}, 422, "delivery.day"),
    "no name": ({"delivery__recipient__name": ""}, 422, "delivery.recipient.name"),
    "far away": (
        {"delivery__recipient__postcode": "99999"}, 409, "delivery.recipient.postcode",
    ),
    "abroad": ({"delivery__recipient__country": "FR"}, 409, "delivery.recipient.country"),
    "a telephone of letters": ({"delivery__phone": "call me"}, 422, "delivery.phone"),
    "a long message": ({"card_message": "x" * 501}, 422, "card_message"),
    "a country's name": ({"buyer__country": "Germany"}, 422, "buyer.country"),
    "another policy": ({"substitution": "perhaps"}, 422, "substitution"),
    "an unknown field": ({"discount": 100}, 422, "discount"),
    "an unknown field inside": ({"delivery__floor": 3}, 422, "delivery.floor"),
}  # fmt: skip


@pytest.mark.parametrize(("changes", "status", "field"), BAD.values(), ids=BAD)
def test_a_bad_order_names_the_field_and_sends_nothing(
    flora: Api, open_shop: Show, aws_server: AwsServer, changes: Change, status: int, field: str
) -> None:
    answer = flora.post("/orders", body(**changes))
    assert answer.status == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.fields == [field]
    assert answer.body["correlation_id"]
    assert sent(aws_server) == []


@pytest.mark.parametrize(
    ("shown", "why"),
    [
        (a_day(closed=True), "does not deliver there on that day"),
        (a_day(free=0), "full"),
        (a_day(cutoff=AN_HOUR_AGO), "were taken until"),
        (a_day(zone="berlin"), "does not deliver there on that day"),
    ],
    ids=["closed", "full", "too late", "another zone's"],
)
def test_a_day_that_cannot_be_chosen_is_refused_with_the_reason(
    flora: Api, show: Show, aws_server: AwsServer, shown: Any, why: str
) -> None:
    show(CatalogueChanged(CATALOGUE, 1), ZonesChanged(zones().zones, 1), shown)
    answer = flora.post("/orders", body())
    assert answer.status == 409
    assert answer.fields == ["delivery.day"]
    assert why in answer.body["detail"]
    assert "/delivery-days" in answer.body["detail"]
    assert sent(aws_server) == []


def test_a_large_order_must_be_placed_days_before_a_small_one(flora: Api, open_shop: Show) -> None:
    open_shop(a_day(cutoff=NOW + timedelta(days=1)))
    stems = sum(DOZEN.recipe.values())
    many = 150 // stems + 1
    line = [{"sku": DOZEN.sku, "quantity": many}]
    answer = flora.post("/orders", body(lines=line, expected_total=many * DOZEN.price))
    assert answer.status == 409
    assert answer.fields == ["delivery.day"]
    assert "so many stems had to be ordered until" in answer.body["detail"]
    line = [{"sku": DOZEN.sku, "quantity": many - 1}]
    small = body(lines=line, expected_total=(many - 1) * DOZEN.price)
    assert flora.post("/orders", small).status == 202


def test_an_order_is_late_as_soon_as_the_cut_off_has_come(
    flora: Api, open_shop: Show, clock: Clock
) -> None:
    open_shop(a_day(cutoff=NOW + timedelta(hours=2)))
    clock.ahead = timedelta(hours=1)
    assert flora.post("/orders", body()).status == 202
    clock.ahead = timedelta(hours=2)
    assert flora.post("/orders", body(), key="key-0002").fields == ["delivery.day"]


@pytest.mark.finding("A8")
def test_whoever_has_not_paid_for_many_orders_gets_no_other_and_is_told_why(
    flora: Api, open_shop: Show, aws_server: AwsServer
) -> None:
    at = datetime.now(UTC)
    for each in range(MOST_ORDERS):
        open_shop(OrderPlaced(replace(an_order(key=f"key-{each:04}"), placed_at=at)))
    answer = flora.post("/orders", body(), key="key-more")
    assert (answer.status, answer.fields) == (409, ["orders"])
    assert "not paid for" in answer.body["detail"]
    assert sent(aws_server) == []
