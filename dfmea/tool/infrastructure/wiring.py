"""Derives relations between resources from their properties, not from policies.

Each function reads one type of resource, or any: sources, a verb, targets.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from itertools import chain
from typing import Any

from dfmea.tool.infrastructure.template import Ends, Resource, Template

GROUP = "AWS::EC2::SecurityGroup"
GROUP_RULES = ("AWS::EC2::SecurityGroupIngress", "AWS::EC2::SecurityGroupEgress", GROUP)
ENDPOINT = "AWS::EC2::VPCEndpoint"
KEY = "AWS::KMS::Key"
SUBNET = "AWS::EC2::Subnet"
LOGS = ("AWS::Logs::LogGroup", "AWS::S3::Bucket")
"""Where logs are written to."""


# ---- what sets something off -------------------------------------------------------------------


def of_event_source(template: Template, mapping: Resource) -> Iterator[Ends]:
    """A source feeds a function."""
    yield (
        template.named_by(mapping, "EventSourceArn"),
        "feeds",
        template.named_by(mapping, "FunctionName"),
    )


def of_permission(template: Template, permission: Resource) -> Iterator[Ends]:
    """Somebody may invoke a function."""
    yield (
        template.named_by(permission, "SourceArn"),
        "invokes",
        template.named_by(permission, "FunctionName"),
    )


def of_integration(template: Template, method: Resource) -> Iterator[Ends]:
    """A method of an API invokes a function."""
    integration = method.properties.get("Integration", method.properties)
    uri = integration.get("Uri") or integration.get("IntegrationUri")
    yield [method], "invokes", template.named_in(method.stack, uri)


def of_authorizer(template: Template, authorizer: Resource) -> Iterator[Ends]:
    """An API trusts who signs its tokens."""
    trusted = template.named_by(authorizer, "ProviderARNs", "AuthorizerUri", "JwtConfiguration")
    yield [authorizer], "trusts", trusted


def of_rule(template: Template, rule: Resource) -> Iterator[Ends]:
    """A clock sends a tick, and parks what cannot be delivered."""
    for target in rule.properties.get("Targets", ()):
        named = partial(template.named_in, rule.stack)
        yield [rule], "ticks", named(target.get("Arn"))
        yield [rule], "redrives", named(target.get("DeadLetterConfig"))


def of_queue(template: Template, queue: Resource) -> Iterator[Ends]:
    """What fails too often goes to another queue."""
    yield [queue], "redrives", template.named_by(queue, "RedrivePolicy")


def of_subscription(template: Template, subscription: Resource) -> Iterator[Ends]:
    """A topic sends on, and parks what cannot be delivered."""
    topics = template.named_by(subscription, "TopicArn")
    yield topics, "sends", template.named_by(subscription, "Endpoint")
    yield [subscription], "redrives", template.named_by(subscription, "RedrivePolicy")


def of_function(template: Template, function: Resource) -> Iterator[Ends]:
    """A function parks what failed when nobody waited for it."""
    yield [function], "redrives", template.named_by(function, "DeadLetterConfig")


# ---- what stands in front or beside ------------------------------------------------------------


def of_distribution(template: Template, distribution: Resource) -> Iterator[Ends]:
    """An edge fetches from its origins and runs code; a firewall may stand in front."""
    config = distribution.properties.get("DistributionConfig", {})
    named = partial(template.named_in, distribution.stack)
    for origin in config.get("Origins", ()):
        yield [distribution], "fetches", named(origin.get("DomainName"))
    for behaviour in (config.get("DefaultCacheBehavior", {}), *config.get("CacheBehaviors", ())):
        yield [distribution], "invokes", named(behaviour.get("FunctionAssociations"))
        yield [distribution], "invokes", named(behaviour.get("LambdaFunctionAssociations"))
    yield named(config.get("WebACLId")), "guards", [distribution]


def of_firewall(template: Template, association: Resource) -> Iterator[Ends]:
    """A firewall stands in front of something."""
    firewalls = template.named_by(association, "WebACLArn")
    yield firewalls, "guards", template.named_by(association, "ResourceArn")


def of_rotation(template: Template, schedule: Resource) -> Iterator[Ends]:
    """A secret is rotated together with the cluster that uses it."""
    for secret in template.named_by(schedule, "SecretId"):
        attached = [secret, *template.users_of(secret)]
        targets = (t for each in attached for t in template.named_by(each, "TargetId"))
        yield [schedule], "rotates", targets


def of_ingress(template: Template, rule: Resource) -> Iterator[Ends]:
    """Members of one security group reach those of another."""
    sources = template.named_by(rule, "SourceSecurityGroupId")
    targets = template.named_by(rule, "GroupId")
    yield _members(template, sources), "reaches", _members(template, targets)


def of_group(template: Template, group: Resource) -> Iterator[Ends]:
    """The same, written into the group itself."""
    for rule in group.properties.get("SecurityGroupIngress", ()):
        sources = template.named_in(group.stack, rule.get("SourceSecurityGroupId"))
        yield _members(template, sources), "reaches", _members(template, [group])


def _members(template: Template, groups: Iterable[Resource]) -> Iterator[Resource]:
    """Who is in these security groups; an endpoint is the network's own, which `enters` tells."""
    skipped = (*GROUP_RULES, ENDPOINT)
    users = chain.from_iterable(template.users_of(group) for group in groups)
    return (user for user in users if user.type not in skipped)


# ---- what any resource may show ----------------------------------------------------------------


def of_encryption(template: Template, resource: Resource) -> Iterator[Ends]:
    """What is encrypted needs its key."""
    yield [resource], "encrypted-by", _named(template, resource, "kms", KEY)


def of_logging(template: Template, resource: Resource) -> Iterator[Ends]:
    """Logs are written to a log group or a bucket."""
    yield [resource], "logs", _named(template, resource, "log", *LOGS)


def of_subnets(template: Template, resource: Resource) -> Iterator[Ends]:
    """What is in a subnet needs the network."""
    yield [resource], "enters", _named(template, resource, "subnetids", SUBNET)


def _named(template: Template, resource: Resource, part: str, *types: str) -> Iterator[Resource]:
    """Resources of these types in the properties whose name contains `part`."""
    for name, value in _fields(resource.properties):
        if part in name.lower():
            named = template.named_in(resource.stack, value)
            yield from (each for each in named if each.type in types)


def _fields(properties: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The properties, and those one level below."""
    for name, value in properties.items():
        yield name, value
        if isinstance(value, Mapping):
            yield from value.items()
