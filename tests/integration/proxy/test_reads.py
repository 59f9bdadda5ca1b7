"""Reading: one look into the data cache, and a kick when there is nothing, or nothing fresh."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace
from pymongo.collection import Collection
from pymongo.database import Database
from pymongo.errors import OperationFailure

from services.proxy import handler as proxy
from services.shared.identifiers import order_id
from services.shared.messages import (
    CatalogueChanged,
    CreditNoteIssued,
    InvoiceIssued,
    OrderCancelled,
    OrderConfirmed,
    OrderMissing,
    OrderPlaced,
    OrdersListed,
    ProfileChanged,
    RefreshCatalogue,
    RefreshOrder,
    RefreshOrders,
    RefreshProfile,
    StockChanged,
)
from services.shared.model import DeliveryDay, Invoice, Level, Profile, State
from services.shared.mongo import Document
from services.shared.participants import INVENTORY, ORDER, PROFILES
from services.shared.views import HARD, OVERTAKEN, PLACES, SOFT
from tests.aws import AwsServer
from tests.claims import proves
from tests.integration.proxy.api import Api
from tests.integration.proxy.conftest import Clock, RoundTrips, Show
from tests.shop import CATALOGUE, FLORA, FLORAS_ADDRESS, an_order

ORDER_ID = order_id("sub-flora", "key-0001")
INVOICE = Invoice("2027-000042", "invoices/2027/2027-000042.pdf", datetime(2027, 1, 2, tzinfo=UTC))
CREDIT_NOTE = Invoice(
    "C2027-000007", "invoices/C2027/C2027-000007.pdf", datetime(2027, 1, 3, tzinfo=UTC)
)
A_SECOND = timedelta(seconds=1)


@proves("T10", "K13")
def test_what_is_shown_is_one_look_into_the_cache_and_no_message(
    flora: Api, show: Show, aws_server: AwsServer, round_trips: RoundTrips
) -> None:
    show(OrderPlaced(an_order()))
    answer = flora.get(f"/orders/{ORDER_ID}")
    assert answer.status == 200
    assert answer.body["state"] == "placed"
    assert answer.body["lines"][0]["total"] == 4200
    assert answer.headers["Cache-Control"] == "no-store"
    assert round_trips.commands == ["find"]
    assert aws_server.messages(ORDER) == []


@proves("T11", "E13", "E14")
@pytest.mark.parametrize(
    ("path", "owner", "kick"),
    [
        (f"/orders/{ORDER_ID}", ORDER, RefreshOrder(ORDER_ID)),
        ("/orders", ORDER, RefreshOrders("sub-flora")),
        ("/catalogue", INVENTORY, RefreshCatalogue()),
        ("/delivery-days", INVENTORY, RefreshCatalogue()),
        ("/profile", PROFILES, RefreshProfile(replace(FLORA, username="sub-flora"))),
    ],
)
def test_what_is_not_shown_yet_is_asked_for_and_promised(
    flora: Api, aws_server: AwsServer, path: str, owner: Any, kick: Any
) -> None:
    answer = flora.get(path)
    assert answer.status == 503
    assert int(answer.headers["Retry-After"]) >= 1
    assert aws_server.messages(owner) == [kick]


@proves("X24")
def test_a_crowd_of_readers_asks_the_owner_once(flora: Api, aws_server: AwsServer) -> None:
    for _ in range(20):
        assert flora.get("/catalogue").status == 503
    assert aws_server.messages(INVENTORY) == [RefreshCatalogue()]


@proves("T35", "T38")
def test_what_is_old_is_shown_and_asked_for_again(
    flora: Api, show: Show, aws_server: AwsServer, clock: Clock
) -> None:
    show(CatalogueChanged(CATALOGUE, 1))
    clock.ahead = SOFT + A_SECOND
    assert flora.get("/catalogue").status == 200
    assert aws_server.messages(INVENTORY) == [RefreshCatalogue()]


@proves("T35")
def test_what_is_very_old_does_not_exist_any_more(flora: Api, show: Show, clock: Clock) -> None:
    show(CatalogueChanged(CATALOGUE, 1))
    clock.ahead = HARD + A_SECOND
    assert flora.get("/catalogue").status == 503


@proves("X24", "X25")
def test_an_order_that_its_owner_does_not_know_is_not_found_after_a_moment(
    flora: Api, show: Show, clock: Clock
) -> None:
    show(OrderMissing(ORDER_ID))
    assert flora.get(f"/orders/{ORDER_ID}").status == 503, "it may still be on its way"
    clock.ahead = OVERTAKEN + A_SECOND
    assert flora.get(f"/orders/{ORDER_ID}").status == 404
    show(OrderPlaced(an_order()))
    assert flora.get(f"/orders/{ORDER_ID}").status == 200


def test_orders_are_listed_newest_first_a_page_at_a_time(flora: Api, show: Show) -> None:
    day = timedelta(days=1)
    orders = tuple(
        replace(an_order(key=f"key-{at:04}"), placed_at=an_order().placed_at + at * day)
        for at in range(5)
    )
    show(OrdersListed("sub-flora", orders, last=True))
    first = flora.get("/orders", limit="3").body
    second = flora.get("/orders", limit="3", before=first["next"]).body
    newest_first = [order.id for order in reversed(orders)]
    assert [o["id"] for o in (*first["orders"], *second["orders"])] == newest_first
    assert second["next"] is None


def test_a_customer_sees_no_order_of_another(flora: Api, felix: Api, show: Show) -> None:
    show(OrdersListed("sub-flora", (an_order(),), last=True))
    show(OrdersListed("sub-felix", (), last=True))
    assert len(flora.get("/orders").body["orders"]) == 1
    assert felix.get("/orders").body["orders"] == []


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"limit": "0"}, "limit"),
        ({"limit": "51"}, "limit"),
        ({"limit": "many"}, "limit"),
        ({"limit": "\N{FULLWIDTH DIGIT ONE}"}, "limit"),
        ({"before": "yesterday"}, "before"),
    ],
)
def test_a_page_that_cannot_be_names_the_field(
    flora: Api, query: dict[str, str], field: str
) -> None:
    answer = flora.get("/orders", **query)
    assert answer.status == 422
    assert answer.fields == [field]


def test_delivery_days_say_what_is_free(api: Api, show: Show) -> None:
    day = (datetime.now(UTC) + timedelta(days=3)).date()
    cutoff = datetime.now(UTC) + timedelta(days=2)
    show(
        StockChanged(
            levels=(Level(PLACES, day, 1, 2), Level("rose-red", day, 17, 2)),
            days=(DeliveryDay(day, cutoff, closed=False, places=40, version=2),),
        )
    )
    (shown,) = api.get("/delivery-days").body["days"]
    assert shown["day"] == day.isoformat()
    assert shown["open"] is True
    assert shown["stock"] == {"rose-red": 17}
    show(StockChanged(levels=(Level(PLACES, day, 0, 3),)))
    (full,) = api.get("/delivery-days").body["days"]
    assert full["open"] is False


def test_a_profile_is_that_of_the_caller(flora: Api, show: Show) -> None:
    show(ProfileChanged(Profile("sub-flora", "flora@example.com", "Flora", FLORAS_ADDRESS)))
    body = flora.get("/profile").body
    assert (body["email"], body["address"]["city"]) == ("flora@example.com", "Berlin")


@proves("T32", "T33", "K14", "U3")
def test_an_invoice_is_a_redirect_to_an_address_that_stands_nowhere_else(
    flora: Api, show: Show, log_records: Any
) -> None:
    confirmed = replace(an_order(), state=State.CONFIRMED, version=2)
    show(OrderConfirmed(confirmed), InvoiceIssued(ORDER_ID, "sub-flora", INVOICE))
    answer = flora.get(f"/orders/{ORDER_ID}/invoice")
    assert answer.status == 303
    assert answer.content == ""
    location = answer.headers["Location"]
    assert "X-Amz-Expires=300" in location
    assert f"/{INVOICE.key}?" in location
    signature = location.split("X-Amz-Signature=")[1]
    assert signature not in str(log_records())
    assert "X-Amz" not in flora.get(f"/orders/{ORDER_ID}").content


def test_a_credit_note_is_downloaded_as_an_invoice_is(flora: Api, show: Show) -> None:
    cancelled = replace(an_order(), state=State.CANCELLED, version=3)
    show(OrderCancelled(cancelled))
    assert flora.get(f"/orders/{ORDER_ID}/credit-note").status == 404
    show(CreditNoteIssued(ORDER_ID, "sub-flora", CREDIT_NOTE))
    shown = flora.get(f"/orders/{ORDER_ID}").body["credit_note"]
    assert shown == {"number": CREDIT_NOTE.number, "url": f"/api/orders/{ORDER_ID}/credit-note"}
    answer = flora.get(f"/orders/{ORDER_ID}/credit-note")
    assert answer.status == 303
    assert f"/{CREDIT_NOTE.key}?" in answer.headers["Location"]


def test_an_invoice_that_is_being_drawn_is_promised(flora: Api, show: Show) -> None:
    show(OrderConfirmed(replace(an_order(), state=State.CONFIRMED, version=2)))
    assert flora.get(f"/orders/{ORDER_ID}/invoice").status == 503


def test_an_order_that_is_not_confirmed_has_no_invoice(flora: Api, show: Show) -> None:
    show(OrderPlaced(an_order()))
    assert flora.get(f"/orders/{ORDER_ID}/invoice").status == 404


@proves("T36", "E12")
def test_when_the_data_cache_is_down_reading_is_a_nuisance_and_says_so(
    flora: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CACHE_URI", "mongodb://127.0.0.1:9/")
    answer = flora.get(f"/orders/{ORDER_ID}")
    assert answer.status == 503
    assert answer.headers["Retry-After"] == "2"
    assert flora.get("/health").body["status"] == "degraded"


def test_an_instance_whose_password_was_changed_asks_for_the_new_one(
    flora: Api, show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    show(OrderPlaced(an_order()))
    find = Collection.find

    def refused(*_: Any, **__: Any) -> None:
        raise OperationFailure("Authentication failed.", code=18)

    before = proxy.proxy.shop
    monkeypatch.setattr(Collection, "find", refused)
    assert flora.get(f"/orders/{ORDER_ID}").status == 503
    monkeypatch.setattr(Collection, "find", find)
    assert flora.get(f"/orders/{ORDER_ID}").status == 200
    assert proxy.proxy.shop is not before


@proves("T42")
def test_health_tells_version_and_dependencies(
    api: Api, flora: Api, mongodb: Database[Document]
) -> None:
    assert api.get("/health").body == {
        "status": "ok",
        "version": "0.1.0",
        "dependencies": {"data_cache": "ok", "identity": "keys not fetched yet"},
    }
    flora.get("/profile")
    assert api.get("/health").body["dependencies"]["identity"] == "ok"


def test_the_bus_being_down_is_told_to_whoever_needed_it(
    flora: Api, show: Show, aws_server: AwsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    show(OrderPlaced(an_order()))
    assert flora.get(f"/orders/{ORDER_ID}").status == 200
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    cold = Api(flora.handler, flora.token)
    assert cold.get(f"/orders/{ORDER_ID}").status == 200
