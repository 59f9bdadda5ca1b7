"""The network: DocumentDB runs in a VPC, so the functions run there too."""

from aws_cdk import Environment, Stack
from aws_cdk import aws_ec2 as ec2
from constructs import Construct

from services.manifest import SERVICES

HTTPS = ec2.Port.tcp(443)
MONGODB = ec2.Port.tcp(27017)
ISOLATED = ec2.SubnetSelection(subnet_group_name="data")
WITH_EGRESS = ec2.SubnetSelection(subnet_group_name="services")


class Network(Stack):
    """Two availability zones; the functions have egress, the databases have none."""

    def __init__(self, scope: Construct, name: str, env: Environment) -> None:
        super().__init__(scope, name, env=env)
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
                    name="data", subnet_type=ec2.SubnetType.PRIVATE_ISOLATED, cidr_mask=26
                ),
            ],
            flow_logs={"Flow": ec2.FlowLogOptions(traffic_type=ec2.FlowLogTrafficType.REJECT)},
            gateway_endpoints={
                "S3": ec2.GatewayVpcEndpointOptions(service=ec2.GatewayVpcEndpointAwsService.S3)
            },
        )
        self.functions = {service: self._access(service.title()) for service in SERVICES}
        self.rotation = self._access("Rotation")
        for endpoint, service in {
            "Sqs": ec2.InterfaceVpcEndpointAwsService.SQS,
            "Secrets": ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER,
        }.items():
            group = ec2.SecurityGroup(
                self, f"{endpoint}Endpoint", vpc=self.vpc, allow_all_outbound=False
            )
            for function in (*self.functions.values(), self.rotation):
                group.add_ingress_rule(function, HTTPS, "from the functions")
            self.vpc.add_interface_endpoint(
                endpoint, service=service, security_groups=[group], subnets=WITH_EGRESS, open=False
            )

    def _access(self, name: str) -> ec2.SecurityGroup:
        """A security group that allows HTTPS, and MongoDB's port within the VPC.

        HTTPS may go to any address, because the addresses of S3 and of the payment provider are not
        known.
        """
        group = ec2.SecurityGroup(self, f"{name}Access", vpc=self.vpc, allow_all_outbound=False)
        group.add_egress_rule(ec2.Peer.any_ipv4(), HTTPS, "AWS and the payment provider")
        group.add_egress_rule(ec2.Peer.ipv4(self.vpc.vpc_cidr_block), MONGODB, "the cluster")
        return group
