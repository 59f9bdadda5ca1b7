"""The distribution in front of site and API, as a browser on this machine sees it."""

import gzip
import urllib.request
from http.client import HTTPResponse
from typing import Any

from tests.integration.emulator.api import api, called_by_api, method
from tests.integration.emulator.cloud import Answer, Cloud, http
from tests.integration.emulator.conftest import Deploy
from tests.integration.emulator.templates import Resources, attribute, function, ref

CACHING_OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6"
CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
"""Managed policies of AWS; the first lets gzip through, the second does not."""
ANSWER = """
    def handler(event, context):
        return {"statusCode": 202, "body": event["path"]}
    """
LONG_ANSWER = """
    def handler(event, context):
        return {"statusCode": 200, "body": "rose " * 400,
                "headers": {"Content-Type": "text/plain"}}
    """
TO_INDEX = """
    function handler(event) {
        if (!event.request.uri.includes('.')) event.request.uri = '/index.html';
        return event.request;
    }"""
PAYMENT_ALONE = 'camera=(), payment=(self "http://127.0.0.1:4602")'
SECURE_ONLY = {
    "Effect": "Deny",
    "Principal": {"AWS": "*"},
    "Action": "s3:*",
    "Resource": {"Fn::Join": ["", [attribute("Arn", "Site"), "/*"]]},
    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
}


def site() -> Resources:
    """A private bucket that insists on TLS and lets one distribution read it."""
    distribution = ["arn:aws:cloudfront::000000000000:distribution/", ref("Cdn")]
    read = {
        "Effect": "Allow",
        "Principal": {"Service": "cloudfront.amazonaws.com"},
        "Action": "s3:GetObject",
        "Resource": {"Fn::Join": ["", [attribute("Arn", "Site"), "/*"]]},
        "Condition": {"StringEquals": {"AWS:SourceArn": {"Fn::Join": ["", distribution]}}},
    }
    return {
        "Site": {"Type": "AWS::S3::Bucket", "Properties": {}},
        "SitePolicy": {
            "Type": "AWS::S3::BucketPolicy",
            "Properties": {
                "Bucket": ref("Site"),
                "PolicyDocument": {"Version": "2012-10-17", "Statement": [SECURE_ONLY, read]},
            },
        },
        "Access": {
            "Type": "AWS::CloudFront::OriginAccessControl",
            "Properties": {
                "OriginAccessControlConfig": {
                    "Name": "site",
                    "OriginAccessControlOriginType": "s3",
                    "SigningBehavior": "always",
                    "SigningProtocol": "sigv4",
                }
            },
        },
    }


def headers() -> Resources:
    """A policy that adds a security header."""
    nosniff = {"ContentTypeOptions": {"Override": True}}
    payment = {"Header": "Permissions-Policy", "Value": PAYMENT_ALONE, "Override": True}
    config = {
        "Name": "secure",
        "SecurityHeadersConfig": nosniff,
        "CustomHeadersConfig": {"Items": [payment]},
    }
    return {
        "Headers": {
            "Type": "AWS::CloudFront::ResponseHeadersPolicy",
            "Properties": {"ResponseHeadersPolicyConfig": config},
        }
    }


def distribution(label: str) -> Resources:
    """Site by default, API below /api/; HTTPS is wanted for both."""
    everything = {"OriginRequestPolicyId": "b689b0a8-53d0-40ab-baf2-68738e2966ac"}
    rewrite = {"EventType": "viewer-request", "FunctionARN": attribute("FunctionARN", "Rewrite")}
    bucket = {
        "Id": "site",
        "DomainName": attribute("RegionalDomainName", "Site"),
        "OriginAccessControlId": attribute("Id", "Access"),
        "S3OriginConfig": {"OriginAccessIdentity": ""},
    }
    gateway: dict[str, Any] = {
        "Id": "api",
        "DomainName": {"Fn::Join": ["", [ref("Api"), ".execute-api.us-east-1.amazonaws.com"]]},
        "OriginPath": "/prod",
        "CustomOriginConfig": {"OriginProtocolPolicy": "https-only"},
    }
    return {
        "Rewrite": {
            "Type": "AWS::CloudFront::Function",
            "Properties": {
                "Name": f"rewrite-{label}",
                "FunctionCode": TO_INDEX,
                "FunctionConfig": {"Comment": "", "Runtime": "cloudfront-js-2.0"},
                "AutoPublish": True,
            },
        },
        "Cdn": {
            "Type": "AWS::CloudFront::Distribution",
            "Properties": {
                "DistributionConfig": {
                    "Enabled": True,
                    "Comment": f"local:{label}",
                    "Origins": [bucket, gateway],
                    "DefaultCacheBehavior": {
                        **everything,
                        "CachePolicyId": CACHING_OPTIMIZED,
                        "Compress": True,
                        "OriginRequestPolicyId": "88a5eaf4-2fd4-4709-b370-b4c650ea3fcf",
                        "TargetOriginId": "site",
                        "ViewerProtocolPolicy": "redirect-to-https",
                        "ResponseHeadersPolicyId": ref("Headers"),
                        "FunctionAssociations": [rewrite],
                    },
                    "CacheBehaviors": [
                        {
                            **everything,
                            "CachePolicyId": CACHING_DISABLED,
                            "Compress": True,
                            "PathPattern": "/api/*",
                            "TargetOriginId": "api",
                            "ViewerProtocolPolicy": "https-only",
                            "AllowedMethods": [
                                "GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE",
                            ],
                        }
                    ],
                }
            },
        },
    }  # fmt: skip


