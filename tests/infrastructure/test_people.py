"""Who signs up: codes from the shop's own address, and no bots by the thousand."""

import json
from pathlib import Path

import pytest

from stacks.config import UnknownStageError
from tests.claims import proves
from tests.infrastructure.conftest import DOMAIN, ZONE, synthesise
from tests.infrastructure.templates import Templates


@pytest.mark.finding("W01")
@proves("FM-COG-07:mitigation")
def test_who_floods_sign_up_is_kept_out_before_cognito_writes_e_mails(prod: Templates) -> None:
    association = prod.the("AWS::WAFv2::WebACLAssociation", "Identity").properties
    assert prod.the("AWS::Cognito::UserPool").id in json.dumps(association["ResourceArn"])
    rules = prod.the("AWS::WAFv2::WebACL", "Identity").properties["Rules"]
    names = ["AWSManagedRulesAmazonIpReputationList", "flood", "e-mails"]
    assert [rule["Name"] for rule in rules] == names
    _, flood, mails = rules
    assert flood["Action"] == mails["Action"] == {"Block": {}}
    assert flood["Statement"]["RateBasedStatement"]["Limit"] == 300
    few = mails["Statement"]["RateBasedStatement"]
    assert (few["Limit"], few["EvaluationWindowSec"]) == (10, 600)
    matched = json.dumps(few["ScopeDownStatement"])
    for operation in ("SignUp", "ResendConfirmationCode", "ForgotPassword"):
        assert f'"AWSCognitoIdentityProviderService.{operation}"' in matched
        assert f'"{operation}"' in matched


def test_two_firewalls_count_apart(prod: Templates) -> None:
    names = [
        each["VisibilityConfig"]["MetricName"]
        for acl in prod.of("AWS::WAFv2::WebACL")
        for each in (acl.properties, *acl.properties["Rules"])
    ]
    assert len(names) == len(set(names))


def test_codes_from_the_shops_address_need_a_domain(tmp_path: Path) -> None:
    with pytest.raises(UnknownStageError, match="own_mail=true needs"):
        synthesise(tmp_path, own_mail="true")


@pytest.mark.finding("W01")
@proves("FM-COG-07:mitigation")
def test_codes_come_from_the_shops_address_once_ses_knows_the_domain(
    prod: Templates, tmp_path: Path
) -> None:
    own = synthesise(tmp_path, domain=DOMAIN, hosted_zone_id=ZONE, own_mail="true")
    sender = own.the("AWS::Cognito::UserPool").properties["EmailConfiguration"]
    assert sender["EmailSendingAccount"] == "DEVELOPER"
    assert f"flowers@{DOMAIN}" in sender["From"]
    assert "EmailConfiguration" not in prod.the("AWS::Cognito::UserPool").properties


@pytest.mark.finding("W22")
def test_other_subdomains_are_bound_to_https_only_on_demand(
    prod: Templates, tmp_path: Path
) -> None:
    all_of_them = synthesise(tmp_path, hsts_subdomains="true")
    for templates, bound in ((prod, False), (all_of_them, True)):
        for policy in templates.of("AWS::CloudFront::ResponseHeadersPolicy"):
            headers = policy.properties["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"]
            assert headers["StrictTransportSecurity"]["IncludeSubdomains"] is bound
