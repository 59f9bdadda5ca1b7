"""Ordering: one message for a good order; a clear word, and nothing sent, for a bad one."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from services.shared.bus import Queues
from services.shared.identifiers import order_id
from services.shared.messages import (
    CatalogueChanged,
    OrderPlaced,
    PlaceOrder,
    StockChanged,
    received_by,
)
from services.shared.model import DeliveryDay, Level
from services.shared.participants import SERVICES
from services.shared.views import PLACES
from tests.aws import AwsServer
from tests.claims import proves
from tests.integration.proxy.api import Api
from tests.integration.proxy.conftest import RoundTrips, Show
from tests.shop import CATALOGUE, DOZEN, VASE, an_order, request_for

Change = dict[str, Any]
IN_THREE_DAYS = (datetime.now(UTC) + timedelta(days=3)).date()
IN_TWO_DAYS = datetime.now(UTC) + timedelta(days=2)
ORDER_ID = order_id("sub-flora", "key-0001")


def body(**changes: Any) -> dict[str, Any]:
    """A good order: a bouquet and a vase, with changes at `a__b` for a field in a field."""
    good: dict[str, Any] = json.loads(
        msgspec.json.encode(request_for((DOZEN, 1), (VASE, 1), day=IN_THREE_DAYS))
    )
    for path, value in changes.items():
        *outer, last = path.split("__")
        inside = good
        for name in outer:
            inside = inside[int(name)] if isinstance(inside, list) else inside[name]
        inside[last] = value
    return good


@pytest.fixture
def open_shop(show: Show) -> Show:
    """The catalogue and a day with one place are shown."""
    show(CatalogueChanged(CATALOGUE, 1), day())
    return show


def day(*, closed: bool = False, places: int = 1, cutoff: datetime = IN_TWO_DAYS) -> StockChanged:
    return StockChanged(
        levels=(Level(PLACES, IN_THREE_DAYS, places, 5),),
        days=(DeliveryDay(IN_THREE_DAYS, cutoff, closed, 40, 5),),
    )


def sent(aws_server: AwsServer) -> list[Any]:
    return [m for s in SERVICES if received_by(s) for m in aws_server.messages(s)]


@proves("T09", "K12", "U1", "U1.2")
def test_a_good_order_is_exactly_one_message_and_one_look_into_the_cache(
    flora: Api, open_shop: Show, aws_server: AwsServer, round_trips: RoundTrips
) -> None:
    answer = flora.post("/orders", body())
    assert answer.status == 202
    assert answer.body == {"order_id": ORDER_ID, "status_url": f"/api/orders/{ORDER_ID}"}
    assert answer.headers["Location"] == f"/api/orders/{ORDER_ID}"
    (message,) = sent(aws_server)
    assert isinstance(message, PlaceOrder)
    assert (message.order_id, message.customer.id) == (ORDER_ID, "sub-flora")
    assert round_trips.commands == ["find"]


@proves("T36")
def test_an_order_is_taken_on_unseen_when_the_data_cache_is_down(
    flora: Api, aws_server: AwsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CACHE_URI", "mongodb://127.0.0.1:9/")
    assert flora.post("/orders", body()).status == 202
    assert len(sent(aws_server)) == 1


def test_an_order_is_taken_on_unseen_when_nothing_is_shown_yet(
    flora: Api, aws_server: AwsServer
) -> None:
    assert flora.post("/orders", body()).status == 202
    assert len(sent(aws_server)) == 1


@proves("T26", "T47", "E15")
def test_when_the_bus_does_not_take_it_the_customer_is_told_that_nothing_happened(
    flora: Api, open_shop: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INBOX_ORDER", "http://127.0.0.1:9/order-inbox")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    answer = flora.post("/orders", body())
    assert answer.status == 503
    assert answer.headers["Retry-After"] == "2"
    assert "nothing was ordered, changed or charged" in answer.body["detail"]
    assert "same Idempotency-Key" in answer.body["detail"]


@proves("T46", "E16")
def test_the_same_key_is_the_same_order(flora: Api, open_shop: Show, aws_server: AwsServer) -> None:
    first, again = flora.post("/orders", body()), flora.post("/orders", body())
    assert first.body == again.body
    assert {message.order_id for message in sent(aws_server)} == {ORDER_ID}
    assert flora.post("/orders", body(), key="key-0002").body["order_id"] != ORDER_ID


def test_the_same_key_with_the_same_order_spelled_otherwise_is_a_repeat(
    flora: Api, open_shop: Show, aws_server: AwsServer
) -> None:
    flora.post("/orders", json.dumps(body()))
    flora.post("/orders", json.dumps(body(), indent=2, sort_keys=True))
    first, second = sent(aws_server)
    assert first.digest == second.digest


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
    "yesterday": ({"delivery__day": "2020-01-01"}, 409, "delivery.day"),
    "no day": ({"delivery__day": "soon"}, 422, "delivery.day"),
    "no name": ({"delivery__recipient__name": ""}, 422, "delivery.recipient.name"),
    "a telephone of letters": ({"delivery__phone": "call me"}, 422, "delivery.phone"),
    "a long message": ({"card_message": "x" * 501}, 422, "card_message"),
    "a country's name": ({"buyer__country": "Germany"}, 422, "buyer.country"),
    "an unknown field": ({"discount": 100}, 422, "discount"),
    "an unknown field inside": ({"delivery__floor": 3}, 422, "delivery.floor"),
}


@pytest.mark.parametrize(("changes", "status", "field"), BAD.values(), ids=BAD)
def test_a_bad_order_names_the_field_and_sends_nothing(
    flora: Api, open_shop: Show, aws_server: AwsServer, changes: Change, status: int, field: str
) -> None:
    answer = flora.post("/orders", body(**changes))
    assert answer.status == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert [f for f in answer.fields if f.endswith(field)], answer.body
    assert answer.body["correlation_id"]
    assert sent(aws_server) == []


@pytest.mark.parametrize(
    ("shown", "why"),
    [
        (day(closed=True), "no delivery"),
        (day(places=0), "full"),
        (day(cutoff=datetime.now(UTC) - timedelta(minutes=1)), "closed"),
    ],
    ids=["closed", "full", "too late"],
)
def test_a_day_that_cannot_be_chosen_is_refused_with_the_reason(
    flora: Api, show: Show, aws_server: AwsServer, shown: StockChanged, why: str
) -> None:
    show(CatalogueChanged(CATALOGUE, 1), shown)
    answer = flora.post("/orders", body())
    assert answer.status == 409
    assert answer.fields == ["delivery.day"]
    assert why in answer.body["detail"]
    assert "/delivery-days" in answer.body["detail"]
    assert sent(aws_server) == []


@pytest.mark.parametrize(
    ("content", "status"),
    [
        ("{not json", 400),
        ("", 400),
        ('{"lines": "\ud800"}', 400),
        (json.dumps({"card_message": "x" * 70_000}), 413),
        ("[]", 422),
        ("null", 422),
    ],
    ids=["broken", "empty", "half a character", "too large", "a list", "null"],
)
def test_a_body_that_is_no_order_at_all_is_refused(
    flora: Api, aws_server: AwsServer, content: str, status: int
) -> None:
    assert flora.post("/orders", content).status == status
    assert sent(aws_server) == []


def test_a_body_of_another_kind_is_refused(flora: Api, aws_server: AwsServer) -> None:
    answer = flora.call("POST", "/orders", body(), key="key-0001", Content_Type="text/plain")
    assert answer.status == 415
    assert sent(aws_server) == []


@pytest.mark.parametrize("key", ["", "short", "with spaces in it", "x" * 129, "ключ-ключ"])
def test_a_write_needs_a_usable_idempotency_key(
    flora: Api, aws_server: AwsServer, key: str
) -> None:
    answer = flora.post("/orders", body(), key=key)
    assert answer.status == 400
    assert answer.fields == ["Idempotency-Key"]
    assert sent(aws_server) == []


@proves("T39", "T40", "D04", "D05")
def test_something_broken_is_logged_once_with_the_id_that_the_customer_sees(
    flora: Api, open_shop: Show, monkeypatch: pytest.MonkeyPatch, log_records: Any
) -> None:
    def explode(*_: Any) -> None:
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr(Queues, "publish", explode)
    answer = flora.call("POST", "/orders", body(), key="key-0001", X_Correlation_Id="browser-42")
    assert answer.status == 500
    assert answer.body["correlation_id"] == answer.headers["X-Correlation-Id"] == "browser-42"
    (error,) = [record for record in log_records() if record["level"] == "ERROR"]
    assert error["correlation_id"] == "browser-42"
    assert error["route"] == "POST /orders"
    assert "ZeroDivisionError" in error["exception"]


@proves("T39")
def test_the_log_says_what_was_asked_but_never_what_was_in_it(
    flora: Api, open_shop: Show, log_records: Any
) -> None:
    flora.post("/orders", body())
    flora.post("/orders", body(delivery__phone="bad phone"))
    written = str(log_records())
    assert ORDER_ID in written
    for secret in (flora.token, "Iris Wiesenthal", "Blumenstraße", "+49 30 1234567", "For you"):
        assert secret not in written


def test_every_answer_carries_the_headers_that_protect_it(flora: Api) -> None:
    answer = flora.post("/orders", body())
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
