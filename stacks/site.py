"""The site: a private bucket behind CloudFront (T02), and the API at the same address."""

from dataclasses import dataclass
from pathlib import Path
from typing import cast

from aws_cdk import CfnElement, Duration, Environment, RemovalPolicy, Stack, Token
from aws_cdk import aws_certificatemanager as acm
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_cloudfront_origins as origins
from aws_cdk import aws_logs as logs
from aws_cdk import aws_route53 as route53
from aws_cdk import aws_route53_targets as route53_targets
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_s3_deployment as deployment
from constructs import Construct

from services.proxy.routes import PREFIX
from stacks.accepted import accept
from stacks.addressed import addressed
from stacks.api import Api
from stacks.browser import (
    CONFIG,
    FOR_ALL_SITES,
    ISOLATION,
    app_config,
    content_security_policy,
    permissions_policy,
)
from stacks.config import LOCAL_SITE, ROOT, Stage, log_prefix
from stacks.domain import zone_of
from stacks.identity import Identity, site_of
from stacks.storage import OLD_VERSION_DAYS, Storage, private_bucket

BUILT = ROOT / "frontend" / "site" / "_site"
NOT_CACHED = Duration.seconds(0)
ERROR_ANSWERS = (
    cloudfront.ErrorResponse(
        http_status=403,
        response_http_status=404,
        response_page_path="/404.html",
        ttl=NOT_CACHED,
    ),
    *(
        cloudfront.ErrorResponse(
            http_status=status,
            response_http_status=503,
            response_page_path="/trouble/index.html",
            ttl=NOT_CACHED,
        )
        for status in (502, 504)
    ),
    *(
        cloudfront.ErrorResponse(http_status=status, ttl=NOT_CACHED)
        for status in (404, 414, 500, 501, 503)
    ),
)
"""A private bucket answers 403 for a missing object. The rules apply to the API too: they replace
its 403, 502 and 504, and keep its other errors.

By default CloudFront caches each error for ten seconds, whatever `Cache-Control` says (for 503 it
ignores `no-store`): other customers would get one customer's 503.
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/custom-error-pages-expiration.html
"""
HASHED = ("app", "assets/img")
"""Folders in which every file name contains the hash of the content."""
UPLOADER = "Custom::CDKBucketDeployment8693BB64968944B69AAFB0CC9EB8756C"
BASIC = "service-role/AWSLambdaBasicExecutionRole"
REWRITE = Path(__file__).with_name("rewrite.js")
HSTS_DAYS = 730


class SiteNotBuiltError(Exception):
    """The stacks were synthesised without a site: half a store would be deployed."""


class Certificate(Stack):
    """The certificate; CloudFront requires it in us-east-1 (T17)."""

    def __init__(self, scope: Construct, name: str, env: Environment, stage: Stage) -> None:
        super().__init__(scope, name, env=env, cross_region_references=True)
        self.certificate = acm.Certificate(
            self,
            "Certificate",
            domain_name=stage.domain,
            validation=acm.CertificateValidation.from_dns(zone_of(self, stage)),
        )


@dataclass(frozen=True)
class SiteResources:
    """What the site uses of other stacks."""

    storage: Storage
    api: Api
    identity: Identity
    certificate: Certificate | None


