"""Who may do what: every route of the policy table, tried by everybody."""

import re

import pytest

from services.contracts.commissions import EnquiryChanged
from services.contracts.identifiers import enquiry_id, order_id
from services.contracts.invoices import InvoiceIssued
from services.contracts.order_messages import OrderConfirmed
from services.contracts.payments import Card, CardsChanged, RemoveCard, Wallet
from services.proxy import security
from services.proxy.routes import ACCOUNT_SCOPE, FLORISTS, ROUTES, SHOP_SCOPE, Access, Route
from tests.aws import AwsServer
from tests.claims import proves
from tests.integration.proxy.api import (
    ANOTHER_KEY,
    KEY,
    Answer,
    Api,
    Keys,
    code_token,
    florists_token,
    tampered_token,
    token,
    token_signed_with_the_public_key,
    unsigned_token,
)
from tests.integration.proxy.asking import (
    INVOICE,
    OF_NOBODY,
    OWN,
    body,
    confirmed,
    quoted,
    sent,
    unmarked,
)
from tests.integration.proxy.conftest import RoundTrips, Show

REFUSED_TOKENS = {
    "no token": "",
    "garbage": "not.a.token",
    "expired": token(exp=1),
    "of another pool": token(iss="https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_Other"),
    "of another client": token(client_id="somebody-elses-client"),
    "signed by somebody else": token(key=ANOTHER_KEY),
    "with an unknown key id": token(key_id="key-2"),
    "tampered with": tampered_token(),
    "unsigned": unsigned_token(),
    "signed with the public key": token_signed_with_the_public_key(),
    "an id token": token(token_use="id"),
    "without an expiry": token(without=("exp",)),
    "without a customer": token(without=("sub",)),
}  # fmt: skip
GUARDED = [route for route in ROUTES if route.access is not Access.ANYONE]
FELIX_ORDER = order_id("sub-felix", "key-0001")
FELIX_ENQUIRY = enquiry_id("sub-felix", "key-0001")
OF_A_CUSTOMER = {"order_id": FELIX_ORDER, "enquiry_id": FELIX_ENQUIRY, "card": "pm_felix"}
"""What a path can name of a customer, and Felix's."""


def parameters_of(route: Route) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", route.path))


OF_SOMEBODY = [
    (route, parameter)
    for route in ROUTES
    for parameter in sorted(parameters_of(route) & set(OF_A_CUSTOMER))
    if route.access is not Access.FLORIST
]


def ask(api: Api, route: Route, **named: str) -> Answer:
    """Call the route with values in its path, and an empty body if it takes one."""
    return api.call(
        route.method,
        route.path.format(**{**OWN, **named}),
        {} if route.writes else None,
        key="key-0001" if route.writes else "",
    )


def names(value: object) -> str | None:
    return value.name if isinstance(value, Route) else None


def felix_exists(show: Show) -> None:
    """Everything that a path can name of Felix is there to be seen."""
    order = confirmed(id=FELIX_ORDER, customer="sub-felix", invoice=INVOICE)
    show(OrderConfirmed(order), InvoiceIssued(FELIX_ORDER, "sub-felix", INVOICE))
    show(EnquiryChanged(quoted(id=FELIX_ENQUIRY, customer="sub-felix")))
    show(CardsChanged(Wallet("sub-felix", (Card("pm_felix", "visa", "4242", "2030-01"),))))
    show(CardsChanged(Wallet("sub-flora", (Card("pm_flora", "visa", "0341", "2030-01"),))))


@proves("T08", "T14", "K10", "E11", "FM-K10-03:mitigation", "FM-K09-02:mitigation")
@pytest.mark.parametrize("refused", REFUSED_TOKENS.values(), ids=REFUSED_TOKENS)
def test_no_route_that_needs_a_token_takes_another_one(
    api: Api, aws_server: AwsServer, round_trips: RoundTrips, refused: str
) -> None:
    for route in GUARDED:
        answer = ask(api.as_(refused), route)
        assert answer.status == 401, route.name
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert round_trips.commands == []
    assert sent(aws_server) == []


