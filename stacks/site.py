"""The site: a private bucket behind CloudFront (T02), and the API under the same address."""

from pathlib import Path
from typing import cast

from aws_cdk import CfnElement, Duration, Environment, Stack
from aws_cdk import aws_certificatemanager as acm
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_cloudfront_origins as origins
from aws_cdk import aws_route53 as route53
from aws_cdk import aws_route53_targets as route53_targets
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_s3_deployment as deployment
from constructs import Construct

from services.proxy.routes import PREFIX
from stacks.accepted import accept
from stacks.api import Api
from stacks.config import LOCAL_SITE, ROOT, Stage
from stacks.storage import OLD_VERSION_DAYS, Storage, private_bucket

BUILT = ROOT / "frontend" / "site" / "_site"
UPLOADER = "Custom::CDKBucketDeployment8693BB64968944B69AAFB0CC9EB8756C"
BASIC = "service-role/AWSLambdaBasicExecutionRole"
REWRITE = Path(__file__).with_name("rewrite.js")
HSTS_DAYS = 730


class SiteNotBuiltError(Exception):
    """A production deployment was synthesised without a site."""


class Certificate(Stack):
    """CloudFront takes its certificate from us-east-1 alone (T17)."""

    def __init__(self, scope: Construct, name: str, env: Environment, stage: Stage) -> None:
        super().__init__(scope, name, env=env, cross_region_references=True)
        self.certificate = acm.Certificate(
            self,
            "Certificate",
            domain_name=stage.domain,
            validation=acm.CertificateValidation.from_dns(zone_of(self, stage)),
        )


def zone_of(scope: Construct, stage: Stage) -> route53.IHostedZone:
    """The zone that the domain is in, without a look-up."""
    return route53.HostedZone.from_hosted_zone_attributes(
        scope,
        "Zone",
        hosted_zone_id=stage.hosted_zone_id,
        zone_name=stage.domain,
    )


