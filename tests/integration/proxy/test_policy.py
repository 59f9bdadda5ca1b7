"""Who may do what: every route of the policy table, tried by everybody."""

import pytest

from services.proxy.routes import FLORISTS, ROUTES, SHOP_SCOPE, Access, Route
from services.shared.identifiers import order_id
from services.shared.messages import received_by
from services.shared.participants import SERVICES
from tests.aws import AwsServer
from tests.claims import proves
from tests.integration.proxy.api import (
    ANOTHER_KEY,
    Answer,
    Api,
    Keys,
    florists_token,
    tampered_token,
    token,
    token_signed_with_the_public_key,
    unsigned_token,
)
from tests.integration.proxy.conftest import RoundTrips

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
OWN_ORDER = order_id("sub-flora", "key-0001")
SOMEBODY_ELSES = order_id("sub-felix", "key-0001")
OF_AN_ORDER = [r for r in ROUTES if "{order_id}" in r.path and r.access is Access.CUSTOMER]


def ask(api: Api, route: Route, order: str = OWN_ORDER) -> Answer:
    """Call the route with values in its path, and an empty body if it takes one."""
    path = route.path.replace("{order_id}", order).replace("{sku}", "rose-red")
    path = path.replace("{day}", "2030-02-14")
    return api.call(
        route.method,
        path,
        {} if route.writes else None,
        key="key-0001" if route.writes else "",
    )


def named(route: Route) -> str:
    return route.name


def nothing_was_sent(aws_server: AwsServer) -> bool:
    return not any(aws_server.messages(s) for s in SERVICES if received_by(s))


@proves("T08", "T14", "K10", "E11")
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
    assert nothing_was_sent(aws_server)


@pytest.mark.parametrize("scope", ["openid profile", f"not-{SHOP_SCOPE} openid", ""])
def test_a_token_for_something_else_than_the_shop_is_forbidden(api: Api, scope: str) -> None:
    stranger = api.as_(token(scope=scope))
    assert {ask(stranger, route).status for route in GUARDED} == {403}


@proves("T14")
def test_everybody_may_do_what_the_table_says_and_no_more(api: Api, flora: Api, fleur: Api) -> None:
    for route in ROUTES:
        customer, florist = ask(flora, route).status, ask(fleur, route).status
        assert (customer == 403) == (route.access is Access.FLORIST), route.name
        assert customer != 401
        assert florist not in (401, 403), route.name
        if route.access is Access.ANYONE:
            assert ask(api, route).status in (200, 503), route.name


@proves("X25")
@pytest.mark.parametrize("route", OF_AN_ORDER, ids=named)
def test_another_customers_order_is_not_found_and_nothing_is_asked_about_it(
    flora: Api, aws_server: AwsServer, round_trips: RoundTrips, route: Route
) -> None:
    answer = ask(flora, route, SOMEBODY_ELSES)
    made_up = ask(flora, route, "a" * 26)
    malformed = ask(flora, route, "not-an-order")
    assert answer.status == made_up.status == malformed.status == 404
    told = [{**a.body, "correlation_id": ""} for a in (answer, made_up, malformed)]
    assert told[0] == told[1] == told[2]
    assert round_trips.commands == []
    assert nothing_was_sent(aws_server)


def test_a_group_of_another_name_is_no_florist(api: Api) -> None:
    apprentice = api.as_(token(groups=(f"{FLORISTS}-in-training",)))
    shipment = next(route for route in ROUTES if route.name == "ship_order")
    assert ask(apprentice, shipment).status == 403


@proves("T13", "E10")
def test_when_nobody_can_be_recognised_nobody_is_let_in(flora: Api, keys: Keys) -> None:
    keys.is_down = True
    answer = flora.get("/orders")
    assert answer.status == 503
    assert answer.headers["Retry-After"] == "2"


@proves("T13")
def test_known_keys_outlast_the_identity_providers_outage(flora: Api, keys: Keys) -> None:
    assert flora.get("/profile").status == 503
    keys.is_down = True
    assert flora.get("/profile").body["detail"] == "This is being prepared. Try again in a moment."
    assert keys.asked == 1


def test_unknown_keys_do_not_become_a_flood_at_the_identity_provider(api: Api, keys: Keys) -> None:
    for at in range(20):
        assert api.as_(token(key_id=f"unknown-{at}")).get("/orders").status == 401
    assert keys.asked == 1


def test_a_path_or_method_that_is_not_there_is_told_as_a_problem(flora: Api) -> None:
    nowhere = flora.get("/secrets")
    assert nowhere.status == 404
    wrong = flora.call("DELETE", "/orders")
    assert wrong.status == 405
    assert wrong.headers["Allow"] == "GET, POST"
    assert wrong.headers["Content-Type"] == "application/problem+json"


def test_a_florist_is_recognised_by_the_group_alone(api: Api) -> None:
    assert api.as_(florists_token()).get(f"/orders/{SOMEBODY_ELSES}").status == 503
