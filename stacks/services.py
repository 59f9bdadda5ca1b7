"""The services: one function each, with a role that allows what the messages say and no more."""

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
from stacks.config import BATCH, VERSION, Stage, log_prefix
from stacks.data import Data
from stacks.identity import Identity, site_of
from stacks.mail import Sender
from stacks.network import OUTWARD, Network

VPC_ACTIONS = (
    "CreateNetworkInterface",
    "DescribeNetworkInterfaces",
    "DescribeSubnets",
    "DeleteNetworkInterface",
    "AssignPrivateIpAddresses",
    "UnassignPrivateIpAddresses",
)
RUNTIME: lambdas.Runtime = getattr(lambdas.Runtime, f"PYTHON_{PYTHON.replace('.', '_')}")
"""Byte code and wheels are made for it (bundling/runtime.py)."""
INVOICES = "invoices/*"
"""The keys that invoicing writes and the proxy signs for."""


class Service(Construct):
    """One function, its role, its log group."""

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
        # A role of our own, because the managed policies for Lambda allow more than this function.
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
            self._let_it_into_the_vpc()
        in_vpc = (
            {
                "vpc": network.vpc,
                "vpc_subnets": OUTWARD,
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
            recursive_loop=_recursion(service),
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

    def _let_it_into_the_vpc(self) -> None:
        """What Lambda itself needs to connect the function to its subnets.

        https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions
        """
        actions = [f"ec2:{action}" for action in VPC_ACTIONS]
        self.role.add_to_policy(iam.PolicyStatement(actions=actions, resources=["*"]))

    def tell(self, name: str, value: str) -> None:
        """Set an environment variable of the function."""
        self.function.add_environment(name, value)

    def read_secret(self, name: str, secret: secrets.ISecret) -> None:
        """Let the function read a secret, and tell it which."""
        secret.grant_read(self.role)
        self.tell(name, secret.secret_arn)

    def send_to(self, receiver: Participant, queue: sqs.IQueue) -> None:
        """Let the function send to an inbox, and only send."""
        queue.grant(self.role, "sqs:SendMessage")
        self.tell(f"INBOX_{receiver.upper()}", queue.queue_url)

    def consume(self, queue: sqs.IQueue, concurrency: int) -> None:
        """Feed the function from its inbox; it says itself which messages it has not consumed."""
        self.tell("INBOX", queue.queue_url)
        self.function.add_event_source(
            sources.SqsEventSource(
                queue,
                batch_size=BATCH,
                report_batch_item_failures=True,
                max_concurrency=max(concurrency, 2),
            )
        )


@dataclass(frozen=True)
class Surroundings:
    """What the services are placed among."""

    bus: Bus
    identity: Identity
    invoices: s3.IBucket
    network: Network | None
    data: Data | None


class Services(Stack):
    """One function per service."""

    def __init__(
        self, scope: Construct, name: str, env: Environment, stage: Stage, around: Surroundings
    ) -> None:
        super().__init__(scope, name, env=env)
        self.functions: Mapping[Participant, Service] = {
            service: Service(self, service, stage, around.network) for service in SERVICES
        }
        for service, function in self.functions.items():
            self._connect(service, function, around.bus)
            self._give_data(service, function, stage, around.data)
        # To the proxy alone, which shows it: else each commit would deploy every function anew.
        self.functions[PROXY].tell("REVISION", stage.revision)
        self._give_identity(around.identity)
        self._give_mail(stage)
        self._give_invoices(around.invoices)
        self._give_payment(stage)

    def _connect(self, service: Participant, function: Service, bus: Bus) -> None:
        """Grants and environment from the table of messages."""
        for receiver in receivers_of(sent_by(service)):
            function.send_to(receiver, bus.inboxes[receiver].queue)
        if service in bus.inboxes:
            function.consume(bus.inboxes[service].queue, MANIFEST[service].concurrency)

    def _give_data(
        self, service: Participant, function: Service, stage: Stage, data: Data | None
    ) -> None:
        if stage.local:
            if service in USES_DATABASE:
                function.tell("DATABASE_URI", stage.local.database_uri)
            if service in USES_CACHE:
                function.tell("CACHE_URI", stage.local.cache_uri)
        elif data:
            if service in USES_DATABASE:
                function.read_secret("DATABASE_SECRET", data.clusters.database)
            if service in USES_CACHE:
                function.read_secret("CACHE_SECRET", data.clusters.cache)

    def _give_identity(self, identity: Identity) -> None:
        proxy = self.functions[PROXY]
        proxy.tell("TOKEN_ISSUER", identity.issuer)
        proxy.tell("JWKS_URL", identity.keys_url)
        proxy.tell("CLIENT_ID", identity.client.user_pool_client_id)
        pool: cognito.IUserPool = identity.pool
        for service, row in MANIFEST.items():
            if not row.user_pool_actions:
                continue
            actions = row.user_pool_actions
            pool.grant(self.functions[service].role, *(f"cognito-idp:{a}" for a in actions))
            self.functions[service].tell("USER_POOL_ID", pool.user_pool_id)

    def _give_mail(self, stage: Stage) -> None:
        sender, notices = Sender(self, "Sender", stage), self.functions[NOTICES]
        sender.let_send(notices.role)
        notices.tell("MAIL_FROM", sender.address)
        notices.tell("SITE_URL", site_of(stage))

    def _give_invoices(self, bucket: s3.IBucket) -> None:
        objects = bucket.arn_for_objects(INVOICES)
        for service, action in ((INVOICING, "s3:PutObject"), (PROXY, "s3:GetObject")):
            function = self.functions[service]
            function.role.add_to_policy(iam.PolicyStatement(actions=[action], resources=[objects]))
            function.tell("INVOICE_BUCKET", bucket.bucket_name)
            accept(
                function.role.node.find_child("DefaultPolicy"),
                "Invoices get their numbers after the deployment",
                f"IAM5[Resource::{_exported_arn(bucket)}/{INVOICES}]",
            )

    def _give_payment(self, stage: Stage) -> None:
        self.payment_secret = secrets.Secret(
            self,
            "PaymentProvider",
            description="api_key and webhook_secret of the payment provider",
            generate_secret_string=secrets.SecretStringGenerator(
                secret_string_template='{"api_key": "put-the-key-here"}',  # noqa: S106
                generate_string_key="webhook_secret",
                exclude_punctuation=True,
            ),
            removal_policy=RemovalPolicy.DESTROY if stage.is_local else RemovalPolicy.RETAIN,
        )
        accept(self.payment_secret, "The provider's keys are rolled in its dashboard", "SMG4")
        payment = self.functions[PAYMENT]
        payment.read_secret("PAYMENT_SECRET", self.payment_secret)
        payment.tell("PAYMENT_API_URL", stage.local.payment_url if stage.local else "")
        self.functions[PROXY].tell("WEBHOOK_SIGNATURE_HEADER", SIGNATURE_HEADER)


def _recursion(service: Participant) -> lambdas.RecursiveLoop:
    """Whether Lambda lets a chain of messages come to the function more than 16 times.

    Who sends to its own inbox works through pages, a message each, and there may be more pages.
    Lambda counts by the trace that clients of AWS pass on
    (https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html).
    """
    pages = service in receivers_of(sent_by(service))
    return lambdas.RecursiveLoop.ALLOW if pages else lambdas.RecursiveLoop.TERMINATE


def _exported_arn(bucket: s3.IBucket) -> str:
    """The name under which the bucket's stack exports its ARN to ours."""
    theirs = Stack.of(bucket)
    name: str = theirs.resolve(theirs.export_value(bucket.bucket_arn))["Fn::ImportValue"]
    return name
