"""The firewalls: AWS's rules against known attacks, and ours against floods from one address."""

from aws_cdk import aws_wafv2 as waf
from constructs import Construct

WINDOW_SECONDS = 600
"""The longest in which AWS counts an address's requests."""


class Firewall(Construct):
    """A firewall for a resource of this region, with its rules in their order."""

    def __init__(
        self,
        scope: Construct,
        name: str,
        metrics: str,
        requests_per_address: int,
        managed: dict[str, tuple[str, ...]],
        *more: waf.CfnWebACL.RuleProperty,
    ) -> None:
        """Block an address after so many requests in five minutes; `managed` are AWS's groups.

        Each group has the names of those of its rules that only count. `more` rules come last.
        Metrics have the name `metrics`, because those of all firewalls of a region are together.
        """
        super().__init__(scope, name)
        rules = [
            _managed_rule(at, group, counted) for at, (group, counted) in enumerate(managed.items())
        ]
        rules.append(_flood_rule(len(rules), metrics, requests_per_address))
        rules.extend(more)
        self.acl = waf.CfnWebACL(
            self,
            "Rules",
            scope="REGIONAL",
            default_action=waf.CfnWebACL.DefaultActionProperty(allow={}),
            rules=rules,
            visibility_config=_visibility(metrics),
        )

    def protect(self, name: str, arn: str) -> None:
        """Put it in front of a resource."""
        waf.CfnWebACLAssociation(self, name, resource_arn=arn, web_acl_arn=self.acl.attr_arn)


def _flood_rule(priority: int, metrics: str, requests: int) -> waf.CfnWebACL.RuleProperty:
    return waf.CfnWebACL.RuleProperty(
        name="flood",
        priority=priority,
        action=waf.CfnWebACL.RuleActionProperty(block={}),
        statement=waf.CfnWebACL.StatementProperty(
            rate_based_statement=waf.CfnWebACL.RateBasedStatementProperty(
                limit=requests, aggregate_key_type="IP"
            )
        ),
        visibility_config=_visibility(f"{metrics}-flood"),
    )


def writes_limited(
    priority: int, headers: dict[str, str], operations: tuple[str, ...], requests: int
) -> waf.CfnWebACL.RuleProperty:
    """Block an address that asks in ten minutes more than `requests` times for e-mails to be sent.

    An operation is named by a header, after the prefix that `headers` has for it.
    """
    named = [
        waf.CfnWebACL.StatementProperty(
            byte_match_statement=waf.CfnWebACL.ByteMatchStatementProperty(
                field_to_match=waf.CfnWebACL.FieldToMatchProperty(single_header={"Name": header}),
                positional_constraint="EXACTLY",
                search_string=f"{prefix}{operation}",
                text_transformations=[
                    waf.CfnWebACL.TextTransformationProperty(priority=0, type="NONE")
                ],
            )
        )
        for header, prefix in headers.items()
        for operation in operations
    ]
    return waf.CfnWebACL.RuleProperty(
        name="e-mails",
        priority=priority,
        action=waf.CfnWebACL.RuleActionProperty(block={}),
        statement=waf.CfnWebACL.StatementProperty(
            rate_based_statement=waf.CfnWebACL.RateBasedStatementProperty(
                limit=requests,
                evaluation_window_sec=WINDOW_SECONDS,
                aggregate_key_type="IP",
                scope_down_statement=waf.CfnWebACL.StatementProperty(
                    or_statement=waf.CfnWebACL.OrStatementProperty(statements=named)
                ),
            )
        ),
        visibility_config=_visibility("e-mails"),
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
