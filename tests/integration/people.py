"""People for tests: a user pool as the stacks make it, where people sign in with their address."""

from dataclasses import dataclass
from typing import Any

import pytest

from services.contracts.common import Customer
from tests.aws import AwsServer

FLORAS_EMAIL = "flora@example.com"
FLORAS_NAME = "Flora Amaryllis"


@dataclass(frozen=True)
class People:
    """A user pool."""

    cognito: Any
    pool: str

    def sign_up(self, email: str, name: str) -> Customer:
        """A customer of the shop, as their tokens name them."""
        user = self.cognito.admin_create_user(
            UserPoolId=self.pool,
            Username=email,
            UserAttributes=[{"Name": "email", "Value": email}, {"Name": "name", "Value": name}],
        )["User"]
        sub = {a["Name"]: a["Value"] for a in user["Attributes"]}["sub"]
        return Customer(id=sub, username=user["Username"])

    def email_of(self, customer: Customer) -> str:
        """The address that Cognito has."""
        user = self.cognito.admin_get_user(UserPoolId=self.pool, Username=customer.username)
        return str({a["Name"]: a["Value"] for a in user["UserAttributes"]}["email"])

    def give_email(self, customer: Customer, email: str) -> None:
        """Let Cognito have this address."""
        self.cognito.admin_update_user_attributes(
            UserPoolId=self.pool,
            Username=customer.username,
            UserAttributes=[{"Name": "email", "Value": email}],
        )

    def knows(self, customer: Customer) -> bool:
        """Whether somebody can sign in as this customer."""
        users = self.cognito.list_users(UserPoolId=self.pool)["Users"]
        return customer.username in [user["Username"] for user in users]

    def forget(self, customer: Customer) -> None:
        """Nobody can sign in as this customer any more."""
        self.cognito.admin_delete_user(UserPoolId=self.pool, Username=customer.username)


@pytest.fixture
def people(aws_server: AwsServer, monkeypatch: pytest.MonkeyPatch) -> People:
    """An empty user pool, also by the environment that a function would have."""
    cognito = aws_server.client("cognito-idp")
    created = cognito.create_user_pool(PoolName="people", UsernameAttributes=["email"])
    pool = created["UserPool"]["Id"]
    monkeypatch.setenv("USER_POOL_ID", pool)
    return People(cognito, pool)


@pytest.fixture
def flora(people: People) -> Customer:
    """Somebody who has signed up."""
    return people.sign_up(FLORAS_EMAIL, FLORAS_NAME)
