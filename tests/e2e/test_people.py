"""Who customers are: profile, e-mail address, books, another time the same, and being forgotten."""

import csv
import io
from decimal import Decimal
from typing import Any

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config

from local import sample_requests
from local.deploy import REGION
from local.seed import Person
from local.shopper import OWN_ACCOUNT, SCOPES, Shopper, tokens_of, wait_for
from local.sign_in import SignInFailedError
from services.proxy.routes import ROUTES, Access, Route
from tests.claims import proves
from tests.e2e.store import Store

CODE = "123456"
"""The emulator's, for every address."""
OF_SOMEBODY = [r for r in ROUTES if "{order_id}" in r.path or "{enquiry_id}" in r.path]


@proves("T19", "U4")
def test_a_profile_keeps_recipients_and_days_to_be_reminded_of(store: Store) -> None:
    paula = store.welcome(Person("paula@crassula.test", "Paula Päonie"))
    assert paula.see("/profile")["name"] == "Paula Päonie"
    whole = {
        "name": "Paula Päonie-Łęcka",
        "address": sample_requests.BUYER,
        "recipients": [sample_requests.RECIPIENT],
        "reminders": [{"name": "Mother's birthday", "month": 2, "day": 29}],
    }

    paula.change("PUT", "/profile", whole)

    said = paula.wait_to_see("/profile", lambda p: p["reminders"], "has a reminder")
    assert said["address"].items() >= sample_requests.BUYER.items()
    assert said["recipients"][0].items() >= sample_requests.RECIPIENT.items()
    assert (said["name"], said["reminders"]) == (whole["name"], whole["reminders"])
    never = {**whole, "reminders": [{"name": "Never", "month": 4, "day": 31}]}
    assert paula.ask("PUT", "/profile", never).status == 422


@proves("K28", "FM-K28-02:mitigation", "FM-L05-01:mitigation")
def test_a_new_address_counts_once_its_owner_has_shown_that_it_is_theirs(store: Store) -> None:
    old, new = "edda@crassula.test", "edelweiss@crassula.test"
    person = Person(old, "Edda Edelweiß")
    edda = store.welcome(person)
    edda.see("/profile")

    edda.change("PUT", "/profile/email", {"email": new})

    waiting = edda.wait_to_see("/profile", lambda p: p["new_email"], "has a wish")
    assert (waiting["email"], waiting["new_email"]) == (old, new)
    (letter,) = wait_for(lambda: store.letters(new), bool, "the letter with the code")
    assert CODE in (letter["BodyText"] or letter["BodyHtml"])
    verify(store, person)
    edda.change("POST", "/profile/email/confirmation")
    changed = edda.wait_to_see("/profile", lambda p: p["email"] == new, "has the new address")
    assert changed["new_email"] == ""
    tokens_of(store.outputs, Person(new, person.name))
    order = store.buy(edda, store.day(3))
    wait_for(
        lambda: [each["BodyText"] for each in store.letters(new)],
        lambda texts: any(order["id"] in text for text in texts),
        "a letter to the new address",
    )


def verify(store: Store, person: Person) -> None:
    """What the shop's page does in the browser, with a token for one's own account."""
    token = tokens_of(store.outputs, person, (*SCOPES, OWN_ACCOUNT)).access
    browser: Any = boto3.client(
        "cognito-idp",
        endpoint_url=store.cloud.endpoint,
        region_name=REGION,
        config=Config(signature_version=UNSIGNED),
    )
    browser.verify_user_attribute(AccessToken=token, AttributeName="email", Code=CODE)