def test_one_address_serves_the_private_site_and_the_api(cloud: Cloud, deploy: Deploy) -> None:
    resources = {**site(), **headers(), **function(ANSWER), **called_by_api()}
    stack = deploy(
        {**resources, **api("c0ffee06", {"api": method("POST")}), **distribution("crassula")},
        Site=ref("Site"), Domain=attribute("DomainName", "Cdn"),
    )  # fmt: skip
    cloud.client("s3").put_object(
        Bucket=stack["Site"], Key="index.html", Body=b"<h1>Crassula", ContentType="text/html"
    )

    def visit(path: str, body: bytes | None = None) -> Answer:
        host = f"crassula.cloudfront.localhost:{cloud.port}"
        return http(cloud.endpoint + path, body, Host=host)

    page = visit("/shop/roses")
    assert (page.status, page.body) == (200, "<h1>Crassula")
    headers_of_page = {k.lower(): v for k, v in page.headers.items()}
    assert headers_of_page["x-content-type-options"] == "nosniff"
    assert headers_of_page["permissions-policy"] == PAYMENT_ALONE
    assert visit("/missing.html").status in (403, 404)
    ordered = visit("/api/", b"{}")
    assert (ordered.status, ordered.body) == (202, "/api/")
    assert stack["Domain"] == "crassula.cloudfront.net"
    anonymous = http(f"{cloud.endpoint}/{stack['Site']}/index.html")
    assert anonymous.status == 403


def test_a_browser_is_sent_long_text_compressed(cloud: Cloud, deploy: Deploy) -> None:
    resources = {**site(), **headers(), **function(LONG_ANSWER), **called_by_api()}
    stack = deploy(
        {**resources, **api("c0ffee07", {"api": method("GET")}), **distribution("squeezed")},
        Site=ref("Site"),
    )  # fmt: skip
    roses = b"rose " * 400
    shelf = {
        "roses.js": (roses, "text/javascript; charset=utf-8"),
        "short.js": (roses[:999], "text/javascript"),
        "roses.webp": (roses, "image/webp"),
    }
    for key, (body, kind) in shelf.items():
        cloud.client("s3").put_object(Bucket=stack["Site"], Key=key, Body=body, ContentType=kind)

    def visit(path: str, accepts: str = "gzip, deflate") -> tuple[HTTPResponse, bytes]:
        host = f"squeezed.cloudfront.localhost:{cloud.port}"
        asks = {"Host": host, "Accept-Encoding": accepts}
        with urllib.request.urlopen(
            urllib.request.Request(cloud.endpoint + path, None, asks)
        ) as it:
            return it, it.read()

    answer, body = visit("/roses.js")
    assert (answer.headers["Content-Encoding"], gzip.decompress(body)) == ("gzip", roses)
    assert int(answer.headers["Content-Length"]) == len(body) < len(roses)
    assert "Accept-Encoding" in answer.headers["Vary"]
    assert answer.headers["ETag"].startswith('W/"')
    # Too short, a picture, a viewer that cannot read it, and a policy that caches nothing.
    assert visit("/short.js")[1] == roses[:999]
    assert visit("/roses.webp")[1] == roses
    assert visit("/roses.js", accepts="identity")[1] == roses
    assert visit("/api/")[1] == roses