@pytest.mark.parametrize("scope", ["openid profile", f"not-{SHOP_SCOPE} openid", ""])
def test_a_token_for_something_else_than_the_shop_is_forbidden(api: Api, scope: str) -> None:
    stranger = api.as_(token(scope=scope))
    assert {ask(stranger, route).status for route in GUARDED} == {403}


@pytest.mark.finding("M3")
def test_who_signed_in_by_a_code_from_an_e_mail_may_do_what_customers_may(api: Api) -> None:
    flora = api.as_(code_token())
    for route in ROUTES:
        status = ask(flora, route).status
        assert (status == 403) == (route.access is Access.FLORIST), route.name
        assert status != 401, route.name


@pytest.mark.finding("M3")
def test_a_florist_who_signed_in_by_a_code_from_an_e_mail_does_no_staff_work(api: Api) -> None:
    fleur = api.as_(code_token("sub-fleur", **{"cognito:groups": [FLORISTS]}))
    staff_work = [route for route in ROUTES if route.access is Access.FLORIST]
    assert staff_work
    assert {ask(fleur, route).status for route in staff_work} == {403}


@pytest.mark.finding("M3")
def test_each_client_has_the_scope_of_its_own_way_to_sign_in(api: Api) -> None:
    for other in (token(scope=ACCOUNT_SCOPE), code_token(scope=SHOP_SCOPE)):
        stranger = api.as_(other)
        assert {ask(stranger, route).status for route in GUARDED} == {403}


@proves("T14", "FM-PRX-06:mitigation")
def test_everybody_may_do_what_the_table_says_and_no_more(api: Api, flora: Api, fleur: Api) -> None:
    for route in ROUTES:
        customer, florist = ask(flora, route).status, ask(fleur, route).status
        assert (customer == 403) == (route.access is Access.FLORIST), route.name
        assert (florist == 403) == (route.access is Access.OWNER), route.name
        assert 401 not in (customer, florist), route.name
        if route.access is Access.ANYONE:
            assert ask(api, route).status not in (401, 403), route.name


@proves("FM-PRX-06:mitigation")
def test_whose_it_is_that_a_path_names_is_known_of_every_route() -> None:
    named = {parameter for route in ROUTES for parameter in parameters_of(route)}
    assert named == {*OF_A_CUSTOMER, *OF_NOBODY}


@proves("X25", "T14", "FM-PRX-06:effect")
@pytest.mark.parametrize(("route", "parameter"), OF_SOMEBODY, ids=names)
def test_what_is_another_customers_is_not_found_and_is_as_if_it_did_not_exist(
    flora: Api, show: Show, aws_server: AwsServer, route: Route, parameter: str
) -> None:
    felix_exists(show)
    answer = ask(flora, route, **{parameter: OF_A_CUSTOMER[parameter]})
    made_up = ask(flora, route, **{parameter: "pm_made_up" if parameter == "card" else "a" * 26})
    malformed = ask(flora, route, **{parameter: "not-one"})
    assert [a.status for a in (answer, made_up, malformed)] == [404, 404, 404]
    told = [{**a.body, "correlation_id": ""} for a in (answer, made_up, malformed)]
    assert told[0] == told[1] == told[2]
    assert sent(aws_server) == []


@proves("X25")
def test_whose_an_order_or_enquiry_is_stands_in_its_id_so_that_nobody_is_asked(
    flora: Api, round_trips: RoundTrips
) -> None:
    for route, parameter in OF_SOMEBODY:
        if parameter != "card":
            assert ask(flora, route, **{parameter: OF_A_CUSTOMER[parameter]}).status == 404
    assert round_trips.commands == []


def test_a_customer_reaches_what_is_theirs(felix: Api, show: Show, aws_server: AwsServer) -> None:
    felix_exists(show)
    assert felix.get(f"/orders/{FELIX_ORDER}").status == 200
    assert felix.get(f"/orders/{FELIX_ORDER}/invoice").status == 303
    assert felix.get(f"/enquiries/{FELIX_ENQUIRY}").status == 200
    assert felix.delete("/profile/cards/pm_felix").status == 202
    assert unmarked(aws_server) == [RemoveCard("sub-felix", "pm_felix")]


