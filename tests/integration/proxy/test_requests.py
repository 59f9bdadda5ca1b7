"""What every request must be, whatever it asks for: no input breaks anything."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.awsrequest import AWSPreparedRequest
from botocore.exceptions import ConnectionClosedError
from botocore.httpsession import URLLib3Session
from pymongo.collection import Collection
from pymongo.errors import ServerSelectionTimeoutError

from services.manifest import ORDER
from services.proxy.features import OPERATIONS
from services.proxy.routes import ROUTES, Access, Route
from services.runtime.bus import Queues
from tests.aws import AwsServer
from tests.claims import proves
from tests.integration.proxy.api import Api, event
from tests.integration.proxy.asking import (
    IN_THREE_DAYS,
    IN_TWO_DAYS,
    ORDER_ID,
    OWN,
    a_quote,
    as_json,
    body,
    sent,
    wishes,
)
from tests.integration.proxy.conftest import Show
from tests.lambdas import Invocation
from tests.logs import LogRecords
from tests.shop import RECIPIENT

ADDRESS = as_json(RECIPIENT)
DAY = IN_THREE_DAYS.isoformat()
GOOD: dict[str, Any] = {
    "place_order": body(
        bouquets=[
            {"recipe": {"rose-red": 12}, "quantity": 2, "wrap": "wrap-sage", "name": "Like Mum's"}
        ]
    ),
    "pay_order": {"payment_method": "pm_card_visa", "part": "balance"},
    "change_delivery": {**body()["delivery"], "card_message": "Get well!"},
    "cancel_order": {"note": "The wedding is off."},
    "update_profile": {
        "name": "Flora",
        "address": ADDRESS,
        "recipients": [ADDRESS],
        "reminders": [{"name": "Iris", "month": 2, "day": 29}],
    },
    "change_email": {"email": "flora@example.com"},
    "confirm_email": {},
    "save_card": {},
    "enquire": as_json(wishes(budget=100_000)),
    "accept_quote": {"version": 2, "buyer": ADDRESS},
    "decline_quote": {},
    "ship_order": {},
    "deliver_order": {},
    "ship_orders": {"orders": [ORDER_ID]},
    "deliver_orders": {"orders": [ORDER_ID]},
    "refund_order": {"amount": 100, "reason": "A rose was missing."},
    "settle_refunds": {"amount": 100, "note": "By a bank transfer."},
    "substitute_stems": {"instead_of": "rose-red", "sku": "rose-pink", "quantity": 3},
    "quote_enquiry": as_json(a_quote()),
    "adjust_stock": {"day": DAY, "quantity": -3, "reason": "Frost."},
    "set_delivery_day": {
        "zone": "munich",
        "places": 10,
        "cutoff": IN_TWO_DAYS.isoformat(),
        "reason": "A holiday.",
        "closed": True,
    },
    "count_stock": {
        "day": DAY,
        "stems": [
            {"sku": "rose-red", "counted": 40, "seen": {"free": 43, "counts": 2}},
            {"sku": "eucalyptus", "more": -3},
        ],
        "reason": "Frost.",
    },
    "open_days": {"days": [DAY], "reason": "Mother's day."},
}
"""A good body for each route that takes one."""
ODD: tuple[Any, ...] = (
    None, "", " ", "\n", "\x00", "a\tb", "x" * 5000, "=1+1", "\u202e", -1, 0, 10**12, 1.5, True,
    [], {}, "0001-01-01", "9999-12-31", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00",
)  # fmt: skip
"""What somebody may write where something else belongs."""
DEEP = '{"x":' + "[" * 20_000 + "]" * 20_000 + "}"
WRITES = [route for route in ROUTES if route.name in GOOD]
QUERIED = [(route, name) for route in ROUTES for name in route.query]


def path_of(route: Route) -> str:
    return route.path.format(**{**OWN, "day": DAY})


def with_something_odd(good: Any) -> Iterator[Any]:
    """The body with each of its values in turn replaced by each odd one."""
    if isinstance(good, dict | list):
        inside = good.items() if isinstance(good, dict) else enumerate(good)
        for at, value in list(inside):
            for odd in with_something_odd(value):
                changed = dict(good) if isinstance(good, dict) else list(good)
                changed[at] = odd
                yield changed
    yield from ODD


def test_there_is_a_good_body_for_each_route_that_takes_one() -> None:
    assert set(GOOD) == {
        name for name, each in OPERATIONS.items() if each.request not in (None, dict)
    }


@pytest.mark.parametrize("route", WRITES, ids=lambda route: route.name)
def test_a_good_body_is_taken_on_as_one_message(
    flora: Api, fleur: Api, aws_server: AwsServer, route: Route
) -> None:
    who = fleur if route.access is Access.FLORIST else flora
    answer = who.call(route.method, path_of(route), GOOD[route.name], key="key-0001")
    assert answer.status == 202, answer.content
    assert answer.headers["Location"] == answer.body["status_url"]
    assert len(sent(aws_server)) == 1


@proves("FM-PRX-01:mitigation", "FM-K12-04:mitigation", "FM-WAF-03:mitigation")
@pytest.mark.parametrize("route", WRITES, ids=lambda route: route.name)
def test_whatever_stands_in_a_body_is_refused_or_can_be_read_by_its_receiver(
    flora: Api, fleur: Api, aws_server: AwsServer, route: Route
) -> None:
    who = fleur if route.access is Access.FLORIST else flora
    taken_on = 0
    for odd in with_something_odd(GOOD[route.name]):
        answer = who.call(route.method, path_of(route), json.dumps(odd), key="key-0001")
        assert answer.status in (202, 400, 409, 422), (odd, answer.content)
        taken_on += answer.status == 202
        assert answer.status == 202 or answer.fields, answer.content
    assert len(sent(aws_server)) == taken_on


@pytest.mark.parametrize("code", ["ZZ", "XX", "EU", "UK"])
@pytest.mark.parametrize(
    ("route", "field", "content"),
    [
        ("/orders", "buyer.country", body(buyer={**ADDRESS, "country": "{}"})),
        ("/enquiries", "venue.country", {**GOOD["enquire"], "venue": {**ADDRESS, "country": "{}"}}),
    ],
    ids=["order", "enquiry"],
)
def test_an_address_in_no_country_is_refused_for_it_could_not_be_invoiced(
    flora: Api, aws_server: AwsServer, code: str, route: str, field: str, content: dict[str, Any]
) -> None:
    answer = flora.post(route, json.dumps(content).replace("{}", code))
    assert (answer.status, answer.fields) == (422, [field])
    assert sent(aws_server) == []


def test_each_of_several_addresses_must_be_in_a_country(flora: Api, aws_server: AwsServer) -> None:
    nowhere = {**GOOD["update_profile"], "recipients": [ADDRESS, {**ADDRESS, "country": "ZZ"}]}
    answer = flora.call("PUT", "/profile", nowhere, key="key-0001")
    assert (answer.status, answer.fields) == (422, ["recipients[1].country"])
    assert sent(aws_server) == []


@proves("FM-PRX-01:mitigation", "FM-WAF-03:mitigation")
@pytest.mark.parametrize(("route", "name"), QUERIED, ids=str)
def test_whatever_stands_in_a_query_is_refused_or_answered(
    flora: Api, fleur: Api, route: Route, name: str
) -> None:
    who = fleur if route.access is Access.FLORIST else flora
    given = {"delivery_date": DAY, "date": DAY}
    query = {each: given[each] for each in route.query if each in given}
    for odd in [*map(str, ODD), "9" * 5000, "2027-02-30", "20270214", "DE\n", "$where", "ключ"]:
        answer = who.get(route.path, **{**query, name: odd})
        assert answer.status in (200, 422, 503), (odd, answer.content)
        assert answer.status != 422 or answer.fields == [name]


@proves("FM-WAF-03:mitigation", "FM-APIG-04:mitigation")
@pytest.mark.parametrize(
    "path",
    ["/", "", "//orders", "/orders/../profile", "/orders/%00", "/orders/a/b/c",
     "/Orders", "/orders/ключ", "/orders/'$where'", "/staff", "/.env"],
)  # fmt: skip
def test_a_path_that_leads_nowhere_is_not_found(flora: Api, path: str) -> None:
    for method in ("GET", "POST", "DELETE", "PATCH", "OPTIONS", "HEAD"):
        answer = flora.call(method, path, {}, key="key-0001")
        assert answer.status in (404, 405), (method, answer.content)
        assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_a_query_parameter_that_a_route_does_not_know_is_named(
    flora: Api, fleur: Api, route: Route
) -> None:
    who = fleur if route.access is Access.FLORIST else flora
    answer = who.call(route.method, path_of(route), query={"colour": "red"}, key="key-0001")
    assert answer.status == 422
    assert answer.fields == ["colour"]


@proves("FM-K12-04:effect")
@pytest.mark.parametrize(
    ("content", "status"),
    [
        ("{not json", 400),
        ("", 400),
        ('{"lines": "\ud800"}', 400),
        ('{"card_message": "\\ud800"}', 400),
        (json.dumps({"card_message": "x" * 70_000}), 413),
        ("[]", 422),
        ("null", 422),
        (DEEP, 400),
    ],
    ids=["broken", "empty", "half a character", "half of one, escaped", "large", "list", "null",
         "deep"],
)  # fmt: skip
def test_a_body_that_is_no_order_at_all_is_refused(
    flora: Api, aws_server: AwsServer, content: str, status: int
) -> None:
    answer = flora.post("/orders", content)
    assert answer.status == status
    assert answer.fields
    assert sent(aws_server) == []


@proves("FM-K12-04:effect")
def test_a_body_of_bytes_that_are_no_text_is_refused(flora: Api, aws_server: AwsServer) -> None:
    headers = {
        "Authorization": f"Bearer {flora.token}",
        "Content-Type": "application/json",
        "Idempotency-Key": "key-0001",
    }
    for content in ("/////w==", "no base64!"):
        asked = {**event("POST", "/orders", headers, {}, content), "isBase64Encoded": True}
        assert flora.handler(asked, Invocation())["statusCode"] == 400
    assert sent(aws_server) == []


def test_a_body_of_another_kind_is_refused(flora: Api, aws_server: AwsServer) -> None:
    answer = flora.call("POST", "/orders", body(), key="key-0001", Content_Type="text/plain")
    assert answer.status == 415
    assert answer.fields == ["Content-Type"]
    assert sent(aws_server) == []


@pytest.mark.parametrize("key", ["", "short", "with spaces in it", "x" * 129, "ключ-ключ"])
def test_a_write_needs_a_usable_idempotency_key(
    flora: Api, aws_server: AwsServer, key: str
) -> None:
    answer = flora.post("/orders", body(), key=key)
    assert answer.status == 400
    assert answer.fields == ["Idempotency-Key"]
    assert sent(aws_server) == []


@proves("T26", "T47", "E26", "FM-K12-01:effect")
@pytest.mark.parametrize("route", WRITES, ids=lambda route: route.name)
def test_when_the_bus_does_not_take_it_the_caller_is_told_that_nothing_happened(
    flora: Api, fleur: Api, monkeypatch: pytest.MonkeyPatch, route: Route
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    who = fleur if route.access is Access.FLORIST else flora
    answer = who.call(route.method, path_of(route), GOOD[route.name], key="key-0001")
    assert answer.status == 503
    assert answer.headers["Retry-After"] == "2"
    assert "nothing was ordered, changed or charged" in answer.body["detail"]
    assert "same Idempotency-Key" in answer.body["detail"]


@proves("T39", "D01", "R01", "FM-PRX-08:detection")
def test_a_refused_send_is_written_down_with_what_was_sent_and_why_it_failed(
    flora: Api, monkeypatch: pytest.MonkeyPatch, log_records: LogRecords
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    answer = flora.post("/orders", body())
    (record,) = (record for record in log_records() if record["level"] == "ERROR")
    assert (record["message"], record["message_type"]) == ("bus down", "PlaceOrder")
    assert record["correlation_id"] == answer.headers["X-Correlation-Id"]
    assert "AwsUnavailableError" in record["exception"]


@proves("T26", "E26", "FM-K12-01:effect")
def test_what_sqs_refuses_outright_is_not_taken_on_either(
    flora: Api, open_shop: Show, aws_server: AwsServer
) -> None:
    aws_server.stop_queue(ORDER)
    answer = flora.post("/orders", body())
    assert answer.status == 503
    assert "nothing was ordered" in answer.body["detail"]
    assert "status_url" not in answer.body


@proves("T26", "T47", "E26", "M05", "FM-K12-01:mitigation")
@pytest.mark.parametrize(("broken", "tries", "status"), [(0, 1, 202), (2, 3, 202), (3, 3, 503)])
def test_a_send_is_tried_three_times_and_then_the_caller_is_told(
    flora: Api,
    aws_server: AwsServer,
    monkeypatch: pytest.MonkeyPatch,
    broken: int,
    tries: int,
    status: int,
) -> None:
    send, tried = URLLib3Session.send, []

    def disturbed(connection: URLLib3Session, request: AWSPreparedRequest) -> Any:
        tried.append(request.url)
        if len(tried) <= broken:
            raise ConnectionClosedError(endpoint_url=request.url)
        return send(connection, request)

    monkeypatch.setattr(URLLib3Session, "send", disturbed)
    answer = flora.post("/orders", body())
    assert (answer.status, len(tried)) == (status, tries)
    assert len(sent(aws_server)) == (status == 202)


@proves("T36", "FM-CACHE-05:mitigation")
@pytest.mark.parametrize("route", WRITES, ids=lambda route: route.name)
def test_when_the_data_cache_is_down_every_write_is_taken_on(
    flora: Api,
    fleur: Api,
    aws_server: AwsServer,
    monkeypatch: pytest.MonkeyPatch,
    route: Route,
) -> None:
    def silent(*_: Any, **__: Any) -> None:
        raise ServerSelectionTimeoutError("nobody answers")

    monkeypatch.setattr(Collection, "find", silent)
    who = fleur if route.access is Access.FLORIST else flora
    assert who.call(route.method, path_of(route), GOOD[route.name], key="key-0001").status == 202
    assert len(sent(aws_server)) == 1


@proves("T39", "T40", "D04", "D05", "FM-PRX-01:effect", "FM-PRX-01:detection")
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


@proves("T39", "FM-PRX-06:detection")
def test_the_log_says_what_was_asked_but_never_what_was_in_it(
    flora: Api, open_shop: Show, log_records: Any
) -> None:
    flora.post("/orders", body())
    flora.post("/orders", body(delivery__phone="bad phone"))
    written = str(log_records())
    assert ORDER_ID in written
    for secret in (flora.token, "Iris Wiesenthal", "Blumenstraße", "+49 30 1234567", "For you"):
        assert secret not in written


@proves("FM-APIG-04:mitigation")
def test_every_answer_carries_the_headers_that_protect_it(flora: Api) -> None:
    answer = flora.post("/orders", body())
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