@proves("U3")
def test_orders_are_downloaded_as_a_table_for_the_books(store: Store, fleur: Shopper) -> None:
    otto = store.welcome(Person("otto@crassula.test", "Otto Orchidee"))
    kept = store.buy(otto, store.day(3), {"a-dozen-red": 1, "vase-glass": 1})
    gone = store.buy(otto, store.day(3), {"fern": 3})
    otto.change("POST", f"/orders/{gone['id']}/cancellation")
    otto.wait_for_order(gone["id"], lambda o: o["credit_note"], "has a credit note")
    store.wait_until_quiet()

    answer = wait_for(
        lambda: otto.ask("GET", "/orders", headers={"Accept": "text/csv"}),
        lambda a: a.status == 200,
        "the table",
    )

    assert answer.headers["Content-Type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    of_kept = [row for row in rows if row["order"] == kept["id"]]
    assert [(row["tax_rate"], row["gross"]) for row in of_kept] == [("7", "42.00"), ("19", "18.90")]
    assert {row["document"] for row in of_kept} == {kept["invoice"]["number"]}
    of_gone = [(row["kind"], row["gross"]) for row in rows if row["order"] == gone["id"]]
    assert of_gone == [("invoice", "11.70"), ("cancellation", "-11.70")]
    for row in rows:
        assert Decimal(row["net"]) + Decimal(row["tax"]) == Decimal(row["gross"])


@proves("U4")
def test_the_same_again_is_a_basket_at_todays_prices(store: Store, flora: Shopper) -> None:
    order = store.buy(flora, store.day(3), {"blush-hour": 2, "vase-glass": 1})

    basket = flora.see(f"/orders/{order['id']}/again")

    assert basket["total"] == basket["total_then"] == 2 * 4900 + 1890
    assert basket["gone"] == []
    again = sample_requests.order(store.items, store.day(4), {"blush-hour": 2, "vase-glass": 1})
    lines = [{"sku": line["sku"], "quantity": line["quantity"]} for line in basket["lines"]]
    assert lines == again["lines"]
    assert flora.place({**again, "lines": lines, "expected_total": basket["total"]}) != order["id"]


@proves("X25")
def test_who_is_forgotten_signs_in_no_more_and_the_books_keep_what_they_need(
    store: Store, fleur: Shopper
) -> None:
    person = Person("vera@crassula.test", "Vera Vergissmeinnicht")
    vera = store.welcome(person)
    vera.change("PUT", "/profile", {"name": person.name, "address": sample_requests.BUYER})
    order = store.buy(vera, store.day(3))
    assert vera.ask("DELETE", "/profile").status == 409, "flowers are under way"
    for what in ("shipments", "deliveries"):
        fleur.change("POST", f"/staff/{what}", {"orders": [order["id"]]})
        store.wait_until_quiet()
    vera.wait_for_order(order["id"], lambda o: o["state"] == "delivered", "is delivered")
    letters = len(store.letters(person.email))

    vera.change("DELETE", "/profile")

    erased = fleur.wait_to_see(
        f"/orders/{order['id']}", lambda o: o["buyer"]["name"] == "-", "names nobody"
    )
    assert (erased["total"], erased["invoice"]) == (order["total"], order["invoice"])
    kept = fleur.see(f"/staff/orders?delivery_date={store.day(3)}&status=delivered")["orders"]
    assert [o["delivery"]["recipient"]["name"] for o in kept if o["id"] == order["id"]] == ["-"]
    store.wait_until_quiet()
    with pytest.raises(SignInFailedError):
        tokens_of(store.outputs, person)
    gone = vera.see("/profile")
    assert (gone["name"], gone["email"], gone["address"]) == ("", "", None)
    assert len(store.letters(person.email)) == letters


@proves("X25", "T14")
@pytest.mark.parametrize("route", OF_SOMEBODY, ids=lambda r: f"{r.method} {r.path}")
def test_what_is_another_customers_does_not_exist(
    route: Route, store: Store, felix: Shopper, floras: dict[str, str]
) -> None:
    path = route.path.format(**floras)
    answer = felix.ask(route.method, path, {} if route.writes else None)
    assert answer.status == (403 if route.access is Access.FLORIST else 404)


@pytest.fixture(scope="module")
def floras(store: Store, flora: Shopper) -> dict[str, str]:
    """What Flora has, by its name in paths."""
    asked = sample_requests.enquired_last_week(flora.customer, "floras-own-enquiry")
    store.publish(asked)
    order = store.buy(flora, store.day(3))
    return {"order_id": order["id"], "enquiry_id": asked.enquiry_id, "refund": "a" * 20}
