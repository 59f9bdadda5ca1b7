"""Profiles: a customer is known from the first moment, and describes themselves."""

from datetime import timedelta

import pytest
from msgspec.structs import replace
from pymongo.database import Database

from services.profiles import handler as profiles
from services.shared.messages import Customer, ProfileChanged, RefreshProfile, UpdateProfile
from services.shared.model import Address, Profile
from services.shared.mongo import OWNERS, Document, NotTheOwnerError, own
from services.shared.participants import AGGREGATOR, PROFILES, SERVICES
from tests.aws import AwsServer
from tests.claims import proves
from tests.integration.conftest import Employ, Worker
from tests.shop import FLORAS_ADDRESS, NOW

ELSEWHERE = replace(FLORAS_ADDRESS, street="Parkallee 1")


@pytest.fixture
def flora(aws_server: AwsServer, monkeypatch: pytest.MonkeyPatch) -> Customer:
    """Somebody who has signed up."""
    cognito = aws_server.client("cognito-idp")
    pool = cognito.create_user_pool(PoolName="people")["UserPool"]["Id"]
    monkeypatch.setenv("USER_POOL_ID", pool)
    attributes = {"email": "flora@example.com", "name": "Flora Amaryllis"}
    cognito.admin_create_user(
        UserPoolId=pool,
        Username="flora",
        UserAttributes=[{"Name": n, "Value": v} for n, v in attributes.items()],
    )
    return Customer(id="sub-flora", username="flora")


@pytest.fixture
def worker(employ: Employ, flora: Customer) -> Worker:
    """Profiles."""
    return employ(profiles)


def told(aws_server: AwsServer) -> list[Profile]:
    return [m.profile for m in aws_server.messages(AGGREGATOR) if isinstance(m, ProfileChanged)]


def describe(flora: Customer, address: Address, minutes: int = 0) -> UpdateProfile:
    return UpdateProfile(flora, "Flora A.", address, NOW + timedelta(minutes=minutes))


@proves("T12", "K26", "K27", "K28", "U4")
def test_a_profile_is_made_at_first_sight_of_what_the_person_signed_up_with(
    worker: Worker, flora: Customer, aws_server: AwsServer
) -> None:
    assert worker.deliver(RefreshProfile(flora), RefreshProfile(flora)) == 0
    first, again = told(aws_server)
    assert first == again == Profile(flora.id, "flora@example.com", "Flora Amaryllis")


def test_a_customer_says_who_they_are_but_keeps_the_address_they_sign_in_with(
    worker: Worker, flora: Customer, aws_server: AwsServer
) -> None:
    worker.deliver(describe(flora, FLORAS_ADDRESS))
    (profile,) = told(aws_server)
    assert (profile.name, profile.address) == ("Flora A.", FLORAS_ADDRESS)
    assert profile.email == "flora@example.com"


@proves("T46", "X22")
def test_of_two_descriptions_the_later_stands_however_often_and_in_whatever_order_they_come(
    worker: Worker, flora: Customer, aws_server: AwsServer
) -> None:
    earlier, later = describe(flora, FLORAS_ADDRESS), describe(flora, ELSEWHERE, minutes=1)
    worker.deliver(later, earlier, later, earlier)
    assert {profile.address for profile in told(aws_server)} == {ELSEWHERE}


def test_somebody_whom_the_pool_does_not_know_is_a_matter_for_people(
    worker: Worker, aws_server: AwsServer
) -> None:
    assert worker.deliver(RefreshProfile(Customer("sub-nobody", "nobody"))) == 1
    assert told(aws_server) == []


@proves("T21", "K27")
def test_profiles_alone_may_write_profiles(mongodb: Database[Document]) -> None:
    assert OWNERS["profiles"] is PROFILES
    for service in SERVICES:
        if service is not PROFILES:
            with pytest.raises(NotTheOwnerError):
                own(mongodb, "profiles", service)


@proves("T39")
def test_the_log_knows_nobodys_name_or_address(
    worker: Worker, flora: Customer, log_records: object
) -> None:
    worker.deliver(describe(flora, FLORAS_ADDRESS))
    assert callable(log_records)
    written = str(log_records())
    for secret in ("Flora A.", "flora@example.com", "Gartenweg"):
        assert secret not in written