class Site(Stack):
    """What a browser is given."""

    def __init__(
        self,
        scope: Construct,
        name: str,
        env: Environment,
        stage: Stage,
        storage: Storage,
        api: Api,
        certificate: Certificate | None,
    ) -> None:
        super().__init__(scope, name, env=env, cross_region_references=certificate is not None)
        self.bucket = private_bucket(
            self,
            "Bucket",
            stage,
            versioned=True,
            server_access_logs_bucket=storage.access_logs,
            server_access_logs_prefix="site/",
            lifecycle_rules=[
                s3.LifecycleRule(noncurrent_version_expiration=Duration.days(OLD_VERSION_DAYS))
            ],
        )
        self.distribution = self._distribution(stage, storage, api, certificate)
        accept(self.distribution, "We deliver where our couriers ride; all may look", "CFR1")
        accept(self.distribution, "The pages are static; the firewall is at the API", "CFR2")
        if not certificate:
            accept(self.distribution, "CloudFront's own certificate sets the TLS version", "CFR4")
        self.url = _url(stage, self.distribution)
        if certificate:
            self._name(stage)
        self._upload(stage)

    def _distribution(
        self, stage: Stage, storage: Storage, api: Api, certificate: Certificate | None
    ) -> cloudfront.Distribution:
        headers = self._security_headers()
        folders = cloudfront.Function(
            self,
            "Folders",
            comment="A folder's address is that of its index.html",
            runtime=cloudfront.FunctionRuntime.JS_2_0,
            code=cloudfront.FunctionCode.from_inline(REWRITE.read_text()),
        )
        return cloudfront.Distribution(
            self,
            "Distribution",
            comment=f"local:{LOCAL_SITE}" if stage.is_local else "Crassula's store",
            default_root_object="index.html",
            domain_names=[stage.domain] if certificate else None,
            certificate=certificate.certificate if certificate else None,
            # Without a certificate of ours, CloudFront's own says which versions it speaks.
            minimum_protocol_version=cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021
            if certificate
            else None,
            price_class=cloudfront.PriceClass.PRICE_CLASS_100,
            enable_logging=True,
            log_bucket=storage.access_logs,
            log_file_prefix="cloudfront/",
            default_behavior=cloudfront.BehaviorOptions(
                origin=origins.S3BucketOrigin.with_origin_access_control(self.bucket),
                viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
                response_headers_policy=headers,
                function_associations=[
                    cloudfront.FunctionAssociation(
                        function=folders,
                        event_type=cloudfront.FunctionEventType.VIEWER_REQUEST,
                    )
                ],
            ),
            additional_behaviors={
                f"{PREFIX.strip('/')}/*": cloudfront.BehaviorOptions(
                    origin=origins.RestApiOrigin(api.api),
                    viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.HTTPS_ONLY,
                    allowed_methods=cloudfront.AllowedMethods.ALLOW_ALL,
                    cache_policy=cloudfront.CachePolicy.CACHING_DISABLED,
                    origin_request_policy=(
                        cloudfront.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER
                    ),
                    response_headers_policy=headers,
                )
            },
        )

    def _security_headers(self) -> cloudfront.ResponseHeadersPolicy:
        policy = (
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
            " font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self';"
            " frame-ancestors 'none'"
        )
        return cloudfront.ResponseHeadersPolicy(
            self,
            "SecurityHeaders",
            security_headers_behavior=cloudfront.ResponseSecurityHeadersBehavior(
                content_security_policy=cloudfront.ResponseHeadersContentSecurityPolicy(
                    content_security_policy=policy, override=True
                ),
                content_type_options=cloudfront.ResponseHeadersContentTypeOptions(override=True),
                frame_options=cloudfront.ResponseHeadersFrameOptions(
                    frame_option=cloudfront.HeadersFrameOption.DENY, override=True
                ),
                referrer_policy=cloudfront.ResponseHeadersReferrerPolicy(
                    referrer_policy=cloudfront.HeadersReferrerPolicy.STRICT_ORIGIN_WHEN_CROSS_ORIGIN,
                    override=True,
                ),
                strict_transport_security=cloudfront.ResponseHeadersStrictTransportSecurity(
                    access_control_max_age=Duration.days(HSTS_DAYS),
                    include_subdomains=True,
                    override=True,
                ),
            ),
        )

    def _name(self, stage: Stage) -> None:
        zone = zone_of(self, stage)
        target = route53.RecordTarget.from_alias(
            route53_targets.CloudFrontTarget(self.distribution)
        )
        route53.ARecord(self, "Address", zone=zone, target=target)
        route53.AaaaRecord(self, "Address6", zone=zone, target=target)

    def _upload(self, stage: Stage) -> None:
        """Put the built site into the bucket."""
        if not BUILT.is_dir():
            if stage.bundles == "packaged":
                raise SiteNotBuiltError(
                    "the site is not built: run `make site` (it needs Jekyll: apt-get install"
                    " jekyll, or gem install jekyll)"
                )
            return
        deployment.BucketDeployment(
            self,
            "Upload",
            sources=[deployment.Source.asset(str(BUILT))],
            destination_bucket=self.bucket,
            distribution=self.distribution,
        )
        self._accept_uploader()

    def _accept_uploader(self) -> None:
        """The CDK's own function that copies the site into the bucket, at deployments alone."""
        uploader = self.node.find_child(UPLOADER)
        role = uploader.node.find_child("ServiceRole")
        theirs = "The CDK's uploader, which runs at deployments alone, is the CDK's to write"
        accept(uploader, theirs, "L1")
        accept(role, theirs, f"IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/{BASIC}]")
        assets = f"cdk-hnb659fds-assets-<AWS::AccountId>-{self.region}"
        bucket = self.get_logical_id(cast("CfnElement", self.bucket.node.default_child))
        accept(
            role.node.find_child("DefaultPolicy"),
            theirs,
            *(
                f"IAM5[Action::s3:{action}*]"
                for action in ("Abort", "DeleteObject", "GetBucket", "GetObject", "List")
            ),
            "IAM5[Resource::*]",
            f"IAM5[Resource::arn:<AWS::Partition>:s3:::{assets}/*]",
            f"IAM5[Resource::<{bucket}.Arn>/*]",
        )


def _url(stage: Stage, distribution: cloudfront.Distribution) -> str:
    if stage.local:
        port = stage.local.endpoint.rsplit(":", 1)[1]
        return f"http://{LOCAL_SITE}.cloudfront.localhost:{port}"
    return f"https://{stage.domain or distribution.distribution_domain_name}"
