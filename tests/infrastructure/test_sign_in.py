"""Who may sign in how: customers by a code from an e-mail where that is possible, staff never."""

import json
from pathlib import Path

import pytest

from services.manifest import PROXY
from services.proxy.routes import ACCOUNT_SCOPE, SHOP_SCOPE
from tests.infrastructure.conftest import DOMAIN, synthesise
from tests.infrastructure.templates import Templates

PUBLIC = "AWS::Cognito::UserPoolClient"


@pytest.mark.finding("M3")
def test_with_a_verified_domain_customers_sign_in_by_a_code_from_the_shops_address(
    with_domain: Templates,
) -> None:
    pool = with_domain.the("AWS::Cognito::UserPool").properties
    factors = pool["Policies"]["SignInPolicy"]["AllowedFirstAuthFactors"]
    assert sorted(factors) == ["EMAIL_OTP", "PASSWORD"]
    # The Lite plan has no codes.
    assert pool["UserPoolTier"] in ("ESSENTIALS", "PLUS")
    sender = pool["EmailConfiguration"]
    assert sender["EmailSendingAccount"] == "DEVELOPER"
    assert sender["From"] == f"Crassula <flowers@{DOMAIN}>"
    assert f"identity/{DOMAIN}" in json.dumps(sender["SourceArn"])


@pytest.mark.finding("M3")
def test_a_code_has_a_client_of_its_own_which_cannot_open_the_page_where_staff_sign_in(
    with_domain: Templates,
) -> None:
    code, shop = sorted(
        with_domain.of(PUBLIC), key=lambda c: c.properties["AllowedOAuthFlowsUserPoolClient"]
    )
    assert sorted(code.properties["ExplicitAuthFlows"]) == [
        "ALLOW_REFRESH_TOKEN_AUTH",
        "ALLOW_USER_AUTH",
    ]
    assert "AllowedOAuthFlows" not in code.properties
    assert code.properties["PreventUserExistenceErrors"] == "ENABLED"
    assert "ALLOW_USER_AUTH" not in shop.properties["ExplicitAuthFlows"]
    assert with_domain.the("AWS::Cognito::UserPool").properties["MfaConfiguration"] == "OPTIONAL"
    told = with_domain.function(PROXY).properties["Environment"]["Variables"]
    assert code.id in json.dumps(told["CODE_CLIENT_ID"])
    assert shop.id in json.dumps(told["CLIENT_ID"])


@pytest.mark.finding("M3")
def test_the_gateway_lets_tokens_of_both_clients_through_to_the_proxy(
    with_domain: Templates,
) -> None:
    guarded = [
        m.properties["AuthorizationScopes"]
        for m in with_domain.of("AWS::ApiGateway::Method")
        if m.properties["AuthorizationType"] == "COGNITO_USER_POOLS"
    ]
    assert guarded
    assert all(scopes == [SHOP_SCOPE, ACCOUNT_SCOPE] for scopes in guarded)


@pytest.mark.finding("M3")
def test_before_the_domain_is_verified_everybody_has_a_password(tmp_path: Path) -> None:
    unverified = synthesise(tmp_path, domain=DOMAIN, hosted_zone_id="Z0123456789")
    pool = unverified.the("AWS::Cognito::UserPool").properties
    assert pool["Policies"]["SignInPolicy"]["AllowedFirstAuthFactors"] == ["PASSWORD"]
    assert "EmailConfiguration" not in pool
    assert len(unverified.of(PUBLIC)) == 1
    told = unverified.function(PROXY).properties["Environment"]["Variables"]
    assert told["CODE_CLIENT_ID"] == ""
