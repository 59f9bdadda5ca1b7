"""One Lambda function per service, with a role that allows only what its messages need."""

from collections.abc import Mapping
from dataclasses import dataclass

from aws_cdk import Duration, Environment, RemovalPolicy, Stack
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambdas
from aws_cdk import aws_lambda_event_sources as sources
from aws_cdk import aws_logs as logs
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_secretsmanager as secrets
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from bundling import packaged, stage_sources
from bundling.runtime import PYTHON
from services.contracts.topology import receivers_of, sent_by
from services.manifest import (
    INVOICING,
    MANIFEST,
    NOTICES,
    ORDER,
    PAYMENT,
    PROXY,
    SERVICES,
    USES_CACHE,
    USES_DATABASE,
    Participant,
)
from services.payment.gateways.provider import SIGNATURE_HEADER
from stacks.accepted import accept
from stacks.bus import Bus
from stacks.config import VERSION, Stage, log_prefix
from stacks.data import Data
from stacks.identity import Identity, site_of
from stacks.kept import KEPT
from stacks.mail import Sender
from stacks.network import Network

VPC_ACTIONS = (
    "CreateNetworkInterface",
    "DescribeNetworkInterfaces",
    "DescribeSubnets",
    "DeleteNetworkInterface",
    "AssignPrivateIpAddresses",
    "UnassignPrivateIpAddresses",
)
RUNTIME: lambdas.Runtime = getattr(lambdas.Runtime, f"PYTHON_{PYTHON.replace('.', '_')}")
"""Byte code and wheels are built for it (bundling/runtime.py)."""
LOCAL_UNPAID = {"UNPAID_ORDERS": "1000", "UNPAID_STEMS": "100000"}
"""On a laptop one person plays all customers."""
LOCAL_LONGEST_PAUSE = "20"
"""Seconds after which a payment that failed comes again on a developer's machine."""
LOCAL_UNDO_SECONDS = "5"
"""How long a shipment can be undone on a developer's machine, where the demo waits for it."""
INVOICES = "invoices/*"
"""The keys that invoicing writes and the proxy signs for."""


