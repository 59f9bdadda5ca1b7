"""The bucket of invoices. The site has its own, so that they fail independently (C15, C16)."""

from typing import Any

from aws_cdk import Duration, Environment, RemovalPolicy, Stack
from aws_cdk import aws_s3 as s3
from constructs import Construct

from stacks.config import Stage
from stacks.kept import KEPT

INVOICE_YEARS = 10
"""Invoices are kept for ten years (German fiscal code, section 147)."""
LOCK = s3.ObjectLockRetention.governance(Duration.days(INVOICE_YEARS * 366))
"""Who deletes an invoice before must have, and use, `s3:BypassGovernanceRetention`."""
OLD_VERSION_DAYS = 30
ACCESS_LOG_DAYS = 90


class Storage(Stack):
    """The invoice bucket."""

    def __init__(self, scope: Construct, name: str, env: Environment, stage: Stage) -> None:
        super().__init__(scope, name, env=env)
        self.access_logs = private_bucket(
            self,
            "AccessLogs",
            stage,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_PREFERRED,
            lifecycle_rules=[s3.LifecycleRule(expiration=Duration.days(ACCESS_LOG_DAYS))],
        )
        self.invoices = private_bucket(
            self,
            "Invoices",
            stage,
            versioned=True,
            # The emulator deletes its buckets with the store.
            object_lock_default_retention=None if stage.is_local else LOCK,
            server_access_logs_bucket=self.access_logs,
            server_access_logs_prefix="invoices/",
            # A redirected fetch has `Origin: null`; the signed URL grants the access (X12).
            cors=[s3.CorsRule(allowed_methods=[s3.HttpMethods.GET], allowed_origins=["*"])],
            lifecycle_rules=[
                s3.LifecycleRule(
                    expiration=Duration.days(INVOICE_YEARS * 366),
                    transitions=[
                        s3.Transition(
                            storage_class=s3.StorageClass.INFREQUENT_ACCESS,
                            transition_after=Duration.days(90),
                        )
                    ],
                    noncurrent_version_expiration=Duration.days(INVOICE_YEARS * 366),
                )
            ],
        )


def private_bucket(scope: Construct, name: str, stage: Stage, **more: Any) -> s3.Bucket:
    """A private, encrypted bucket that requires TLS; in production, deletion retains it."""
    return s3.Bucket(
        scope,
        name,
        enforce_ssl=True,
        block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
        encryption=s3.BucketEncryption.S3_MANAGED,
        removal_policy=RemovalPolicy.DESTROY if stage.is_local else KEPT,
        **more,
    )
