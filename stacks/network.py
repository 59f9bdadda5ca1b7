"""The network: DocumentDB runs in a VPC, so the functions run there too."""

from aws_cdk import Environment, RemovalPolicy, Stack
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_logs as logs
from constructs import Construct

from services.manifest import INVOICING, MANIFEST, SERVICES, Participant
from stacks.config import Stage, log_prefix
from stacks.kept import keep

HTTPS = ec2.Port.tcp(443)
MONGODB = ec2.Port.tcp(27017)
ISOLATED = ec2.SubnetSelection(subnet_group_name="data")
WITH_EGRESS = ec2.SubnetSelection(subnet_group_name="services")
WITHOUT_EGRESS = ec2.SubnetSelection(subnet_group_name="internal")
WRITES_TO_S3 = frozenset({INVOICING})
"""S3 has a gateway endpoint, whose addresses are not in the VPC."""


class Network(Stack):
    """Two availability zones; only functions that need the internet have a way to it."""

    def __init__(self, scope: Construct, name: str, env: Environment, stage: Stage) -> None:
        super().__init__(scope, name, env=env)
        flow_log = logs.LogGroup(
            self,
            "FlowLog",
            log_group_name=f"{log_prefix(stage)}network",
            retention=logs.RetentionDays.THREE_MONTHS,
            removal_policy=RemovalPolicy.DESTROY,
        )
        self.vpc = ec2.Vpc(
            self,
            "Vpc",
            max_azs=2,
            nat_gateways=1,
            subnet_configuration=[
                ec2.SubnetConfiguration(
                    name="edge", subnet_type=ec2.SubnetType.PUBLIC, cidr_mask=26
                ),
                ec2.SubnetConfiguration(
                    name="services", subnet_type=ec2.SubnetType.PRIVATE_WITH_EGRESS, cidr_mask=22
                ),
                ec2.SubnetConfiguration(
                    name="internal", subnet_type=ec2.SubnetType.PRIVATE_ISOLATED, cidr_mask=22
                ),
                ec2.SubnetConfiguration(
                    name="data", subnet_type=ec2.SubnetType.PRIVATE_ISOLATED, cidr_mask=26
                ),
            ],
            flow_logs={
                "Flow": ec2.FlowLogOptions(
                    traffic_type=ec2.FlowLogTrafficType.REJECT,
                    destination=ec2.FlowLogDestination.to_cloud_watch_logs(flow_log),
                )
            },
            gateway_endpoints={
                "S3": ec2.GatewayVpcEndpointOptions(service=ec2.GatewayVpcEndpointAwsService.S3)
            },
        )
        # The kept clusters stay in these subnets; a VPC costs nothing.
        keep(self.vpc.node.find_child("Resource"))
        keep(*self.vpc.select_subnets(subnet_group_name="data").subnets)
        self.functions = {
            service: self._access(service.title(), anywhere=_leaves(service))
            for service in SERVICES
        }
        self.rotation = self._access("Rotation", anywhere=False)
        self.preparation = self._access("Preparation", anywhere=False)
        for endpoint, service in {
            "Sqs": ec2.InterfaceVpcEndpointAwsService.SQS,
            "Secrets": ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER,
        }.items():
            group = ec2.SecurityGroup(
                self, f"{endpoint}Endpoint", vpc=self.vpc, allow_all_outbound=False
            )
            for function in (*self.functions.values(), self.rotation, self.preparation):
                group.add_ingress_rule(function, HTTPS, "from the functions")
            self.vpc.add_interface_endpoint(
                endpoint, service=service, security_groups=[group], subnets=WITH_EGRESS, open=False
            )

    def subnets_of(self, service: Participant) -> ec2.SubnetSelection:
        """The subnets in which the service's function runs."""
        return WITH_EGRESS if MANIFEST[service].needs_internet else WITHOUT_EGRESS

    def _access(self, name: str, *, anywhere: bool) -> ec2.SecurityGroup:
        """A security group that allows HTTPS, to the endpoints or anywhere, and MongoDB's port."""
        group = ec2.SecurityGroup(self, f"{name}Access", vpc=self.vpc, allow_all_outbound=False)
        within = ec2.Peer.ipv4(self.vpc.vpc_cidr_block)
        group.add_egress_rule(
            ec2.Peer.any_ipv4() if anywhere else within,
            HTTPS,
            "AWS and the payment provider" if anywhere else "the endpoints",
        )
        group.add_egress_rule(within, MONGODB, "the cluster")
        return group


def _leaves(service: Participant) -> bool:
    """Whether it calls addresses that nobody knows in advance: those of S3 or of third parties."""
    return MANIFEST[service].needs_internet or service in WRITES_TO_S3
