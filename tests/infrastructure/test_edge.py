"""The way in: CloudFront, the site's bucket, API Gateway, Cognito, the firewall."""

import json
from pathlib import Path

import pytest

from services.manifest import PROXY, SERVICES
from services.proxy.routes import SHOP_SCOPE, public_paths
from tests.claims import proves
from tests.infrastructure.conftest import DOMAIN, synthesise
from tests.infrastructure.templates import Templates


@proves("T02", "K02", "FM-K02-01:effect")
def test_the_site_comes_from_a_private_bucket_that_cloudfront_alone_reads(prod: Templates) -> None:
    distribution = prod.the("AWS::CloudFront::Distribution").properties["DistributionConfig"]
    (bucket,) = prod.of("AWS::S3::Bucket", "Site")
    target = distribution["DefaultCacheBehavior"]["TargetOriginId"]
    (origin,) = [o for o in distribution["Origins"] if o["Id"] == target]
    assert origin["DomainName"] == {"Fn::GetAtt": [bucket.id, "RegionalDomainName"]}
    assert "OriginAccessControlId" in origin
    assert set(bucket.properties["PublicAccessBlockConfiguration"].values()) == {True}
    (policy,) = prod.of("AWS::S3::BucketPolicy", "Site")
    allowed = [s for s in policy.properties["PolicyDocument"]["Statement"] if allows(s)]
    readers = [s["Principal"] for s in allowed if s["Action"] == "s3:GetObject"]
    assert readers == [{"Service": "cloudfront.amazonaws.com"}]


def allows(statement: dict[str, str]) -> bool:
    return statement["Effect"] == "Allow"


@proves("T03", "L69", "FM-CF-03:effect")
def test_the_only_code_at_the_edge_finds_the_page_of_a_folder(prod: Templates) -> None:
    function = prod.the("AWS::CloudFront::Function")
    text = json.dumps(prod.the("AWS::CloudFront::Distribution").properties)
    assert "LambdaFunctionAssociations" not in text
    assert text.count('"FunctionARN":') == 1
    assert function.id in text


@proves("T34")
def test_no_service_can_write_to_the_sites_bucket(prod: Templates) -> None:
    for service in SERVICES:
        assert "Site" not in json.dumps(prod.statements(service))


@proves("T07", "T19", "K08", "FM-APIG-03:mitigation")
def test_every_call_of_the_api_ends_at_the_proxy(prod: Templates) -> None:
    proxy = prod.function(PROXY).id
    methods = prod.of("AWS::ApiGateway::Method")
    assert methods
    for method in methods:
        integration = method.properties["Integration"]
        assert integration["Type"] == "AWS_PROXY"
        assert proxy in json.dumps(integration["Uri"])


@proves("T08", "T14", "K09", "FM-K09-02:effect", "FM-COG-06:mitigation")
def test_what_is_not_public_needs_a_token_before_any_code_of_ours_runs(prod: Templates) -> None:
    methods = prod.of("AWS::ApiGateway::Method")
    open_to_all = [m for m in methods if m.properties["AuthorizationType"] == "NONE"]
    assert len(open_to_all) == len(public_paths())
    for method in methods:
        if method not in open_to_all:
            assert method.properties["AuthorizationType"] == "COGNITO_USER_POOLS"
            assert method.properties["AuthorizationScopes"] == [SHOP_SCOPE]


@proves("FM-WAF-02:mitigation", "FM-APIG-02:effect", "FM-L02-01:effect")
def test_the_api_is_throttled_logged_and_behind_the_firewall(prod: Templates) -> None:
    stage = prod.the("AWS::ApiGateway::Stage").properties
    (every_method,) = stage["MethodSettings"]
    assert every_method["ThrottlingRateLimit"] == 100
    assert every_method["ThrottlingBurstLimit"] == 200
    assert every_method["DataTraceEnabled"] is False
    assert "authorizer.claims.sub" in stage["AccessLogSetting"]["Format"]
    assert prod.the("AWS::ApiGateway::Account").properties["CloudWatchRoleArn"]
    association = prod.the("AWS::WAFv2::WebACLAssociation", "Api").properties
    assert prod.the("AWS::ApiGateway::Stage").id in json.dumps(association["ResourceArn"])
    rules = prod.the("AWS::WAFv2::WebACL", "Api").properties["Rules"]
    assert any("RateBasedStatement" in rule["Statement"] for rule in rules)


