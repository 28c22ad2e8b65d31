"""The firewall: AWS's rules, a rate limit that operators own, and a log without secrets."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from tests.constructs.edge_parts import KEY
from tests.constructs.harness import ACCOUNT, REGION, Synthesized, synthesize
from webservice.edge.firewall import MANAGED_RULE_GROUPS, RATE_RULE_GROUP_CAPACITY_WCU, Firewall
from webservice.settings import FirewallSettings

if TYPE_CHECKING:
    from cdktf import TerraformStack

# WAFv2: what a web ACL may hold before AWS bills more per request.
WCU_WITHOUT_SURCHARGE = 1500


@pytest.fixture(scope="module")
def synthesized() -> Synthesized:
    def build(stack: TerraformStack) -> None:
        balancer: Any = SimpleNamespace(arn="arn:balancer", account=ACCOUNT, region=REGION)
        Firewall(
            stack,
            "firewall",
            prefix="web-test",
            settings=FirewallSettings(requests_per_5_minutes=700, log_retention_days=30),
            load_balancer=balancer,
            logs_key=KEY,
        )

    return synthesize(build)


def test_the_rate_limit_comes_first_and_then_awss_own_groups(synthesized: Synthesized) -> None:
    acl = synthesized.one("aws_wafv2_web_acl")
    rules = sorted(acl["rule"], key=lambda rule: rule["priority"])
    assert rules[0]["statement"]["rule_group_reference_statement"]["arn"].startswith(
        "${aws_wafv2_rule_group."
    )
    managed = [rule["statement"]["managed_rule_group_statement"] for rule in rules[1:]]
    assert {statement["vendor_name"] for statement in managed} == {"AWS"}
    assert {statement["name"] for statement in managed} == {
        "AWSManagedRulesAmazonIpReputationList",
        "AWSManagedRulesCommonRuleSet",
        "AWSManagedRulesKnownBadInputsRuleSet",
        "AWSManagedRulesSQLiRuleSet",
    }


def test_no_group_is_merely_counted(synthesized: Synthesized) -> None:
    rules = synthesized.one("aws_wafv2_web_acl")["rule"]
    assert all(rule["override_action"] == {"none": {}} for rule in rules)


def test_every_rule_is_measured(synthesized: Synthesized) -> None:
    acl = synthesized.one("aws_wafv2_web_acl")
    group = synthesized.one("aws_wafv2_rule_group")
    for visible in (acl, *acl["rule"], group, *group["rule"]):
        assert visible["visibility_config"]["cloudwatch_metrics_enabled"] is True


def test_a_client_address_is_blocked_above_the_limit(synthesized: Synthesized) -> None:
    (rule,) = synthesized.one("aws_wafv2_rule_group")["rule"]
    assert rule["name"] == "requests-per-address"
    assert rule["action"] == {"block": {}}
    assert rule["statement"]["rate_based_statement"] == {
        "limit": 700,
        "evaluation_window_sec": 300,
        "aggregate_key_type": "IP",
    }


def test_operators_own_the_limit_and_terraform_the_rest(synthesized: Synthesized) -> None:
    assert synthesized.one("aws_wafv2_rule_group")["lifecycle"] == {"ignore_changes": ["rule"]}
    assert "lifecycle" not in synthesized.one("aws_wafv2_web_acl")


def test_its_capacity_costs_no_surcharge() -> None:
    total = sum(MANAGED_RULE_GROUPS.values()) + RATE_RULE_GROUP_CAPACITY_WCU
    assert total <= WCU_WITHOUT_SURCHARGE


def test_it_stands_before_the_load_balancer(synthesized: Synthesized) -> None:
    association = synthesized.one("aws_wafv2_web_acl_association")
    assert association["resource_arn"] == "arn:balancer"


def test_its_log_is_encrypted_expires_and_has_the_name_that_waf_asks_for(
    synthesized: Synthesized,
) -> None:
    ((logical_id, group),) = synthesized.all("aws_cloudwatch_log_group").items()
    assert logical_id == "log_group_firewall"
    assert group["name"] == "aws-waf-logs-web-test"
    assert group["kms_key_id"] == KEY.arn
    assert group["retention_in_days"] == 30


def test_no_credential_reaches_the_log(synthesized: Synthesized) -> None:
    logging = synthesized.one("aws_wafv2_web_acl_logging_configuration")
    headers = [field["single_header"]["name"] for field in logging["redacted_fields"]]
    assert headers == ["authorization", "cookie"]


def test_only_what_was_blocked_or_counted_is_kept(synthesized: Synthesized) -> None:
    chosen = synthesized.one("aws_wafv2_web_acl_logging_configuration")["logging_filter"]
    assert chosen["default_behavior"] == "DROP"
    (kept,) = chosen["filter"]
    actions = [condition["action_condition"]["action"] for condition in kept["condition"]]
    assert (kept["behavior"], kept["requirement"]) == ("KEEP", "MEETS_ANY")
    assert actions == ["BLOCK", "COUNT"]


def test_delivery_is_allowed_for_this_account_and_log_group_only(synthesized: Synthesized) -> None:
    policy = synthesized.one("aws_cloudwatch_log_resource_policy")
    (statement,) = json.loads(policy["policy_document"])["Statement"]
    assert statement["Resource"] == "${aws_cloudwatch_log_group.log_group_firewall.arn}:*"
    assert statement["Condition"]["StringEquals"] == {"aws:SourceAccount": ACCOUNT}
    (dependency,) = synthesized.one("aws_wafv2_web_acl_logging_configuration")["depends_on"]
    assert dependency.startswith("aws_cloudwatch_log_resource_policy.")
