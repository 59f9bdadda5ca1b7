"""Addresses and phones as people paste them, on their way through the API."""

from typing import Any

import pytest

from services.contracts.inventory import ZonesChanged
from services.contracts.order_messages import PlaceOrder
from services.contracts.profiles import ChangeEmail, UpdateProfile
from tests.aws import AwsServer
from tests.integration.proxy.api import Api
from tests.integration.proxy.asking import body, sent
from tests.integration.proxy.conftest import Show
from tests.shop import zones

BUYER = {"name": "J. Watson", "street": "221b Baker Street", "city": "London", "country": "GB"}


def ordered(server: AwsServer) -> PlaceOrder:
    (message,) = sent(server)
    assert isinstance(message, PlaceOrder)
    return message


@pytest.mark.finding("B05", "B07", "H1")
def test_what_was_pasted_into_an_order_is_passed_on_as_it_is_written_there(
    flora: Api, open_shop: Show, aws_server: AwsServer
) -> None:
    pasted = body(
        delivery__recipient__postcode="D\u2013\uff18\uff10\uff13\uff13\uff11\u200e",
        delivery__recipient__country="de",
        delivery__phone="tel:\u202a+49\u00a030\u2011123.45.67\u202c",
        buyer={**BUYER, "postcode": "nw16xe", "company": "Bees Ltd", "vat_id": "gb 980 7806 84"},
    )
    assert flora.post("/orders", pasted).status == 202
    request = ordered(aws_server).request
    assert request.delivery.phone == "+49 30-123.45.67"
    assert (request.delivery.recipient.postcode, request.delivery.recipient.country) == (
        "80331",
        "DE",
    )
    assert request.buyer is not None
    assert (request.buyer.postcode, request.buyer.vat_id) == ("NW1 6XE", "GB980780684")


@pytest.mark.finding("H8", "B19")
def test_an_address_that_names_no_country_is_in_the_shops(
    flora: Api, open_shop: Show, aws_server: AwsServer
) -> None:
    order = body()
    del order["delivery"]["recipient"]["country"]
    assert flora.post("/orders", order).status == 202
    assert ordered(aws_server).request.delivery.recipient.country == "DE"


@pytest.mark.finding("B19")
def test_a_buyer_where_there_are_no_postcodes_needs_none(flora: Api, aws_server: AwsServer) -> None:
    there = {**BUYER, "postcode": "", "city": "Kowloon", "country": "HK"}
    assert flora.put("/profile", {"name": "Flora", "address": there}).status == 202
    (message,) = sent(aws_server)
    assert isinstance(message, UpdateProfile)
    assert message.address is not None
    assert (message.address.postcode, message.address.country) == ("", "HK")


@pytest.mark.parametrize(
    ("changes", "status", "field", "remedy"),
    [
        ({"delivery__recipient__postcode": "1011"}, 422, "delivery.recipient.postcode", "10115"),
        ({"delivery__recipient__postcode": "1O115"}, 422, "delivery.recipient.postcode", "10115"),
        ({"delivery__recipient__postcode": "101155"}, 422, "delivery.recipient.postcode", "10115"),
        ({"delivery__recipient__postcode": "1060"}, 422, "delivery.recipient.postcode", "10115"),
        (
            {"delivery__recipient__postcode": "1060", "delivery__recipient__country": "AT"},
            409,
            "delivery.recipient.country",
            "the shop delivers in DE only",
        ),
        ({"buyer": {**BUYER, "postcode": "10115"}}, 422, "buyer.postcode", "EC1Y 8SY"),
        (
            {"buyer": {**BUYER, "postcode": "NW1 6XE", "vat_id": "DE12"}},
            422,
            "buyer.vat_id",
            "DE123456789",
        ),
        ({"buyer": {**BUYER, "postcode": "1", "country": "XX"}}, 422, "buyer.country", "DE"),
        ({"buyer": {**BUYER, "postcode": 10115}}, 422, "buyer.postcode", "str"),
        ({"buyer": {**BUYER, "postcode": "1", "country": 7}}, 422, "buyer.country", "str"),
    ],
    ids=["short", "letter O", "long", "Vienna's", "Vienna", "not British", "no VAT id", "nowhere",
         "a number", "no text"],
)  # fmt: skip
@pytest.mark.finding("B06", "H1")
def test_what_is_wrong_with_an_address_is_said_at_its_field(
    flora: Api,
    open_shop: Show,
    aws_server: AwsServer,
    changes: dict[str, Any],
    status: int,
    field: str,
    remedy: str,
) -> None:
    answer = flora.post("/orders", body(**changes))
    assert (answer.status, answer.fields) == (status, [field])
    assert remedy in answer.body["detail"]
    assert sent(aws_server) == []


@pytest.mark.finding("B06", "H1")
@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"postcode": "1060"}, "postcode"),
        ({"postcode": "10115", "country": "AT"}, "postcode"),
        ({"postcode": "10115", "country": "ZZ"}, "country"),
    ],
)
def test_no_days_are_shown_at_a_postcode_that_does_not_exist(
    api: Api, show: Show, query: dict[str, str], field: str
) -> None:
    show(ZonesChanged(zones().zones, 1))
    answer = api.get("/delivery-days", **query)
    assert (answer.status, answer.fields) == (422, [field])


@pytest.mark.finding("B19", "H8")
def test_forms_are_told_how_addresses_are_written_and_where_the_shop_delivers(
    api: Api, show: Show
) -> None:
    show(ZonesChanged(zones().zones, 1))
    shown = api.get("/countries").body
    assert shown["delivered"] == ["DE"]
    known = {each["code"]: each for each in shown["countries"]}
    assert len(known) == 249
    postcode = {"label": "Postcode", "example": "10115", "is_required": True}
    assert known["DE"] == {"code": "DE", "city": "City", "postcode": postcode, "region": None}
    assert known["HK"]["postcode"] is None
    assert (known["US"]["postcode"]["label"], known["US"]["region"]) == ("ZIP code", "State")
    assert known["GB"]["city"] == "Post town"


@pytest.mark.finding("A16")
@pytest.mark.parametrize(
    "name", ["\u200d", "\u200b\u202e", "\u061c", "\u3164\u3164", "\u2800", "\u2028", " \ufeff "]
)
def test_a_name_in_which_nobody_sees_anything_is_no_name(
    flora: Api, open_shop: Show, aws_server: AwsServer, name: str
) -> None:
    answer = flora.post("/orders", body(delivery__recipient__name=name))
    assert (answer.status, answer.fields) == (422, ["delivery.recipient.name"])
    assert sent(aws_server) == []


@pytest.mark.finding("B04")
def test_an_e_mail_address_has_no_capitals(flora: Api, aws_server: AwsServer) -> None:
    assert flora.put("/profile/email", {"email": "Flora.A@Example.COM"}).status == 202
    (message,) = sent(aws_server)
    assert isinstance(message, ChangeEmail)
    assert message.email == "flora.a@example.com"
