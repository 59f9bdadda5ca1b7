"""What a customer does in the deployed store, from the order to the invoice."""

import io
from urllib.parse import urlsplit

import pytest
from pypdf import PdfReader

from local.seed import Person
from local.shopper import Answer, Shopper
from services.policy.pricing import money
from tests.claims import proves
from tests.e2e.store import ROSE, VISA, Store, pay

IDA = Person("ida@crassula.test", "Ida Immergrün")
DECLINED = "pm_card_chargeDeclinedInsufficientFunds"


@proves(
    "T08",
    "T09",
    "T11",
    "T20",
    "T23",
    "T27",
    "T29",
    "T30",
    "T31",
    "T32",
    "U1",
    "U3",
    "T12",
    "FM-CACHE-01:mitigation",
)
def test_a_customer_orders_pays_and_gets_the_invoice(store: Store, flora: Shopper) -> None:
    day = store.day(0)
    total = store.items["a-dozen-red"]["price"] + store.items["vase-glass"]["price"]
    before = store.stock("rose-red", day)
    order_id = store.order(flora, day, {"a-dozen-red": 1, "vase-glass": 1})
    flora.wait_for_order(order_id, lambda o: o["state"] == "placed", "is placed")
    assert pay(flora, order_id).status == 202
    order = flora.wait_for_order(order_id, lambda o: o["invoice"], "has an invoice")

    assert order["state"] == "confirmed"
    assert order["payment"] == {"state": "authorised", "decline_code": "", "client_secret": ""}
    pdf = PdfReader(io.BytesIO(flora.download(f"/orders/{order_id}/invoice")))
    page = pdf.pages[0].extract_text()
    for words in (order["invoice"]["number"], "A Dozen Red", "Glass vase", money(total, "EUR")):
        assert words in page
    assert store.stock("rose-red", day) == before - 12
    assert order_id in [each["id"] for each in flora.get("/orders").body["orders"]]
    (intent,) = store.intents_of(order_id)
    assert (intent["status"], intent["amount_capturable"]) == ("requires_capture", total)


@proves("T28", "U5")
def test_the_money_is_taken_when_the_florist_ships(
    store: Store, flora: Shopper, fleur: Shopper
) -> None:
    order_id = store.order(flora, store.day(1))
    flora.wait_for_order(order_id, lambda o: o["state"] == "placed", "is placed")
    pay(flora, order_id)
    flora.wait_for_order(order_id, lambda o: o["state"] == "confirmed", "is confirmed")

    assert fleur.ask("POST", f"/orders/{order_id}/shipment", {}).status == 202

    shipped = flora.wait_for_order(
        order_id, lambda o: o["payment"]["state"] == "captured", "is captured"
    )
    assert shipped["state"] == "shipped"
    fleur.ask("POST", f"/orders/{order_id}/delivery", {})
    flora.wait_for_order(order_id, lambda o: o["state"] == "delivered", "is delivered")
    (intent,) = store.intents_of(order_id)
    assert intent["amount_received"] == store.price()


def test_an_unpaid_order_is_not_shipped(store: Store, flora: Shopper, fleur: Shopper) -> None:
    order_id = store.order(flora, store.day(2))
    flora.wait_for_order(order_id, lambda o: o["state"] == "placed", "is placed")
    assert fleur.ask("POST", f"/orders/{order_id}/shipment", {}).status == 409


def test_a_declined_card_is_told_and_another_one_pays(store: Store, flora: Shopper) -> None:
    order_id = store.order(flora, store.day(2))
    flora.wait_for_order(order_id, lambda o: o["state"] == "placed", "is placed")
    pay(flora, order_id, DECLINED)
    declined = flora.wait_for_order(
        order_id, lambda o: o["payment"]["state"] == "declined", "is declined"
    )
    assert declined["state"] == "placed"
    assert declined["payment"]["decline_code"] == "insufficient_funds"

    pay(flora, order_id)

    flora.wait_for_order(order_id, lambda o: o["state"] == "confirmed", "is confirmed")


def test_a_cancelled_order_gives_back_the_stems_and_the_money(store: Store, flora: Shopper) -> None:
    day = store.day(2)
    before = store.stock("sunflower", day)
    order_id = store.order(flora, day, {"sunflower": 7})
    flora.wait_for_order(order_id, lambda o: o["state"] == "placed", "is placed")
    pay(flora, order_id)
    flora.wait_for_order(order_id, lambda o: o["invoice"], "has an invoice")

    assert flora.ask("POST", f"/orders/{order_id}/cancellation", {}).status == 202

    cancelled = flora.wait_for_order(
        order_id, lambda o: o["payment"]["state"] == "voided", "is voided"
    )
    assert (cancelled["state"], cancelled["reason"]) == ("cancelled", "customer")
    store.wait_until_quiet()
    assert store.stock("sunflower", day) == before
    credited = flora.order(order_id)["credit_note"]
    pdf = PdfReader(io.BytesIO(flora.download(f"/orders/{order_id}/credit-note")))
    page = pdf.pages[0].extract_text()
    for words in (
        credited["number"],
        cancelled["invoice"]["number"],
        money(cancelled["total"], "EUR"),
    ):
        assert words in page
    (intent,) = store.intents_of(order_id)
    assert (intent["status"], intent["amount_received"]) == ("canceled", 0)