class Service(Construct):
    """One function with its role and its log group."""

    def __init__(
        self,
        scope: Construct,
        service: Participant,
        stage: Stage,
        network: Network | None,
    ) -> None:
        super().__init__(scope, service.title())
        size = MANIFEST[service]
        source = packaged(service) if stage.bundles == "packaged" else stage_sources(service)
        # Not the managed policies for Lambda, because they allow more than this function needs.
        self.role = iam.Role(self, "Role", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
        log_group = logs.LogGroup(
            self,
            "Logs",
            log_group_name=f"{log_prefix(stage)}{service}",
            retention=logs.RetentionDays.THREE_MONTHS,
            removal_policy=RemovalPolicy.DESTROY,
        )
        log_group.grant_write(self.role)
        if network:
            self._grant_vpc_access()
        in_vpc = (
            {
                "vpc": network.vpc,
                "vpc_subnets": network.subnets_of(service),
                "security_groups": [network.functions[service]],
            }
            if network
            else {}
        )
        self.function = lambdas.Function(
            self,
            "Function",
            runtime=RUNTIME,
            architecture=lambdas.Architecture.ARM_64,
            handler=f"services.{service}.handler.handler",
            code=lambdas.Code.from_asset(str(source)),
            role=self.role,
            timeout=Duration.seconds(size.timeout),
            memory_size=size.memory,
            reserved_concurrent_executions=size.concurrency,
            log_group=log_group,
            tracing=lambdas.Tracing.ACTIVE,
            recursive_loop=_recursive_loop(service),
            environment={
                "POWERTOOLS_SERVICE_NAME": service.value,
                "POWERTOOLS_METRICS_NAMESPACE": "Crassula",
                "LOG_LEVEL": "INFO",
                "STAGE": stage.name,
                "VERSION": VERSION,
            },
            **in_vpc,  # type: ignore[arg-type]
        )
        accept(self.function, "Python 3.13 starts some 15 ms faster than 3.14", "L1")
        accept(
            self.role.node.find_child("DefaultPolicy"),
            "X-Ray and a VPC's network interfaces have no resource to name",
            "IAM5[Resource::*]",
        )

    def _grant_vpc_access(self) -> None:
        """Allow what Lambda needs to connect the function to its subnets.

        https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions
        """
        actions = [f"ec2:{action}" for action in VPC_ACTIONS]
        self.role.add_to_policy(iam.PolicyStatement(actions=actions, resources=["*"]))

    def set_env(self, name: str, value: str) -> None:
        """Set an environment variable of the function."""
        self.function.add_environment(name, value)

    def grant_secret(self, name: str, secret: secrets.ISecret) -> None:
        """Let the function read a secret, and pass its ARN in the environment."""
        secret.grant_read(self.role)
        self.set_env(name, secret.secret_arn)

    def grant_send(self, receiver: Participant, queue: sqs.IQueue) -> None:
        """Let the function send to an inbox, but not read it."""
        queue.grant(self.role, "sqs:SendMessage")
        self.set_env(f"INBOX_{receiver.upper()}", queue.queue_url)

    def consume(self, queue: sqs.IQueue, concurrency: int, batch: int) -> None:
        """Let Lambda call the function with its inbox's messages; it reports which failed."""
        self.set_env("INBOX", queue.queue_url)
        self.function.add_event_source(
            sources.SqsEventSource(
                queue,
                batch_size=batch,
                report_batch_item_failures=True,
                max_concurrency=max(concurrency, 2),
            )
        )


@dataclass(frozen=True)
class SharedResources:
    """What several services use."""

    bus: Bus
    identity: Identity
    invoices: s3.IBucket
    network: Network | None
    data: Data | None


class Services(Stack):
    """One function per service."""

    def __init__(
        self, scope: Construct, name: str, env: Environment, stage: Stage, shared: SharedResources
    ) -> None:
        super().__init__(scope, name, env=env)
        self.functions: Mapping[Participant, Service] = {
            service: Service(self, service, stage, shared.network) for service in SERVICES
        }
        for service, function in self.functions.items():
            self._connect(service, function, shared.bus)
            self._configure_data(service, function, stage, shared.data)
        # Only the proxy shows it. In every function, each commit would deploy all of them again.
        self.functions[PROXY].set_env("REVISION", stage.revision)
        if stage.is_local:
            self.functions[ORDER].set_env("UNDO_SECONDS", LOCAL_UNDO_SECONDS)
            self.functions[PAYMENT].set_env("LONGEST_PAUSE", LOCAL_LONGEST_PAUSE)
            for limit, most in LOCAL_UNPAID.items():
                self.functions[ORDER].set_env(limit, most)
                self.functions[PROXY].set_env(limit, most)
        self._configure_identity(shared.identity)
        self._configure_mail(stage)
        self._configure_invoices(shared.invoices)
        self._configure_payment(stage)

    def _connect(self, service: Participant, function: Service, bus: Bus) -> None:
        """Derive grants and environment from the messages that the service sends and receives."""
        for receiver in receivers_of(sent_by(service)):
            function.grant_send(receiver, bus.inboxes[receiver].queue)
        if service in bus.inboxes:
            row = MANIFEST[service]
            function.consume(bus.inboxes[service].queue, row.concurrency, row.batch)

    def _configure_data(
        self, service: Participant, function: Service, stage: Stage, data: Data | None
    ) -> None:
        if stage.local:
            if service in USES_DATABASE:
                function.set_env("DATABASE_URI", stage.local.database_uri.format(service=service))
            if service in USES_CACHE:
                function.set_env("CACHE_URI", stage.local.cache_uri.format(service=service))
        elif data:
            if service in USES_DATABASE:
                function.grant_secret("DATABASE_SECRET", data.clusters.database[service])
            if service in USES_CACHE:
                function.grant_secret("CACHE_SECRET", data.clusters.cache[service])

    def _configure_identity(self, identity: Identity) -> None:
        proxy = self.functions[PROXY]
        proxy.set_env("TOKEN_ISSUER", identity.issuer)
        proxy.set_env("JWKS_URL", identity.keys_url)
        proxy.set_env("CLIENT_ID", identity.client.user_pool_client_id)
        proxy.set_env("CODE_CLIENT_ID", identity.code_client_id)
        pool: cognito.IUserPool = identity.pool
        for service, row in MANIFEST.items():
            if not row.user_pool_actions:
                continue
            actions = row.user_pool_actions
            pool.grant(self.functions[service].role, *(f"cognito-idp:{a}" for a in actions))
            self.functions[service].set_env("USER_POOL_ID", pool.user_pool_id)

    def _configure_mail(self, stage: Stage) -> None:
        sender, notices = Sender(self, "Sender", stage), self.functions[NOTICES]
        sender.grant_send(notices.role)
        notices.set_env("MAIL_FROM", sender.address)
        notices.set_env("MAIL_REPLY_TO", stage.reply_to or sender.address)
        notices.set_env("SITE_URL", site_of(stage))

    def _configure_invoices(self, bucket: s3.IBucket) -> None:
        objects = bucket.arn_for_objects(INVOICES)
        # Invoicing looks whose paper is under a number that is taken.
        for service, actions in (
            (INVOICING, ["s3:GetObject", "s3:PutObject"]),
            (PROXY, ["s3:GetObject"]),
        ):
            function = self.functions[service]
            function.role.add_to_policy(iam.PolicyStatement(actions=actions, resources=[objects]))
            function.set_env("INVOICE_BUCKET", bucket.bucket_name)
            accept(
                function.role.node.find_child("DefaultPolicy"),
                "Invoices get their numbers after the deployment",
                f"IAM5[Resource::{_exported_arn(bucket)}/{INVOICES}]",
            )

    def _configure_payment(self, stage: Stage) -> None:
        self.payment_secret = secrets.Secret(
            self,
            "PaymentProvider",
            description="api_key and webhook_secret of the payment provider",
            generate_secret_string=secrets.SecretStringGenerator(
                secret_string_template='{"api_key": "put-the-key-here"}',  # noqa: S106
                generate_string_key="webhook_secret",
                exclude_punctuation=True,
            ),
            removal_policy=RemovalPolicy.DESTROY if stage.is_local else KEPT,
        )
        accept(self.payment_secret, "The provider's keys are rolled in its dashboard", "SMG4")
        payment = self.functions[PAYMENT]
        payment.grant_secret("PAYMENT_SECRET", self.payment_secret)
        payment.set_env("PAYMENT_API_URL", stage.local.payment_url if stage.local else "")
        self.functions[PROXY].set_env("WEBHOOK_SIGNATURE_HEADER", SIGNATURE_HEADER)


def _recursive_loop(service: Participant) -> lambdas.RecursiveLoop:
    """Whether Lambda lets a chain of messages reach the function more than 16 times.

    A service that sends to its own inbox works through pages, one message each, and there may be
    more than 16 pages. Lambda counts by the trace that clients of AWS pass on
    (https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html).
    """
    pages = service in receivers_of(sent_by(service))
    return lambdas.RecursiveLoop.ALLOW if pages else lambdas.RecursiveLoop.TERMINATE


def _exported_arn(bucket: s3.IBucket) -> str:
    """The name of the export by which this stack imports the bucket's ARN."""
    theirs = Stack.of(bucket)
    name: str = theirs.resolve(theirs.export_value(bucket.bucket_arn))["Fn::ImportValue"]
    return name