class Site(Stack):
    """The bucket with the built site, and CloudFront in front of it and of the API."""

    def __init__(
        self,
        scope: Construct,
        name: str,
        env: Environment,
        stage: Stage,
        resources: SiteResources,
    ) -> None:
        certificate = resources.certificate
        super().__init__(scope, name, env=env, cross_region_references=certificate is not None)
        self.bucket = private_bucket(
            self,
            "Bucket",
            stage,
            versioned=True,
            server_access_logs_bucket=resources.storage.access_logs,
            server_access_logs_prefix="site/",
            lifecycle_rules=[
                s3.LifecycleRule(noncurrent_version_expiration=Duration.days(OLD_VERSION_DAYS))
            ],
        )
        self.distribution = self._distribution(stage, resources)
        accept(self.distribution, "We deliver where our couriers ride; all may look", "CFR1")
        accept(self.distribution, "The pages are static; the firewall is at the API", "CFR2")
        if not certificate:
            accept(self.distribution, "CloudFront's own certificate sets the TLS version", "CFR4")
        self.url = _site_url(stage, self.distribution)
        if certificate:
            self._add_dns_records(stage)
        self._upload(stage, app_config(stage, resources.identity))

    def _distribution(self, stage: Stage, resources: SiteResources) -> cloudfront.Distribution:
        certificate = resources.certificate
        policy = content_security_policy(stage, resources.identity, resources.storage.invoices)
        others = {**ISOLATION, "Permissions-Policy": permissions_policy(stage)}
        headers = self._security_headers("SecurityHeaders", stage, policy, others)
        of_pages = self._security_headers("PageHeaders", stage, policy, {**others, **FOR_ALL_SITES})
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
            error_responses=list(ERROR_ANSWERS),
            domain_names=[stage.domain] if certificate else None,
            certificate=certificate.certificate if certificate else None,
            # CloudFront's own certificate sets the TLS version itself.
            minimum_protocol_version=cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021
            if certificate
            else None,
            price_class=cloudfront.PriceClass.PRICE_CLASS_100,
            enable_logging=True,
            log_bucket=resources.storage.access_logs,
            log_file_prefix="cloudfront/",
            default_behavior=cloudfront.BehaviorOptions(
                origin=origins.S3BucketOrigin.with_origin_access_control(self.bucket),
                viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
                response_headers_policy=of_pages,
                function_associations=[
                    cloudfront.FunctionAssociation(
                        function=folders,
                        event_type=cloudfront.FunctionEventType.VIEWER_REQUEST,
                    )
                ],
            ),
            additional_behaviors={
                f"{PREFIX.strip('/')}/*": cloudfront.BehaviorOptions(
                    origin=origins.RestApiOrigin(resources.api.api),
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

    def _security_headers(
        self, name: str, stage: Stage, policy: str, others: dict[str, str]
    ) -> cloudfront.ResponseHeadersPolicy:
        return cloudfront.ResponseHeadersPolicy(
            self,
            name,
            custom_headers_behavior=cloudfront.ResponseCustomHeadersBehavior(
                custom_headers=[
                    cloudfront.ResponseCustomHeader(header=name, value=value, override=True)
                    for name, value in others.items()
                ]
            ),
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
                    include_subdomains=stage.owns_subdomains,
                    override=True,
                ),
            ),
        )

    def _add_dns_records(self, stage: Stage) -> None:
        zone = zone_of(self, stage)
        target = route53.RecordTarget.from_alias(
            route53_targets.CloudFrontTarget(self.distribution)
        )
        route53.ARecord(self, "Address", zone=zone, target=target)
        route53.AaaaRecord(self, "Address6", zone=zone, target=target)

    def _upload(self, stage: Stage, config: dict[str, object]) -> None:
        """Put the built site into the bucket: first the files that pages refer to, then the pages.

        Browsers keep hashed files for ever. The bucket keeps old ones too, because open pages may
        still refer to them.
        """
        if not BUILT.is_dir():
            raise SiteNotBuiltError("the site is not built: run `make site`")
        self._log = logs.LogGroup(
            self,
            "UploadLogs",
            log_group_name=f"{log_prefix(stage)}upload",
            retention=logs.RetentionDays.THREE_MONTHS,
            removal_policy=RemovalPolicy.DESTROY,
        )
        hashed = [folder for folder in HASHED if (BUILT / folder).is_dir()]
        # Hashed files first: the first deployment owns the uploader's layer and must not wait.
        named = [self._upload_immutable(folder) for folder in hashed]
        pages = deployment.BucketDeployment(
            self,
            "Upload",
            sources=[
                deployment.Source.asset(str(addressed(BUILT, site_of(stage), hashed))),
                deployment.Source.json_data(CONFIG, config),
            ],
            destination_bucket=self.bucket,
            cache_control=[
                deployment.CacheControl.from_string("public, max-age=0, s-maxage=86400")
            ],
            exclude=[f"{folder}/*" for folder in hashed],
            distribution=self.distribution,
            log_group=self._log,
        )
        pages.node.add_dependency(*named)
        self._accept_uploader()

    def _upload_immutable(self, folder: str) -> deployment.BucketDeployment:
        """Put a folder of hashed files into the bucket, and delete none."""
        return deployment.BucketDeployment(
            self,
            f"Upload{folder.title().replace('/', '')}",
            sources=[deployment.Source.asset(str(BUILT / folder))],
            destination_bucket=self.bucket,
            destination_key_prefix=folder,
            cache_control=[
                deployment.CacheControl.from_string("public, max-age=31536000, immutable")
            ],
            prune=False,
            log_group=self._log,
        )

    def _accept_uploader(self) -> None:
        """Accept findings on the CDK's own function, which copies the site into the bucket."""
        uploader = self.node.find_child(UPLOADER)
        role = uploader.node.find_child("ServiceRole")
        theirs = "The CDK's uploader, which runs at deployments alone, is the CDK's to write"
        accept(uploader, theirs, "L1")
        accept(role, theirs, f"IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/{BASIC}]")
        account = "<AWS::AccountId>" if Token.is_unresolved(self.account) else self.account
        assets = f"cdk-hnb659fds-assets-{account}-{self.region}"
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


def _site_url(stage: Stage, distribution: cloudfront.Distribution) -> str:
    if stage.local:
        port = stage.local.endpoint.rsplit(":", 1)[1]
        return f"http://{LOCAL_SITE}.cloudfront.localhost:{port}"
    return f"https://{stage.domain or distribution.distribution_domain_name}"
