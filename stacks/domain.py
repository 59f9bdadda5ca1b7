"""The shop's domain, if it has one."""

from aws_cdk import aws_route53 as route53
from constructs import Construct

from stacks.config import Stage


def zone_of(scope: Construct, stage: Stage) -> route53.IHostedZone:
    """The hosted zone of the domain, without a look-up."""
    return route53.HostedZone.from_hosted_zone_attributes(
        scope,
        "Zone",
        hosted_zone_id=stage.hosted_zone_id,
        zone_name=stage.domain,
    )
