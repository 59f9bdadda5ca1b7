"""Which door leads where: the paths of the API by name, the firewall, the domain's records."""

from typing import Any

from tests.claims import proves
from tests.infrastructure.templates import Resource, Templates

OPEN = {
    "/api/health",
    "/api/catalogue",
    "/api/countries",
    "/api/delivery-days",
    "/api/webhooks/payments",
}
"""Named here once more: what the table of routes opens by mistake is seen."""
REST = "/api/{proxy+}"


def methods(templates: Templates) -> dict[str, Resource]:
    """The method of each path of the API."""
    resources = {r.id: r for r in templates.of("AWS::ApiGateway::Resource")}

    def path(identity: str) -> str:
        here = resources[identity].properties
        above = here["ParentId"].get("Ref", "")
        return f"{path(above) if above in resources else ''}/{here['PathPart']}"

    return {
        path(method.properties["ResourceId"]["Ref"]): method
        for method in templates.of("AWS::ApiGateway::Method")
    }


@proves("T08", "T14", "K09", "FM-K09-02:effect", "FM-COG-06:mitigation")
def test_these_paths_are_open_and_every_other_needs_a_token(prod: Templates) -> None:
    kinds = {path: m.properties["AuthorizationType"] for path, m in methods(prod).items()}
    assert kinds == {**dict.fromkeys(OPEN, "NONE"), REST: "COGNITO_USER_POOLS"}


@proves("T07", "T19", "FM-APIG-03:mitigation")
def test_whatever_path_is_asked_for_with_whatever_method_reaches_the_proxy(
    prod: Templates,
) -> None:
    everything = methods(prod)[REST].properties
    assert everything["HttpMethod"] == "ANY"
    assert everything["Integration"]["Type"] == "AWS_PROXY"


@proves("FM-WAF-02:mitigation", "FM-L02-01:effect")
def test_the_firewall_blocks_what_its_rules_match_and_does_not_only_count_it(
    prod: Templates,
) -> None:
    for firewall in prod.of("AWS::WAFv2::WebACL"):
        for rule in firewall.properties["Rules"]:
            assert acts(rule), rule["Name"]


def acts(rule: dict[str, Any]) -> bool:
    """Whether a rule does what it, or its group, says; a group's actions may be overridden."""
    if "ManagedRuleGroupStatement" in rule["Statement"]:
        return bool(rule["OverrideAction"] == {"None": {}})
    return "Block" in rule["Action"]


@proves("T17", "FM-K01-01:mitigation")
def test_the_domains_records_lead_to_the_distribution(with_domain: Templates) -> None:
    name = {"Fn::GetAtt": [with_domain.the("AWS::CloudFront::Distribution").id, "DomainName"]}
    records = with_domain.of("AWS::Route53::RecordSet", "Site")
    assert {r.properties["Type"] for r in records} == {"A", "AAAA"}
    for record in records:
        assert record.properties["AliasTarget"]["DNSName"] == name


@proves("FM-NET-03:mitigation")
def test_a_cluster_has_two_instances_which_may_be_in_either_of_two_zones(prod: Templates) -> None:
    zones = {s.id: str(s.properties["AvailabilityZone"]) for s in prod.of("AWS::EC2::Subnet")}
    for group in prod.of("AWS::DocDB::DBSubnetGroup"):
        inside = {place for _, place in prod.referred_to(group)}
        assert len({zones[subnet] for subnet in inside if subnet in zones}) == 2
    for instance in prod.of("AWS::DocDB::DBInstance"):
        assert "AvailabilityZone" not in instance.properties, "AWS spreads them over the zones"
