"""Reading: one look into the data cache, and a kick when there is nothing, or nothing fresh."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace
from pymongo.collection import Collection
from pymongo.database import Database
from pymongo.errors import OperationFailure

from services.contracts.commissions import EnquiriesListed
from services.contracts.inventory import (
    CatalogueChanged,
    Item,
    ItemKind,
    RefreshCatalogue,
    ZonesChanged,
)
from services.contracts.order_messages import (
    OrderMissing,
    OrderPlaced,
    OrdersListed,
    RefreshOrder,
    RefreshOrders,
)
from services.contracts.orders import Occasion
from services.contracts.payments import CardsChanged, RefreshCards, Wallet
from services.contracts.profiles import Profile, ProfileChanged, RefreshProfile
from services.contracts.views import HARD, LIST_COMPLETE_FOR, NOT_FOUND_GRACE, SOFT
from services.manifest import INVENTORY, ORDER, PAYMENT, PROFILES
from services.proxy import handler as proxy
from services.proxy.features.orders import PAGE_MOST
from services.runtime.aws import Aws, AwsUnavailableError
from services.runtime.bus import Queues
from services.runtime.mongo import Document
from tests.aws import AwsServer
from tests.claims import proves
from tests.integration.proxy.api import Api
from tests.integration.proxy.asking import ENQUIRY_ID, ORDER_ID, a_day, an_enquiry, placed, sent
from tests.integration.proxy.conftest import Clock, RoundTrips, Show
from tests.shop import CATALOGUE, DOZEN, FLORA, VASE, an_order, zones

A_SECOND = timedelta(seconds=1)
READS = (
    f"/orders/{ORDER_ID}",
    f"/orders/{ORDER_ID}/again",
    "/orders",
    "/enquiries",
    "/profile",
    "/profile/cards",
    "/catalogue",
    "/delivery-days",
)
LISTS = ("/orders", "/enquiries")
"""What is read after a marker that says whether it is all."""


@pytest.fixture
def all_shown(show: Show) -> None:
    """Everything that Flora can read."""
    show(CatalogueChanged(CATALOGUE, 1), ZonesChanged(zones().zones, 1), a_day())
    show(OrdersListed("sub-flora", (an_order(),), last=True))
    show(EnquiriesListed("sub-flora", (an_enquiry(),)))
    show(ProfileChanged(Profile("sub-flora")), CardsChanged(Wallet("sub-flora")))


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


@proves("T11", "E14", "FM-CACHE-01:effect", "FM-K15-01:effect")
@pytest.mark.parametrize(
    ("path", "owner", "kick"),
    [
        (f"/orders/{ORDER_ID}", ORDER, RefreshOrder(ORDER_ID)),
        ("/orders", ORDER, RefreshOrders("sub-flora")),
        ("/catalogue", INVENTORY, RefreshCatalogue()),
        ("/delivery-days", INVENTORY, RefreshCatalogue()),
        ("/profile", PROFILES, RefreshProfile(replace(FLORA, username="sub-flora"))),
        ("/profile/cards", PAYMENT, RefreshCards("sub-flora")),
    ],
)
def test_what_is_not_shown_yet_is_asked_for_and_promised(
    flora: Api, aws_server: AwsServer, path: str, owner: Any, kick: Any
) -> None:
    answer = flora.get(path)
    assert answer.status == 503
    assert int(answer.headers["Retry-After"]) >= 1
    assert aws_server.messages(owner) == [kick]


@proves("X24", "FM-K12-05:mitigation")
def test_a_crowd_of_readers_asks_the_owner_once(flora: Api, aws_server: AwsServer) -> None:
    for _ in range(20):
        assert flora.get("/catalogue").status == 503
    assert aws_server.messages(INVENTORY) == [RefreshCatalogue()]


@proves("T35", "T38", "FM-CACHE-04:effect", "FM-K15-01:effect")
def test_what_is_old_is_shown_and_asked_for_again(
    flora: Api, show: Show, aws_server: AwsServer, clock: Clock
) -> None:
    show(CatalogueChanged(CATALOGUE, 1))
    clock.ahead = SOFT + A_SECOND
    assert flora.get("/catalogue").status == 200
    assert aws_server.messages(INVENTORY) == [RefreshCatalogue()]


@proves("T35", "FM-CACHE-04:mitigation", "FM-CACHE-09:mitigation")
def test_what_is_very_old_does_not_exist_any_more(flora: Api, show: Show, clock: Clock) -> None:
    show(CatalogueChanged(CATALOGUE, 1))
    clock.ahead = HARD + A_SECOND
    assert flora.get("/catalogue").status == 503


@proves("X24", "X25", "FM-CACHE-02:effect", "FM-CACHE-02:mitigation")
def test_an_order_that_its_owner_does_not_know_is_not_found_after_a_moment(
    flora: Api, show: Show, clock: Clock
) -> None:
    show(OrderMissing(ORDER_ID))
    assert flora.get(f"/orders/{ORDER_ID}").status == 503, "it may still be on its way"
    clock.ahead = NOT_FOUND_GRACE + A_SECOND
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


def test_no_page_of_a_list_is_shown_as_the_last_one_when_the_cache_has_lost_the_list(
    flora: Api, show: Show, clock: Clock
) -> None:
    """Else a table for the books would end early and look whole."""
    orders = tuple(an_order(key=f"key-{at:04}") for at in range(3))
    show(OrdersListed("sub-flora", orders, last=True))
    first = flora.get("/orders", limit="2").body
    clock.ahead = LIST_COMPLETE_FOR + A_SECOND
    assert flora.get("/orders", limit="2", before=first["next"]).status == 503


def test_an_order_is_made_as_it_was_priced_whatever_its_recipe_is_now(
    flora: Api, show: Show
) -> None:
    show(OrderPlaced(placed()), CatalogueChanged((replace(DOZEN, recipe={"tulip": 9}), VASE), 2))
    dozen, vase = flora.get(f"/orders/{ORDER_ID}").body["lines"]
    assert (dozen["recipe"], vase["recipe"]) == ({"rose-red": 12, "eucalyptus": 3}, {})
    again, _ = flora.get(f"/orders/{ORDER_ID}/again").body["lines"]
    assert again["recipe"] == {"tulip": 9}, "the same again is made as it is made today"


@pytest.mark.parametrize(
    ("occasion", "shown"),
    [(None, (None, None)), (Occasion(ENQUIRY_ID, "Wedding"), ("Wedding", ENQUIRY_ID))],
    ids=["an order", "an event"],
)
def test_an_event_leads_back_to_its_enquiry(
    flora: Api, show: Show, occasion: Occasion | None, shown: tuple[str | None, str | None]
) -> None:
    show(OrderPlaced(placed(occasion=occasion)))
    order = flora.get(f"/orders/{ORDER_ID}").body
    assert (order["occasion"], order["enquiry_id"]) == shown


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
        ({"limit": "9" * 5000}, "limit"),
        ({"before": "yesterday"}, "before"),
        ({"before": f"0000000000000_{ORDER_ID}x"}, "before"),
    ],
)
def test_a_page_that_cannot_be_names_the_field(
    flora: Api, query: dict[str, str], field: str
) -> None:
    answer = flora.get("/orders", **query)
    assert answer.status == 422
    assert answer.fields == [field]


@proves("T36", "E17", "FM-CACHE-05:effect")
def test_when_the_data_cache_is_down_reading_is_a_nuisance_and_says_so(
    flora: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CACHE_URI", "mongodb://127.0.0.1:9/")
    answer = flora.get(f"/orders/{ORDER_ID}")
    assert answer.status == 503
    assert answer.headers["Retry-After"] == "2"
    assert flora.get("/health").body["status"] == "degraded"


@proves("FM-K13-01:effect", "FM-K13-01:mitigation")
def test_an_instance_whose_password_was_changed_asks_for_the_new_one(
    flora: Api, show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    show(OrderPlaced(an_order()))
    find = Collection.find

    def refused(*_: Any, **__: Any) -> None:
        raise OperationFailure("Authentication failed.", code=18)

    before = proxy.proxy.deps
    monkeypatch.setattr(Collection, "find", refused)
    assert flora.get(f"/orders/{ORDER_ID}").status == 503
    monkeypatch.setattr(Collection, "find", find)
    assert flora.get(f"/orders/{ORDER_ID}").status == 200
    assert proxy.proxy.deps is not before


@proves("T42")
def test_health_tells_version_and_dependencies(
    api: Api, flora: Api, mongodb: Database[Document]
) -> None:
    assert api.get("/health").body == {
        "status": "ok",
        "version": "0.1.0",
        "revision": "0123456789",
        "dependencies": {"data_cache": "ok", "identity": "keys not fetched yet"},
    }
    flora.get("/profile")
    assert api.get("/health").body["dependencies"]["identity"] == "ok"


@pytest.mark.usefixtures("all_shown")
def test_every_read_is_one_look_and_no_message(
    flora: Api, aws_server: AwsServer, round_trips: RoundTrips
) -> None:
    for path in READS:
        round_trips.commands.clear()
        assert flora.get(path).status == 200, path
        looks = 2 if path in LISTS else 1
        assert round_trips.commands == ["find"] * looks, path
    assert sent(aws_server) == []


@pytest.mark.usefixtures("all_shown")
def test_without_the_bus_all_that_is_shown_can_be_read_fresh_or_old(
    flora: Api, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    clock.ahead = SOFT + A_SECOND
    for path in READS:
        assert flora.get(path).status == 200, path


def test_without_the_bus_what_is_not_shown_cannot_be_prepared(
    flora: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    answer = flora.get("/catalogue")
    assert (answer.status, answer.headers["Retry-After"]) == (503, "2")
    assert {flora.get(path).status for path in READS} == {503}


@pytest.mark.usefixtures("all_shown")
def test_a_read_of_what_is_shown_makes_no_client_of_aws(
    flora: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    make = Aws._make_client

    def counted(aws: Aws, service: str) -> Any:
        made.append(service)
        return make(aws, service)

    monkeypatch.setattr(Aws, "_make_client", counted)
    assert {flora.get(path).status for path in READS} == {200}
    assert made == []
    for _ in range(2):
        assert flora.put("/profile", {"name": "Flora"}).status == 202
    assert made == ["sqs"]


def test_a_bus_that_is_down_does_not_make_every_reader_wait(
    flora: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def refused(*_: Any) -> None:
        asked.append(1)
        raise AwsUnavailableError("nobody answers")

    monkeypatch.setattr(Queues, "publish", refused)
    assert {flora.get("/catalogue").status for _ in range(5)} == {503}
    assert len(asked) == 1


def test_a_page_is_never_longer_than_its_limit(flora: Api, show: Show) -> None:
    orders = [an_order(key=f"key-{at:04}") for at in range(PAGE_MOST + 5)]
    for at in range(0, len(orders), 20):
        show(OrdersListed("sub-flora", tuple(orders[at : at + 20]), last=at >= 40))
    assert len(flora.get("/orders").body["orders"]) == 20
    assert len(flora.get("/orders", limit=f"{PAGE_MOST}").body["orders"]) == PAGE_MOST


# ---- the same again (U4) -----------------------------------------------------------------------


@proves("U4")
def test_the_same_again_costs_what_it_costs_today(
    flora: Api, show: Show, aws_server: AwsServer
) -> None:
    dearer = replace(DOZEN, price=4900)
    show(OrderPlaced(placed()), CatalogueChanged((dearer, VASE), 2))
    basket = flora.get(f"/orders/{ORDER_ID}/again").body
    assert [(line["sku"], line["unit_price"], line["total"]) for line in basket["lines"]] == [
        ("a-dozen-red", 4900, 4900), ("vase-glass", 1890, 1890),
    ]  # fmt: skip
    assert (basket["total"], basket["total_then"], basket["gone"]) == (6790, 6090, [])
    assert basket["card_message"] == placed().card_message
    assert sent(aws_server) == []


@proves("U4")
def test_what_is_sold_no_more_is_said_and_not_charged(flora: Api, show: Show) -> None:
    other = Item("tulips", "Tulips", ItemKind.BOUQUET, 2500, 7)
    show(OrderPlaced(placed()), CatalogueChanged((DOZEN, other), 2))
    basket = flora.get(f"/orders/{ORDER_ID}/again").body
    assert [line["sku"] for line in basket["lines"]] == ["a-dozen-red"]
    assert [(line["sku"], line["name"]) for line in basket["gone"]] == [
        ("vase-glass", "Glass vase")
    ]
    assert basket["total"] == 4200


def test_the_same_again_waits_for_order_and_catalogue(flora: Api, show: Show) -> None:
    show(OrderPlaced(placed()))
    assert flora.get(f"/orders/{ORDER_ID}/again").status == 503
