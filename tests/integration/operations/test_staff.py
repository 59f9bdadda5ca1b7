"""Who may do staff work is an operator's to say, of people who are known."""

import pytest

from operations import staff
from services.contracts.common import Customer
from services.proxy.routes import FLORISTS
from tests.aws import AwsServer
from tests.integration.operations.outputs import put_outputs
from tests.integration.people import FLORAS_EMAIL, People


@pytest.fixture
def shop(aws_server: AwsServer, people: People) -> People:
    """Production with its user pool and its group of florists."""
    put_outputs(aws_server, UserPoolId=people.pool)
    people.cognito.create_group(UserPoolId=people.pool, GroupName=FLORISTS)
    return people


@pytest.fixture
def verified(shop: People, flora: Customer) -> None:
    """Flora has entered the code that was sent to her."""
    shop.cognito.admin_update_user_attributes(
        UserPoolId=shop.pool,
        Username=flora.username,
        UserAttributes=[{"Name": "email_verified", "Value": "true"}],
    )


def florists(people: People) -> list[str]:
    found = people.cognito.list_users_in_group(UserPoolId=people.pool, GroupName=FLORISTS)
    return [user["Username"] for user in found["Users"]]


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr("sys.argv", ["staff", *arguments, "--stage", "prod"])
    return staff.main()


@pytest.mark.usefixtures("verified")
def test_a_customer_becomes_a_florist_and_is_reminded_of_a_second_factor(
    shop: People,
    flora: Customer,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(monkeypatch, FLORAS_EMAIL) == 0
    assert florists(shop) == [flora.username]
    assert "no second factor" in capsys.readouterr().out


@pytest.mark.usefixtures("verified")
def test_who_leaves_is_a_florist_no_longer(
    shop: People, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run(monkeypatch, FLORAS_EMAIL)
    assert run(monkeypatch, FLORAS_EMAIL, "--leaves") == 0
    assert florists(shop) == []
    assert "is signed out" in capsys.readouterr().out


@pytest.mark.usefixtures("flora")
def test_whose_address_is_not_verified_could_be_anybody(
    shop: People, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, FLORAS_EMAIL) == 1
    assert florists(shop) == []
    assert "has not been verified" in capsys.readouterr().err


def test_who_has_not_signed_up_is_told_to(
    shop: People, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "nobody@example.com") == 1
    assert florists(shop) == []
    assert "nobody has signed up with nobody@example.com" in capsys.readouterr().err
