"""The step of a deployment that makes users, rights and indexes in the clusters.

Its code is in every function's package; it runs with that of the proxy.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from aws_cdk import CustomResource, Duration, RemovalPolicy
from aws_cdk import aws_lambda as lambdas
from aws_cdk import aws_logs as logs
from aws_cdk import aws_secretsmanager as secrets
from aws_cdk import custom_resources as custom
from constructs import Construct

from bundling import packaged, stage_sources
from bundling.runtime import PYTHON
from services.manifest import PROXY, Participant
from services.runtime.preparation import plan
from stacks.accepted import accept
from stacks.config import Stage, log_prefix
from stacks.network import WITHOUT_EGRESS, Network

RUNTIME: lambdas.Runtime = getattr(lambdas.Runtime, f"PYTHON_{PYTHON.replace('.', '_')}")
VPC_ACCESS = "service-role/AWSLambdaVPCAccessExecutionRole"
BASIC = "service-role/AWSLambdaBasicExecutionRole"
MINUTES = 15
"""The longest that a function runs: an index of a large collection takes its time."""


@dataclass(frozen=True)
class Logins:
    """The secrets of one cluster: its master's, and one per service."""

    master: secrets.ISecret
    services: Mapping[Participant, secrets.ISecret]


class Preparation(Construct):
    """A function that logs in as the masters, and the resource that runs it at a deployment.

    It runs again when a right, an index or a login differs.
    """

    def __init__(
        self, scope: Construct, stage: Stage, network: Network, database: Logins, cache: Logins
    ) -> None:
        super().__init__(scope, "Preparation")
        source = packaged(PROXY) if stage.bundles == "packaged" else stage_sources(PROXY)
        function = lambdas.Function(
            self,
            "Function",
            runtime=RUNTIME,
            architecture=lambdas.Architecture.ARM_64,
            handler="services.runtime.preparation.handler",
            code=lambdas.Code.from_asset(str(source)),
            timeout=Duration.minutes(MINUTES),
            memory_size=512,
            vpc=network.vpc,
            vpc_subnets=WITHOUT_EGRESS,
            security_groups=[network.preparation],
            log_group=self._log_group("Logs", f"{log_prefix(stage)}preparation"),
        )
        for secret in self._secrets(database, cache):
            secret.grant_read(function)
        provider = custom.Provider(
            self,
            "Provider",
            on_event_handler=function,
            log_group=self._log_group("ProviderLogs", f"{log_prefix(stage)}preparation-provider"),
        )
        self.done = CustomResource(
            self,
            "Done",
            service_token=provider.service_token,
            properties={
                "Plan": plan(),
                "Database": _properties(database),
                "Cache": _properties(cache),
            },
        )
        _accept(function, provider)

    def _log_group(self, name: str, path: str) -> logs.LogGroup:
        return logs.LogGroup(
            self,
            name,
            log_group_name=path,
            retention=logs.RetentionDays.THREE_MONTHS,
            removal_policy=RemovalPolicy.DESTROY,
        )

    def _secrets(self, *clusters: Logins) -> list[secrets.ISecret]:
        every = [secret for each in clusters for secret in (each.master, *each.services.values())]
        return list({id(secret): secret for secret in every}.values())


def _properties(logins: Logins) -> dict[str, object]:
    return {
        "Master": logins.master.secret_arn,
        "Logins": {service.value: s.secret_arn for service, s in logins.services.items()},
    }


def _accept(function: lambdas.Function, provider: custom.Provider) -> None:
    def managed(name: str) -> str:
        return f"IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/{name}]"

    accept(function, "Python 3.13, as all functions have it", "L1")
    accept(
        function.node.find_child("ServiceRole"),
        "It runs at deployments alone, in the VPC",
        managed(BASIC),
        managed(VPC_ACCESS),
    )
    theirs = "The CDK's function, which runs at deployments alone, is the CDK's to write"
    framework = provider.node.find_child("framework-onEvent")
    accept(framework, theirs, "L1")
    role = framework.node.find_child("ServiceRole")
    accept(role, theirs, managed(BASIC))
    stack = function.stack
    logical = stack.get_logical_id(function.node.default_child)  # type: ignore[arg-type]
    accept(role.node.find_child("DefaultPolicy"), theirs, f"IAM5[Resource::<{logical}.Arn>:*]")