@proves("T46", "E30", "FM-PRX-04:mitigation", "FM-K12-02:mitigation", "FM-K28-01:mitigation")
def test_the_same_request_twice_is_one_order_and_a_changed_one_is_refused(
    store: Store,
) -> None:
    ida = store.welcome(IDA)
    day, key = store.day(4), "the-customers-own-key"
    first = ida.ask("POST", "/orders", store.request(day), key=key)
    again = ida.ask("POST", "/orders", store.request(day), key=key)
    assert first.body == again.body
    ida.wait_for_order(first.body["order_id"], lambda o: o["state"] == "placed", "is placed")

    other = ida.ask("POST", "/orders", store.request(day, {"fern": 3}), key=key)

    assert other.status == 422
    assert other.body["errors"][0]["field"] == "Idempotency-Key"
    store.wait_until_quiet()
    order = ida.order(first.body["order_id"])
    assert [line["recipe"] for line in order["lines"]] == [ROSE]
    assert [each["id"] for each in ida.get("/orders").body["orders"]] == [order["id"]]


@pytest.mark.finding("H4")
def test_each_bouquet_is_a_unit_on_the_invoice_on_the_work_list_and_when_ordered_again(
    store: Store, flora: Shopper, fleur: Shopper
) -> None:
    ready = store.request(store.day(2), {"meadow-gold": 1, "vase-glass": 1})
    mum = {"recipe": ROSE, "wrap": "wrap-sage", "quantity": 2, "name": "For Mum"}
    dad = {"recipe": {"lavender": 5}, "wrap": None, "quantity": 1, "name": "For Dad"}
    paper = store.items["wrap-sage"]["price"]
    total = ready["expected_total"] + 2 * (store.price() + paper) + store.price({"lavender": 5})
    order_id = flora.place({**ready, "bouquets": [mum, dad], "expected_total": total})
    flora.pay(order_id, VISA)
    order = flora.wait_for_order(order_id, lambda o: o["invoice"], "has an invoice")

    names = ["For Mum", "For Dad", "Meadow Gold", "Glass vase"]
    assert [line["name"] for line in order["lines"]] == names
    pdf = PdfReader(io.BytesIO(flora.download(f"/orders/{order_id}/invoice")))
    page = pdf.pages[0].extract_text()
    for words in (*names, "1 Red rose, 2 Leatherleaf fern, Sage paper, arranging"):
        assert words in page
    assert money(total, "EUR") in page
    assert fleur.order(order_id)["lines"] == order["lines"]
    again = flora.see(f"/orders/{order_id}/again")
    assert (again["lines"], again["total"], again["gone"]) == (order["lines"], total, [])


@proves("FM-PRX-05:effect")
def test_flowers_that_are_not_there_cancel_the_order_with_the_reason(
    store: Store, flora: Shopper
) -> None:
    wanted = store.request(store.day(5), {"fern": 67})
    (bouquet,) = wanted["bouquets"]
    total = 3 * wanted["expected_total"]
    order_id = flora.place(
        {**wanted, "bouquets": [{**bouquet, "quantity": 3}], "expected_total": total}
    )
    order = flora.wait_for_order(order_id, lambda o: o["state"] == "cancelled", "is cancelled")
    assert order["reason"] == "stock_short"
    assert pay(flora, order_id).status == 409


@proves("X25")
def test_another_customers_order_does_not_exist(
    store: Store, flora: Shopper, felix: Shopper
) -> None:
    order_id = store.order(flora, store.day(6))
    flora.wait_for_order(order_id, lambda o: o["state"] == "placed", "is placed")
    for method, path in (
        ("GET", ""),
        ("GET", "/invoice"),
        ("POST", "/payment"),
        ("POST", "/cancellation"),
    ):
        body = {"payment_method": "pm_card_visa"} if path == "/payment" else {}
        answer = felix.ask(method, f"/orders/{order_id}{path}", body if method == "POST" else None)
        assert answer.status == 404, (method, path)
    store.wait_until_quiet()
    assert flora.order(order_id)["state"] == "placed"


@proves("T19", "K28", "U4")
def test_a_profile_is_there_at_first_sight_and_names_the_buyer(
    store: Store, felix: Shopper
) -> None:
    assert felix.get("/profile").body["email"] == "felix@crassula.test"
    address = store.request(store.day(7))["buyer"]
    felix.ask("PUT", "/profile", {"name": "Felix Farn", "address": address})
    store.wait_until_quiet()
    assert felix.get("/profile").body["address"].items() >= address.items()
    request = store.request(store.day(7))
    del request["buyer"]
    order_id = felix.ask("POST", "/orders", request).body["order_id"]
    order = felix.wait_for_order(order_id, lambda o: o["state"] == "placed", "is placed")
    assert order["buyer"].items() >= address.items()


@proves("T02", "FM-CF-01:effect", "FM-CF-03:mitigation")
def test_the_site_and_the_api_are_one_address(store: Store) -> None:
    health = visit(store, "/api/health")
    assert health.body["status"] == "ok"
    assert "Strict-Transport-Security" in health.headers


@proves("T02", "FM-CF-03:mitigation")
def test_a_visitor_finds_the_shop(store: Store) -> None:
    home = visit(store, "/")
    assert home.status == 200
    assert b'href="/bouquets/"' in home.content
    assert b'href="/shop/basket"' in home.content
    assert "default-src 'none'" in home.headers["Content-Security-Policy"]
    assert "payment=(self " in home.headers["Permissions-Policy"]
    assert home.headers["Cross-Origin-Opener-Policy"] == "same-origin-allow-popups"
    site = store.outputs["SiteUrl"]
    assert f'<link rel="canonical" href="{site}/">' in home.content.decode()
    assert (
        f"{site}/.well-known/security.txt"
        in visit(store, "/.well-known/security.txt").content.decode()
    )


def visit(store: Store, path: str) -> Answer:
    """As a browser does, which knows that every name under localhost is this machine."""
    site = urlsplit(store.outputs["SiteUrl"])
    visitor = Shopper(f"http://127.0.0.1:{site.port}")
    return visitor.ask("GET", path, headers={"Host": site.netloc})
