"""Two bouquets of one's own, one of the catalogue and a vase: from the basket to the same again."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from services.contracts.bouquets import FEWEST_STEMS, MOST_STEMS, NAME_MOST, RequestedBouquet
from services.contracts.inventory import CatalogueChanged
from services.contracts.order_messages import OrderPlaced, PlaceOrder
from services.contracts.orders import Order
from services.inventory.domain import requests
from services.invoicing.domain.einvoice import einvoice
from services.notices.domain.orders import placed as email_of
from services.order.domain import order as domain
from tests.aws import AwsServer
from tests.integration.proxy.api import Api
from tests.integration.proxy.asking import IN_THREE_DAYS, ORDER_ID, as_json, body, sent
from tests.integration.proxy.conftest import Show
from tests.shop import CATALOGUE, DOZEN, RED_ROSE, SOLD, VASE, at_todays_prices, request_for
from tests.unit.invoicing.documents import an_invoice

MUM = RequestedBouquet({"rose-red": 5, "eucalyptus": 3}, 2, "wrap-sage", "For Mum")
DAD = RequestedBouquet({"rose-red": 7}, name="For Dad")
REQUEST = at_todays_prices(
    replace(request_for((DOZEN, 1), (VASE, 1), day=IN_THREE_DAYS), bouquets=(MUM, DAD))
)
OF_MUM = "5 Red rose, 3 Eucalyptus, Sage paper, arranging"
NAMES = ["For Mum", "For Dad", "A Dozen Red", "Glass vase"]


def ordered(flora: Api, aws_server: AwsServer) -> Order:
    """The order that comes of the request, as order announces it."""
    assert flora.post("/orders", as_json(REQUEST)).status == 202
    (command,) = sent(aws_server)
    assert isinstance(command, PlaceOrder)
    return domain.place(command, SOLD, None, timedelta(minutes=30))


@pytest.mark.finding("H4")
def test_a_bouquet_stays_a_unit_from_the_basket_to_the_same_again(
    flora: Api, fleur: Api, open_shop: Show, aws_server: AwsServer
) -> None:
    order = ordered(flora, aws_server)
    assert (order.state, order.total) == ("placed", REQUEST.expected_total)

    open_shop(OrderPlaced(order))
    for reader in (flora, fleur):
        shown = reader.get(f"/orders/{ORDER_ID}").body["lines"]
        assert [line["name"] for line in shown] == NAMES
        assert [line["contents"] for line in shown] == [
            OF_MUM, "7 Red rose, arranging", "12 Red rose, 3 Eucalyptus, arranging", "",
        ]  # fmt: skip
    again = flora.get(f"/orders/{ORDER_ID}/again").body
    assert again["lines"] == shown
    assert (again["total"], again["gone"]) == (order.total, [])
    same = [RequestedBouquet(e["recipe"], e["quantity"], e["wrap"], e["name"])
            for e in again["lines"] if e["is_own"]]  # fmt: skip
    assert tuple(same) == REQUEST.bouquets


@pytest.mark.finding("H4")
def test_its_papers_and_its_e_mail_say_what_each_bouquet_is(
    flora: Api, open_shop: Show, aws_server: AwsServer
) -> None:
    order = ordered(flora, aws_server)
    invoice = an_invoice(order)
    assert [row.name for row in invoice.rows] == NAMES
    assert invoice.rows[0].contents == OF_MUM
    assert sum(row.gross for row in invoice.rows) == invoice.total == order.total
    assert f"<ram:Description>{OF_MUM}</ram:Description>" in einvoice(invoice)
    assert f"2 x For Mum: {OF_MUM}" in email_of(order).text("https://flowers.example")


@pytest.mark.finding("H4")
def test_what_is_reserved_for_it_is_the_sum_of_its_stems(
    flora: Api, open_shop: Show, aws_server: AwsServer
) -> None:
    needs = requests.placed(ordered(flora, aws_server), "berlin").needs
    assert needs == {"rose-red": 29, "eucalyptus": 9, "wrap-sage": 2, "vase-glass": 1}


def test_a_browser_is_told_how_a_bouquet_of_ones_own_is_put_together(
    flora: Api, open_shop: Show
) -> None:
    shown = flora.get("/catalogue").body
    assert shown["own_bouquets"] == {
        "arranging": "arranging",
        "fewest_stems": FEWEST_STEMS,
        "most_stems": MOST_STEMS,
        "name_most": NAME_MOST,
    }
    (arranging,) = [i for i in shown["items"] if i["sku"] == shown["own_bouquets"]["arranging"]]
    assert arranging["kind"] == "service"


def one(**changes: Any) -> dict[str, Any]:
    good = {"recipe": {"rose-red": 3}, "quantity": 1, "wrap": None, "name": "For Mum"}
    return body(lines=[], bouquets=[{**good, **changes}], expected_total=3 * 320 + 900)


@pytest.mark.finding("M12")
@pytest.mark.parametrize(
    ("asked", "status", "field"),
    [
        (one(recipe={"rose-red": 2}), 422, "bouquets[0].recipe"),
        (one(recipe={"rose-red": 101}), 422, "bouquets[0].recipe"),
        (one(recipe={}), 422, "bouquets[0].recipe"),
        (one(recipe={"rose-red": -3}), 422, "bouquets[0].recipe[...]"),
        (one(recipe={"vase-glass": 3}), 409, "bouquets[0].recipe"),
        (one(recipe={"black-rose": 3}), 409, "bouquets[0].recipe"),
        (one(wrap="vase-glass"), 409, "bouquets[0].wrap"),
        (one(name=""), 422, "bouquets[0].name"),
        (one(name="x" * (NAME_MOST + 1)), 422, "bouquets[0].name"),
        (one(name="two\nlines"), 422, "bouquets[0].name"),
        (one(quantity=0), 422, "bouquets[0].quantity"),
        (one() | {"bouquets": [one()["bouquets"][0]] * 21}, 422, "bouquets"),
        (one() | {"expected_total": 3 * 320}, 409, "expected_total"),
        (body(lines=[{"sku": "rose-red", "quantity": 3}]), 409, "lines[0].sku"),
        (body(lines=[{"sku": "wrap-sage", "quantity": 1}]), 409, "lines[0].sku"),
        (body(lines=[{"sku": "vase-glass", "quantity": 1}]), 409, "lines"),
    ],
)
def test_what_no_florist_would_tie_is_refused_with_the_field_that_says_it(
    flora: Api, open_shop: Show, aws_server: AwsServer, asked: Any, status: int, field: str
) -> None:
    answer = flora.post("/orders", asked)
    assert (answer.status, answer.fields) == (status, [field])
    assert sent(aws_server) == []


@pytest.mark.finding("M12")
def test_a_dearer_stem_or_dearer_arranging_is_never_charged_silently(
    flora: Api, open_shop: Show, aws_server: AwsServer
) -> None:
    dearer = tuple(replace(i, price=950) if i.sku == "arranging" else i for i in CATALOGUE)
    open_shop(CatalogueChanged(dearer, 2))
    answer = flora.post("/orders", as_json(request_for((RED_ROSE, 5), day=IN_THREE_DAYS)))
    assert (answer.status, answer.fields) == (409, ["expected_total"])