def test_a_florist_sees_a_customers_order_but_not_their_papers_and_pays_nothing(
    fleur: Api, show: Show, aws_server: AwsServer
) -> None:
    felix_exists(show)
    assert fleur.get(f"/orders/{FELIX_ORDER}").status == 200
    for method, path in (("GET", "invoice"), ("GET", "credit-note"), ("POST", "payment")):
        answer = fleur.call(method, f"/orders/{FELIX_ORDER}/{path}", {}, key="key-0001")
        assert answer.status == 403
        assert "Location" not in answer.headers
        assert "Only the customer" in answer.body["detail"]
    assert sent(aws_server) == []


def test_a_group_of_another_name_is_no_florist(api: Api) -> None:
    apprentice = api.as_(token(groups=(f"{FLORISTS}-in-training",)))
    shipment = next(route for route in ROUTES if route.name == "ship_order")
    assert ask(apprentice, shipment).status == 403


@proves("T13", "E11", "FM-K10-01:effect")
def test_when_nobody_can_be_recognised_nobody_is_let_in(flora: Api, keys: Keys) -> None:
    keys.is_down = True
    answer = flora.get("/orders")
    assert answer.status == 503
    assert answer.headers["Retry-After"] == "2"


@proves("T13", "FM-K10-01:mitigation", "FM-COG-01:effect")
def test_known_keys_outlast_the_identity_providers_outage(flora: Api, keys: Keys) -> None:
    assert flora.get("/profile").status == 503
    keys.is_down = True
    assert flora.get("/profile").body["detail"] == "This is being prepared. Try again in a moment."
    assert keys.asked == 1


@proves("FM-K10-04:mitigation")
def test_unknown_keys_do_not_become_a_flood_at_the_identity_provider(api: Api, keys: Keys) -> None:
    for at in range(20):
        assert api.as_(token(key_id=f"unknown-{at}")).get("/orders").status == 401
    assert keys.asked == 1


@proves("T13", "X27", "FM-COG-01:mitigation", "FM-COG-06:mitigation")
def test_who_only_looks_around_needs_no_keys(api: Api, keys: Keys, open_shop: Show) -> None:
    keys.is_down = True
    for path in ("/catalogue", "/delivery-days", "/health"):
        assert api.get(path).status == 200, path
    assert keys.asked == 0


@proves("T13", "T14", "FM-COG-03:mitigation")
def test_a_key_that_is_new_is_fetched_when_a_token_names_it(
    api: Api, keys: Keys, open_shop: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(security, "REFETCH_SECONDS", 0)
    assert api.as_(token()).post("/orders", body()).status == 202
    rotated = api.as_(token(key=ANOTHER_KEY, key_id="key-2"))
    assert rotated.post("/orders", body()).status == 401, "nobody serves that key yet"
    keys.served = {"key-1": KEY, "key-2": ANOTHER_KEY}
    assert rotated.post("/orders", body()).status == 202


@proves("T13", "FM-K10-02:effect")
@pytest.mark.parametrize(
    "document", ["", "<html>Try later</html>", "{}", '{"keys": []}', '{"keys": [{"kid": "key-1"}]}']
)
def test_what_is_no_set_of_keys_lets_nobody_in(
    flora: Api, keys: Keys, aws_server: AwsServer, document: str
) -> None:
    keys.document = document
    assert flora.post("/orders", body()).status == 503
    assert sent(aws_server) == []


def test_a_path_or_method_that_is_not_there_is_told_as_a_problem(flora: Api) -> None:
    nowhere = flora.get("/secrets")
    assert nowhere.status == 404
    wrong = flora.call("DELETE", "/orders")
    assert wrong.status == 405
    assert wrong.headers["Allow"] == "GET, POST"
    assert wrong.headers["Content-Type"] == "application/problem+json"


def test_a_florist_is_recognised_by_the_group_alone(api: Api) -> None:
    assert api.as_(florists_token()).get(f"/orders/{FELIX_ORDER}").status == 503
