"""Who people are: seen and said by themselves, and forgotten when they wish."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from services.contracts.order_messages import EraseCustomer, OrderPlaced, OrdersListed
from services.contracts.orders import Order, State
from services.contracts.profiles import (
    ChangeEmail,
    ConfirmEmail,
    Profile,
    ProfileChanged,
    RefreshProfile,
    RefusedErasure,
    Reminder,
    UpdateProfile,
)
from services.manifest import PROFILES
from tests.aws import AwsServer
from tests.claims import proves
from tests.integration.proxy.api import Api
from tests.integration.proxy.asking import ORDER_ID, as_json, confirmed, placed, sent, unmarked
from tests.integration.proxy.conftest import Show
from tests.shop import FLORA, FLORAS_ADDRESS, NOW, RECIPIENT

PROFILE = Profile("sub-flora", "flora@example.com", "Flora", FLORAS_ADDRESS)
ADDRESS = as_json(FLORAS_ADDRESS)


@proves("U2")
def test_a_profile_is_that_of_the_caller(flora: Api, felix: Api, show: Show) -> None:
    shown = replace(PROFILE, recipients=(RECIPIENT,), reminders=(Reminder("Iris", 2, 29),))
    show(ProfileChanged(shown))
    answer = flora.get("/profile").body
    assert (answer["email"], answer["address"]["city"]) == ("flora@example.com", "Berlin")
    assert answer["recipients"][0]["name"] == "Iris Wiesenthal"
    assert answer["reminders"] == [{"name": "Iris", "month": 2, "day": 29}]
    assert felix.get("/profile").status == 503


@proves("T19")
def test_a_profile_is_made_at_first_sight(flora: Api, aws_server: AwsServer) -> None:
    assert flora.get("/profile").status == 503
    assert aws_server.messages(PROFILES) == [RefreshProfile(replace(FLORA, username="sub-flora"))]


@proves("U2")
def test_a_profile_is_said_whole(flora: Api, aws_server: AwsServer) -> None:
    said = {
        "name": "Flora",
        "address": ADDRESS,
        "recipients": [as_json(RECIPIENT)] * 2,
        "reminders": [{"name": "Iris", "month": 2, "day": 29}],
    }
    answer = flora.put("/profile", said)
    assert (answer.status, answer.headers["Location"]) == (202, "/api/profile")
    (message,) = sent(aws_server)
    assert isinstance(message, UpdateProfile)
    assert message.customer.id == "sub-flora"
    assert message.recipients == (RECIPIENT, RECIPIENT)
    assert message.reminders == (Reminder("Iris", 2, 29),)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "Flora\nBcc: all"}, "name"),
        ({"name": "Flora", "address": {**ADDRESS, "postcode": ""}}, "address.postcode"),
        ({"name": "Flora", "recipients": [as_json(RECIPIENT)] * 51}, "recipients"),
        ({"name": "Flora", "reminders": [{"name": "Iris", "month": 2, "day": 30}]},
         "reminders[0].day"),
        ({"name": "Flora", "reminders": [{"name": "Iris", "month": 13, "day": 1}]},
         "reminders[0].month"),
        ({"name": "Flora", "email": "a@example.com"}, "email"),
    ],
    ids=["nobody", "two lines", "nowhere", "too many", "no such day", "no such month", "e-mail"],
)  # fmt: skip
def test_what_nobody_can_be_names_the_field(
    flora: Api, aws_server: AwsServer, said: Any, field: str
) -> None:
    answer = flora.put("/profile", said)
    assert (answer.status, answer.fields) == (422, [field])
    assert sent(aws_server) == []


@proves("U2.2", "K28")
def test_another_address_is_a_wish_until_it_is_shown_to_be_theirs(
    flora: Api, show: Show, aws_server: AwsServer
) -> None:
    assert flora.put("/profile/email", {"email": "new@example.com"}).status == 202
    (message,) = sent(aws_server)
    assert isinstance(message, ChangeEmail)
    assert (message.customer.id, message.email) == ("sub-flora", "new@example.com")
    show(ProfileChanged(replace(PROFILE, new_email="new@example.com", version=2)))
    shown = flora.get("/profile").body
    assert (shown["email"], shown["new_email"]) == ("flora@example.com", "new@example.com")
    assert flora.post("/profile/email/confirmation", {}).status == 202
    assert unmarked(aws_server) == [ConfirmEmail(replace(FLORA, username="sub-flora"))]


@pytest.mark.parametrize(("seen", "status"), [(0, 409), (1, 202), (2, 202), (None, 202)])
def test_another_address_that_builds_on_an_older_wish_is_refused_before_it_is_sent(
    flora: Api, show: Show, aws_server: AwsServer, seen: int | None, status: int
) -> None:
    show(ProfileChanged(replace(PROFILE, email_changes=1)))
    assert flora.get("/profile").body["email_version"] == 1
    answer = flora.put("/profile/email", {"email": "new@example.com", "version": seen})
    assert answer.status == status
    if status == 409:
        assert answer.fields == ["version"]
        assert sent(aws_server) == []
    else:
        (message,) = sent(aws_server)
        assert isinstance(message, ChangeEmail)
        assert message.seen == seen


@pytest.mark.parametrize("email", ["", "flora", "a@b@c", "a b@example.com", "a@b\nBcc: c@d", "@"])
def test_what_is_no_address_is_refused(flora: Api, aws_server: AwsServer, email: str) -> None:
    answer = flora.put("/profile/email", {"email": email})
    assert (answer.status, answer.fields) == (422, ["email"])
    assert sent(aws_server) == []


def test_who_wants_to_be_forgotten_is_forgotten(
    flora: Api, felix: Api, show: Show, aws_server: AwsServer
) -> None:
    order = placed(state=State.DELIVERED, version=7)
    show(ProfileChanged(PROFILE), OrdersListed("sub-flora", (order,), last=True))
    show(ProfileChanged(Profile("sub-felix", "felix@example.com", "Felix")))
    answer = flora.delete("/profile")
    assert (answer.status, answer.headers["Location"]) == (202, "/api/profile")
    (message,) = sent(aws_server)
    assert isinstance(message, EraseCustomer)
    assert message.customer.id == "sub-flora"
    show(ProfileChanged(Profile("sub-flora", version=2)))
    assert flora.get("/profile").body["name"] == ""
    assert felix.get("/profile").body["name"] == "Felix"


def test_a_refused_wish_to_be_forgotten_is_shown_to_its_owner_and_to_florists_alone(
    flora: Api, fleur: Api, show: Show
) -> None:
    refused = RefusedErasure(NOW, (ORDER_ID,))
    show(ProfileChanged(replace(PROFILE, erasure_refused=refused)))
    show(OrderPlaced(placed(erasure_refused_at=NOW)))
    shown = flora.get("/profile").body["erasure_refused"]
    assert shown == {"requested_at": "2026-11-23T09:00:00Z", "orders": [ORDER_ID]}
    path = f"/orders/{ORDER_ID}"
    assert flora.get(path).body["erasure_refused_at"] is None
    assert fleur.get(path).body["erasure_refused_at"] == "2026-11-23T09:00:00Z"


@pytest.mark.parametrize("order", [placed(), confirmed()], ids=["placed", "confirmed"])
def test_nobody_is_forgotten_while_flowers_are_under_way(
    flora: Api, show: Show, aws_server: AwsServer, order: Order
) -> None:
    older = placed(id="a" * 26, state=State.DELIVERED, placed_at=order.placed_at - timedelta(9))
    show(OrdersListed("sub-flora", (order, older), last=True))
    answer = flora.delete("/profile")
    assert (answer.status, answer.fields) == (409, ["orders"])
    assert ORDER_ID in answer.body["detail"]
    assert older.id not in answer.body["detail"]
    assert sent(aws_server) == []
