"""Signing in at the user pool, what the tokens say, and who may ask about a person."""

import jwt
import pytest

from local.sign_in import SignInFailedError, sign_in
from tests.integration.emulator.api import PASSWORD, REDIRECT, person, pool, register
from tests.integration.emulator.cloud import Cloud, Stack
from tests.integration.emulator.conftest import Deploy
from tests.integration.emulator.templates import allow, attribute, function, ref

SCOPES = ["openid", "email", "crassula/shop"]
FLEUR = "fleur@crassula.test"
ASK = """
    import os, urllib.request, urllib.error, json
    from botocore.auth import SigV4Auth
    from botocore.awsrequest import AWSRequest
    from botocore.session import Session

    def handler(event, context):
        body = json.dumps({"UserPoolId": os.environ["POOL"], "Username": event}).encode()
        request = AWSRequest("POST", os.environ["AWS_ENDPOINT_URL"] + "/", data=body, headers={
            "Content-Type": "application/x-amz-json-1.1",
            "X-Amz-Target": "AWSCognitoIdentityProviderService.AdminGetUser",
        })
        SigV4Auth(Session().get_credentials(), "cognito-idp", os.environ["AWS_REGION"]).add_auth(
            request)
        signed = urllib.request.Request(request.url, body, dict(request.headers))
        try:
            with urllib.request.urlopen(signed, timeout=5) as answer:
                return {"status": answer.status, "body": json.load(answer)}
        except urllib.error.HTTPError as refused:
            return {"status": refused.code, "body": json.load(refused)}
    """


@pytest.fixture
def people(deploy: Deploy) -> Stack:
    """A user pool with nobody in it."""
    return deploy(
        pool(), Pool=ref("Pool"), Client=ref("Client"), Url=attribute("ProviderURL", "Pool")
    )


def test_the_access_token_carries_scopes_and_groups_and_verifies_against_the_pools_keys(
    cloud: Cloud, people: Stack
) -> None:
    tokens = person(cloud, people, FLEUR, "florists", scopes=SCOPES)

    keys = jwt.PyJWKClient(f"{cloud.endpoint}/{people['Pool']}/.well-known/jwks.json")
    key = keys.get_signing_key_from_jwt(tokens.access)
    claims = jwt.decode(tokens.access, key, algorithms=["RS256"], issuer=people["Url"])

    assert sorted(claims["scope"].split()) == sorted(SCOPES)
    assert claims["cognito:groups"] == ["florists"]
    assert claims["client_id"] == people["Client"]
    assert claims["token_use"] == "access"
    assert "aud" not in claims
    identity = jwt.decode(
        tokens.identity,
        keys.get_signing_key_from_jwt(tokens.identity),
        algorithms=["RS256"],
        audience=people["Client"],
    )
    assert (identity["email"], identity["sub"]) == (FLEUR, claims["sub"])


def test_a_wrong_password_is_told_without_repeating_it(cloud: Cloud, people: Stack) -> None:
    register(cloud, people, FLEUR)

    with pytest.raises(SignInFailedError, match="was not accepted") as refused:
        sign_in(cloud.endpoint, people["Client"], REDIRECT, FLEUR, "Wrong-1-password!", SCOPES)

    assert "Wrong-1-password!" not in str(refused.value)


@pytest.mark.parametrize(
    ("redirect", "scope", "complaint"),
    [
        ("http://evil.test/", "openid", "redirect_uri"),
        (REDIRECT, "crassula/none", "invalid_scope"),
    ],
)
def test_an_unknown_address_or_scope_is_refused(
    cloud: Cloud, people: Stack, redirect: str, scope: str, complaint: str
) -> None:
    register(cloud, people, FLEUR)

    with pytest.raises(SignInFailedError, match=complaint):
        sign_in(cloud.endpoint, people["Client"], redirect, FLEUR, PASSWORD, [scope])


def test_tokens_do_not_show_themselves(cloud: Cloud, people: Stack) -> None:
    tokens = person(cloud, people, FLEUR, scopes=SCOPES)

    assert tokens.access not in f"{tokens!r}{tokens!s}"


def test_a_function_may_look_a_person_up_only_with_the_right(cloud: Cloud, deploy: Deploy) -> None:
    right = allow("cognito-idp:AdminGetUser", attribute("Arn", "Pool"))
    variables = {"POOL": ref("Pool")}
    stack = deploy(
        {
            **pool(),
            **function(ASK, name="Trusted", may=[right], variables=variables),
            **function(ASK, name="Stranger", variables=variables),
        },
        Pool=ref("Pool"), Client=ref("Client"), Trusted=ref("Trusted"), Stranger=ref("Stranger"),
    )  # fmt: skip
    register(cloud, stack, FLEUR)

    found = cloud.invoke(stack["Trusted"], FLEUR)
    refused = cloud.invoke(stack["Stranger"], FLEUR)

    attributes = {each["Name"]: each["Value"] for each in found["body"]["UserAttributes"]}
    assert attributes["email"] == FLEUR
    assert refused["body"]["__type"].endswith("AccessDeniedException")


@pytest.mark.finding("B04")
def test_capitals_in_an_address_make_no_second_person(cloud: Cloud, deploy: Deploy) -> None:
    resources = pool()
    resources["Pool"]["Properties"]["UsernameConfiguration"] = {"CaseSensitive": False}
    people = deploy(resources, Pool=ref("Pool"), Client=ref("Client"))
    register(cloud, people, FLEUR)

    cognito = cloud.client("cognito-idp")
    with pytest.raises(cognito.exceptions.UsernameExistsException):
        cognito.sign_up(
            ClientId=people["Client"], Username="Fleur@crassula.TEST", Password=PASSWORD
        )
    assert sign_in(cloud.endpoint, people["Client"], REDIRECT, FLEUR.upper(), PASSWORD, SCOPES)