@proves("FM-APIG-03:mitigation")
def test_the_provider_needs_no_token_to_tell_the_store_what_happens(prod: Templates) -> None:
    (webhooks,) = [
        r for r in prod.of("AWS::ApiGateway::Resource") if r.properties["PathPart"] == "payments"
    ]
    (method,) = [
        m for m in prod.of("AWS::ApiGateway::Method")
        if m.properties["ResourceId"] == {"Ref": webhooks.id}
    ]  # fmt: skip
    assert method.properties["AuthorizationType"] == "NONE"
    assert method.properties["HttpMethod"] == "ANY"
    told = prod.outputs["PaymentWebhookUrl"]["Fn::Join"][1]
    assert told[-1].endswith("/api/webhooks/payments")
    assert told[:-1] == prod.outputs["ApiUrl"]["Fn::Join"][1][:-1]


@proves("FM-WAF-01:effect")
def test_the_firewall_lets_a_long_quote_through_to_the_proxy(prod: Templates) -> None:
    rules = prod.the("AWS::WAFv2::WebACL", "Api").properties["Rules"]
    managed = {
        group["Name"]: group.get("RuleActionOverrides", [])
        for rule in rules
        if (group := rule["Statement"].get("ManagedRuleGroupStatement"))
    }
    assert managed == {
        "AWSManagedRulesCommonRuleSet": [
            {"Name": "SizeRestrictions_BODY", "ActionToUse": {"Count": {}}}
        ],
        "AWSManagedRulesKnownBadInputsRuleSet": [],
    }


def test_answers_carry_the_security_headers(prod: Templates) -> None:
    policy, of_pages = (p.properties for p in prod.of("AWS::CloudFront::ResponseHeadersPolicy"))
    same = [p["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"] for p in (policy, of_pages)]
    assert same[0] == same[1]
    headers = policy["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"]
    assert headers["StrictTransportSecurity"]["AccessControlMaxAgeSec"] >= 365 * 24 * 3600
    assert "default-src 'none'" in json.dumps(headers["ContentSecurityPolicy"])
    assert headers["FrameOptions"]["FrameOption"] == "DENY"
    assert headers["ContentTypeOptions"] == {"Override": True}
    distribution = prod.the("AWS::CloudFront::Distribution").properties["DistributionConfig"]
    behaviours = [distribution["DefaultCacheBehavior"], *distribution["CacheBehaviors"]]
    assert all("ResponseHeadersPolicyId" in behaviour for behaviour in behaviours)


@proves("T18", "L72", "FM-CF-02:mitigation")
def test_neither_the_api_nor_an_invoice_is_cached_by_cloudfront(prod: Templates) -> None:
    distribution = prod.the("AWS::CloudFront::Distribution").properties["DistributionConfig"]
    (behaviour,) = distribution["CacheBehaviors"]
    assert behaviour["PathPattern"] == "api/*"
    caching_disabled = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
    assert behaviour["CachePolicyId"] == caching_disabled
    origins = json.dumps(distribution["Origins"])
    assert "Invoices" not in origins


@proves("T07", "FM-L01-01:effect")
def test_the_edge_hands_every_method_on_to_the_api_over_tls_alone(prod: Templates) -> None:
    distribution = prod.the("AWS::CloudFront::Distribution").properties["DistributionConfig"]
    (behaviour,) = distribution["CacheBehaviors"]
    assert {"GET", "POST", "PUT", "DELETE"} <= set(behaviour["AllowedMethods"])
    assert behaviour["ViewerProtocolPolicy"] == "https-only"
    (origin,) = [o for o in distribution["Origins"] if o["Id"] == behaviour["TargetOriginId"]]
    assert origin["CustomOriginConfig"]["OriginProtocolPolicy"] == "https-only"


