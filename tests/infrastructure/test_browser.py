"""What a browser may load, send and keep; what it is told about the deployment."""

import json
import re
from typing import Any

import pytest

from services.proxy.routes import SHOP_SCOPE
from stacks.site import HASHED
from tests.claims import proves
from tests.infrastructure.templates import Templates

LATE = re.compile("<<marker:[^>]+>>")
"""What the deployment fills in, quotes included."""


def text_of(value: Any) -> str:
    """A template's string, with what is known only when it is deployed in braces."""
    if isinstance(value, str):
        return value
    if "Fn::Join" in value:
        return "".join(text_of(part) for part in value["Fn::Join"][1])
    return json.dumps(value, separators=(",", ":"))


def policy_of(templates: Templates, name: str) -> dict[str, Any]:
    """The headers' policy of this name."""
    (found,) = [
        each for each in templates.of("AWS::CloudFront::ResponseHeadersPolicy")
        if each.id.startswith(name)
    ]  # fmt: skip
    return found.properties


def policy(templates: Templates) -> dict[str, list[str]]:
    """The content security policy, by directive."""
    headers = policy_of(templates, "SecurityHeaders")
    security = headers["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"]
    written = text_of(security["ContentSecurityPolicy"]["ContentSecurityPolicy"])
    directives = [directive.split() for directive in written.split("; ")]
    return {name: sources for name, *sources in directives}


def test_no_script_runs_but_ours_and_the_payment_elements(prod: Templates) -> None:
    allowed = policy(prod)
    assert allowed["default-src"] == ["'none'"]
    assert allowed["script-src"] == ["'self'", "https://js.stripe.com"]
    assert allowed["style-src"] == ["'self'"]
    assert not any("unsafe" in source for sources in allowed.values() for source in sources)
    assert allowed["require-trusted-types-for"] == ["'script'"]
    assert allowed["trusted-types"] == ["angular", "crassula-payment"]


def test_a_page_speaks_with_the_api_sign_in_payment_and_invoices_alone(prod: Templates) -> None:
    ours, sign_in, account, payment, *invoices = policy(prod)["connect-src"]
    assert ours == "'self'"
    assert "amazoncognito.com" in sign_in
    assert account == "https://cognito-idp.eu-central-1.amazonaws.com"
    assert payment == "https://api.stripe.com"
    assert "Invoices" in "".join(invoices)


@proves("FM-CF-05:effect")
def test_a_missing_page_is_told_in_the_sites_words_and_the_apis_refusals_stay(
    prod: Templates,
) -> None:
    distribution = prod.the("AWS::CloudFront::Distribution").properties["DistributionConfig"]
    answers = distribution["CustomErrorResponses"]
    pages = {e["ErrorCode"]: e.get("ResponsePagePath") for e in answers}
    assert {status: page for status, page in pages.items() if page} == {
        403: "/404.html",
        502: "/trouble/index.html",
        504: "/trouble/index.html",
    }


ALWAYS_REMEMBERED = {404, 414, 500, 501, 502, 503, 504}
"""What CloudFront remembers unless told otherwise, and 403 by our own page for it (its guide:
"HTTP 4xx and 5xx status codes that CloudFront caches")."""


@proves("T11", "FM-CF-04:mitigation")
def test_cloudfront_remembers_no_error_so_that_a_503_is_not_the_next_customers(
    prod: Templates,
) -> None:
    distribution = prod.the("AWS::CloudFront::Distribution").properties["DistributionConfig"]
    answers = distribution["CustomErrorResponses"]
    remembered = {each["ErrorCode"]: each["ErrorCachingMinTTL"] for each in answers}
    assert set(remembered) == ALWAYS_REMEMBERED | {403}
    assert set(remembered.values()) == {0}


def test_what_has_a_hash_in_its_name_is_kept_and_what_has_not_is_asked_for_again(
    prod: Templates,
) -> None:
    uploads = [u.properties for u in prod.of("Custom::CDKBucketDeployment")]
    kept = {u.get("DestinationBucketKeyPrefix"): u["SystemMetadata"] for u in uploads}
    pages = kept.pop(None)
    assert pages["cache-control"].startswith("public, max-age=0")
    assert set(kept) == set(HASHED)
    for metadata in kept.values():
        assert metadata["cache-control"].endswith("immutable")


def test_the_shop_is_told_where_to_sign_in_and_nothing_secret(prod: Templates) -> None:
    (pages,) = [
        u.properties
        for u in prod.of("Custom::CDKBucketDeployment")
        if "DestinationBucketKeyPrefix" not in u.properties
    ]
    assert any(
        "ClientId" in json.dumps(m) or "Ref" in json.dumps(m) for m in pages["SourceMarkers"]
    )
    configs = list(prod.folder.glob("asset.*/app-config.json"))
    (config,) = [json.loads(LATE.sub('"late"', c.read_text())) for c in configs]
    assert set(config) == {"auth", "payment"}
    assert SHOP_SCOPE in config["auth"]["scopes"]
    assert config["payment"]["script"] == "https://js.stripe.com/v3/"


@pytest.mark.finding("A16")
def test_a_page_may_pay_and_nothing_else_that_asks_a_person(
    prod: Templates, local: Templates
) -> None:
    allowed = other_headers(prod)["Permissions-Policy"].split(", ")
    assert 'payment=(self "https://js.stripe.com")' in allowed
    for denied in ("camera", "microphone", "geolocation", "usb"):
        assert f"{denied}=()" in allowed
    assert 'payment=(self "http://127.0.0.1:4602")' in other_headers(local)["Permissions-Policy"]


@pytest.mark.finding("A16")
def test_no_other_site_gets_hold_of_our_windows_and_answers(synthesised: Templates) -> None:
    headers = other_headers(synthesised)
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin-allow-popups"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_our_pictures_are_shown_in_e_mails_on_other_sites(synthesised: Templates) -> None:
    headers = other_headers(synthesised, "PageHeaders")
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin-allow-popups"
    assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"


@pytest.mark.finding("A16")
@pytest.mark.parametrize(
    ("stage", "address"),
    [
        ("with_domain", "https://flowers.example"),
        ("local", "http://crassula.cloudfront.localhost:4600"),
    ],
)
def test_the_pages_that_are_deployed_say_where_they_stand(
    stage: str, address: str, request: pytest.FixtureRequest
) -> None:
    templates: Templates = request.getfixturevalue(stage)
    (robots,) = templates.folder.glob("asset.*/robots.txt")
    assert f"Sitemap: {address}/sitemap.xml" in robots.read_text()
    home = (robots.parent / "index.html").read_text()
    assert f'<link rel="canonical" href="{address}/">' in home
    assert "https://crassula.example" not in home
    assert f"{address}/about/" in (robots.parent / "sitemap.xml").read_text()
    security = (robots.parent / ".well-known/security.txt").read_text()
    assert f"Canonical: {address}/.well-known/security.txt" in security


def other_headers(templates: Templates, name: str = "SecurityHeaders") -> dict[str, str]:
    """The headers that CloudFront adds and has no field of its own for."""
    headers = policy_of(templates, name)
    config = headers["ResponseHeadersPolicyConfig"]["CustomHeadersConfig"]["Items"]
    assert all(each["Override"] for each in config)
    return {each["Header"]: each["Value"] for each in config}
