"""The resources that stay when their stack is deleted: the data, and what it depends on."""

from aws_cdk import CfnResource, RemovalPolicy
from constructs import IConstruct

KEPT = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
"""Kept when its stack is deleted or replaces it; removed when a first deployment fails half-way."""
KINDS = frozenset(
    {
        "AWS::DocDB::DBCluster",
        "AWS::DocDB::DBClusterParameterGroup",
        "AWS::DocDB::DBInstance",
        "AWS::DocDB::DBSubnetGroup",
        "AWS::EC2::SecurityGroup",
        "AWS::EC2::Subnet",
        "AWS::EC2::VPC",
        "AWS::SecretsManager::Secret",
    }
)
"""What a cluster consists of and refers to; not who may reach it."""


def keep(*constructs: IConstruct) -> None:
    """Keep the resources of these kinds in the constructs."""
    for construct in constructs:
        for each in construct.node.find_all():
            if isinstance(each, CfnResource) and each.cfn_resource_type in KINDS:
                each.apply_removal_policy(KEPT)
