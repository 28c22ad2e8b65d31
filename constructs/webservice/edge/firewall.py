"""The web application firewall in front of the load balancer."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from cdktf import TerraformResourceLifecycle
from cdktf_cdktf_provider_aws.wafv2_rule_group import (
    Wafv2RuleGroup,
    Wafv2RuleGroupRule,
    Wafv2RuleGroupRuleAction,
    Wafv2RuleGroupRuleActionBlock,
    Wafv2RuleGroupRuleVisibilityConfig,
    Wafv2RuleGroupVisibilityConfig,
)
from cdktf_cdktf_provider_aws.wafv2_web_acl import (
    Wafv2WebAcl,
    Wafv2WebAclDefaultAction,
    Wafv2WebAclDefaultActionAllow,
    Wafv2WebAclRule,
    Wafv2WebAclRuleOverrideAction,
    Wafv2WebAclRuleOverrideActionNone,
    Wafv2WebAclRuleVisibilityConfig,
    Wafv2WebAclVisibilityConfig,
)
from cdktf_cdktf_provider_aws.wafv2_web_acl_association import Wafv2WebAclAssociation
from constructs import Construct

from webservice.edge.firewall_log import FirewallLog

if TYPE_CHECKING:
    from webservice.edge.load_balancer import LoadBalancer
    from webservice.keys import Key
    from webservice.settings import FirewallSettings

# AWS's rule groups with their price in web ACL capacity units (WCU), cheapest first.
# https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-list.html
MANAGED_RULE_GROUPS = {
    "AWSManagedRulesAmazonIpReputationList": 25,
    "AWSManagedRulesKnownBadInputsRuleSet": 200,
    "AWSManagedRulesSQLiRuleSet": 200,
    "AWSManagedRulesCommonRuleSet": 700,
}
# A rate-based rule on the client's address costs 2; the rest is room for what operators
# add at an incident. It cannot be changed later, and 1500 per ACL come without surcharge.
RATE_RULE_GROUP_CAPACITY_WCU = 100
RATE_RULE_NAME = "requests-per-address"
# The window that `requests_per_5_minutes` speaks of.
_EVALUATION_WINDOW_SECONDS = 300


class Firewall(Construct):
    """A WAFv2 web ACL: a rate limit per client address, then AWS's managed rule groups.

    The rate rule lives in a rule group of its own, whose rules Terraform sets once and
    then leaves to the operators: a web ACL's rules are a set, so that ignoring the limit
    there would mean ignoring every rule. The ACL itself stays fully managed.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        prefix: str,
        settings: FirewallSettings,
        load_balancer: LoadBalancer,
        logs_key: Key,
    ) -> None:
        """Create the web ACL, its log, and its association with the load balancer.

        Args:
            scope: the parent.
            id_: the construct's id.
            prefix: the start of every name and metric.
            settings: the first rate limit and the log's retention.
            load_balancer: what it protects.
            logs_key: encrypts the log group.
        """
        super().__init__(scope, id_)
        self.rate_rule_name = RATE_RULE_NAME
        self.rate_rule_group_name = f"{prefix}-rate"
        self.web_acl_name = prefix
        self._rate_group = self._rate_rule_group(settings)
        self._acl = Wafv2WebAcl(
            self,
            "acl",
            name=self.web_acl_name,
            description=f"{prefix}: rate limit and AWS managed rules",
            scope="REGIONAL",
            default_action=Wafv2WebAclDefaultAction(allow=Wafv2WebAclDefaultActionAllow()),
            rule=self._rules(),
            visibility_config=Wafv2WebAclVisibilityConfig(
                cloudwatch_metrics_enabled=True,
                metric_name=self.web_acl_name,
                sampled_requests_enabled=True,
            ),
        )
        Wafv2WebAclAssociation(
            self,
            "association",
            resource_arn=load_balancer.arn,
            web_acl_arn=self._acl.arn,
        )
        self._log = FirewallLog(
            self,
            "log",
            prefix=prefix,
            account=load_balancer.account,
            region=load_balancer.region,
            web_acl_arn=self._acl.arn,
            retention_days=settings.log_retention_days,
            logs_key=logs_key,
        )

    @cached_property
    def web_acl_arn(self) -> str:
        """The web ACL's ARN."""
        return self._acl.arn

    @cached_property
    def rate_rule_group_arn(self) -> str:
        """The ARN of the rule group whose rate limit operators tighten."""
        return self._rate_group.arn

    @cached_property
    def rate_rule_group_id(self) -> str:
        """The id that WAFv2 asks for beside the rule group's name."""
        return self._rate_group.id

    @cached_property
    def log_group_name(self) -> str:
        """The log group of what was blocked or counted."""
        return self._log.name

    def _rate_rule_group(self, settings: FirewallSettings) -> Wafv2RuleGroup:
        statement = {
            "rate_based_statement": {
                "limit": settings.requests_per_5_minutes,
                "evaluation_window_sec": _EVALUATION_WINDOW_SECONDS,
                "aggregate_key_type": "IP",
            }
        }
        rate_rule = Wafv2RuleGroupRule(
            name=RATE_RULE_NAME,
            priority=0,
            action=Wafv2RuleGroupRuleAction(block=Wafv2RuleGroupRuleActionBlock()),
            statement=statement,
            visibility_config=Wafv2RuleGroupRuleVisibilityConfig(
                cloudwatch_metrics_enabled=True,
                metric_name=RATE_RULE_NAME,
                sampled_requests_enabled=True,
            ),
        )
        return Wafv2RuleGroup(
            self,
            "rate",
            name=self.rate_rule_group_name,
            description="Rate limit that operators may tighten at an incident",
            scope="REGIONAL",
            capacity=RATE_RULE_GROUP_CAPACITY_WCU,
            rule=[rate_rule],
            visibility_config=Wafv2RuleGroupVisibilityConfig(
                cloudwatch_metrics_enabled=True,
                metric_name=self.rate_rule_group_name,
                sampled_requests_enabled=True,
            ),
            lifecycle=TerraformResourceLifecycle(ignore_changes=["rule"]),
        )

    def _rules(self) -> list[Wafv2WebAclRule]:
        statements: dict[str, dict[str, object]] = {
            "rate-limit": {"rule_group_reference_statement": {"arn": self._rate_group.arn}}
        }
        for name in MANAGED_RULE_GROUPS:
            statements[name] = {
                "managed_rule_group_statement": {"vendor_name": "AWS", "name": name}
            }
        return [
            Wafv2WebAclRule(
                name=name,
                priority=priority,
                # The group's own actions apply.
                override_action=Wafv2WebAclRuleOverrideAction(
                    none=Wafv2WebAclRuleOverrideActionNone()
                ),
                statement=statement,
                visibility_config=Wafv2WebAclRuleVisibilityConfig(
                    cloudwatch_metrics_enabled=True,
                    metric_name=name,
                    sampled_requests_enabled=True,
                ),
            )
            for priority, (name, statement) in enumerate(statements.items())
        ]
