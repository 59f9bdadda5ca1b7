"""Signing up and in by a code from an e-mail; botocore checks the shape of what is said."""

import re
from dataclasses import dataclass
from typing import Any

import jwt
import pytest
from botocore.exceptions import ClientError

from local.mail import read
from tests.integration.emulator.api import PASSWORD, pool, register
from tests.integration.emulator.cloud import Cloud, Stack
from tests.integration.emulator.conftest import Deploy
from tests.integration.emulator.templates import Resources, ref

pytestmark = pytest.mark.finding("M3")
FLEUR = "fleur@crassula.test"
NORA = "nora@crassula.test"


def pool_with_codes() -> Resources:
    """A pool that lets people in by a code, and a client that asks for one."""
    resources = pool()
    resources["Pool"]["Properties"] |= {
        "MfaConfiguration": "OPTIONAL",
        "EnabledMfas": ["SOFTWARE_TOKEN_MFA"],
        "Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}},
    }
    resources["Code"] = {
        "Type": "AWS::Cognito::UserPoolClient",
        "Properties": {
            "UserPoolId": ref("Pool"),
            "ExplicitAuthFlows": ["ALLOW_USER_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
            "PreventUserExistenceErrors": "ENABLED",
            "AuthSessionValidity": 15,
        },
    }
    return resources


@dataclass
class Door:
    """What a browser asks of Cognito, with no credentials but what people type."""

    cloud: Cloud
    stack: Stack

    @property
    def cognito(self) -> Any:
        return self.cloud.client("cognito-idp")

    @property
    def client(self) -> str:
        return self.stack["Code"]

    def sign_up(self, email: str, **more: Any) -> Any:
        attributes = [{"Name": "email", "Value": email}]
        return self.cognito.sign_up(
            ClientId=self.client, Username=email, UserAttributes=attributes, **more
        )

    def confirm(self, email: str) -> Any:
        return self.cognito.confirm_sign_up(
            ClientId=self.client, Username=email, ConfirmationCode=self.code_for(email)
        )

    def ask(self, email: str, **more: Any) -> Any:
        parameters = {"USERNAME": email, "PREFERRED_CHALLENGE": "EMAIL_OTP"}
        return self.cognito.initiate_auth(
            ClientId=self.client, AuthFlow="USER_AUTH", AuthParameters=parameters, **more
        )

    def answer(self, email: str, session: str, code: str) -> Any:
        return self.cognito.respond_to_auth_challenge(
            ClientId=self.client,
            ChallengeName="EMAIL_OTP",
            Session=session,
            ChallengeResponses={"USERNAME": email, "EMAIL_OTP_CODE": code},
        )

    def letters(self, email: str) -> list[str]:
        return [m["BodyText"] for m in read(self.cloud.endpoint) if m["To"] == [email]]

    def code_for(self, email: str) -> str:
        """The code of the last letter."""
        found = re.search(r"\d{6,8}", self.letters(email)[-1])
        assert found
        return found[0]


@pytest.fixture
def door(cloud: Cloud, deploy: Deploy) -> Door:
    stack = deploy(pool_with_codes(), Pool=ref("Pool"), Client=ref("Client"), Code=ref("Code"))
    return Door(cloud, stack)


def claims_of(answer: Any) -> dict[str, Any]:
    access = answer["AuthenticationResult"]["AccessToken"]
    claims: dict[str, Any] = jwt.decode(access, options={"verify_signature": False})
    return claims


def refusal(refused: pytest.ExceptionInfo[ClientError]) -> str:
    return str(refused.value.response["Error"]["Code"])


def test_who_signs_up_is_signed_in_by_the_same_code_without_a_password(door: Door) -> None:
    door.sign_up(NORA)
    session = door.confirm(NORA)["Session"]
    signed_in = door.ask(NORA, Session=session)
    claims = claims_of(signed_in)
    assert claims["client_id"] == door.client
    assert claims["scope"] == "aws.cognito.signin.user.admin"
    with pytest.raises(ClientError) as refused:
        door.ask(NORA, Session=session)
    assert refusal(refused) == "NotAuthorizedException"


def test_a_code_from_a_letter_signs_in(door: Door) -> None:
    register(door.cloud, door.stack, FLEUR)
    asked = door.ask(FLEUR)
    assert asked["ChallengeName"] == "EMAIL_OTP"
    assert asked["ChallengeParameters"]["CODE_DELIVERY_DELIVERY_MEDIUM"] == "EMAIL"
    assert FLEUR not in str(asked["ChallengeParameters"])
    answered = door.answer(FLEUR, asked["Session"], door.code_for(FLEUR))
    refresh = answered["AuthenticationResult"]["RefreshToken"]
    again = door.cognito.initiate_auth(
        ClientId=door.client,
        AuthFlow="REFRESH_TOKEN_AUTH",
        AuthParameters={"REFRESH_TOKEN": refresh},
    )
    assert claims_of(again)["sub"] == claims_of(answered)["sub"]


def test_a_wrong_code_is_refused_and_after_some_the_right_one_too(door: Door) -> None:
    register(door.cloud, door.stack, FLEUR)
    session = door.ask(FLEUR)["Session"]
    refusals = []
    for _ in range(6):
        with pytest.raises(ClientError) as refused:
            door.answer(FLEUR, session, "00000000x")
        refusals.append(refusal(refused))
    assert refusals == ["CodeMismatchException"] * 5 + ["NotAuthorizedException"]
    with pytest.raises(ClientError):
        door.answer(FLEUR, session, door.code_for(FLEUR))


def test_a_code_is_for_the_person_who_asked(door: Door) -> None:
    register(door.cloud, door.stack, FLEUR)
    register(door.cloud, door.stack, NORA)
    session = door.ask(FLEUR)["Session"]
    with pytest.raises(ClientError) as refused:
        door.answer(NORA, session, door.code_for(FLEUR))
    assert refusal(refused) == "NotAuthorizedException"


def test_an_unknown_person_is_answered_like_a_known_one_and_gets_no_letter(door: Door) -> None:
    stranger = "stranger@crassula.test"
    asked = [door.ask(stranger) for _ in range(5)]
    assert {each["ChallengeName"] for each in asked} <= {"EMAIL_OTP", "PASSWORD"}
    assert all(each["Session"] for each in asked)
    with pytest.raises(ClientError) as refused:
        door.answer(stranger, asked[0]["Session"], "12345678")
    assert refusal(refused) == "CodeMismatchException"
    assert door.letters(stranger) == []


def test_who_has_a_second_factor_is_asked_for_the_password(door: Door) -> None:
    register(door.cloud, door.stack, FLEUR, "florists")
    door.cognito.admin_set_user_mfa_preference(
        UserPoolId=door.stack["Pool"],
        Username=FLEUR,
        SoftwareTokenMfaSettings={"Enabled": True, "PreferredMfa": True},
    )
    earlier = door.letters(FLEUR)
    asked = door.ask(FLEUR)
    assert asked["ChallengeName"] == "PASSWORD"
    assert door.letters(FLEUR) == earlier


def test_who_has_not_confirmed_the_address_is_told_so(door: Door) -> None:
    door.sign_up(NORA)
    with pytest.raises(ClientError) as refused:
        door.ask(NORA)
    assert refusal(refused) == "UserNotConfirmedException"


def test_an_account_without_a_password_has_none_that_anybody_could_guess(door: Door) -> None:
    door.sign_up(NORA)
    door.confirm(NORA)
    for guess in (PASSWORD, "x"):
        with pytest.raises(ClientError) as refused:
            door.cognito.admin_initiate_auth(
                UserPoolId=door.stack["Pool"],
                ClientId=door.client,
                AuthFlow="ADMIN_USER_PASSWORD_AUTH",
                AuthParameters={"USERNAME": NORA, "PASSWORD": guess},
            )
        assert refusal(refused) in ("NotAuthorizedException", "InvalidParameterException")


def test_a_client_that_does_not_allow_codes_gives_none_and_wants_a_password(door: Door) -> None:
    other = {"ClientId": door.stack["Client"]}
    with pytest.raises(ClientError) as refused:
        door.cognito.initiate_auth(
            **other,
            AuthFlow="USER_AUTH",
            AuthParameters={"USERNAME": FLEUR, "PREFERRED_CHALLENGE": "EMAIL_OTP"},
        )
    assert refusal(refused) == "InvalidParameterException"
    with pytest.raises(ClientError) as refused:
        door.cognito.sign_up(**other, Username=NORA)
    assert refusal(refused) == "InvalidPasswordException"
