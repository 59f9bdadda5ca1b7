"""Who depends on whom, as the infrastructure shows it: "source verb target" on components.

Derived from grants, event sources, integrations and references; never from names. Two things are
left out on purpose. What a deployment alone resolves ({{resolve:...}}) binds nobody who runs. And
what a queue's or a bucket's policy allows a service of AWS is already shown from the other side, by
the rule's target or the distribution's origin.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from dfmea.tool.infrastructure import wiring
from dfmea.tool.infrastructure.grants import EVENT_SOURCE, FUNCTION, GRANTS, of_policy
from dfmea.tool.infrastructure.ownership import Ownership, assign
from dfmea.tool.infrastructure.template import Ends, Resource, Template
from dfmea.tool.model.structure import Component, Link

Reader = Callable[[Template, Resource], Iterator[Ends]]
READERS: Mapping[str, Reader] = {
    **dict.fromkeys(GRANTS, of_policy),
    EVENT_SOURCE: wiring.of_event_source,
    "AWS::Lambda::Permission": wiring.of_permission,
    "AWS::ApiGateway::Method": wiring.of_integration,
    "AWS::ApiGatewayV2::Integration": wiring.of_integration,
    "AWS::ApiGateway::Authorizer": wiring.of_authorizer,
    "AWS::ApiGatewayV2::Authorizer": wiring.of_authorizer,
    "AWS::Events::Rule": wiring.of_rule,
    "AWS::SQS::Queue": wiring.of_queue,
    "AWS::SNS::Subscription": wiring.of_subscription,
    FUNCTION: wiring.of_function,
    "AWS::CloudFront::Distribution": wiring.of_distribution,
    "AWS::WAFv2::WebACLAssociation": wiring.of_firewall,
    "AWS::SecretsManager::RotationSchedule": wiring.of_rotation,
    "AWS::EC2::SecurityGroupIngress": wiring.of_ingress,
    wiring.GROUP: wiring.of_group,
}
"""What each type of resource shows."""
OF_ANY: tuple[Reader, ...] = (wiring.of_encryption, wiring.of_logging, wiring.of_subnets)
"""What resources of every type may show."""


@dataclass(frozen=True)
class DerivedLink:
    """A dependency of one component on another, and where it can be seen."""

    signature: str
    shown_by: str
    """The path of a resource."""

    @property
    def ends(self) -> tuple[str, str]:
        """The components on both sides."""
        source, _, target = self.signature.split(" ")
        return source, target


@dataclass(frozen=True)
class Relation:
    """A resource that may do something to another one."""

    source: Resource
    verb: str
    target: Resource
    shown_by: Resource


def derive(template: Template, ownership: Ownership) -> tuple[DerivedLink, ...]:
    """Every link between two components, once per resource that shows it."""
    owner = ownership.component_of.get
    found: dict[DerivedLink, None] = {}
    for each in relations(template):
        source, target = owner(each.source), owner(each.target)
        if source and target and source != target:
            link = DerivedLink(f"{source} {each.verb} {target}", each.shown_by.path)
            found[link] = None
    return tuple(found)


def derived_links(template: Template, components: Iterable[Component]) -> tuple[DerivedLink, ...]:
    """Every link between these components."""
    return derive(template, assign(template, components))


def new_links(
    template: Template, components: Iterable[Component], links: Iterable[Link]
) -> Iterator[DerivedLink]:
    """One for each signature that no link lists."""
    listed = {signature for link in links for signature in link.template}
    first: dict[str, DerivedLink] = {}
    for link in derived_links(template, components):
        first.setdefault(link.signature, link)
    return (link for signature, link in first.items() if signature not in listed)


def relations(template: Template) -> Iterator[Relation]:
    """What the resources may do to each other."""
    for resource in template.resources:
        for sources, verb, targets in _ends(template, resource):
            to = tuple(targets)
            for source in sources:
                yield from (Relation(source, verb, target, resource) for target in to)


def _ends(template: Template, resource: Resource) -> Iterator[Ends]:
    """What this resource shows."""
    by_type = READERS.get(resource.type)
    readers = (by_type,) if by_type else ()
    for read in (*readers, *OF_ANY):
        yield from read(template, resource)
