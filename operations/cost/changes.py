"""Changes that would make the store cheaper, and what each would cost the shop."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from operations.cost.floor import floor, total
from operations.cost.orders import customers, plan
from operations.cost.prices import ASSUMED
from operations.cost.template import Resource

MOST = 3
HARMS = {
    1: "none that a customer could meet",
    2: "a longer outage or a weaker defence, once something else has failed",
    3: "an outage of one part becomes an outage of all",
}
Edit = Callable[[list[Resource]], list[Resource]]


@dataclass(frozen=True)
class Change:
    """A change of the deployment."""

    what: str
    saves: float
    """US dollars a month."""
    harm: int
    """1 to 3; see HARMS."""
    why: str
    """What the shop would lose."""

    @property
    def worth(self) -> float:
        """What it saves for its harm."""
        return self.saves / self.harm


def cheapest(separate: list[Resource], shared: list[Resource]) -> list[Change]:
    """The three changes that save most for the least harm, the best first.

    `separate` is the deployment, `shared` the same with `shares_cluster=true`.
    """
    before = total(floor(separate))

    def saved(edit: Edit) -> float:
        return before - total(floor(edit(separate)))

    active = ASSUMED["customers_of_a_month"]
    changes = [
        Change(
            "`-c shares_cluster=true`",
            before - total(floor(shared)),
            3,
            "whatever stops the cluster stops reading and buying at once",
        ),
        Change(
            "one instance in the data cache's cluster",
            saved(_one_cache_instance),
            2,
            "a failed instance is replaced in some ten minutes, in which nothing can be read",
        ),
        Change(
            "interface endpoints in one zone",
            saved(_endpoints_in_one_zone),
            2,
            "the loss of that zone stops all messages",
        ),
        Change(
            "one NAT gateway", saved(_one_nat), 2, "the loss of its zone stops payments and letters"
        ),
        Change(
            "no detailed metrics of API Gateway",
            saved(_no_metrics_of_methods),
            1,
            "figures by path; the alarms use the API's own, and the access log has each request",
        ),
        Change(
            f"Cognito's plan Essentials, with {active:.0f} active customers",
            customers(plan(separate), active) - customers("ESSENTIALS", active),
            2,
            "stolen passwords and strange sign-ins are no longer refused",
        ),
    ]
    return sorted(changes, key=lambda change: -change.worth)[:MOST]


def _one_cache_instance(resources: list[Resource]) -> list[Resource]:
    instances = [
        each
        for each in resources
        if each.kind == "AWS::DocDB::DBInstance" and each.id.startswith("Cache")
    ]
    return _without(resources, instances[1:])


def _one_nat(resources: list[Resource]) -> list[Resource]:
    gateways = [each for each in resources if each.kind == "AWS::EC2::NatGateway"]
    addresses = [each for each in resources if each.kind == "AWS::EC2::EIP"]
    return _without(resources, [*gateways[1:], *addresses[1:]])


def _endpoints_in_one_zone(resources: list[Resource]) -> list[Resource]:
    def narrowed(each: Resource) -> Resource:
        subnets = each.properties.get("SubnetIds", [])
        return replace(each, properties={**each.properties, "SubnetIds": subnets[:1]})

    return [narrowed(each) if each.kind == "AWS::EC2::VPCEndpoint" else each for each in resources]


def _no_metrics_of_methods(resources: list[Resource]) -> list[Resource]:
    return [
        replace(each, properties={**each.properties, "MethodSettings": []})
        if each.kind == "AWS::ApiGateway::Stage"
        else each
        for each in resources
    ]


def _without(resources: Iterable[Resource], left_out: Iterable[Resource]) -> list[Resource]:
    gone = {(each.stack, each.id) for each in left_out}
    return [each for each in resources if (each.stack, each.id) not in gone]