@proves("E07", "FM-APIG-01:effect", "FM-APIG-02:effect", "FM-K09-01:mitigation")
def test_what_the_gateway_says_by_itself_is_a_problem_like_the_proxys(prod: Templates) -> None:
    told = {
        response.properties["ResponseType"]: response.properties
        for response in prod.of("AWS::ApiGateway::GatewayResponse")
    }
    assert {"DEFAULT_5XX", "INTEGRATION_TIMEOUT", "THROTTLED", "UNAUTHORIZED"} <= set(told)
    for response in told.values():
        problem = json.loads(response["ResponseTemplates"]["application/json"])
        assert str(problem["status"]) == response["StatusCode"]
        assert problem["detail"]
        headers = response["ResponseParameters"]
        content_type = headers["gatewayresponse.header.Content-Type"]
        assert content_type == "'application/problem+json'"
        if response["StatusCode"] in ("429", "503"):
            assert headers["gatewayresponse.header.Retry-After"] == "'1'"


@proves("T17", "FM-K01-01:mitigation")
def test_the_certificate_of_a_domain_is_in_us_east_1(with_domain: Templates) -> None:
    certificate = with_domain.the("AWS::CertificateManager::Certificate")
    assert certificate.stack == "Certificate"
    assembly = json.loads((with_domain.folder / "manifest.json").read_text())["artifacts"]
    assert assembly["Crassula-prod-Certificate"]["environment"].endswith("/us-east-1")
    distribution = with_domain.the("AWS::CloudFront::Distribution").properties["DistributionConfig"]
    assert distribution["Aliases"] == [DOMAIN]
    assert distribution["ViewerCertificate"]["MinimumProtocolVersion"] == "TLSv1.2_2021"
    records = {r.properties["Type"] for r in with_domain.of("AWS::Route53::RecordSet", "Site")}
    assert records == {"A", "AAAA"}


@pytest.mark.finding("W02")
@proves("FM-K04-03:mitigation", "FM-COG-05:mitigation")
def test_people_sign_in_with_a_code_and_pkce_and_florists_are_a_group(prod: Templates) -> None:
    client = prod.the("AWS::Cognito::UserPoolClient").properties
    assert client["AllowedOAuthFlows"] == ["code"]
    assert client["GenerateSecret"] is False
    assert client["EnableTokenRevocation"] is True
    assert (client["AccessTokenValidity"], client["TokenValidityUnits"]["AccessToken"]) == (
        60, "minutes",
    )  # fmt: skip
    assert client["PreventUserExistenceErrors"] == "ENABLED"
    assert prod.the("AWS::Cognito::UserPoolGroup").properties["GroupName"] == "florists"
    pool = prod.the("AWS::Cognito::UserPool").properties
    assert pool["UsernameConfiguration"] == {"CaseSensitive": False}, "capitals make no account"
    assert pool["EnabledMfas"] == ["SOFTWARE_TOKEN_MFA"]
    assert pool["DeletionProtection"] == "ACTIVE"


@proves("K32", "X17")
def test_google_and_facebook_are_there_when_they_are_configured(tmp_path: Path) -> None:
    social = synthesise(tmp_path, google_client_id="g-1", facebook_client_id="f-1")
    providers = social.of("AWS::Cognito::UserPoolIdentityProvider")
    assert {p.properties["ProviderType"] for p in providers} == {"Google", "Facebook"}
    supported = social.the("AWS::Cognito::UserPoolClient").properties["SupportedIdentityProviders"]
    assert len(supported) == 3
    assert "{{resolve:secretsmanager:" in json.dumps(providers[0].properties)


@proves("FM-K04-03:mitigation")
def test_sign_in_comes_back_to_the_site_even_without_a_domain(tmp_path: Path) -> None:
    nameless = synthesise(tmp_path, site_url="https://d111111abcdef8.cloudfront.net/")
    client = nameless.the("AWS::Cognito::UserPoolClient").properties
    assert client["CallbackURLs"] == ["https://d111111abcdef8.cloudfront.net/shop/signed-in"]
