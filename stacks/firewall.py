"""The firewalls: AWS's rules against known attacks, and ours against floods from one address."""

from aws_cdk import aws_wafv2 as waf
from constructs import Construct


class Firewall(Construct):
    """A firewall for a resource of this region, with its rules in their order."""

    def __init__(
        self,
        scope: Construct,
        name: str,
        requests_per_address: int,
        managed: dict[str, tuple[str, ...]],
    ) -> None:
        """Block an address after so many requests in five minutes; `managed` are AWS's groups.

        Each group has the names of those of its rules that only count.
        """
        super().__init__(scope, name)
        rules = [
            _managed_rule(at, group, counted) for at, (group, counted) in enumerate(managed.items())
        ]
        rules.append(_flood_rule(len(rules), requests_per_address))
        self.acl = waf.CfnWebACL(
            self,
            "Rules",
            scope="REGIONAL",
            default_action=waf.CfnWebACL.DefaultActionProperty(allow={}),
            rules=rules,
            visibility_config=_visibility("crassula"),
        )

    def protect(self, name: str, arn: str) -> None:
        """Put it in front of a resource."""
        waf.CfnWebACLAssociation(self, name, resource_arn=arn, web_acl_arn=self.acl.attr_arn)


def _flood_rule(priority: int, requests: int) -> waf.CfnWebACL.RuleProperty:
    return waf.CfnWebACL.RuleProperty(
        name="flood",
        priority=priority,
        action=waf.CfnWebACL.RuleActionProperty(block={}),
        statement=waf.CfnWebACL.StatementProperty(
            rate_based_statement=waf.CfnWebACL.RateBasedStatementProperty(
                limit=requests, aggregate_key_type="IP"
            )
        ),
        visibility_config=_visibility("flood"),
    )


def _managed_rule(
    priority: int, name: str, only_counted: tuple[str, ...] = ()
) -> waf.CfnWebACL.RuleProperty:
    counted = waf.CfnWebACL.RuleActionProperty(count={})
    return waf.CfnWebACL.RuleProperty(
        name=name,
        priority=priority,
        override_action=waf.CfnWebACL.OverrideActionProperty(none={}),
        statement=waf.CfnWebACL.StatementProperty(
            managed_rule_group_statement=waf.CfnWebACL.ManagedRuleGroupStatementProperty(
                vendor_name="AWS",
                name=name,
                rule_action_overrides=[
                    waf.CfnWebACL.RuleActionOverrideProperty(name=each, action_to_use=counted)
                    for each in only_counted
                ],
            )
        ),
        visibility_config=_visibility(name),
    )


def _visibility(name: str) -> waf.CfnWebACL.VisibilityConfigProperty:
    return waf.CfnWebACL.VisibilityConfigProperty(
        cloud_watch_metrics_enabled=True, metric_name=name, sampled_requests_enabled=False
    )
